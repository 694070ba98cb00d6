//! The newest of a project: its newest events across all issues, the latest event of each of
//! several issues, and the first thing that ever arrived.
//!
//! Events have no index by time, which would cost each of them a row. The newest are looked
//! for in the issues that were seen last, and there among those that came last.

use corncrake_core::{
    ids::IssueId,
    time::{MINUTE_MS, UnixMillis},
};
use corncrake_model::events::stored_event::{
    EventPosition, FirstEvent, RecentEvent, StoredEvent, WantedEvent,
};

use super::{bodies, read::read_event};
use crate::engine::{Arg, FAR, Sql, SqlError, json_rows::to_json};

/// The newest kept events of the `limit` issues that were seen last, `limit` at most; of each
/// issue those are looked at that were counted last.
pub fn newest(sql: &impl Sql, limit: u32) -> Result<Vec<RecentEvent>, SqlError> {
    let limit = Arg::Integer(limit.into());
    let heads = sql.exec(
        "SELECT id, title FROM shown WHERE merged_into = '' AND hour <= ?
         ORDER BY hour DESC, last_seen DESC, id DESC LIMIT ?",
        &[Arg::Integer(FAR), limit],
    )?;
    let heads: Vec<(String, String)> = heads
        .iter()
        .map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned())))
        .collect::<Result<_, SqlError>>()?;
    let list = to_json(&heads.iter().map(|(id, _)| id).collect::<Vec<_>>())?;
    let rows = sql.exec(
        "WITH part (head, id) AS (
            SELECT value, value FROM json_each(?)
            UNION ALL SELECT merged_into, id FROM issue
            WHERE merged_into IN (SELECT value FROM json_each(?)) AND merged_into <> '')
         SELECT head, event.issue, event.number, event.at FROM part JOIN event ON event.issue = part.id
            AND event.number >= (SELECT min(number) FROM (
                SELECT last.number FROM event AS last WHERE last.issue = part.id
                ORDER BY last.number DESC LIMIT ?))
         ORDER BY event.at DESC, event.issue DESC, event.number DESC LIMIT ?",
        &[Arg::Text(&list), Arg::Text(&list), limit, limit],
    )?;
    let mut all = Vec::new();
    for row in rows {
        let at =
            EventPosition { issue: row.parse(1)?, number: row.count(2)?, at: UnixMillis(row.integer(3)?) };
        let Some(body) = bodies::brief(sql, at.issue, at.number)? else { continue };
        let title = heads.iter().find(|(id, _)| row.text(0).is_ok_and(|head| head == id));
        all.push(RecentEvent {
            at,
            issue: row.parse(0)?,
            title: title.map(|(_, title)| title.clone()).unwrap_or_default(),
            body,
        });
    }
    Ok(all)
}

/// The latest moment of a minute that an issue was seen in.
pub fn seen_in_minute(sql: &impl Sql, minute: UnixMillis) -> Result<Option<UnixMillis>, SqlError> {
    let args = [Arg::Integer(minute.0), Arg::Integer(minute.0.saturating_add(MINUTE_MS))];
    let row = sql.first(
        "SELECT last_seen FROM issue WHERE last_seen >= ? AND last_seen < ? ORDER BY 1 DESC LIMIT 1",
        &args,
    )?;
    row.map(|row| Ok(UnixMillis(row.integer(0)?))).transpose()
}

/// The latest kept event of each of these issues, without its stack.
pub fn latest(
    sql: &impl Sql,
    issues: &[IssueId],
) -> Result<Vec<(IssueId, UnixMillis, StoredEvent)>, SqlError> {
    let mut all = Vec::new();
    for issue in issues {
        if let Some((at, body)) = read_event(sql, *issue, WantedEvent::Latest)? {
            all.push((*issue, at.at, StoredEvent { stack: None, ..body }));
        }
    }
    Ok(all)
}

/// The first event, or else the hour of the first session, which a ping began.
pub fn first(sql: &impl Sql) -> Result<Option<FirstEvent>, SqlError> {
    let event = "SELECT first_seen, id, title FROM shown WHERE merged_into = '' AND began >= ?
        ORDER BY began, first_seen, id LIMIT 1";
    if let Some(row) = sql.first(event, &[Arg::Integer(0)])? {
        return Ok(Some((UnixMillis(row.integer(0)?), Some((row.parse(1)?, row.text(2)?.to_owned())))));
    }
    let ping = sql.first("SELECT hour FROM session_hour ORDER BY hour LIMIT 1", &[])?;
    ping.map(|row| Ok((UnixMillis(row.integer(0)?), None))).transpose()
}

#[cfg(test)]
mod tests {

    use corncrake_model::issues::issue_list::Sort;

    use super::*;
    use crate::{
        issues::{list::issues, merge::merge},
        native::Native,
        write::fixtures::{at, bug, issue, receive},
    };

    #[test]
    fn what_came_first_is_where_a_list_by_it_ends() {
        let sql = Native::project();
        for number in 0..200 {
            receive(&sql, bug(number, i64::from(number) * 77_777_777 % 900_000_000));
        }
        merge(&sql, issue(0), issue(7)).unwrap();
        let list = issues(&sql, &Default::default(), Sort::FirstSeen, None, 1_000).unwrap().issues;
        let last = list.last().unwrap();
        assert_eq!(first(&sql).unwrap(), Some((last.first_seen, Some((last.id, last.title.clone())))));
    }

    #[test]
    fn the_newest_are_those_that_came_last_under_the_issue_that_shows_them() {
        let sql = Native::project();
        assert_eq!((newest(&sql, 3).unwrap(), first(&sql).unwrap()), (vec![], None));
        for (number, ms) in [(1, 0), (2, 1), (3, 2), (1, 3), (2, 4)] {
            receive(&sql, bug(number, ms));
        }
        merge(&sql, issue(2), issue(3)).unwrap();
        let shown: Vec<_> = newest(&sql, 4).unwrap().into_iter().map(|one| (one.at.at, one.issue)).collect();
        assert_eq!(shown, [(at(4), issue(3)), (at(3), issue(1)), (at(2), issue(3)), (at(1), issue(3))]);
        let latest = latest(&sql, &[issue(3), issue(1), issue(9)]).unwrap();
        let latest: Vec<_> = latest.into_iter().map(|(id, when, _)| (id, when)).collect();
        assert_eq!(latest, [(issue(3), at(4)), (issue(1), at(3))]);
        let (when, of) = first(&sql).unwrap().unwrap();
        assert_eq!((when, of.map(|(id, _)| id)), (at(0), Some(issue(1))));
    }
}
