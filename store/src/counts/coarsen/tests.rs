//! A night makes what is kept of its day coarse: natively, on whole tables.

use corncrake_core::time::{DAY_MS, MINUTE_MS};

use super::*;
use crate::{
    counts::daily_sums::{DailySumPolicy, breakdown, issue_breakdown},
    native::Native,
    write::fixtures::{NOON, TestEvent, at, bug, issue, receive_with, stored_issue},
};

fn hear(sql: &Native, number: u8, visitor: u8, ms: i64, browser: &str) {
    receive_with(sql, TestEvent { visitor, release: Some("1.0"), ..bug(number, ms) }, |processed| {
        processed.body.browser = Some(browser.to_owned());
        processed.body.os = Some("iOS 18".to_owned());
    });
}

/// A day with a browser that many have, and one that one visitor has.
fn day() -> Native {
    let sql = Native::project();
    for visitor in 0..30 {
        hear(&sql, visitor % 3, visitor, i64::from(visitor) * 7 * MINUTE_MS + 1_234, "Chrome 156");
    }
    hear(&sql, 1, 99, 11 * MINUTE_MS + 777, "Firefox 115");
    sql
}

fn night(sql: &Native, today: UtcDay) {
    let mut after = None;
    loop {
        after = coarsen(sql, today, after).unwrap();
        if after.is_none() {
            break;
        }
    }
}

fn texts(sql: &Native, statement: &str) -> Vec<String> {
    sql.exec(statement, &[]).unwrap().iter().map(|row| row.text(0).unwrap().to_owned()).collect()
}

fn times(sql: &Native) -> Vec<i64> {
    let all = "SELECT at FROM event ORDER BY issue, number";
    sql.exec(all, &[]).unwrap().iter().map(|row| row.integer(0).unwrap()).collect()
}

#[test]
fn times_are_cut_to_the_hour_and_today_is_left_alone() {
    let sql = day();
    hear(&sql, 2, 7, DAY_MS + 5 * MINUTE_MS, "Chrome 156");
    let before = times(&sql);
    night(&sql, NOON.day());
    assert_eq!(times(&sql), before, "the day that goes on");
    night(&sql, NOON.day().next());
    let after = times(&sql);
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after).filter(|(before, _)| **before < NOON.0 + DAY_MS / 2) {
        assert_eq!(UnixMillis(*before).hour(), UnixMillis(*after).hour());
        assert!(after % HOUR_MS < MINUTE_MS, "{after}");
    }
    assert!(after.contains(&(NOON.0 + DAY_MS + 5 * MINUTE_MS)), "today is to the minute");
    assert_eq!(stored_issue(&sql, 1).first_seen, NOON);
    assert!(stored_issue(&sql, 1).last_seen.0 % HOUR_MS == 0);
    assert_eq!(stored_issue(&sql, 2).last_seen, at(DAY_MS + 5 * MINUTE_MS));
    assert_eq!(sql.exec("SELECT 1 FROM release WHERE first_seen % 3600000 <> 0", &[]).unwrap().len(), 0);

    night(&sql, NOON.day().next());
    assert_eq!(times(&sql), after, "a night that was is over");
}

#[test]
fn a_version_that_few_have_becomes_the_family_everywhere() {
    let sql = day();
    let all = |sql: &Native| {
        let until = DailySumPolicy { now: at(2 * DAY_MS), may_keep: false };
        let mut all = vec![breakdown(sql, UnixMillis(0), until).unwrap()];
        all.extend((0..3).map(|number| issue_breakdown(sql, issue(number), UnixMillis(0), until).unwrap()));
        all
    };
    let events = |of: &Facets| of.0[&FacetKind::Browser].values().map(|count| count.events).sum::<u64>();
    let before: Vec<u64> = all(&sql).iter().map(events).collect();
    night(&sql, NOON.day().next());
    let after = all(&sql);
    assert_eq!(after.iter().map(events).collect::<Vec<_>>(), before, "no count is lost");
    let names: BTreeSet<&str> =
        after.iter().flat_map(|of| of.0[&FacetKind::Browser].keys().map(String::as_str)).collect();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["Chrome 156", "Firefox"]);
    let of_events = texts(&sql, "SELECT DISTINCT body->>'b' FROM event ORDER BY 1");
    assert_eq!(of_events, ["Chrome 156", "Firefox"]);
    assert_eq!(texts(&sql, "SELECT DISTINCT body->>'o' FROM event"), ["iOS 18"]);
    let found = texts(&sql, "SELECT DISTINCT value FROM issue_facet WHERE kind = 'b' ORDER BY 1");
    assert_eq!(found, ["Chrome 156", "Firefox"]);
}

#[test]
fn a_night_of_many_issues_takes_several_turns_and_one_that_broke_off_begins_again() {
    let sql = Native::project();
    for number in 0..=250 {
        hear(&sql, number, 1, i64::from(number) * 1_001 + 59_000, "Firefox 115");
    }
    let today = NOON.day().next();
    assert!(coarsen(&sql, today, None).unwrap().is_some(), "one turn is not all of it");
    night(&sql, today);
    assert!(times(&sql).iter().all(|at| at % HOUR_MS < MINUTE_MS));
    assert_eq!(texts(&sql, "SELECT DISTINCT body->>'b' FROM event"), ["Firefox"]);
}
