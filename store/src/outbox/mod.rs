//! The outbox of a project's alerts: what was raised, what is to be sent, and how that went.
//!
//! A message is noted before it is sent, and noted again once it arrived: a crash between the two
//! sends it once more, under the same id.

pub mod deliveries;
pub mod log;
pub mod plan;
pub mod retry;

pub use deliveries::{DueDelivery, begin_attempt, due_deliveries, end_attempt, next_due, send_again};
pub use log::{delete_old, erase_alerts, logged};
pub use plan::{plan, put_signals, put_test, set_project, watched_project};
