//! What was refused of a project, and why.

use corncrake_model::project::refusal::{Refusal, RefusalReason};
use serde::Serialize;
use worker::Env;

use crate::{
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::refusals as refused,
};

#[derive(Serialize)]
struct RefusalJson {
    reason: RefusalReason,
    /// None of another reason, and of an origin that is not shown.
    origin: Option<String>,
    requests: u64,
    since: String,
    last: String,
}

impl From<Refusal> for RefusalJson {
    fn from(Refusal { reason, origin, count, since, last }: Refusal) -> Self {
        let origin = Some(origin).filter(|origin| !origin.is_empty());
        Self { reason, origin, requests: count, since: since.rfc3339(), last: last.rfc3339() }
    }
}

/// `GET /api/projects/:key/refusals`: within a week, the last first.
pub(crate) async fn refusals(key: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let all = refused::of_project(&project, env).await?;
    let refusals: Vec<RefusalJson> = all.into_iter().map(RefusalJson::from).collect();
    response::json(200, &serde_json::json!({ "refusals": refusals }))
}
