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
    engine::{Arg, Row, Sql, SqlError, Value},
    schema,
    write::{
        deliveries,
        limits::{RateLimits, StorageRoom},
    },
};
use rusqlite::types::Value as Stored;

use crate::sample;

/// Noon of a day.
const NOON: UnixMillis = UnixMillis(20_000 * DAY_MS + 12 * HOUR_MS);
/// Statements that are remembered: more than a delivery has.
const STATEMENTS: usize = 200;
/// Room for all.
const ROOM: StorageRoom = StorageRoom { events: true, hashes: true, provisional: 10 };

/// A project's database, and the delivery that it receives again and again.
pub(crate) struct EventStore {
    tables: Tables,
    limits: RateLimits,
    delivery: Delivery,
}

impl EventStore {
    /// With the issue and the session of its delivery.
    pub(crate) fn open() -> Self {
        let connection = rusqlite::Connection::open_in_memory().expect("a database");
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let tables = Tables(connection);
        schema::migrate(&tables, schema::PROJECT).expect("tables");
        let limits = RateLimits::of(ResourceLimits::default());
        let mut store = Self { tables, limits, delivery: delivery() };
        store.receive();
        store
    }

    /// Counts its event once more, and keeps it as far as the rate of an issue allows.
    pub(crate) fn receive(&mut self) {
        let watch = RuleWatch::default();
        deliveries::write(&self.tables, &[&self.delivery], &mut self.limits, ROOM, &watch).expect("written");
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
    let event = ProcessedEvent { at: NOON, happened: NOON, count: 1, is_failure: true, grouping, body };
    let visitor = VisitorKey([7; 16]);
    Delivery::of(NOON, visitor, vec![DeliveryRecord { visitor, event: Some(event), resend_key: None }])
}

/// The store's trait over rusqlite, which remembers what it prepared as an object of the runtime does.
struct Tables(rusqlite::Connection);

impl Sql for Tables {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        self.rows(statement, args).map_err(|error| SqlError(error.to_string()))
    }
}

impl Tables {
    fn rows(&self, statement: &str, args: &[Arg<'_>]) -> rusqlite::Result<Vec<Row>> {
        let mut prepared = self.0.prepare_cached(statement)?;
        let columns = prepared.column_count();
        let args = args.iter().map(|arg| match arg {
            Arg::Integer(number) => Stored::Integer(*number),
            Arg::Text(text) => Stored::Text((*text).to_owned()),
            Arg::Blob(bytes) => Stored::Blob(bytes.to_vec()),
        });
        let mut found = prepared.query(rusqlite::params_from_iter(args))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let values = (0..columns).map(|column| {
                Ok(match row.get(column)? {
                    Stored::Null => Value::Null,
                    Stored::Integer(number) => Value::Integer(number),
                    Stored::Real(number) => Value::of_float(number),
                    Stored::Text(text) => Value::Text(text),
                    Stored::Blob(bytes) => Value::Blob(bytes),
                })
            });
            rows.push(Row(values.collect::<rusqlite::Result<_>>()?));
        }
        Ok(rows)
    }
}
