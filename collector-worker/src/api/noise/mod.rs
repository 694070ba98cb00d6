//! The noise rules of a project: which are on, and how much each recognised. The operator's own are in
//! `rules`.

pub(crate) mod rules;

use worker::Env;

use crate::{
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::noise::rules as noise_rules,
};

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
