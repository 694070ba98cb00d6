//! Sentry's wire format, as its SDKs of every language send it: envelopes of items, the older single
//! event, and what stands around them (develop.sentry.dev, `data-model/envelopes`).
//!
//! What is read of an event is a list of fields: what is not on it never leaves this folder, however an
//! SDK was set up. Nothing here fails because of a field: one that is not what it should be is absent.

pub mod auth;
mod breadcrumbs;
pub mod client_report;
mod context;
mod envelope;
mod event;
mod exception;
mod feedback;
mod fields;
mod frames;
pub mod item;
mod language;
pub mod limits;
mod server_sessions;
mod session;
mod source;
#[cfg(test)]
mod tests;

pub use context::SenderNames;
pub use envelope::{Envelope, EnvelopeItem, event_id};
pub use event::{SentryEvent, decode};
pub use feedback::decode as decode_feedback;
pub use server_sessions::{ServerSessions, decode as decode_server_sessions};
pub use session::{SessionUpdate, decode as decode_session};
