//! What a turn notes of a session: that it was here, what it met, and the release it saw.

use corncrake_core::ids::{IssueId, VisitorKey};
use corncrake_model::events::{
    delivery::{Delivery, ProcessedEvent},
    facets::FacetCount,
    stored_event::StoredEvent,
};

use super::{DeliveryFold, labels};
use crate::counts::{
    sessions::{SessionOutcome, SessionVisit},
    visits::VisitState,
};

impl<'a> DeliveryFold<'a> {
    /// Notes that a session had an issue.
    pub(crate) fn visit_issue(&mut self, issue: IssueId, visitor: VisitorKey, processed: &'a ProcessedEvent) {
        let hash = visitor.session_of(issue);
        self.issue_visits.entry(hash).or_insert((issue, processed.at.hour(), &processed.body));
    }

    /// Notes that a session was here, and what it met. A new one needs room.
    pub(crate) fn visit(
        &mut self,
        visitor: VisitorKey,
        delivery: &Delivery,
        (met, failure): (SessionOutcome, Option<&StoredEvent>),
        may_keep: bool,
    ) {
        let session = visitor.session();
        let met = if delivery.has_failed { met.max(SessionOutcome::Errored) } else { met };
        let before = self.visits.get(&session).copied();
        let has_visited = delivery.visit.is_some();
        let visit = match before {
            None if !may_keep => return,
            Some(visit) => SessionVisit {
                outcome: met.max(visit.outcome),
                has_visited: visit.has_visited || has_visited,
                ..visit
            },
            None => {
                let (hour, is_private) = (delivery.arrived.hour(), delivery.is_private);
                SessionVisit { hour, outcome: met, has_visited, is_private }
            }
        };
        if before == Some(visit) {
            return;
        }
        self.visits.insert(session, visit);
        self.changed.insert(session, visit);
        let before_state = before.map(|before| before.state()).unwrap_or_default();
        self.visits_of_day.note_session(&delivery.platform, before_state, visit.state());
        let has_met_more = before.is_none_or(|before| before.outcome < visit.outcome);
        if has_met_more && !visit.is_private {
            let gain = self.session_hours.entry(visit.hour).or_default();
            gain.note(before.map(|before| before.outcome), visit.outcome);
        }
        if let Some(country) = delivery.country.filter(|_| before.is_none() && !visit.is_private) {
            *self.countries.entry(country).or_default() += 1;
        }
        if let Some(body) = failure.filter(|_| has_met_more && !visit.is_private) {
            self.count_for_project(delivery.arrived, body, FacetCount { events: 0, sessions: 1 });
        }
    }

    /// Whether the visit that a delivery says is counted, of all and in its release.
    pub(crate) fn has_counted_visit(&self, delivery: &Delivery) -> bool {
        let Some(visit) = &delivery.visit else { return false };
        let of_release = labels(&visit.release, &visit.environment);
        let has_visited = |visitor: VisitorKey| {
            self.visits.get(&visitor.session()).is_some_and(|visit| visit.has_visited)
                && of_release.is_none_or(|labels| self.visits_of_day.has_visited(visitor, labels))
        };
        !delivery.records.is_empty() && delivery.records.iter().all(|record| has_visited(record.visitor))
    }

    /// Notes what a visitor did in a release: a visit, or an error. One that is new there needs room.
    /// Says whether it was.
    pub(crate) fn visit_release(
        &mut self,
        visitor: VisitorKey,
        labels: (&str, &str),
        seen: VisitState,
        may_keep: impl FnOnce() -> bool,
    ) -> bool {
        self.visits_of_day.note_release(visitor, labels, seen, may_keep)
    }
}
