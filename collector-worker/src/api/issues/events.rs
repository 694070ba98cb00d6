//! Events: one by its name with its neighbours, the stored ones of an issue, and the newest of a
//! project. The name of an event is that of its page's address.

use corncrake_core::ids::IssueId;
use corncrake_model::{events::stored_event::RecentEvent, issues::issue_list::EventFilter};
use serde::Serialize;
use worker::{Env, Request};

use crate::api::{
    json::{EventJson, IssueJson},
    query::{limit, list_position, time_parameter},
};
use crate::{
    http::{Response, error::Fault, response, url::parameter},
    objects::rpc::{CountEvents, FindIssue},
    platform::clock,
    projects,
    service::symbolicate,
    shards::{self, EventChoice, EventPage},
};

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

/// `GET /api/projects/:key/issues/:id/events/:event`: one, or the `latest` or `first`, and the names of
/// its neighbours.
pub(crate) async fn event(key: &str, id: &str, event: &str, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct EventAnswer {
        issue: IssueJson,
        event: NamedJson,
        earlier: Option<String>,
        later: Option<String>,
    }
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let unknown = || Fault::not_found("event");
    let wanted = match event {
        "latest" => EventChoice::Latest,
        "first" => EventChoice::Oldest,
        name => EventChoice::Named(shards::event_name(env, &project, name, id).await?),
    };
    let found = shards::query(env, &project, &FindIssue { id }).await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let one = shards::event(env, &project, id, wanted).await?.ok_or_else(unknown)?;
    let EventPage { at, body, name, earlier, later, .. } = one;
    let frames = symbolicate::for_people(&project, &body, env).await;
    let event = NamedJson { id: name, issue: None, event: EventJson::new(at, body, frames) };
    response::json(200, &EventAnswer { issue: issue.into(), event, earlier, later })
}

/// `GET /api/projects/:key/issues/:id/events?from=&to=&release=&browser=&page=&meta=&receipt=&limit=&cursor=`: the stored
/// ones, the newest first, and how many match.
pub(crate) async fn list(key: &str, id: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let (after, limit) = (list_position::<String>(request)?, limit(request)?);
    let filter = event_filter(request)?;
    let found = shards::list_events(env, &project, id, &filter, after.as_deref(), limit).await?;
    let (events, next) = found.ok_or_else(|| Fault::not_found("issue"))?;
    let matching = shards::query(env, &project, &CountEvents { head: id, filter }).await?;
    let named = |event: shards::NamedEvent| NamedJson {
        id: event.name,
        issue: None,
        event: EventJson::brief(event.at, event.body),
    };
    let events: Vec<NamedJson> = events.into_iter().map(named).collect();
    response::json(200, &serde_json::json!({ "events": events, "matching": matching, "next": next }))
}

/// Which stored events are asked for.
fn event_filter(request: &Request) -> Result<EventFilter, Fault> {
    let text = |name| Ok::<_, Fault>(parameter(request, name)?.filter(|text| !text.is_empty()));
    Ok(EventFilter {
        from: time_parameter(request, "from")?,
        to: time_parameter(request, "to")?,
        release: text("release")?,
        browser: text("browser")?,
        page: text("page")?,
        meta: text("meta")?,
        receipt: text("receipt")?
            .map(|code| code.parse().map_err(|_| Fault::invalid("receipt", "must be the code of a receipt")))
            .transpose()?,
    })
}

/// `GET /api/projects/:key/events?limit=`: the newest of all issues.
pub(crate) async fn newest(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let events = shards::newest(env, &project, limit(request)?).await?;
    let named = |(id, event): (String, RecentEvent)| NamedJson {
        id,
        issue: Some(TitledJson { id: event.issue, title: event.title }),
        event: EventJson::brief(event.at.at, event.body),
    };
    let events: Vec<NamedJson> = events.into_iter().map(named).collect();
    response::json(200, &serde_json::json!({ "events": events }))
}
