//! What is read of the aggregates in which servers tell of their sessions, one a request: how many ended
//! how. Never whose they were, when they began, or anything that names the server.

use serde_json::Value;

use super::limits;
use crate::wire::text;

/// Sessions of a server, by their ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServerSessions {
    /// Without an error.
    pub exited: u64,
    /// With an error.
    pub errored: u64,
    /// Ended by a crash.
    pub crashed: u64,
    /// Ended by something else, such as the system.
    pub abnormal: u64,
}

/// Reads an item of aggregates; nothing where it tells of no session.
pub fn decode(payload: &[u8]) -> Option<ServerSessions> {
    let item = text::read_json(payload).ok()?;
    let aggregates = item.get("aggregates").and_then(Value::as_array)?;
    let sum = |name: &str| {
        let numbers = aggregates.iter().take(limits::AGGREGATES).filter_map(|one| one.get(name)?.as_u64());
        numbers.fold(0_u64, u64::saturating_add).min(limits::QUANTITY)
    };
    let errored = sum("errored").saturating_add(sum("unhandled")).min(limits::QUANTITY);
    let sessions =
        ServerSessions { exited: sum("exited"), errored, crashed: sum("crashed"), abnormal: sum("abnormal") };
    (sessions != ServerSessions::default()).then_some(sessions)
}
