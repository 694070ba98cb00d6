//! Alerts in a project's own database: which rules there are, and the signals that a turn raises.
//!
//! Where no rule is set, nothing here reads or writes.

pub mod raise;
pub mod signals;
pub mod told;
pub mod watch;
