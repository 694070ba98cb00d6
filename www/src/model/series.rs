//! One step of a series of counts.

use corncrake_core::time::UnixMillis;

/// One step of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeriesPoint {
    /// Its start.
    pub start: UnixMillis,
    /// Sessions that began in it, or events.
    pub count: u64,
    /// Those of the sessions with an error, in this step or later.
    pub errored: u64,
    /// Those of the sessions that met known noise only.
    pub noise: u64,
}
