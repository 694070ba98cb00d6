//! What has ended in the directory: once a day its rows go, whether or not another of their kind comes.

use corncrake_core::time::UnixMillis;

use super::{access_log, refusals};
use crate::engine::{Arg, Sql, SqlError};

/// Deletes lines of the access log after twelve months, refusals after a week, and logins, invitations and
/// used challenges that have ended.
pub fn trim_directory(sql: &impl Sql, now: UnixMillis) -> Result<(), SqlError> {
    for (statement, before) in [
        ("DELETE FROM access_log WHERE at < ?", access_log::stored_from(now)),
        ("DELETE FROM refusal WHERE last < ?", refusals::shown_from(now)),
        ("DELETE FROM user_login WHERE expires <= ?", now),
        ("DELETE FROM ended_login WHERE expires <= ?", now),
        ("DELETE FROM invitation WHERE expires <= ?", now),
        ("DELETE FROM used_challenge WHERE expires <= ?", now),
    ] {
        sql.exec(statement, &[Arg::Integer(before.0)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use corncrake_core::time::DAY_MS;
    use corncrake_model::access::log_entry::{AccessLogEntry, LogActor};

    use super::*;
    use crate::native::Native;

    fn rows(sql: &Native, table: &str) -> i64 {
        sql.first(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().unwrap().integer(0).unwrap()
    }

    #[test]
    fn what_has_ended_goes_whatever_the_order_of_its_rows() {
        let sql = Native::directory();
        // The clock was ahead when the first line was written.
        for day in [900, 1, 2, 399] {
            let (actor, action) = (LogActor::Admin, "made a project".to_owned());
            let entry =
                AccessLogEntry { at: UnixMillis(day * DAY_MS), actor, action, project: String::new() };
            access_log::append_access_log(&sql, &entry).unwrap();
        }
        for (id, expires) in [("over", 400), ("open", 401)] {
            let expires = expires * DAY_MS;
            for statement in [
                format!("INSERT INTO ended_login (id, expires) VALUES ('{id}', {expires})"),
                format!("INSERT INTO used_challenge (id, expires) VALUES ('{id}', {expires})"),
            ] {
                sql.exec(&statement, &[]).unwrap();
            }
        }
        trim_directory(&sql, UnixMillis(400 * DAY_MS)).unwrap();
        assert_eq!(rows(&sql, "access_log"), 2, "the line of day 399 and that of the clock that was ahead");
        assert_eq!((rows(&sql, "ended_login"), rows(&sql, "used_challenge")), (1, 1));
    }
}
