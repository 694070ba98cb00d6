//! What a delivery does, against SQLite itself.

use corncrake_core::{
    event::{Event, EventType},
    ids::{FingerprintHash, ResendHash, VisitorKey},
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_model::{
    events::{
        agent::Agent, counts::SessionHour, delivery::ProcessedEvent, facets::FacetKind,
        stored_event::StoredEvent,
    },
    issues::{
        issue::{Issue, IssueGrouping},
        issue_list::{Cursor, Filter, Sort},
    },
};

use crate::alerts::watch::RuleWatch;

use super::*;
use crate::{
    counts::{outcomes, sessions},
    events::read,
    issues::{list, rows},
    native::Native,
    write::{
        fixtures::ROOM,
        limits::{RateLimits, StorageRoom},
    },
};

const NOON: UnixMillis = UnixMillis(20_000 * DAY_MS + 12 * HOUR_MS);

fn visit(visitor: u8, at: i64) -> Delivery {
    let record = DeliveryRecord { visitor: VisitorKey([visitor; 16]), event: None, resend_key: None };
    Delivery::of(UnixMillis(NOON.0 + at), VisitorKey([visitor; 16]), vec![record])
}

/// A write that no limit stops.
fn write(sql: &Native, delivery: &Delivery) -> Result<Outcomes, SqlError> {
    alone(sql, delivery, &mut RateLimits::new(500, 1_000), ROOM)
}

/// A delivery that has a turn for itself.
fn alone(
    sql: &Native,
    delivery: &Delivery,
    limits: &mut RateLimits,
    room: StorageRoom,
) -> Result<Outcomes, SqlError> {
    let all = super::write(sql, &[delivery], limits, room, &RuleWatch::default())?;
    assert_eq!(all.len(), 1);
    Ok(all[0].outcomes)
}

fn error(bug: u8, visitor: u8, at: i64) -> Delivery {
    let event =
        Event { kind: EventType::UNHANDLED_ERROR, message: format!("bug {bug} at {at}"), ..Event::default() };
    let grouping = IssueGrouping {
        fingerprint: FingerprintHash([bug; 16]),
        before: Vec::new(),
        version: 1,
        grouping: vec!["message".into()],
        title: format!("bug {bug}"),
        kind: event.kind.code(),
        noise: None,
        place: String::new(),
        symbols: Vec::new(),
        rules: Default::default(),
    };
    let body = StoredEvent::new(event, &Agent::default(), 1);
    let mut delivery = visit(visitor, at);
    for record in &mut delivery.records {
        let (grouping, body) = (grouping.clone(), body.clone());
        record.event = Some(ProcessedEvent {
            at: UnixMillis(NOON.0 + at),
            happened: UnixMillis(NOON.0 + at),
            count: 1,
            is_failure: true,
            grouping,
            body,
            receipt: None,
        });
    }
    delivery
}

/// The one event of a delivery.
fn processed(delivery: &mut Delivery) -> &mut ProcessedEvent {
    delivery.records.first_mut().and_then(|record| record.event.as_mut()).unwrap()
}

fn all(sql: &Native) -> Vec<Issue> {
    list::issues(sql, &Filter::default(), Sort::Newest, None, 100).unwrap().issues
}

fn count(sql: &Native, table: &str) -> i64 {
    let row = sql.first(&format!("SELECT count(*) FROM {table}"), &[]).unwrap();
    row.unwrap().integer(0).unwrap()
}

#[test]
fn many_pings_are_one_session_and_an_error_marks_it() {
    let sql = Native::project();
    for record in [visit(1, 0), visit(1, 5), visit(2, HOUR_MS), error(7, 1, 2 * HOUR_MS)] {
        write(&sql, &record).unwrap();
    }
    write(&sql, &error(7, 1, 2 * HOUR_MS + 1)).unwrap();
    let hours = sessions::hours(&sql, UnixMillis(0), 1).unwrap();
    assert_eq!(
        hours,
        [
            SessionHour { start: NOON, sessions: 1, errored: 1, noise: 0 },
            SessionHour { start: UnixMillis(NOON.0 + HOUR_MS), sessions: 1, errored: 0, noise: 0 },
        ]
    );
}

#[test]
fn an_issue_counts_every_event_and_each_session_once() {
    let sql = Native::project();
    for record in [error(7, 1, 10), error(7, 1, 30), error(7, 2, 20), error(8, 2, 40)] {
        write(&sql, &record).unwrap();
    }
    let issues = all(&sql);
    assert_eq!(issues.len(), 2);
    let bug = issues.iter().find(|issue| issue.title == "bug 7").unwrap();
    assert_eq!((bug.events, bug.sessions), (3, 2));
    assert_eq!((bug.first_seen.0 - NOON.0, bug.last_seen.0 - NOON.0), (10, 30));
    assert_eq!(bug.grouping, ["message"]);
    let (at, latest) =
        read::read_event(&sql, bug.id, corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap();
    assert_eq!((at.at.0 - NOON.0, latest.message.as_str()), (30, "bug 7 at 30"));
    assert_eq!(rows::issue(&sql, bug.id).unwrap().as_ref(), Some(bug));
}

#[test]
fn a_new_day_forgets_every_hash_of_the_last_one_and_keeps_its_counts() {
    let sql = Native::project();
    write(&sql, &error(7, 1, 0)).unwrap();
    write(&sql, &visit(2, 1)).unwrap();
    assert_eq!((count(&sql, "session"), count(&sql, "issue_session")), (2, 1));

    write(&sql, &visit(3, DAY_MS)).unwrap();
    assert_eq!((count(&sql, "session"), count(&sql, "issue_session")), (1, 0));
    let sessions: u64 = sessions::hours(&sql, UnixMillis(0), 1).unwrap().iter().map(|h| h.sessions).sum();
    assert_eq!(sessions, 3);

    // A delivery that was on its way at midnight is counted, and its hash is not stored.
    write(&sql, &error(7, 4, 2)).unwrap();
    assert_eq!((count(&sql, "session"), count(&sql, "issue_session")), (1, 0));
    assert_eq!(all(&sql).first().unwrap().events, 2);
}

#[test]
fn the_alarm_at_midnight_forgets_where_nobody_comes_any_more() {
    let sql = Native::project();
    for day in 0..3 {
        write(&sql, &error(7, 1, day * DAY_MS)).unwrap();
        assert_eq!((count(&sql, "session"), count(&sql, "issue_session")), (1, 1), "day {day}");
        sessions::forget_before(&sql, UnixMillis(NOON.0 + (day + 1) * DAY_MS).day()).unwrap();
        assert_eq!((count(&sql, "session"), count(&sql, "issue_session")), (0, 0), "day {day}");
    }
    assert_eq!(all(&sql).first().map(|issue| (issue.events, issue.sessions)), Some((3, 3)));
}

#[test]
fn a_report_that_is_sent_again_is_counted_once_a_session() {
    let sql = Native::project();
    let report = |visitor, at| {
        let mut delivery = error(7, visitor, at);
        delivery.records[0].resend_key = Some([5; 16]);
        delivery
    };
    for record in [report(1, 0), report(1, 9), report(2, 1), report(1, DAY_MS)] {
        write(&sql, &record).unwrap();
    }
    assert_eq!(all(&sql).first().map(|issue| issue.events), Some(3));
}

#[test]
fn what_was_known_by_another_fingerprint_goes_on_in_its_issue() {
    let sql = Native::project();
    write(&sql, &error(1, 1, 0)).unwrap();
    // The same bug once there are source maps, twice in one turn, and again by itself.
    let mut traced = error(2, 1, 10);
    processed(&mut traced).grouping.before = vec![FingerprintHash([1; 16])];
    let turn = [&traced, &traced];
    super::write(&sql, &turn, &mut RateLimits::new(500, 1_000), ROOM, &RuleWatch::default()).unwrap();
    write(&sql, &error(2, 1, HOUR_MS)).unwrap();
    let mut new = error(3, 1, HOUR_MS);
    processed(&mut new).grouping.before = vec![FingerprintHash([9; 16])];
    write(&sql, &new).unwrap();

    let found: Vec<_> = all(&sql).into_iter().map(|issue| (issue.title, issue.events)).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found.contains(&("bug 1".to_owned(), 4)) && found.contains(&("bug 3".to_owned(), 1)),
        "{found:?}"
    );
    let hours = sql.exec("SELECT sum(events) FROM hour_of_issue", &[]).unwrap();
    assert_eq!(hours[0].integer(0).unwrap(), 5);
}

#[test]
fn known_noise_is_off_the_list_and_there_on_demand() {
    let sql = Native::project();
    let mut noise = error(8, 1, 5);
    processed(&mut noise).grouping.noise = Some("extension".into());
    processed(&mut noise).is_failure = false;
    for record in [error(7, 1, 0), noise] {
        write(&sql, &record).unwrap();
    }
    let titles = |noise| {
        let page =
            list::issues(&sql, &Filter { noise, ..Filter::default() }, Sort::Newest, None, 10).unwrap();
        page.issues.into_iter().map(|issue| (issue.title, issue.noise)).collect::<Vec<_>>()
    };
    assert_eq!(titles(false), [("bug 7".to_owned(), None)]);
    assert_eq!(titles(true), [("bug 8".to_owned(), Some("extension".to_owned()))]);
}

#[test]
fn what_is_no_failure_marks_no_session_and_a_failure_after_it_does() {
    let sql = Native::project();
    let no_failure = |visitor, at| {
        let mut delivery = error(8, visitor, at);
        processed(&mut delivery).is_failure = false;
        delivery
    };
    let hours = || sessions::hours(&sql, UnixMillis(0), 1).unwrap();
    let failed_of_breakdown = || {
        let facets = outcomes::hour_facets(&sql, NOON).unwrap();
        facets.0[&FacetKind::Type].values().map(|count| count.sessions).sum::<u64>()
    };
    for record in [no_failure(1, 0), no_failure(2, 1), no_failure(1, 2)] {
        write(&sql, &record).unwrap();
    }
    assert_eq!(hours(), [SessionHour { start: NOON, sessions: 2, errored: 0, noise: 0 }]);
    assert_eq!(failed_of_breakdown(), 0);
    // The issue counts its events and sessions all the same.
    let issue = all(&sql).pop().unwrap();
    assert_eq!((issue.events, issue.sessions), (3, 2));
    write(&sql, &error(7, 1, 3)).unwrap();
    write(&sql, &no_failure(1, 4)).unwrap();
    assert_eq!(hours(), [SessionHour { start: NOON, sessions: 2, errored: 1, noise: 0 }]);
    assert_eq!(failed_of_breakdown(), 1);
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let sql = Native::project();
    for bug in 0..25 {
        // Five at each time, so that the time alone does not order them.
        write(&sql, &error(bug, 1, i64::from(bug / 5))).unwrap();
    }
    let (mut grouping, mut after) = (Vec::new(), None);
    loop {
        let page = list::issues(&sql, &Filter::default(), Sort::Newest, after, 7).unwrap();
        grouping.extend(page.issues);
        after = page.next.map(|cursor| cursor.to_string().parse::<Cursor>().unwrap());
        if after.is_none() {
            break;
        }
    }
    assert_eq!(grouping.len(), 25);
    assert!(
        grouping.windows(2).all(|pair| (pair[0].last_seen, pair[0].id) > (pair[1].last_seen, pair[1].id))
    );
}

#[test]
fn a_batch_is_counted_once_its_counts_exactly_and_late_events_by_their_own_time() {
    let sql = Native::project();
    let batch = |visitor, id, at: i64| {
        let mut delivery = error(7, visitor, at);
        processed(&mut delivery).count = 3;
        processed(&mut delivery).at = UnixMillis(NOON.0 + at - DAY_MS);
        delivery.records.extend(error(8, visitor, at).records);
        Delivery { batch: Some(ResendHash([id; 16])), lost: 5, ..delivery }
    };
    let kept = Outcomes { stored: 4, lost: 5, ..Outcomes::default() };
    assert_eq!(write(&sql, &batch(1, 1, 0)).unwrap(), kept);
    let again = Outcomes { repeated: 4, ..Outcomes::default() };
    assert_eq!(write(&sql, &batch(1, 1, 60_000)).unwrap(), again);
    // After a restart its visitor has another hash.
    assert_eq!(write(&sql, &batch(3, 1, 0)).unwrap(), again);
    assert_eq!(write(&sql, &batch(1, 2, 0)).unwrap(), kept);
    assert_eq!(write(&sql, &batch(2, 3, 0)).unwrap(), kept);

    let issues = all(&sql);
    let bug = |title: &str| issues.iter().find(|issue| issue.title == title).unwrap();
    assert_eq!((bug("bug 7").events, bug("bug 8").events), (9, 3));
    assert_eq!(bug("bug 7").sessions, 2);
    assert_eq!(bug("bug 7").last_seen.0, NOON.0 - DAY_MS);
    // The visit counts today, whenever the event was.
    assert_eq!(
        sessions::hours(&sql, UnixMillis(0), 1).unwrap(),
        [SessionHour { start: NOON, sessions: 2, errored: 2, noise: 0 }]
    );
    let hours = outcomes::outcomes(&sql, UnixMillis(0), 1).unwrap();
    assert_eq!(hours, [(NOON, Outcomes { stored: 12, repeated: 8, lost: 15, ..Outcomes::default() })]);
}

#[test]
fn one_bug_cannot_fill_the_disk_and_its_count_is_exact() {
    let sql = Native::project();
    let mut limits = RateLimits::new(500, 1_000);
    let mut sums = Outcomes::default();
    for number in 0..2_000 {
        // A second apart, so that the sample alone decides.
        let outcomes = alone(&sql, &error(7, 1, number * 1_000), &mut limits, ROOM).unwrap();
        sums = sums.and(&outcomes);
    }
    assert_eq!(sums, Outcomes { stored: 200, sampled: 1_800, ..Outcomes::default() });
    assert_eq!((all(&sql)[0].events, count(&sql, "event")), (2_000, 200));
    let issue = all(&sql)[0].id;
    assert!(
        read::read_event(&sql, issue, corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap()
            .0
            .at
            .0
            >= NOON.0 + 1_900_000
    );
}

#[test]
fn without_room_known_issues_count_and_a_new_one_is_opened_in_the_reserve() {
    let sql = Native::project();
    let mut limits = RateLimits::new(500, 1_000);
    write(&sql, &error(7, 1, 0)).unwrap();
    let full = StorageRoom { events: false, ..ROOM };
    let known = alone(&sql, &error(7, 1, 5), &mut limits, full).unwrap();
    assert_eq!(known, Outcomes { full: 1, ..Outcomes::default() });
    let mut new = error(8, 1, 6);
    processed(&mut new).body.stack = Some("f@https://shop.example/a.js:1:2\n".repeat(1_000));
    assert_eq!(alone(&sql, &new, &mut limits, full).unwrap().stored, 1);
    assert_eq!(alone(&sql, &error(8, 2, 7), &mut limits, full).unwrap().full, 1);
    let issues = all(&sql);
    assert_eq!((issues.len(), issues[0].events, issues[0].sessions, count(&sql, "event")), (2, 2, 2, 2));
    let (_, kept) =
        read::read_event(&sql, issues[0].id, corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap();
    let stack = kept.stack.unwrap();
    assert!(stack.len() > 8_000 && stack.len() <= 8_192 && stack.ends_with(":1:2"), "{}", stack.len());
    let nothing = StorageRoom { hashes: false, ..full };
    assert_eq!(alone(&sql, &error(9, 1, 8), &mut limits, nothing).unwrap().full, 1);
    assert_eq!(all(&sql).len(), 2);
}

#[test]
fn a_bots_event_counts_and_its_visit_does_not() {
    let sql = Native::project();
    let country = "DE".parse().ok();
    let bot = Delivery { is_bot: true, country, ..error(7, 1, 0) };
    assert_eq!(write(&sql, &bot).unwrap(), Outcomes { stored: 1, bots: 1, ..Outcomes::default() });
    for at in [1, 2] {
        write(&sql, &Delivery { country, ..error(7, 2, at) }).unwrap();
    }
    let issue = &all(&sql)[0];
    assert_eq!((issue.events, issue.sessions, count(&sql, "session")), (3, 1, 1));
    let counted = sql.exec("SELECT country, sessions FROM country_day", &[]).unwrap();
    assert_eq!(counted.len(), 1);
    assert_eq!((counted[0].text(0).unwrap(), counted[0].count(1).unwrap()), ("DE", 1));
}

mod clock;
mod flood;
mod folded;
mod mapped;
mod previous;
mod running_hour;
