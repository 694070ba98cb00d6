//! Answers of objects that are types of the contract alone.

use corncrake_core::time::UnixMillis;
use corncrake_model::events::outcomes::Outcomes;
use serde::{Deserialize, Serialize};

/// What became of a delivery, and what that cost.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct DeliveryOutcome {
    pub(crate) outcomes: Outcomes,
    pub(crate) rows_written: u64,
    /// Whether the visit that it says is counted: the same one again changes nothing.
    #[serde(default)]
    pub(crate) is_visit_counted: bool,
}

/// The state of an object's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DatabaseState {
    pub(crate) bytes: u64,
    /// Whether SQLite finds it whole; nothing where that was not asked.
    pub(crate) is_whole: Option<bool>,
    /// When its alarm rings next.
    pub(crate) alarm: Option<UnixMillis>,
}

/// A project's database, in bytes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct StorageUse {
    pub(crate) bytes: u64,
    pub(crate) limit: u64,
    /// Whether an object of it keeps no more.
    pub(crate) is_full: bool,
}
