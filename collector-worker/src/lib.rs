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
mod clock;
mod country;
mod decisions;
mod delivery;
mod desk;
mod directory;
mod engine;
mod erasure;
mod fault;
mod files;
mod form;
mod hex;
mod ingest;
mod log;
mod metrics;
mod notice;
mod objects;
mod own_pages;
mod pages;
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
mod store;
mod transfer;
mod variable;
mod visitor;

pub use directory::Directory;
pub use project::Project;
pub use salt::Salt;
pub use sources::Sources;

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    serve::serve(request, &env).await
}
