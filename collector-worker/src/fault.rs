//! Why a request was not answered as it wished: the one error of the collector, with its
//! status, a code for programs and a sentence for people.

use corncrake_core::wire::WireError;
use serde::{Deserialize, Serialize};

use crate::store::SqlError;

/// Seconds after which a sender may try a database again that failed: an operator's time.
const STORE_RETRY_SECONDS: u32 = 60;
/// Seconds after which a sender of too many events may come again: as long as an empty bucket
/// needs for a batch. Always the same, since the time that is really left says what others sent.
const TOO_MANY_RETRY_SECONDS: u32 = 30;

/// A refusal or a failure. `message` is shown to the sender; `detail` is for our log only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fault {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
    /// Seconds after which the sender may come again.
    pub(crate) retry_after: Option<u32>,
}

impl Fault {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into(), detail: None, retry_after: None }
    }

    pub(crate) fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::new(400, code, message)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(404, "not_found", format!("there is no such {what}"))
    }

    pub(crate) fn unknown_key() -> Self {
        Self::new(403, "unknown_key", "there is no project with this key")
    }

    /// By which browsers stop sending reports (Reporting API, section 3.5), and our client for good.
    pub(crate) fn deleted() -> Self {
        Self::new(410, "project_deleted", "this project was deleted; stop sending to it")
    }

    pub(crate) fn origin_not_allowed() -> Self {
        Self::new(403, "origin_not_allowed", "this origin may not send to this project")
    }

    pub(crate) fn invalid(field: &str, rule: &str) -> Self {
        Self::new(422, "invalid_field", format!("{field} {rule}"))
    }

    /// More than a session or a project may send; nothing of the request was kept.
    pub(crate) fn too_many() -> Self {
        let message =
            format!("too many events; nothing was stored, come again in {TOO_MANY_RETRY_SECONDS} s");
        Self { retry_after: Some(TOO_MANY_RETRY_SECONDS), ..Self::new(429, "too_many_events", message) }
    }

    /// Our own failure: the sender learns that it may come again, the log learns why.
    pub(crate) fn internal(detail: impl Into<String>) -> Self {
        let message = "the collector failed; nothing was stored, try again later";
        Self { detail: Some(detail.into()), ..Self::new(500, "internal", message) }
    }
}

/// A database that fails, such as on a full disk, may be well again later.
impl From<SqlError> for Fault {
    fn from(error: SqlError) -> Self {
        let message = "the collector cannot store now; nothing was stored, try again later";
        let (detail, retry_after) = (Some(error.to_string()), Some(STORE_RETRY_SECONDS));
        Self { detail, retry_after, ..Self::new(503, "cannot_store", message) }
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self::internal(error.to_string())
    }
}

impl From<WireError> for Fault {
    fn from(error: WireError) -> Self {
        let (status, code) = match &error {
            WireError::NotJson { .. } | WireError::NotAnObject => (400, "bad_body"),
            WireError::UnknownProperty(_) => (400, "unknown_property"),
            WireError::Missing(_) | WireError::Invalid { .. } => (422, "invalid_field"),
        };
        Self::new(status, code, error.to_string())
    }
}
