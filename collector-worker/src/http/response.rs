//! Answers: every response the collector gives is made here, with the headers it needs.

use futures_util::TryStream;
use maud::Markup;
use serde::Serialize;
use worker::ResponseBody;

use super::{
    encoding,
    error::Fault,
    outgoing::{Body, Response},
};

/// What our own pages may load: our own files, and the client's wasm.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
    img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Seconds that a browser remembers to come by https: a year, as is usual.
const HTTPS_SECONDS: &str = "max-age=31536000";
/// Seconds that a browser remembers a preflight's answer: a day, the most Firefox keeps.
const PREFLIGHT_SECONDS: &str = "86400";

fn with(body: Body, status: u16, headers: &[(&'static str, &str)]) -> Response {
    Response::new(status, &[&[("x-content-type-options", "nosniff")], headers].concat(), body)
}

fn text(text: &str) -> Body {
    Body::Bytes(text.as_bytes().to_vec())
}

/// `ok`, as the ingest contract has it.
pub(crate) fn ok() -> Result<Response, Fault> {
    Ok(with(
        Body::Word("ok"),
        200,
        &[("content-type", "text/plain;charset=utf-8"), ("cache-control", "no-store")],
    ))
}

/// An image, for a sender that loads one.
pub(crate) fn gif(bytes: Vec<u8>) -> Result<Response, Fault> {
    Ok(with(Body::Bytes(bytes), 200, &[("content-type", "image/gif"), ("cache-control", "no-store")]))
}

/// JSON of the API; never cached.
pub(crate) fn json(status: u16, value: &impl Serialize) -> Result<Response, Fault> {
    let body = serde_json::to_string(value).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(with(text(&body), status, &[("content-type", "application/json"), ("cache-control", "no-store")]))
}

/// Metrics, in the text format of Prometheus.
pub(crate) fn metrics(metrics: &str) -> Result<Response, Fault> {
    let media_type = "text/plain;version=0.0.4;charset=utf-8";
    Ok(with(text(metrics), 200, &[("content-type", media_type), ("cache-control", "no-store")]))
}

/// A file of lines of JSON to keep, as it comes. `entry.mjs` ends it where Rust traps.
pub(crate) fn download(
    name: &str,
    stream: impl TryStream<Ok = Vec<u8>, Error = worker::Error> + 'static,
) -> Result<Response, Fault> {
    let disposition = format!("attachment; filename=\"{name}\"");
    // The runtime's stream, of the crate's answer.
    let streamed = worker::Response::from_stream(stream)?;
    let ResponseBody::Stream(stream) = streamed.body() else {
        return Err(Fault::internal("an answer of a stream has another body"));
    };
    let headers = [
        ("content-type", "application/x-ndjson"),
        ("content-disposition", disposition.as_str()),
        ("cache-control", "no-store"),
    ];
    Ok(with(Body::Stream(stream.clone()), 200, &headers))
}

/// Done, and nothing to say.
pub(crate) fn no_content() -> Result<Response, Fault> {
    Ok(with(Body::Empty, 204, &[("cache-control", "no-store")]))
}

/// A fault as the API tells it: `{"error":{"code","message"}}`.
pub(crate) fn fault(fault: &Fault) -> worker::Result<Response> {
    #[derive(Serialize)]
    struct Error<'a> {
        error: Inner<'a>,
    }
    #[derive(Serialize)]
    struct Inner<'a> {
        code: &'a str,
        message: &'a str,
    }
    let body = serde_json::to_string(&Error { error: Inner { code: &fault.code, message: &fault.message } })?;
    let seconds = fault.retry_after.map(|seconds| seconds.to_string());
    let mut headers = vec![("content-type", "application/json"), ("cache-control", "no-store")];
    headers.extend(seconds.as_deref().map(|seconds| ("retry-after", seconds)));
    if fault.code == encoding::UNSUPPORTED {
        headers.push(("accept-encoding", encoding::TAKEN));
    }
    Ok(with(text(&body), fault.status, &headers))
}

/// A page of ours.
pub(crate) fn page(status: u16, markup: &Markup) -> worker::Result<Response> {
    Ok(with(
        text(&markup.0),
        status,
        &[
            ("content-type", "text/html;charset=utf-8"),
            ("cache-control", "no-store"),
            ("content-security-policy", PAGE_POLICY),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ],
    ))
}

/// A page whose address is a secret: no other site learns it, and no search engine keeps it.
pub(crate) fn secret_page(status: u16, markup: &Markup) -> Result<Response, Fault> {
    let mut response = page(status, markup)?;
    for (name, value) in [("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex, nofollow")] {
        response.set(name, value);
    }
    Ok(response)
}

/// Has `entry.mjs` join the request to an object of a project, as a WebSocket.
pub(crate) fn follow(name: &str) -> Result<Response, Fault> {
    Ok(with(Body::Follow(name.to_owned()), 200, &[("cache-control", "no-store")]))
}

/// Marks the answer to a request that changed nothing: the access log has no line of it.
pub(crate) fn unchanged_unless(is_changed: bool, mut response: Response) -> Result<Response, Fault> {
    if !is_changed {
        response.mark_unchanged();
    }
    Ok(response)
}

/// Go there, with GET; perhaps with a cookie.
pub(crate) fn see_other(place: &str, cookie: Option<&str>) -> Result<Response, Fault> {
    let mut headers = vec![("location", place), ("cache-control", "no-store")];
    headers.extend(cookie.map(|cookie| ("set-cookie", cookie)));
    Ok(with(Body::Empty, 303, &headers))
}

/// The same form once more, to another place of ours: the browser sends its body and method again.
pub(crate) fn send_again(place: &str, cookie: &str) -> Result<Response, Fault> {
    let headers = [("location", place), ("cache-control", "no-store"), ("set-cookie", cookie)];
    Ok(with(Body::Empty, 307, &headers))
}

/// A file of ours. The client's files are loaded by pages of every origin.
pub(crate) fn file(
    bytes: Vec<u8>,
    media_type: &str,
    for_all: bool,
    versioned: bool,
) -> Result<Response, Fault> {
    // Without a version, five minutes: a new build may take as long to be everywhere.
    let kept = if versioned { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let mut headers = vec![("content-type", media_type), ("cache-control", kept)];
    if for_all {
        headers.push(("access-control-allow-origin", "*"));
        headers.push(("cross-origin-resource-policy", "cross-origin"));
    }
    Ok(with(Body::Bytes(bytes), 200, &headers))
}

/// The answer to a CORS preflight of the ingest (Fetch standard, section 3.2). A page may have
/// every request of its own carry a header, such as one for tracing: no header is looked at, so
/// each that is asked for may come.
pub(crate) fn preflight(asked: Option<&str>) -> Result<Response, Fault> {
    let is_list = |asked: &&str| asked.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_, ".contains(&b));
    let headers = asked.filter(is_list).unwrap_or("content-type, content-encoding");
    Ok(with(
        Body::Empty,
        204,
        &[
            ("access-control-allow-methods", "GET, POST"),
            ("access-control-allow-headers", headers),
            ("vary", "access-control-request-headers"),
            ("access-control-max-age", PREFLIGHT_SECONDS),
        ],
    ))
}

/// Has browsers that saw a page of ours by https never ask for one without it (RFC 6797). Only
/// an operator's: what a visitor's browser loads of us leaves nothing in it.
pub(crate) fn set_hsts(response: &mut Response) {
    response.set("strict-transport-security", HTTPS_SECONDS);
}

/// Lets the page that sent read the answer, refusals included: a developer has to see why.
/// Nothing in an answer of the ingest is worth hiding, and no cookie is ever looked at.
pub(crate) fn allow_origin(origin: Option<&str>, response: &mut Response) {
    response.repeat(&[
        ("access-control-allow-origin", origin.unwrap_or("*")),
        ("access-control-expose-headers", "retry-after"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("vary", "origin"),
    ]);
}
