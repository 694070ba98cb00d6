//! A project's Durable Object: its state, and the dispatch of its requests.

use std::cell::{Cell, OnceCell, RefCell};

use corncrake_core::time::{HOUR_MS, UnixMillis, UtcDay};
use corncrake_model::{
    events::{country::Country, outcomes::Outcomes},
    project::limits::ProjectLimits,
};
use corncrake_store as store;
use corncrake_store::{
    ExportCursor, ExportPage, RuleWatch,
    engine::SqlError,
    midnight::{
        day::{self, DayStart},
        past_days::{self, NightStep},
    },
    schema,
    write::limits::RateLimits,
};
use worker::{DurableObject, Env, Request, Response, State, Storage, durable_object};

use super::{erase_import, operations::OperationRunner, queries};
use crate::{
    http::error::Fault,
    objects::{
        database_state,
        incoming_request::{IncomingRequest, answer, refuse},
        rpc::{
            BeginDay, DecisionRequest, EraseAlerts, FindKnownSignals, ImportRequest, OperationRequest,
            ProjectRequest, ProjectWork, ReadExport, ReadLastArrival, ReadOutcomes, ReadStorage,
            SetCountedUsage, SetLimits, SetRetention, StateRequest, StorageUse,
        },
        write_lock,
    },
    platform::{
        alarm, clock, operator_limits, random,
        sqlite::Sqlite,
        transaction,
        warning::{self, Warning},
    },
};

/// A project: its issues, events and sessions.
#[durable_object(alarm)]
pub struct Project {
    pub(super) state: State,
    pub(super) env: Env,
    operations: OperationRunner,
    ready: OnceCell<()>,
    /// The newest day whose end is set as an alarm.
    armed: Cell<Option<UtcDay>>,
    /// Isolates may believe in a deleted project for some seconds more, and must not make it
    /// anew. Memory is enough: an evicted object was idle for longer than that.
    pub(super) destroyed: Cell<bool>,
    /// What comes next of what the past days leave to be done.
    night: Cell<Option<(UtcDay, NightStep)>>,
    pub(super) limits: RefCell<RateLimits>,
    /// The newest minute in which something was written, and the turns in it so far.
    pub(super) turn: Cell<Option<(UnixMillis, i64)>>,
    /// Whether an import is under way; nothing where that was not looked up.
    pub(super) importing: Cell<Option<bool>>,
    /// The rules of alerts.
    pub(super) rules: RefCell<RuleWatch>,
    /// When the next snoozed issue wakes, if any does; nothing where that was not looked up.
    pub(super) next_wake: Cell<Option<Option<UnixMillis>>>,
}

impl DurableObject for Project {
    fn new(state: State, env: Env) -> Self {
        let limits = RateLimits::of(operator_limits::read(&env));
        Self {
            state,
            env,
            operations: OperationRunner::default(),
            ready: OnceCell::new(),
            armed: Cell::new(None),
            destroyed: Cell::new(false),
            night: Cell::new(None),
            limits: RefCell::new(limits),
            turn: Cell::new(None),
            importing: Cell::new(None),
            rules: RefCell::default(),
            next_wake: Cell::new(None),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let incoming = IncomingRequest::read(request).await?;
        let work = match incoming.parse() {
            Ok(ProjectRequest::Destroy(ask)) => {
                self.destroy().await?;
                return answer(ask, |_| Ok(()));
            }
            _ if self.destroyed.get() => return refuse(Fault::deleted()),
            Ok(ProjectRequest::ReadDatabase(ask)) => {
                return database_state::read(ask, &self.state.storage()).await;
            }
            Ok(ProjectRequest::Work(work)) => work,
            Err(fault) => return refuse(fault),
        };
        write_lock::wait(|| self.sql()).await;
        // A request that only reads is answered on a full disk, too.
        if !incoming.only_reads() {
            self.begin(clock::now()).await?;
        }
        self.wake_snoozed(clock::now());
        let (storage, sql) = (self.state.storage(), || self.sql());
        if let Err(fault) = self.operations.finish_before(&work, &self.env, &storage, sql).await {
            return refuse(fault);
        }
        let may_snooze = may_snooze(&work);
        let answered = self.answer(work, &storage).await;
        if may_snooze {
            self.arm_wake().await;
        }
        answered
    }

    /// Midnight: the hashes of the day that ended are forgotten, and what is older than the
    /// project keeps, whether or not anybody comes; the latter some issues at a time.
    async fn alarm(&self) -> worker::Result<Response> {
        if self.destroyed.get() {
            return Response::empty();
        }
        write_lock::wait(|| self.sql()).await;
        let now = clock::now();
        self.limits.borrow_mut().begin_day(now.day());
        let finished = self.operations.finish(&self.env, &self.state.storage(), || self.sql()).await;
        finished.map_err(to_worker_error)?;
        self.wake_snoozed(now);
        let alerts = self.run_alerts(now).await;
        let alerts = alerts.into_iter().chain(self.next_wake(now)).min();
        if let Some(night) = self.postponed_night(now)? {
            self.set_alarm(night, alerts).await?;
            return Response::empty();
        }
        // Another day begins with the first step, wherever the last night broke off.
        let step = self.night.get().filter(|(day, _)| *day == now.day());
        let step = step.map_or(past_days::FIRST, |(_, step)| step);
        let turn = self.whole(|sql| {
            publish(sql, now.day())?;
            Ok((day::begin(sql, now)?, past_days::run_night_step(sql, now.day(), step)?))
        });
        let (today, more) = turn.map_err(to_worker_error)?;
        warn_of_clock(today, now);
        self.night.set(more.map(|step| (now.day(), step)));
        let next = if more.is_some() { day::next_cleanup(now) } else { now.day().next().start() };
        self.set_alarm(next, alerts).await?;
        self.armed.set(Some(now.day()));
        Response::empty()
    }
}

/// Whether a request may snooze issues.
fn may_snooze(work: &ProjectWork) -> bool {
    matches!(
        work,
        ProjectWork::Decision(DecisionRequest::Decide(_) | DecisionRequest::ReplicateIssues(_))
            | ProjectWork::Operation(OperationRequest::RunOperation(_))
    )
}

/// Publishes the countries, the usage, the installations and the response times of days that are over, before
/// anything of the new one is counted.
fn publish(sql: &Sqlite, today: UtcDay) -> Result<(), SqlError> {
    let all: Vec<Country> = corncrake_www::countries::codes().filter_map(|code| code.parse().ok()).collect();
    let mut draw = random::bits();
    store::publish_countries(sql, today, &all, &mut draw)?;
    store::publish_usage(sql, today, &mut draw)?;
    store::publish_installations(sql, today, &mut draw)?;
    store::publish_vitals(sql, today, &mut draw)
}

/// A clock that was wrong is the operator's to look after.
fn warn_of_clock(today: DayStart, now: UnixMillis) {
    if today == DayStart::Again {
        warning::note(Warning::ClockWentBack, now);
    }
}

/// A fault where the runtime takes none.
pub(super) fn to_worker_error(fault: Fault) -> worker::Error {
    worker::Error::RustError(fault.detail.unwrap_or(fault.message))
}

impl Project {
    /// Answers a request, and sets the alarm for the signals that it raised.
    async fn answer(&self, work: ProjectWork, storage: &Storage) -> worker::Result<Response> {
        let sql = || self.sql();
        let answered = match work {
            ProjectWork::Operation(request) => return self.operations.answer(request, storage, sql).await,
            ProjectWork::SetAlertWatch(ask) => {
                let set = self.set_alert_watch(&ask.watch).await;
                return answer(ask, |_| set);
            }
            ProjectWork::EraseAlerts(ask) => answer(ask, |EraseAlerts { text, issues }| {
                self.whole(|sql| store::erase_signals(sql, text.as_deref(), &issues))
            }),
            ProjectWork::State(request) => self.answer_state(request),
            ProjectWork::Query(request) => queries::answer_request(request, sql),
            ProjectWork::Decision(request) => self.decide(request),
            ProjectWork::Erase(request) => erase_import::erase(request, storage, sql),
            ProjectWork::Import(request) => self.import(request),
        };
        self.arm_hand_over().await;
        answered
    }

    /// Answers a request about the object's own state.
    fn answer_state(&self, request: StateRequest) -> worker::Result<Response> {
        match request {
            StateRequest::BeginDay(ask) => {
                answer(ask, |BeginDay { with_salt }| self.forget_sessions(!with_salt))
            }
            StateRequest::SetRetention(ask) => answer(ask, |SetRetention { retention }| {
                self.whole(|sql| store::set_retention(sql, retention))
            }),
            StateRequest::SetLimits(ask) => answer(ask, |SetLimits { limits }| self.keep_to(limits)),
            StateRequest::SetCountedUsage(ask) => answer(ask, |SetCountedUsage { counted, today }| {
                self.whole(|sql| {
                    store::set_usage_list(sql, &counted.list, today)?;
                    store::set_installations(sql, counted.installations, today)?;
                    store::set_vitals(sql, counted.vitals.as_ref(), today)
                })
            }),
            StateRequest::FindKnownSignals(ask) => {
                answer(ask, |FindKnownSignals { signals }| Ok(store::known_signals(&self.sql()?, &signals)?))
            }
            StateRequest::ReadLastArrival(ask) => {
                answer(ask, |ReadLastArrival {}| self.last_arrival(clock::now()))
            }
            StateRequest::ReadStorage(ask) => answer(ask, |ReadStorage {}| self.storage()),
            StateRequest::ReadOutcomes(ask) => {
                answer(ask, |ReadOutcomes { from, step }| self.outcomes(from, step))
            }
            StateRequest::ReadExport(ask) => {
                answer(ask, |ReadExport { from, shards }| self.export(from, shards))
            }
        }
    }

    /// Begins a day before anything of it is written: the hashes of the last one go at once.
    /// What else a day's end brings is the alarm's: it comes soon where a day has just begun,
    /// and one that is due already is left as it is.
    pub(super) async fn begin(&self, now: UnixMillis) -> worker::Result<()> {
        let day = now.day();
        if self.armed.get() == Some(day) {
            return Ok(());
        }
        let begun = self.whole(|sql| {
            publish(sql, day)?;
            day::begin(sql, now)
        });
        let today = begun.map_err(to_worker_error)?;
        warn_of_clock(today, now);
        let wanted = if today.ends_another() { day::next_cleanup(now) } else { day.next().start() };
        let storage = self.state.storage();
        let is_set = alarm::get(&storage).await?.is_some_and(|set| (now..=wanted).contains(&set));
        if !is_set {
            // The night's work has the alarm again.
            self.whole(|sql| store::postpone_night(sql, None)).map_err(to_worker_error)?;
            alarm::set(&storage, wanted).await?;
        }
        self.armed.set(Some(day));
        Ok(())
    }

    /// Forgets the hashes of today, where the salt that they were made with is lost.
    fn forget_sessions(&self, is_lost: bool) -> Result<(), Fault> {
        if is_lost { self.whole(store::forget_sessions) } else { Ok(()) }
    }

    /// All that a turn writes, or nothing of it.
    pub(super) fn whole<T>(&self, turn: impl Fn(&Sqlite) -> Result<T, SqlError>) -> Result<T, Fault> {
        let sql = self.sql()?;
        transaction::run(&self.state.storage(), || Ok(turn(&sql)?))
    }

    /// Lines of all there is; what was refused since the last write is in them.
    fn export(&self, from: ExportCursor, shards: u16) -> Result<ExportPage, Fault> {
        self.outcomes(clock::now(), HOUR_MS)?;
        Ok(store::export_page(&self.sql()?, from, shards)?)
    }

    /// Takes an export: from then on it is known that one is under way.
    fn import(&self, request: ImportRequest) -> worker::Result<Response> {
        let has_room = self.storage().is_ok_and(|storage| !storage.is_full);
        let answered = erase_import::import(request, &self.state.storage(), has_room, || self.sql());
        self.importing.set(None);
        self.forget_next_wake();
        answered
    }

    /// What became of what was sent; what was refused since the last write is written first.
    fn outcomes(&self, from: UnixMillis, step: i64) -> Result<Vec<(UnixMillis, Outcomes)>, Fault> {
        let (sql, mut limits, now) = (self.sql()?, self.limits.borrow_mut(), clock::now());
        if !warning::is_active(Warning::DiskFull, now) {
            store::add_outcomes(&sql, now.hour(), &limits.unwritten())?;
            limits.written();
        }
        Ok(store::outcomes(&sql, from, step)?)
    }

    fn storage(&self) -> Result<StorageUse, Fault> {
        let (bytes, limit) = (self.sql()?.bytes(), self.limits.borrow().bytes());
        let is_full = bytes >= self.limits.borrow().full_at();
        Ok(StorageUse { bytes, limit, is_full })
    }

    fn keep_to(&self, limits: ProjectLimits) -> Result<(), Fault> {
        self.whole(|sql| store::set_limits(sql, limits))?;
        self.limits.borrow_mut().keep_to(limits);
        Ok(())
    }

    async fn destroy(&self) -> worker::Result<()> {
        self.destroyed.set(true);
        let storage = self.state.storage();
        alarm::delete(&storage).await?;
        storage.delete_all().await
    }

    pub(super) fn sql(&self) -> Result<Sqlite, Fault> {
        let sql = Sqlite::of(&self.state.storage());
        if self.ready.get().is_none() {
            schema::migrate(&sql, schema::PROJECT)?;
            if let Ok(mut rules) = self.rules.try_borrow_mut() {
                *rules = RuleWatch::new(store::watch(&sql)?);
                rules.is_silent.set(store::is_silent(&sql, &rules)?);
                rules.has_signals.set(!store::waiting_signals(&sql, 1)?.0.is_empty());
            }
            // If other code borrows the limits now, the next caller of this function sets them.
            if let Ok(mut limits) = self.limits.try_borrow_mut() {
                limits.keep_to(store::project_limits(&sql)?);
                let _ = self.ready.set(());
            }
        }
        Ok(sql)
    }
}
