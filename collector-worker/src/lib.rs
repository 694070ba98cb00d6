//! The collector: receives events, stores them, shows them. A Cloudflare Worker in Rust.
//!
//! The stateless part (`fetch`) validates, scrubs, hashes, groups and renders; the Durable
//! Objects store. An IP address or a User-Agent never leaves the request that carried it.

mod access_log;
mod api;
mod auth;
mod destinations;
mod dispatch;
pub(crate) mod http;
mod ingest;
mod objects;
mod pages;
mod platform;
pub(crate) mod projects;
mod refusal_notes;
mod route;
mod router;
pub(crate) mod self_reporting;
mod serve;
pub(crate) mod service;
pub(crate) mod shards;

pub use objects::directory::Directory;
pub use objects::outbox::Outbox;
pub use objects::project::Project;
pub use objects::salt::Salt;
pub use objects::source_maps::Sources;

use std::{
    future::Future,
    task::{Context, Poll, Waker},
};

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::{
    Env, Request, ScheduleContext, ScheduledEvent, event, js_sys::Promise,
    wasm_bindgen_futures::future_to_promise, web_sys,
};

use crate::{platform::log, service::maintenance};

/// Answers a request: with the answer where nothing has to be waited for, and else with a promise of it.
#[wasm_bindgen]
pub fn answer(request: web_sys::Request, env: Env) -> JsValue {
    let mut answer = Box::pin(async move {
        let answer = serve::serve(Request::from(request), &env).await.map_err(JsValue::from)?;
        answer.into_js().map(JsValue::from)
    });
    match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(answer)) => answer,
        Poll::Ready(Err(error)) => Promise::reject(&error).into(),
        Poll::Pending => future_to_promise(answer).into(),
    }
}

/// The cron trigger of the edge.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if let Err(fault) = maintenance::run(maintenance::MaintenanceScope::InTurn, &env).await {
        log::failure("the day could not be begun", fault.detail.as_deref().unwrap_or(&fault.message));
    }
}
