//! Reads the stored events of an issue and of all that is merged into it, one by one: the latest or
//! the one of a number, and its neighbours.
//!
//! They are in the order of time; issue and number tell apart what arrived together. However
//! many events an issue has, some hundreds are kept, so they are put in order when asked for.

use corncrake_core::ids::IssueId;
use corncrake_model::{
    events::stored_event::{EventNeighbours, EventPosition, StoredEvent, WantedEvent},
    issues::issue_list::EventFilter,
};

use super::{
    bodies::{self, position},
    receipts,
};
use crate::engine::{Arg, Sql, SqlError, bound_value::BoundValue};

const KEPT: &str = "SELECT at, issue, number FROM event WHERE issue IN
    (SELECT ? UNION ALL SELECT id FROM issue WHERE merged_into = ? AND merged_into <> '')";
const NEWEST_FIRST: &str = "ORDER BY at DESC, issue DESC, number DESC LIMIT 1";
const OLDEST_FIRST: &str = "ORDER BY at, issue, number LIMIT 1";

/// The latest kept event, or the one that is wanted: the oldest, or an issue's and its number.
pub fn read_event(
    sql: &impl Sql,
    head: IssueId,
    wanted: WantedEvent,
) -> Result<Option<(EventPosition, StoredEvent)>, SqlError> {
    let head = head.to_string();
    let row = match wanted {
        WantedEvent::Latest => {
            sql.first(&format!("{KEPT} {NEWEST_FIRST}"), &[Arg::Text(&head), Arg::Text(&head)])?
        }
        WantedEvent::Oldest => {
            sql.first(&format!("{KEPT} {OLDEST_FIRST}"), &[Arg::Text(&head), Arg::Text(&head)])?
        }
        WantedEvent::Number(issue, number) => sql.first(
            &format!("{KEPT} AND issue = ? AND number = ?"),
            &[Arg::Text(&head), Arg::Text(&head), Arg::Text(&issue.to_string()), integer(number)],
        )?,
    };
    let Some(at) = row.map(|row| position(&row)).transpose()? else { return Ok(None) };
    Ok(bodies::event(sql, at.issue, at.number)?.map(|(_, body)| (at, body)))
}

/// What stands around a place among an issue's kept events.
pub fn neighbours(sql: &impl Sql, head: IssueId, place: EventPosition) -> Result<EventNeighbours, SqlError> {
    let (head, issue) = (head.to_string(), place.issue.to_string());
    let next = |sign: &str, order: &str| -> Result<Option<EventPosition>, SqlError> {
        let args = [
            Arg::Text(&head),
            Arg::Text(&head),
            Arg::Integer(place.at.0),
            Arg::Text(&issue),
            integer(place.number),
        ];
        let statement = format!("{KEPT} AND (at, issue, number) {sign} (?, ?, ?) {order}");
        sql.first(&statement, &args)?.map(|row| position(&row)).transpose()
    };
    Ok(EventNeighbours {
        earlier: next("<", NEWEST_FIRST)?,
        is_here: next("=", OLDEST_FIRST)?.is_some(),
        later: next(">", OLDEST_FIRST)?,
    })
}

/// A filter as a condition on `event`, and its arguments.
fn condition(filter: &EventFilter) -> (String, Vec<BoundValue>) {
    let (mut all, mut args) = (String::new(), Vec::new());
    let mut add = |text: &str, of_it: Vec<BoundValue>| {
        all.push_str(text);
        args.extend(of_it);
    };
    let text = |text: &String| BoundValue::Text(text.clone());
    if let Some(from) = filter.from {
        add(" AND at >= ?", vec![BoundValue::Integer(from.0)]);
    }
    if let Some(to) = filter.to {
        add(" AND at < ?", vec![BoundValue::Integer(to.0)]);
    }
    if let Some(release) = &filter.release {
        add(" AND body->>'r' = ?", vec![text(release)]);
    }
    if let Some(browser) = &filter.browser {
        let bounds = [format!("{browser} "), format!("{browser}!")].map(BoundValue::Text);
        add(
            " AND (body->>'b' = ? OR body->>'b' >= ? AND body->>'b' < ?)",
            std::iter::once(text(browser)).chain(bounds).collect(),
        );
    }
    if let Some(page) = &filter.page {
        add(" AND instr(lower(body->>'u'), lower(?)) > 0", vec![text(page)]);
    }
    if let Some(value) = &filter.meta {
        add(
            " AND EXISTS (SELECT 1 FROM json_tree(body, '$.x') AS member
                WHERE member.atom IS NOT NULL AND instr(lower(member.atom), lower(?)) > 0)",
            vec![text(value)],
        );
    }
    if let Some(code) = &filter.receipt {
        let (fits, hashes) = receipts::with_code(code);
        add(&format!(" AND {fits}"), vec![hashes]);
    }
    (all, args)
}

/// How many events of an issue are kept that fit a filter.
pub fn count_events(sql: &impl Sql, head: IssueId, filter: &EventFilter) -> Result<u64, SqlError> {
    let (fits, of_it) = condition(filter);
    let head = head.to_string();
    let args: Vec<Arg<'_>> =
        [Arg::Text(&head), Arg::Text(&head)].into_iter().chain(of_it.iter().map(BoundValue::arg)).collect();
    let row = sql.first(&format!("SELECT count(*) FROM ({KEPT}{fits})"), &args)?;
    row.map_or(Ok(0), |row| row.count(0))
}

/// Where the newest kept events stand, the newest first.
pub(crate) fn newest_positions(
    sql: &impl Sql,
    head: IssueId,
    limit: u32,
) -> Result<Vec<EventPosition>, SqlError> {
    let head = head.to_string();
    let statement = format!("{KEPT} ORDER BY at DESC, issue DESC, number DESC LIMIT ?");
    let args = [Arg::Text(&head), Arg::Text(&head), Arg::Integer(limit.into())];
    sql.exec(&statement, &args)?.iter().map(position).collect()
}

/// The kept events before a place, or those from it on, the newest first, without stack and meta.
pub fn list_events(
    sql: &impl Sql,
    head: IssueId,
    filter: &EventFilter,
    before: Option<(EventPosition, bool)>,
    limit: u32,
) -> Result<Vec<(EventPosition, StoredEvent)>, SqlError> {
    let head = head.to_string();
    let issue = before.map(|(place, _)| place.issue.to_string()).unwrap_or_default();
    let (fits, of_it) = condition(filter);
    let mut args = vec![Arg::Text(&head), Arg::Text(&head)];
    args.extend(of_it.iter().map(BoundValue::arg));
    let sign = match before {
        None => "",
        Some((_, true)) => "AND (at, issue, number) <= (?, ?, ?)",
        Some((_, false)) => "AND (at, issue, number) < (?, ?, ?)",
    };
    if let Some((place, _)) = before {
        args.extend([Arg::Integer(place.at.0), Arg::Text(&issue), integer(place.number)]);
    }
    args.push(Arg::Integer(limit.into()));
    let statement = format!("{KEPT}{fits} {sign} ORDER BY at DESC, issue DESC, number DESC LIMIT ?");
    let mut all = Vec::new();
    for row in sql.exec(&statement, &args)? {
        let at = position(&row)?;
        if let Some(body) = bodies::brief(sql, at.issue, at.number)? {
            all.push((at, body));
        }
    }
    Ok(all)
}

fn integer(number: u64) -> Arg<'static> {
    Arg::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {

    use corncrake_model::events::stored_event::EventPosition;

    use super::*;
    use crate::{
        issues::merge::{merge, split},
        native::Native,
        write::fixtures::{bug, issue, receive},
    };

    /// The kept events from the latest back to the first, and the way there again.
    fn walk(sql: &Native, head: IssueId) -> Vec<(IssueId, u64)> {
        let Some((latest, _)) = read_event(sql, head, WantedEvent::Latest).unwrap() else {
            return Vec::new();
        };
        let (mut back, mut place) = (vec![latest], latest);
        while let Some(earlier) = neighbours(sql, head, place).unwrap().earlier {
            assert_eq!(neighbours(sql, head, earlier).unwrap().later, Some(place));
            let (found, _) =
                read_event(sql, head, WantedEvent::Number(earlier.issue, earlier.number)).unwrap().unwrap();
            assert_eq!(found, earlier);
            assert!(neighbours(sql, head, earlier).unwrap().is_here);
            back.push(earlier);
            place = earlier;
        }
        assert!(back.is_sorted_by(|a, b| a > b), "{back:?}");
        back.into_iter().map(|at| (at.issue, at.number)).collect()
    }

    #[test]
    fn every_kept_event_is_met_once_merged_or_not() {
        let sql = Native::project();
        for (number, at) in [(1, 0), (2, 1), (1, 2), (1, 2), (2, 3)] {
            receive(&sql, bug(number, at));
        }
        let (one, two) = (issue(1), issue(2));
        assert_eq!(walk(&sql, one), [(one, 3), (one, 2), (one, 1)]);
        assert!(
            read_event(&sql, one, WantedEvent::Number(two, 1)).unwrap().is_none(),
            "it is another issue's"
        );
        assert!(read_event(&sql, one, WantedEvent::Number(one, 9)).unwrap().is_none());
        merge(&sql, two, one).unwrap();
        let all = [(two, 2), (one, 3), (one, 2), (two, 1), (one, 1)];
        assert_eq!(walk(&sql, one), all);
        let page = |before, limit| {
            let page = list_events(&sql, one, &EventFilter::default(), before, limit).unwrap();
            page.into_iter().map(|(at, _)| at).collect::<Vec<_>>()
        };
        let names = |page: &[EventPosition]| page.iter().map(|at| (at.issue, at.number)).collect::<Vec<_>>();
        let first = page(None, 2);
        assert_eq!(names(&first), all[..2]);
        assert_eq!(names(&page(Some((first[1], false)), 9)), all[2..]);
        assert_eq!(names(&page(Some((first[1], true)), 2)), all[1..3]);
        split(&sql, two).unwrap();
        assert_eq!(walk(&sql, two), [(two, 2), (two, 1)]);
        assert_eq!(walk(&sql, issue(3)), []);
    }

    #[test]
    fn a_list_reads_no_meta_and_no_stack() {
        use crate::{events::newest::newest, write::fixtures::receive_with};
        use corncrake_core::json::Json;
        let sql = Native::project();
        let long = |length: usize| Json::Map(vec![("state".to_owned(), Json::Text("x".repeat(length)))]);
        for number in 0..50 {
            receive_with(&sql, bug(1, number), |processed| {
                processed.body.meta = Some(long(10_000));
                processed.body.stack = Some(format!("f@a.js:{number}:1\n").repeat(500));
            });
        }
        let listed = list_events(&sql, issue(1), &EventFilter::default(), None, 50).unwrap();
        let newest = newest(&sql, 50).unwrap();
        assert_eq!((listed.len(), newest.len()), (50, 50));
        let bytes =
            serde_json::to_string(&listed).unwrap().len() + serde_json::to_string(&newest).unwrap().len();
        assert!(bytes < 30_000, "{bytes} bytes of a hundred events");
        let (_, whole) = read_event(&sql, issue(1), WantedEvent::Latest).unwrap().unwrap();
        assert_eq!(whole.meta, Some(long(10_000)), "the event itself has it");
    }
}
