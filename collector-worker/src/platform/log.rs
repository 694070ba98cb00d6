//! Structured logs, one JSON object a line, for the operator. `request_log` chooses the requests.
//!
//! A line says what happened and where in our code, never to which sender: no IP address,
//! User-Agent, URL, key, token or text from a request. That is why the fields are fixed.

use serde::Serialize;

/// One request, as it was answered.
#[derive(Serialize)]
pub(crate) struct RequestLine<'a> {
    /// Random, and in the answer's `x-request-id`: what an operator may be asked about.
    pub(crate) id: &'a str,
    pub(crate) route: &'static str,
    pub(crate) method: &'a str,
    pub(crate) status: u16,
    pub(crate) ms: u64,
    /// Why it was refused.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) code: &'a str,
    /// Why it failed, in our own words or the engine's.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) detail: &'a str,
}

/// A request that was answered.
pub(crate) fn request(line: &RequestLine<'_>) {
    if line.status >= 500 {
        worker::console_error!("{}", json("error", "request", line));
    } else {
        worker::console_log!("{}", json("info", "request", line));
    }
}

fn json(level: &str, what: &str, line: &RequestLine<'_>) -> String {
    #[derive(Serialize)]
    struct Whole<'a> {
        level: &'a str,
        what: &'a str,
        #[serde(flatten)]
        line: &'a RequestLine<'a>,
    }
    serde_json::to_string(&Whole { level, what, line }).unwrap_or_default()
}

/// Something of ours that failed outside of a request.
pub(crate) fn failure(what: &'static str, detail: &str) {
    let line = serde_json::json!({ "level": "error", "what": what, "detail": detail });
    worker::console_error!("{line}");
}

/// Something that the operator should know, and that failed nothing.
pub(crate) fn warning(what: &'static str) {
    let line = serde_json::json!({ "level": "warning", "what": what });
    worker::console_warn!("{line}");
}
