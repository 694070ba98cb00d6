//! What is read of a session's item: whether it begins, whether something failed in it, and the release
//! and environment of the page. Never its ids, its user, its address or its times.

use serde_json::Value;

use super::fields;
use crate::wire::{limits::RELEASE_CHARS, ping::PingLabels, text};

/// What a session's item says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionUpdate {
    /// Whether the session begins with it.
    pub begins: bool,
    /// Whether something failed for the visitor.
    pub has_failed: bool,
    /// The release and the environment of the page.
    pub labels: PingLabels,
}

/// How a session's state says that it failed.
const FAILED: &[&str] = &["crashed", "errored", "unhandled", "abnormal"];

/// Reads an item of one session.
pub fn decode(payload: &[u8]) -> Option<SessionUpdate> {
    let session = text::read_json(payload).ok().filter(Value::is_object)?;
    let begins = session.get("init").and_then(Value::as_bool).unwrap_or(false);
    let errors = session.get("errors").and_then(Value::as_u64).unwrap_or(0);
    let status = fields::text(&session, "status").unwrap_or("ok");
    let attributes = session.get("attrs").cloned().unwrap_or_default();
    let label = |name| attributes.get(name).and_then(|one| fields::label(one, RELEASE_CHARS));
    let labels = PingLabels { release: label("release"), environment: label("environment") };
    Some(SessionUpdate { begins, has_failed: errors > 0 || FAILED.contains(&status), labels })
}
