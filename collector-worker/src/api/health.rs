//! `/health`: whether the collector can store, and the warnings for its operator.
//!
//! The route is open to everybody, so that it must cost nothing: the result of one write answers
//! all requests of some seconds.

use std::cell::Cell;

use corncrake_core::time::UnixMillis;
use serde_json::{Value, json};
use worker::Env;

use crate::{
    http::{Response, error::Fault, response},
    platform::{
        clock,
        warning::{self, Warning},
    },
    projects,
};

/// Milliseconds for which a write of this isolate proves that the collector can store.
const PROVES_FOR_MS: u64 = 5_000;

thread_local! {
    static PROVEN: Cell<Option<UnixMillis>> = const { Cell::new(None) };
}

/// 200 where the directory's database took a write, and no other write failed since because the
/// disk was full.
pub(crate) async fn answer(env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    if warning::is_active(Warning::DiskFull, now) {
        let message = "the collector's disk is full; nothing can be stored";
        return Err(Fault::new(503, Warning::DiskFull.code(), message));
    }
    if PROVEN.get().is_none_or(|at| now.0.abs_diff(at.0) >= PROVES_FOR_MS) {
        // Before the answer is there: another request meanwhile waits for nothing.
        let before = PROVEN.replace(Some(now));
        if let Err(fault) = projects::check_writable(env).await {
            PROVEN.set(before);
            return Err(Fault { status: 503, ..fault });
        }
    }
    let warnings: Vec<Value> = warning::active(now)
        .into_iter()
        .map(|warning| json!({ "code": warning.code(), "message": warning.text() }))
        .collect();
    response::json(200, &json!({ "status": "ok", "warnings": warnings }))
}
