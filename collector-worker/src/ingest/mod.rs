//! The stateless way in, `/v1/:key/...`: one file an endpoint, one pipeline behind all.
//!
//! An endpoint checks the key, the query, the sender and the media type, and has a decoder
//! of `core` read the body. `pipeline` does the rest: scrub, hash the session, parse, group,
//! and hand one delivery to the project's object, which stores. The answer comes after the
//! write. Another wire format is one more endpoint here and one more decoder in `core`.

mod batch;
mod event;
mod ping;
mod pipeline;
mod reading;
mod refusals;
mod report;

pub(crate) use batch::batch;
pub(crate) use event::event;
pub(crate) use ping::ping;
pub(crate) use refusals::note as note_refusal;
pub(crate) use report::report;

use worker::Request;

use crate::{address, body, fault::Fault};

/// Media types of what clients send: JSON, and the text that needs no preflight.
const CLIENT_MEDIA_TYPES: [&str; 2] = ["application/json", "text/plain"];

fn no_query(request: &Request) -> Result<(), Fault> {
    match address::url(request)?.query() {
        None | Some("") => Ok(()),
        Some(_) => Err(Fault::bad_request("unknown_parameter", "this address takes no query parameters")),
    }
}

/// What both forms of a client's message must be sent as.
fn client_media_type(request: &Request) -> Result<(), Fault> {
    if CLIENT_MEDIA_TYPES.contains(&body::media_type(request)?.as_str()) {
        return Ok(());
    }
    let message = "Content-Type must be application/json or text/plain";
    Err(Fault::new(415, "unsupported_media_type", message))
}
