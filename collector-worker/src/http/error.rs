//! Why a request was not answered as it wished: the one error of the collector, with its
//! status, a code for programs and a sentence for people.

use corncrake_core::wire::WireError;
use corncrake_store::{engine::SqlError, schema::NEWER};
use serde::{Deserialize, Serialize};

/// Seconds after which a sender may try a database again that failed: an operator's time.
const STORE_RETRY_SECONDS: u32 = 60;
/// Seconds after which a sender of too many events may come again: as long as an empty bucket
/// needs for a batch. Always the same, since the time that is really left says what others sent.
const TOO_MANY_RETRY_SECONDS: u32 = 30;

/// The code of a refusal of a sender whose origin is not in the list.
const ORIGIN_NOT_ALLOWED: &str = "origin_not_allowed";

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

    /// The address has no such method.
    pub(crate) fn method_not_allowed() -> Self {
        Self::new(405, "method_not_allowed", "this address does not take this method")
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
        Self::new(403, ORIGIN_NOT_ALLOWED, "this origin may not send to this project")
    }

    /// Whether the sender's origin is what was refused.
    pub(crate) fn is_of_origin(&self) -> bool {
        self.code == ORIGIN_NOT_ALLOWED
    }

    /// A sender without an `Origin`, where the project takes pages only.
    pub(crate) fn server_not_allowed() -> Self {
        let message = "there is no Origin, so a server sent it; add \"server\" to the project's origins";
        Self::new(403, ORIGIN_NOT_ALLOWED, message)
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

/// The code of a damaged database.
pub(crate) const CORRUPT_DATA: &str = "corrupt_data";

/// Why a database does not work, by a word of its own: code, word, and what is said of it.
const TROUBLES: [(&str, &str, &str); 6] = [
    (DISK_FULL, "SQLITE_FULL", "the collector's disk is full; nothing was stored, try again later"),
    (DISK_FULL, "disk is full", "the collector's disk is full; nothing was stored, try again later"),
    ("newer_data", NEWER, "the data was written by a newer version of Corncrake; start that version"),
    (CORRUPT_DATA, "SQLITE_CORRUPT", "a database of the collector is damaged; its log says which one"),
    (CORRUPT_DATA, "SQLITE_NOTADB", "a database of the collector is damaged; its log says which one"),
    (CORRUPT_DATA, "malformed", "a database of the collector is damaged; its log says which one"),
];
/// The code of a fault that a full disk is the reason of.
const DISK_FULL: &str = "disk_full";

impl Fault {
    /// Whether the disk is full.
    pub(crate) fn is_disk_full(&self) -> bool {
        self.code == DISK_FULL
    }

    /// Whether another process is writing to the database: one that rewrites it without what was deleted.
    pub(crate) fn is_locked(&self) -> bool {
        self.detail.as_deref().is_some_and(|detail| detail.contains("SQLITE_BUSY"))
    }

    /// Whether it is about one database, of which an operator has to know which.
    pub(crate) fn is_of_a_database(&self) -> bool {
        TROUBLES.iter().any(|(code, ..)| *code == self.code)
    }

    /// With the object whose database it is.
    pub(crate) fn at(mut self, object: &str) -> Self {
        self.detail = self.detail.map(|detail| format!("{detail} (database {object}.sqlite)"));
        self
    }

    /// What is known of the reason, where it is a database.
    fn of_database(detail: &str) -> Option<Self> {
        let (code, _, message) = TROUBLES.iter().find(|(_, word, _)| detail.contains(word))?;
        let (detail, retry_after) = (Some(detail.to_owned()), Some(STORE_RETRY_SECONDS));
        Some(Self { detail, retry_after, ..Self::new(503, code, *message) })
    }
}

/// A database that fails, such as on a full disk, may be well again later.
impl From<SqlError> for Fault {
    fn from(error: SqlError) -> Self {
        let detail = error.to_string();
        Self::of_database(&detail).unwrap_or_else(|| {
            let message = "the collector cannot store now; nothing was stored, try again later";
            let (detail, retry_after) = (Some(detail), Some(STORE_RETRY_SECONDS));
            Self { detail, retry_after, ..Self::new(503, "cannot_store", message) }
        })
    }
}

/// An object that could not write what it had answered ends with the database's own error.
impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        let detail = error.to_string();
        Self::of_database(&detail).unwrap_or_else(|| Self::internal(detail))
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

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_database_says_why_it_does_not_work() {
        for (words, code) in [
            ("database or disk is full: SQLITE_FULL", "disk_full"),
            ("Error: database disk image is malformed: SQLITE_CORRUPT", "corrupt_data"),
            ("file is not a database: SQLITE_NOTADB", "corrupt_data"),
            (NEWER, "newer_data"),
        ] {
            let fault = Fault::from(SqlError(words.into()));
            assert_eq!((fault.status, &*fault.code, fault.is_of_a_database()), (503, code, true));
            assert!(fault.detail.is_some_and(|detail| detail.contains(words)));
        }
        assert!(Fault::from(SqlError("database is locked: SQLITE_BUSY".into())).is_locked());
        let other = Fault::from(SqlError("no such table: SQLITE_ERROR".into()));
        assert!(!other.is_locked());
        assert_eq!((&*other.code, other.is_of_a_database()), ("cannot_store", false));
    }
}
