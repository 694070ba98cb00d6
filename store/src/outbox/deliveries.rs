//! Deliveries that are due, and how their tries end.

use corncrake_core::time::{HOUR_MS, UnixMillis};
use corncrake_model::alerts::message::AlertMessage;

use super::retry::{DeliveryFailure, next_try};
use crate::engine::{Arg, Sql, SqlError};

/// Milliseconds after which a try that was begun is begun again: longer than one may take.
const LEASE_MS: i64 = 60_000;
/// Characters of a reason that are stored.
const REASON_CHARS: usize = 300;

/// A delivery that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDelivery {
    /// Its number.
    pub number: i64,
    /// What receivers know it by.
    pub id: String,
    /// The id of its destination.
    pub destination: String,
    /// What is sent.
    pub message: AlertMessage,
    attempts: u32,
    begun: UnixMillis,
}

impl DueDelivery {
    /// Another try of it begins.
    pub fn count_attempt(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
    }
}

/// Deliveries that are due, the oldest first.
pub fn due_deliveries(sql: &impl Sql, now: UnixMillis, most: i64) -> Result<Vec<DueDelivery>, SqlError> {
    let rows = sql.exec(
        "SELECT number, id, destination, message, attempts, begun FROM delivery
         WHERE state = 'waiting' AND next <= ? ORDER BY next, number LIMIT ?",
        &[Arg::Integer(now.0), Arg::Integer(most)],
    )?;
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        let number = row.integer(0)?;
        let Ok(message) = serde_json::from_str(row.text(3)?) else {
            set_state(sql, number, "dropped", "The message of another version does not read.")?;
            continue;
        };
        due.push(DueDelivery {
            number,
            id: row.text(1)?.to_owned(),
            destination: row.text(2)?.to_owned(),
            message,
            attempts: u32::try_from(row.integer(4)?).unwrap_or(u32::MAX),
            begun: UnixMillis(row.integer(5)?),
        });
    }
    Ok(due)
}

/// Notes that a try begins, before anything is sent: where it never ends, another one begins later.
pub fn begin_attempt(sql: &impl Sql, delivery: &mut DueDelivery, now: UnixMillis) -> Result<(), SqlError> {
    delivery.count_attempt();
    sql.exec(
        "UPDATE delivery SET attempts = ?, next = ? WHERE number = ?",
        &[
            Arg::Integer(delivery.attempts.into()),
            Arg::Integer(now.0.saturating_add(LEASE_MS)),
            Arg::Integer(delivery.number),
        ],
    )
    .map(drop)
}

/// Notes how a try ended. `chance` is any number.
pub fn end_attempt(
    sql: &impl Sql,
    delivery: &DueDelivery,
    outcome: Result<(), DeliveryFailure>,
    now: UnixMillis,
    chance: u32,
) -> Result<(), SqlError> {
    let Err(failure) = outcome else { return set_state(sql, delivery.number, "delivered", "") };
    let reason: String = failure.reason.chars().take(REASON_CHARS).collect();
    match next_try(&failure, delivery.attempts, delivery.begun, now, chance) {
        None => set_state(sql, delivery.number, "given_up", &reason),
        Some(next) => sql
            .exec(
                "UPDATE delivery SET next = ?, error = ? WHERE number = ?",
                &[Arg::Integer(next.0), Arg::Text(&reason), Arg::Integer(delivery.number)],
            )
            .map(drop),
    }
}

fn set_state(sql: &impl Sql, number: i64, state: &str, error: &str) -> Result<(), SqlError> {
    sql.exec(
        "UPDATE delivery SET state = ?, error = ? WHERE number = ?",
        &[Arg::Text(state), Arg::Text(error), Arg::Integer(number)],
    )
    .map(drop)
}

/// Has a delivery that was given up tried for another day; whether there is such a one.
pub fn send_again(sql: &impl Sql, number: i64, now: UnixMillis) -> Result<bool, SqlError> {
    let found = sql.first(
        "UPDATE delivery SET state = 'waiting', attempts = 0, begun = ?, next = ?
         WHERE number = ? AND state IN ('given_up', 'waiting') RETURNING 1",
        &[Arg::Integer(now.0), Arg::Integer(now.0), Arg::Integer(number)],
    )?;
    Ok(found.is_some())
}

/// When there is something to do next: an alert to plan, a delivery, the end of a rule's hour.
pub fn next_due(sql: &impl Sql) -> Result<Option<UnixMillis>, SqlError> {
    let row = sql.first(
        "SELECT min(at) FROM (
            SELECT min(due) AS at FROM alert WHERE state IN ('', 'scheduled')
            UNION ALL SELECT min(next) FROM delivery WHERE state = 'waiting'
            UNION ALL SELECT min(began) + ? FROM rule_hour)",
        &[Arg::Integer(HOUR_MS)],
    )?;
    Ok(row.and_then(|row| row.integer(0).ok()).map(UnixMillis))
}
