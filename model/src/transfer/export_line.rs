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
    time::{UnixMillis, UtcDay},
};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, IgnoredAny},
};

use crate::events::{
    country::Country,
    facets::{FacetCount, FacetKind, Facets, OTHER},
    outcomes::Outcomes,
};

/// The version of the format that is written.
pub const VERSION: u32 = 2;
/// Those that are read.
pub const READ_VERSIONS: std::ops::RangeInclusive<u32> = 1..=VERSION;

/// A time, in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportTime(pub UnixMillis);

impl Serialize for ExportTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rfc3339())
    }
}

impl<'de> Deserialize<'de> for ExportTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        UnixMillis::parse(&text).map(Self).ok_or_else(|| D::Error::custom("a time must be RFC 3339"))
    }
}

/// A day, as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportDate(pub UtcDay);

impl Serialize for ExportDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.date())
    }
}

impl<'de> Deserialize<'de> for ExportDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        UtcDay::parse(&text).map(Self).ok_or_else(|| D::Error::custom("a day must be a date of RFC 3339"))
    }
}

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
        version: u32,
        /// Random: by it a target knows a file that comes again.
        id: String,
        at: ExportTime,
        project: ProjectLine,
    }
    /// The project's settings.
    ProjectLine {
        name: String,
        origins: Vec<String>,
        noise_off: Vec<String>,
        retention_days: u16,
        /// How many shards it has, and the most it ever had.
        objects: u16,
        objects_ever: u16,
        /// Limits of its own, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        events_per_second: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        megabytes: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_events: Option<u32>,
    }
    /// What follows is of this object of the project.
    ObjectLine { number: u16 }
    /// An issue by itself, whatever is merged into it.
    IssueLine {
        id: IssueId,
        title: String,
        #[serde(rename = "type")]
        kind: u8,
        status: Status,
        decided_at: Option<ExportTime>,
        /// The newest release that was known when it was decided about.
        known_releases: i64,
        regressed: Option<RegressedLine>,
        merged_into: Option<IssueId>,
        merged_under: Option<IssueId>,
        noise: Option<String>,
        events: u64,
        sessions: u64,
        first_seen: ExportTime,
        last_seen: ExportTime,
        grouping: Vec<String>,
        grouping_version: u32,
    }
    /// When an issue came back, and in which release.
    RegressedLine { at: ExportTime, release: Option<String> }
    /// A fingerprint that points at an issue.
    FingerprintLine { hash: FingerprintHash, version: u32, issue: IssueId }
    /// A value that an issue is found by.
    ValueLine { kind: String, value: String, issue: IssueId }
    /// The events of an issue in an hour.
    IssueHourLine { issue: IssueId, start: ExportTime, events: u64, breakdown: BreakdownLine }
    /// A stack that events of an issue have.
    StackLine { issue: IssueId, hash: String, text: String }
    /// A kept event.
    EventLine {
        issue: IssueId,
        number: u64,
        at: ExportTime,
        #[serde(rename = "type")]
        kind: u8,
        name: Option<String>,
        message: String,
        uri: Option<String>,
        meta: Option<Json>,
        release: Option<String>,
        environment: Option<String>,
        browser: Option<String>,
        os: Option<String>,
        count: u32,
        /// The hash of its stack; or, of an event of an old build, the stack itself.
        stack: Option<String>,
        raw_stack: Option<String>,
    }
    /// Sessions that began in an hour.
    SessionsLine { start: ExportTime, sessions: u64, errored: u64 }
    /// What became of what was sent in an hour, and what its events are broken down by.
    OutcomesLine { start: ExportTime, outcomes: Outcomes, breakdown: BreakdownLine }
    /// Sessions of a day by country, as they are published; of all that are not named, without one.
    CountryLine { day: ExportDate, country: Option<Country>, sessions: SessionCount }
    /// A release, and its place in the order in which they were first seen.
    ReleaseLine { number: i64, name: String, first_seen: ExportTime }
    /// The last line: how many there were before it.
    EndLine { lines: u64 }
    /// A value with its counts.
    ValueCount {
        value: String,
        events: u64,
        sessions: SessionCount,
    }
    /// What values leave over.
    OtherCount { events: u64, sessions: SessionCount }
    /// What events are broken down by, of one kind.
    KindLine {
        values: Vec<ValueCount>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<OtherCount>,
    }
}

/// A line: an object with one member, whose name says what it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportLine {
    Export(HeaderLine),
    Object(ObjectLine),
    Issue(Box<IssueLine>),
    Fingerprint(FingerprintLine),
    Value(ValueLine),
    IssueHour(IssueHourLine),
    Stack(StackLine),
    Event(Box<EventLine>),
    Sessions(SessionsLine),
    Outcomes(Box<OutcomesLine>),
    Country(CountryLine),
    Release(ReleaseLine),
    End(EndLine),
}

/// A breakdown, by the names of the kinds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BreakdownLine(pub BTreeMap<String, KindLine>);

/// Sessions with one value of several. Files of version 1 have `{"fewer_than":5}` or
/// `{"at_least":5}` where there were few: of these, the least is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SessionCount(pub u64);

impl<'de> Deserialize<'de> for SessionCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Bound {
            FewerThan(IgnoredAny),
            AtLeast(u64),
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Exact(u64),
            Bound(Bound),
        }
        Ok(Self(match Form::deserialize(deserializer)? {
            Form::Exact(sessions) | Form::Bound(Bound::AtLeast(sessions)) => sessions,
            Form::Bound(Bound::FewerThan(_)) => 0,
        }))
    }
}

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
            let kind = kind_of(name)?;
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

/// The kind of a name of the API.
pub fn kind_of(name: &str) -> Option<FacetKind> {
    FacetKind::ALL.into_iter().find(|kind| kind.name() == name)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn numbers_of_older_files_are_read_as_the_least_they_can_be() {
        for (text, sessions) in [("7", 7), ("{\"fewer_than\":5}", 0), ("{\"at_least\":5}", 5)] {
            assert_eq!(serde_json::from_str::<SessionCount>(text).unwrap(), SessionCount(sessions));
        }
        assert_eq!(serde_json::to_string(&SessionCount(3)).unwrap(), "3");
        for bad in ["-1", "null", "{}", "{\"at_most\":5}"] {
            assert!(serde_json::from_str::<SessionCount>(bad).is_err(), "{bad}");
        }
    }
}
