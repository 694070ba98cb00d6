//! Alerts in a project's object: its rules, and the hand-over of what fired to the outbox, which alone
//! sends anything. The object has one alarm: while an alert has it, a row says when the night's work
//! is due.

use corncrake_core::time::UnixMillis;
use corncrake_model::{
    alerts::signal::{AlertSignal, AlertWatch},
    events::delivery::Delivery,
};
use corncrake_store::{
    self as store, RuleWatch,
    engine::{Sql, SqlError},
};

use super::object::{Project, to_worker_error};
use crate::{
    http::error::Fault,
    objects::{
        rpc::{FindKnownSignals, ReadLastArrival, TakeSignals},
        stub,
    },
    platform::{alarm, clock, log},
};

/// Signals that are handed over in one request: some kilobytes each at most.
const HANDED_AT_ONCE: i64 = 100;
/// Milliseconds after which a hand-over that failed is tried again.
const TRY_AGAIN_MS: i64 = 5_000;

impl Project {
    /// Watches for other rules.
    pub(super) async fn set_alert_watch(&self, watch: &AlertWatch) -> Result<(), Fault> {
        self.whole(|sql| store::set_watch(sql, watch))?;
        let sql = self.sql()?;
        let rules = RuleWatch::new(store::watch(&sql)?);
        rules.is_silent.set(store::is_silent(&sql, &rules)?);
        rules.last_arrival.set(self.rules.borrow().last_arrival.get());
        *self.rules.borrow_mut() = rules;
        // The alarm finds out when the next silence would be too long.
        self.bring_forward(clock::now()).await
    }

    /// What a turn has for rules that are not about issues.
    pub(super) fn note_for_rules(
        &self,
        sql: &impl Sql,
        rules: &RuleWatch,
        deliveries: &[&Delivery],
        (bytes, limit): (u64, u64),
    ) -> Result<(), SqlError> {
        let (Some(last), Some(_)) = (deliveries.last(), rules.watch()) else { return Ok(()) };
        rules.last_arrival.set(Some(last.arrived));
        if rules.is_silent.get() {
            store::end_silence(sql, rules)?;
            // The alarm begins to wait for the next silence.
            rules.has_signals.set(true);
        }
        let percent = bytes.saturating_mul(100).checked_div(limit).unwrap_or_default();
        store::raise_storage(sql, rules, u8::try_from(percent).unwrap_or(u8::MAX), last.arrived)
    }

    /// When something last arrived, as far as this object knows.
    pub(super) fn last_arrival(&self, now: UnixMillis) -> Result<Option<UnixMillis>, Fault> {
        let known = self.rules.borrow().last_arrival.get();
        if known.is_some() { Ok(known) } else { Ok(store::last_arrival(&self.sql()?, now)?) }
    }

    /// Has the alarm hand over what a turn raised.
    pub(super) async fn arm_hand_over(&self) {
        if !self.rules.borrow().has_signals.replace(false) {
            return;
        }
        // What was written stays, and so does this: the next request tries again.
        if let Err(fault) = self.bring_forward(clock::now()).await {
            self.rules.borrow().has_signals.set(true);
            log::failure("alerts wait for an alarm", fault.detail.as_deref().unwrap_or(&fault.code));
        }
    }

    /// Sets the alarm for this moment, where it would ring later, and notes when the night's work is due.
    pub(super) async fn bring_forward(&self, to: UnixMillis) -> Result<(), Fault> {
        let (storage, sql) = (self.state.storage(), self.sql()?);
        let set = alarm::get(&storage).await?;
        if set.is_some_and(|set| set <= to) {
            return Ok(());
        }
        if store::postponed_night(&sql)?.is_none() {
            store::postpone_night(&sql, Some(set.unwrap_or_else(|| clock::now().day().next().start())))?;
        }
        alarm::set(&storage, to).await?;
        Ok(())
    }

    /// Hands over what fired, and looks for silence. Gives when the alarm is to ring for that again.
    pub(super) async fn run_alerts(&self, now: UnixMillis) -> Option<UnixMillis> {
        if self.sql().is_err() || self.rules.borrow().watch().is_none() {
            return None;
        }
        let silence = self.look_for_silence(now).await.unwrap_or_else(|fault| {
            log::failure("silence could not be looked for", fault.detail.as_deref().unwrap_or(&fault.code));
            Some(UnixMillis(now.0.saturating_add(TRY_AGAIN_MS)))
        });
        match self.hand_over().await {
            Ok(()) => silence,
            Err(fault) => {
                log::failure("alerts wait for the outbox", fault.detail.as_deref().unwrap_or(&fault.code));
                let again = UnixMillis(now.0.saturating_add(TRY_AGAIN_MS));
                Some(silence.map_or(again, |silence| silence.min(again)))
            }
        }
    }

    /// Hands over all signals that wait. The outbox knows those that it was given before.
    async fn hand_over(&self) -> Result<(), Fault> {
        loop {
            let (signals, last) = store::waiting_signals(&self.sql()?, HANDED_AT_ONCE)?;
            if last == 0 {
                return Ok(());
            }
            let watch = self.rules.borrow().watch().map(|watch| (watch.key, watch.siblings.clone()));
            let Some((key, siblings)) = watch else { return Ok(()) };
            let signals = self.without_known(signals, siblings).await;
            if !signals.is_empty() {
                stub::request(&stub::outbox(&self.env, key)?, &TakeSignals { key, signals }).await?;
            }
            store::acknowledge_signals(&self.sql()?, last)?;
        }
    }

    /// Leaves out what another object of the project knows already. One that cannot be asked knows
    /// nothing: to tell something twice is better than never.
    async fn without_known(&self, mut signals: Vec<AlertSignal>, siblings: Vec<String>) -> Vec<AlertSignal> {
        for name in siblings {
            let news: Vec<AlertSignal> = signals.iter().filter(|signal| signal.is_news()).cloned().collect();
            if news.is_empty() {
                break;
            }
            let known = match stub::project(&self.env, &name) {
                Ok(sibling) => stub::request(&sibling, &FindKnownSignals { signals: news }).await,
                Err(fault) => Err(fault),
            };
            match known {
                Ok(known) => signals.retain(|signal| !known.contains(&signal.id)),
                Err(fault) => {
                    log::failure(
                        "an object could not be asked",
                        fault.detail.as_deref().unwrap_or(&fault.code),
                    );
                }
            }
        }
        signals
    }

    /// Raises the rules about silence, where this object watches for all of the project. Gives when the
    /// next one is due.
    async fn look_for_silence(&self, now: UnixMillis) -> Result<Option<UnixMillis>, Fault> {
        let (others, since) = {
            let rules = self.rules.borrow();
            let watch = rules.watch().filter(|_| rules.silence_rules().next().is_some());
            let Some(watch) = watch else { return Ok(None) };
            (watch.others.clone().unwrap_or_default(), watch.since)
        };
        let mut last = self.last_arrival(now)?.map_or(since, |last| last.max(since));
        for name in others {
            let other = stub::request(&stub::project(&self.env, &name)?, &ReadLastArrival {}).await?;
            last = other.map_or(last, |other| last.max(other));
        }
        self.whole(|sql| store::raise_silence(sql, &self.rules.borrow(), last, now))
    }

    /// When the night's work is due, where that is later than now.
    pub(super) fn postponed_night(&self, now: UnixMillis) -> worker::Result<Option<UnixMillis>> {
        let night = self.sql().and_then(|sql| Ok(store::postponed_night(&sql)?));
        Ok(night.map_err(to_worker_error)?.filter(|night| now < *night))
    }

    /// Sets the alarm for the night's work, or for alerts where those come first.
    pub(super) async fn set_alarm(
        &self,
        night: UnixMillis,
        alerts: Option<UnixMillis>,
    ) -> worker::Result<()> {
        let sql = self.sql().map_err(to_worker_error)?;
        // A turn may have raised something while this alarm rang.
        let has_more = store::waiting_signals(&sql, 1).map_err(|error| to_worker_error(error.into()))?.1 > 0;
        let alerts = if has_more { Some(alerts.unwrap_or_else(clock::now)) } else { alerts };
        let first = alerts.filter(|alerts| *alerts < night);
        store::postpone_night(&sql, first.map(|_| night)).map_err(|error| to_worker_error(error.into()))?;
        alarm::set(&self.state.storage(), first.unwrap_or(night)).await
    }
}
