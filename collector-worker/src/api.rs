//! The admin API: JSON for the bearer of the admin token.
//!
//! Its names are the pages' names. Times are RFC 3339 in UTC; a fault is
//! `{"error":{"code","message"}}` with its status.

use corncrake_core::{ids::IssueId, json::Json, stack::Frame, time::UnixMillis};
use serde::{Deserialize, Serialize};
use worker::{Env, Request, Response};

use crate::{
    address::parameter,
    answer, auth, body, clock, directory,
    fault::Fault,
    objects::{self, ListIssues, ReadHours, ReadIssue, ReadOutcomes},
    series::{self, Interval},
    settings::NewProject,
    store::{self, EventBody, Issue, Outcomes, ProjectRow},
};

/// Bytes of a request to the API: a project's settings, with fifty origins.
const BODY_BYTES: usize = 64 * 1024;
/// The most issues of a page: what an object answers in a few milliseconds.
const MOST_ISSUES: u32 = 100;

#[derive(Serialize)]
struct ProjectJson<'a> {
    key: &'a str,
    name: &'a str,
    origins: &'a [String],
    created_at: String,
}

impl<'a> From<&'a ProjectRow> for ProjectJson<'a> {
    fn from(row: &'a ProjectRow) -> Self {
        Self {
            key: row.key.as_str(),
            name: &row.name,
            origins: row.origins.entries(),
            created_at: row.created.rfc3339(),
        }
    }
}

#[derive(Serialize)]
struct IssueJson {
    id: IssueId,
    title: String,
    #[serde(rename = "type")]
    kind: u8,
    status: String,
    noise: Option<String>,
    events: u64,
    sessions: u64,
    first_seen: String,
    last_seen: String,
}

impl From<Issue> for IssueJson {
    fn from(issue: Issue) -> Self {
        Self {
            id: issue.id,
            title: issue.title,
            kind: issue.kind,
            status: issue.status,
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
    frames: Vec<Frame>,
    raw_stack: Option<String>,
}

impl From<(UnixMillis, EventBody)> for EventJson {
    fn from((at, body): (UnixMillis, EventBody)) -> Self {
        Self {
            at: at.rfc3339(),
            frames: body.frames(),
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

/// `POST /api/projects`
pub(crate) async fn create_project(request: &mut Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Deserialize)]
    struct Body {
        name: Option<serde_json::Value>,
        origins: Option<serde_json::Value>,
    }
    auth::bearer(request, env)?;
    let bytes = body::read(request, BODY_BYTES).await?;
    let body: Body = serde_json::from_slice(&bytes).map_err(|error| {
        Fault::bad_request("bad_body", format!("the body must be a JSON object: {error}"))
    })?;
    let name = body.name.as_ref().and_then(|name| name.as_str()).unwrap_or_default();
    let origins: Vec<String> = body
        .origins
        .and_then(|origins| serde_json::from_value(origins).ok())
        .ok_or_else(|| Fault::invalid("origins", "must be a list of text"))?;
    let new = NewProject::parse(name, &origins).map_err(|(field, rule)| Fault::invalid(field, &rule))?;
    let row = directory::create(new.ask(clock::now()), env).await?;
    answer::json(201, &ProjectJson::from(&row))
}

/// `GET /api/projects`
pub(crate) async fn projects(request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body<'a> {
        projects: Vec<ProjectJson<'a>>,
    }
    auth::bearer(request, env)?;
    let rows = directory::list(env).await?;
    answer::json(200, &Body { projects: rows.iter().map(ProjectJson::from).collect() })
}

/// `DELETE /api/projects/:key`
pub(crate) async fn delete_project(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    auth::bearer(request, env)?;
    directory::delete(key, clock::now(), env).await?;
    answer::no_content()
}

/// `GET /api/projects/:key/issues?limit=&after=&noise=`
pub(crate) async fn issues(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        issues: Vec<IssueJson>,
        next: Option<String>,
    }
    auth::bearer(request, env)?;
    let project = directory::find_for_operator(key, clock::now(), env).await?;
    let limit = match parameter(request, "limit")? {
        None => store::ISSUES_OF_A_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST_ISSUES).contains(limit))
            .ok_or_else(|| Fault::invalid("limit", "must be a whole number from 1 to 100"))?,
    };
    let noise = match parameter(request, "noise")?.as_deref() {
        None | Some("0") => false,
        Some("1") => true,
        Some(_) => return Err(Fault::invalid("noise", "must be 0 or 1")),
    };
    let after = parameter(request, "after")?
        .map(|text| text.parse().map_err(|()| Fault::invalid("after", "must be the `next` of a page")))
        .transpose()?;
    let page =
        objects::ask(&objects::project(env, project.key)?, &ListIssues { noise, after, limit }).await?;
    let issues = page.issues.into_iter().map(IssueJson::from).collect();
    answer::json(200, &Body { issues, next: page.next.map(|cursor| cursor.to_string()) })
}

/// `GET /api/projects/:key/issues/:id`
pub(crate) async fn issue(key: &str, id: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        issue: IssueJson,
        event: Option<EventJson>,
    }
    auth::bearer(request, env)?;
    let project = directory::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let found = objects::ask(&objects::project(env, project.key)?, &ReadIssue { id }).await?;
    let (issue, event) = found.ok_or_else(|| Fault::not_found("issue"))?;
    answer::json(200, &Body { issue: issue.into(), event: event.map(EventJson::from) })
}

/// `GET /api/projects/:key/sessions?interval=hour|day`
pub(crate) async fn sessions(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        interval: &'static str,
        series: Vec<Point>,
    }
    #[derive(Serialize)]
    struct Point {
        start: String,
        sessions: u64,
        errored: u64,
    }
    auth::bearer(request, env)?;
    let project = directory::find_for_operator(key, clock::now(), env).await?;
    let interval = interval(request)?;
    let now = clock::now();
    let from = interval.start(now);
    let hours = objects::ask(&objects::project(env, project.key)?, &ReadHours { from }).await?;
    let series = series::filled(&hours, interval, now)
        .into_iter()
        .map(|hour| Point { start: hour.start.rfc3339(), sessions: hour.sessions, errored: hour.errored })
        .collect();
    answer::json(200, &Body { interval: interval.name, series })
}

/// The steps of a series that was asked for.
fn interval(request: &Request) -> Result<Interval, Fault> {
    match parameter(request, "interval")?.as_deref() {
        None | Some("hour") => Ok(series::HOURS),
        Some("day") => Ok(series::DAYS),
        Some(_) => Err(Fault::invalid("interval", "must be hour or day")),
    }
}

/// `GET /api/projects/:key/outcomes?interval=hour|day`: what became of what was sent.
pub(crate) async fn outcomes(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    auth::bearer(request, env)?;
    let project = directory::find_for_operator(key, clock::now(), env).await?;
    let interval = interval(request)?;
    let now = clock::now();
    let ask = ReadOutcomes { from: interval.start(now) };
    let hours = objects::ask(&objects::project(env, project.key)?, &ask).await?;
    let point = |(start, outcomes): (UnixMillis, Outcomes)| {
        let mut point = serde_json::Map::new();
        point.insert("start".into(), start.rfc3339().into());
        point.extend(outcomes.named().map(|(name, count)| (name.to_owned(), count.into())));
        point
    };
    let series: Vec<_> = series::filled_outcomes(&hours, interval, now).into_iter().map(point).collect();
    answer::json(200, &serde_json::json!({ "interval": interval.name, "series": series }))
}

/// `POST /api/login-links`: a path that logs a browser in, for an operator's own use.
pub(crate) fn login_link(request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        path: String,
    }
    let admin = auth::bearer(request, env)?;
    answer::json(201, &Body { path: admin.link(clock::now()) })
}
