//! Breakdowns of events by type, release, environment, browser and system, each value with its
//! events and sessions. They are JSON in the row of an hour, which is written anyway.
//!
//! A row never grows without bound: the values of a kind are limited, and so is each value's
//! length; what comes after that is counted under "other". Never a hash, never a visitor.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::stored_event::StoredEvent;

/// Values of a kind in one row, the first that came: more than a site has releases in an
/// hour, and most of the browsers.
pub const VALUES_OF_A_KIND: usize = 30;
/// Characters of a value: as many as a release may have.
const VALUE_CHARS: usize = 128;
/// The name of what had no place of its own; no value is empty.
pub const OTHER: &str = "";

/// What a breakdown is by. The letters are kept, and so never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FacetKind {
    /// The event's type, as its number on the wire.
    #[serde(rename = "t")]
    Type,
    /// The site's release; events without one are not in the breakdown.
    #[serde(rename = "r")]
    Release,
    /// The site's environment, such as `production`.
    #[serde(rename = "e")]
    Environment,
    /// The browser by name and major version.
    #[serde(rename = "b")]
    Browser,
    /// The operating system by name and, where it is known, version.
    #[serde(rename = "o")]
    Os,
}

impl FacetKind {
    /// Every kind, in the API's order.
    pub const ALL: [FacetKind; 5] = [Self::Type, Self::Release, Self::Environment, Self::Browser, Self::Os];

    /// The letter under which it is kept.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Type => "t",
            Self::Release => "r",
            Self::Environment => "e",
            Self::Browser => "b",
            Self::Os => "o",
        }
    }

    /// The kind with a name of the API.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Release => "release",
            Self::Environment => "environment",
            Self::Browser => "browser",
            Self::Os => "os",
        }
    }
}

/// Events with a value, and the sessions whose first event it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "(u64, u64)", into = "(u64, u64)")]
pub struct FacetCount {
    /// Occurrences with the value.
    pub events: u64,
    /// Sessions in which the first event had the value.
    pub sessions: u64,
}

impl From<(u64, u64)> for FacetCount {
    fn from((events, sessions): (u64, u64)) -> Self {
        Self { events, sessions }
    }
}

impl From<FacetCount> for (u64, u64) {
    fn from(count: FacetCount) -> Self {
        (count.events, count.sessions)
    }
}

impl FacetCount {
    /// Adds both counts; a sum beyond 2^64 stays at the greatest number.
    pub fn add(&mut self, more: FacetCount) {
        self.events = self.events.saturating_add(more.events);
        self.sessions = self.sessions.saturating_add(more.sessions);
    }
}

/// A breakdown.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facets(pub BTreeMap<FacetKind, BTreeMap<String, FacetCount>>);

/// A value as it is kept: of a length that is bounded.
pub fn value(text: &str) -> String {
    text.chars().take(VALUE_CHARS).collect()
}

/// The values that an event has.
fn values(body: &StoredEvent) -> Vec<(FacetKind, String)> {
    let named = [
        (FacetKind::Release, &body.release),
        (FacetKind::Environment, &body.environment),
        (FacetKind::Browser, &body.browser),
        (FacetKind::Os, &body.os),
    ];
    let mut all = vec![(FacetKind::Type, body.kind.to_string())];
    all.extend(named.into_iter().filter_map(|(kind, text)| {
        let text = text.as_deref().filter(|text| !text.is_empty())?;
        Some((kind, value(text)))
    }));
    all
}

impl Facets {
    /// Adds to the values of an event, and gives those that are new here.
    pub fn add(&mut self, body: &StoredEvent, more: FacetCount) -> Vec<(FacetKind, String)> {
        let mut new = Vec::new();
        for (kind, value) in values(body) {
            let of_kind = self.0.entry(kind).or_default();
            if let Some(count) = of_kind.get_mut(&value) {
                count.add(more);
            } else if of_kind.keys().filter(|known| *known != OTHER).count() < VALUES_OF_A_KIND {
                of_kind.insert(value.clone(), more);
                new.push((kind, value));
            } else {
                of_kind.entry(OTHER.to_owned()).or_default().add(more);
            }
        }
        new
    }

    /// Adds another breakdown. The sum of many rows may have more values than one row.
    pub fn merge(&mut self, other: Facets) {
        for (kind, values) in other.0 {
            let of_kind = self.0.entry(kind).or_default();
            for (value, count) in values {
                of_kind.entry(value).or_default().add(count);
            }
        }
    }

    /// Takes the values that fit out of it: what they counted is counted as other.
    pub fn take(&mut self, fits: impl Fn(&str) -> bool) -> Vec<String> {
        let mut taken = Vec::new();
        for values in self.0.values_mut() {
            let fitting: Vec<String> =
                values.keys().filter(|value| *value != OTHER && fits(value)).cloned().collect();
            for value in fitting {
                if let Some(count) = values.remove(&value) {
                    values.entry(OTHER.to_owned()).or_default().add(count);
                }
                taken.push(value);
            }
        }
        taken
    }

    /// The values of a kind, most events first; what had no place of its own comes last, and
    /// so does what is beyond so many.
    pub fn most(&self, kind: FacetKind, most: usize) -> (Vec<(String, FacetCount)>, FacetCount) {
        let mut other = FacetCount::default();
        let mut all = Vec::new();
        for (value, count) in self.0.get(&kind).into_iter().flatten() {
            if value == OTHER { other.add(*count) } else { all.push((value.clone(), *count)) }
        }
        all.sort_by(|(a, x), (b, y)| y.events.cmp(&x.events).then_with(|| a.cmp(b)));
        for (_, count) in all.drain(most.min(all.len())..) {
            other.add(count);
        }
        (all, other)
    }
}

#[cfg(test)]
mod tests {

    use corncrake_core::event::Event;

    use super::*;
    use crate::events::agent::Agent;

    fn body(release: &str) -> StoredEvent {
        let event = Event { release: Some(release.to_owned()), ..Event::default() };
        StoredEvent::new(event, &Agent::default(), 1)
    }

    #[test]
    fn a_row_is_bounded_and_loses_no_count() {
        let (mut facets, one) = (Facets::default(), FacetCount { events: 2, sessions: 1 });
        for release in 0..100 {
            let new = facets.add(&body(&format!("{release}{}", "x".repeat(1_000))), one);
            assert_eq!(new.len(), usize::from(release == 0) + usize::from(release < 30), "{release}");
        }
        let text = serde_json::to_string(&facets).unwrap();
        assert!(text.len() < 6_000, "{}", text.len());
        assert_eq!(serde_json::from_str::<Facets>(&text).unwrap(), facets);
        let (values, other) = facets.most(FacetKind::Release, 10);
        assert_eq!((values.len(), other), (10, FacetCount { events: 180, sessions: 90 }));
        assert_eq!(
            facets.most(FacetKind::Type, 10).0,
            [("98".to_owned(), FacetCount { events: 200, sessions: 100 })]
        );
    }

    #[test]
    fn rows_add_up_and_the_most_come_first() {
        let mut sum = Facets::default();
        for (release, events) in [("1", 1), ("2", 5), ("1", 2)] {
            let mut row = Facets::default();
            row.add(&body(release), FacetCount { events, sessions: 0 });
            sum.merge(row);
        }
        let (values, other) = sum.most(FacetKind::Release, 10);
        assert_eq!(
            values.iter().map(|(v, c)| (v.as_str(), c.events)).collect::<Vec<_>>(),
            [("2", 5), ("1", 3)]
        );
        assert_eq!(other, FacetCount::default());
        assert!(sum.most(FacetKind::Browser, 10).0.is_empty());
    }
}
