//! Has all objects of a project carry out an operation that takes several turns, or several objects:
//! all of it, whatever is killed on the way, or none.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    hex,
    issues::operation::Operation,
    project::{record::ProjectRecord, shards::ShardId},
};
use serde::de::DeserializeOwned;
use worker::Env;

use super::fan_out::query_shard;
use crate::{
    http::error::Fault,
    objects::rpc::{CommitOperation, ListForOperation, PrepareOperation, ReserveOperation, RunOperation},
    platform::random,
};

/// Issues that are listed in one question: some tens of kilobytes.
const ISSUES_AT_ONCE: usize = 2_000;
/// Bytes of an operation's id.
const ID_BYTES: usize = 8;
/// Seconds after which an operator may try again.
const RETRY_SECONDS: u32 = 10;

/// Carries out an operation, about these issues where it is an erasure; the answer of each object.
pub(crate) async fn run_operation<A: DeserializeOwned>(
    env: &Env,
    project: &ProjectRecord,
    operation: Operation,
    issues: &[IssueId],
    now: UnixMillis,
) -> Result<Vec<A>, Fault> {
    let (key, id) = (project.key, hex::text(&random::bytes::<ID_BYTES>()));
    let shards: Vec<ShardId> = project.shards.all().collect();
    let Some((first, others)) = shards.split_first() else { return Ok(Vec::new()) };
    if !query_shard(env, key, *first, &ReserveOperation { id: id.clone(), now }).await? {
        return Err(operation_under_way());
    }
    // The first object at last: until it has this one, it knows whether the one before counts.
    for shard in others.iter().chain([first]) {
        let name = if shard == first { String::new() } else { first.name(key) };
        let prepare = PrepareOperation { id: id.clone(), operation: operation.clone(), first: name };
        query_shard(env, key, *shard, &prepare).await?;
        for some in issues.chunks(ISSUES_AT_ONCE) {
            let list = ListForOperation { id: id.clone(), issues: some.to_vec() };
            if !query_shard(env, key, *shard, &list).await? {
                return Err(operation_under_way());
            }
        }
    }
    if !query_shard(env, key, *first, &CommitOperation { id: id.clone() }).await? {
        return Err(operation_under_way());
    }
    let mut answers = Vec::with_capacity(shards.len());
    for shard in shards {
        let answer = loop {
            if let Some(answer) = query_shard(env, key, shard, &RunOperation { id: id.clone() }).await? {
                break answer;
            }
        };
        answers.push(serde_json::from_str(&answer).map_err(|error| Fault::internal(error.to_string()))?);
    }
    Ok(answers)
}

fn operation_under_way() -> Fault {
    let message = "another change of this project is under way; nothing was changed, try again";
    Fault { retry_after: Some(RETRY_SECONDS), ..Fault::new(409, "under_way", message) }
}
