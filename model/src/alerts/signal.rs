//! Signals: a rule fired. A project's object writes them in the turn that saw why, and hands them
//! over to its outbox.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use super::rule::AlertRule;

/// A rule fired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertSignal {
    /// The same whenever the same thing is told again: by several objects of a project, or after a
    /// crash.
    pub id: String,
    /// The id of the rule.
    pub rule: String,
    /// When, to the minute.
    pub at: UnixMillis,
    /// What happened.
    pub cause: AlertCause,
}

impl AlertSignal {
    /// Whether it says that something is new or came back, which another object of the project may
    /// know already.
    pub fn is_news(&self) -> bool {
        use IssueReason::{New, NewReport, Regressed};
        matches!(&self.cause, AlertCause::Issue(cause) if matches!(cause.why, New | NewReport | Regressed))
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AlertCause {
    /// Something about an issue.
    Issue(IssueCause),
    /// The storage is filled to this share of its limit.
    Storage {
        /// Percent.
        percent: u8,
    },
    /// Nothing was received for so long.
    Silence {
        /// Hours.
        hours: u16,
    },
    /// Somebody tries a destination.
    Test {},
}

/// Something about an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueCause {
    /// The issue.
    pub issue: IssueId,
    /// Its title.
    pub title: String,
    /// The number of its type.
    pub kind: u8,
    /// The release of the event that this was seen by.
    pub release: Option<String>,
    /// Its environment.
    pub environment: Option<String>,
    /// Events of the issue so far.
    pub events: u64,
    /// Sessions of the issue so far.
    pub sessions: u64,
    /// What about it.
    pub why: IssueReason,
}

/// What there is to say of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueReason {
    /// It is new.
    New,
    /// It came back.
    Regressed,
    /// It was snoozed, and its sleep ended by itself.
    CameBack,
    /// It has so many sessions within so many hours.
    Sessions(u64, u16),
    /// It has so many sessions in an hour, and so many in its average hour, in hundredths.
    Spike(u64, u64),
    /// It is a report of a type that was never seen.
    NewReport,
}

/// What an object of a project needs to raise signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertWatch {
    /// The project.
    pub key: ProjectKey,
    /// How many objects share its sessions.
    pub objects: u16,
    /// The names of the other objects, where this is the first: it watches for silence.
    pub others: Option<Vec<String>>,
    /// The names of the other objects, for each of them: what is new to one may be known to another.
    #[serde(default)]
    pub siblings: Vec<String>,
    /// The rules that are on.
    pub rules: Vec<AlertRule>,
    /// Since when they are these: nothing was received before that either.
    pub since: UnixMillis,
}
