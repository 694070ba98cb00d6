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
        incoming_request::answer,
        rpc::{
            CommitOperation, IsCommitted, ListForOperation, OperationRequest, PrepareOperation, ProjectWork,
            ReserveOperation, RunOperation,
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
    /// Finishes what counts before a request is answered, so that no answer shows half of it. The requests
    /// that carry an operation out do not wait for it.
    pub(crate) async fn finish_before(
        &self,
        work: &ProjectWork,
        env: &Env,
        storage: &Storage,
        sql: impl Fn() -> Result<Sqlite, Fault>,
    ) -> Result<(), Fault> {
        match work {
            ProjectWork::Operation(
                OperationRequest::ReserveOperation(_)
                | OperationRequest::ListForOperation(_)
                | OperationRequest::CommitOperation(_)
                | OperationRequest::IsCommitted(_)
                | OperationRequest::RunOperation(_),
            ) => Ok(()),
            _ => self.finish(env, storage, sql).await,
        }
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

    /// Answers a request about operations.
    pub(crate) async fn answer(
        &self,
        request: OperationRequest,
        storage: &Storage,
        sql: impl Fn() -> Result<Sqlite, Fault>,
    ) -> worker::Result<Response> {
        let is_new = matches!(request, OperationRequest::PrepareOperation(_));
        let answered = match request {
            OperationRequest::ReserveOperation(ask) => {
                answer(ask, |ReserveOperation { id, now }| Ok(self.reserve(id, now)))
            }
            OperationRequest::PrepareOperation(ask) => {
                answer(ask, |PrepareOperation { id, operation, first }| {
                    let sql = sql()?;
                    self.may_be_unfinished.set(Some(true));
                    transaction::run(storage, || Ok(store::prepare(&sql, &id, &operation, &first)?))
                })
            }
            OperationRequest::ListForOperation(ask) => answer(ask, |ListForOperation { id, issues }| {
                let sql = sql()?;
                transaction::run(storage, || Ok(store::list_issues(&sql, &id, &issues)?))
            }),
            OperationRequest::CommitOperation(ask) => answer(ask, |CommitOperation { id }| {
                let is_next = self.reserved.borrow().as_ref().is_some_and(|(next, _)| *next == id);
                self.reserved.replace(None);
                Ok(is_next && store::commit(&sql()?, &id)?)
            }),
            OperationRequest::IsCommitted(ask) => {
                answer(ask, |IsCommitted { id }| Ok(store::is_committed(&sql()?, &id)?))
            }
            OperationRequest::RunOperation(ask) => {
                answer(ask, |RunOperation { id }| self.run(&id, storage, &sql))
            }
        };
        if is_new {
            let soon = UnixMillis(clock::now().0.saturating_add(LOOK_AGAIN_MS));
            alarm::set(storage, soon).await?;
        }
        answered
    }
}
