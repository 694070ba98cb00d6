//! What one delivery does to a project's tables, in one turn: visits, and perhaps events.
//!
//! Nothing here waits, so that all of it is committed together; it must never see an IP
//! address or a User-Agent, only the hash that was made of them.

use corncrake_core::{ids::BatchId, limit};

use super::limits::Limits;
use crate::{
    delivery::{Delivery, Record, Told},
    store::{self, Outcomes, Sql, SqlError},
};

/// Writes a delivery, and says what became of it. Where the database is full, known issues
/// still count.
pub(crate) fn write(
    sql: &impl Sql,
    delivery: &Delivery,
    limits: &mut Limits,
    is_full: bool,
) -> Result<Outcomes, SqlError> {
    let day = delivery.arrived.day();
    let newest = store::newest_day(sql)?;
    if newest.is_none_or(|newest| newest < day) {
        store::forget_before(sql, day)?;
    }
    let mut outcomes =
        Outcomes { refused: delivery.refused.into(), bots: delivery.is_bot.into(), ..Outcomes::default() };
    if is_new_batch(sql, delivery)? {
        // A delivery that comes in after midnight with yesterday's hashes counts its events,
        // not its sessions: the hash of a past day is never stored. Nor does a bot's visit.
        let counts_visits = newest.is_none_or(|newest| newest <= day) && !delivery.is_bot;
        let mut turn = Turn { sql, delivery, limits, is_full, counts_visits };
        outcomes.lost = delivery.lost.into();
        for record in &delivery.records {
            outcomes = outcomes.and(&turn.keep(record)?);
        }
    } else {
        outcomes.repeated = delivery.events();
    }
    store::add_outcomes(sql, delivery.arrived.hour(), &outcomes.and(&limits.unwritten()))?;
    Ok(outcomes)
}

/// A batch is known by its own random number, not by its session: after a restart, a batch
/// whose answer was lost comes again with a session that has another hash.
fn is_new_batch(sql: &impl Sql, delivery: &Delivery) -> Result<bool, SqlError> {
    let Some(BatchId(id)) = delivery.batch else { return Ok(true) };
    store::is_new(sql, &id, delivery.arrived.day())
}

/// What the records of one delivery have in common.
struct Turn<'a, S> {
    sql: &'a S,
    delivery: &'a Delivery,
    limits: &'a mut Limits,
    is_full: bool,
    counts_visits: bool,
}

impl<S: Sql> Turn<'_, S> {
    fn keep(&mut self, record: &Record) -> Result<Outcomes, SqlError> {
        let (sql, arrived) = (self.sql, self.delivery.arrived);
        if let Some(key) = record.resend_key
            && !store::is_new(sql, &[record.session.0, key].concat(), arrived.day())?
        {
            return Ok(Outcomes { repeated: record.events(), ..Outcomes::default() });
        }
        if self.counts_visits && store::visit(sql, record.session, arrived, record.event.is_some())? {
            let country = self.delivery.country;
            country.map(|country| store::count_country(sql, arrived.day(), country)).transpose()?;
        }
        match &record.event {
            Some(told) => self.count(record, told),
            None => Ok(Outcomes::default()),
        }
    }

    fn count(&mut self, record: &Record, told: &Told) -> Result<Outcomes, SqlError> {
        let (sql, arrived, events) = (self.sql, self.delivery.arrived, record.events());
        let without_room = Outcomes { full: events, ..Outcomes::default() };
        let Some(issue) = store::issue_of(sql, &told.seen, told.at, !self.is_full)? else {
            return Ok(without_room);
        };
        let number = store::count_events(sql, issue, told.at, told.count)?;
        store::note_event(sql, issue, told.body.release.as_deref(), told.at, arrived)?;
        if self.counts_visits {
            store::visited_issue(sql, issue, record.session, arrived.day())?;
        }
        if self.is_full {
            return Ok(without_room);
        }
        if limit::is_kept(number.saturating_sub(events), number) && self.limits.may_keep(issue, arrived) {
            store::put_event(sql, issue, number, told.at, &told.body)?;
            return Ok(Outcomes { stored: events, ..Outcomes::default() });
        }
        Ok(Outcomes { sampled: events, ..Outcomes::default() })
    }
}

#[cfg(test)]
mod tests;
