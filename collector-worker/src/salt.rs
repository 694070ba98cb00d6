//! The salt's life: made once for a UTC day, shared by every part of the collector,
//! destroyed when the day ends.
//!
//! It lives in this object's memory and nowhere else. SQLite-backed objects and D1 keep
//! thirty days of point-in-time recovery, so a salt written there is not destroyed when it
//! is deleted; this one is never written at all. If the object is evicted or the process
//! ends, the day goes on with a new salt and its visitors are counted once more: that is
//! what is lost, and it is the right thing to lose.

use std::cell::{Cell, RefCell};

use corncrake_core::{session::SALT_BYTES, time::UtcDay};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::{
    clock,
    fault::Fault,
    objects::{self, Question, SaltOf},
    random,
};

type DaysSalt = Option<(UtcDay, [u8; SALT_BYTES])>;

/// The keeper of today's salt.
#[durable_object(alarm)]
pub struct Salt {
    state: State,
    salt: RefCell<DaysSalt>,
}

impl DurableObject for Salt {
    fn new(state: State, _env: Env) -> Self {
        Self { state, salt: RefCell::new(None) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let question = Question::read(request).await?;
        let today = clock::now().day();
        // The alarm at midnight destroys the salt even where nobody asks for the next one.
        self.state.storage().set_alarm(today.next().start().0).await?;
        question.on(|SaltOf { day }| Ok(self.salt_of(day))).unwrap_or_else(|| question.unknown())
    }

    async fn alarm(&self) -> Result<Response> {
        let today = clock::now().day();
        self.salt.borrow_mut().take_if(|(day, _)| *day < today);
        Response::empty()
    }
}

impl Salt {
    /// The salt of a day, or of the newest one where that day is over: who comes with the
    /// last second of yesterday is hashed with the salt of today.
    fn salt_of(&self, day: UtcDay) -> (UtcDay, [u8; SALT_BYTES]) {
        let mut kept = self.salt.borrow_mut();
        match *kept {
            Some((newest, salt)) if newest >= day => (newest, salt),
            _ => *kept.insert((day, random::bytes())),
        }
    }
}

thread_local! {
    /// This isolate's copy, so that the keeper is asked once a day and not once an event.
    static COPY: Cell<DaysSalt> = const { Cell::new(None) };
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
