//! Events as they are kept: what a person reads on an issue's page, and nothing of who
//! sent it. A stored row is no wire type: it may change with a migration, the wire may not.

use corncrake_core::{
    event::{Event, EventType},
    ids::IssueId,
    json::Json,
    stack::{self, Frame},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use super::{Arg, Sql, SqlError};
use crate::agent::Agent;

/// The body of an event, stored as JSON. Frames are read from the stack anew each time,
/// so that they cost no disk and a better parser improves old events too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventBody {
    #[serde(rename = "t")]
    pub(crate) kind: u8,
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(rename = "m")]
    pub(crate) message: String,
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub(crate) uri: Option<String>,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub(crate) stack: Option<String>,
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    pub(crate) meta: Option<Json>,
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub(crate) release: Option<String>,
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<String>,
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    pub(crate) browser: Option<String>,
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    pub(crate) os: Option<String>,
    /// How often exactly this happened in the page that told it.
    #[serde(rename = "c", default = "once", skip_serializing_if = "is_once")]
    pub(crate) count: u32,
}

fn once() -> u32 {
    1
}

fn is_once(count: &u32) -> bool {
    *count == 1
}

impl EventBody {
    /// What is kept of an event, with the browser and system it came from by name.
    pub(crate) fn new(event: Event, agent: &Agent, count: u32) -> Self {
        let Event { kind, name, message, uri, stack, meta, release, environment } = event;
        let Agent { browser, os } = agent.clone();
        Self { kind: kind.code(), name, message, uri, stack, meta, release, environment, browser, os, count }
    }

    /// Its stack, read.
    pub(crate) fn frames(&self) -> Vec<Frame> {
        let stack = self.stack.as_deref().unwrap_or_default();
        stack::parse_event(stack, self.name.as_deref(), &self.message)
    }

    pub(crate) fn kind(&self) -> EventType {
        EventType::from_code(self.kind.into()).unwrap_or_default()
    }
}

/// Keeps an event as the issue's `number`th.
pub(crate) fn put_event(
    sql: &impl Sql,
    issue: IssueId,
    number: u64,
    at: UnixMillis,
    body: &EventBody,
) -> Result<(), SqlError> {
    let body = serde_json::to_string(body).map_err(|error| SqlError(error.to_string()))?;
    sql.exec(
        "INSERT INTO event (issue, number, at, body) VALUES (?, ?, ?, ?)",
        &[
            Arg::Text(&issue.to_string()),
            Arg::Integer(i64::try_from(number).unwrap_or(i64::MAX)),
            Arg::Integer(at.0),
            Arg::Text(&body),
        ],
    )?;
    Ok(())
}

/// The event that an issue saw last.
pub(crate) fn latest_event(
    sql: &impl Sql,
    issue: IssueId,
) -> Result<Option<(UnixMillis, EventBody)>, SqlError> {
    let row = sql.first(
        "SELECT at, body FROM event WHERE issue = ? ORDER BY number DESC LIMIT 1",
        &[Arg::Text(&issue.to_string())],
    )?;
    row.map(|row| {
        let body = serde_json::from_str(row.text(1)?).map_err(|error| SqlError(error.to_string()))?;
        Ok((UnixMillis(row.integer(0)?), body))
    })
    .transpose()
}
