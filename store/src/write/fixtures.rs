//! Deliveries for tests of the store, written as real ones are.

use corncrake_core::{
    event::{Event, EventType},
    ids::{FingerprintHash, IssueId, VisitorKey},
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_model::{
    events::{
        agent::Agent,
        delivery::{Delivery, DeliveryRecord, ProcessedEvent},
        stored_event::StoredEvent,
    },
    issues::{
        issue::{Issue, IssueGrouping},
        issue_list::{Filter, Sort},
    },
};

use super::{
    deliveries,
    limits::{RateLimits, StorageRoom},
};
use crate::{
    alerts::watch::RuleWatch,
    issues::{list, rows},
    native::Native,
};

/// When these tests begin.
pub(crate) const NOON: UnixMillis = UnixMillis(20_000 * DAY_MS + 12 * HOUR_MS);

/// Room for all.
pub(crate) const ROOM: StorageRoom = StorageRoom { events: true, hashes: true, provisional: 10 };

/// Random bits of a fixed seed: SplitMix64.
pub(crate) fn draws(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// So many milliseconds after noon.
pub(crate) fn at(ms: i64) -> UnixMillis {
    UnixMillis(NOON.0 + ms)
}

/// The issue of a bug.
pub(crate) fn issue(bug: u8) -> IssueId {
    IssueId::of(&FingerprintHash([bug; 16]))
}

/// One event of a bug that stands for `count`.
#[derive(Clone, Copy)]
pub(crate) struct TestEvent<'a> {
    pub(crate) bug: u8,
    pub(crate) visitor: u8,
    pub(crate) at: i64,
    /// How much earlier it happened.
    pub(crate) ago: i64,
    pub(crate) count: u32,
    pub(crate) release: Option<&'a str>,
    pub(crate) noise: Option<&'a str>,
}

/// An event of this bug, at this time, of nobody in particular.
pub(crate) fn bug(bug: u8, at: i64) -> TestEvent<'static> {
    TestEvent { bug, visitor: 1, at, ago: 0, count: 1, release: None, noise: None }
}

/// The same of a release.
pub(crate) fn bug_in(release: &str, bug: u8, at: i64) -> TestEvent<'_> {
    TestEvent { release: Some(release), ..self::bug(bug, at) }
}

/// Writes its delivery.
pub(crate) fn receive(sql: &Native, heard: TestEvent<'_>) {
    receive_with(sql, heard, |_| {});
}

/// Writes its delivery with something changed.
pub(crate) fn receive_with(sql: &Native, heard: TestEvent<'_>, change: impl FnOnce(&mut ProcessedEvent)) {
    receive_watched(sql, &RuleWatch::default(), heard, change);
}

/// The same where rules of alerts are on.
pub(crate) fn receive_watched(
    sql: &Native,
    watch: &RuleWatch,
    heard: TestEvent<'_>,
    change: impl FnOnce(&mut ProcessedEvent),
) {
    let mut processed = processed_of(heard);
    change(&mut processed);
    let visitor = VisitorKey([heard.visitor; 16]);
    let record = DeliveryRecord { visitor, event: Some(processed), resend_key: None };
    let delivery = Delivery::of(at(heard.at), visitor, vec![record]);
    deliveries::write(sql, &[&delivery], &mut RateLimits::new(500, 1_000), ROOM, watch).unwrap();
}

/// An event as it is written.
pub(crate) fn processed_of(heard: TestEvent<'_>) -> ProcessedEvent {
    let TestEvent { bug, at: ms, ago, count, release, noise, .. } = heard;
    let event = Event {
        kind: EventType::UNHANDLED_ERROR,
        message: format!("bug {bug} at {ms}"),
        release: release.map(str::to_owned),
        ..Event::default()
    };
    let grouping = IssueGrouping {
        fingerprint: FingerprintHash([bug; 16]),
        before: Vec::new(),
        version: 1,
        grouping: vec![format!("bug {bug}")],
        title: format!("bug {bug}"),
        kind: event.kind.code(),
        noise: noise.map(str::to_owned),
        place: String::new(),
        symbols: Vec::new(),
        rules: Default::default(),
    };
    let body = StoredEvent::new(event, &Agent::default(), count);
    ProcessedEvent {
        at: at(ms - ago),
        happened: at(ms - ago),
        count,
        receipt: None,
        is_failure: noise.is_none(),
        grouping,
        body,
    }
}

/// The issue of a bug as it is stored.
pub(crate) fn stored_issue(sql: &Native, bug: u8) -> Issue {
    rows::issue(sql, issue(bug)).unwrap().unwrap()
}

/// The titles on its list, in their order.
pub(crate) fn listed_titles(sql: &Native) -> Vec<String> {
    let page = list::issues(sql, &Filter::default(), Sort::Newest, None, 100).unwrap();
    page.issues.into_iter().map(|issue| issue.title).collect()
}
