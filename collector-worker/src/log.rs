//! Structured logs, one JSON object a line, for the operator.
//!
//! A line says what happened and where in our code, never to whom: no IP address,
//! User-Agent, URL, key, token or text from a request. That is why the fields are fixed.

use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    level: &'a str,
    what: &'a str,
    route: &'a str,
    status: u16,
    code: &'a str,
    detail: &'a str,
}

/// A request that failed by our fault. `detail` is our own words or the engine's.
pub(crate) fn failure(route: &str, status: u16, code: &str, detail: &str) {
    let line = Line { level: "error", what: "request failed", route, status, code, detail };
    worker::console_error!("{}", serde_json::to_string(&line).unwrap_or_default());
}

/// A variable of the operator's that does not read; its default counts.
pub(crate) fn bad_variable(name: &'static str) {
    let line = Line {
        level: "error",
        what: "this variable must be a whole number",
        route: "",
        status: 0,
        code: name,
        detail: "",
    };
    worker::console_error!("{}", serde_json::to_string(&line).unwrap_or_default());
}
