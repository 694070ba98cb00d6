//! The hours of issues in a turn: each as it was, its increments, and the row that it goes to.
//!
//! The newest hour of an issue, which is the one that goes on, is part of the issue's own row:
//! an event writes that row anyway. It becomes a row of its own once a later hour begins.

use std::collections::{BTreeMap, HashMap, HashSet};

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::events::{
    facets::{FacetCount, FacetKind},
    stored_event::StoredEvent,
};

use crate::{
    alerts::raise::sessions_of,
    counts::issue_hours::{self, IssueHour},
    engine::{Sql, SqlError},
    issues::rows::RunningHour,
};

/// Hours as they will be, and whether they have more than was read.
pub(crate) struct HourFold(BTreeMap<(IssueId, UnixMillis), (IssueHour, bool)>);

impl HourFold {
    /// Reads what there is of them.
    pub(crate) fn read(sql: &impl Sql, places: HashSet<(IssueId, UnixMillis)>) -> Result<Self, SqlError> {
        let read = issue_hours::issue_hours(sql, &places.into_iter().collect::<Vec<_>>())?;
        Ok(Self(read.into_iter().map(|(place, hour)| (place, (hour, false))).collect()))
    }

    /// Counts an event; gives the values that the hour did not have. Where there is no room,
    /// no hour is begun.
    pub(crate) fn count(
        &mut self,
        place: (IssueId, UnixMillis),
        body: &StoredEvent,
        more: FacetCount,
        may_begin: bool,
    ) -> Vec<(FacetKind, String)> {
        if !may_begin && !self.0.contains_key(&place) {
            return Vec::new();
        }
        let (hour, has_more) = self.0.entry(place).or_default();
        *has_more = true;
        hour.events = hour.events.saturating_add(more.events);
        hour.facets.add(body, more)
    }

    /// Counts a session with the hour of its event.
    pub(crate) fn visit(&mut self, place: (IssueId, UnixMillis), body: &StoredEvent) {
        if let Some((hour, _)) = self.0.get_mut(&place) {
            hour.facets.add(body, FacetCount { events: 0, sessions: 1 });
        }
    }

    /// The sessions of an hour so far.
    pub(crate) fn sessions(&self, place: (IssueId, UnixMillis)) -> u64 {
        self.0.get(&place).map_or(0, |(hour, _)| sessions_of(&hour.facets))
    }

    /// Writes those that are over. Gives those that go on, which the issues' own rows take;
    /// `running` says which hour that was for each issue so far.
    pub(crate) fn write(
        &self,
        sql: &impl Sql,
        running: impl Fn(IssueId) -> UnixMillis,
    ) -> Result<HashMap<IssueId, RunningHour<'_>>, SqlError> {
        let (mut on, mut over) = (HashMap::new(), Vec::new());
        // In the order of the hours: a later hour moves an earlier one into rows of its own.
        for ((issue, hour), (now, _)) in self.0.iter().filter(|(_, (_, has_more))| *has_more) {
            if *hour < running(*issue) {
                over.push(((*issue, *hour), now));
            } else if let Some((before, past)) = on.insert(*issue, (*hour, now)) {
                over.push(((*issue, before), past));
            }
        }
        let begins = |(issue, (hour, _)): &(&IssueId, &RunningHour<'_>)| *hour > running(**issue);
        let begun = on.iter().filter(begins).map(|(issue, (hour, _))| (*issue, *hour));
        issue_hours::begin_hours(sql, &begun.collect::<Vec<_>>())?;
        issue_hours::put_issue_hours(sql, &over)?;
        Ok(on)
    }
}
