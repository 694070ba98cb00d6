//! What is read of a session's item: whether it begins, and whether something failed in it. Never its
//! ids, its user, its address or its times.

use serde_json::Value;

use super::fields;
use crate::wire::text;

/// What a session's item says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionUpdate {
    /// Whether the session begins with it.
    pub begins: bool,
    /// Whether something failed for the visitor.
    pub has_failed: bool,
}

/// How a session's state says that it failed.
const FAILED: &[&str] = &["crashed", "errored", "unhandled", "abnormal"];

/// Reads an item of one session.
pub fn decode(payload: &[u8]) -> Option<SessionUpdate> {
    let session = text::read_json(payload).ok().filter(Value::is_object)?;
    let begins = session.get("init").and_then(Value::as_bool).unwrap_or(false);
    let errors = session.get("errors").and_then(Value::as_u64).unwrap_or(0);
    let status = fields::text(&session, "status").unwrap_or("ok");
    Some(SessionUpdate { begins, has_failed: errors > 0 || FAILED.contains(&status) })
}
