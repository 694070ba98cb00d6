//! The review of access, for the pages and the API: roles in words, and the lines of the access log
//! with names. Who is gone is “a former user”.

use std::collections::HashMap;

use corncrake_core::ids::ProjectKey;
use corncrake_model::{
    access::{
        log_entry::{AccessLogEntry, LogActor, NumberedLogEntry},
        role::RoleGrants,
        token::ApiToken,
    },
    project::record::ProjectRecord,
};
use worker::Env;

use super as people;
use crate::{
    http::error::Fault,
    objects::{rpc::ReadAccessLog, stub},
    platform::clock,
    projects,
};

/// Who was removed, in words.
const FORMER_USER: &str = "a former user";

/// A line of the log, with names.
pub(crate) struct NamedLogLine {
    pub(crate) number: i64,
    pub(crate) entry: AccessLogEntry,
    /// A name, “the admin token”, “the token CI”, “a former user”.
    pub(crate) actor: String,
    /// The project's name; its key where it was deleted.
    pub(crate) project: Option<String>,
}

/// The newest lines before a number, or of all.
pub(crate) async fn log(before: Option<i64>, limit: u32, env: &Env) -> Result<Vec<NamedLogLine>, Fault> {
    let ask = ReadAccessLog { before, limit, now: clock::now() };
    let lines = stub::request(&stub::directory(env)?, &ask).await?;
    let users: HashMap<String, String> =
        people::list(env).await?.into_iter().map(|one| (one.user.id, one.user.name)).collect();
    let name_of = |id: &str| users.get(id).cloned().unwrap_or_else(|| FORMER_USER.to_owned());
    let token = |token: ApiToken| {
        let owner = token.user.as_deref().map(|id| format!(" of {}", name_of(id)));
        (token.id, format!("the token {}{}", token.name, owner.unwrap_or_default()))
    };
    let tokens: HashMap<String, String> = projects::tokens(env).await?.into_iter().map(token).collect();
    let rows = projects::list(env).await?;
    let named = |NumberedLogEntry { number, entry }: NumberedLogEntry| {
        let actor = match &entry.actor {
            LogActor::Admin => "the admin token".to_owned(),
            LogActor::User(id) => name_of(id),
            LogActor::Token(id) => tokens.get(id).cloned().unwrap_or_else(|| "a revoked token".to_owned()),
        };
        let project = (!entry.project.is_empty()).then(|| project_name(&rows, &entry.project));
        NamedLogLine { number, actor, project, entry }
    };
    Ok(lines.into_iter().map(named).collect())
}

fn project_name(rows: &[ProjectRecord], key: &str) -> String {
    rows.iter().find(|row| row.key.as_str() == key).map_or_else(|| key.to_owned(), |row| row.name.clone())
}

/// Roles in words, each a phrase.
pub(crate) fn role_phrases(grants: &RoleGrants, rows: &[ProjectRecord]) -> Vec<String> {
    let everywhere = grants.everywhere.map(|role| format!("{} of all projects", role.name()));
    let of_projects = grants.projects.iter().filter(|(_, role)| Some(**role) > grants.everywhere);
    let of_projects =
        of_projects.map(|(key, role)| format!("{} of {}", role.name(), project_name(rows, key)));
    everywhere.into_iter().chain(of_projects).collect()
}

/// The name of a token's project; none where it is for all.
pub(crate) fn token_project(rows: &[ProjectRecord], key: Option<ProjectKey>) -> Option<String> {
    key.map(|key| project_name(rows, key.as_str()))
}
