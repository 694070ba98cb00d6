//! What deliveries that arrived together do to a project's tables, in one turn: visits, and
//! perhaps events.
//!
//! Nothing here waits, so that all of it is committed together; it must never see an IP
//! address or a User-Agent, only the key that was made of them, and writes nothing but what is
//! derived of that key.

use corncrake_core::limit;

use super::{fold::Fold, limits::Limits};
use crate::{
    delivery::{Delivery, Record, Told},
    store::{self, Count, Outcomes, Sql, SqlError},
};

/// What the database has room for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// Events, and issues that are opened: all that stays.
    pub(crate) events: bool,
    /// Hashes and keys, which stay until the day ends.
    pub(crate) hashes: bool,
}

/// Writes deliveries in the order in which they arrived, and says what became of each. Where
/// the database is full, known issues still count.
pub(crate) fn write(
    sql: &impl Sql,
    deliveries: &[&Delivery],
    limits: &mut Limits,
    room: Room,
) -> Result<Vec<Outcomes>, SqlError> {
    let mut newest = store::newest_day(sql)?;
    let mut all = Vec::with_capacity(deliveries.len());
    let mut rest = deliveries;
    while let Some(first) = rest.first() {
        let day = newest.map_or(first.arrived.day(), |newest| newest.max(first.arrived.day()));
        if newest.is_none_or(|newest| newest < day) {
            store::forget_before(sql, day)?;
            newest = Some(day);
        }
        // Midnight may be between two of them.
        let of_this_day = rest.iter().take_while(|one| one.arrived.day() <= day).count();
        let (now, later) = rest.split_at(of_this_day);
        let mut turn = Turn { fold: Fold::read(sql, now, day)?, limits, room };
        for delivery in now {
            all.push(turn.keep(delivery));
        }
        if let Some(last) = now.last().filter(|_| later.is_empty()) {
            turn.fold.outcomes(last.arrived, &turn.limits.unwritten());
        }
        turn.fold.write(sql)?;
        rest = later;
    }
    Ok(all)
}

/// Deliveries of one day that are written together.
struct Turn<'a, 'l> {
    fold: Fold<'a>,
    limits: &'l mut Limits,
    room: Room,
}

impl<'a> Turn<'a, '_> {
    fn keep(&mut self, delivery: &'a Delivery) -> Outcomes {
        let mut outcomes = Outcomes {
            refused: delivery.refused.into(),
            bots: delivery.is_bot.into(),
            ..Outcomes::default()
        };
        // A batch is known by its own random number, not by its session: after a restart, a batch
        // whose answer was lost comes again with a session that has another hash.
        if delivery.batch.is_none_or(|batch| self.fold.is_new_key(batch, self.room.hashes)) {
            outcomes.lost = delivery.lost.into();
            for record in &delivery.records {
                outcomes = outcomes.and(&self.keep_record(delivery, record));
            }
        } else {
            outcomes.repeated = delivery.events();
        }
        self.fold.outcomes(delivery.arrived, &outcomes);
        outcomes
    }

    fn keep_record(&mut self, delivery: &'a Delivery, record: &'a Record) -> Outcomes {
        // A delivery that comes in after midnight with a key of yesterday counts its events,
        // not its sessions: the hash of a past day is never stored. Nor does a bot's visit.
        let is_of_today = delivery.arrived.day() == self.fold.day;
        let resent = record.resend_hash().filter(|_| is_of_today);
        if resent.is_some_and(|key| !self.fold.is_new_key(key, self.room.hashes)) {
            return Outcomes { repeated: record.events(), ..Outcomes::default() };
        }
        let counts_visits = is_of_today && !delivery.is_bot;
        if counts_visits {
            let failure = record.event.as_ref().filter(|told| told.is_failure).map(|told| &told.body);
            self.fold.visit(record.visitor, delivery, failure, self.room.hashes);
        }
        match &record.event {
            Some(told) => self.count(delivery, record, told, counts_visits),
            None => Outcomes::default(),
        }
    }

    fn count(
        &mut self,
        delivery: &Delivery,
        record: &Record,
        told: &'a Told,
        counts_visits: bool,
    ) -> Outcomes {
        let (events, is_full) = (record.events(), !self.room.events);
        let without_room = Outcomes { full: events, ..Outcomes::default() };
        self.fold.count_for_project(delivery.arrived, &told.body, Count { events, sessions: 0 });
        let Some(issue) = self.fold.issue_of(told, !is_full) else { return without_room };
        let number = self.fold.count(issue, told, is_full);
        self.fold.note(issue, told, delivery.arrived);
        if counts_visits && self.room.hashes {
            self.fold.visit_issue(issue, record.visitor, told);
        }
        if is_full {
            return without_room;
        }
        let before = number.saturating_sub(events);
        if limit::is_kept(before, number) && self.limits.may_keep(issue, delivery.arrived) {
            self.fold.keep(issue, number, told);
            return Outcomes { stored: events, ..Outcomes::default() };
        }
        Outcomes { sampled: events, ..Outcomes::default() }
    }
}

#[cfg(test)]
mod tests;
