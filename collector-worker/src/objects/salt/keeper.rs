//! The keeper of today's salt, of which a collector has one.

use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use corncrake_core::time::{UnixMillis, UtcDay};
use corncrake_model::clock_skew;
use corncrake_store::schema;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::{
    copy::{self, DaysSalt},
    halves::{self, SaltHalves},
};
use crate::{
    http::error::Fault,
    objects::{
        incoming_request::{IncomingRequest, answer, refuse},
        rpc::{EndSalt, SaltOf, SaltRequest},
    },
    platform::{alarm, clock, sqlite::Sqlite},
};

/// The keeper's object.
#[durable_object(alarm)]
pub struct Salt {
    state: State,
    env: Env,
    salt: RefCell<Option<DaysSalt>>,
    ready: OnceCell<()>,
}

impl DurableObject for Salt {
    fn new(state: State, env: Env) -> Self {
        Self { state, env, salt: RefCell::new(None), ready: OnceCell::new() }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let request = IncomingRequest::read(request).await?.parse();
        let now = clock::now();
        self.forget_past(now);
        // The salt of a day that is over here is gone, whatever the asker's clock says.
        let day =
            |asked: UtcDay| if clock_skew::is_ahead(asked, now) { now.day() } else { asked.max(now.day()) };
        match request {
            Ok(SaltRequest::EndSalt(ask)) => {
                let ended = self.end_past_days(now).await;
                answer(ask, |EndSalt {}| ended)
            }
            Ok(SaltRequest::MakeSalt(ask)) => {
                let made = self.salt_of(day(ask.day)).await;
                answer(ask, |_| made.map(|salt| copy::keep(&salt)))
            }
            // The answer borrows the salt, so that no copy of it is left in memory.
            Ok(SaltRequest::SaltOf(SaltOf { day: asked })) => {
                let salt = self.salt_of(day(asked)).await;
                Response::from_json(&salt.as_ref().map(|(day, salt)| (day, &***salt)))
            }
            Err(fault) => refuse(fault),
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let ended = self.end_past_days(clock::now()).await;
        ended.map_err(|fault| worker::Error::RustError(fault.detail.unwrap_or(fault.message)))?;
        Response::empty()
    }
}

impl Salt {
    /// Destroys what is left of days that are over: the salt in memory, and the halves. Says
    /// whether there is a salt of today, by which its hashes are still known.
    async fn end_past_days(&self, now: UnixMillis) -> Result<bool, Fault> {
        self.forget_past(now);
        copy::forget_past(now);
        let today = now.day();
        let mut is_there = self.in_memory(today).is_some();
        if let Some(halves) = self.halves()? {
            halves.destroy_all_but(today).await?;
            is_there = is_there || halves.find(today).await?.is_some();
        }
        if is_there {
            self.arm(today).await?;
        }
        Ok(is_there)
    }

    /// Drops the salt, where its day is over.
    fn forget_past(&self, now: UnixMillis) {
        let past = self.salt.borrow_mut().take_if(|salt| copy::is_past(salt, now));
        if past.is_some() {
            drop(past);
            copy::wipe_stack();
        }
    }

    /// The alarm at midnight destroys the salt even where nobody asks for the next one.
    async fn arm(&self, day: UtcDay) -> Result<(), Fault> {
        let (storage, midnight) = (self.state.storage(), day.next().start());
        if alarm::get(&storage).await? != Some(midnight) {
            alarm::set(&storage, midnight).await?;
        }
        Ok(())
    }

    /// The salt of a day, or of the newest one where that day is over: a visitor of
    /// the last second of yesterday is hashed with the salt of today.
    async fn salt_of(&self, day: UtcDay) -> Result<DaysSalt, Fault> {
        if let Some(kept) = self.in_memory(day) {
            return Ok(kept);
        }
        self.arm(day).await?;
        let found = match self.halves()? {
            Some(halves) => halves.find(day).await?,
            None => None,
        };
        if let Some(kept) = self.in_memory(day) {
            return Ok(kept); // somebody else was quicker, while this one waited
        }
        let (salt, new) = match (found, self.halves()?) {
            (Some(salt), _) => (salt, None),
            (None, None) => (copy::random_salt(), None),
            (None, Some(halves)) => {
                let (salt, half) = halves.make(day)?;
                (salt, Some((halves, half)))
            }
        };
        let kept = self.salt.borrow_mut().insert((day, salt)).clone();
        if let Some((halves, half)) = new {
            halves.put(day, half).await;
        }
        Ok(kept)
    }

    fn in_memory(&self, day: UtcDay) -> Option<DaysSalt> {
        self.salt
            .borrow()
            .as_ref()
            .filter(|(newest, _)| *newest >= day)
            .map(|(d, salt)| (*d, Rc::clone(salt)))
    }

    /// The places of the halves, where the collector has them.
    fn halves(&self) -> Result<Option<SaltHalves<Sqlite>>, Fault> {
        let Some(kv) = halves::kv_store(&self.env) else { return Ok(None) };
        let sql = Sqlite::of(&self.state.storage());
        if self.ready.get().is_none() {
            schema::migrate(&sql, schema::SALT)?;
            let _ = self.ready.set(());
        }
        Ok(Some(SaltHalves { sql, kv }))
    }
}
