//! One event of an issue, and the ways to those before and after it, whatever objects and
//! merged issues they are in.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    events::stored_event::{EventNeighbours, StoredEvent, WantedEvent},
    project::{record::ProjectRecord, shards::ShardId},
};
use futures_util::future;
use worker::Env;

use super::{
    event_names::{EventName, ShardedPosition, event_naming},
    fan_out::query_shard,
};
use crate::{
    http::error::Fault,
    objects::rpc::{EraseEvent, ReadEvent, ReadNeighbours},
};

pub(crate) fn name_of((at, shard): ShardedPosition) -> EventName {
    EventName { number: at.number, issue: at.issue, shard }
}

/// An event, and the names of its neighbours.
pub(crate) struct EventPage {
    pub(crate) at: UnixMillis,
    pub(crate) body: StoredEvent,
    /// Its name in addresses.
    pub(crate) name: String,
    /// Its number, where the number alone identifies it.
    pub(crate) number: Option<u64>,
    pub(crate) earlier: Option<String>,
    pub(crate) later: Option<String>,
}

/// Which stored event of an issue is to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) enum EventChoice {
    /// The latest that is kept.
    Latest,
    /// The oldest that is kept.
    Oldest,
    /// The one of a name.
    Named(EventName),
}

/// The event that was chosen.
pub(crate) async fn event(
    env: &Env,
    project: &ProjectRecord,
    head: IssueId,
    which: EventChoice,
) -> Result<Option<EventPage>, Fault> {
    let name = if let EventChoice::Named(name) = which { Some(name) } else { None };
    let wanted = match which {
        EventChoice::Latest => WantedEvent::Latest,
        EventChoice::Oldest => WantedEvent::Oldest,
        EventChoice::Named(name) => WantedEvent::Number(name.issue, name.number),
    };
    let wanted = ReadEvent { head, wanted };
    // Only an existing shard may be asked.
    let shards = project.shards.all().filter(|shard| name.is_none_or(|name| name.shard == shard.0));
    let shards: Vec<ShardId> = shards.collect();
    let found =
        future::try_join_all(shards.iter().map(|shard| query_shard(env, project.key, *shard, &wanted)));
    let found = found.await?.into_iter().zip(&shards);
    let found = found.filter_map(|(found, shard)| found.map(|(at, body)| ((at, shard.0), body)));
    let found = match which {
        EventChoice::Oldest => found.min_by_key(|(shard, _)| *shard),
        _ => found.max_by_key(|(shard, _)| *shard),
    };
    let Some(((at, shard), body)) = found else { return Ok(None) };

    let ask = ReadNeighbours { head, position: at };
    let around = project.shards.all().map(|shard| query_shard(env, project.key, shard, &ask));
    let (earlier, later) = neighbours((at, shard), &future::try_join_all(around).await?);
    let names = event_naming(env, project).await?;
    let name = |found: Option<ShardedPosition>| found.map(|found| names.text(name_of(found), head));
    let own = names.text(name_of((at, shard)), head);
    Ok(Some(EventPage {
        at: at.at,
        body,
        number: own.parse().ok(),
        name: own,
        earlier: name(earlier),
        later: name(later),
    }))
}

/// Erases the event of a name, which must be one of the issue's; whether there was one.
pub(crate) async fn erase_event(
    env: &Env,
    project: &ProjectRecord,
    head: IssueId,
    name: EventName,
) -> Result<bool, Fault> {
    let (issue, number) = (name.issue, name.number);
    let Some(shard) = project.shards.all().find(|shard| shard.0 == name.shard) else { return Ok(false) };
    let wanted = ReadEvent { head, wanted: WantedEvent::Number(issue, number) };
    if query_shard(env, project.key, shard, &wanted).await?.is_none() {
        return Ok(false);
    }
    query_shard(env, project.key, shard, &EraseEvent { issue, number }).await
}

/// The neighbours of an event, of what each object has around its place. Where two objects
/// have an event in the same place, the order of the objects is theirs.
fn neighbours(
    own: ShardedPosition,
    around: &[EventNeighbours],
) -> (Option<ShardedPosition>, Option<ShardedPosition>) {
    let (mut earlier, mut later) = (None, None);
    for (shard, around) in (0_u16..).zip(around) {
        let here = around.is_here.then_some((own.0, shard));
        let before = [around.earlier.map(|at| (at, shard)), here.filter(|here| *here < own)];
        let after = [around.later.map(|at| (at, shard)), here.filter(|here| *here > own)];
        earlier = before.into_iter().flatten().chain(earlier).max();
        later = after.into_iter().flatten().chain(later).min();
    }
    (earlier, later)
}

#[cfg(test)]
mod tests {

    use corncrake_model::events::stored_event::EventPosition;

    use super::*;
    use crate::shards::event_names::ShardedPosition;

    fn id(number: u8) -> IssueId {
        format!("{number:016x}").parse().unwrap()
    }

    #[test]
    fn neighbours_are_in_one_order_over_all_objects() {
        let at = |ms, number| EventPosition { at: UnixMillis(ms), issue: id(1), number };
        // The stored events of each shard; 5 is in the same place in two of them.
        let objects = [vec![at(1, 1), at(5, 2)], vec![at(3, 1)], vec![at(4, 1), at(5, 2), at(9, 3)]];
        let mut all: Vec<ShardedPosition> =
            (0..).zip(&objects).flat_map(|(shard, kept)| kept.iter().map(move |at| (*at, shard))).collect();
        all.sort_unstable();
        for (index, own) in all.iter().enumerate() {
            let around = |kept: &Vec<EventPosition>| EventNeighbours {
                earlier: kept.iter().copied().filter(|at| *at < own.0).max(),
                is_here: kept.contains(&own.0),
                later: kept.iter().copied().filter(|at| *at > own.0).min(),
            };
            let (earlier, later) = neighbours(*own, &objects.iter().map(around).collect::<Vec<_>>());
            assert_eq!(earlier, index.checked_sub(1).map(|index| all[index]), "{own:?}");
            assert_eq!(later, all.get(index + 1).copied(), "{own:?}");
        }
    }
}
