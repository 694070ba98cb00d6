//! The newest issues that fit a filter, by name or with what each counted in a range: what the order of a
//! list by sessions or events is made of, and the counts of its tabs.
//!
//! A list reads two or three rows of each issue whose own row says what it counted, and of the others the
//! hours of the range.

use std::collections::HashMap;

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::issues::issue_list::{Filter, IssueRank, MOST_RANKED};

use serde::Deserialize;

use super::filter::{self, FilterPredicate};
use crate::{
    counts::issue_trends,
    engine::{Arg, FAR, Sql, SqlError, bound_value::BoundValue, json_rows},
};

/// Issues that are few beside all: to look so many up costs less than to walk to those that fit.
const FEW: i64 = MOST_RANKED as i64;

/// What an issue counted in a range, by its own row.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Counted {
    /// Nothing: it was last seen before.
    None,
    /// All that it has.
    All,
    /// What the hours of the range say.
    Hours,
}

/// The newest issues that fit a filter, as many as `most`, with what each counted since a time.
///
/// Hours are read of those alone whose own row does not say it: one that was not seen since then counted
/// nothing, and one that is no older counted all that it has, while its first hour is stored.
pub fn rank(
    sql: &impl Sql,
    filter: &Filter,
    from: UnixMillis,
    most: u32,
) -> Result<Vec<IssueRank>, SqlError> {
    const COUNTED: &str = "id, last_seen, events, sessions, CASE WHEN hour < ? THEN 'none'
         WHEN began >= ? AND (EXISTS (SELECT 1 FROM issue_hour WHERE issue = shown.id AND issue_hour.hour = began)
            OR EXISTS (SELECT 1 FROM issue AS own WHERE own.id = shown.id AND own.running_hour = began
                AND own.running_events > 0))
         THEN 'all' ELSE 'hours' END AS counted";
    let (statement, mut args) = newest(sql, COUNTED, filter, most)?;
    let from_hour = || BoundValue::Integer(from.0);
    args.splice(0..0, [from_hour(), from_hour()]);
    let args: Vec<Arg<'_>> = args.iter().map(BoundValue::arg).collect();
    let rows: Vec<(IssueRank, Counted)> = json_rows::read_as_json(
        sql,
        "json_array(json_array(id, last_seen, max(events, 0), max(sessions, 0)), counted)",
        &statement,
        &args,
    )?;
    let (mut ranks, mut by_hours) = (Vec::with_capacity(rows.len()), Vec::new());
    for (rank, counted) in rows {
        if counted == Counted::Hours {
            by_hours.push(rank.id);
        }
        let (events, sessions) = match counted {
            Counted::All => (rank.events, rank.sessions),
            Counted::None | Counted::Hours => (0, 0),
        };
        ranks.push(IssueRank { events, sessions, ..rank });
    }
    let sums = issue_trends::sums(sql, &by_hours, from)?;
    let sums: HashMap<IssueId, (u64, u64)> =
        sums.into_iter().map(|(id, events, sessions)| (id, (events, sessions))).collect();
    for rank in &mut ranks {
        if let Some((events, sessions)) = sums.get(&rank.id) {
            (rank.events, rank.sessions) = (*events, *sessions);
        }
    }
    Ok(ranks)
}

/// The newest issues that fit each filter, as many as `most` of each.
pub fn ids(sql: &impl Sql, filters: &[Filter], most: u32) -> Result<Vec<Vec<IssueId>>, SqlError> {
    let of_filter = |filter: &Filter| {
        let (statement, args) = newest(sql, "id", filter, most)?;
        let args: Vec<Arg<'_>> = args.iter().map(BoundValue::arg).collect();
        json_rows::read_as_json(sql, "id", &statement, &args)
    };
    filters.iter().map(of_filter).collect()
}

/// The statement of some columns of the newest issues, and its arguments.
fn newest(
    sql: &impl Sql,
    columns: &str,
    filter: &Filter,
    most: u32,
) -> Result<(String, Vec<BoundValue>), SqlError> {
    let FilterPredicate { text, mut args, few } = filter::planned(sql, filter, FEW)?;
    let sign = if few { "+" } else { "" };
    args.extend([BoundValue::Integer(FAR), BoundValue::Integer(most.into())]);
    let statement = format!(
        "SELECT {columns} FROM shown WHERE {text} AND {sign}hour <= ?
         ORDER BY {sign}hour DESC, last_seen DESC, id DESC LIMIT ?"
    );
    Ok((statement, args))
}

#[cfg(test)]
mod tests {

    use corncrake_core::time::{DAY_MS, HOUR_MS};
    use corncrake_model::project::settings::Retention;

    use super::*;
    use crate::{
        delete::retention::{delete_expired, set_retention},
        issues::merge::{merge, split},
        native::Native,
        write::fixtures::{TestEvent, at, bug, draws, issue, receive},
    };

    /// What the hours say of an issue and of its members.
    fn by_hours(sql: &Native, from: UnixMillis) -> Vec<(IssueId, u64, u64)> {
        let rows = sql.exec(
            "SELECT CASE merged_into WHEN '' THEN id ELSE merged_into END AS head,
                coalesce(sum(had.events), 0), coalesce(sum(json_extract(had.facets, '$.t.\"1\"[1]')), 0)
             FROM issue LEFT JOIN hour_of_issue AS had ON had.issue = id AND had.hour >= ? GROUP BY head",
            &[Arg::Integer(from.0)],
        );
        rows.unwrap()
            .iter()
            .map(|row| (row.parse(0).unwrap(), row.count(1).unwrap(), row.count(2).unwrap()))
            .collect()
    }

    #[test]
    fn ranks_are_the_sums_of_the_hours_whatever_happened_to_the_issues() {
        let sql = Native::project();
        let mut draw = draws(7);
        let mut below = |most: u64| draw() % most;
        for step in 0..400_i64 {
            let now = step * HOUR_MS / 2;
            let number = u8::try_from(1 + below(12)).unwrap();
            let visitor = u8::try_from(below(200)).unwrap();
            receive(
                &sql,
                TestEvent { visitor, count: 1 + u32::try_from(below(3)).unwrap(), ..bug(number, now) },
            );
            match below(40) {
                0 => drop(merge(&sql, issue(number), issue(1 + number % 12))),
                1 => drop(split(&sql, issue(number))),
                2 => {
                    set_retention(&sql, Retention { errors: 4, counts: 4, usage: 4 }).unwrap();
                    delete_expired(&sql, at(now).day(), None).unwrap();
                }
                _ => {}
            }
            for range in [HOUR_MS, DAY_MS, 5 * DAY_MS, 90 * DAY_MS] {
                let from = UnixMillis(at(now).0 - range);
                let ranks = rank(&sql, &Filter::default(), from, 100).unwrap();
                let mut ranks: Vec<_> = ranks.iter().map(|one| (one.id, one.events, one.sessions)).collect();
                ranks.sort_unstable();
                assert_eq!(ranks, by_hours(&sql, from), "step {step}, range {range}");
            }
        }
        assert!(by_hours(&sql, UnixMillis(0)).len() > 3);
    }

    #[test]
    fn a_head_whose_hours_are_deleted_is_ranked_by_those_of_its_member() {
        let sql = Native::project();
        receive(&sql, TestEvent { count: 1_000, ..bug(1, 0) });
        receive(&sql, bug(2, 13 * DAY_MS));
        merge(&sql, issue(2), issue(1)).unwrap();
        set_retention(&sql, Retention { errors: 7, counts: 7, usage: 7 }).unwrap();
        delete_expired(&sql, at(13 * DAY_MS).day(), None).unwrap();
        let from = at(-DAY_MS);
        let ranks = rank(&sql, &Filter::default(), from, 10).unwrap();
        assert_eq!((ranks[0].id, ranks[0].events, ranks[0].sessions), (issue(1), 1, 1));
        assert_eq!(by_hours(&sql, from), [(issue(1), 1, 1)]);
    }

    #[test]
    fn of_more_new_issues_than_are_ranked_those_that_were_seen_last_are() {
        let sql = Native::project();
        for number in 1..=9 {
            receive(&sql, bug(number, HOUR_MS * i64::from(number)));
        }
        receive(&sql, bug(2, HOUR_MS * 12));
        let since = |from: i64, to: Option<i64>| Filter {
            new_since: Some(at(from * HOUR_MS)),
            new_before: to.map(|to| at(to * HOUR_MS)),
            ..Filter::default()
        };
        let found = |filter| ids(&sql, &[filter], 3).unwrap().remove(0);
        assert_eq!(found(since(2, None)), [2, 9, 8].map(issue));
        assert_eq!(found(since(2, Some(5))), [2, 4, 3].map(issue));
        assert_eq!(found(since(10, None)), []);
    }
}
