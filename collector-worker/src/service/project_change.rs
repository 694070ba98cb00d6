//! Applies a change of a project's settings, for the pages and the API alike: first in its objects,
//! then in the directory. A request that failed may be sent again.

use corncrake_core::time::UnixMillis;
use corncrake_model::project::{
    limits::ProjectLimits,
    record::ProjectRecord,
    settings::{ProjectChange, Settings},
};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::rpc::{SetCountedUsage, SetLimits, SetRetention},
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
    let (errors, counts) = (change.retention_days, change.count_retention_days);
    let usage_days = change.usage_retention_days;
    let changed = Settings {
        retention_days: errors.or(project.settings.retention_days),
        count_retention_days: counts.or(project.settings.count_retention_days),
        usage_retention_days: usage_days.or(project.settings.usage_retention_days),
        usage: change.usage.unwrap_or(project.settings.usage),
        usage_list: change.usage_list.clone().unwrap_or_else(|| project.settings.usage_list.clone()),
        installations: change.installations.unwrap_or(project.settings.installations),
        vitals: change.vitals.unwrap_or(project.settings.vitals),
        vitals_list: change.vitals_list.clone().unwrap_or_else(|| project.settings.vitals_list.clone()),
        ..Settings::default()
    };
    let retention = changed.retention();
    if errors.or(counts).or(usage_days).is_some() {
        shards::query(env, project, &SetRetention { retention }).await?;
    }
    let counted = changed.counted_usage();
    let switches = change.usage.or(change.installations).or(change.vitals);
    if switches.is_some() || change.usage_list.is_some() || change.vitals_list.is_some() {
        let set = SetCountedUsage { counted: counted.clone(), today: now.day() };
        shards::query(env, project, &set).await?;
    }
    let limits = project.settings.limits.changed(change.limits);
    if change.limits != ProjectLimits::default() {
        shards::query(env, project, &SetLimits { limits }).await?;
    }
    if let Some((objects, _)) = change.objects {
        shards::prepare_new_shards(env, project, objects, (retention, limits, counted), now).await?;
    }
    let is_watch = change.alerts.is_some() || change.objects.is_some();
    let project = projects::change(project.key, change, now, env).await?;
    if is_watch {
        alert_watch::watch(env, &project, now).await?;
    }
    Ok(project)
}
