//! Triage of issues, and its outcomes: resolve, ignore, reopen, merge, split.

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use serde::{Deserialize, Serialize};

use super::{interest::InterestMark, issue::Issue, resolution::FixedIn, snooze::Snooze};
use crate::access::log_entry::LogActor;

/// What is decided about some issues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageRequest {
    /// The issues to decide about; unknown ones are reported and change nothing.
    pub issues: Vec<IssueId>,
    /// The status that they get.
    pub to: Status,
    /// The time of the decision; an earlier event without a release reopens nothing.
    pub at: UnixMillis,
    /// Releases that are known elsewhere: all of them, where a project has several objects.
    pub releases: Vec<String>,
    /// Puts a status back: of each issue alone, without its members, and with what was known
    /// when it was resolved. Else a decision about an issue is one about all its members.
    pub is_undo: bool,
    /// What fixed them, where they are resolved.
    #[serde(default)]
    pub fixed_in: FixedIn,
    /// What ends their sleep, where they are snoozed.
    #[serde(default)]
    pub snooze: Option<Snooze>,
    /// Who decides.
    #[serde(default)]
    pub by: Option<LogActor>,
}

/// An issue whose status was changed, and what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusChange {
    /// The issue by itself, which may be a member of another.
    pub id: IssueId,
    /// Its status before, to which an undo returns.
    pub from: Status,
    /// Its status now.
    pub to: Status,
}

/// What a decision did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriageOutcome {
    /// The issues whose status is another one now, members included.
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
    /// No issue has this id.
    Unknown,
}

/// An issue, what it was merged into itself, and when it was last decided about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplicatedIssue {
    /// The issue with its status, as a shard copies it to the others.
    pub issue: Issue,
    /// The issue that it was merged into itself, which may have been merged on since.
    pub merged_under: Option<IssueId>,
    /// The time of the last decision; 0 where nobody decided yet.
    pub decided: UnixMillis,
    /// The edition of the operator's noise rule that hides it, or 0.
    #[serde(default)]
    pub hidden_by: u32,
    /// The edition of the operator's rule whose fingerprint it has, or 0.
    #[serde(default)]
    pub grouped_by: u32,
    /// How much it matters by the operator's rules.
    #[serde(default)]
    pub interest: InterestMark,
}
