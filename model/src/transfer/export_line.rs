//! The lines of an export: one type for their writer and their reader. The format is in
//! `docs/export.md`; its names are the API's.
//!
//! What is here is public and versioned: a stored row may change, a line may not. No line has
//! a place for a session's hash, a key or a token.

use std::collections::BTreeMap;

use corncrake_core::{
    ids::{FingerprintHash, IssueId},
    json::Json,
    status::Status,
};
use serde::{Deserialize, Serialize};

use super::{
    activity_line::ActivityLine,
    export_time::{ExportDate, ExportTime},
    optional_member::is_default,
    project_line::ProjectLine,
    session_count::SessionCount,
    usage_line::UsageLine,
};
use crate::events::{
    country::Country,
    facets::{FacetCount, FacetKind, Facets, OTHER},
    items::ItemOutcome,
    outcomes::Outcomes,
    visits::{VisitCounts, VisitKind},
};
use crate::issues::interest::InterestMark;

/// The version of the format that is written.
pub const VERSION: u32 = 2;
/// Those that are read.
pub const READ_VERSIONS: std::ops::RangeInclusive<u32> = 1..=VERSION;

macro_rules! lines {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$of])* pub $field: $type),* }
    )*};
}

lines! {
    /// The first line.
    HeaderLine {
        /// The format's version: one of `READ_VERSIONS`.
        version: u32,
        /// Random: by it a target knows a file that comes again.
        id: String,
        /// The time at which the export began.
        at: ExportTime,
        /// The project whose data follow.
        project: ProjectLine,
    }
    /// The lines that follow are of this shard of the project.
    ObjectLine {
        /// The shard, from 0.
        number: u16,
    }
    /// An issue by itself, whatever is merged into it.
    IssueLine {
        /// The first 64 bits of the fingerprint that opened it.
        id: IssueId,
        /// One line for a person.
        title: String,
        /// The number of its type: 0 to 99.
        #[serde(rename = "type")]
        kind: u8,
        /// The result of its triage.
        status: Status,
        /// The time of the last decision; none where nobody decided.
        decided_at: Option<ExportTime>,
        /// The number of the newest release that was known when somebody decided.
        known_releases: i64,
        /// Present if it came back after it was resolved.
        regressed: Option<RegressedLine>,
        /// The issue that shows it.
        merged_into: Option<IssueId>,
        /// The issue that it was merged into itself, which may have been merged on since.
        merged_under: Option<IssueId>,
        /// The name of the noise rule that matches it.
        noise: Option<String>,
        /// Its own events, sampled ones included.
        events: u64,
        /// Its own sessions.
        sessions: u64,
        /// The time of its earliest event.
        first_seen: ExportTime,
        /// The time of its latest event.
        last_seen: ExportTime,
        /// The parts that its fingerprint hashes.
        grouping: Vec<String>,
        /// The version of the algorithm that hashed them.
        grouping_version: u32,
        /// The number of the earliest release that its events named; 0 if none did.
        #[serde(default, skip_serializing_if = "is_default")] first_release: i64,
        /// The number of the latest release that its events named; 0 if none did.
        #[serde(default, skip_serializing_if = "is_default")] last_release: i64,
        /// The families of the browsers that had it, separated by commas.
        #[serde(default, skip_serializing_if = "is_default")] browsers: String,
        /// The place in the code, or the page, of the event that opened it.
        #[serde(default, skip_serializing_if = "is_default")] place: String,
        /// The release that fixed it, where one was named.
        #[serde(default, skip_serializing_if = "is_default")] fixed_in: Option<String>,
        /// Whether every event after the decision reopens it.
        #[serde(default, skip_serializing_if = "is_default")] fixed_now: bool,
        /// The edition of the operator's noise rule that hides it, or 0.
        #[serde(default, skip_serializing_if = "is_default")]
        hidden_by: u32,
        /// The edition of the operator's rule whose fingerprint it has, or 0.
        #[serde(default, skip_serializing_if = "is_default")]
        grouped_by: u32,
        /// The edition of the operator's rule that says how much it matters, below 0 if that is less; or 0.
        #[serde(default, skip_serializing_if = "is_default")]
        interest: InterestMark,
        /// The moment at which it wakes, where it is or was snoozed until one.
        #[serde(default, skip_serializing_if = "is_default")]
        snooze_until: Option<ExportTime>,
        /// The number of its sessions with which it wakes, or 0.
        #[serde(default, skip_serializing_if = "is_default")]
        snooze_sessions: u64,
        /// Whether the next release wakes it.
        #[serde(default, skip_serializing_if = "is_default")]
        snooze_release: bool,
        /// When its sleep ended by itself, and nobody decided since.
        #[serde(default, skip_serializing_if = "is_default")]
        came_back: Option<ExportTime>,
        /// The id of the user whom it is assigned to.
        #[serde(default, skip_serializing_if = "is_default")]
        assignee: Option<String>,
    }
    /// When an issue came back, and in which release.
    RegressedLine {
        /// The time of the event that reopened it.
        at: ExportTime,
        /// The release of that event, if it had one.
        release: Option<String>,
    }
    /// A fingerprint that points at an issue.
    FingerprintLine {
        /// 128 bits, in hexadecimal digits.
        hash: FingerprintHash,
        /// The version of the algorithm that made it.
        version: u32,
        /// The issue of all events with this fingerprint.
        issue: IssueId,
    }
    /// A value that an issue is found by.
    ValueLine {
        /// The API's name of the breakdown, such as `release`.
        kind: String,
        /// The value, such as a release's name: 128 characters at most.
        value: String,
        /// The issue that had an event with it.
        issue: IssueId,
    }
    /// The events of an issue in an hour.
    IssueHourLine {
        /// The issue by itself.
        issue: IssueId,
        /// The first moment of the hour (UTC).
        start: ExportTime,
        /// Events of the hour, sampled ones included.
        events: u64,
        /// The same events by type, release, environment, browser and system.
        breakdown: BreakdownLine,
    }
    /// A stack that events of an issue have.
    StackLine {
        /// The issue whose events have it.
        issue: IssueId,
        /// The hash by which event lines refer to it, in hexadecimal digits.
        hash: String,
        /// The scrubbed stack as the engine wrote it.
        text: String,
    }
    /// A stored event.
    EventLine {
        /// The issue that it was counted for.
        issue: IssueId,
        /// Its number in the issue, from 1.
        number: u64,
        /// The stored time, never to the second.
        at: ExportTime,
        /// The number of its type: 0 to 99.
        #[serde(rename = "type")]
        kind: u8,
        /// The name of the thrown error, such as `TypeError`.
        name: Option<String>,
        /// The scrubbed message.
        message: String,
        /// The scrubbed address of the page or worker in which it happened.
        uri: Option<String>,
        /// What the site added, scrubbed.
        meta: Option<Json>,
        /// The release of the site that the page ran.
        release: Option<String>,
        /// The environment that the page ran in, such as `production`.
        environment: Option<String>,
        /// The sender's browser by name and major version.
        browser: Option<String>,
        /// The sender's operating system by name and, where it is known, version.
        os: Option<String>,
        /// Identical occurrences that it stands for: 1 or more.
        count: u32,
        /// The hash of its stack, whose line came before.
        stack: Option<String>,
        /// The stack itself, of an event that an old build stored.
        raw_stack: Option<String>,
    }
    /// What SDKs of others sent or kept back in an hour that was not stored.
    ItemsLine {
        /// The first moment of the hour (UTC).
        start: ExportTime,
        /// The name of their kind, such as `replay`.
        kind: String,
        /// What became of them.
        outcome: ItemOutcome,
        /// How many.
        count: u64,
    }
    /// Sessions that began in an hour.
    SessionsLine {
        /// The first moment of the hour (UTC).
        start: ExportTime,
        /// Sessions whose first visit was in the hour.
        sessions: u64,
        /// Those of them in which something failed for the visitor.
        errored: u64,
        /// Those of them that met known noise and no failure.
        #[serde(default, skip_serializing_if = "is_default")] noise: u64,
    }
    /// The outcomes of an hour, and the breakdown of its events.
    OutcomesLine {
        /// The first moment of the hour (UTC), by the time of arrival.
        start: ExportTime,
        /// One count for each outcome; a count of 0 is absent.
        outcomes: Outcomes,
        /// The project's events by type, release, environment, browser and system.
        breakdown: BreakdownLine,
    }
    /// Visits of a day with one value.
    VisitsLine {
        /// The UTC day.
        day: ExportDate,
        /// What they are counted by.
        kind: VisitKind,
        /// The value; empty for all, and for releases that are not named.
        value: String,
        /// The environment of a release; else empty.
        environment: String,
        /// The counts.
        counts: VisitCounts,
    }
    /// Sessions of a past day by country, as they are published.
    CountryLine {
        /// The UTC day, which is over.
        day: ExportDate,
        /// The country; none for the sum of all countries that are not named.
        country: Option<Country>,
        /// Sessions, with the noise of their publication.
        sessions: SessionCount,
    }
    /// A release, and its place in the order in which they were first seen.
    ReleaseLine {
        /// The place, from 1.
        number: i64,
        /// The release as the site names it.
        name: String,
        /// The time of its deploy, or else of the arrival of its first event, to the minute.
        first_seen: ExportTime,
        /// The time of its last deploy, if one was announced.
        #[serde(default, skip_serializing_if = "is_default")] deployed: Option<ExportTime>,
    }
    /// The last line.
    EndLine {
        /// How many lines the file has before it.
        lines: u64,
    }
    /// A value with its counts.
    ValueCount {
        /// The value, such as a browser's name; never empty.
        value: String,
        /// Events with the value.
        events: u64,
        /// Sessions in which the first event had the value.
        sessions: SessionCount,
    }
    /// The counts of all values that are not named.
    OtherCount {
        /// Events with such a value.
        events: u64,
        /// Sessions in which the first event had such a value.
        sessions: SessionCount,
    }
    /// A breakdown of one kind.
    KindLine {
        /// The values with their counts, by value.
        values: Vec<ValueCount>,
        /// Present where there were more values than a row names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<OtherCount>,
    }
}

/// A line: an object with one member, whose name says what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "lines are in memory for one chunk of a file")]
pub enum ExportLine {
    /// The first line, with the format's version and the project.
    Export(HeaderLine),
    /// The lines behind it are of another shard.
    Object(ObjectLine),
    /// One issue.
    Issue(Box<IssueLine>),
    /// One fingerprint of an issue that came before.
    Fingerprint(FingerprintLine),
    /// One value by which lists find an issue.
    Value(ValueLine),
    /// The events of one issue in one hour.
    IssueHour(IssueHourLine),
    /// One stack, before the events that have it.
    Stack(StackLine),
    /// One stored event.
    Event(Box<EventLine>),
    /// The sessions of one hour.
    Sessions(SessionsLine),
    /// The outcomes of one hour.
    Outcomes(Box<OutcomesLine>),
    /// The sessions of one country on one past day.
    Country(CountryLine),
    /// One release.
    Release(ReleaseLine),
    /// One entry of an issue's activity.
    Activity(ActivityLine),
    /// Items of one kind with one outcome in one hour.
    Items(ItemsLine),
    /// The visits of one day with one value.
    Visits(VisitsLine),
    /// The visitors of one past day who used a feature.
    Usage(UsageLine),
    /// The last line; a file without it is cut short.
    End(EndLine),
}

/// A breakdown, by the names of the kinds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BreakdownLine(pub BTreeMap<String, KindLine>);

impl From<&Facets> for BreakdownLine {
    fn from(facets: &Facets) -> Self {
        let kind = |(kind, counts): (&FacetKind, &BTreeMap<String, FacetCount>)| {
            let mut line = KindLine { values: Vec::new(), other: None };
            for (value, count) in counts {
                let (sessions, events) = (SessionCount(count.sessions), count.events);
                if value == OTHER {
                    line.other = Some(OtherCount { events, sessions });
                } else {
                    line.values.push(ValueCount { value: value.clone(), events, sessions });
                }
            }
            (kind.name().to_owned(), line)
        };
        Self(facets.0.iter().map(kind).collect())
    }
}

impl BreakdownLine {
    /// As it is kept; nothing where a kind is none.
    pub fn facets(&self) -> Option<Facets> {
        let mut facets = Facets::default();
        for (name, line) in &self.0 {
            let kind = FacetKind::of_name(name)?;
            let values = facets.0.entry(kind).or_default();
            for one in &line.values {
                let count = FacetCount { events: one.events, sessions: one.sessions.0 };
                values.insert(one.value.clone(), count);
            }
            if let Some(other) = &line.other {
                let count = FacetCount { events: other.events, sessions: other.sessions.0 };
                values.insert(OTHER.to_owned(), count);
            }
        }
        Some(facets)
    }
}
