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
        let others = (index == 0).then(|| shards::names(project).skip(1).collect());
        let objects = project.shards.next_count();
        let watch = AlertWatch { key: project.key, objects, others, rules: rules.clone(), since: now };
        shards::query_shard(env, project.key, shard, &SetAlertWatch { watch }).await?;
    }
    Ok(())
}
