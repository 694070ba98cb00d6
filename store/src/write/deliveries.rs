//! Writes deliveries that arrived together to a project's tables, in one turn: visits, and
//! perhaps events.
//!
//! Nothing here waits, so that all of it is committed together; it must never see an IP
//! address or a User-Agent, only the key that was made of them, and writes nothing but what is
//! derived of that key.

use corncrake_core::{limit, noise::NoiseRule};
use corncrake_model::events::{
    delivery::{Delivery, DeliveryRecord, ProcessedEvent},
    facets::FacetCount,
    outcomes::Outcomes,
};

use super::{
    fold::{DeliveryFold, labels},
    limits::{RateLimits, StorageRoom},
    opening::OpeningMode,
};
use crate::{
    alerts::watch::RuleWatch,
    counts::{
        sessions::{self, SessionOutcome},
        visits::VisitState,
    },
    delete::floods,
    engine::{Sql, SqlError},
    issues::rows,
};

/// Provisional issues that one turn opens: each costs some milliseconds, and another gives way.
const PROVISIONAL_A_TURN: usize = 20;
/// Issues of a flood whose events make room in one turn, where room is short.
const THINNED_A_TURN: u64 = 10;

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDelivery {
    /// What became of what it brought.
    pub outcomes: Outcomes,
    /// Whether the visit that it says is among the counted ones of its day: the same visit again changes
    /// nothing.
    pub is_visit_counted: bool,
}

/// Writes deliveries in the order in which they arrived, says what became of each, and raises the
/// alerts that a rule asks for. Where
/// the database is full, known issues still count.
pub fn write(
    sql: &impl Sql,
    deliveries: &[&Delivery],
    limits: &mut RateLimits,
    room: StorageRoom,
    watch: &RuleWatch,
) -> Result<Vec<WrittenDelivery>, SqlError> {
    let mut newest = sessions::newest_day(sql)?;
    let mut all = Vec::with_capacity(deliveries.len());
    let mut rest = deliveries;
    while let Some(first) = rest.first() {
        let day = newest.map_or(first.arrived.day(), |newest| newest.max(first.arrived.day()));
        if newest.is_none_or(|newest| newest < day) {
            sessions::forget_before(sql, day)?;
            newest = Some(day);
        }
        // Midnight may be between two of them.
        let of_this_day = rest.iter().take_while(|one| one.arrived.day() <= day).count();
        let (now, later) = rest.split_at(of_this_day);
        let mut turn = WriteTurn { fold: DeliveryFold::read(sql, now, day)?, limits, room, provisional: 0 };
        for delivery in now {
            let outcomes = turn.keep(delivery);
            all.push(WrittenDelivery { outcomes, is_visit_counted: turn.fold.has_counted_visit(delivery) });
        }
        if let Some(last) = now.last().filter(|_| later.is_empty()) {
            turn.fold.outcomes(last.arrived, &turn.limits.unwritten());
        }
        for (network, bytes) in turn.fold.write(
            sql,
            room.provisional,
            watch,
            now.last().map_or(first.arrived, |last| last.noted),
        )? {
            limits.budgets.refund(network, bytes);
        }
        rest = later;
    }
    if let Some(now) = deliveries.last().map(|last| last.arrived)
        && !room.events
        && limits.may_thin(now)
        && floods::thin_flood(sql, THINNED_A_TURN)? == 0
    {
        limits.nothing_to_thin(now);
    }
    Ok(all)
}

/// What an event is to the session that has it. A warning is neither, nor is what reports no fault:
/// nothing failed for the visitor.
fn outcome_of(processed: &ProcessedEvent) -> SessionOutcome {
    match (processed.is_failure, &processed.grouping.noise) {
        (true, _) => SessionOutcome::Errored,
        (false, Some(rule)) if rule == NoiseRule::NoFault.name() => SessionOutcome::Clean,
        (false, Some(_)) => SessionOutcome::Noise,
        (false, None) => SessionOutcome::Clean,
    }
}

/// Deliveries of one day that are written together.
struct WriteTurn<'a, 'l> {
    fold: DeliveryFold<'a>,
    limits: &'l mut RateLimits,
    room: StorageRoom,
    /// Provisional issues that it opened.
    provisional: usize,
}

impl<'a> WriteTurn<'a, '_> {
    fn keep(&mut self, delivery: &'a Delivery) -> Outcomes {
        self.limits.budgets.at(delivery.arrived);
        let mut outcomes = Outcomes {
            refused: delivery.refused.into(),
            bots: delivery.is_bot.into(),
            ..Outcomes::default()
        };
        self.note_usage(delivery);
        // A batch is recognised by its own random number, not by its session: after a restart, a batch
        // whose answer was lost comes again with a session that has another hash.
        if delivery.batch.is_none_or(|batch| self.fold.is_new_key(batch, self.room.hashes)) {
            outcomes.lost = delivery.lost.into();
            self.fold.items(delivery);
            for record in &delivery.records {
                outcomes = outcomes.and(&self.keep_record(delivery, record));
            }
        } else {
            outcomes.repeated = delivery.events();
        }
        self.fold.outcomes(delivery.arrived, &outcomes);
        outcomes
    }

    /// Counts what a visitor used and how long it waited, and the installation that it is, where its visits
    /// count.
    fn note_usage(&mut self, delivery: &Delivery) {
        if !delivery.counts_usage() {
            return;
        }
        let is_of_today = delivery.arrived.day() == self.fold.day;
        if !is_of_today || delivery.is_bot || delivery.is_private || !delivery.is_vouched {
            return;
        }
        let budgets = &mut self.limits.budgets;
        let has_room = self.room.hashes;
        let usage = &mut self.fold.usage;
        let may_keep = || has_room && budgets.may_begin_session(delivery.network);
        let is_new = delivery.usage.as_ref().is_some_and(|report| usage.note(delivery, report, may_keep));
        let is_new_installation = delivery
            .installation
            .as_ref()
            .is_some_and(|one| usage.note_installation(delivery.visitor, one, may_keep));
        let waited = delivery.timings.as_ref();
        let is_new_here = waited.is_some_and(|report| usage.note_timings(delivery.visitor, report, may_keep));
        if is_new || is_new_installation || is_new_here {
            self.limits.budgets.count_session(delivery.network);
        }
    }

    fn keep_record(&mut self, delivery: &'a Delivery, record: &'a DeliveryRecord) -> Outcomes {
        // A delivery that arrives after midnight with a key of yesterday counts its events, not its
        // sessions: the hash of a past day is never stored. A bot's visit counts nowhere.
        let is_of_today = delivery.arrived.day() == self.fold.day;
        let resent = record.resend_hash().filter(|_| is_of_today);
        if resent.is_some_and(|key| !self.fold.is_new_key(key, self.room.hashes)) {
            return Outcomes { repeated: record.events(), ..Outcomes::default() };
        }
        // A visit with Global Privacy Control counts nowhere either, whichever client sends it.
        let is_unwanted = delivery.is_private && record.event.is_none() && !delivery.has_failed;
        let mut counts_visits = is_of_today && !delivery.is_bot && delivery.is_vouched && !is_unwanted;
        if counts_visits {
            let met = record.event.as_ref().map_or(SessionOutcome::Clean, outcome_of);
            let failure = record.event.as_ref().filter(|_| met == SessionOutcome::Errored);
            let met = (met, failure.map(|processed| &processed.body));
            let was_counted = self.fold.is_counted(record.visitor);
            let may_begin = self.room.hashes && self.limits.budgets.may_begin_session(delivery.network);
            self.fold.visit(record.visitor, delivery, met, may_begin);
            counts_visits = self.fold.is_counted(record.visitor);
            if counts_visits && !was_counted {
                self.limits.budgets.count_session(delivery.network);
            }
            if counts_visits {
                self.visit_release(delivery, record, met.0, !was_counted);
            }
        }
        match &record.event {
            Some(processed) => self.count(delivery, record, processed, counts_visits),
            None => Outcomes::default(),
        }
    }

    /// Counts the visitor in the release that it visited, or that failed. Another release of a session is
    /// as much as another session to the network's budget.
    fn visit_release(
        &mut self,
        delivery: &Delivery,
        record: &DeliveryRecord,
        met: SessionOutcome,
        is_new_session: bool,
    ) {
        let has_errored = met == SessionOutcome::Errored;
        let failed = record.event.as_ref().filter(|_| has_errored).map(|processed| &processed.body);
        let of_event = failed.and_then(|body| labels(&body.release, &body.environment));
        let visit = delivery.visit.as_ref();
        let of_visit = visit.and_then(|visit| labels(&visit.release, &visit.environment));
        let is_private = delivery.is_private;
        let visited = VisitState { has_visited: true, has_errored: delivery.has_failed, is_private };
        let failed = VisitState { has_visited: false, has_errored, is_private };
        for (labels, seen) in
            of_visit.map(|of| (of, visited)).into_iter().chain(of_event.map(|of| (of, failed)))
        {
            let budgets = &mut self.limits.budgets;
            let has_room = self.room.hashes;
            let may_keep = || has_room && (is_new_session || budgets.may_begin_session(delivery.network));
            if self.fold.visit_release(record.visitor, labels, seen, may_keep) && !is_new_session {
                self.limits.budgets.count_session(delivery.network);
            }
        }
    }

    fn count(
        &mut self,
        delivery: &Delivery,
        record: &DeliveryRecord,
        processed: &'a ProcessedEvent,
        counts_visits: bool,
    ) -> Outcomes {
        let (events, network) = (record.events(), delivery.network);
        let without_room = Outcomes { full: events, ..Outcomes::default() };
        self.fold.count_for_project(delivery.arrived, &processed.body, FacetCount { events, sessions: 0 });
        let has_room = self.room.events && self.limits.budgets.has_bytes(network);
        let opening = self.opening(delivery, has_room);
        let Some((issue, is_new)) = self.fold.issue_of(processed, opening) else { return without_room };
        let counted = self.fold.count(issue, processed, !has_room && !is_new);
        self.fold.note(issue, processed, delivery.noted);
        if counts_visits && self.room.hashes && !delivery.is_private {
            self.fold.visit_issue(issue, record.visitor, processed);
        }
        if is_new && opening == OpeningMode::Provisional {
            self.provisional += 1;
            self.limits.budgets.count_provisional(network);
            self.fold.keep(issue, counted.number, processed, network, true);
            return Outcomes { stored: events, ..Outcomes::default() };
        }
        if !has_room {
            return without_room;
        }
        let opening_bytes = if is_new { rows::opening_bytes(&processed.grouping) } else { 0 };
        let is_first = self.fold.is_first_of_its_kind(issue, processed);
        let is_sampled = limit::is_kept(counted.record.saturating_sub(1), counted.record)
            && self.limits.may_keep(issue, delivery.arrived);
        let is_kept = is_sampled || is_first;
        let bytes =
            if is_kept { self.fold.keep(issue, counted.number, processed, network, false) } else { 0 };
        self.limits.budgets.charge(network, bytes.saturating_add(opening_bytes));
        if is_kept {
            return Outcomes { stored: events, ..Outcomes::default() };
        }
        Outcomes { sampled: events, ..Outcomes::default() }
    }

    /// How an issue that is new may be opened now.
    fn opening(&self, delivery: &Delivery, has_room: bool) -> OpeningMode {
        if has_room {
            return OpeningMode::Whole;
        }
        let may = self.room.hashes
            && self.provisional < PROVISIONAL_A_TURN
            && self.limits.budgets.may_open_provisionally(delivery.network);
        if may { OpeningMode::Provisional } else { OpeningMode::Not }
    }
}

#[cfg(test)]
mod tests;
