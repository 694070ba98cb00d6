//! Measurements that people read: side by side in one run, printed as ratios, asserted by
//! nothing.

mod bill;
mod client;
mod collector;
mod dashboard;
mod ingest;
mod memory;
mod parse;
mod usage;
mod wrk;

pub(crate) use bill::bill;
pub(crate) use client::client;
pub(crate) use dashboard::dashboard;
pub(crate) use ingest::ingest;
pub(crate) use memory::memory;
pub(crate) use parse::parse;
