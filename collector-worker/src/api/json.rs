//! Issues and events as the API answers them.

use corncrake_core::{ids::IssueId, json::Json, stack::Frame, status::Status, time::UnixMillis};
use corncrake_model::{
    events::stored_event::StoredEvent,
    issues::{issue::Issue, resolution::FixedIn, snooze::Snooze},
    moment,
    source_maps::frame_lookup::LookupOutcome,
};
use serde::Serialize;

use crate::{platform::clock, service::symbolicate::SymbolicatedFrame};

#[derive(Serialize)]
pub(crate) struct IssueJson {
    id: IssueId,
    title: String,
    #[serde(rename = "type")]
    kind: u8,
    status: Status,
    regressed: Option<RegressedJson>,
    merged_into: Option<IssueId>,
    noise: Option<String>,
    events: u64,
    sessions: u64,
    first_seen: String,
    last_seen: String,
    /// The earliest and the latest release that its events named.
    first_release: Option<String>,
    last_release: Option<String>,
    /// The families of the browsers that had it.
    browsers: Vec<String>,
    /// The place in the code, or the page.
    place: String,
    /// The release that fixed it, where it was resolved in one.
    fixed_in: Option<String>,
    /// What ends its sleep, where it is snoozed.
    snooze: Option<SnoozeJson>,
    /// When its sleep ended by itself, where nobody decided since.
    came_back: Option<String>,
    /// The id of the user whom it is assigned to.
    assignee: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum SnoozeJson {
    Until(String),
    Sessions(u32),
    Release(bool),
}

impl From<Snooze> for SnoozeJson {
    fn from(snooze: Snooze) -> Self {
        match snooze {
            Snooze::Until(at) => Self::Until(at.rfc3339()),
            Snooze::Sessions(sessions) => Self::Sessions(sessions),
            Snooze::Release => Self::Release(true),
        }
    }
}

#[derive(Serialize)]
struct RegressedJson {
    at: String,
    release: Option<String>,
}

/// A time as it is shown.
pub(crate) fn displayed_time(at: UnixMillis) -> String {
    moment::displayed_time(at, clock::now()).rfc3339()
}

impl From<Issue> for IssueJson {
    fn from(issue: Issue) -> Self {
        Self {
            id: issue.id,
            title: issue.title,
            kind: issue.kind,
            status: issue.status,
            regressed: issue.regressed.map(|(at, release)| RegressedJson { at: displayed_time(at), release }),
            merged_into: issue.merged_into,
            noise: issue.noise,
            events: issue.events,
            sessions: issue.sessions,
            first_seen: displayed_time(issue.first_seen),
            last_seen: displayed_time(issue.last_seen),
            first_release: issue.first_release.map(|release| release.name),
            last_release: issue.last_release.map(|release| release.name),
            browsers: issue.browsers,
            place: issue.place,
            fixed_in: match issue.fixed_in {
                FixedIn::Release(name) => Some(name),
                FixedIn::Next | FixedIn::Now => None,
            },
            snooze: issue.snooze.map(SnoozeJson::from),
            came_back: issue.came_back.map(displayed_time),
            assignee: Some(issue.assignee).filter(|id| !id.is_empty()),
        }
    }
}

/// An event. In lists it comes without what may be long: neither `meta` nor `frames` nor
/// `raw_stack` is there.
#[derive(Serialize)]
pub(crate) struct EventJson {
    at: String,
    #[serde(rename = "type")]
    kind: u8,
    name: Option<String>,
    message: String,
    uri: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Option<Json>>,
    release: Option<String>,
    environment: Option<String>,
    browser: Option<String>,
    os: Option<String>,
    count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    frames: Option<Vec<FrameJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_stack: Option<Option<String>>,
}

#[derive(Serialize)]
struct FrameJson {
    #[serde(flatten)]
    frame: Frame,
    /// As it was written, where a source map knew that.
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<OriginalJson>,
    /// Why not, where it could be.
    #[serde(skip_serializing_if = "Option::is_none")]
    unmapped: Option<String>,
}

#[derive(Serialize)]
struct OriginalJson {
    function: Option<String>,
    file: String,
    line: u32,
    column: u32,
    in_app: bool,
    source: Vec<LineJson>,
}

#[derive(Serialize)]
struct LineJson {
    line: u32,
    text: String,
}

impl From<SymbolicatedFrame> for FrameJson {
    fn from(SymbolicatedFrame { frame, outcome }: SymbolicatedFrame) -> Self {
        let (original, unmapped) = match outcome {
            Some(LookupOutcome::Original(original)) => (Some(original), None),
            Some(LookupOutcome::Not(why)) => (None, Some(why.sentence())),
            None => (None, None),
        };
        let original = original.map(|original| OriginalJson {
            in_app: original.is_own(),
            function: original.function,
            file: original.file,
            line: original.line,
            column: original.column,
            source: original.lines.into_iter().map(|(line, text)| LineJson { line, text }).collect(),
        });
        Self { frame, original, unmapped }
    }
}

impl EventJson {
    /// One as lists have it.
    pub(super) fn brief(at: UnixMillis, body: StoredEvent) -> Self {
        Self {
            at: displayed_time(at),
            kind: body.kind,
            name: body.name,
            message: body.message,
            uri: body.uri,
            meta: None,
            release: body.release,
            environment: body.environment,
            browser: body.browser,
            os: body.os,
            count: body.count,
            frames: None,
            raw_stack: None,
        }
    }

    pub(crate) fn new(at: UnixMillis, mut body: StoredEvent, frames: Vec<SymbolicatedFrame>) -> Self {
        let (raw_stack, meta) = (Some(body.stack.take()), Some(body.meta.take()));
        let frames = Some(frames.into_iter().map(FrameJson::from).collect());
        Self { meta, frames, raw_stack, ..Self::brief(at, body) }
    }
}
