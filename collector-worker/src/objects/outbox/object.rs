//! The outbox's object: its requests, and its alarm, which plans and sends.

use std::cell::{Cell, OnceCell};

use corncrake_core::{
    ids::ProjectKey,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    alerts::{message::MessageContext, settings::AlertSettings},
    hex,
    project::record::{ProjectLookup, ProjectRecord},
};
use corncrake_store::{
    engine::SqlError,
    outbox::{self, DueDelivery, retry::DeliveryFailure},
    schema::{self, alerts::OUTBOX},
};
use futures_util::future::join_all;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::send;
use crate::{
    http::error::Fault,
    objects::{
        database_state,
        incoming_request::{IncomingRequest, answer, refuse},
        rpc::{
            EraseAlerts, FindProject, ListDeliveries, OutboxRequest, OutboxWork, ReadAlertDefaults,
            SendAgain, TakeSignals, TestDestination,
        },
        stub, write_lock,
    },
    platform::{alarm, clock, log, random, sqlite::Sqlite, transaction},
};

/// Deliveries that are sent at once.
const SENT_AT_ONCE: i64 = 6;
/// Rounds of one alarm: after that another alarm goes on, so that none runs for too long.
const ROUNDS: usize = 10;
/// Milliseconds after which a run that failed is tried again.
const TRY_AGAIN_MS: i64 = 30_000;
/// Random bytes of a test's id.
const TEST_ID_BYTES: usize = 8;

/// The outbox of one project.
#[durable_object(alarm)]
pub struct Outbox {
    state: State,
    env: Env,
    ready: OnceCell<()>,
    /// The day on which the log was last cut to its length.
    cleaned: Cell<Option<UtcDay>>,
    /// An alarm that still runs must not make a destroyed outbox anew.
    destroyed: Cell<bool>,
}

impl DurableObject for Outbox {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, ready: OnceCell::new(), cleaned: Cell::new(None), destroyed: Cell::new(false) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let incoming = IncomingRequest::read(request).await?;
        let work = match incoming.parse() {
            Ok(OutboxRequest::Destroy(ask)) => {
                self.destroyed.set(true);
                alarm::delete(&self.state.storage()).await?;
                self.state.storage().delete_all().await?;
                return answer(ask, |_| Ok(()));
            }
            _ if self.destroyed.get() => return refuse(Fault::deleted()),
            Ok(OutboxRequest::ReadDatabase(ask)) => {
                return database_state::read(ask, &self.state.storage()).await;
            }
            Ok(OutboxRequest::Work(work)) => work,
            Err(fault) => return refuse(fault),
        };
        write_lock::wait(|| self.sql()).await;
        let answered = self.answer(work, clock::now());
        if !incoming.only_reads() {
            self.arm(None).await?;
        }
        answered
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if !self.destroyed.get() {
            let failed = self.run().await.err();
            if let Some(fault) = &failed {
                log::failure("alerts could not be sent", fault.detail.as_deref().unwrap_or(&fault.code));
            }
            let again = UnixMillis(clock::now().0.saturating_add(TRY_AGAIN_MS));
            self.arm(failed.map(|_| again)).await?;
        }
        Response::empty()
    }
}

impl Outbox {
    fn answer(&self, work: OutboxWork, now: UnixMillis) -> worker::Result<Response> {
        match work {
            OutboxWork::EraseAlerts(ask) => answer(ask, |EraseAlerts { text, issues }| {
                self.whole(|sql| outbox::erase_alerts(sql, text.as_deref(), &issues))
            }),
            OutboxWork::TakeSignals(ask) => answer(ask, |TakeSignals { key, signals }| {
                self.whole(|sql| {
                    outbox::set_project(sql, key)?;
                    outbox::put_signals(sql, &signals)
                })
            }),
            OutboxWork::TestDestination(ask) => {
                answer(ask, |TestDestination { key, project, dashboard, destination }| {
                    let id = format!("test.{}", hex::text(&random::bytes::<TEST_ID_BYTES>()));
                    let context = MessageContext { project: &project, key, rule: "", dashboard: &dashboard };
                    self.whole(|sql| {
                        outbox::set_project(sql, key)?;
                        outbox::put_test(sql, context, &destination, now, &id)
                    })
                })
            }
            OutboxWork::ListDeliveries(ask) => answer(ask, |ListDeliveries { state, before, limit }| {
                Ok(outbox::logged(&self.sql()?, state, before, limit)?)
            }),
            OutboxWork::SendAgain(ask) => answer(ask, |SendAgain { number }| {
                let number = i64::try_from(number).unwrap_or_default();
                self.whole(|sql| outbox::send_again(sql, number, now))
            }),
        }
    }

    /// Sets the alarm for what is due next, and not before a moment.
    async fn arm(&self, earliest: Option<UnixMillis>) -> worker::Result<()> {
        if self.destroyed.get() {
            return Ok(());
        }
        let to_error = |fault: Fault| worker::Error::RustError(fault.detail.unwrap_or(fault.message));
        let next = self.sql().and_then(|sql| Ok(outbox::next_due(&sql)?)).map_err(to_error)?;
        let Some(next) = next else { return Ok(()) };
        let next = next.max(clock::now()).max(earliest.unwrap_or(next));
        alarm::set(&self.state.storage(), next).await
    }

    /// Plans what was raised, and sends what is due.
    async fn run(&self) -> Result<(), Fault> {
        let Some(key) = outbox::watched_project(&self.sql()?)? else { return Ok(()) };
        let Some((project, settings)) = self.settings(key).await? else {
            // The project was deleted: nothing of it goes out any more.
            alarm::delete(&self.state.storage()).await?;
            self.destroyed.set(true);
            return Ok(self.state.storage().delete_all().await?);
        };
        let now = clock::now();
        if self.cleaned.replace(Some(now.day())) != Some(now.day()) {
            self.whole(|sql| outbox::delete_old(sql, now))?;
        }
        for _ in 0..ROUNDS {
            let now = clock::now();
            let has_more = self.whole(|sql| outbox::plan(sql, &settings, (&project.name, key), now))?;
            if self.send_due(&settings, now).await? == 0 && !has_more {
                break;
            }
        }
        Ok(())
    }

    /// The project, and the alerts that count for it; nothing where it was deleted.
    async fn settings(&self, key: ProjectKey) -> Result<Option<(ProjectRecord, AlertSettings)>, Fault> {
        let directory = stub::directory(&self.env)?;
        let ProjectLookup::Project(project) = stub::request(&directory, &FindProject { key }).await? else {
            return Ok(None);
        };
        let defaults = stub::request(&directory, &ReadAlertDefaults {}).await?;
        let settings = project.settings.alerts.with_defaults(&defaults);
        Ok(Some((project, settings)))
    }

    /// Sends some of what is due; how many that were.
    async fn send_due(&self, settings: &AlertSettings, now: UnixMillis) -> Result<usize, Fault> {
        let mut due = self.whole(|sql| outbox::due_deliveries(sql, now, SENT_AT_ONCE))?;
        self.whole(|sql| due.clone().iter_mut().try_for_each(|one| outbox::begin_attempt(sql, one, now)))?;
        due.iter_mut().for_each(DueDelivery::count_attempt);
        // What begins is on disk before anything leaves: a try is never forgotten.
        self.state.storage().sync().await?;
        self.arm(None).await?;
        let outcomes = join_all(due.iter().map(|delivery| self.send(delivery, settings))).await;
        let now = clock::now();
        for (delivery, outcome) in due.iter().zip(outcomes) {
            let chance = u32::from_be_bytes(random::bytes());
            self.whole(|sql| outbox::end_attempt(sql, delivery, outcome.clone(), now, chance))?;
        }
        Ok(due.len())
    }

    async fn send(&self, delivery: &DueDelivery, settings: &AlertSettings) -> Result<(), DeliveryFailure> {
        let destination = settings.destinations.iter().find(|one| one.id == delivery.destination);
        let Some(destination) = destination else {
            return Err(send::refused("The destination was removed.".to_owned()));
        };
        send::send(&self.env, destination, delivery, clock::now()).await
    }

    fn whole<T>(&self, turn: impl Fn(&Sqlite) -> Result<T, SqlError>) -> Result<T, Fault> {
        let sql = self.sql()?;
        transaction::run(&self.state.storage(), || Ok(turn(&sql)?))
    }

    fn sql(&self) -> Result<Sqlite, Fault> {
        let sql = Sqlite::of(&self.state.storage());
        if self.ready.get().is_none() {
            schema::migrate(&sql, OUTBOX)?;
            let _ = self.ready.set(());
        }
        Ok(sql)
    }
}
