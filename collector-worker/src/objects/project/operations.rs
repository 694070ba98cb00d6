//! Runs the operations of an object's journal (`corncrake_store::operation`): it notes them,
//! carries them out turn by turn, and finishes what is committed before any other request is
//! answered.

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use corncrake_core::time::UnixMillis;
use corncrake_store as store;
use worker::{Delay, Env, Response, Storage};

use crate::{
    http::error::Fault,
    objects::{
        incoming_request::IncomingRequest,
        rpc::{
            CommitOperation, IsCommitted, ListForOperation, PrepareOperation, ReserveOperation, RunOperation,
        },
        stub,
    },
    platform::{alarm, clock, sqlite::Sqlite, transaction},
};

/// How long an operation may take from its begin until it counts: an erasure has to count first.
const RESERVED_MS: i64 = 60_000;
/// How soon what was begun is looked at again where nobody comes: longer than it usually takes.
const LOOK_AGAIN_MS: i64 = 30_000;

/// What an object knows of operations beside its journal.
#[derive(Default)]
pub(crate) struct OperationRunner {
    /// Whether there may be one to finish; nothing where that was not looked up.
    may_be_unfinished: Cell<Option<bool>>,
    /// The one that is next, and since when.
    reserved: RefCell<Option<(String, UnixMillis)>>,
}

impl OperationRunner {
    /// Finishes what counts, so that no answer shows half of it.
    pub(crate) async fn finish_before(
        &self,
        request: &IncomingRequest,
        env: &Env,
        storage: &Storage,
        sql: impl Fn() -> Result<Sqlite, Fault>,
    ) -> Result<(), Fault> {
        let is_of_operations = request.is::<ReserveOperation>()
            || request.is::<ListForOperation>()
            || request.is::<CommitOperation>()
            || request.is::<IsCommitted>()
            || request.is::<RunOperation>();
        if is_of_operations {
            return Ok(());
        }
        self.finish(env, storage, sql).await
    }

    /// Finishes what counts.
    pub(crate) async fn finish(
        &self,
        env: &Env,
        storage: &Storage,
        sql: impl Fn() -> Result<Sqlite, Fault>,
    ) -> Result<(), Fault> {
        if self.may_be_unfinished.get() == Some(false) {
            return Ok(());
        }
        let Some(operation) = store::unfinished(&sql()?)? else {
            self.may_be_unfinished.set(Some(false));
            return Ok(());
        };
        if operation.is_open {
            return Ok(());
        }
        if let Some(first) = &operation.ask {
            let ask = IsCommitted { id: operation.id.clone() };
            if !stub::request(&stub::project(env, first)?, &ask).await? {
                return Ok(());
            }
        }
        while self.run(&operation.id, storage, &sql)?.is_none() {
            // Events arrive between the turns.
            Delay::from(Duration::ZERO).await;
        }
        Ok(())
    }

    fn run(
        &self,
        id: &str,
        storage: &Storage,
        sql: impl Fn() -> Result<Sqlite, Fault>,
    ) -> Result<Option<String>, Fault> {
        let sql = sql()?;
        transaction::run(storage, || Ok(store::run_operation(&sql, id)?))
    }

    /// Whether this may be the next operation.
    fn reserve(&self, id: String, now: UnixMillis) -> bool {
        let mut reserved = self.reserved.borrow_mut();
        let is_free =
            reserved.as_ref().is_none_or(|(_, since)| now.0.abs_diff(since.0) >= RESERVED_MS as u64);
        if is_free {
            *reserved = Some((id, now));
        }
        is_free
    }

    /// Answers a question about operations, where it is one.
    pub(crate) async fn answer(
        &self,
        request: &IncomingRequest,
        storage: &Storage,
        sql: impl Fn() -> Result<Sqlite, Fault>,
    ) -> worker::Result<Option<worker::Result<Response>>> {
        let answer = request
            .on(|ReserveOperation { id, now }| Ok(self.reserve(id, now)))
            .or_else(|| {
                request.on(|PrepareOperation { id, operation, first }| {
                    let sql = sql()?;
                    self.may_be_unfinished.set(Some(true));
                    transaction::run(storage, || Ok(store::prepare(&sql, &id, &operation, &first)?))
                })
            })
            .or_else(|| {
                request.on(|ListForOperation { id, issues }| {
                    let sql = sql()?;
                    transaction::run(storage, || Ok(store::list_issues(&sql, &id, &issues)?))
                })
            })
            .or_else(|| {
                request.on(|CommitOperation { id }| {
                    let is_next = self.reserved.borrow().as_ref().is_some_and(|(next, _)| *next == id);
                    self.reserved.replace(None);
                    Ok(is_next && store::commit(&sql()?, &id)?)
                })
            })
            .or_else(|| request.on(|IsCommitted { id }| Ok(store::is_committed(&sql()?, &id)?)))
            .or_else(|| request.on(|RunOperation { id }| self.run(&id, storage, &sql)));
        if request.is::<PrepareOperation>() {
            let soon = UnixMillis(clock::now().0.saturating_add(LOOK_AGAIN_MS));
            alarm::set(storage, soon).await?;
        }
        Ok(answer)
    }
}
