//! Erases by text: matches are found and deleted, some issues at a time.
//!
//! A kept event that says it anywhere goes. An issue whose own title or grouping says it goes
//! as a whole, since it is in its name and in its index. Where it is a value of a breakdown,
//! such as a release, the value goes and its counts become part of the others. What only the
//! full-text index still has of it is indexed anew.
//!
//! Which spellings are the same text is decided in `folded`.

mod activity;
mod usage;

use corncrake_core::{
    ids::IssueId,
    time::{HOUR_MS, UnixMillis},
};
use corncrake_model::{
    events::{
        facets::{FacetKind, Facets},
        outcomes::Outcomes,
    },
    issues::erasure::{EraseCursor, TextMatches},
};
use serde::{Deserialize, Serialize};

use super::retention::{forget_issue, forget_visits};
use crate::{
    counts::{
        issue_hours,
        outcomes::{self, add_hour},
        visits,
    },
    engine::{
        Arg, Sql, SqlError,
        json_rows::{json_rows, to_json},
        text_match::{TextPattern, may_have},
    },
    events::bodies,
    issues::search,
};

/// Issues that are looked through in one turn: some tens of milliseconds, since an issue
/// keeps some hundreds of events.
const ISSUES_AT_ONCE: i64 = 50;
/// Hours of issues that are looked through in one turn, each of some kilobytes at most. The issue
/// with which it is reached is the last of its turn.
const HOURS_A_TURN: i64 = 5_000;
/// Hours that are rewritten in one go, each of some kilobytes.
const HOURS_AT_ONCE: i64 = 200;
/// Values of issues that are dropped in one turn.
const VALUES_AT_ONCE: i64 = 1_000;
/// Events and stacks that are in memory at a time, each of some kilobytes, and a hundred at most.
const EVENTS_AT_ONCE: i64 = 20;
/// Issues that are indexed anew in one turn, each with an event that is read.
const INDEXED_AT_ONCE: i64 = 100;

/// Before the first hour there can be.
const BEFORE_ALL: UnixMillis = UnixMillis(-1);

/// Whether it is only looked for, or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EraseMode {
    /// The step reports matches and changes nothing.
    Find,
    /// The step deletes each match that it reports.
    Erase,
}

/// One turn of looking for a text, or erasing it: what was found, and how far that came;
/// nothing where that was all.
pub fn erase_text_step(
    sql: &impl Sql,
    text: &str,
    from: EraseCursor,
    does: EraseMode,
) -> Result<(TextMatches, Option<EraseCursor>), SqlError> {
    let (given, text, mut found) = (text, TextPattern::new(text)?, TextMatches::default());
    let next = match from {
        EraseCursor::Issues(after) => {
            let last = issues(sql, &text, after, does, &mut found)?;
            Some(last.map_or(EraseCursor::Values(None), |last| EraseCursor::Issues(Some(last))))
        }
        EraseCursor::Values(after) => {
            let last = values(sql, &text, after, does, &mut found)?;
            Some(last.map_or(EraseCursor::Hours(BEFORE_ALL), |last| EraseCursor::Values(Some(last))))
        }
        EraseCursor::Hours(after) => {
            let hours = outcomes::facets_with(sql, text.in_ascii_json(), after.0, HOURS_AT_ONCE)?;
            let last = hours.last().map(|(hour, _)| *hour);
            for (hour, mut facets) in hours {
                if remove_matching_values(&text, &mut facets, &mut found) && does == EraseMode::Erase {
                    add_hour(sql, hour, &Outcomes::default(), Some(&facets))?;
                }
            }
            Some(last.map_or(EraseCursor::Releases, EraseCursor::Hours))
        }
        EraseCursor::Releases => {
            releases(sql, &text, does, &mut found)?;
            usage::words(sql, &text, does == EraseMode::Erase, &mut found)?;
            Some(EraseCursor::Index(None))
        }
        EraseCursor::Index(after) => {
            index(sql, (given, &text), after, does, &mut found)?.map(|last| EraseCursor::Index(Some(last)))
        }
    };
    Ok((found, next))
}

/// Takes the values of a breakdown that have the text; whether there were any.
fn remove_matching_values(text: &TextPattern, facets: &mut Facets, found: &mut TextMatches) -> bool {
    let taken = facets.take(|value| text.is_in(value));
    let any = !taken.is_empty();
    found.values.extend(taken);
    any
}

/// Some issues behind one: the last of them, where there may be more.
fn issues(
    sql: &impl Sql,
    text: &TextPattern,
    after: Option<IssueId>,
    does: EraseMode,
    found: &mut TextMatches,
) -> Result<Option<IssueId>, SqlError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = sql.exec(
        "SELECT id, title, grouping, regressed_in, events, first_seen, last_seen, fixed_in, place, browsers FROM issue
         WHERE id > ? ORDER BY id LIMIT ?",
        &[Arg::Text(&after), Arg::Integer(ISSUES_AT_ONCE)],
    )?;
    let (mut last, mut hours) = (None, 0_i64);
    for row in rows {
        if hours >= HOURS_A_TURN {
            break;
        }
        let id: IssueId = row.parse(0)?;
        last = Some(id);
        // An issue has no more hours than events, nor more than passed since it was first seen.
        let since_first = row.integer(6)?.saturating_sub(row.integer(5)?).max(0) / HOUR_MS + 2;
        hours = hours.saturating_add(row.integer(4)?.min(since_first));
        let grouping: Vec<String> = row.json(2)?;
        if text.is_in(row.text(1)?) || grouping.iter().any(|part| text.is_in(part)) {
            found.whole.insert(id);
            if does == EraseMode::Erase {
                forget_issue(sql, id)?;
                forget_visits(sql, &[id])?;
            }
            continue;
        }
        for (place, column) in [(3, "regressed_in"), (7, "fixed_in"), (8, "place"), (9, "browsers")] {
            if !text.is_in(row.text(place)?) {
                continue;
            }
            found.values.insert(row.text(place)?.to_owned());
            if does == EraseMode::Erase {
                let own = id.to_string();
                sql.exec(&format!("UPDATE issue SET {column} = '' WHERE id = ?"), &[Arg::Text(&own)])?;
            }
        }
        activity::activity_of(sql, text, id, does == EraseMode::Erase, found)?;
        events_of(sql, text, id, does, found)?;
        hours_of(sql, text, id, does, found)?;
    }
    Ok(last)
}

/// The kept events of an issue that say it: in their stack, or in any member of their body.
fn events_of(
    sql: &impl Sql,
    text: &TextPattern,
    issue: IssueId,
    does: EraseMode,
    found: &mut TextMatches,
) -> Result<(), SqlError> {
    let numbers = numbers_with(sql, text, issue)?;
    if numbers.is_empty() {
        return Ok(());
    }
    if does == EraseMode::Erase {
        let id = issue.to_string();
        for list in json_rows(&numbers)? {
            sql.exec(
                "DELETE FROM event WHERE issue = ? AND number IN (SELECT value FROM json_each(?))",
                &[Arg::Text(&id), Arg::Text(&list)],
            )?;
        }
        bodies::forget_stacks(sql, issue)?;
        search::reindex(sql, issue)?;
    }
    found.events.push((issue, numbers.len() as u64));
    Ok(())
}

/// Their numbers. No more than `EVENTS_AT_ONCE` of them are in memory at a time.
fn numbers_with(sql: &impl Sql, text: &TextPattern, issue: IssueId) -> Result<Vec<i64>, SqlError> {
    let (id, small, in_json) = (issue.to_string(), text.in_ascii(), text.in_ascii_json());
    let (mut stacks, mut after) = (Vec::new(), String::new());
    loop {
        let rows = sql.exec(
            &format!(
                "SELECT hex(hash), text FROM stack WHERE issue = ? AND hex(hash) > ? AND {}
                 ORDER BY hash LIMIT {EVENTS_AT_ONCE}",
                may_have("text")
            ),
            &[Arg::Text(&id), Arg::Text(&after), Arg::Text(small)],
        )?;
        let Some(last) = rows.last() else { break };
        after = last.text(0)?.to_owned();
        for row in rows {
            if text.is_in(row.text(1)?) {
                stacks.push(row.text(0)?.to_owned());
            }
        }
    }
    let (with_stacks, mut numbers, mut after) = (to_json(&stacks)?, Vec::new(), -1);
    loop {
        let rows = sql.exec(
            &format!(
                "SELECT number, body, hex(stack) IN (SELECT value FROM json_each(?)) FROM event
                 WHERE issue = ? AND number > ?
                    AND ({} OR hex(stack) IN (SELECT value FROM json_each(?)))
                 ORDER BY number LIMIT {EVENTS_AT_ONCE}",
                may_have("body")
            ),
            &[
                Arg::Text(&with_stacks),
                Arg::Text(&id),
                Arg::Integer(after),
                Arg::Text(in_json),
                Arg::Text(&with_stacks),
            ],
        )?;
        let Some(last) = rows.last() else { return Ok(numbers) };
        after = last.integer(0)?;
        for row in rows {
            let body = || -> Result<serde_json::Value, SqlError> { row.json(1) };
            if row.integer(2)? != 0 || text.is_in_value(&body()?) {
                numbers.push(row.integer(0)?);
            }
        }
    }
}

fn hours_of(
    sql: &impl Sql,
    text: &TextPattern,
    issue: IssueId,
    does: EraseMode,
    found: &mut TextMatches,
) -> Result<(), SqlError> {
    let mut after = BEFORE_ALL.0;
    loop {
        let mut hours = issue_hours::hours_with(sql, issue, text.in_ascii_json(), after, HOURS_AT_ONCE)?;
        let Some((last, _)) = hours.last() else { return Ok(()) };
        after = last.0;
        hours.retain_mut(|(_, hour)| remove_matching_values(text, &mut hour.facets, found));
        if does == EraseMode::Erase {
            issue_hours::change_hours(sql, issue, &hours)?;
        }
    }
}

/// The values that lists are filtered by, some behind one; the last of them, where there may be more.
fn values(
    sql: &impl Sql,
    text: &TextPattern,
    after: Option<(String, String, String)>,
    does: EraseMode,
    found: &mut TextMatches,
) -> Result<Option<(String, String, String)>, SqlError> {
    let (kind, value, issue) = after.unwrap_or_default();
    let rows = sql.exec(
        // A type is a number that the site does not choose.
        &format!(
            "SELECT kind, value, issue FROM issue_facet WHERE kind <> ? AND (kind, value, issue) > (?, ?, ?)
                AND {} ORDER BY kind, value, issue LIMIT {VALUES_AT_ONCE}",
            may_have("value")
        ),
        &[
            Arg::Text(FacetKind::Type.letter()),
            Arg::Text(&kind),
            Arg::Text(&value),
            Arg::Text(&issue),
            Arg::Text(text.in_ascii()),
        ],
    )?;
    let mut gone = Vec::new();
    let mut last = None;
    for row in &rows {
        let one = (row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.text(2)?.to_owned());
        if text.is_in(&one.1) {
            found.values.insert(one.1.clone());
            gone.push(one.clone());
        }
        last = Some(one);
    }
    for list in json_rows(&gone)?.iter().filter(|_| does == EraseMode::Erase) {
        sql.exec(
            "DELETE FROM issue_facet WHERE (kind, value, issue) IN
             (SELECT value->>0, value->>1, value->>2 FROM json_each(?))",
            &[Arg::Text(list)],
        )?;
        sql.exec(
            "UPDATE issue SET facets = facets - gone.count
             FROM (SELECT value->>2 AS id, count(*) AS count FROM json_each(?) GROUP BY id) AS gone
             WHERE issue.id = gone.id",
            &[Arg::Text(list)],
        )?;
    }
    Ok(last)
}

/// A release keeps its number, by which it is known what is later than it.
fn releases(
    sql: &impl Sql,
    text: &TextPattern,
    does: EraseMode,
    found: &mut TextMatches,
) -> Result<(), SqlError> {
    let condition = may_have("value || char(10) || environment");
    for pair in visits::releases_with(sql, &condition, text.in_ascii())? {
        let erased: Vec<&String> = [&pair.0, &pair.1].into_iter().filter(|name| text.is_in(name)).collect();
        if erased.is_empty() {
            continue;
        }
        found.values.extend(erased.into_iter().cloned());
        if does == EraseMode::Erase {
            visits::erase_release(sql, &pair)?;
        }
    }
    for row in sql.exec("SELECT number, name FROM release", &[])? {
        let (number, name) = (row.integer(0)?, row.text(1)?);
        if !text.is_in(name) {
            continue;
        }
        found.values.insert(name.to_owned());
        if does == EraseMode::Erase {
            let name = format!("[erased {number}]");
            let args = [Arg::Text(&name), Arg::Integer(number)];
            sql.exec("UPDATE release SET name = ? WHERE number = ?", &args)?;
        }
    }
    Ok(())
}

/// What the index has of it; behind which row to go on, where there may be more.
fn index(
    sql: &impl Sql,
    (given, text): (&str, &TextPattern),
    after: Option<IssueId>,
    does: EraseMode,
    found: &mut TextMatches,
) -> Result<Option<IssueId>, SqlError> {
    let rows = search::indexed_with(sql, &text.in_index(given), after, INDEXED_AT_ONCE)?;
    for issue in &rows {
        match does {
            EraseMode::Erase => search::reindex(sql, *issue)?,
            EraseMode::Find if is_stale(sql, text, *issue)? => {}
            EraseMode::Find => continue,
        }
        found.indexed.insert(*issue);
    }
    Ok(rows.last().copied())
}

/// Whether the index has what nothing else of the issue has any more. The index knows more
/// letters as the same than we do: what it finds by those alone is another text.
fn is_stale(sql: &impl Sql, text: &TextPattern, issue: IssueId) -> Result<bool, SqlError> {
    let row = sql.first("SELECT title FROM issue WHERE id = ?", &[Arg::Text(&issue.to_string())])?;
    let Some(row) = row else { return Ok(false) };
    let now = search::current_text(sql, issue, row.text(0)?)?;
    Ok(!text.is_in(&now))
}

#[cfg(test)]
mod tests;
