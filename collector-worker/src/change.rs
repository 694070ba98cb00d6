//! A change of a project's settings, for the pages and the API alike: first its objects know
//! what concerns them, then the directory. Who is told that it failed may ask again.

use corncrake_core::time::UnixMillis;
use corncrake_model::{limits::OwnLimits, project::ProjectRow, settings::ProjectChange};
use worker::Env;

use crate::{
    directory,
    fault::Fault,
    objects::{KeepFor, KeepTo},
    spread,
};

/// Changes a project, and gives what it is now.
pub(crate) async fn apply(
    env: &Env,
    project: &ProjectRow,
    change: ProjectChange,
    now: UnixMillis,
) -> Result<ProjectRow, Fault> {
    // Not as it was some seconds ago: others may have changed it, or added objects, meanwhile.
    let project = &directory::as_it_is(project.key, now, env).await?;
    if let Some(days) = change.retention_days {
        spread::ask(env, project, &KeepFor { days }).await?;
    }
    let limits = project.settings.limits.changed(change.limits);
    if change.limits != OwnLimits::default() {
        spread::ask(env, project, &KeepTo { limits }).await?;
    }
    if let Some((objects, _)) = change.objects {
        let days = change.retention_days.unwrap_or(project.settings.retention_days());
        spread::bring_up(env, project, objects, (days, limits), now).await?;
    }
    directory::change(project.key, change, now, env).await
}
