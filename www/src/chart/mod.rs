//! Series of counts, drawn on the server.

pub(crate) mod sparkline;
pub mod trend;
