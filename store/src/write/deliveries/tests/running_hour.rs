//! The hour of an issue that goes on is in its own row, and nobody who reads can tell.

use super::*;
use crate::{
    alerts::watch::RuleWatch,
    counts::issue_trends,
    engine::{
        Arg, Row, Sql,
        row_counter::{RowCounter, SqlWithRowCounts},
    },
    native::Native,
    write::deliveries,
};

fn rows(sql: &Native, statement: &str) -> Vec<String> {
    sql.exec(statement, &[]).unwrap().into_iter().map(|row| format!("{:?}", row.0)).collect()
}

fn hours_in(sql: &Native, table: &str) -> usize {
    rows(sql, &format!("SELECT hour FROM {table}")).len()
}

fn hear(sql: &Native, arrived: i64, ago_hours: i64) {
    let mut delivery = error(7, 1, arrived);
    processed(&mut delivery).at = UnixMillis(NOON.0 + arrived - ago_hours * HOUR_MS);
    write(sql, &delivery).unwrap();
}

/// The engine, counting what changes, which is what the edge counts but for indexes.
struct Changes<'a>(&'a Native);

impl Sql for Changes<'_> {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        self.0.exec(statement, args)
    }
}

impl SqlWithRowCounts for Changes<'_> {
    fn exec_counted(&self, statement: &str, args: &[Arg<'_>]) -> Result<(Vec<Row>, u64), SqlError> {
        let changed = || -> Result<i64, SqlError> {
            self.0.first("SELECT total_changes()", &[])?.map_or(Ok(0), |row| row.integer(0))
        };
        let before = changed()?;
        let rows = self.0.exec(statement, args)?;
        Ok((rows, u64::try_from(changed()? - before).unwrap_or_default()))
    }
}

#[test]
fn an_event_of_a_known_issue_and_session_writes_three_rows() {
    let sql = Native::project();
    hear(&sql, 0, 0);
    let counted_sql = Changes(&sql);
    let counted = RowCounter::new(&counted_sql);
    let (delivery, mut limits) = (error(7, 1, 1_000), RateLimits::new(500, 1_000));
    deliveries::write(&counted, &[&delivery], &mut limits, ROOM, &RuleWatch::default()).unwrap();
    assert_eq!(counted.rows_written(), 3, "issue, event, outcome_hour");
}

#[test]
fn an_hour_is_a_row_of_its_own_once_it_is_over() {
    let sql = Native::project();
    hear(&sql, 0, 0);
    hear(&sql, 1, 0);
    assert_eq!((hours_in(&sql, "issue_hour"), hours_in(&sql, "hour_of_issue")), (0, 1));
    // Late ones, of an hour before and of one that is over by now.
    hear(&sql, 2, 3);
    hear(&sql, HOUR_MS, 0);
    hear(&sql, HOUR_MS + 1, 1);
    hear(&sql, HOUR_MS + 2, 4);
    assert_eq!((hours_in(&sql, "issue_hour"), hours_in(&sql, "hour_of_issue")), (2, 3));
    let issue = all(&sql)[0].id;
    let at = |hours: i64| UnixMillis(NOON.0 + hours * HOUR_MS);
    assert_eq!(
        issue_trends::trend(&sql, issue, UnixMillis(0), HOUR_MS).unwrap(),
        [(at(-3), 2), (at(0), 3), (at(1), 1)]
    );
}

#[test]
fn what_was_kept_before_reads_the_same() {
    use crate::schema::{PROJECT, migrate};
    let (old, new) = (Native::with(&PROJECT[..5]), Native::project());
    // As the version before wrote it.
    for (hour, events) in [(1, 4), (3, 2)] {
        let row =
            format!("INSERT INTO issue_hour VALUES ('00000000000000aa', {hour} * 3600000, {events}, '{{}}')");
        old.exec(&row, &[]).unwrap();
    }
    let id = "00000000000000aa".parse().unwrap();
    old.exec("INSERT INTO issue (id, type, title, first_seen, last_seen, grouping, grouping_version) VALUES ('00000000000000aa', 1, 'a', 1, 1, '[]', 1)", &[]).unwrap();
    migrate(&old, PROJECT).unwrap();
    let hour = |hour: i64| UnixMillis(hour * HOUR_MS);
    assert_eq!(issue_trends::trend(&old, id, UnixMillis(0), HOUR_MS).unwrap(), [(hour(1), 4), (hour(3), 2)]);
    assert_eq!((hours_in(&old, "issue_hour"), hours_in(&old, "hour_of_issue")), (1, 2));
    let tables = "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY name";
    assert_eq!(rows(&old, tables), rows(&new, tables));
}

#[test]
fn a_trend_is_looked_up_and_no_table_is_read_through() {
    let sql = Native::project();
    let plan = rows(
        &sql,
        "EXPLAIN QUERY PLAN SELECT hour, sum(events) FROM hour_of_issue
         WHERE issue IN (SELECT 'a' UNION ALL SELECT id FROM issue WHERE merged_into = 'a' AND merged_into <> '')
         AND hour >= 0 GROUP BY hour ORDER BY hour",
    );
    assert!(plan.iter().any(|step| step.contains("SEARCH issue USING")), "{plan:#?}");
    assert!(!plan.iter().any(|step| step.contains("SCAN issue")), "{plan:#?}");
}

/// The engine, which also tells how it finds what is asked of it.
struct Plans<'a>(&'a Native, std::cell::RefCell<Vec<String>>);

impl Sql for Plans<'_> {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        let plan = self.0.exec(&format!("EXPLAIN QUERY PLAN {statement}"), args)?;
        self.1.borrow_mut().extend(plan.into_iter().map(|row| format!("{:?}", row.0)));
        self.0.exec(statement, args)
    }
}

#[test]
fn the_trends_of_a_list_are_looked_up_and_no_table_is_read_through() {
    let sql = Native::project();
    hear(&sql, 0, 2);
    hear(&sql, HOUR_MS, 0);
    let id = all(&sql)[0].id;
    let plans = Plans(&sql, std::cell::RefCell::default());
    let other = "00000000000000aa".parse().unwrap();
    let found = issue_trends::trends(&plans, &[id, other], UnixMillis(0)).unwrap();
    let at = |hours: i64| UnixMillis(NOON.0 + hours * HOUR_MS);
    assert_eq!(found, [(id, at(-2), 1, 1), (id, at(1), 1, 0)]);
    let plan = plans.1.into_inner();
    for table in ["issue_hour", "issue"] {
        assert!(plan.iter().any(|step| step.contains(&format!("SEARCH {table} USING"))), "{plan:#?}");
    }
    assert!(!plan.iter().any(|step| step.contains("SCAN issue")), "{plan:#?}");
}
