//! Structured logs, one JSON object a line, for the operator: every request but those for health and
//! the ones that pages send and that were accepted, since such a line costs more than the request. The
//! variable `LOG` changes that.
//!
//! A line says what happened and where in our code, never to which sender: no IP address,
//! User-Agent, URL, key, token or text from a request. That is why the fields are fixed.

use std::cell::OnceCell;

use serde::Serialize;
use worker::Env;

use super::env;

/// The variable that says which requests are logged: `all` or `errors`.
const LOG: &str = "LOG";

/// The requests that are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestLog {
    /// Every one but those for health.
    All,
    /// Every one but those for health and accepted events, reports and pings.
    NotAccepted,
    /// Those that failed.
    Errors,
}

thread_local! {
    static REQUEST_LOG: OnceCell<RequestLog> = const { OnceCell::new() };
}

impl RequestLog {
    /// What the operator chose; it is read once an isolate.
    pub(crate) fn of(env: &Env) -> Self {
        let read = || match env::read(env, LOG).as_deref() {
            Some("all") => Self::All,
            Some("errors") => Self::Errors,
            _ => Self::NotAccepted,
        };
        REQUEST_LOG.with(|chosen| *chosen.get_or_init(read))
    }

    /// Whether a request is logged.
    pub(crate) fn has(self, route: &str, is_ingest: bool, status: u16) -> bool {
        let is_quiet = match self {
            Self::All => false,
            Self::NotAccepted => is_ingest && status < 400,
            Self::Errors => true,
        };
        status >= 500 || route != "health" && !is_quiet
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_events_are_not_logged_unless_all_is_and_failures_always_are() {
        use RequestLog::{All, Errors, NotAccepted};
        for (log, accepted, refused, page, health) in [
            (All, true, true, true, false),
            (NotAccepted, false, true, true, false),
            (Errors, false, false, false, false),
        ] {
            assert_eq!(log.has("event", true, 200), accepted, "{log:?}");
            assert_eq!(log.has("event", true, 422), refused, "{log:?}");
            assert_eq!(log.has("page", false, 200), page, "{log:?}");
            assert_eq!(log.has("health", false, 200), health, "{log:?}");
            assert!(log.has("event", true, 500) && log.has("health", false, 503), "{log:?}");
        }
    }
}
