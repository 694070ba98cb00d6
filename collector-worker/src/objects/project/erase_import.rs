//! Erasing and importing in a project's object. Each request is one turn, and bounded.

use corncrake_store as store;
use corncrake_store::EraseMode;
use worker::{Response, Storage};

use crate::{
    http::error::Fault,
    objects::{
        incoming_request::IncomingRequest,
        rpc::{BeginImport, CompactIndex, EndImport, EraseEvent, EraseReceipt, FindSpan, FindText, PutLines},
    },
    platform::{sqlite::Sqlite, transaction},
};

/// Erases, where that is asked; each turn as a whole.
pub(crate) fn erase(
    request: &IncomingRequest,
    storage: &Storage,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    request
        .on(|EraseEvent { issue, number }| {
            let sql = sql()?;
            transaction::run(storage, || Ok(store::erase_event(&sql, issue, number)?))
        })
        .or_else(|| {
            request.on(|EraseReceipt { erased }| {
                let sql = sql()?;
                transaction::run(storage, || Ok(store::erase_receipt(&sql, &erased)?))
            })
        })
        .or_else(|| {
            request.on(|FindText { text, from }| {
                Ok(store::erase_text_step(&sql()?, &text, from, EraseMode::Find)?)
            })
        })
        .or_else(|| {
            request.on(|FindSpan { from, to, after }| Ok(store::first_seen_in(&sql()?, (from, to), after)?))
        })
        .or_else(|| {
            request.on(|CompactIndex {}| {
                let sql = sql()?;
                transaction::run(storage, || Ok(store::compact_index(&sql)?))
            })
        })
}

/// Takes an export, where that is asked; each turn as a whole. `has_room` says whether the
/// database may grow.
pub(crate) fn import(
    request: &IncomingRequest,
    storage: &Storage,
    has_room: bool,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    request
        .on(|BeginImport { id }| {
            let sql = sql()?;
            transaction::run(storage, || Ok(store::begin_import(&sql, &id)?))
        })
        .or_else(|| {
            request.on(|PutLines { id, lines }| {
                if !has_room {
                    let message = "the project's storage is full; what was imported so far stays";
                    return Err(Fault::new(507, "full", message));
                }
                let sql = sql()?;
                transaction::run(storage, || Ok(store::put_lines(&sql, &id, &lines)?))
            })
        })
        .or_else(|| {
            request.on(|EndImport { id, after }| {
                let sql = sql()?;
                transaction::run(storage, || Ok(store::finish_import(&sql, &id, after)?))
            })
        })
}
