//! Applies a change of a project's settings, for the pages and the API alike: first in its objects,
//! then in the directory. A request that failed may be sent again.

use corncrake_core::time::UnixMillis;
use corncrake_model::project::{limits::ProjectLimits, record::ProjectRecord, settings::ProjectChange};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::rpc::{SetLimits, SetRetention},
    projects,
    service::alert_watch,
    shards,
};

/// Changes a project, and gives what it is now.
pub(crate) async fn apply(
    env: &Env,
    project: &ProjectRecord,
    change: ProjectChange,
    now: UnixMillis,
) -> Result<ProjectRecord, Fault> {
    // Reads the project anew: others may have changed it, or added objects, in the last seconds.
    let project = &projects::find_uncached(project.key, now, env).await?;
    if let Some(days) = change.retention_days {
        shards::query(env, project, &SetRetention { days }).await?;
    }
    let limits = project.settings.limits.changed(change.limits);
    if change.limits != ProjectLimits::default() {
        shards::query(env, project, &SetLimits { limits }).await?;
    }
    if let Some((objects, _)) = change.objects {
        let days = change.retention_days.unwrap_or(project.settings.retention_days());
        shards::prepare_new_shards(env, project, objects, (days, limits), now).await?;
    }
    let is_watch = change.alerts.is_some() || change.objects.is_some();
    let project = projects::change(project.key, change, now, env).await?;
    if is_watch {
        alert_watch::watch(env, &project, now).await?;
    }
    Ok(project)
}
