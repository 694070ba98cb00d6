//! The visits of a turn: states of visitors in releases, read once and
//! written once, and the counts of the day.

use std::collections::{BTreeMap, HashMap, HashSet};

use corncrake_core::{
    ids::{ReleaseSessionHash, VisitorKey},
    time::UtcDay,
};
use corncrake_model::events::{agent::Agent, delivery::Delivery, visits::VisitKind};

use crate::{
    counts::visits::{self, VisitGains, VisitState},
    engine::{Sql, SqlError},
};

/// The visits of the deliveries of one day.
pub(crate) struct VisitFold {
    known: HashMap<ReleaseSessionHash, VisitState>,
    changed: BTreeMap<ReleaseSessionHash, VisitState>,
    gains: VisitGains,
}

impl VisitFold {
    /// Reads the states that the deliveries may change.
    pub(crate) fn read(sql: &impl Sql, deliveries: &[&Delivery]) -> Result<Self, SqlError> {
        let mut hashes = HashSet::new();
        for delivery in deliveries {
            for record in &delivery.records {
                let body = record.event.as_ref().filter(|event| event.is_failure).map(|event| &event.body);
                let of_event = body.and_then(|body| labels(&body.release, &body.environment));
                let of_visit = delivery.visit.as_ref();
                let of_visit = of_visit.and_then(|visit| labels(&visit.release, &visit.environment));
                for (release, environment) in of_event.into_iter().chain(of_visit) {
                    hashes.insert(record.visitor.session_in(release, environment));
                }
            }
        }
        let known = visits::states(sql, &hashes.into_iter().collect::<Vec<_>>())?;
        Ok(Self { known, changed: BTreeMap::new(), gains: VisitGains::new() })
    }

    /// Notes that the state of a session changed.
    pub(crate) fn note_session(&mut self, platform: &Agent, before: VisitState, now: VisitState) {
        if before == now {
            return;
        }
        let name = |name: &Option<String>| name.clone().unwrap_or_default();
        for (kind, value) in [
            (VisitKind::All, String::new()),
            (VisitKind::Browser, name(&platform.browser)),
            (VisitKind::Os, name(&platform.os)),
        ] {
            self.gains.entry((kind, value, String::new())).or_default().note(before, now);
        }
    }

    /// Notes what a visitor did in a release; says whether it is new there.
    pub(crate) fn note_release(
        &mut self,
        visitor: VisitorKey,
        (release, environment): (&str, &str),
        seen: VisitState,
        may_keep: impl FnOnce() -> bool,
    ) -> bool {
        let hash = visitor.session_in(release, environment);
        let before = self.known.get(&hash).copied();
        let now = before.unwrap_or_default().and(seen);
        if before == Some(now) || before.is_none() && !may_keep() {
            return false;
        }
        self.known.insert(hash, now);
        self.changed.insert(hash, now);
        let key = (VisitKind::Release, release.to_owned(), environment.to_owned());
        self.gains.entry(key).or_default().note(before.unwrap_or_default(), now);
        before.is_none()
    }

    /// Whether a visitor's visit of a release is known.
    pub(crate) fn has_visited(&self, visitor: VisitorKey, (release, environment): (&str, &str)) -> bool {
        let hash = visitor.session_in(release, environment);
        self.known.get(&hash).is_some_and(|state| state.has_visited)
    }

    /// Writes all of it; gives the releases that had no visit on the day before.
    pub(crate) fn write(self, sql: &impl Sql, day: UtcDay) -> Result<Vec<String>, SqlError> {
        visits::put_states(sql, day, &self.changed)?;
        visits::add_day(sql, day, self.gains)
    }
}

/// A release with its environment, which may be empty.
pub(crate) fn labels<'a>(
    release: &'a Option<String>,
    environment: &'a Option<String>,
) -> Option<(&'a str, &'a str)> {
    let release = release.as_deref().filter(|name| !name.is_empty())?;
    Some((release, environment.as_deref().unwrap_or_default()))
}
