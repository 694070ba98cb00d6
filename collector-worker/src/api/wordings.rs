//! The wordings of an issue.

use worker::{Env, Response};

use crate::{
    http::{error::Fault, response},
    objects::rpc::FindIssue,
    platform::clock,
    projects,
    service::wordings,
    shards,
};

/// `GET /api/projects/:key/issues/:id/wordings`
pub(crate) async fn wordings(key: &str, id: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let issue = shards::query(env, &project, &FindIssue { id }).await?;
    issue.ok_or_else(|| Fault::not_found("issue"))?;
    let found = wordings::of_issue(env, &project, id).await?;
    let wording = |one: &wordings::CountedWording| serde_json::json!({ "title": one.title, "pattern": one.pattern, "events": one.events });
    let all: Vec<_> = found.all.iter().map(wording).collect();
    let answer = serde_json::json!({ "wordings": all, "more": found.more, "looked_at": found.looked_at });
    response::json(200, &answer)
}
