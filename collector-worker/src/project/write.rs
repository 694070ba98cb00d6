//! What one delivery does to a project's tables, in one turn: visits, and perhaps events.
//!
//! Nothing here waits, so that all of it is committed together; it must never see an IP
//! address or a User-Agent, only the hash that was made of them.

use corncrake_core::{ids::BatchId, time::UnixMillis};

use crate::{
    delivery::{Delivery, Record},
    store::{self, Outcomes, Sql, SqlError},
};

/// Writes a delivery, and says what became of its events.
pub(crate) fn write(sql: &impl Sql, delivery: &Delivery) -> Result<Outcomes, SqlError> {
    let (arrived, day) = (delivery.arrived, delivery.arrived.day());
    let newest = store::newest_day(sql)?;
    if newest.is_none_or(|newest| newest < day) {
        store::forget_before(sql, day)?;
    }
    // A delivery that comes in after midnight with yesterday's hashes counts its events, not
    // its sessions: the hash of a past day is never stored.
    let in_time = newest.is_none_or(|newest| newest <= day);
    let mut outcomes = Outcomes::default();
    let is_new = match delivery.batch {
        Some((session, BatchId(id))) => store::is_new(sql, &[&session.0[..], &id].concat(), day)?,
        None => true,
    };
    if is_new {
        outcomes.lost = delivery.lost.into();
        for record in &delivery.records {
            outcomes = outcomes.and(&keep(sql, record, arrived, in_time)?);
        }
    } else {
        outcomes.repeated = delivery.records.iter().map(times).sum();
    }
    store::add_outcomes(sql, arrived.hour(), &outcomes)?;
    Ok(outcomes)
}

/// How many events a record stands for.
fn times(record: &Record) -> u64 {
    record.event.as_ref().map_or(0, |told| told.count.into())
}

fn keep(sql: &impl Sql, record: &Record, arrived: UnixMillis, in_time: bool) -> Result<Outcomes, SqlError> {
    let mut outcomes = Outcomes::default();
    if let Some(key) = record.resend_key
        && !store::is_new(sql, &[record.session.0, key].concat(), arrived.day())?
    {
        outcomes.repeated = times(record);
        return Ok(outcomes);
    }
    if in_time {
        store::visit(sql, record.session, arrived, record.event.is_some())?;
    }
    if let Some(told) = &record.event {
        let (issue, number) = store::count_events(sql, &told.seen, told.at, told.count)?;
        store::put_event(sql, issue, number, told.at, &told.body)?;
        outcomes.stored = times(record);
        if in_time {
            store::visited_issue(sql, issue, record.session, arrived.day())?;
        }
    }
    Ok(outcomes)
}

#[cfg(test)]
mod tests;
