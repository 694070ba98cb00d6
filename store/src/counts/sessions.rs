//! Sessions: a hash for its UTC day, a count for ever.
//!
//! The hashes of each table are keyed for it alone, and lie in their own order: nothing that one
//! has, or leaves behind when it is deleted, is in another.
//!
//! A session is counted in the hour in which it began, and so is its error: `errored` is
//! never more than `sessions` in any hour.

use std::collections::{HashMap, HashSet};

use corncrake_core::{
    ids::{IssueId, IssueSessionHash, ResendHash, SessionHash},
    time::{UnixMillis, UtcDay},
};
use corncrake_model::events::counts::SessionHour;

use super::visits::VisitState;
use crate::engine::{Arg, Sql, SqlError, json_rows::json_rows};

/// What a session met so far; one that met more is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum SessionOutcome {
    /// No error.
    #[default]
    Clean,
    /// Known noise, and nothing that failed for the visitor.
    Noise,
    /// Something failed for the visitor.
    Errored,
}

impl SessionOutcome {
    /// Its number in a row; the numbers are kept, and so never change.
    fn code(self) -> i64 {
        match self {
            Self::Clean => 0,
            Self::Errored => 1,
            Self::Noise => 2,
        }
    }

    fn of_code(code: i64) -> Self {
        [Self::Clean, Self::Noise].into_iter().find(|one| one.code() == code).unwrap_or(Self::Errored)
    }
}

/// What is known of a session of today: the hour in which it began, what it met, and whether it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionVisit {
    /// The hour in which the session's first visit arrived.
    pub hour: UnixMillis,
    /// What it met since then.
    pub outcome: SessionOutcome,
    /// Whether a page of it said that it was visited.
    pub has_visited: bool,
    /// Whether its browser asked for Global Privacy Control when it began: it is in no count of
    /// sessions.
    pub is_private: bool,
}

impl SessionVisit {
    /// What the counts of visits go by.
    pub fn state(&self) -> VisitState {
        let has_errored = self.outcome == SessionOutcome::Errored;
        VisitState { has_visited: self.has_visited, has_errored, is_private: self.is_private }
    }
}

/// What the hour in which sessions began gained in a turn. A session that met noise and then an
/// error leaves the one count for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SessionGain {
    /// Sessions that began.
    pub sessions: i64,
    /// Sessions with an error.
    pub errored: i64,
    /// Sessions that met known noise only.
    pub noise: i64,
}

impl SessionGain {
    /// Notes that a session of the hour met more than before; one that is new had no outcome.
    pub fn note(&mut self, before: Option<SessionOutcome>, now: SessionOutcome) {
        self.sessions += i64::from(before.is_none());
        for (outcome, sign) in before.map(|before| (before, -1)).into_iter().chain([(now, 1)]) {
            match outcome {
                SessionOutcome::Clean => {}
                SessionOutcome::Noise => self.noise += sign,
                SessionOutcome::Errored => self.errored += sign,
            }
        }
    }
}

/// Those of the sessions that were here before.
pub fn visits(
    sql: &impl Sql,
    sessions: &[SessionHash],
) -> Result<HashMap<SessionHash, SessionVisit>, SqlError> {
    let mut found = HashMap::new();
    for list in json_rows(sessions)? {
        let rows = sql.exec(
            "SELECT lower(hex(hash)), hour, errored, visit FROM session
             WHERE hash IN (SELECT unhex(value) FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            let state = VisitState::of_code(row.integer(3)?);
            let visit = SessionVisit {
                hour: UnixMillis(row.integer(1)?),
                outcome: SessionOutcome::of_code(row.integer(2)?),
                has_visited: state.has_visited,
                is_private: state.is_private,
            };
            found.insert(row.parse(0)?, visit);
        }
    }
    Ok(found)
}

/// Keeps sessions of a day as they now are.
pub fn put_visits(
    sql: &impl Sql,
    day: UtcDay,
    visits: &[(SessionHash, SessionVisit)],
) -> Result<(), SqlError> {
    // What it met is in a column of its own.
    let state = |visit: &SessionVisit| VisitState { has_errored: false, ..visit.state() }.code();
    let row =
        |(hash, visit): &(SessionHash, SessionVisit)| (*hash, visit.hour, visit.outcome.code(), state(visit));
    let rows: Vec<_> = visits.iter().map(row).collect();
    for list in json_rows(&rows)? {
        sql.exec(
            "INSERT INTO session (hash, day, hour, errored, visit)
             SELECT unhex(value->>0), ?, value->>1, value->>2, value->>3 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET errored = excluded.errored, visit = excluded.visit",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Adds to the sessions that began in hours, and to what they met.
pub fn add_hours(sql: &impl Sql, hours: &[(UnixMillis, SessionGain)]) -> Result<(), SqlError> {
    let row = |(start, gain): &(UnixMillis, SessionGain)| (*start, gain.sessions, gain.errored, gain.noise);
    let rows: Vec<_> = hours.iter().map(row).collect();
    for list in json_rows(&rows)? {
        sql.exec(
            "INSERT INTO session_hour (hour, sessions, errored, noise)
             SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions,
                errored = max(errored + excluded.errored, 0), noise = max(noise + excluded.noise, 0)",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Notes that sessions had issues, once each; tells which of them are new.
pub fn visit_issues(
    sql: &impl Sql,
    day: UtcDay,
    visits: &[(IssueSessionHash, IssueId)],
) -> Result<Vec<IssueSessionHash>, SqlError> {
    let mut new = Vec::new();
    for list in json_rows(visits)? {
        let rows = sql.exec(
            "INSERT INTO issue_session (hash, issue, day)
             SELECT unhex(value->>0), value->>1, ? FROM json_each(?) WHERE true
             ON CONFLICT DO NOTHING RETURNING lower(hex(hash))",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
        for row in rows {
            new.push(row.parse(0)?);
        }
    }
    Ok(new)
}

/// Those of the keys that were here today: of batches, and of reports.
pub fn known_keys(sql: &impl Sql, keys: &[ResendHash]) -> Result<HashSet<ResendHash>, SqlError> {
    let mut known = HashSet::new();
    for list in json_rows(keys)? {
        let rows = sql.exec(
            "SELECT lower(hex(key)) FROM report WHERE key IN (SELECT unhex(value) FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            known.insert(row.parse(0)?);
        }
    }
    Ok(known)
}

/// Keeps keys until the day ends.
pub fn put_keys(sql: &impl Sql, day: UtcDay, keys: &[ResendHash]) -> Result<(), SqlError> {
    for list in json_rows(keys)? {
        sql.exec(
            "INSERT INTO report (key, day) SELECT unhex(value), ? FROM json_each(?) WHERE true
             ON CONFLICT DO NOTHING",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// The newest day on which a session was seen.
pub fn newest_day(sql: &impl Sql) -> Result<Option<UtcDay>, SqlError> {
    sql.first("SELECT day FROM today", &[])?.map(|row| row.integer(0).map(UtcDay)).transpose()
}

/// Begins a day: every hash of an earlier one is forgotten.
pub fn forget_before(sql: &impl Sql, day: UtcDay) -> Result<(), SqlError> {
    sql.exec("DELETE FROM session WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM issue_session WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM release_session WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM usage_session WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM report WHERE day < ?", &[Arg::Integer(day.0)])?;
    sql.exec("DELETE FROM today", &[])?;
    sql.exec("INSERT INTO today (day) VALUES (?)", &[Arg::Integer(day.0)])?;
    Ok(())
}

/// Forgets the hashes of today: those of a salt that is lost, by which nobody is known again.
/// What says that a delivery was here before stays.
pub fn forget_sessions(sql: &impl Sql) -> Result<(), SqlError> {
    sql.exec("DELETE FROM session", &[])?;
    sql.exec("DELETE FROM release_session", &[])?;
    sql.exec("DELETE FROM usage_session", &[])?;
    sql.exec("DELETE FROM issue_session", &[]).map(drop)
}

/// Begins today where a wrong clock had begun a later day: its hashes are forgotten, and what
/// was seen later than now was seen now.
pub fn begin_again(sql: &impl Sql, now: UnixMillis) -> Result<(), SqlError> {
    let of_now = [Arg::Integer(now.0)];
    forget_sessions(sql)?;
    sql.exec("DELETE FROM report", &[])?;
    sql.exec("DELETE FROM today", &[])?;
    sql.exec("INSERT INTO today (day) VALUES (?)", &[Arg::Integer(now.day().0)])?;
    for column in ["first_seen", "last_seen", "more_first_seen", "more_last_seen"] {
        sql.exec(&format!("UPDATE issue SET {column} = ?1 WHERE {column} > ?1"), &of_now)?;
    }
    for column in ["hour", "running_hour"] {
        let hour = [Arg::Integer(now.hour().0)];
        sql.exec(&format!("UPDATE issue SET {column} = ?1 WHERE {column} > ?1"), &hour)?;
    }
    sql.exec("UPDATE event SET at = ?1 WHERE at > ?1", &of_now).map(drop)
}

/// The sessions from `from` on by steps of so many milliseconds, oldest first: those in which
/// one began. Added up here, since a row costs more to hand over than to read.
pub fn hours(sql: &impl Sql, from: UnixMillis, step: i64) -> Result<Vec<SessionHour>, SqlError> {
    sql.exec(
        "SELECT hour - hour % ? AS start, sum(sessions), sum(errored), sum(noise) FROM session_hour
         WHERE hour >= ? GROUP BY start ORDER BY start",
        &[Arg::Integer(step.max(1)), Arg::Integer(from.0)],
    )?
    .iter()
    .map(|row| {
        Ok(SessionHour {
            start: UnixMillis(row.integer(0)?),
            sessions: row.count(1)?,
            errored: row.count(2)?,
            noise: row.count(3)?,
        })
    })
    .collect()
}
