//! An issue, and what belongs to it: the grouping that opens it, its releases, its noise.

use corncrake_core::{
    ids::{FingerprintHash, IssueId},
    status::Status,
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use super::{interest::InterestMark, resolution::FixedIn, snooze::Snooze};

/// An issue as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    /// The first 64 bits of the fingerprint that opened it.
    pub id: IssueId,
    /// The number of the type of its first event (`EventType::code`).
    pub kind: u8,
    /// One line for a person, of the event that opened it.
    pub title: String,
    /// The result of its triage: open until somebody decides.
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
    /// Its events, sampled ones included; a list adds those of its members.
    pub events: u64,
    /// Its sessions, a visitor's two days being two; a list adds those of its members.
    pub sessions: u64,
    /// The stored time of its earliest event.
    pub first_seen: UnixMillis,
    /// The stored time of its latest event.
    pub last_seen: UnixMillis,
    /// Why its events belong together: the parts that were hashed when it was opened.
    pub grouping: Vec<String>,
    /// The version of the algorithm that hashed them.
    pub grouping_version: u32,
    /// The earliest release that one of its events named.
    #[serde(default)]
    pub first_release: Option<Release>,
    /// The latest release that one of its events named.
    #[serde(default)]
    pub last_release: Option<Release>,
    /// The families of the browsers that had it, such as `Safari`; a few at most.
    #[serde(default)]
    pub browsers: Vec<String>,
    /// The place in the code, or else the page, of the event that opened it; empty where unknown.
    #[serde(default)]
    pub place: String,
    /// When somebody last decided about it; 0 where nobody did.
    #[serde(default)]
    pub decided: UnixMillis,
    /// What fixed it, where it is resolved.
    #[serde(default)]
    pub fixed_in: FixedIn,
    /// What ends its sleep, where it is snoozed.
    #[serde(default)]
    pub snooze: Option<Snooze>,
    /// When its sleep ended by itself, of an open one that nobody decided about since.
    #[serde(default)]
    pub came_back: Option<UnixMillis>,
    /// The id of the user whom it is assigned to; empty for nobody.
    #[serde(default)]
    pub assignee: String,
}

/// What an issue learns from one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IssueGrouping {
    /// The fingerprint by today's algorithm, on which source maps have had their effect.
    pub fingerprint: FingerprintHash,
    /// What it would have been before, the best first: without source maps, or by the version
    /// before this one for the 30 days after a change. Where only these are known, the issue of
    /// the first goes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<FingerprintHash>,
    /// The version of the algorithm that made `fingerprint`.
    pub version: u32,
    /// The parts that were hashed, in their order, for a person to read.
    pub grouping: Vec<String>,
    /// The title of the issue, if this event opens it.
    pub title: String,
    /// The number of the event's type (`EventType::code`).
    pub kind: u8,
    /// The name of the noise rule that matches the event.
    pub noise: Option<String>,
    /// The place in the code, or else the page, where it happened: the issue's, if this opens it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Functions and files of symbolicated frames, by which the issue is found if this opens it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub symbols: Vec<String>,
    /// What the operator's rules say of it.
    #[serde(default, skip_serializing_if = "RuleMarks::are_none")]
    pub rules: RuleMarks,
}

/// What the rules of a project's operator say of an event: editions of rules, or 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleMarks {
    /// The noise rule by which the issue that it opens is hidden.
    pub hidden_by: u32,
    /// The rule whose fingerprint it has.
    pub grouped_by: u32,
    /// The event is no noise by the rules up to this edition: an issue that one of them hid is
    /// listed again.
    pub lists_up_to: u32,
    /// How much it matters.
    #[serde(default)]
    pub interest: InterestMark,
}

impl RuleMarks {
    fn are_none(&self) -> bool {
        *self == Self::default()
    }
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
    /// The release as the site names it: 128 characters at most.
    pub name: String,
    /// The time of its deploy, or else of the arrival of its first event, to the minute.
    pub first_seen: UnixMillis,
    /// The time of its last deploy, if one was announced.
    #[serde(default)]
    pub deployed: Option<UnixMillis>,
}

/// The time in which a release was the newest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseWindow {
    /// The release.
    pub name: String,
    /// Its own time.
    pub from: UnixMillis,
    /// The time of the next release.
    pub to: UnixMillis,
}

/// The issues that a release brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuesOfRelease {
    /// The release.
    pub name: String,
    /// Issues that were first seen while it was the newest.
    pub new: Vec<IssueId>,
    /// Issues that came back in it.
    pub back: Vec<IssueId>,
}

/// What one rule recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoiseCount {
    /// The rule's name; one of an older build may be no rule any more.
    pub rule: String,
    /// Issues that the rule matches.
    pub issues: u64,
    /// Events of those issues.
    pub events: u64,
}

/// What one rule of the operator did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// The rule's edition.
    pub edition: u32,
    /// Issues that it hides, or whose fingerprint it gave.
    pub issues: u64,
    /// Events of those issues.
    pub events: u64,
}
