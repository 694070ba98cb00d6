//! Visits and errors in any order, of visitors that are counted and of those that are not.

use corncrake_core::{ids::VisitorKey, time::DAY_MS, wire::ping::PingLabels};
use corncrake_model::events::{
    agent::Agent,
    delivery::{Delivery, DeliveryRecord, ProcessedEvent},
};

use super::*;
use crate::{
    alerts::watch::RuleWatch,
    counts::sessions,
    issues::releases::releases,
    native::Native,
    write::{
        deliveries,
        fixtures::{NOON, ROOM, at, bug_in, processed_of},
        limits::{RateLimits, StorageRoom},
    },
};

fn send(sql: &Native, visitor: u8, ms: i64, visit: Option<(&str, &str)>, event: Option<ProcessedEvent>) {
    send_as(sql, visitor, ms, visit, event, false);
}

fn send_as(
    sql: &Native,
    visitor: u8,
    ms: i64,
    visit: Option<(&str, &str)>,
    event: Option<ProcessedEvent>,
    is_private: bool,
) {
    write(sql, ROOM, visitor, ms, visit, event, is_private);
}

/// Writes a delivery; says whether its visit is among the counted ones.
fn write(
    sql: &Native,
    room: StorageRoom,
    visitor: u8,
    ms: i64,
    visit: Option<(&str, &str)>,
    event: Option<ProcessedEvent>,
    is_private: bool,
) -> bool {
    let key = VisitorKey([visitor; 16]);
    let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let delivery = Delivery {
        visit: visit.filter(|_| !is_private).map(|(release, environment)| PingLabels {
            release: text(release),
            environment: text(environment),
        }),
        is_private,
        platform: Agent { browser: text("Firefox"), os: None },
        ..Delivery::of(at(ms), key, vec![DeliveryRecord { visitor: key, event, resend_key: None }])
    };
    let limits = &mut RateLimits::new(500, 1_000);
    let written = deliveries::write(sql, &[&delivery], limits, room, &RuleWatch::default()).unwrap();
    written[0].is_visit_counted
}

fn failure(release: &str, ms: i64) -> Option<ProcessedEvent> {
    Some(processed_of(bug_in(release, 1, ms)))
}

fn counts(sql: &Native, kind: VisitKind, value: &str) -> [u64; 4] {
    let all = visits(sql, NOON.day()).unwrap();
    let own = all.iter().filter(|one| one.kind == kind && one.value == value);
    let sum = own.fold(VisitCounts::default(), |sum, one| sum.and(&one.counts));
    [sum.visits, sum.errored, sum.privacy_control, sum.no_visit]
}

/// By what a turn says of a visit, its sender may leave the same visit out.
#[test]
fn a_visit_counts_as_written_only_where_the_same_one_would_change_nothing() {
    let sql = Native::project();
    let ping = |visitor, ms, release, room, is_private| {
        write(&sql, room, visitor, ms, Some((release, "")), None, is_private)
    };
    let tables = || visits(&sql, NOON.day()).unwrap();
    let full = StorageRoom { hashes: false, ..ROOM };
    assert!(!write(&sql, ROOM, 1, 0, None, failure("1.0", 0), false), "an event is no visit");
    assert!(ping(1, 1, "1.0", ROOM, false));
    let before = tables();
    assert!(ping(1, 2, "1.0", ROOM, false) && ping(1, 3, "1.0", full, false));
    assert_eq!(tables(), before);
    assert!(!ping(1, 4, "2.0", full, false), "there was no room for another release");
    assert!(ping(1, 5, "2.0", ROOM, false));
    assert!(!ping(2, 6, "1.0", ROOM, true), "its browser asks for Global Privacy Control");
    assert!(!ping(3, 7, "1.0", full, false), "there was no room for its session");
    assert!(ping(3, 8, "", ROOM, false), "a visit without a release");
    assert!(!ping(3, 9, "1.0", full, false));
    // Of yesterday, when today has begun.
    assert!(ping(4, DAY_MS, "1.0", ROOM, false));
    assert!(!ping(1, 10, "1.0", ROOM, false));
}

#[test]
fn a_visitor_counts_once_in_each_release_whatever_came_first() {
    let sql = Native::project();
    send(&sql, 1, 0, Some(("1.0", "")), None);
    send(&sql, 1, 1, None, failure("1.0", 1));
    send(&sql, 1, 2, Some(("1.0", "")), None);
    // An error before its visit.
    send(&sql, 2, 3, None, failure("1.0", 3));
    assert_eq!(counts(&sql, VisitKind::Release, "1.0"), [1, 1, 0, 1]);
    send(&sql, 2, 4, Some(("1.0", "")), None);
    assert_eq!(counts(&sql, VisitKind::Release, "1.0"), [2, 2, 0, 0]);
    // A deploy while they are here: the error is of the release that had it.
    send(&sql, 1, 5, Some(("2.0", "")), None);
    send(&sql, 3, 6, Some(("2.0", "beta")), None);
    assert_eq!(counts(&sql, VisitKind::Release, "2.0"), [2, 0, 0, 0]);
    for (kind, value) in [(VisitKind::All, ""), (VisitKind::Browser, "Firefox"), (VisitKind::Os, "")] {
        assert_eq!(counts(&sql, kind, value), [3, 2, 0, 0], "{kind:?}");
    }
    let known: Vec<String> = releases(&sql).unwrap().into_iter().map(|release| release.name).collect();
    assert_eq!(known, ["2.0", "1.0"], "a release is known from its first visit");
    // Another day is another session, and the state of this one is gone.
    send(&sql, 1, DAY_MS, Some(("2.0", "")), None);
    assert_eq!(counts(&sql, VisitKind::All, ""), [4, 2, 0, 0]);
    let states = sql.first("SELECT count(*) FROM release_session", &[]).unwrap().unwrap();
    assert_eq!(states.integer(0).unwrap(), 1);
}

#[test]
fn who_is_not_counted_is_in_no_share_and_counted_by_the_reason() {
    let sql = Native::project();
    // Pings of a client that does not know of Global Privacy Control.
    send_as(&sql, 1, 0, Some(("1.0", "")), None, true);
    send_as(&sql, 2, 1, Some(("1.0", "")), None, true);
    send_as(&sql, 2, 2, None, failure("1.0", 2), true);
    send(&sql, 3, 3, None, failure("1.0", 3));
    send(&sql, 4, 4, Some(("", "")), None);
    assert_eq!(counts(&sql, VisitKind::All, ""), [1, 0, 1, 1]);
    assert_eq!(counts(&sql, VisitKind::Release, "1.0"), [0, 0, 1, 1]);
    let hours = sessions::hours(&sql, NOON, 3_600_000).unwrap();
    let sums: Vec<_> = hours.iter().map(|hour| (hour.sessions, hour.errored)).collect();
    assert_eq!(sums, [(2, 1)], "sessions have neither of the two with the signal");
}

#[test]
fn releases_above_the_limit_are_counted_together_and_erased_ones_join_them() {
    let sql = Native::project();
    for number in 0..RELEASES_A_DAY + 3 {
        let release = format!("build {number}");
        send(&sql, 1, i64::try_from(number).unwrap(), Some((&release, "")), None);
    }
    assert_eq!(counts(&sql, VisitKind::Release, ""), [3, 0, 0, 0]);
    assert_eq!(counts(&sql, VisitKind::Release, "build 7"), [1, 0, 0, 0]);
    assert_eq!(counts(&sql, VisitKind::All, ""), [1, 0, 0, 0]);
    erase_release(&sql, &("build 7".into(), String::new())).unwrap();
    assert_eq!(counts(&sql, VisitKind::Release, ""), [4, 0, 0, 0]);
    assert_eq!(counts(&sql, VisitKind::Release, "build 7"), [0, 0, 0, 0]);
}
