//! What is taken and what is refused, by whole requests.

use corncrake_core::{
    event::{Event, EventType},
    ids::FingerprintHash,
    time::DAY_MS,
};
use corncrake_model::{
    events::{
        agent::Agent,
        delivery::{DeliveryRecord, ProcessedEvent},
        stored_event::StoredEvent,
    },
    issues::issue::IssueGrouping,
};

use super::*;

const NOON: UnixMillis = UnixMillis(20_000 * DAY_MS + DAY_MS / 2);

fn at(ms: i64) -> UnixMillis {
    UnixMillis(NOON.0 + ms)
}

fn session(number: u32) -> VisitorKey {
    let mut hash = [0; 16];
    hash[..4].copy_from_slice(&number.to_be_bytes());
    VisitorKey(hash)
}

fn record(number: u32) -> DeliveryRecord {
    let event = Event { kind: EventType::UNHANDLED_ERROR, ..Event::default() };
    let grouping = IssueGrouping {
        fingerprint: FingerprintHash([1; 16]),
        before: Vec::new(),
        version: 1,
        grouping: vec![],
        title: String::new(),
        kind: event.kind.code(),
        noise: None,
        place: String::new(),
        symbols: Vec::new(),
        rules: Default::default(),
    };
    let body = StoredEvent::new(event, &Agent::default(), 1);
    DeliveryRecord {
        visitor: session(number),
        event: Some(ProcessedEvent {
            at: NOON,
            happened: NOON,
            count: 1,
            is_failure: true,
            grouping,
            body,
            receipt: None,
        }),
        resend_key: None,
    }
}

/// So many events of a session, in one request.
fn events(number: u32, events: usize, now: UnixMillis) -> Delivery {
    Delivery::of(now, session(number), vec![record(number); events])
}

fn ping(number: u32, now: UnixMillis) -> Delivery {
    Delivery::of(now, session(number), vec![DeliveryRecord { event: None, ..record(number) }])
}

fn admit(limits: &mut RateLimits, delivery: &Delivery) -> bool {
    limits.admit(delivery, || 0)
}

#[test]
fn one_session_cannot_use_up_what_others_may_send() {
    let mut limits = RateLimits::new(500, 1);
    for _ in 0..20 {
        assert!(admit(&mut limits, &events(1, 50, NOON)));
    }
    assert!(!admit(&mut limits, &events(1, 50, NOON)));
    assert_eq!(limits.unwritten().limited, 50);
    assert!(admit(&mut limits, &events(2, 50, NOON)));
    assert!(admit(&mut limits, &events(1, 50, at(10_000))));
    limits.written();
    assert_eq!(limits.unwritten(), Outcomes::default());
}

#[test]
fn the_project_has_its_own_and_a_refusal_takes_nothing() {
    let mut limits = RateLimits::new(1, 1);
    assert!(admit(&mut limits, &events(1, 15, NOON)));
    assert!(!admit(&mut limits, &events(2, 10, NOON)));
    assert!(admit(&mut limits, &events(3, 5, NOON)));
    assert!(!admit(&mut limits, &events(4, 1, NOON)));
}

#[test]
fn what_a_project_says_counts_at_once_and_only_as_less() {
    let mut limits = RateLimits::new(500, 1);
    assert!(admit(&mut limits, &events(1, 900, NOON)));
    let own = ProjectLimits { session_events: Some(40), megabytes: Some(9), ..ProjectLimits::default() };
    limits.keep_to(own);
    assert_eq!(limits.bytes(), 1_000_000, "the operator allows one");
    assert!(admit(&mut limits, &events(1, 40, NOON)));
    assert!(!admit(&mut limits, &events(1, 3, NOON)));
    limits.keep_to(ProjectLimits { events_per_second: Some(1), ..own });
    assert!(admit(&mut limits, &events(2, 21, NOON)), "what is asked at once is bounded");
    assert!(!admit(&mut limits, &events(2, 2, NOON)));
}

#[test]
fn another_browser_or_site_is_no_way_around_a_networks_limit() {
    let mut limits = RateLimits::new(u32::MAX, 1);
    let from = |network, number| Delivery { network: Some(NetworkKey(network)), ..events(number, 50, NOON) };
    let taken = (0..1_000).filter(|number| admit(&mut limits, &from(1, *number))).count();
    assert_eq!(taken, 200, "ten sessions of 1,000 events");
    assert!(admit(&mut limits, &from(2, 5_000)), "another network has its own");
    assert!(!admit(&mut limits, &from(1, 5_001)));
}

#[test]
fn each_report_of_a_request_is_charged_to_its_own_session() {
    let mut limits = RateLimits::new(u32::MAX, 1);
    let mut reports = events(1, 0, NOON);
    for number in 0..100 {
        reports.records.extend(vec![record(number); 10]);
    }
    for _ in 0..100 {
        assert!(admit(&mut limits, &reports));
    }
    assert!(!admit(&mut limits, &reports), "each of its sessions had 1,000");
    assert!(!admit(&mut limits, &events(42, 1, NOON)));
}

#[test]
fn pings_and_events_know_nothing_of_each_other() {
    let (mut with_pings, mut without) = (RateLimits::new(500, 1), RateLimits::new(500, 1));
    for ms in 0..20_000 {
        assert!(admit(&mut with_pings, &ping(1, at(ms))), "a visit is never refused");
    }
    let now = at(20_000);
    let taken = |limits: &mut RateLimits| (0..30).filter(|_| admit(limits, &events(1, 50, now))).count();
    assert_eq!(taken(&mut with_pings), taken(&mut without), "and is seen in no bucket of events");
    assert!(!admit(&mut with_pings, &events(1, 50, now)) && admit(&mut with_pings, &ping(1, now)));
}

#[test]
fn an_empty_bucket_fills_after_a_time_that_nobody_knows() {
    // One visitor sends every 20 s until a refusal: a token that is missing would reveal another
    // sender.
    let grouping = |chance: u8| {
        let mut limits = RateLimits::new(500, 1);
        while limits.admit(&events(1, 1, NOON), || chance) {}
        (0..200).filter(|_| limits.admit(&events(1, 1, at(30_000)), || chance)).count()
    };
    assert_eq!((grouping(0), grouping(128), grouping(255)), (150, 100, 50));
}

#[test]
fn who_is_refused_is_delayed_once_and_not_for_ever() {
    let mut limits = RateLimits::new(500, 1);
    assert!(admit(&mut limits, &events(1, 1_000, NOON)));
    for second in 0..29 {
        assert!(!limits.admit(&events(1, 50, at(second * 1_000)), || 255), "{second}");
    }
    assert!(limits.admit(&events(1, 50, at(30_000)), || 255), "after what `Retry-After` says");
}

#[test]
fn an_issue_keeps_its_first_events_and_then_one_a_second() {
    let mut limits = RateLimits::new(500, 1);
    let issue = |byte| IssueId::of(&FingerprintHash([byte; 16]));
    let kept = (0..1_000).filter(|_| limits.may_keep(issue(1), NOON)).count();
    assert_eq!(kept, 100);
    assert!(limits.may_keep(issue(2), NOON), "another issue has its own");
    let later = UnixMillis(NOON.0 + 3_000);
    assert_eq!((0..10).filter(|_| limits.may_keep(issue(1), later)).count(), 3);
}

#[test]
fn memory_is_bounded_and_holds_no_hash_of_a_past_day() {
    let mut limits = RateLimits::new(u32::MAX, 1);
    for number in 0..30_000 {
        let network = Some(NetworkKey(number.into()));
        assert!(admit(&mut limits, &Delivery { network, ..events(number, 1, NOON) }));
        assert!(limits.sessions.len() <= REMEMBERED && limits.networks.len() <= REMEMBERED);
    }
    assert!(admit(&mut limits, &events(1, 1, at(DAY_MS))));
    assert_eq!((limits.sessions.len(), limits.networks.len()), (1, 0));
}
