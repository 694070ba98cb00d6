//! Events: one by its name with its neighbours, the kept ones of an issue, and the newest of a
//! project. The name of an event is that of its page's address.

use corncrake_core::{ids::IssueId, json::Json, stack::Frame, time::UnixMillis};
use corncrake_model::{
    frame_lookup::Found,
    stored_event::{EventBody, NewEvent},
};
use serde::Serialize;
use worker::{Env, Request, Response};

use super::issues::{IssueJson, after, limit, shown};
use crate::{
    http::{error::Fault, response},
    objects::rpc::FindIssue,
    platform::clock,
    projects,
    service::symbolicate::{self, Traced},
    shards::{self, OneEvent},
};

/// An event. In lists it comes without what may be long: neither `meta` nor `frames` nor
/// `raw_stack` is there.
#[derive(Serialize)]
pub(super) struct EventJson {
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

impl From<Traced> for FrameJson {
    fn from(Traced { frame, found }: Traced) -> Self {
        let (original, unmapped) = match found {
            Some(Found::Original(original)) => (Some(original), None),
            Some(Found::Not(why)) => (None, Some(why.sentence())),
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
    fn brief(at: UnixMillis, body: EventBody) -> Self {
        Self {
            at: shown(at),
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

    pub(super) fn new(at: UnixMillis, mut body: EventBody, frames: Vec<Traced>) -> Self {
        let (raw_stack, meta) = (Some(body.stack.take()), Some(body.meta.take()));
        let frames = Some(frames.into_iter().map(FrameJson::from).collect());
        Self { meta, frames, raw_stack, ..Self::brief(at, body) }
    }
}

/// An event under its name.
#[derive(Serialize)]
struct NamedJson {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    issue: Option<TitledJson>,
    #[serde(flatten)]
    event: EventJson,
}

/// The issue that shows an event.
#[derive(Serialize)]
struct TitledJson {
    id: IssueId,
    title: String,
}

/// `GET /api/projects/:key/issues/:id/events/:event`: one, or the `latest`, and the names of its
/// neighbours.
pub(crate) async fn event(key: &str, id: &str, event: &str, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        issue: IssueJson,
        event: NamedJson,
        earlier: Option<String>,
        later: Option<String>,
    }
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let unknown = || Fault::not_found("event");
    let wanted = match event {
        "latest" => None,
        name => Some(shards::event_name(env, &project, name, id).await?),
    };
    let found = shards::ask(env, &project, &FindIssue { id }).await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let one = shards::event(env, &project, id, wanted).await?.ok_or_else(unknown)?;
    let OneEvent { at, body, name, earlier, later, .. } = one;
    let frames = symbolicate::for_people(&project, body.release.as_deref(), body.frames(), env).await;
    let event = NamedJson { id: name, issue: None, event: EventJson::new(at, body, frames) };
    response::json(200, &Body { issue: issue.into(), event, earlier, later })
}

/// `GET /api/projects/:key/issues/:id/events?limit=&cursor=`: the kept ones, the newest first.
pub(crate) async fn kept(key: &str, id: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let (after, limit) = (after::<String>(request)?, limit(request)?);
    let found = shards::kept_events(env, &project, id, after.as_deref(), limit).await?;
    let (events, next) = found.ok_or_else(|| Fault::not_found("issue"))?;
    let named = |event: shards::NamedEvent| NamedJson {
        id: event.name,
        issue: None,
        event: EventJson::brief(event.at, event.body),
    };
    let events: Vec<NamedJson> = events.into_iter().map(named).collect();
    response::json(200, &serde_json::json!({ "events": events, "next": next }))
}

/// `GET /api/projects/:key/events?limit=`: the newest of all issues.
pub(crate) async fn newest(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let events = shards::newest(env, &project, limit(request)?).await?;
    let named = |(id, event): (String, NewEvent)| NamedJson {
        id,
        issue: Some(TitledJson { id: event.issue, title: event.title }),
        event: EventJson::brief(event.at.at, event.body),
    };
    let events: Vec<NamedJson> = events.into_iter().map(named).collect();
    response::json(200, &serde_json::json!({ "events": events }))
}
