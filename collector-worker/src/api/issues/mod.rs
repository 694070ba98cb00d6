//! Issues: a page of them, and one with its latest event.

pub(crate) mod breakdowns;
pub(crate) mod discussion;
pub(crate) mod events;
pub(crate) mod receipts;
pub(crate) mod triage;

use corncrake_core::event::EventType;
use corncrake_model::{
    issues::{
        interest::Interest,
        issue_list::{Filter, Sort},
        search_query,
    },
    project::record::ProjectRecord,
};
use serde::Serialize;
use worker::{Env, Request};

use super::{
    json::{EventJson, IssueJson},
    query::{self, cursor, limit},
};
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, response, url::parameter},
    objects::rpc::{FindIssue, ListIssues},
    platform::clock,
    projects,
    service::{symbolicate, triage::assignees},
    shards::{self, EventChoice, EventPage},
};

/// `GET /api/projects/:key/issues?query=&type=&release=&environment=&browser=&status=&noise=&regressed=&came_back=&assigned=&new_since=&from=&to=&sort=&limit=&cursor=`
pub(crate) async fn issues(
    key: &str,
    actor: &Actor,
    request: &Request,
    env: &Env,
) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct IssuesAnswer {
        issues: Vec<IssueJson>,
        next: Option<String>,
    }
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let (limit, after) = (limit(request)?, cursor(request)?);
    let (mut filter, sort) = (filter(request, &project)?, sort(request)?);
    assignees::resolve(&mut filter, actor, env).await?;
    let list = ListIssues { filter, sort, after, limit };
    let page = shards::list_issues(env, &project, &list).await?;
    let issues = page.issues.into_iter().map(IssueJson::from).collect();
    response::json(200, &IssuesAnswer { issues, next: page.next.map(|cursor| cursor.to_string()) })
}

/// The filter of a list; an empty parameter filters nothing.
fn filter(request: &Request, project: &ProjectRecord) -> Result<Filter, Fault> {
    let text = |name| Ok::<_, Fault>(parameter(request, name)?.filter(|text| !text.is_empty()));
    let noise = query::noise(request)?;
    let is_type = |code: &u8| *code <= EventType::MAX;
    let kind = text("type")?
        .map(|text| {
            text.parse().ok().filter(is_type).ok_or_else(|| Fault::invalid("type", "must be 0 to 99"))
        })
        .transpose()?;
    let status = text("status")?
        .filter(|status| status != "any")
        .map(|text| {
            text.parse()
                .map_err(|_| Fault::invalid("status", "must be open, resolved, ignored, snoozed or any"))
        })
        .transpose()?;
    let interest = text("interest")?
        .map(|word| Interest::of_name(&word).ok_or_else(|| Fault::invalid("interest", "must be low or high")))
        .transpose()?;
    let (from, to) = (query::time_parameter(request, "from")?, query::time_parameter(request, "to")?);
    let hours = match (from, to) {
        (None, None) => None,
        (Some(from), Some(to)) if from < to => Some((from, to)),
        _ => return Err(Fault::invalid("to", "must be a time after `from`")),
    };
    let filter = Filter {
        noise,
        noise_off: project.settings.noise_off.clone(),
        hiding: project.settings.hiding_editions(),
        kinds: kind.into_iter().collect(),
        status,
        release: text("release")?,
        environment: text("environment")?,
        browser: text("browser")?,
        interest: interest.map(|level| project.settings.interest_marks(level)),
        regressed: parameter(request, "regressed")?.as_deref() == Some("1"),
        came_back: parameter(request, "came_back")?.as_deref() == Some("1"),
        assignee: text("assigned")?,
        new_since: query::time_parameter(request, "new_since")?,
        hours,
        ..Filter::default()
    };
    Ok(search_query::read(&text("query")?.unwrap_or_default(), filter))
}

/// The order of a list.
fn sort(request: &Request) -> Result<Sort, Fault> {
    let Some(name) = parameter(request, "sort")? else { return Ok(Sort::Newest) };
    name.parse().map_err(|_| Fault::invalid("sort", "must be newest, events, sessions or first_seen"))
}

/// `GET /api/projects/:key/issues/:id`
pub(crate) async fn issue(key: &str, id: &str, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct IssueAnswer {
        issue: IssueJson,
        /// Why its events are one: what the fingerprint was made of.
        grouping: Vec<String>,
        grouping_version: u32,
        event: Option<EventJson>,
    }
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let found = shards::query(env, &project, &FindIssue { id }).await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let event = match shards::event(env, &project, id, EventChoice::Latest).await? {
        Some(EventPage { at, body, .. }) => {
            let frames = symbolicate::for_people(&project, &body, env).await;
            Some(EventJson::new(at, body, frames))
        }
        None => None,
    };
    let (grouping, grouping_version) = (issue.grouping.clone(), issue.grouping_version);
    response::json(200, &IssueAnswer { issue: issue.into(), grouping, grouping_version, event })
}
