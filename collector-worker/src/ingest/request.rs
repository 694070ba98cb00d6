//! The checks of every ingest request: no query, and the media type of a client.

use worker::Request;

use crate::http::{body, error::Fault, url};

/// Media types of what clients send: JSON, and the text that needs no preflight.
const CLIENT_MEDIA_TYPES: [&str; 2] = ["application/json", "text/plain"];

/// Refuses a query. The address was found to be one before (`serve`).
pub(crate) fn reject_query(request: &Request) -> Result<(), Fault> {
    if !url::has_query(&request.inner().url()) {
        return Ok(());
    }
    Err(Fault::bad_request("unknown_parameter", "this address takes no query parameters"))
}

/// What both forms of a client's message must be sent as.
pub(crate) fn require_client_media_type(request: &Request) -> Result<(), Fault> {
    if CLIENT_MEDIA_TYPES.contains(&body::media_type(request)?.as_str()) {
        return Ok(());
    }
    let message = "Content-Type must be application/json or text/plain";
    Err(Fault::new(415, "unsupported_media_type", message))
}
