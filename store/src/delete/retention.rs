//! Deletes what is over its retention: errors (events, stacks, hours, what can be searched, and at last
//! the issue itself, which is then as if it had never been), and counts, which have days of their own.
//!
//! Some issues at a time, so that no turn is long; a process that is killed in between begins again the
//! next day, and nothing that is deleted twice is missed.

use corncrake_core::{
    ids::IssueId,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::project::settings::{DEFAULT_DAYS, Retention};

use crate::{
    engine::{Arg, Sql, SqlError, json_rows::json_rows},
    events::bodies,
    issues::search,
};

/// Issues that are looked through in one turn: some tens of milliseconds, since an issue
/// keeps some hundreds of events.
const ISSUES_AT_ONCE: i64 = 200;

/// For how many days this object stores each kind of data.
pub fn retention(sql: &impl Sql) -> Result<Retention, SqlError> {
    let row = sql.first("SELECT days, counts, usage FROM retention", &[])?;
    let Some(row) = row else {
        return Ok(Retention { errors: DEFAULT_DAYS, counts: DEFAULT_DAYS, usage: DEFAULT_DAYS });
    };
    let days = |column| Ok::<_, SqlError>(u16::try_from(row.integer(column)?).unwrap_or(DEFAULT_DAYS));
    let (errors, counts, usage) = (days(0)?, days(1)?, days(2)?);
    // An older build set one number for all.
    let counts = if counts == 0 { errors } else { counts };
    Ok(Retention { errors, counts, usage: if usage == 0 { counts } else { usage } })
}

/// From now on each kind of data is stored for so many days.
pub fn set_retention(sql: &impl Sql, retention: Retention) -> Result<(), SqlError> {
    let days = [retention.errors, retention.counts, retention.usage].map(|days| Arg::Integer(days.into()));
    sql.exec("DELETE FROM retention", &[])?;
    sql.exec("INSERT INTO retention (days, counts, usage) VALUES (?, ?, ?)", &days).map(drop)
}

/// The first moment that is stored, of so many days.
fn cutoff(today: UtcDay, days: u16) -> UnixMillis {
    UtcDay(today.0.saturating_sub(days.into())).start()
}

/// Deletes what is too old of the issues behind one. Says behind which to go on, or nothing
/// where that was all of it.
pub fn delete_expired(
    sql: &impl Sql,
    today: UtcDay,
    after: Option<IssueId>,
) -> Result<Option<IssueId>, SqlError> {
    let Retention { errors, counts, usage } = retention(sql)?;
    let cutoff = self::cutoff(today, errors);
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
    sql.exec(
        "DELETE FROM breakdown_day WHERE issue <> '' AND day * 86400000 < ?",
        &[Arg::Integer(cutoff.0)],
    )?;
    sql.exec("DELETE FROM alert_fired WHERE issue <> '' AND at < ?", &[Arg::Integer(cutoff.0)])?;
    let of_counts = self::cutoff(today, counts);
    for statement in OF_COUNTS {
        sql.exec(statement, &[Arg::Integer(of_counts.0)])?;
    }
    sql.exec(OF_USAGE, &[Arg::Integer(self::cutoff(today, usage).0)])?;
    // A late event of a release whose name is gone would make it the newest.
    let of_names = self::cutoff(today, DEFAULT_DAYS);
    delete_expired_releases(sql, cutoff.min(of_counts).min(of_names))?;
    Ok(None)
}

/// Deletes what is older than the counts are stored.
const OF_COUNTS: [&str; 6] = [
    "DELETE FROM session_hour WHERE hour < ?",
    "DELETE FROM outcome_hour WHERE hour < ?",
    "DELETE FROM item_hour WHERE hour < ?",
    "DELETE FROM country_published WHERE day * 86400000 < ?",
    "DELETE FROM visit_day WHERE day * 86400000 < ?",
    "DELETE FROM breakdown_day WHERE issue = '' AND day * 86400000 < ?",
];

/// Deletes what is older than usage is stored.
const OF_USAGE: &str = "DELETE FROM usage_published WHERE day * 86400000 < ?";

/// Deletes the names of old releases that nothing stored is of. The newest stays, since the next one is
/// later than it.
fn delete_expired_releases(sql: &impl Sql, cutoff: UnixMillis) -> Result<(), SqlError> {
    sql.exec(
        "DELETE FROM release WHERE max(first_seen, deployed) < ?
            AND number < (SELECT max(number) FROM release)
            AND name NOT IN (SELECT value FROM issue_facet WHERE kind = 'r')
            AND name NOT IN (SELECT value FROM visit_day WHERE kind = 'r')
            AND number NOT IN (SELECT first_release FROM issue UNION SELECT last_release FROM issue
                UNION SELECT known_releases FROM issue)",
        &[Arg::Integer(cutoff.0)],
    )
    .map(drop)
}

/// Tables with a row of each issue or several, beside its own and the full-text index.
const OF_AN_ISSUE: [&str; 8] = [
    "event",
    "stack",
    "issue_hour",
    "breakdown_day",
    "issue_facet",
    "fingerprint",
    "alert_fired",
    "activity",
];

/// Deletes an issue and all that is kept of it, but for its visits of today (`forget_visits`).
pub fn forget_issue(sql: &impl Sql, id: IssueId) -> Result<(), SqlError> {
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
        // The index has what the oldest event said.
        search::reindex(sql, id)?;
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

    use std::collections::BTreeSet;

    use corncrake_core::time::DAY_MS;
    use corncrake_model::{
        events::usage::UsageGroup,
        manifest::{period::StoragePeriod, stored::TABLES},
    };

    use super::*;
    use crate::{
        counts::usage::put_published_usage,
        issues::rows,
        native::Native,
        write::fixtures::{NOON, bug, bug_in, issue, listed_titles, receive, stored_issue},
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
        set_retention(&sql, Retention { errors: 7, counts: 7, usage: 7 }).unwrap();
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
    fn the_manifest_has_the_period_by_which_each_table_is_deleted() {
        let named = |period: StoragePeriod| -> BTreeSet<&str> {
            TABLES.iter().filter(|table| table.stored.contains(&period)).map(|table| table.name).collect()
        };
        let of_counts = OF_COUNTS.iter().filter_map(|statement| statement.split(' ').nth(2));
        assert_eq!(named(StoragePeriod::Counts), of_counts.chain(["release"]).collect());
        assert_eq!(named(StoragePeriod::Usage), OF_USAGE.split(' ').nth(2).into_iter().collect());
        // A signal goes once the outbox has it.
        let others = ["issue", "issue_text", "release", "alert_signal"];
        assert_eq!(named(StoragePeriod::Errors), OF_AN_ISSUE.into_iter().chain(others).collect());
    }

    #[test]
    fn errors_and_counts_go_by_their_own_days() {
        let today = UtcDay(NOON.day().0 + 9);
        for (retention, issues, hours) in [
            (Retention { errors: 3, counts: 20, usage: 3 }, 0, 1),
            (Retention { errors: 20, counts: 3, usage: 20 }, 1, 0),
            (Retention { errors: 20, counts: 20, usage: 3 }, 1, 1),
            (Retention { errors: 3, counts: 3, usage: 20 }, 0, 0),
        ] {
            let sql = Native::project();
            set_retention(&sql, retention).unwrap();
            assert_eq!(super::retention(&sql).unwrap(), retention);
            receive(&sql, bug_in("1.0", 1, 0));
            receive(&sql, bug_in("2.0", 1, 1));
            put_published_usage(&sql, NOON.day(), &UsageGroup::names(), &[(None, 5)]).unwrap();
            retire_all(&sql, today);
            assert_eq!(count(&sql, "usage_published"), i64::from(retention.usage == 20), "{retention:?}");
            assert_eq!(count(&sql, "issue"), issues, "{retention:?}");
            for table in ["session_hour", "outcome_hour"] {
                assert_eq!(count(&sql, table), hours, "{retention:?}: {table}");
            }
            assert_eq!(
                count(&sql, "release"),
                2,
                "a late event of it would make it the newest: {retention:?}"
            );
            // The newest is a step of the clock; the other goes with the last that was of it.
            retire_all(&sql, UtcDay(NOON.day().0 + 1 + i64::from(DEFAULT_DAYS)));
            assert_eq!(count(&sql, "release"), 1, "{retention:?}");
        }
        let sql = Native::project();
        sql.exec("INSERT INTO retention (days) VALUES (7)", &[]).unwrap();
        assert_eq!(
            super::retention(&sql).unwrap(),
            Retention { errors: 7, counts: 7, usage: 7 },
            "of an older build"
        );
    }

    #[test]
    fn an_expired_event_is_not_found_by_its_text() {
        let sql = Native::project();
        set_retention(&sql, Retention { errors: 7, counts: 7, usage: 7 }).unwrap();
        receive(&sql, bug(1, 0));
        // As the first event's message would have been indexed.
        search::forget_text(&sql, issue(1)).unwrap();
        search::put_texts(&sql, &[(issue(1), "a quokka in the basket".to_owned())]).unwrap();
        receive(&sql, bug(1, 9 * DAY_MS));
        let found = || {
            let row = sql.first("SELECT count(*) FROM issue_text WHERE issue_text MATCH 'quokka'", &[]);
            row.unwrap().unwrap().integer(0).unwrap()
        };
        assert_eq!(found(), 1);
        retire_all(&sql, UtcDay(NOON.day().0 + 9));
        assert_eq!((found(), count(&sql, "issue"), count(&sql, "event")), (0, 1, 1));
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
