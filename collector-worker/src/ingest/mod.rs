//! The stateless way in, `/v1/:key/...` and Sentry's addresses: one file an endpoint, one pipeline behind all.
//!
//! An endpoint checks the key, the query, the sender and the media type, and has a decoder
//! of `core` read the body. `pipeline` does the rest: scrub, hash the session, parse, group,
//! and hand one delivery to the project's object, which stores. The answer comes after the
//! write. Another wire format is one more endpoint here and one more decoder in `core`.

mod batch;
pub(crate) mod bots;
mod counted;
mod debug_ids;
mod event;
mod installation;
mod location;
pub(crate) mod parse;
mod ping;
mod pipeline;
mod refusals;
mod report;
mod report_labels;
pub(crate) mod request;
mod sentry;
mod usage;
pub(crate) mod user_agent;
pub(crate) mod visitor;
mod vitals;

pub(crate) use batch::batch;
pub(crate) use event::event;
pub(crate) use installation::installation;
pub(crate) use ping::ping;
pub(crate) use refusals::{count as count_refusal, note as note_refusal};
pub(crate) use report::report;
pub(crate) use sentry::{fault_answer as fault_to_sdk, finish as finish_for_sdk, sentry};
pub(crate) use usage::usage;
pub(crate) use vitals::vitals;
