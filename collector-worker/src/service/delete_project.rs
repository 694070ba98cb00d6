//! Deleting a project, with all its data.

use corncrake_core::time::UnixMillis;
use corncrake_model::project::record::ProjectLookup;
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{DeleteProject, Destroy, FindProject},
        stub,
    },
    projects::{remember, verified_key},
    shards,
};

/// Deletes a project and destroys its data. First the directory, so that nothing new comes
/// in; a request that failed may be sent again, and deletes the rest.
pub(crate) async fn delete(key: &str, now: UnixMillis, env: &Env) -> Result<(), Fault> {
    let key = verified_key(key, env).await.map_err(|_| Fault::not_found("project"))?;
    let directory = stub::directory(env)?;
    let known = stub::request(&directory, &FindProject { key }).await?;
    let spread = stub::request(&directory, &DeleteProject { key, now }).await?;
    let spread = spread.ok_or_else(|| Fault::not_found("project"))?;
    remember(key, now, ProjectLookup::Deleted);
    shards::destroy(env, key, spread).await?;
    stub::request(&stub::outbox(env, key)?, &Destroy {}).await?;
    match known {
        ProjectLookup::Project(row) if !row.maps => Ok(()),
        _ => stub::request(&stub::sources(env, key)?, &Destroy {}).await,
    }
}
