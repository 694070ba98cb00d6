//! Erasing and importing in a project's object. Each request is one turn, and bounded.

use corncrake_store as store;
use corncrake_store::EraseMode;
use worker::{Response, Storage};

use crate::{
    http::error::Fault,
    objects::{
        incoming_request::answer,
        rpc::{
            BeginImport, CompactIndex, EndImport, EraseEvent, EraseReceipt, EraseRequest, FindSpan, FindText,
            ImportRequest, PutLines,
        },
    },
    platform::{sqlite::Sqlite, transaction},
};

/// Erases; each turn as a whole.
pub(crate) fn erase(
    request: EraseRequest,
    storage: &Storage,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> worker::Result<Response> {
    match request {
        EraseRequest::EraseEvent(ask) => answer(ask, |EraseEvent { issue, number }| {
            let sql = sql()?;
            transaction::run(storage, || Ok(store::erase_event(&sql, issue, number)?))
        }),
        EraseRequest::EraseReceipt(ask) => answer(ask, |EraseReceipt { erased }| {
            let sql = sql()?;
            transaction::run(storage, || Ok(store::erase_receipt(&sql, &erased)?))
        }),
        EraseRequest::FindText(ask) => answer(ask, |FindText { text, from }| {
            Ok(store::erase_text_step(&sql()?, &text, from, EraseMode::Find)?)
        }),
        EraseRequest::FindSpan(ask) => {
            answer(ask, |FindSpan { from, to, after }| Ok(store::first_seen_in(&sql()?, (from, to), after)?))
        }
        EraseRequest::CompactIndex(ask) => answer(ask, |CompactIndex {}| {
            let sql = sql()?;
            transaction::run(storage, || Ok(store::compact_index(&sql)?))
        }),
    }
}

/// Takes an export; each turn as a whole. `has_room` says whether the database may grow.
pub(crate) fn import(
    request: ImportRequest,
    storage: &Storage,
    has_room: bool,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> worker::Result<Response> {
    match request {
        ImportRequest::BeginImport(ask) => answer(ask, |BeginImport { id }| {
            let sql = sql()?;
            transaction::run(storage, || Ok(store::begin_import(&sql, &id)?))
        }),
        ImportRequest::PutLines(ask) => answer(ask, |PutLines { id, lines }| {
            if !has_room {
                let message = "the project's storage is full; what was imported so far stays";
                return Err(Fault::new(507, "full", message));
            }
            let sql = sql()?;
            transaction::run(storage, || Ok(store::put_lines(&sql, &id, &lines)?))
        }),
        ImportRequest::EndImport(ask) => answer(ask, |EndImport { id, after }| {
            let sql = sql()?;
            transaction::run(storage, || Ok(store::finish_import(&sql, &id, after)?))
        }),
    }
}
