//! Which requests are logged: all but those for health and the ones that pages send and that were
//! accepted, since such a line costs more than the request. The variable `LOG` changes that.

use std::cell::OnceCell;

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
