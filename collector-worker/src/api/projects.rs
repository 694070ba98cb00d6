//! Projects: made, listed, looked at, deleted.

use serde::{Deserialize, Serialize};
use worker::{Env, Request, Response};

use crate::{
    answer, body, clock, directory,
    fault::Fault,
    objects::{ReadStorage, Storage},
    settings::NewProject,
    spread,
    store::ProjectRow,
};

/// Bytes of a request to the API: a project's settings, with fifty origins.
const BODY_BYTES: usize = 64 * 1024;
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

/// `POST /api/projects`
pub(crate) async fn create_project(request: &mut Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Deserialize)]
    struct Body {
        name: Option<serde_json::Value>,
        origins: Option<serde_json::Value>,
    }
    let body: Body = body::json(request, BODY_BYTES).await?;
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
    let rows = directory::list(env).await?;
    answer::json(200, &Body { projects: rows.iter().map(ProjectJson::from).collect() })
}

/// `GET /api/projects/:key`
pub(crate) async fn project(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(flatten)]
        project: ProjectJson<'a>,
        storage: Storage,
    }
    let row = directory::find_for_operator(key, clock::now(), env).await?;
    let storage = spread::ask(env, &row, &ReadStorage {}).await?;
    answer::json(200, &Body { project: ProjectJson::from(&row), storage })
}

/// `DELETE /api/projects/:key`
pub(crate) async fn delete_project(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    directory::delete(key, clock::now(), env).await?;
    answer::no_content()
}
