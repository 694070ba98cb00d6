//! End to end, by area: real browsers and real requests against the real collector.

#![allow(clippy::disallowed_methods)]

mod api;
mod client;
mod dashboard;
mod ingest;
mod package;
mod privacy;
mod reliability;
mod security;
