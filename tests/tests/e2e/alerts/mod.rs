//! Alerts, to receivers on this machine: what goes out, how often, and what becomes of what does not
//! arrive.

mod crash;
mod email;
mod failures;
mod pages;
mod services;
mod shards;
mod signals;
