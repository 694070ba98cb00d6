//! End to end, by area: real browsers and real requests against the real collector.

#![allow(clippy::disallowed_methods)]

mod api;
mod batch;
mod carried;
mod client;
mod command;
mod consent;
mod crash;
mod crash_phases;
mod deleted;
mod demo;
mod early;
mod engines;
mod fallback;
mod frameworks;
mod hostile;
mod hostile_page;
mod issues;
mod leaving;
mod limits;
mod metrics;
mod midnight;
mod node;
mod offline;
mod on_event;
mod package;
mod pages;
mod privacy;
mod real_reports;
mod refusals;
mod reports;
mod salt;
mod script_error;
mod storage;
mod storm;
mod trackx;
mod trap;
mod two_days;
mod workers;
