//! The access log: a line for each login, change, export and erasure, for twelve months.

use corncrake_core::time::{DAY_MS, UnixMillis};
use corncrake_model::access::log_entry::{AccessLogEntry, NumberedLogEntry};

use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

/// How long a line is stored: twelve months.
const STORED_MS: i64 = 366 * DAY_MS;
/// Lines that are stored, about ten megabytes: a program that changes something every minute gets no
/// further than this, and the oldest lines go.
const MOST_LINES: i64 = 100_000;

/// The time of the oldest line that is stored.
pub(super) fn stored_from(now: UnixMillis) -> UnixMillis {
    UnixMillis(now.0.saturating_sub(STORED_MS))
}

/// Appends a line.
pub fn append_access_log(sql: &impl Sql, entry: &AccessLogEntry) -> Result<(), SqlError> {
    let row = sql.first(
        "INSERT INTO access_log (at, actor, action, project) VALUES (?, ?, ?, ?) RETURNING number",
        &[
            Arg::Integer(entry.at.0),
            Arg::Text(&to_json(&entry.actor)?),
            Arg::Text(&entry.action),
            Arg::Text(&entry.project),
        ],
    )?;
    let number = row.map_or(Ok(0), |row| row.integer(0))?;
    sql.exec("DELETE FROM access_log WHERE number <= ?", &[Arg::Integer(number - MOST_LINES)]).map(drop)
}

/// The newest lines before a number, or of all.
pub fn access_log(
    sql: &impl Sql,
    before: Option<i64>,
    limit: u32,
    now: UnixMillis,
) -> Result<Vec<NumberedLogEntry>, SqlError> {
    let rows = sql.exec(
        "SELECT number, at, actor, action, project FROM access_log WHERE number < ? AND at >= ?
         ORDER BY number DESC LIMIT ?",
        &[
            Arg::Integer(before.unwrap_or(i64::MAX)),
            Arg::Integer(stored_from(now).0),
            Arg::Integer(limit.into()),
        ],
    )?;
    let read = |row: &crate::engine::Row| {
        Ok(NumberedLogEntry {
            number: row.integer(0)?,
            entry: AccessLogEntry {
                at: UnixMillis(row.integer(1)?),
                actor: row.json(2)?,
                action: row.text(3)?.to_owned(),
                project: row.text(4)?.to_owned(),
            },
        })
    };
    rows.iter().map(read).collect()
}

#[cfg(test)]
mod tests {

    use corncrake_model::access::log_entry::LogActor;

    use super::*;
    use crate::native::Native;

    fn entry(at: i64) -> AccessLogEntry {
        AccessLogEntry {
            at: UnixMillis(at),
            actor: LogActor::User("0011223344556677".into()),
            action: "logged in".into(),
            project: String::new(),
        }
    }

    #[test]
    fn lines_are_read_newest_first_and_go_after_twelve_months() {
        let sql = Native::directory();
        for day in 0..5 {
            append_access_log(&sql, &entry(day * DAY_MS)).unwrap();
        }
        let now = UnixMillis(5 * DAY_MS);
        let read = access_log(&sql, None, 2, now).unwrap();
        assert_eq!(read.iter().map(|line| line.number).collect::<Vec<_>>(), [5, 4]);
        assert_eq!(read[0].entry, entry(4 * DAY_MS));
        let rest = access_log(&sql, Some(read[1].number), 10, now).unwrap();
        assert_eq!(rest.iter().map(|line| line.number).collect::<Vec<_>>(), [3, 2, 1]);

        let later = UnixMillis(368 * DAY_MS);
        assert_eq!(access_log(&sql, None, 10, later).unwrap().len(), 3, "also where nobody trimmed it");
    }
}
