//! The glue between a project's Durable Object and what it can be asked.

use std::cell::{Cell, OnceCell};

use corncrake_core::time::UtcDay;
use worker::{DurableObject, Env, Request, Response, Result, SqlStorage, State, durable_object};

use super::{turn, write};
use crate::{
    clock,
    fault::Fault,
    objects::{Destroy, ListIssues, Question, ReadHours, ReadIssue, ReadOutcomes, Write},
    store,
};

/// A project: its issues, events and sessions.
#[durable_object(alarm)]
pub struct Project {
    state: State,
    ready: OnceCell<()>,
    /// The newest day whose end is set as an alarm.
    armed: Cell<Option<UtcDay>>,
    /// Isolates may believe in a deleted project for some seconds more, and must not make it
    /// anew. Memory is enough: who was evicted was idle for longer than that.
    destroyed: Cell<bool>,
}

impl DurableObject for Project {
    fn new(state: State, _env: Env) -> Self {
        Self { state, ready: OnceCell::new(), armed: Cell::new(None), destroyed: Cell::new(false) }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let question = Question::read(request).await?;
        if question.is::<Destroy>() {
            return self.destroy().await;
        }
        if self.destroyed.get() {
            return Response::from_json(&Err::<(), _>(Fault::deleted()));
        }
        self.arm(clock::now().day()).await?;
        question
            .on(|Write { delivery }| {
                let sql = self.sql()?;
                turn::whole(&self.state.storage(), || Ok(write::write(&sql, &delivery)?)).map(drop)
            })
            .or_else(|| {
                question.on(|ListIssues { noise, after, limit }| {
                    Ok(store::issues(&self.sql()?, noise, after, limit)?)
                })
            })
            .or_else(|| {
                question.on(|ReadIssue { id }| {
                    let sql = self.sql()?;
                    let Some(issue) = store::issue(&sql, id)? else { return Ok(None) };
                    Ok(Some((issue, store::latest_event(&sql, id)?)))
                })
            })
            .or_else(|| question.on(|ReadHours { from }| Ok(store::hours(&self.sql()?, from)?)))
            .or_else(|| question.on(|ReadOutcomes { from }| Ok(store::outcomes(&self.sql()?, from)?)))
            .unwrap_or_else(|| question.unknown())
    }

    /// Midnight: the hashes of the day that ended are forgotten, whether or not anybody comes.
    async fn alarm(&self) -> Result<Response> {
        if self.destroyed.get() {
            return Response::empty();
        }
        let forget = || -> std::result::Result<(), Fault> {
            Ok(store::forget_before(&self.sql()?, clock::now().day())?)
        };
        forget().map_err(|fault| worker::Error::RustError(fault.message))?;
        Response::empty()
    }
}

impl Project {
    /// Begins a day before anything of it is written: the hashes of the last one go at once,
    /// since the next alarm replaces one that is due and has not come yet.
    async fn arm(&self, day: UtcDay) -> Result<()> {
        if self.armed.get().is_none_or(|armed| armed < day) {
            let begin = || -> std::result::Result<(), Fault> {
                let sql = self.sql()?;
                if store::newest_day(&sql)?.is_none_or(|newest| newest < day) {
                    store::forget_before(&sql, day)?;
                }
                Ok(())
            };
            begin().map_err(|fault| worker::Error::RustError(fault.message))?;
            self.state.storage().set_alarm(day.next().start().0).await?;
            self.armed.set(Some(day));
        }
        Ok(())
    }

    async fn destroy(&self) -> Result<Response> {
        self.destroyed.set(true);
        let storage = self.state.storage();
        storage.delete_alarm().await?;
        storage.delete_all().await?;
        Response::from_json(&Ok::<(), Fault>(()))
    }

    fn sql(&self) -> std::result::Result<SqlStorage, Fault> {
        let sql = self.state.storage().sql();
        if self.ready.get().is_none() {
            store::schema::migrate(&sql, store::schema::PROJECT)?;
            let _ = self.ready.set(());
        }
        Ok(sql)
    }
}
