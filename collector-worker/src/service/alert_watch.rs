//! Has the objects of a project watch for the rules that count for it: its own, and those of all.

use corncrake_core::time::UnixMillis;
use corncrake_model::{
    alerts::{settings::AlertSettings, signal::AlertWatch},
    project::record::ProjectRecord,
};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{ReadAlertDefaults, SetAlertWatch},
        stub,
    },
    shards,
};

/// The alerts of all projects.
pub(crate) async fn defaults(env: &Env) -> Result<AlertSettings, Fault> {
    stub::request(&stub::directory(env)?, &ReadAlertDefaults {}).await
}

/// Has the objects of a project watch for the rules that count for it.
pub(crate) async fn watch(env: &Env, project: &ProjectRecord, now: UnixMillis) -> Result<(), Fault> {
    let rules = project.settings.alerts.with_defaults(&defaults(env).await?).active();
    for (index, shard) in project.shards.all().enumerate() {
        let own = shard.name(project.key);
        let siblings: Vec<String> = shards::names(project).filter(|name| *name != own).collect();
        let watch = AlertWatch {
            key: project.key,
            objects: project.shards.next_count(),
            others: (index == 0).then(|| siblings.clone()),
            siblings,
            rules: rules.clone(),
            since: now,
        };
        shards::query_shard(env, project.key, shard, &SetAlertWatch { watch }).await?;
    }
    Ok(())
}
