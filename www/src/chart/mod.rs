//! Series of counts as bars, drawn on the server.

pub(crate) mod sparkline;
pub(crate) mod trend;
