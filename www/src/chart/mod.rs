//! Series of counts as bars, drawn on the server.

mod marks;
mod scale;
pub(crate) mod sparkline;
pub(crate) mod trend;
