//! A project's data, taken along and brought back.

use serde_json::json;
use worker::{Env, Request};

use crate::{
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::transfer::{self, ImportSummary},
};

/// `GET /api/projects/:key/export`
pub(crate) async fn export(key: &str, env: &Env) -> Result<Response, Fault> {
    transfer::export(projects::find_for_operator(key, clock::now(), env).await?, env)
}

/// `POST /api/projects/:key/import`: an export, packed by gzip or not.
pub(crate) async fn import(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let is_packed = match request.headers().get("content-encoding")?.as_deref() {
        None | Some("identity") => false,
        Some("gzip") => true,
        Some(_) => return Err(Fault::new(415, "encoding", "Content-Encoding must be gzip, or none")),
    };
    let body = transfer::of_body(request)?;
    let ImportSummary { lines, left_out, was_here } =
        transfer::import(project, body, is_packed, now, env).await?;
    let answer = json!({ "lines": lines, "left_out": left_out, "was_here": was_here });
    response::unchanged_unless(!was_here, response::json(200, &answer)?)
}
