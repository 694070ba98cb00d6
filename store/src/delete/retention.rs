//! Deletes what is over the retention: events, stacks, hours, counts, and at last the issue itself,
//! which is then as if it had never been.
//!
//! Some issues at a time, so that no turn is long; a process that is killed in between begins again the
//! next day, and nothing that is deleted twice is missed.

use corncrake_core::{
    ids::IssueId,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::project::settings::DEFAULT_DAYS;

use crate::{
    engine::{Arg, Sql, SqlError, json_rows::json_rows},
    events::bodies,
    issues::search,
};

/// Issues that are looked through in one turn: some tens of milliseconds, since an issue
/// keeps some hundreds of events.
const ISSUES_AT_ONCE: i64 = 200;

/// For how many days this object keeps things.
pub fn retention_days(sql: &impl Sql) -> Result<u16, SqlError> {
    let row = sql.first("SELECT days FROM retention", &[])?;
    let days = row.map(|row| row.integer(0)).transpose()?;
    Ok(days.and_then(|days| u16::try_from(days).ok()).unwrap_or(DEFAULT_DAYS))
}

/// From now on things are kept for so many days.
pub fn set_retention(sql: &impl Sql, days: u16) -> Result<(), SqlError> {
    sql.exec("DELETE FROM retention", &[])?;
    sql.exec("INSERT INTO retention (days) VALUES (?)", &[Arg::Integer(days.into())]).map(drop)
}

/// The first moment that is kept.
fn cutoff(sql: &impl Sql, today: UtcDay) -> Result<UnixMillis, SqlError> {
    let days = i64::from(retention_days(sql)?);
    Ok(UtcDay(today.0.saturating_sub(days)).start())
}

/// Deletes what is too old of the issues behind one. Says behind which to go on, or nothing
/// where that was all of it.
pub fn delete_expired(
    sql: &impl Sql,
    today: UtcDay,
    after: Option<IssueId>,
) -> Result<Option<IssueId>, SqlError> {
    let cutoff = cutoff(sql, today)?;
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = sql.exec(
        "SELECT id, max(last_seen, more_last_seen) FROM issue
         WHERE id > ? AND first_seen < ? ORDER BY id LIMIT ?",
        &[Arg::Text(&after), Arg::Integer(cutoff.0), Arg::Integer(ISSUES_AT_ONCE)],
    )?;
    let (mut last, mut gone) = (None, Vec::new());
    for row in &rows {
        let id: IssueId = row.parse(0)?;
        if row.integer(1)? < cutoff.0 {
            forget_issue(sql, id)?;
            gone.push(id);
        } else {
            delete_expired_events(sql, id, cutoff)?
        }
        last = Some(id);
    }
    forget_visits(sql, &gone)?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) >= ISSUES_AT_ONCE {
        return Ok(last);
    }
    for statement in [
        "DELETE FROM session_hour WHERE hour < ?",
        "DELETE FROM outcome_hour WHERE hour < ?",
        "DELETE FROM item_hour WHERE hour < ?",
        "DELETE FROM country_published WHERE day * 86400000 < ?",
        "DELETE FROM breakdown_day WHERE day * 86400000 < ?",
    ] {
        sql.exec(statement, &[Arg::Integer(cutoff.0)])?;
    }
    Ok(None)
}

/// Deletes an issue and all that is kept of it, but for its visits of today (`forget_visits`).
pub fn forget_issue(sql: &impl Sql, id: IssueId) -> Result<(), SqlError> {
    const OF_AN_ISSUE: [&str; 6] =
        ["event", "stack", "issue_hour", "breakdown_day", "issue_facet", "fingerprint"];
    let text = id.to_string();
    for table in OF_AN_ISSUE {
        sql.exec(&format!("DELETE FROM {table} WHERE issue = ?"), &[Arg::Text(&text)])?;
    }
    sql.exec("DELETE FROM issue WHERE id = ?", &[Arg::Text(&text)])?;
    search::forget_text(sql, id)
}

/// Forgets the visits of today to issues that are gone. Their rows lie in the order of their hashes, so
/// that this reads all of today's: once a turn.
pub fn forget_visits(sql: &impl Sql, gone: &[IssueId]) -> Result<(), SqlError> {
    for list in json_rows(gone)? {
        sql.exec(
            "DELETE FROM issue_session WHERE issue IN (SELECT value FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Deletes what is too old of an issue that goes on.
fn delete_expired_events(sql: &impl Sql, id: IssueId, cutoff: UnixMillis) -> Result<(), SqlError> {
    let text = id.to_string();
    let both = [Arg::Text(&text), Arg::Integer(cutoff.0)];
    let gone = sql.exec("DELETE FROM event WHERE issue = ? AND at < ? RETURNING 1", &both)?;
    if !gone.is_empty() {
        bodies::forget_stacks(sql, id)?;
    }
    sql.exec("DELETE FROM issue_hour WHERE issue = ? AND hour < ?", &both)?;
    // A head may have had no event of its own for a long time.
    sql.exec(
        "UPDATE issue SET running_events = 0, running_facets = '{}'
         WHERE id = ? AND running_hour < ? AND running_events > 0",
        &both,
    )
    .map(drop)
}

#[cfg(test)]
mod tests {

    use corncrake_core::time::DAY_MS;

    use super::*;
    use crate::{
        issues::rows,
        native::Native,
        write::fixtures::{NOON, bug, issue, listed_titles, receive, stored_issue},
    };

    fn count(sql: &Native, table: &str) -> i64 {
        sql.first(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().unwrap().integer(0).unwrap()
    }

    fn retire_all(sql: &Native, today: UtcDay) -> usize {
        let (mut after, mut turns) = (None, 0);
        loop {
            turns += 1;
            after = delete_expired(sql, today, after).unwrap();
            if after.is_none() {
                return turns;
            }
        }
    }

    #[test]
    fn what_is_old_goes_and_what_is_not_stays_to_the_event() {
        let sql = Native::project();
        set_retention(&sql, 7).unwrap();
        // One that ended, one that goes on, one that is new.
        for (number, days) in [(1, 0), (2, 0), (2, 9), (3, 9)] {
            receive(&sql, bug(number, days * DAY_MS));
        }
        let today = |days: i64| UtcDay(NOON.day().0 + days);
        assert_eq!(retire_all(&sql, today(7)), 1);
        assert_eq!((listed_titles(&sql).len(), count(&sql, "event")), (3, 4), "the seventh day is kept");
        retire_all(&sql, today(9));
        assert_eq!(listed_titles(&sql), ["bug 3", "bug 2"]);
        assert_eq!(
            (count(&sql, "event"), count(&sql, "hour_of_issue"), count(&sql, "fingerprint")),
            (2, 2, 2)
        );
        assert_eq!((count(&sql, "session_hour"), count(&sql, "outcome_hour")), (1, 1));
        assert_eq!(stored_issue(&sql, 2).events, 2, "counts of what goes on are of all time");
        assert!(rows::issue(&sql, issue(1)).unwrap().is_none());
        receive(&sql, bug(1, 10 * DAY_MS));
        assert_eq!(stored_issue(&sql, 1).events, 1, "as if it had never been");
    }

    #[test]
    fn many_issues_go_in_several_turns() {
        let sql = Native::project();
        for number in 0..=250 {
            receive(&sql, bug(number, 0));
        }
        retire_all(&sql, UtcDay(NOON.day().0 + 90));
        assert_eq!(count(&sql, "issue"), 251, "90 days, if nobody said otherwise");
        assert_eq!(retire_all(&sql, UtcDay(NOON.day().0 + 91)), 2);
        for table in ["issue", "event", "stack", "issue_hour", "issue_facet", "fingerprint", "issue_text"] {
            assert_eq!(count(&sql, table), 0, "{table}");
        }
    }
}
