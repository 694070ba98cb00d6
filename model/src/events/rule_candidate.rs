//! An issue that rules are tried on: what it is, and its newest kept events.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use serde::{Deserialize, Serialize};

use super::stored_event::StoredEvent;
use crate::issues::interest::InterestMark;

/// Newest kept events of an issue that rules are tried on.
pub const EVENTS_OF_A_CANDIDATE: u32 = 3;

/// Where a walk over candidates goes on: behind this issue of this time.
pub type CandidateCursor = (UnixMillis, IssueId);

/// An issue that rules are tried on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleCandidate {
    /// The issue.
    pub id: IssueId,
    /// Its title.
    pub title: String,
    /// The time of its latest event.
    pub last_seen: UnixMillis,
    /// The edition of the noise rule that marked it, or 0.
    pub hidden_by: u32,
    /// How much it matters by a rule.
    #[serde(default)]
    pub interest: InterestMark,
    /// Whether a site's own fingerprint opened it.
    pub is_custom: bool,
    /// Its events in the time that is asked about, sampled ones included.
    pub events: u64,
    /// Its newest kept events.
    pub newest: Vec<StoredEvent>,
}

impl RuleCandidate {
    /// The issue of two objects: with the events of both, and hidden where both hide it.
    pub fn and(&self, other: &Self) -> Self {
        Self {
            last_seen: self.last_seen.max(other.last_seen),
            hidden_by: self.hidden_by.min(other.hidden_by),
            interest: self.interest.and(other.interest),
            events: self.events.saturating_add(other.events),
            newest: self.newest.iter().chain(&other.newest).cloned().collect(),
            ..self.clone()
        }
    }
}
