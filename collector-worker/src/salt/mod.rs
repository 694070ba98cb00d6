//! The salt's life: made once for a UTC day, shared by every part of the collector,
//! destroyed when the day ends.
//!
//! It is never written. Where the binding for it is there (at the edge, where idle objects
//! are evicted), two halves of it are kept in two places, so that it survives: see
//! `halves`. Where it is not (on one machine, where the runtime is told never to evict the
//! keeper), it lives in the keeper's memory and nowhere else, and is lost with the process:
//! the day goes on with a new salt, and its visitors are counted once more. That is the
//! right thing to lose.

mod halves;

use std::cell::{Cell, OnceCell, RefCell};

use corncrake_core::{session::SALT_BYTES, time::UtcDay};
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object};

use crate::{
    clock,
    fault::Fault,
    objects::{self, Question, SaltOf},
    platform::alarm,
    random, store,
};
use halves::Halves;

type DaysSalt = (UtcDay, [u8; SALT_BYTES]);

/// The keeper of today's salt.
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

    async fn fetch(&self, request: Request) -> Result<Response> {
        let question = Question::read(request).await?;
        let today = clock::now().day();
        // The alarm at midnight destroys the salt even where nobody asks for the next one.
        alarm::set(&self.state.storage(), today.next().start()).await?;
        let Some(SaltOf { day }) = question.read_as() else { return question.unknown() };
        // A day that is over here has no salt any more, whatever the asker's clock says.
        Response::from_json(&self.salt_of(day.max(today)).await)
    }

    async fn alarm(&self) -> Result<Response> {
        let today = clock::now().day();
        self.salt.borrow_mut().take_if(|(day, _)| *day < today);
        if let Some(halves) = self.halves().map_err(failed)? {
            halves.destroy_before(today).await.map_err(failed)?;
        }
        Response::empty()
    }
}

impl Salt {
    /// The salt of a day, or of the newest one where that day is over: who comes with the
    /// last second of yesterday is hashed with the salt of today.
    async fn salt_of(&self, day: UtcDay) -> std::result::Result<DaysSalt, Fault> {
        if let Some(kept) = self.kept(day) {
            return Ok(kept);
        }
        let Some(halves) = self.halves()? else { return Ok(self.keep(day, random::bytes())) };
        let found = halves.find(day).await?;
        if let Some(kept) = self.kept(day) {
            return Ok(kept); // somebody else was quicker, while this one waited
        }
        let (salt, new) = match found {
            Some(salt) => (salt, None),
            None => halves.make(day)?,
        };
        let kept = self.keep(day, salt);
        if let Some(half) = new {
            halves.put(day, half).await;
        }
        Ok(kept)
    }

    fn kept(&self, day: UtcDay) -> Option<DaysSalt> {
        self.salt.borrow().filter(|(newest, _)| *newest >= day)
    }

    fn keep(&self, day: UtcDay, salt: [u8; SALT_BYTES]) -> DaysSalt {
        *self.salt.borrow_mut().insert((day, salt))
    }

    /// The places of the halves, where the collector has them.
    fn halves(&self) -> std::result::Result<Option<Halves<SqlStorage>>, Fault> {
        let Some(kv) = halves::place(&self.env) else { return Ok(None) };
        let sql = self.state.storage().sql();
        if self.ready.get().is_none() {
            store::schema::migrate(&sql, store::schema::SALT)?;
            let _ = self.ready.set(());
        }
        Ok(Some(Halves { sql, kv }))
    }
}

fn failed(fault: Fault) -> worker::Error {
    worker::Error::RustError(fault.detail.unwrap_or(fault.message))
}

thread_local! {
    /// This isolate's copy, so that the keeper is asked once a day and not once an event.
    static COPY: Cell<Option<DaysSalt>> = const { Cell::new(None) };
}

/// The salt of a day, from the copy or from the keeper.
pub(crate) async fn of(day: UtcDay, env: &Env) -> std::result::Result<[u8; SALT_BYTES], Fault> {
    if let Some((copied, salt)) = COPY.get() {
        if copied >= day {
            return Ok(salt);
        }
        COPY.set(None); // yesterday's must not outlive its day because the keeper is slow
    }
    let (newest, salt) = objects::ask(&objects::salt(env)?, &SaltOf { day }).await?;
    if COPY.get().is_none_or(|(copied, _)| copied < newest) {
        COPY.set(Some((newest, salt)));
    }
    Ok(salt)
}
