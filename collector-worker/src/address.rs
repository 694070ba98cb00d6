//! The address of a request, as its headers tell it.
//!
//! `Host` and a proxy's `X-Forwarded-Proto` are somebody else's words: where they make no
//! address, the request is refused, and the error must not carry them into a log.

use worker::{Request, Url};

use crate::fault::Fault;

/// The whole address.
pub(crate) fn url(request: &Request) -> Result<Url, Fault> {
    request.url().map_err(|_| {
        Fault::bad_request("bad_address", "Host and X-Forwarded-Proto must name one host and one scheme")
    })
}

/// A query parameter.
pub(crate) fn parameter(request: &Request, name: &str) -> Result<Option<String>, Fault> {
    let url = url(request)?;
    Ok(url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned()))
}
