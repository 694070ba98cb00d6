//! Issues: a page of them, and one with its latest event.

use corncrake_core::{
    event::EventType, ids::IssueId, json::Json, stack::Frame, status::Status, time::UnixMillis,
};
use serde::Serialize;
use worker::{Env, Request, Response};

use crate::{
    address::parameter,
    answer, clock, directory,
    fault::Fault,
    objects::{ListIssues, ReadIssue},
    sources::{self, Found, Traced},
    spread::{self, EventName, OneEvent},
    store::{self, EventBody, Filter, Issue, ProjectRow, Sort},
};

/// The most issues of a page: what an object answers in a few milliseconds.
const MOST_ISSUES: u32 = 100;

#[derive(Serialize)]
pub(super) struct IssueJson {
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
}

#[derive(Serialize)]
struct RegressedJson {
    at: String,
    release: Option<String>,
}

impl From<Issue> for IssueJson {
    fn from(issue: Issue) -> Self {
        Self {
            id: issue.id,
            title: issue.title,
            kind: issue.kind,
            status: issue.status,
            regressed: issue.regressed.map(|(at, release)| RegressedJson { at: at.rfc3339(), release }),
            merged_into: issue.merged_into,
            noise: issue.noise,
            events: issue.events,
            sessions: issue.sessions,
            first_seen: issue.first_seen.rfc3339(),
            last_seen: issue.last_seen.rfc3339(),
        }
    }
}

#[derive(Serialize)]
struct EventJson {
    at: String,
    #[serde(rename = "type")]
    kind: u8,
    name: Option<String>,
    message: String,
    uri: Option<String>,
    meta: Option<Json>,
    release: Option<String>,
    environment: Option<String>,
    browser: Option<String>,
    os: Option<String>,
    count: u32,
    frames: Vec<FrameJson>,
    raw_stack: Option<String>,
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
    fn new(at: UnixMillis, body: EventBody, frames: Vec<Traced>) -> Self {
        Self {
            at: at.rfc3339(),
            frames: frames.into_iter().map(FrameJson::from).collect(),
            kind: body.kind,
            name: body.name,
            message: body.message,
            uri: body.uri,
            meta: body.meta,
            release: body.release,
            environment: body.environment,
            browser: body.browser,
            os: body.os,
            count: body.count,
            raw_stack: body.stack,
        }
    }
}

/// `GET /api/projects/:key/issues?query=&type=&release=&environment=&browser=&status=&noise=&sort=&limit=&cursor=`
pub(crate) async fn issues(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        issues: Vec<IssueJson>,
        next: Option<String>,
    }
    let project = directory::find_for_operator(key, clock::now(), env).await?;
    let limit = match parameter(request, "limit")? {
        None => store::ISSUES_OF_A_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST_ISSUES).contains(limit))
            .ok_or_else(|| Fault::invalid("limit", "must be a whole number from 1 to 100"))?,
    };
    // `after` is what `cursor` was called first, and still is on our pages.
    let after = [parameter(request, "cursor")?, parameter(request, "after")?].into_iter().flatten().next();
    let after = after
        .map(|text| text.parse().map_err(|()| Fault::invalid("cursor", "must be the `next` of a page")))
        .transpose()?;
    let (filter, sort) = (filter(request, &project)?, sort(request)?);
    let list = ListIssues { filter, sort, after, limit };
    let page = spread::issues(env, &project, &list).await?;
    let issues = page.issues.into_iter().map(IssueJson::from).collect();
    answer::json(200, &Body { issues, next: page.next.map(|cursor| cursor.to_string()) })
}

/// What a list is filtered by; an empty parameter filters nothing.
fn filter(request: &Request, project: &ProjectRow) -> Result<Filter, Fault> {
    let text = |name| Ok::<_, Fault>(parameter(request, name)?.filter(|text| !text.is_empty()));
    let noise = match parameter(request, "noise")?.as_deref() {
        None | Some("0") => false,
        Some("1") => true,
        Some(_) => return Err(Fault::invalid("noise", "must be 0 or 1")),
    };
    let is_type = |code: &u8| *code <= EventType::MAX;
    let kind = text("type")?
        .map(|text| {
            text.parse().ok().filter(is_type).ok_or_else(|| Fault::invalid("type", "must be 0 to 99"))
        })
        .transpose()?;
    let status = text("status")?
        .map(|text| text.parse().map_err(|_| Fault::invalid("status", "must be open, resolved or ignored")))
        .transpose()?;
    Ok(Filter {
        noise,
        noise_off: project.settings.noise_off.clone(),
        kinds: kind.into_iter().collect(),
        text: text("query")?,
        status,
        release: text("release")?,
        environment: text("environment")?,
        browser: text("browser")?,
    })
}

/// What a list begins with.
fn sort(request: &Request) -> Result<Sort, Fault> {
    match parameter(request, "sort")?.as_deref() {
        None | Some("newest") => Ok(Sort::Newest),
        Some("events") => Ok(Sort::MostEvents),
        Some("sessions") => Ok(Sort::MostSessions),
        Some("first_seen") => Ok(Sort::FirstSeen),
        Some(_) => Err(Fault::invalid("sort", "must be newest, events, sessions or first_seen")),
    }
}

/// `GET /api/projects/:key/issues/:id`
pub(crate) async fn issue(key: &str, id: &str, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        issue: IssueJson,
        event: Option<EventJson>,
    }
    let project = directory::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let found = spread::ask(env, &project, &ReadIssue { id }).await?;
    let (issue, event) = found.ok_or_else(|| Fault::not_found("issue"))?;
    let event = match event {
        Some((at, body)) => {
            let frames = sources::for_people(&project, body.release.as_deref(), body.frames(), env).await;
            Some(EventJson::new(at, body, frames))
        }
        None => None,
    };
    answer::json(200, &Body { issue: issue.into(), event })
}

/// `GET /api/projects/:key/issues/:id/events/:event`: the one of a name, or the `latest`.
pub(crate) async fn event(key: &str, id: &str, event: &str, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        name: String,
        earlier: Option<String>,
        later: Option<String>,
        event: EventJson,
    }
    let project = directory::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let wanted = match event {
        "latest" => None,
        name => Some(EventName::parse(name, id).ok_or_else(|| Fault::not_found("event"))?),
    };
    let found = spread::event(env, &project, id, wanted).await?;
    let OneEvent { name, at, body, earlier, later, .. } = found.ok_or_else(|| Fault::not_found("event"))?;
    let frames = sources::for_people(&project, body.release.as_deref(), body.frames(), env).await;
    answer::json(200, &Body { name, earlier, later, event: EventJson::new(at, body, frames) })
}
