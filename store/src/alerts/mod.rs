//! Alerts in a project's own database: which rules there are, and the signals that a turn raises.
//!
//! Where no rule is set, nothing here reads or writes.

pub mod raise;
pub mod sibling_news;
pub mod signals;
pub mod watch;
