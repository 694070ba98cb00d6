//! End to end, by area: real browsers and real requests against the real collector.
//!
//! `cargo xtask test e2e WORD` runs the tests with a word in their folder, file or name.

#![allow(clippy::disallowed_methods)]

mod alerts;
mod api;
mod client;
mod dashboard;
mod ingest;
mod package;
mod people;
mod privacy;
mod reliability;
mod security;
mod sentry;
