//! Stored events: what a person reads on an issue's page, and nothing of the sender. A stored row
//! is no wire type: it may change with a migration, the wire may not.

use corncrake_core::{
    event::{Event, EventType},
    ids::IssueId,
    json::Json,
    stack::{self, Frame},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use super::agent::Agent;

/// Bytes of a stack that are kept: hundreds of frames, of which a page shows 50.
const STACK_BYTES: usize = 32 * 1024;

/// Bytes of what a site adds to an event: as much as our client sends. More is not kept.
const META_BYTES: usize = 16 * 1024;

/// Bytes of the stack of a provisional issue's event: some tens of frames.
const BRIEF_STACK_BYTES: usize = 8 * 1024;

/// Characters of its message.
const BRIEF_MESSAGE_CHARS: usize = 1_000;

/// Bytes of a row beside its texts, about.
const ROW_BYTES: usize = 100;

/// The first whole lines of a stack: they have the message and the innermost frames.
fn cut_stack(mut stack: String, most: usize) -> String {
    if stack.len() <= most {
        return stack;
    }
    let mut end = most;
    while !stack.is_char_boundary(end) {
        end -= 1;
    }
    let line = stack.get(..end).and_then(|text| text.rfind('\n'));
    stack.truncate(line.filter(|line| *line > 0).unwrap_or(end));
    stack
}

fn meta_bytes(meta: &Json) -> usize {
    let mut written = String::new();
    meta.write(&mut written);
    written.len()
}

/// The body of an event, stored as JSON. Frames are read from the stack anew each time,
/// so that they cost no disk and a better parser improves old events too.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredEvent {
    /// The number of the event's type on the wire (`EventType::code`).
    #[serde(rename = "t")]
    pub kind: u8,
    /// The name of the thrown error, such as `TypeError`.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The scrubbed message; empty where the error had none.
    #[serde(rename = "m")]
    pub message: String,
    /// The scrubbed address of the page or worker in which it happened.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// The scrubbed stack as the engine wrote it: whole lines, 32 KiB at most.
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    /// What the site added, scrubbed: 16 KiB of JSON at most.
    #[serde(rename = "x", skip_serializing_if = "Option::is_none")]
    pub meta: Option<Json>,
    /// The release of the site that the page ran.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The environment that the page ran in, such as `production`.
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The sender's browser by name and major version.
    #[serde(rename = "b", skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// The sender's operating system by name and, where it is known, version.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// How often exactly this happened in the page that sent it.
    #[serde(rename = "c", default = "once", skip_serializing_if = "is_once")]
    pub count: u32,
}

fn once() -> u32 {
    1
}

/// Whether an event happened once; its row then leaves the count out.
pub fn is_once(count: &u32) -> bool {
    *count == 1
}

impl StoredEvent {
    /// What is kept of an event, with the browser and system it came from by name.
    pub fn new(event: Event, agent: &Agent, count: u32) -> Self {
        let Event { kind, name, message, uri, stack, meta, release, environment, fingerprint: _ } = event;
        let Agent { browser, os } = agent.clone();
        Self { kind: kind.code(), name, message, uri, stack, meta, release, environment, browser, os, count }
            .within_limits()
    }

    /// Cut to what one event may have kept: how much that is, is not the sender's to choose.
    pub fn within_limits(self) -> Self {
        let stack = self.stack.map(|stack| cut_stack(stack, STACK_BYTES));
        let meta = self.meta.map(|meta| match meta_bytes(&meta) {
            0..=META_BYTES => meta,
            bytes => {
                let why = format!("{bytes} bytes of meta; at most {META_BYTES} are kept");
                Json::Map(vec![("not_kept".to_owned(), Json::Text(why))])
            }
        });
        Self { stack, meta, ..self }
    }

    /// Cut to what a provisional issue may have kept: what it takes to find a bug.
    pub fn brief(&self) -> Self {
        let message: String = self.message.chars().take(BRIEF_MESSAGE_CHARS).collect();
        let stack = self.stack.clone().map(|stack| cut_stack(stack, BRIEF_STACK_BYTES));
        Self { message, stack, meta: None, ..self.clone() }
    }

    /// About how many bytes it takes to keep, without its stack.
    pub fn bytes(&self) -> u64 {
        let texts = [&self.name, &self.uri, &self.release, &self.environment, &self.browser, &self.os];
        let texts =
            texts.into_iter().flatten().map(String::len).fold(self.message.len(), usize::saturating_add);
        let meta = self.meta.as_ref().map_or(0, meta_bytes);
        (texts.saturating_add(meta).saturating_add(ROW_BYTES)) as u64
    }

    /// Its stack, read.
    pub fn frames(&self) -> Vec<Frame> {
        let stack = self.stack.as_deref().unwrap_or_default();
        let frames = stack::parse_event(stack, self.name.as_deref(), &self.message);
        stack::of_page(frames, self.uri.as_deref())
    }

    /// The event's type; a number that no type has reads as the default type.
    pub fn kind(&self) -> EventType {
        EventType::from_code(self.kind.into()).unwrap_or_default()
    }
}

/// Where an event stands among the kept ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventPosition {
    /// The stored time (`moment`), by which events are sorted.
    pub at: UnixMillis,
    /// The issue that the event was counted for, even where another one shows it.
    pub issue: IssueId,
    /// The event's number in that issue, from 1.
    pub number: u64,
}

/// Which kept event of an issue is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WantedEvent {
    /// The one that happened last.
    Latest,
    /// The one that happened first.
    Oldest,
    /// The one with an issue's number: the issue may be a member of the one that shows it.
    Number(IssueId, u64),
}

/// What stands around a place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EventNeighbours {
    /// The next older stored event; none where the position is the oldest.
    pub earlier: Option<EventPosition>,
    /// Whether there is an event in that place.
    pub is_here: bool,
    /// The next newer stored event; none where the position is the newest.
    pub later: Option<EventPosition>,
}

/// An event, and the issue that shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecentEvent {
    /// The event's position, with the issue that it was counted for.
    pub at: EventPosition,
    /// The issue that shows the event: the head, where issues are merged.
    pub issue: IssueId,
    /// The title of the issue that shows it.
    pub title: String,
    /// All but its stack and its meta.
    pub body: StoredEvent,
}

/// The first thing that arrived: when, and its issue with its title, where it was an event.
pub type FirstEvent = (UnixMillis, Option<(IssueId, String)>);
