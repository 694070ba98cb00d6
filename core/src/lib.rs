//! What both ends of Corncrake agree on: the event, its wire forms, what is scrubbed
//! from it, how its stack is read, how it is grouped and how a session is hashed.
//!
//! It knows no clock, no randomness, no JavaScript, no HTTP and no SQL: all of these are
//! arguments. It must never fail on what it is given, and it never panics.

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

extern crate alloc;

pub mod breadcrumbs;
pub mod event;
pub mod group;
pub mod histogram;
pub mod ids;
pub mod installation_noise;
pub mod json;
pub mod laplace;
pub mod limit;
#[cfg(test)]
mod linear;
pub mod noise;
pub mod origin;
pub mod outbox;
pub mod project_limits;
pub mod receipt;
pub mod release;
pub mod report;
pub mod scrub;
pub mod session;
pub mod stack;
pub mod status;
mod steps;
pub mod time;
pub mod usage_list;
pub mod usage_noise;
pub mod vitals;
pub mod wire;
pub mod words;
