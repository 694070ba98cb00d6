//! Sessions: a hash for its UTC day, a count for ever.
//!
//! A session is counted in the hour in which it began, and so is its error: `errored` is
//! never more than `sessions` in any hour.

use corncrake_core::{
    ids::{IssueId, SessionHash},
    time::{UnixMillis, UtcDay},
};
use serde::{Deserialize, Serialize};

use super::{Arg, Sql, SqlError};

/// The sessions that began in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Hour {
    pub(crate) start: UnixMillis,
    pub(crate) sessions: u64,
    pub(crate) errored: u64,
}

/// Notes that a session was here, and whether with an error. Says whether it is a new one.
pub(crate) fn visit(
    sql: &impl Sql,
    session: SessionHash,
    at: UnixMillis,
    errored: bool,
) -> Result<bool, SqlError> {
    let known = sql.first("SELECT hour, errored FROM session WHERE hash = ?", &[Arg::Blob(&session.0)])?;
    match known {
        None => {
            let hour = at.hour();
            sql.exec(
                "INSERT INTO session (hash, day, hour, errored) VALUES (?, ?, ?, ?)",
                &[
                    Arg::Blob(&session.0),
                    Arg::Integer(at.day().0),
                    Arg::Integer(hour.0),
                    Arg::Integer(errored.into()),
                ],
            )?;
            add(sql, hour, 1, errored.into()).map(|()| true)
        }
        Some(row) if errored && row.integer(1)? == 0 => {
            sql.exec("UPDATE session SET errored = 1 WHERE hash = ?", &[Arg::Blob(&session.0)])?;
            add(sql, UnixMillis(row.integer(0)?), 0, 1).map(|()| false)
        }
        Some(_) => Ok(false),
    }
}

fn add(sql: &impl Sql, hour: UnixMillis, sessions: i64, errored: i64) -> Result<(), SqlError> {
    sql.exec(
        "INSERT INTO session_hour (hour, sessions, errored) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions, errored = errored + excluded.errored",
        &[Arg::Integer(hour.0), Arg::Integer(sessions), Arg::Integer(errored)],
    )?;
    Ok(())
}

/// Counts a session for an issue, once.
pub(crate) fn visited_issue(
    sql: &impl Sql,
    issue: IssueId,
    session: SessionHash,
    day: UtcDay,
) -> Result<(), SqlError> {
    let issue = issue.to_string();
    let new = sql.first(
        "INSERT INTO issue_session (issue, hash, day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
        &[Arg::Text(&issue), Arg::Blob(&session.0), Arg::Integer(day.0)],
    )?;
    if new.is_some() {
        sql.exec("UPDATE issue SET sessions = sessions + 1 WHERE id = ?", &[Arg::Text(&issue)])?;
    }
    Ok(())
}

/// Whether this was not here today; from now on it was.
pub(crate) fn is_new(sql: &impl Sql, key: &[u8], day: UtcDay) -> Result<bool, SqlError> {
    let new = sql.first(
        "INSERT INTO report (key, day) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1",
        &[Arg::Blob(key), Arg::Integer(day.0)],
    )?;
    Ok(new.is_some())
}

/// The newest day on which a session was seen.
pub(crate) fn newest_day(sql: &impl Sql) -> Result<Option<UtcDay>, SqlError> {
    sql.first("SELECT day FROM today", &[])?.map(|row| row.integer(0).map(UtcDay)).transpose()
}

/// Begins a day: every hash of an earlier one is forgotten.
pub(crate) fn forget_before(sql: &impl Sql, day: UtcDay) -> Result<(), SqlError> {
    sql.exec("DELETE FROM session WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM issue_session WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM report WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM today", &[])?;
    sql.exec("INSERT INTO today (day) VALUES (?)", &[Arg::Integer(day.0)])?;
    Ok(())
}

/// The hours from `from` on in which a session began, oldest first.
pub(crate) fn hours(sql: &impl Sql, from: UnixMillis) -> Result<Vec<Hour>, SqlError> {
    sql.exec(
        "SELECT hour, sessions, errored FROM session_hour WHERE hour >= ? ORDER BY hour",
        &[Arg::Integer(from.0)],
    )?
    .iter()
    .map(|row| {
        Ok(Hour { start: UnixMillis(row.integer(0)?), sessions: row.count(1)?, errored: row.count(2)? })
    })
    .collect()
}
