//! Plans over the real tables: caps, digests, quiet hours, and what a crash repeats.

use corncrake_core::ids::FingerprintHash;
use corncrake_core::ids::IssueId;
use corncrake_core::time::DAY_MS;
use corncrake_model::alerts::{
    delivery::{DeliveryState, LogPlace},
    destination::{Destination, DestinationKind},
    rule::{AlertFilter, AlertTrigger},
    schedule::{AlertSchedule, QuietHours},
    signal::{IssueCause, IssueReason},
};

use super::*;
use crate::{native::Native, outbox, schema::alerts::OUTBOX};

const NOW: UnixMillis = UnixMillis(20_000 * DAY_MS + 12 * HOUR_MS);

fn settings(schedule: AlertSchedule) -> AlertSettings {
    let destination = |id: &str| Destination {
        id: id.into(),
        name: id.into(),
        kind: DestinationKind::Webhook,
        is_title_only: false,
        host: String::new(),
        sealed: String::new(),
    };
    let rule = AlertRule {
        id: "rule".into(),
        name: "New issues".into(),
        is_on: true,
        trigger: AlertTrigger::NewIssue {},
        filter: AlertFilter::default(),
        destinations: vec!["a".into(), "b".into(), "gone".into()],
        schedule,
    };
    AlertSettings {
        destinations: vec![destination("a"), destination("b")],
        rules: vec![rule],
        dashboard: "https://errors.example".into(),
        is_without_defaults: false,
    }
}

fn signal(number: u8) -> AlertSignal {
    let cause = AlertCause::Issue(IssueCause {
        issue: IssueId::of(&FingerprintHash([number; 16])),
        title: format!("bug {number}"),
        kind: 1,
        release: None,
        environment: None,
        events: 1,
        sessions: 1,
        why: IssueReason::New,
    });
    AlertSignal { id: format!("rule.new.{number}"), rule: "rule".into(), at: NOW, cause }
}

fn later(ms: i64) -> UnixMillis {
    UnixMillis(NOW.0 + ms)
}

fn planned(sql: &Native, settings: &AlertSettings, now: UnixMillis) {
    let project = ("shop", ProjectKey::mint(1, b"secret"));
    while plan(sql, settings, project, now).unwrap() {}
}

fn states(sql: &Native) -> Vec<(DeliveryState, usize)> {
    let all = outbox::logged(sql, None, LogPlace::NEWEST, 10_000).unwrap().deliveries;
    let count = |state| all.iter().filter(|one| one.state == state).count();
    DeliveryState::ALL
        .into_iter()
        .map(|state| (state, count(state)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn due(sql: &Native, now: UnixMillis) -> Vec<String> {
    outbox::due_deliveries(sql, now, 1_000).unwrap().into_iter().map(|one| one.message.title).collect()
}

#[test]
fn an_alert_goes_to_each_destination_once_however_often_it_is_handed_over() {
    let (sql, settings) = (Native::with(OUTBOX), settings(AlertSchedule::default()));
    for _ in 0..3 {
        put_signals(&sql, &[signal(1), signal(1)]).unwrap();
        planned(&sql, &settings, NOW);
    }
    assert_eq!(due(&sql, NOW), ["New issue: bug 1", "New issue: bug 1"]);
    let mut ids: Vec<String> =
        outbox::due_deliveries(&sql, NOW, 9).unwrap().into_iter().map(|one| one.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 2, "each receiver has an id of its own");
    let other = AlertSettings { rules: Vec::new(), ..settings };
    put_signals(&sql, &[signal(2)]).unwrap();
    planned(&sql, &other, NOW);
    assert_eq!(states(&sql), [(DeliveryState::Waiting, 2), (DeliveryState::Dropped, 1)]);
}

#[test]
fn above_the_cap_alerts_are_held_back_and_counted_in_one_summary() {
    let sql = Native::with(OUTBOX);
    let settings = settings(AlertSchedule { per_hour: 3, ..AlertSchedule::default() });
    let all: Vec<AlertSignal> = (0..250).map(signal).collect();
    put_signals(&sql, &all).unwrap();
    planned(&sql, &settings, NOW);
    assert_eq!(states(&sql), [(DeliveryState::Waiting, 6), (DeliveryState::HeldBack, 247)]);
    assert_eq!(outbox::next_due(&sql).unwrap(), Some(NOW));
    planned(&sql, &settings, later(HOUR_MS - 1));
    assert_eq!(due(&sql, later(HOUR_MS)).len(), 6);
    planned(&sql, &settings, later(HOUR_MS));
    let titles = due(&sql, later(HOUR_MS));
    assert_eq!(titles.len(), 8);
    assert_eq!(titles[7], "247 more alerts were held back in an hour: “New issues”");
    put_signals(&sql, &[AlertSignal { id: "next".into(), ..signal(7) }]).unwrap();
    planned(&sql, &settings, later(HOUR_MS + 1));
    assert_eq!(due(&sql, later(2 * HOUR_MS)).len(), 10, "another hour has a cap of its own");
}

#[test]
fn a_digest_gathers_and_quiet_hours_wait() {
    let sql = Native::with(OUTBOX);
    let digest = settings(AlertSchedule { digest: Digest::Daily, ..AlertSchedule::default() });
    put_signals(&sql, &(0..30).map(signal).collect::<Vec<_>>()).unwrap();
    planned(&sql, &digest, NOW);
    assert_eq!(states(&sql), [(DeliveryState::Scheduled, 30)]);
    let eight = UnixMillis(20_001 * DAY_MS + 8 * HOUR_MS);
    assert_eq!(outbox::next_due(&sql).unwrap(), Some(eight));
    planned(&sql, &digest, eight);
    assert_eq!(states(&sql), [(DeliveryState::Waiting, 2), (DeliveryState::InDigest, 30)]);
    let message = &outbox::due_deliveries(&sql, eight, 9).unwrap()[0].message;
    assert_eq!(message.title, "30 alerts of “New issues”");
    assert_eq!((message.lines.len(), message.lines[20].as_str()), (21, "and 10 more"));

    let sql = Native::with(OUTBOX);
    let quiet = Some(QuietHours { from: 11 * 60, to: 13 * 60 });
    let quiet = settings(AlertSchedule { quiet, ..AlertSchedule::default() });
    put_signals(&sql, &[signal(1)]).unwrap();
    planned(&sql, &quiet, NOW);
    assert_eq!(states(&sql), [(DeliveryState::Scheduled, 1)]);
    planned(&sql, &quiet, later(HOUR_MS));
    assert_eq!(due(&sql, later(HOUR_MS)).len(), 2);
}

#[test]
fn a_try_that_never_ends_comes_again_and_one_that_failed_says_why() {
    let (sql, settings) = (Native::with(OUTBOX), settings(AlertSchedule::default()));
    put_signals(&sql, &[signal(1)]).unwrap();
    planned(&sql, &settings, NOW);
    let mut all = outbox::due_deliveries(&sql, NOW, 9).unwrap();
    for one in &mut all {
        outbox::begin_attempt(&sql, one, NOW).unwrap();
    }
    assert!(due(&sql, NOW).is_empty(), "it is under way");
    assert_eq!(due(&sql, later(60_000)).len(), 2, "the process was killed");
    outbox::end_attempt(&sql, &all[0], Ok(()), NOW, 0).unwrap();
    let failure = |is_final| outbox::retry::DeliveryFailure {
        reason: "It answered 500.".into(),
        is_final,
        wait_ms: None,
    };
    outbox::end_attempt(&sql, &all[1], Err(failure(false)), NOW, 0).unwrap();
    assert_eq!(states(&sql), [(DeliveryState::Waiting, 1), (DeliveryState::Delivered, 1)]);
    let failed =
        outbox::logged(&sql, Some(DeliveryState::Waiting), LogPlace::NEWEST, 9).unwrap().deliveries.remove(0);
    assert_eq!((failed.error.as_str(), failed.attempts), ("It answered 500.", 1));
    assert!(failed.next > Some(NOW));
    outbox::end_attempt(&sql, &all[1], Err(failure(true)), NOW, 0).unwrap();
    let given_up =
        outbox::logged(&sql, Some(DeliveryState::GivenUp), LogPlace::NEWEST, 9).unwrap().deliveries.remove(0);
    assert!(outbox::send_again(&sql, i64::try_from(given_up.number).unwrap(), NOW).unwrap());
    assert_eq!(due(&sql, NOW).len(), 1);
    assert!(!outbox::send_again(&sql, 999, NOW).unwrap());
}

#[test]
fn an_erasure_and_the_age_of_the_log_take_rows_away() {
    let (sql, settings) = (Native::with(OUTBOX), settings(AlertSchedule::default()));
    put_signals(&sql, &[signal(1), signal(2), signal(3)]).unwrap();
    planned(&sql, &settings, NOW);
    let issue = IssueId::of(&FingerprintHash([1; 16]));
    outbox::erase_alerts(&sql, None, &[issue]).unwrap();
    assert_eq!(due(&sql, NOW).len(), 4);
    outbox::erase_alerts(&sql, Some("BUG 2"), &[]).unwrap();
    assert_eq!(due(&sql, NOW), ["New issue: bug 3", "New issue: bug 3"]);
    for one in outbox::due_deliveries(&sql, NOW, 9).unwrap() {
        outbox::end_attempt(&sql, &one, Ok(()), NOW, 0).unwrap();
    }
    outbox::delete_old(&sql, later(29 * DAY_MS)).unwrap();
    assert_eq!(states(&sql), [(DeliveryState::Delivered, 2)]);
    outbox::delete_old(&sql, later(31 * DAY_MS)).unwrap();
    assert_eq!(states(&sql), []);
}

#[test]
fn the_log_is_read_page_by_page_and_no_line_is_missed_or_twice() {
    let sql = Native::with(OUTBOX);
    let settings = settings(AlertSchedule { per_hour: 3, ..AlertSchedule::default() });
    put_signals(&sql, &(0..10).map(signal).collect::<Vec<_>>()).unwrap();
    planned(&sql, &settings, NOW);
    let all = outbox::logged(&sql, None, LogPlace::NEWEST, 100).unwrap();
    assert!(all.next.is_none() && all.deliveries.len() > 10, "{all:?}");
    for most in [1, 3, 7] {
        let (mut read, mut place) = (Vec::new(), Some(LogPlace::NEWEST));
        while let Some(before) = place {
            let page = outbox::logged(&sql, None, before, most).unwrap();
            assert!(page.deliveries.len() <= most as usize);
            read.extend(page.deliveries);
            // As it is on its way to a reader and back.
            place = page.next.map(|next| next.to_string().parse().unwrap());
        }
        assert_eq!(read, all.deliveries, "{most}");
    }
}
