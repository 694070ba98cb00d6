//! Alerts: rules, destinations, the signals that a project raises, and what is sent.
//!
//! A signal says what a page would show, scrubbed already; never a country, a session or an address.

pub mod delivery;
pub mod destination;
pub mod message;
pub mod rule;
pub mod schedule;
pub mod settings;
pub mod signal;
