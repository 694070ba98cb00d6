//! What is stored under the code of a visitor's receipt, and its erasure, as the page and the API both do it.
//!
//! The code is the whole authorisation: whoever has it reads and erases. It must be in no log and no error.

use std::collections::{BTreeMap, BTreeSet};

use corncrake_core::{
    ids::IssueId,
    receipt::{ReceiptCode, ReceiptHash},
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    events::stored_event::{EventPosition, StoredEvent},
    moment,
    project::{record::ProjectRecord, shards::ShardId},
};
use corncrake_store::{ErasedReceipt, ShownTexts};
use futures_util::future;
use worker::Env;

use super::{alerts, erasure};
use crate::{
    http::error::Fault,
    objects::{
        rpc::{EraseReceipt, FindProjectsOfReceipts, ReadOwnCounts, ReadReceipt},
        stub,
    },
    platform::clock,
    shards,
};

/// What is stored under a code: one event at least.
pub(crate) struct FoundReceipt {
    project: ProjectRecord,
    hashes: Vec<ReceiptHash>,
    events: Vec<(ShardId, EventPosition, StoredEvent)>,
}

impl FoundReceipt {
    /// The events, the oldest first, with the time that is shown of each, and the day in the night after
    /// which it is deleted.
    pub(crate) fn events(&self) -> impl Iterator<Item = (UnixMillis, UtcDay, &StoredEvent)> {
        let (now, days) = (clock::now(), i64::from(self.days()));
        self.events.iter().map(move |(_, at, body)| {
            let at = moment::displayed_time(at.at, now);
            (at, UtcDay(at.day().0.saturating_add(days)), body)
        })
    }

    /// For how many days the project stores errors.
    pub(crate) fn days(&self) -> u16 {
        self.project.settings.retention_days()
    }
}

/// What is stored under a code; nothing where there is no such event, or none any more.
pub(crate) async fn find(code: &ReceiptCode, env: &Env) -> Result<Option<FoundReceipt>, Fault> {
    let ask = FindProjectsOfReceipts { prefix: code.prefix() };
    let projects = stub::request(&stub::directory(env)?, &ask).await?;
    let ask = ReadReceipt { hashes: code.hashes() };
    // Seldom more than one: a prefix has 20 bits.
    for project in projects {
        let shards: Vec<ShardId> = project.shards.all().collect();
        let read = shards.iter().map(|shard| shards::query_shard(env, project.key, *shard, &ask));
        let read = shards.iter().zip(future::try_join_all(read).await?);
        let mut events: Vec<_> = read
            .flat_map(|(shard, events)| events.into_iter().map(|(at, body)| (*shard, at, body)))
            .collect();
        if !events.is_empty() {
            events.sort_by_key(|(shard, at, _)| (*at, shard.0));
            return Ok(Some(FoundReceipt { project, hashes: ask.hashes, events }));
        }
    }
    Ok(None)
}

/// Erases it, in every object of its project; how many events there were.
pub(crate) async fn erase(found: &FoundReceipt, env: &Env) -> Result<u64, Fault> {
    let FoundReceipt { project, hashes, events } = found;
    let shown: Vec<(IssueId, ShownTexts)> =
        events.iter().map(|(_, at, body)| (at.issue, ShownTexts::of(body))).collect();
    let whole = whole_issues(found, env).await?;
    let ask = EraseReceipt { erased: ErasedReceipt { hashes: hashes.clone(), shown, whole } };
    // Where the events are comes last: as long as they are there, the code finds them, and all of it can be
    // done again.
    let has_events = |shard: &ShardId| events.iter().any(|(of, ..)| of == shard);
    let (last, first): (Vec<ShardId>, Vec<ShardId>) = project.shards.all().partition(has_events);
    for shard in first {
        shards::query_shard(env, project.key, shard, &ask).await?;
    }
    // A message about an issue has its title.
    let issues: BTreeSet<IssueId> = events.iter().map(|(_, at, _)| at.issue).collect();
    alerts::change::erase(project, None, &issues.into_iter().collect::<Vec<_>>(), env).await?;
    for shard in last {
        shards::query_shard(env, project.key, shard, &ask).await?;
    }
    erasure::compact_index(env, project).await?;
    Ok(events.len() as u64)
}

/// The issues of which nobody else had an event, in no object of the project.
async fn whole_issues(found: &FoundReceipt, env: &Env) -> Result<Vec<IssueId>, Fault> {
    let mut erased: BTreeMap<IssueId, u64> = BTreeMap::new();
    for (_, at, body) in &found.events {
        let count = erased.entry(at.issue).or_default();
        *count = count.saturating_add(body.count.into());
    }
    let ask = ReadOwnCounts { ids: erased.keys().copied().collect() };
    let mut counted: BTreeMap<IssueId, u64> = BTreeMap::new();
    for shard in found.project.shards.all() {
        for (issue, events) in shards::query_shard(env, found.project.key, shard, &ask).await? {
            let count = counted.entry(issue).or_default();
            *count = count.saturating_add(events);
        }
    }
    let is_whole = |issue: &IssueId, count: u64| counted.get(issue).is_none_or(|all| *all <= count);
    Ok(erased.into_iter().filter(|(issue, count)| is_whole(issue, *count)).map(|(issue, _)| issue).collect())
}
