//! Asking a project's objects: one where there is one, all at once where there are more.

use std::collections::BTreeSet;

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    time::UnixMillis,
};
use corncrake_model::{
    events::delivery::{Delivery, DeliveryRecord},
    issues::{
        issue::Issue,
        issue_list::{Filter, IssuePage, Sort},
    },
    project::{
        record::ProjectRecord,
        shards::{ShardId, ShardMap},
    },
};
use futures_util::future;
use worker::Env;

use super::{
    issue_list::MergedCounts,
    merge::{self, MergeAnswers},
};
use crate::{
    http::error::Fault,
    objects::{
        rpc::{DeliveryOutcome, Destroy, ListIssues, ProjectObject, ReadIssues, RequestTo},
        stub,
    },
};

/// Asks all objects of a project, and makes one answer of theirs.
pub(crate) async fn query<A: MergeAnswers>(
    env: &Env,
    project: &ProjectRecord,
    ask: &A,
) -> Result<A::Answer, Fault> {
    let answers =
        future::try_join_all(project.shards.all().map(|shard| query_shard(env, project.key, shard, ask)));
    Ok(ask.merge(answers.await?))
}

/// Pages that are read in vain before an empty one is answered: each costs a round of questions.
const PAGES_IN_VAIN: usize = 8;

/// Issues of an object that are looked at for a list by a count. Sessions are distributed evenly,
/// so what has many in all has many in each; a list by a count ends after about so many.
const MOST_BY_COUNT: u32 = 1_000;

/// A page of issues, of all objects.
pub(crate) async fn list_issues(
    env: &Env,
    project: &ProjectRecord,
    ask: &ListIssues,
) -> Result<IssuePage, Fault> {
    let key = project.key;
    if project.shards.all().count() == 1 {
        return query_shard(env, key, ShardId(0), ask).await;
    }
    let limit = ask.limit as usize;
    if matches!(ask.sort, Sort::MostEvents | Sort::MostSessions) {
        let list = ListIssues { after: None, limit: MOST_BY_COUNT, ..ask.clone() };
        let (_, counted) = listed(env, project, &list).await?;
        return Ok(counted.by_count(ask.sort, ask.after, limit));
    }
    let mut list = ask.clone();
    let mut page = IssuePage { issues: Vec::new(), next: None };
    for _ in 0..PAGES_IN_VAIN {
        let (pages, counted) = listed(env, project, &list).await?;
        page = counted.by_time(&pages, ask.sort, list.after, limit);
        list.after = page.next;
        if list.after.is_none() || !page.issues.is_empty() {
            break;
        }
    }
    Ok(page)
}

/// A page of each object, and what all of them have of its issues.
async fn listed(
    env: &Env,
    project: &ProjectRecord,
    list: &ListIssues,
) -> Result<(Vec<IssuePage>, MergedCounts), Fault> {
    let key = project.key;
    let pages =
        future::try_join_all(project.shards.all().map(|shard| query_shard(env, key, shard, list))).await?;
    let ids: BTreeSet<_> = pages.iter().flat_map(|page| page.issues.iter().map(|issue| issue.id)).collect();
    let read = ReadIssues { ids: ids.into_iter().collect(), filter: list.filter.clone() };
    let found =
        future::try_join_all(project.shards.all().map(|shard| query_shard(env, key, shard, &read))).await?;
    let counted = MergedCounts::of(found.into_iter().flatten(), list.sort);
    Ok((pages, counted.with_status(list.filter.status.map(|status| status.name()))))
}

/// These issues as all objects have them, in this order; those that there are none of are left out.
pub(crate) async fn issues_of(
    env: &Env,
    project: &ProjectRecord,
    ids: Vec<IssueId>,
) -> Result<Vec<Issue>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let read = ReadIssues { ids: ids.clone(), filter: Filter::default() };
    let found =
        future::try_join_all(project.shards.all().map(|shard| query_shard(env, project.key, shard, &read)));
    let mut all = merge::merge_issues(found.await?.into_iter().flatten().map(|(issue, _)| issue));
    all.sort_by_key(|issue| ids.iter().position(|id| *id == issue.id));
    Ok(all)
}

/// Asks one object of a project.
pub(crate) async fn query_shard<A: RequestTo<ProjectObject>>(
    env: &Env,
    key: ProjectKey,
    shard: ShardId,
    ask: &A,
) -> Result<A::Answer, Fault> {
    stub::request(&stub::project(env, &shard.name(key))?, ask).await
}

/// Has the objects keep a delivery, each what belongs to its sessions.
///
/// A client's delivery is of one session and so of one object, which keeps it whole. Reports
/// may be of several pages, and so of several sessions: if one object fails, the browser
/// sends all again, and those that were kept are known.
pub(crate) async fn deliver(
    env: &Env,
    project: &ProjectRecord,
    delivery: Delivery,
) -> Result<DeliveryOutcome, Fault> {
    let parts = split(delivery, |record, arrived| project.shards.shard_of(record.visitor, arrived.day()));
    let named = parts.into_iter().map(|(shard, part)| (shard.name(project.key), part)).collect();
    let taken = stub::deliver(env, named).await?;
    Ok(taken.into_iter().fold(DeliveryOutcome::default(), |all, one| DeliveryOutcome {
        outcomes: all.outcomes.and(&one.outcomes),
        rows_written: all.rows_written.saturating_add(one.rows_written),
        is_visit_counted: false,
    }))
}

/// Has an object count a visit, which nobody waits for.
pub(crate) fn deliver_later(
    env: &Env,
    project: &ProjectRecord,
    visit: Delivery,
    then: impl FnOnce(Result<DeliveryOutcome, Fault>) + 'static,
) -> Result<(), Fault> {
    let shard = project.shards.shard_of(visit.visitor, visit.arrived.day());
    stub::deliver_later(env, shard.name(project.key), &visit, then)
}

/// A delivery's parts, one a place; what is said of the delivery as a whole goes with the first.
fn split<P: PartialEq + Copy>(
    mut delivery: Delivery,
    place_of: impl Fn(&DeliveryRecord, UnixMillis) -> P,
) -> Vec<(P, Delivery)> {
    let arrived = delivery.arrived;
    let own = DeliveryRecord { visitor: delivery.visitor, event: None, resend_key: None };
    let mut parts: Vec<(P, Vec<DeliveryRecord>)> = Vec::new();
    for record in std::mem::take(&mut delivery.records) {
        let shard = place_of(&record, arrived);
        match parts.iter_mut().find(|(known, _)| *known == shard) {
            Some((_, records)) => records.push(record),
            None => parts.push((shard, vec![record])),
        }
    }
    if parts.is_empty() {
        parts.push((place_of(&own, arrived), Vec::new()));
    }
    let mut parts = parts.into_iter();
    let first = parts.next().map(|(shard, records)| (shard, Delivery { records, ..delivery.clone() }));
    let rest = parts.map(|(shard, records)| {
        let visitor = records.first().map_or(delivery.visitor, |record| record.visitor);
        let Delivery { network, is_bot, is_vouched, country, noted, .. } = delivery;
        let own = Delivery::of(arrived, visitor, records);
        let part = Delivery { network, is_bot, is_vouched, country, noted, ..own };
        (shard, part)
    });
    first.into_iter().chain(rest).collect()
}

/// Destroys all that a project has, in every object it ever had.
pub(crate) async fn destroy(env: &Env, key: ProjectKey, spread: ShardMap) -> Result<(), Fault> {
    let all = spread.all().map(|shard| query_shard(env, key, shard, &Destroy {}));
    future::try_join_all(all).await.map(drop)
}

#[cfg(test)]
mod tests {

    use corncrake_core::{ids::VisitorKey, time::UnixMillis};

    use super::*;

    #[test]
    fn each_record_goes_where_its_session_is_and_the_rest_is_said_once() {
        let record =
            |n| DeliveryRecord { visitor: VisitorKey([n; 16]), event: None, resend_key: Some([n; 16]) };
        let sent = Delivery {
            refused: 3,
            lost: 2,
            is_bot: true,
            ..Delivery::of(
                UnixMillis(7),
                VisitorKey([1; 16]),
                vec![record(1), record(2), record(3), record(4)],
            )
        };
        let parts = split(sent.clone(), |record, _| record.visitor.0[0] % 2);
        let of = |n: usize| parts[n].1.records.iter().map(|record| record.visitor.0[0]).collect::<Vec<_>>();
        assert_eq!((parts.len(), of(0), of(1)), (2, vec![1, 3], vec![2, 4]));
        assert_eq!(
            parts.iter().map(|(_, part)| (part.refused, part.lost)).collect::<Vec<_>>(),
            [(3, 2), (0, 0)]
        );
        assert!(parts.iter().all(|(_, part)| part.is_bot), "a bot's visits count nowhere");

        let counted_only = split(Delivery { records: vec![], ..sent }, |record, _| record.visitor.0[0]);
        assert_eq!(counted_only.len(), 1);
        assert_eq!((counted_only[0].0, counted_only[0].1.lost), (1, 2));
    }
}
