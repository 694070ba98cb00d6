//! The API: its shapes, what is decided and erased through it, and a project taken along.

mod deleted_project;
mod deploys;
mod erasure;
mod events;
mod export;
mod import;
mod issues;
mod jurisdiction;
mod manifest;
mod metrics;
mod privacy_page;
mod receipts;
mod rules;
mod shapes;
mod shards;
mod source_map_uploads;
mod triage;
