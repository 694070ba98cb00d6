//! Storms, retries, loss: whatever a page does, every event is sent or counted.

use alloc::{format, string::ToString, vec, vec::Vec};

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::wire::limits::BATCH_EVENTS;

const SIMILAR: u32 = 100;

fn event(text: &str) -> String {
    format!(r#"{{"type":1,"message":"{text}"}}"#)
}

fn put(outbox: &mut Outbox, key: u32, similarity: u32, now: f64) {
    if !outbox.count_repeat(key, now) && outbox.reserve(key, similarity, now) {
        outbox.fill(key, event(&key.to_string()));
    }
}

/// What a batch tells: how often each event happened, and how many were lost.
fn read(body: &str) -> (Vec<u64>, u64) {
    let batch: Value = serde_json::from_str(body).unwrap();
    assert_eq!(batch["id"].as_str().unwrap().len(), 16, "{body}");
    let counts = batch["events"].as_array().unwrap().iter().map(|event| event["count"].as_u64().unwrap());
    (counts.collect(), batch["lost"].as_u64().unwrap())
}

fn sent(outbox: &mut Outbox, now: f64) -> Option<String> {
    match outbox.next_step(now, true, || 0xabc) {
        NextStep::Send { body, .. } => Some(body),
        _ => None,
    }
}

#[test]
fn what_fails_together_goes_together() {
    let mut outbox = Outbox::default();
    assert_eq!(outbox.next_step(0.0, true, || 1), NextStep::Idle);
    put(&mut outbox, 1, 1, 0.0);
    put(&mut outbox, 2, 2, 30.0);
    put(&mut outbox, 1, 1, 60.0);
    assert_eq!(outbox.next_step(60.0, true, || 1), NextStep::Wait(40.0));
    let body = sent(&mut outbox, 100.0).unwrap();
    assert_eq!(
        body,
        r#"{"id":"0000000000000abc","lost":0,"events":[{"type":1,"message":"1","count":2,"ago":100},{"type":1,"message":"2","count":1,"ago":70}]}"#
    );
    assert_eq!(outbox.next_step(200.0, true, || 1), NextStep::Idle, "one request at a time");
    outbox.on_response(200.0, 200, 0, true, 0.5);
    assert_eq!(outbox.next_step(300.0, true, || 1), NextStep::Idle, "nothing is left");
}

#[test]
fn a_storm_is_a_few_requests_and_every_count_arrives() {
    for kinds in [1, 40, 10_000] {
        let mut outbox = Outbox::default();
        let (mut requests, mut told, mut now) = (0, 0, 0.0);
        for number in 0..10_000 {
            now += 0.1;
            put(&mut outbox, number % kinds, number % kinds, now);
            if let Some(body) = sent(&mut outbox, now) {
                let (counts, lost) = read(&body);
                assert!(counts.len() <= BATCH_EVENTS);
                (requests, told) = (requests + 1, told + counts.iter().sum::<u64>() + lost);
                outbox.on_response(now, 200, 0, true, 0.5);
            }
        }
        while now < 100_000.0 {
            now += 50.0;
            if let Some(body) = sent(&mut outbox, now) {
                let (counts, lost) = read(&body);
                (requests, told) = (requests + 1, told + counts.iter().sum::<u64>() + lost);
                outbox.on_response(now, 200, 0, true, 0.5);
            }
        }
        assert_eq!(told, 10_000, "{kinds}");
        assert!(requests <= 12, "{kinds}: {requests}");
    }
}

#[test]
fn a_page_that_never_stops_failing_asks_ever_less() {
    let mut outbox = Outbox::default();
    let mut requests = 0;
    for second in 0..3_600 {
        let now = f64::from(second) * 1_000.0;
        put(&mut outbox, 1, 1, now);
        if sent(&mut outbox, now + 500.0).is_some() {
            requests += 1;
            outbox.on_response(now + 500.0, 200, 0, true, 0.5);
        }
    }
    assert!((60..=80).contains(&requests), "{requests}");
}

#[test]
fn a_batch_that_failed_is_sent_again_as_it_was_and_not_for_ever() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    let first = sent(&mut outbox, 100.0).unwrap();
    let (mut now, mut waits) = (100.0, Vec::new());
    for _ in 0..5 {
        outbox.on_response(now, 503, 0, true, 0.5);
        let NextStep::Wait(wait) = outbox.next_step(now, true, || 2) else { panic!("no wait") };
        waits.push(wait);
        put(&mut outbox, 2, 2, now);
        now += wait;
        assert_eq!(sent(&mut outbox, now).as_ref(), Some(&first));
    }
    assert_eq!(waits, [2_000.0, 4_000.0, 8_000.0, 16_000.0, 32_000.0]);
    outbox.on_response(now, 0, 0, true, 0.5);
    let next = sent(&mut outbox, now + 100_000.0).unwrap();
    assert_eq!(read(&next), (vec![5], 1), "what was given up is counted");
}

#[test]
fn it_waits_as_long_as_it_is_asked_to() {
    for (asked, most) in [(30, 30_000.0), (1_000_000, 3_600_000.0)] {
        let mut outbox = Outbox::default();
        put(&mut outbox, 1, 1, 0.0);
        sent(&mut outbox, 100.0).unwrap();
        outbox.on_response(100.0, 429, asked, true, 0.0);
        assert_eq!(outbox.next_step(100.0, true, || 2), NextStep::Wait(most));
    }
}

#[test]
fn offline_nothing_is_tried_and_no_failure_counts() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    assert_eq!(outbox.next_step(500.0, false, || 1), NextStep::Idle);
    let first = sent(&mut outbox, 500.0).unwrap();
    for minute in 1..100 {
        let now = f64::from(minute) * 60_000.0;
        outbox.on_response(now, 0, 0, false, 0.5);
        assert_eq!(outbox.next_step(now, false, || 1), NextStep::Idle);
        assert_eq!(sent(&mut outbox, now + 10_000.0).as_ref(), Some(&first));
    }
    outbox.on_response(6e6, 200, 0, true, 0.5);
    assert_eq!(outbox.next_step(7e6, true, || 1), NextStep::Idle);
}

#[test]
fn what_a_browser_refuses_to_keep_alive_goes_without() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    assert!(matches!(outbox.next_step(100.0, true, || 1), NextStep::Send { keepalive: true, .. }));
    outbox.on_response(100.0, 0, 0, true, 0.5);
    assert!(matches!(outbox.next_step(5_000.0, true, || 1), NextStep::Send { keepalive: false, .. }));

    let mut outbox = Outbox::default();
    outbox.reserve(1, 1, 0.0);
    outbox.fill(1, event(&"x".repeat(KEEPALIVE_BYTES)));
    assert!(matches!(outbox.next_step(100.0, true, || 1), NextStep::Send { keepalive: false, .. }));
}

#[test]
fn a_collector_that_knows_no_such_project_is_left_alone_for_good() {
    for status in [403, 404, 410] {
        let mut outbox = Outbox::default();
        put(&mut outbox, 1, 1, 0.0);
        put(&mut outbox, 2, 2, 0.0);
        sent(&mut outbox, 100.0).unwrap();
        outbox.on_response(100.0, status, 0, true, 0.5);
        assert!(outbox.is_closed());
        put(&mut outbox, 3, 3, 200.0);
        outbox.count_lost(1);
        assert_eq!(outbox.next_step(1e9, true, || 1), NextStep::Idle);
        assert_eq!(outbox.flush_on_leave(1e9, || 1), None);
    }
}

#[test]
fn a_batch_that_is_refused_is_not_sent_again() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    sent(&mut outbox, 100.0).unwrap();
    outbox.on_response(100.0, 400, 0, true, 0.5);
    put(&mut outbox, 2, 2, 200.0);
    assert_eq!(read(&sent(&mut outbox, 10_000.0).unwrap()), (vec![1], 1));
}

#[test]
fn where_there_is_no_room_the_oldest_twin_goes_first() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    for key in 2..=50 {
        put(&mut outbox, key, if key < 5 { SIMILAR } else { key }, 0.0);
    }
    put(&mut outbox, 51, 51, 0.0); // takes the place of 2
    put(&mut outbox, 52, 52, 0.0); // takes the place of 3
    put(&mut outbox, 53, 53, 0.0); // is lost: 4 is the last of its kind
    let body = sent(&mut outbox, 100.0).unwrap();
    let (counts, lost) = read(&body);
    assert_eq!((counts.len(), lost), (50, 3));
    let has = |key: u32| body.contains(&format!("\"message\":\"{key}\""));
    assert_eq!([1, 2, 3, 4, 51, 52, 53].map(has), [true, false, false, true, true, true, false]);
}

#[test]
fn what_the_site_is_asked_about_waits_and_may_be_refused() {
    let mut outbox = Outbox::default();
    assert!(outbox.reserve(1, 1, 0.0) && outbox.reserve(2, 2, 0.0));
    assert!(outbox.count_repeat(1, 0.0));
    assert_eq!(outbox.next_step(1_000.0, true, || 1), NextStep::Idle);
    outbox.discard(2);
    outbox.fill(1, event("told"));
    outbox.fill(2, event("too late"));
    assert_eq!(read(&sent(&mut outbox, 1_000.0).unwrap()), (vec![2], 0));
}

#[test]
fn what_can_outlive_the_page_goes_when_it_is_left() {
    let mut outbox = Outbox::default();
    assert_eq!(outbox.flush_on_leave(0.0, || 1), None);
    let long = "x".repeat(25_000);
    for key in 1..=4 {
        outbox.reserve(key, key, 0.0);
        outbox.fill(key, event(&long));
    }
    let body = outbox.flush_on_leave(50.0, || 1).unwrap();
    assert_eq!(read(&body).0, [1, 1]);
    assert_eq!(outbox.flush_on_leave(50.0, || 1), None, "no more than browsers keep alive");
    put(&mut outbox, 5, 5, 60.0);
    assert_eq!(read(&outbox.flush_on_leave(60.0, || 1).unwrap()).0, [1], "a small one still fits");
    outbox.resume();
    assert_eq!(read(&outbox.flush_on_leave(60.0, || 1).unwrap()).0, [1, 1]);
}

#[test]
fn what_waits_for_another_try_goes_as_well_when_the_page_is_left() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    let first = sent(&mut outbox, 100.0).unwrap();
    assert_eq!(outbox.flush_on_leave(150.0, || 1), None, "it is under way");
    outbox.on_response(200.0, 503, 0, true, 0.5);
    put(&mut outbox, 2, 2, 250.0);
    assert_eq!(outbox.flush_on_leave(300.0, || 1).as_ref(), Some(&first));
    assert_eq!(read(&outbox.flush_on_leave(300.0, || 1).unwrap()).0, [1]);
    assert_eq!(outbox.flush_on_leave(300.0, || 1), None);
}

#[test]
fn what_was_under_way_when_the_page_was_left_may_go_again() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    let first = sent(&mut outbox, 100.0).unwrap();
    assert_eq!(outbox.next_step(1e6, true, || 2), NextStep::Idle);
    outbox.resume();
    assert_eq!(sent(&mut outbox, 1e6).as_ref(), Some(&first));
}

#[test]
fn what_the_site_says_twice_of_an_event_counts_once() {
    let mut outbox = Outbox::default();
    outbox.reserve(1, 1, 0.0);
    outbox.fill(1, event("first"));
    outbox.fill(1, event("second"));
    let body = sent(&mut outbox, 100.0).unwrap();
    assert!(body.contains("first") && !body.contains("second"), "{body}");
}

#[test]
fn what_was_taken_back_is_forgotten() {
    let mut outbox = Outbox::default();
    put(&mut outbox, 1, 1, 0.0);
    outbox.count_lost(5);
    outbox.clear();
    assert_eq!(outbox.next_step(1e6, true, || 1), NextStep::Idle);
}

proptest! {
    /// Whatever happens, in whatever order: nothing is told twice or forgotten, and nothing
    /// grows without bound.
    #[test]
    fn every_event_is_sent_or_counted_as_lost(steps in prop::collection::vec((0_u8..12, 0_u32..80, 0_u16..3_000), 0..400)) {
        let mut outbox = Outbox::default();
        let (mut now, mut put_in, mut told, mut in_air) = (0.0, 0, 0, None);
        for (what, key, some) in steps {
            now += f64::from(some);
            match what {
                0..=6 => {
                    put_in += 1;
                    if !outbox.count_repeat(key, now) && outbox.reserve(key, key % 9, now) {
                        outbox.fill(key, event(&"x".repeat(usize::from(some) * 10)));
                    }
                }
                7 | 8 => if let NextStep::Send { body, keepalive } = outbox.next_step(now, true, || 1) {
                    prop_assert!(in_air.is_none());
                    prop_assert!(body.len() <= BATCH_BYTES && keepalive);
                    in_air = Some(body);
                },
                9 => if let Some(body) = in_air.take() {
                    let (counts, lost) = read(&body);
                    told += counts.iter().sum::<u64>() + lost;
                    outbox.on_response(now, 200, 0, true, 0.1);
                },
                10 => if in_air.take().is_some() {
                    outbox.on_response(now, 500, u32::from(some % 7), true, 0.9);
                },
                _ => if let Some(body) = outbox.flush_on_leave(now, || 1) {
                    prop_assert!(body.len() <= KEEPALIVE_BYTES);
                    let (counts, lost) = read(&body);
                    told += counts.iter().sum::<u64>() + lost;
                    outbox.resume();
                    in_air = None; // may go again, and is then told once
                },
            }
        }
        if let Some(body) = in_air {
            let (counts, lost) = read(&body);
            told += counts.iter().sum::<u64>() + lost;
            outbox.on_response(now, 200, 0, true, 0.1);
        }
        for _ in 0..50 {
            now += 1e7;
            if let Some(body) = sent(&mut outbox, now) {
                let (counts, lost) = read(&body);
                told += counts.iter().sum::<u64>() + lost;
                outbox.on_response(now, 200, 0, true, 0.1);
            }
        }
        prop_assert_eq!(told, put_in);
    }
}
