//! Issues: a page of them, and one with its latest event.

use std::str::FromStr;

use corncrake_core::{event::EventType, ids::IssueId, status::Status, time::UnixMillis};
use corncrake_model::{
    issue::Issue,
    issue_list::{self, Cursor, Filter, Sort},
    moment,
    project::ProjectRow,
};
use serde::Serialize;
use worker::{Env, Request, Response};

use super::{events::EventJson, noise};
use crate::{
    http::{error::Fault, response, url::parameter},
    objects::rpc::{FindIssue, ListIssues},
    platform::clock,
    projects,
    service::symbolicate,
    shards::{self, OneEvent},
};

/// The most issues or events of a page: what an object answers in a few milliseconds.
const MOST_OF_A_PAGE: u32 = 100;

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

/// A time as it is shown.
pub(super) fn shown(at: UnixMillis) -> String {
    moment::shown(at, clock::now()).rfc3339()
}

impl From<Issue> for IssueJson {
    fn from(issue: Issue) -> Self {
        Self {
            id: issue.id,
            title: issue.title,
            kind: issue.kind,
            status: issue.status,
            regressed: issue.regressed.map(|(at, release)| RegressedJson { at: shown(at), release }),
            merged_into: issue.merged_into,
            noise: issue.noise,
            events: issue.events,
            sessions: issue.sessions,
            first_seen: shown(issue.first_seen),
            last_seen: shown(issue.last_seen),
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
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let (limit, after) = (limit(request)?, cursor(request)?);
    let (filter, sort) = (filter(request, &project)?, sort(request)?);
    let list = ListIssues { filter, sort, after, limit };
    let page = shards::issues(env, &project, &list).await?;
    let issues = page.issues.into_iter().map(IssueJson::from).collect();
    response::json(200, &Body { issues, next: page.next.map(|cursor| cursor.to_string()) })
}

/// How long a page of a list is to be.
pub(super) fn limit(request: &Request) -> Result<u32, Fault> {
    match parameter(request, "limit")? {
        None => Ok(issue_list::ISSUES_OF_A_PAGE),
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST_OF_A_PAGE).contains(limit))
            .ok_or_else(|| Fault::invalid("limit", "must be a whole number from 1 to 100")),
    }
}

/// Where a list of issues goes on.
pub(super) fn cursor(request: &Request) -> Result<Option<Cursor>, Fault> {
    after(request)
}

/// Where a list goes on.
pub(super) fn after<C: FromStr>(request: &Request) -> Result<Option<C>, Fault> {
    // `after` is what `cursor` was called first, and still is on our pages.
    let after = [parameter(request, "cursor")?, parameter(request, "after")?].into_iter().flatten().next();
    let wrong = |_| Fault::invalid("cursor", "must be the `next` of a page");
    after.map(|text| text.parse().map_err(wrong)).transpose()
}

/// What a list is filtered by; an empty parameter filters nothing.
fn filter(request: &Request, project: &ProjectRow) -> Result<Filter, Fault> {
    let text = |name| Ok::<_, Fault>(parameter(request, name)?.filter(|text| !text.is_empty()));
    let noise = noise::wanted(request)?;
    let is_type = |code: &u8| *code <= EventType::MAX;
    let kind = text("type")?
        .map(|text| {
            text.parse().ok().filter(is_type).ok_or_else(|| Fault::invalid("type", "must be 0 to 99"))
        })
        .transpose()?;
    let status = text("status")?
        .filter(|status| status != "any")
        .map(|text| {
            text.parse().map_err(|_| Fault::invalid("status", "must be open, resolved, ignored or any"))
        })
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
        /// Why its events are one: what the fingerprint was made of.
        grouping: Vec<String>,
        grouping_version: u32,
        event: Option<EventJson>,
    }
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let found = shards::ask(env, &project, &FindIssue { id }).await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let event = match shards::event(env, &project, id, None).await? {
        Some(OneEvent { at, body, .. }) => {
            let frames = symbolicate::for_people(&project, body.release.as_deref(), body.frames(), env).await;
            Some(EventJson::new(at, body, frames))
        }
        None => None,
    };
    let (grouping, grouping_version) = (issue.grouping.clone(), issue.grouping_version);
    response::json(200, &Body { issue: issue.into(), grouping, grouping_version, event })
}
