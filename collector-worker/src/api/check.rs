//! `/api/check`: what the collector knows of itself, as JSON.

use corncrake_core::ids::ProjectKey;
use serde::Serialize;
use worker::{Env, Request};

use crate::{
    http::{Response, error::Fault, response, url},
    service::self_check::{self, CheckedDatabase},
};

#[derive(Serialize)]
struct CheckJson {
    version: &'static str,
    time: String,
    ok: bool,
    warnings: Vec<&'static str>,
    databases: Vec<DatabaseJson>,
    next: Option<ProjectKey>,
}

#[derive(Serialize)]
struct DatabaseJson {
    project: Option<ProjectKey>,
    kind: &'static str,
    shard: usize,
    bytes: Option<u64>,
    is_readable: bool,
    is_whole: Option<bool>,
    alarm: Option<String>,
    is_alarm_late: bool,
    last_arrival: Option<String>,
}

impl From<CheckedDatabase> for DatabaseJson {
    fn from(one: CheckedDatabase) -> Self {
        let state = one.state.as_ref();
        Self {
            project: one.project.as_ref().map(|(key, _)| *key),
            kind: one.kind.name(),
            shard: one.shard,
            bytes: state.map(|state| state.bytes),
            is_readable: state.is_some(),
            is_whole: state.and_then(|state| state.is_whole),
            alarm: state.and_then(|state| state.alarm).map(|at| at.rfc3339()),
            is_alarm_late: one.is_late,
            last_arrival: one.last_arrival.map(|at| at.rfc3339()),
        }
    }
}

/// `GET /api/check`, and `POST` for a look that reads each database as a whole.
pub(crate) async fn check(is_thorough: bool, request: &Request, env: &Env) -> Result<Response, Fault> {
    let after = match url::parameter(request, "after")? {
        Some(text) => {
            Some(text.parse().map_err(|_| Fault::invalid("after", "must be the key of a project"))?)
        }
        None => None,
    };
    let found = self_check::run(after, is_thorough, env).await?;
    response::json(
        200,
        &CheckJson {
            version: env!("CARGO_PKG_VERSION"),
            time: found.now.rfc3339(),
            ok: found.is_ok(),
            warnings: found.warnings.iter().map(|warning| warning.code()).collect(),
            next: found.next,
            databases: found.databases.into_iter().map(DatabaseJson::from).collect(),
        },
    )
}
