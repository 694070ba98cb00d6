//! Trends, breakdowns and wordings: events over time, what they are broken down by, and what they say.
//!
//! All of it stands on each event, too, and so is exact.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::events::facets::{FacetCount, FacetKind, Facets};
use serde_json::{Map, Value, json};
use worker::{Env, Request};

use crate::api::counts::interval;
use crate::{
    http::{Response, error::Fault, response},
    objects::rpc::{FindIssue, ReadBreakdown, ReadIssueBreakdown, ReadTrend},
    platform::clock,
    projects,
    service::{
        series::{self, Interval},
        wordings,
    },
    shards,
};

/// Values of a kind in an answer, those with the most events; the rest is one sum.
const MOST_VALUES: usize = 50;

/// `GET /api/projects/:key/issues/:id/wordings`
pub(crate) async fn wordings(key: &str, id: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id: IssueId = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let issue = shards::query(env, &project, &FindIssue { id }).await?;
    issue.ok_or_else(|| Fault::not_found("issue"))?;
    let found = wordings::of_issue(env, &project, id).await?;
    let wording = |one: &wordings::CountedWording| json!({ "title": one.title, "pattern": one.pattern, "events": one.events });
    let all: Vec<_> = found.all.iter().map(wording).collect();
    let answer = json!({ "wordings": all, "more": found.more, "looked_at": found.looked_at });
    response::json(200, &answer)
}

/// `GET /api/projects/:key/issues/:id/trend?interval=hour|day`
pub(crate) async fn trend(key: &str, id: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let (interval, now) = (interval(request)?, clock::now());
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let ask = ReadTrend { id, from: interval.start(now), step: interval.ms };
    let hours = shards::query(env, &project, &ask).await?;
    let hours = hours.ok_or_else(|| Fault::not_found("issue"))?;
    let point = |(start, events): (UnixMillis, u64)| json!({ "start": start.rfc3339(), "events": events });
    let series: Vec<_> = series::fill_events(&hours, interval, now).into_iter().map(point).collect();
    response::json(200, &json!({ "interval": interval.name, "series": series }))
}

/// `GET /api/projects/:key/issues/:id/breakdown?interval=hour|day`
pub(crate) async fn issue_breakdown(
    key: &str,
    id: &str,
    request: &Request,
    env: &Env,
) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let interval = interval(request)?;
    let from = interval.start(clock::now());
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let facets = shards::query(env, &project, &ReadIssueBreakdown { id, from }).await?;
    response::json(200, &broken_down(&facets.ok_or_else(|| Fault::not_found("issue"))?, interval, from))
}

/// `GET /api/projects/:key/breakdown?interval=hour|day`
pub(crate) async fn breakdown(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let interval = interval(request)?;
    let from = interval.start(clock::now());
    let facets = shards::query(env, &project, &ReadBreakdown { from }).await?;
    response::json(200, &broken_down(&facets, interval, from))
}

/// Every kind with its values, the most events first, and what they leave over.
fn broken_down(facets: &Facets, interval: Interval, from: UnixMillis) -> Value {
    let mut body = Map::new();
    body.insert("interval".into(), interval.name.into());
    body.insert("since".into(), from.rfc3339().into());
    for kind in FacetKind::ALL {
        let (values, other) = facets.most(kind, MOST_VALUES);
        let values: Vec<_> = values.into_iter().map(|(value, count)| part(Some(value), count)).collect();
        body.insert(kind.name().into(), json!({ "values": values, "other": part(None, other) }));
    }
    body.into()
}

fn part(value: Option<String>, count: FacetCount) -> Map<String, Value> {
    let mut part = Map::new();
    part.extend(value.map(|value| ("value".to_owned(), value.into())));
    part.insert("events".into(), count.events.into());
    part.insert("sessions".into(), count.sessions.into());
    part
}
