//! Lists of events across all shards: those of an issue page by page, and the newest of a project;
//! each with the name that it has in addresses.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    events::stored_event::{EventPosition, RecentEvent, StoredEvent},
    issues::issue_list::EventFilter,
    project::{record::ProjectRecord, shards::ShardId},
};
use futures_util::future;
use worker::Env;

use super::{
    event::name_of,
    event_names::{EventCursor, EventNaming, ShardedPosition, event_naming},
    fan_out::query_shard,
};
use crate::{
    http::error::Fault,
    objects::rpc::{ReadEvents, ReadNewest},
};

/// An event without its stack, by its name.
pub(crate) struct NamedEvent {
    pub(crate) name: String,
    pub(crate) at: UnixMillis,
    pub(crate) body: StoredEvent,
}

/// A page of the kept events of an issue, the newest first, and behind which to go on; nothing
/// where there is no such issue.
pub(crate) async fn list_events(
    env: &Env,
    project: &ProjectRecord,
    head: IssueId,
    filter: &EventFilter,
    after: Option<&str>,
    limit: u32,
) -> Result<Option<(Vec<NamedEvent>, Option<String>)>, Fault> {
    let names = event_naming(env, project).await?;
    let wrong = || Fault::invalid("cursor", "must be the `next` of a page");
    let after = after.map(|text| names.parse_cursor(text).ok_or_else(wrong)).transpose()?;
    let asked = project.shards.all().map(|shard| async move {
        let ask = ReadEvents {
            head,
            filter: filter.clone(),
            before: after.map(|EventCursor((at, _))| at),
            // Of two events with one position, the one of the later shard is the newer.
            with_same: after.is_some_and(|EventCursor((_, last))| shard.0 < last),
            limit: limit.saturating_add(1),
        };
        let found: Result<Option<Vec<(EventPosition, StoredEvent)>>, Fault> =
            query_shard(env, project.key, shard, &ask).await;
        found.map(|found| (shard, found))
    });
    let answers = future::try_join_all(asked).await?;
    if answers.iter().all(|(_, found)| found.is_none()) {
        return Ok(None);
    }
    let all = answers
        .into_iter()
        .flat_map(|(shard, found)| found.into_iter().flatten().map(move |(at, body)| ((at, shard.0), body)));
    let (events, next) = page(all.collect(), head, limit, &names);
    Ok(Some((events, next.map(|next| names.cursor(next)))))
}

/// The first page of what the objects gave, each one more than fits.
fn page(
    mut all: Vec<(ShardedPosition, StoredEvent)>,
    head: IssueId,
    limit: u32,
    names: &EventNaming,
) -> (Vec<NamedEvent>, Option<EventCursor>) {
    all.sort_by_key(|(stands, _)| std::cmp::Reverse(*stands));
    let is_more = all.len() > limit as usize;
    all.truncate(limit as usize);
    let next = all.last().filter(|_| is_more).map(|(stands, _)| EventCursor(*stands));
    let named = |(stands, body): (ShardedPosition, StoredEvent)| NamedEvent {
        name: names.text(name_of(stands), head),
        at: stands.0.at,
        body,
    };
    (all.into_iter().map(named).collect(), next)
}

/// The newest events of a project, each with its name among its issue's.
pub(crate) async fn newest(
    env: &Env,
    project: &ProjectRecord,
    limit: u32,
) -> Result<Vec<(String, RecentEvent)>, Fault> {
    let ask = &ReadNewest { limit };
    let shards: Vec<ShardId> = project.shards.all().collect();
    let found =
        future::try_join_all(shards.iter().map(|shard| query_shard(env, project.key, *shard, ask))).await?;
    let found = found.into_iter().zip(shards);
    let mut all: Vec<(ShardedPosition, RecentEvent)> = found
        .flat_map(|(events, shard)| events.into_iter().map(move |event| ((event.at, shard.0), event)))
        .collect();
    all.sort_by_key(|(stands, _)| std::cmp::Reverse(*stands));
    all.truncate(limit as usize);
    let names = event_naming(env, project).await?;
    Ok(all.into_iter().map(|(stands, event)| (names.text(name_of(stands), event.issue), event)).collect())
}

#[cfg(test)]
mod tests {

    use corncrake_core::event::Event;
    use corncrake_model::events::agent::Agent;

    use super::*;
    use crate::shards::event_names::EventCursor;

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let head: IssueId = "0000000000000001".parse().unwrap();
        let at = |ms, number, shard| (EventPosition { at: UnixMillis(ms), issue: head, number }, shard);
        let body = || StoredEvent::new(Event::default(), &Agent::default(), 1);
        let all = [at(1, 1, 0), at(5, 2, 1), at(5, 2, 0), at(3, 1, 1)];
        let names = EventNaming::Opaque([7; 32]);
        let (shown, next) = page(all.map(|stands| (stands, body())).to_vec(), head, 2, &names);
        let shown: Vec<&str> = shown.iter().map(|event| event.name.as_str()).collect();
        assert_eq!(shown, [all[1], all[2]].map(|stands| names.text(name_of(stands), head)));
        assert_eq!(next, Some(EventCursor(at(5, 2, 0))));
        assert_eq!(page(vec![(at(1, 1, 0), body())], head, 2, &names).1, None);
    }
}
