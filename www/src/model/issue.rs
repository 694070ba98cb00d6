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
    /// The place in the code, or the page; empty where unknown.
    pub place: String,
    /// The release that it is new in, or since.
    pub new: Option<NewSince>,
    /// The browser, and where they are known the system and the environment, of nearly all of it, where
    /// each is not nearly all that the project hears from.
    pub only: Vec<String>,
    /// How much it matters by the operator's rules, if they say so.
    pub interest: Option<Interest>,
    /// The name of the user whom it is assigned to.
    pub assignee: Option<String>,
}

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// Less than others: it raises no alert.
    Low,
    /// More than others.
    High,
}

/// The release that an issue is new in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSince {
    /// The release.
    pub release: String,
    /// Whether its events named the release; else it was the newest at the time of the first one.
    pub is_named: bool,
}
