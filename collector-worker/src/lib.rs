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

use worker::{Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, event};

use crate::{platform::log, service::maintenance};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    serve::serve(request, &env).await
}

/// The cron trigger of the edge.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if let Err(fault) = maintenance::run(maintenance::MaintenanceScope::InTurn, &env).await {
        log::failure("the day could not be begun", fault.detail.as_deref().unwrap_or(&fault.message));
    }
}
