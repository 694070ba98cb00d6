//! The lines of an export: one type for who writes them and who reads them. The format is in
//! `docs/export.md`; its names are the API's.
//!
//! What is here is public and versioned: a stored row may change, a line may not. No line has
//! a place for a session's hash, a key or a token.

use std::collections::BTreeMap;

use corncrake_core::{
    few::FEWEST,
    ids::{FingerprintHash, IssueId},
    json::Json,
    status::Status,
    time::{UnixMillis, UtcDay},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{Count, FacetKind, Facets, Outcomes, facets::OTHER};
use crate::country::Country;

/// The version of the format that is written.
pub(crate) const VERSION: u32 = 1;

/// A time, in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At(pub(crate) UnixMillis);

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.rfc3339())
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        UnixMillis::parse(&text).map(Self).ok_or_else(|| D::Error::custom("a time must be RFC 3339"))
    }
}

/// A day, as a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day(pub(crate) UtcDay);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.date())
    }
}

impl<'de> Deserialize<'de> for Day {
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
        pub(crate) struct $name { $($(#[$of])* pub(crate) $field: $type),* }
    )*};
}

lines! {
    /// The first line.
    ExportLine {
        version: u32,
        /// Random: by it a target knows a file that comes again.
        id: String,
        at: At,
        project: ProjectLine,
    }
    /// The project's settings.
    ProjectLine {
        name: String,
        origins: Vec<String>,
        noise_off: Vec<String>,
        retention_days: u16,
        /// Over how many objects it is spread, and the most it ever was.
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
        decided_at: Option<At>,
        /// The newest release that was known when it was decided about.
        known_releases: i64,
        regressed: Option<RegressedLine>,
        merged_into: Option<IssueId>,
        merged_under: Option<IssueId>,
        noise: Option<String>,
        events: u64,
        sessions: u64,
        first_seen: At,
        last_seen: At,
        grouping: Vec<String>,
        grouping_version: u32,
    }
    /// When an issue came back, and in which release.
    RegressedLine { at: At, release: Option<String> }
    /// A fingerprint that points at an issue.
    FingerprintLine { hash: FingerprintHash, version: u32, issue: IssueId }
    /// A value that an issue is found by.
    ValueLine { kind: String, value: String, issue: IssueId }
    /// The events of an issue in an hour.
    IssueHourLine { issue: IssueId, start: At, events: u64, breakdown: Breakdown }
    /// A stack that events of an issue have.
    StackLine { issue: IssueId, hash: String, text: String }
    /// A kept event.
    EventLine {
        issue: IssueId,
        number: u64,
        at: At,
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
    SessionsLine { start: At, sessions: u64, errored: u64 }
    /// What became of what was sent in an hour, and what its events are broken down by.
    OutcomesLine { start: At, outcomes: Outcomes, breakdown: Breakdown }
    /// Sessions of a day by country.
    CountryLine { day: Day, country: Country, sessions: Sessions }
    /// A release, and its place in the order in which they were heard of.
    ReleaseLine { number: i64, name: String, first_seen: At }
    /// The last line: how many there were before it.
    EndLine { lines: u64 }
    /// A value with its counts.
    ValueCount {
        value: String,
        events: u64,
        sessions: Sessions,
    }
    /// What values leave over.
    OtherCount { events: u64, sessions: Sessions }
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
pub(crate) enum Line {
    Export(ExportLine),
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
pub(crate) struct Breakdown(pub(crate) BTreeMap<String, KindLine>);

/// Sessions with one value of several: a number, or `{"fewer_than":5}` and `{"at_least":5}`. Few
/// of them could be somebody, and the others would tell how few: so where one of the values of
/// an hour or a day has fewer than five, or fewer than five have none, none of them is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Sessions {
    Exact(u64),
    Untold(Untold),
}

/// What is told where the number is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Untold {
    FewerThan(u64),
    AtLeast(u64),
}

impl Sessions {
    /// As it may be told beside others, of which this is the smallest.
    pub(crate) fn beside(count: u64, smallest: u64) -> Self {
        match count {
            _ if smallest >= FEWEST => Self::Exact(count),
            ..FEWEST => Self::Untold(Untold::FewerThan(FEWEST)),
            _ => Self::Untold(Untold::AtLeast(FEWEST)),
        }
    }

    /// The number, as far as it is known.
    pub(crate) fn least(self) -> u64 {
        match self {
            Self::Exact(sessions) | Self::Untold(Untold::AtLeast(sessions)) => sessions,
            Self::Untold(Untold::FewerThan(_)) => 0,
        }
    }
}

impl From<&Facets> for Breakdown {
    fn from(facets: &Facets) -> Self {
        let kind = |(kind, counts): (&FacetKind, &BTreeMap<String, Count>)| {
            let mut line = KindLine { values: Vec::new(), other: None };
            // Who has no value of the kind is what the types leave, and judged with the others.
            let with_none = Some(facets.sessions_without(*kind)).filter(|sessions| *sessions > 0);
            let all = counts.values().map(|count| count.sessions).chain(with_none);
            let smallest = all.min().unwrap_or_default();
            for (value, count) in counts {
                let (sessions, events) = (Sessions::beside(count.sessions, smallest), count.events);
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

impl Breakdown {
    /// As it is kept; nothing where a kind is none.
    pub(crate) fn facets(&self) -> Option<Facets> {
        let mut facets = Facets::default();
        for (name, line) in &self.0 {
            let kind = kind_of(name)?;
            let values = facets.0.entry(kind).or_default();
            for one in &line.values {
                let count = Count { events: one.events, sessions: one.sessions.least() };
                values.insert(one.value.clone(), count);
            }
            if let Some(other) = &line.other {
                let count = Count { events: other.events, sessions: other.sessions.least() };
                values.insert(OTHER.to_owned(), count);
            }
        }
        Some(facets)
    }
}

/// The kind of a name of the API.
pub(crate) fn kind_of(name: &str) -> Option<FacetKind> {
    FacetKind::ALL.into_iter().find(|kind| kind.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_value_cannot_be_subtracted() {
        let of = |kind, sessions| (kind, BTreeMap::from([("1".to_owned(), Count { events: 90, sessions })]));
        for (released, told) in
            [(30, Sessions::Exact(30)), (25, Sessions::Exact(25)), (29, Sessions::Untold(Untold::AtLeast(5)))]
        {
            let kinds = [of(FacetKind::Type, 30), of(FacetKind::Release, released)];
            let Breakdown(kinds) = Breakdown::from(&Facets(kinds.into()));
            assert_eq!(kinds["release"].values[0].sessions, told, "{released}");
            assert_eq!(kinds["type"].values[0].sessions, Sessions::Exact(30));
        }
    }
}
