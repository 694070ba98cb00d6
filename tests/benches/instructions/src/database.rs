//! A project's tables in memory, by the SQLite that the store's own tests use.

use corncrake_core::{
    group,
    ids::VisitorKey,
    scrub, stack,
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_model::{
    events::{
        agent::Agent,
        delivery::{Delivery, DeliveryRecord, ProcessedEvent},
        stored_event::StoredEvent,
    },
    issues::issue::IssueGrouping,
    project::limits::ResourceLimits,
};
use corncrake_store::{
    RuleWatch,
    native::Native,
    schema,
    write::{
        deliveries,
        limits::{RateLimits, StorageRoom},
    },
};

use crate::sample;

/// Noon of a day.
pub(crate) const NOON: UnixMillis = UnixMillis(20_000 * DAY_MS + 12 * HOUR_MS);
/// Room for all.
const ROOM: StorageRoom = StorageRoom { events: true, hashes: true, provisional: 10 };

/// A project's database, and the delivery that it receives again and again.
pub(crate) struct EventStore {
    tables: Native,
    limits: RateLimits,
    delivery: Delivery,
    watch: RuleWatch,
    /// Visitors so far.
    visitors: u32,
}

impl EventStore {
    /// With the issue and the session of its delivery, and rules of alerts, if any.
    pub(crate) fn open(watch: RuleWatch) -> Self {
        let tables = Native::open(schema::PROJECT).expect("tables");
        let limits = RateLimits::of(ResourceLimits::default());
        let mut store = Self { tables, limits, delivery: delivery(), watch, visitors: 0 };
        store.receive();
        store
    }

    /// Counts its event once more, for a visitor who was not there before.
    pub(crate) fn receive_another_visitor(&mut self) {
        self.visitors += 1;
        let mut key = [0; 16];
        key[..4].copy_from_slice(&self.visitors.to_be_bytes());
        self.delivery.visitor = VisitorKey(key);
        self.delivery.records.iter_mut().for_each(|record| record.visitor = VisitorKey(key));
        self.receive();
    }

    /// Counts its event once more, and keeps it as far as the rate of an issue allows.
    pub(crate) fn receive(&mut self) {
        deliveries::write(&self.tables, &[&self.delivery], &mut self.limits, ROOM, &self.watch)
            .expect("written");
    }
}

fn delivery() -> Delivery {
    let mut event = sample::event();
    scrub::event(&mut event);
    let text = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(text, event.name.as_deref(), &event.message);
    let (fingerprint, title) = (group::fingerprint(&event, &frames), group::title(&event));
    let grouping = IssueGrouping {
        fingerprint: fingerprint.hash,
        before: Vec::new(),
        version: group::VERSION,
        grouping: fingerprint.parts,
        title,
        kind: event.kind.code(),
        noise: None,
        place: "checkout in cart.js".to_owned(),
        symbols: Vec::new(),
        rules: Default::default(),
    };
    let body = StoredEvent::new(event, &Agent::default(), 1);
    let event = ProcessedEvent {
        at: NOON,
        happened: NOON,
        count: 1,
        is_failure: true,
        grouping,
        body,
        receipt: None,
    };
    let visitor = VisitorKey([7; 16]);
    Delivery::of(NOON, visitor, vec![DeliveryRecord { visitor, event: Some(event), resend_key: None }])
}
