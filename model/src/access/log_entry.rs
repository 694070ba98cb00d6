//! The access log: who logged in, changed, exported or erased something, and when. It has no
//! addresses, and nothing of what was changed.

use corncrake_core::time::UnixMillis;
use serde::{Deserialize, Serialize};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogActor {
    /// The bearer of the admin token, or its login.
    Admin,
    /// An API token, by its id.
    Token(String),
    /// A user, by its id.
    User(String),
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLogEntry {
    /// When it was done.
    pub at: UnixMillis,
    /// Who did it.
    pub actor: LogActor,
    /// What was done: one of our own words.
    pub action: String,
    /// The key of the project; empty for the collector.
    pub project: String,
}

/// A line as it is read, with its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberedLogEntry {
    /// It grows with every line.
    pub number: i64,
    /// The line.
    pub entry: AccessLogEntry,
}
