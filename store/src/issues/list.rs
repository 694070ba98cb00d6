//! The list of issues: filtered, searched, sorted, and read a page at a time.
//!
//! A page reads the issues of the hours, or of the levels of counts, that it shows, however many
//! there are besides: an index over the very count would cost each event a row.

use std::collections::BTreeSet;

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::issues::{
    issue::Issue,
    issue_list::{Cursor, Filter, IssuePage, Sort},
};

use super::rows::{COLUMNS, read};
use crate::{
    engine::{Arg, FAR, Sql, SqlError, bound_value::BoundValue, json_rows::json_rows},
    issues::list::filter::FilterPredicate,
};

/// Issues that are few beside a page: to look so many up and sort them takes some milliseconds.
const FEW: i64 = 300;

fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "last_seen",
        Sort::MostEvents => "events",
        Sort::MostSessions => "sessions",
        Sort::FirstSeen => "first_seen",
    }
}

/// What changes seldom of that, by which it has an index (`orders_schema`).
fn block(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "hour",
        Sort::MostEvents => "events_level",
        Sort::MostSessions => "sessions_level",
        Sort::FirstSeen => "began",
    }
}

fn block_of(sort: Sort, key: i64) -> i64 {
    match sort {
        Sort::Newest | Sort::FirstSeen => UnixMillis(key).hour().0,
        Sort::MostEvents | Sort::MostSessions => format!("{key:x}").len() as i64,
    }
}

/// The statement of a page, and its arguments.
fn statement(
    fits: FilterPredicate,
    sort: Sort,
    after: Option<Cursor>,
    rows: i64,
) -> (String, Vec<BoundValue>) {
    let (mut all, mut args) = (vec![fits.text], fits.args);
    // A sign before a column stops SQLite from walking its index; where the index is to be walked, a
    // bound says so, even one that holds for all.
    let block = format!("{}{}", if fits.few { "+" } else { "" }, block(sort));
    let column = column(sort);
    all.push(format!("{block} <= ?"));
    args.push(BoundValue::Integer(after.map_or(FAR, |after| block_of(sort, after.key))));
    if let Some(Cursor { key, id }) = after {
        all.push(format!("({column}, id) < (?, ?)"));
        args.extend([BoundValue::Integer(key), BoundValue::Text(id.to_string())]);
    }
    args.push(BoundValue::Integer(rows));
    let fits_all = all.join(" AND ");
    let text = format!(
        "SELECT {COLUMNS} FROM shown WHERE {fits_all}
         ORDER BY {block} DESC, {column} DESC, id DESC LIMIT ?"
    );
    (text, args)
}

/// Those of these issues that are here, and whether each fits a filter.
pub fn issues_by_id(
    sql: &impl Sql,
    ids: &[IssueId],
    filter: &Filter,
) -> Result<Vec<(Issue, bool)>, SqlError> {
    const HERE: &str = "id IN (SELECT value FROM json_each(?))";
    let FilterPredicate { text: fits, args, .. } = filter::plain(filter);
    let mut found = Vec::new();
    for list in json_rows(&ids.iter().map(ToString::to_string).collect::<Vec<_>>())? {
        let all: Vec<Arg<'_>> = args.iter().map(BoundValue::arg).chain([Arg::Text(&list)]).collect();
        let fitting = sql.exec(&format!("SELECT id FROM shown WHERE {fits} AND {HERE}"), &all)?;
        let fitting: BTreeSet<IssueId> = fitting.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
        for row in sql.exec(&format!("SELECT {COLUMNS} FROM shown WHERE {HERE}"), &[Arg::Text(&list)])? {
            let issue = read(&row)?;
            let fits = fitting.contains(&issue.id);
            found.push((issue, fits));
        }
    }
    Ok(found)
}

/// A page of issues, behind a cursor.
pub fn issues(
    sql: &impl Sql,
    filter: &Filter,
    sort: Sort,
    after: Option<Cursor>,
    limit: u32,
) -> Result<IssuePage, SqlError> {
    // One row more than the page needs shows whether there is a next page.
    let fits = filter::planned(sql, filter, FEW)?;
    let (statement, args) = statement(fits, sort, after, i64::from(limit) + 1);
    let args: Vec<Arg<'_>> = args.iter().map(BoundValue::arg).collect();
    let rows = sql.exec(&statement, &args)?;
    let mut issues = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let more = issues.len() > limit as usize;
    issues.truncate(limit as usize);
    let next = issues.last().filter(|_| more).map(|last| Cursor::of(sort, last));
    Ok(IssuePage { issues, next })
}

mod condition;
pub(crate) mod filter;
mod rank;

pub use rank::{ids, rank};
#[cfg(test)]
mod tests;
