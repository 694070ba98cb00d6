//! Alerts, to receivers on this machine: what goes out, how often, and what becomes of what does not
//! arrive.

mod clock;
mod crash;
mod email;
mod failures;
mod pages;
mod personal;
mod release_notes;
mod services;
mod shards;
mod signals;
