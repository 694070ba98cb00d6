//! The collector: takes events in, keeps them, shows them. A Cloudflare Worker in Rust.
//!
//! The stateless part (`fetch`) validates, scrubs, hashes, groups and renders; the Durable
//! Objects store. An IP address or a User-Agent never leaves the request that carried it.

mod actions;
mod address;
mod agent;
mod allowance;
mod answer;
mod api;
mod auth;
mod body;
mod bots;
mod change;
mod client_ip;
mod clock;
mod decisions;
mod desk;
mod directory;
mod encoding;
mod engine;
mod erasure;
mod fault;
mod files;
mod form;
mod health;
mod ingest;
mod log;
mod maintenance;
mod metrics;
mod notice;
mod objects;
mod own_pages;
mod pages;
mod platform;
mod project;
mod random;
mod reported;
mod router;
mod rules;
mod salt;
mod series;
mod serve;
mod settings;
mod sources;
mod spread;
mod transfer;
mod variable;
mod visitor;

pub use directory::Directory;
pub use project::Project;
pub use salt::Salt;
pub use sources::Sources;

use worker::{Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    serve::serve(request, &env).await
}

/// The cron trigger of the edge.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if let Err(fault) = maintenance::run(maintenance::Whom::InTurn, &env).await {
        log::failure("the day could not be begun", fault.detail.as_deref().unwrap_or(&fault.message));
    }
}
