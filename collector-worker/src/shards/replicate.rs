//! Replicates issues and releases between shards: every shard has an issue before it is triaged,
//! and a new shard has the triage of before.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    issues::{
        issue::{Issue, Release, RuleMarks},
        issue_list::Filter,
        triage::ReplicatedIssue,
    },
    project::{
        limits::ProjectLimits,
        record::ProjectRecord,
        settings::{CountedUsage, Retention},
    },
};
use futures_util::future;
use worker::Env;

use super::{
    fan_out::{query, query_shard},
    merge,
};
use crate::{
    http::error::Fault,
    objects::rpc::{
        ReadIssues, ReadReleases, ReadReplicatedIssues, ReadRuleMarks, ReplicateIssues, SetCountedUsage,
        SetLimits, SetRetention,
    },
};

/// Lets every object know these issues, and gives all releases that any of them knows. One
/// object knows both by itself.
pub(crate) async fn replicate_issues(
    env: &Env,
    project: &ProjectRecord,
    issues: &[IssueId],
) -> Result<Vec<String>, Fault> {
    if project.shards.all().count() == 1 {
        return Ok(Vec::new());
    }
    let releases = releases(env, project).await?;
    let read = ReadIssues { ids: issues.to_vec(), filter: Filter::default() };
    let found =
        future::try_join_all(project.shards.all().map(|shard| query_shard(env, project.key, shard, &read)));
    let known = merge::merge_issues(found.await?.into_iter().flatten().map(|(issue, _)| issue));
    let marks = match project.settings.rules.is_empty() {
        true => Vec::new(),
        false => query(env, project, &ReadRuleMarks { ids: issues.to_vec() }).await?,
    };
    let never = UnixMillis(0);
    let adopted = |issue: Issue| {
        let marks = marks.iter().find(|(id, _)| *id == issue.id);
        let RuleMarks { hidden_by, grouped_by, interest, .. } =
            marks.map_or_else(Default::default, |one| one.1);
        let merged_under = issue.merged_into;
        ReplicatedIssue { merged_under, issue, decided: never, hidden_by, grouped_by, interest }
    };
    let issues = known.into_iter().map(adopted).collect();
    let adopt = ReplicateIssues { issues, releases: releases.clone() };
    future::try_join_all(project.shards.all().map(|shard| query_shard(env, project.key, shard, &adopt)))
        .await?;
    Ok(releases.into_iter().map(|release| release.name).collect())
}

/// Lets every object know what people decided, which an import brought to the first one.
pub(crate) async fn replicate_triage(env: &Env, project: &ProjectRecord) -> Result<(), Fault> {
    let mut shards = project.shards.all();
    let Some(first) = shards.next() else { return Ok(()) };
    if shards.next().is_none() {
        return Ok(());
    }
    let issues = query_shard(env, project.key, first, &ReadReplicatedIssues {}).await?;
    let adopt = &ReplicateIssues { issues, releases: releases(env, project).await? };
    let others = project.shards.all().skip(1);
    future::try_join_all(others.map(|shard| query_shard(env, project.key, shard, adopt))).await.map(drop)
}

async fn releases(env: &Env, project: &ProjectRecord) -> Result<Vec<Release>, Fault> {
    let mut known = query(env, project, &ReadReleases {}).await?;
    known.reverse(); // the oldest first, so that numbers are in their order
    Ok(known)
}

/// Lets the objects that a project will have know what was decided, before they are asked
/// for anything else, their retention, their limits and what they count of usage. A request that failed may be sent again.
pub(crate) async fn prepare_new_shards(
    env: &Env,
    project: &ProjectRecord,
    objects: u16,
    (retention, limits, counted): (Retention, ProjectLimits, CountedUsage),
    now: UnixMillis,
) -> Result<(), Fault> {
    let Some(first) = project.shards.all().next() else { return Ok(()) };
    let will_be = project.shards.with_count(objects, now.day());
    let new = will_be.all().skip(project.shards.all().count());
    // Every triage request went to all objects, so the first has them all.
    let issues = query_shard(env, project.key, first, &ReadReplicatedIssues {}).await?;
    let adopt = ReplicateIssues { issues, releases: releases(env, project).await? };
    let (adopt, keep, take) = (&adopt, &SetRetention { retention }, &SetLimits { limits });
    let count = &SetCountedUsage { counted, today: now.day() };
    future::try_join_all(new.map(|shard| async move {
        query_shard(env, project.key, shard, keep).await?;
        query_shard(env, project.key, shard, take).await?;
        query_shard(env, project.key, shard, count).await?;
        query_shard(env, project.key, shard, adopt).await
    }))
    .await
    .map(drop)
}
