//! An issue as lists and its own page show it.

use super::status::IssueStatus;
use corncrake_core::{event::EventType, ids::IssueId, time::UnixMillis};

/// An issue, in a list and at the head of its own page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its name in addresses.
    pub id: IssueId,
    /// The name and first line of its message (`group::title`).
    pub title: String,
    /// The kind of its events.
    pub kind: EventType,
    /// Its status.
    pub status: IssueStatus,
    /// The number of its events.
    pub events: u64,
    /// The number of sessions with it.
    pub sessions: u64,
    /// The time of its first event.
    pub first_seen: UnixMillis,
    /// The time of its last event.
    pub last_seen: UnixMillis,
}
