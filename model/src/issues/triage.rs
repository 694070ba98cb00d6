//! Triage of issues, and its outcomes: resolve, ignore, reopen, merge, split.

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use serde::{Deserialize, Serialize};

use super::issue::Issue;

/// What is decided about some issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageRequest {
    pub issues: Vec<IssueId>,
    pub to: Status,
    pub at: UnixMillis,
    /// Releases that are known elsewhere: all of them, where a project has several objects.
    pub releases: Vec<String>,
    /// Puts a status back: of each issue alone, without its members, and with what was known
    /// when it was resolved. Else a decision about an issue is one about all its members.
    pub is_undo: bool,
}

/// An issue whose status was changed, and what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    pub id: IssueId,
    pub from: Status,
    pub to: Status,
}

/// What a decision did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageOutcome {
    pub changed: Vec<StatusChange>,
    /// Issues that there are none of here.
    pub unknown: Vec<IssueId>,
    /// What each was that was decided about, changed or not: another object may know it otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<(IssueId, Status)>,
}

/// Issues that may be merged into one: each is read where the one is shown.
pub const MOST_MEMBERS: u64 = 100;

/// What became of a merge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MergeOutcome {
    /// They are one issue now, shown as this one; whether they were not before.
    Into(IssueId, bool),
    /// There is no such issue.
    Unknown(IssueId),
    /// An issue cannot be merged into itself.
    Itself,
    /// It would have more than `MOST_MEMBERS`.
    TooMany,
}

/// What became of a split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SplitOutcome {
    /// It stands for itself now; what it was merged into before, if it was.
    From(Option<IssueId>),
    Unknown,
}

/// An issue, what it was merged into itself, and when it was last decided about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplicatedIssue {
    pub issue: Issue,
    pub merged_under: Option<IssueId>,
    pub decided: UnixMillis,
}
