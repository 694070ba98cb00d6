//! The rules of noise of a project: which are on, and what each recognised.

use worker::{Env, Request, Response};

use crate::{
    http::{error::Fault, response, url::parameter},
    platform::clock,
    projects,
    service::noise_rules,
};

/// Whether a list is of what is noise, and of nothing else.
pub(super) fn wanted(request: &Request) -> Result<bool, Fault> {
    match parameter(request, "noise")?.as_deref() {
        None | Some("" | "0") => Ok(false),
        Some("1") => Ok(true),
        Some(_) => Err(Fault::invalid("noise", "must be 0 or 1")),
    }
}

/// `GET /api/projects/:key/noise`
pub(crate) async fn noise(key: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let rules = noise_rules::of_project(&project, env).await?;
    let rules: Vec<_> = rules
        .iter()
        .map(|row| {
            serde_json::json!({
                "name": row.rule.name(),
                "explanation": row.rule.explanation(),
                "on": row.is_on,
                "issues": row.issues,
                "events": row.events,
            })
        })
        .collect();
    response::json(200, &serde_json::json!({ "rules": rules }))
}
