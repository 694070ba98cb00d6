//! An issue, and what belongs to it: the grouping that opens it, its releases, its noise.

use corncrake_core::{
    ids::{FingerprintHash, IssueId},
    status::Status,
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

/// An issue as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    pub id: IssueId,
    pub kind: u8,
    pub title: String,
    pub status: Status,
    /// When it came back after it was resolved, and in which release; of an open one only.
    pub regressed: Option<(UnixMillis, Option<String>)>,
    /// The newest release that was known when its status was last decided; of one issue alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_in: Option<String>,
    /// The issue that shows it as its own.
    pub merged_into: Option<IssueId>,
    /// The rule by which it is known noise; off the list by default.
    pub noise: Option<String>,
    pub events: u64,
    pub sessions: u64,
    pub first_seen: UnixMillis,
    pub last_seen: UnixMillis,
    /// Why its events belong together: the parts that were hashed when it was opened.
    pub grouping: Vec<String>,
    /// The version of the algorithm that hashed them.
    pub grouping_version: u32,
}

/// What an issue learns from one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssueGrouping {
    pub fingerprint: FingerprintHash,
    /// What it would have been before, the best first: without source maps, or by the version
    /// before this one for the 30 days after a change. Where only these are known, the issue of
    /// the first goes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<FingerprintHash>,
    pub version: u32,
    pub grouping: Vec<String>,
    pub title: String,
    pub kind: u8,
    pub noise: Option<String>,
}

impl IssueGrouping {
    /// What its issue may be known by, the best first.
    pub fn fingerprints(&self) -> impl Iterator<Item = FingerprintHash> {
        std::iter::once(self.fingerprint).chain(self.before.iter().copied())
    }
}

/// A release, and when the project first saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    pub name: String,
    pub first_seen: UnixMillis,
}

/// What one rule recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoiseCount {
    /// The rule's name; one of an older build may be no rule any more.
    pub rule: String,
    pub issues: u64,
    pub events: u64,
}
