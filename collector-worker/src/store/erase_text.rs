//! Erasing by text: what has it is found, and goes, some issues at a time.
//!
//! A kept event that says it anywhere goes. An issue whose own title or grouping says it goes
//! as a whole, since it is in its name and in its index. Where it is a value of a breakdown,
//! such as a release, the value goes and its counts become part of the others. What only the
//! full-text index still has of it is indexed anew.
//!
//! Capital and small letters A to Z are the same, as everywhere in SQLite.

use std::collections::BTreeSet;

use corncrake_core::{
    ids::IssueId,
    time::{HOUR_MS, UnixMillis},
};
use serde::{Deserialize, Serialize};

use super::{
    Arg, FacetKind, Facets, Sql, SqlError, add_hour, events, issue_hours,
    lists::{json, lists},
    outcomes,
    outcomes::Outcomes,
    retention::{forget_issue, forget_visits},
    search,
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
/// Issues that are indexed anew in one turn, each with an event that is read.
const INDEXED_AT_ONCE: i64 = 100;

/// Before the first hour there can be.
const BEFORE_ALL: UnixMillis = UnixMillis(-1);

/// Whether it is only looked for, or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Does {
    Find,
    Erase,
}

/// How far a search has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reach {
    Issues(Option<IssueId>),
    Values,
    Hours(UnixMillis),
    Releases,
    Index(Option<IssueId>),
}

/// What has the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HasText {
    /// Issues that go as a whole.
    pub(crate) whole: BTreeSet<IssueId>,
    /// How many kept events of other issues.
    pub(crate) events: Vec<(IssueId, u64)>,
    /// Values of breakdowns.
    pub(crate) values: BTreeSet<String>,
    /// Issues that have it in the full-text index.
    pub(crate) indexed: BTreeSet<IssueId>,
}

impl HasText {
    /// Both together.
    pub(crate) fn and(mut self, more: Self) -> Self {
        self.whole.extend(more.whole);
        self.events.extend(more.events);
        self.values.extend(more.values);
        self.indexed.extend(more.indexed);
        self
    }

    /// Events that go by themselves, and other traces: values, and what only the index has.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let alone = || self.events.iter().filter(|(id, _)| !self.whole.contains(id));
        let has_events: BTreeSet<IssueId> = alone().map(|(id, _)| *id).collect();
        let only_indexed = self.indexed.difference(&self.whole).filter(|id| !has_events.contains(id));
        let traces = self.values.len().saturating_add(only_indexed.count());
        (alone().map(|(_, events)| events).sum(), traces as u64)
    }
}

/// A text as it is looked for.
struct Text<'a> {
    as_told: &'a str,
    small: String,
    /// As it stands in JSON.
    in_json: String,
}

impl<'a> Text<'a> {
    fn new(text: &'a str) -> Result<Self, SqlError> {
        let small = text.to_ascii_lowercase();
        let quoted = json(&small)?;
        let in_json = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned();
        Ok(Self { as_told: text, small, in_json })
    }

    fn is_in(&self, other: &str) -> bool {
        other.to_ascii_lowercase().contains(&self.small)
    }
}

/// One turn of looking for a text, or erasing it: what was found, and how far that came;
/// nothing where that was all.
pub(crate) fn text_turn(
    sql: &impl Sql,
    text: &str,
    from: Reach,
    does: Does,
) -> Result<(HasText, Option<Reach>), SqlError> {
    let (text, mut found) = (Text::new(text)?, HasText::default());
    let next = match from {
        Reach::Issues(after) => {
            let last = issues(sql, &text, after, does, &mut found)?;
            Some(last.map_or(Reach::Values, |last| Reach::Issues(Some(last))))
        }
        Reach::Values => {
            let more = values(sql, &text, does, &mut found)?;
            Some(if more { Reach::Values } else { Reach::Hours(BEFORE_ALL) })
        }
        Reach::Hours(after) => {
            let hours = outcomes::facets_with(sql, &text.in_json, after.0, HOURS_AT_ONCE)?;
            let last = hours.last().map(|(hour, _)| *hour);
            for (hour, mut facets) in hours {
                if take(&text, &mut facets, &mut found) && does == Does::Erase {
                    add_hour(sql, hour, &Outcomes::default(), Some(&facets))?;
                }
            }
            Some(last.map_or(Reach::Releases, Reach::Hours))
        }
        Reach::Releases => {
            releases(sql, &text, does, &mut found)?;
            Some(Reach::Index(None))
        }
        Reach::Index(after) => {
            index(sql, &text, after, does, &mut found)?.map(|last| Reach::Index(Some(last)))
        }
    };
    Ok((found, next))
}

/// Takes the values of a breakdown that have the text; whether there were any.
fn take(text: &Text<'_>, facets: &mut Facets, found: &mut HasText) -> bool {
    let taken = facets.take(|value| text.is_in(value));
    let any = !taken.is_empty();
    found.values.extend(taken);
    any
}

/// Some issues behind one: the last of them, where there may be more.
fn issues(
    sql: &impl Sql,
    text: &Text<'_>,
    after: Option<IssueId>,
    does: Does,
    found: &mut HasText,
) -> Result<Option<IssueId>, SqlError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = sql.exec(
        "SELECT id, title, grouping, regressed_in, events, first_seen, last_seen FROM issue WHERE id > ? ORDER BY id LIMIT ?",
        &[Arg::Text(&after), Arg::Integer(ISSUES_AT_ONCE)],
    )?;
    let (mut last, mut hours) = (None, 0_i64);
    for row in rows {
        if hours >= HOURS_A_TURN {
            break;
        }
        let id: IssueId = row.parse(0)?;
        last = Some(id);
        // It has no more hours than events, nor more than there were since it was first seen.
        let since_first = row.integer(6)?.saturating_sub(row.integer(5)?).max(0) / HOUR_MS + 2;
        hours = hours.saturating_add(row.integer(4)?.min(since_first));
        let grouping: Vec<String> =
            serde_json::from_str(row.text(2)?).map_err(|error| SqlError(error.to_string()))?;
        if text.is_in(row.text(1)?) || grouping.iter().any(|part| text.is_in(part)) {
            found.whole.insert(id);
            if does == Does::Erase {
                forget_issue(sql, id)?;
                forget_visits(sql, &[id])?;
            }
            continue;
        }
        if text.is_in(row.text(3)?) {
            found.values.insert(row.text(3)?.to_owned());
            if does == Does::Erase {
                let own = id.to_string();
                sql.exec("UPDATE issue SET regressed_in = '' WHERE id = ?", &[Arg::Text(&own)])?;
            }
        }
        events_of(sql, text, id, does, found)?;
        hours_of(sql, text, id, does, found)?;
    }
    Ok(last)
}

/// Where an event says it: in its stack, or in any member of its body, the names of members
/// included (no name of ours is as long as what is looked for).
const SAYS_IT: &str = "issue = ? AND (
    stack IN (SELECT hash FROM stack WHERE issue = ? AND instr(lower(text), ?) > 0)
    OR instr(lower(body), ?) > 0 AND EXISTS (SELECT 1 FROM json_tree(body)
        WHERE instr(lower(coalesce(atom, '')), ?) > 0 OR instr(lower(coalesce(key, '')), ?) > 0))";

fn events_of(
    sql: &impl Sql,
    text: &Text<'_>,
    issue: IssueId,
    does: Does,
    found: &mut HasText,
) -> Result<(), SqlError> {
    let id = issue.to_string();
    let args = [&id, &id, &text.small, &text.in_json, &text.small, &text.small].map(|arg| Arg::Text(arg));
    let counted = match does {
        Does::Find => sql.first(&format!("SELECT count(*) FROM event WHERE {SAYS_IT}"), &args)?,
        Does::Erase => {
            let gone = sql.exec(&format!("DELETE FROM event WHERE {SAYS_IT} RETURNING 1"), &args)?;
            if !gone.is_empty() {
                events::forget_stacks(sql, issue)?;
                search::index_again(sql, issue)?;
                found.events.push((issue, gone.len() as u64));
            }
            None
        }
    };
    let count = counted.map_or(Ok(0), |row| row.count(0))?;
    found.events.extend((count > 0).then_some((issue, count)));
    Ok(())
}

fn hours_of(
    sql: &impl Sql,
    text: &Text<'_>,
    issue: IssueId,
    does: Does,
    found: &mut HasText,
) -> Result<(), SqlError> {
    let mut after = BEFORE_ALL.0;
    loop {
        let mut hours = issue_hours::hours_with(sql, issue, &text.in_json, after, HOURS_AT_ONCE)?;
        let Some((last, _)) = hours.last() else { return Ok(()) };
        after = last.0;
        hours.retain_mut(|(_, hour)| take(text, &mut hour.facets, found));
        if does == Does::Erase {
            issue_hours::change_hours(sql, issue, &hours)?;
        }
    }
}

/// The values that lists are filtered by; whether there may be more.
fn values(sql: &impl Sql, text: &Text<'_>, does: Does, found: &mut HasText) -> Result<bool, SqlError> {
    const WITH_IT: &str = "FROM issue_facet WHERE kind <> ? AND instr(lower(value), ?) > 0";
    // A type is a number of ours.
    let args = [Arg::Text(FacetKind::Type.letter()), Arg::Text(&text.small)];
    if does == Does::Find {
        for row in sql.exec(&format!("SELECT DISTINCT value {WITH_IT}"), &args)? {
            found.values.insert(row.text(0)?.to_owned());
        }
        return Ok(false);
    }
    let rows = sql.exec(
        &format!(
            "DELETE FROM issue_facet WHERE (kind, value, issue) IN
             (SELECT kind, value, issue {WITH_IT} LIMIT {VALUES_AT_ONCE}) RETURNING value, issue"
        ),
        &args,
    )?;
    let mut of_issues: Vec<String> = Vec::with_capacity(rows.len());
    for row in &rows {
        found.values.insert(row.text(0)?.to_owned());
        of_issues.push(row.text(1)?.to_owned());
    }
    for list in lists(&of_issues)? {
        sql.exec(
            "UPDATE issue SET facets = facets - gone.count
             FROM (SELECT value AS id, count(*) AS count FROM json_each(?) GROUP BY value) AS gone
             WHERE issue.id = gone.id",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX) >= VALUES_AT_ONCE)
}

/// A release keeps its number, by which it is known what is later than it.
fn releases(sql: &impl Sql, text: &Text<'_>, does: Does, found: &mut HasText) -> Result<(), SqlError> {
    let rows = sql.exec(
        "SELECT number, name FROM release WHERE instr(lower(name), ?) > 0",
        &[Arg::Text(&text.small)],
    )?;
    for row in rows {
        let number = row.integer(0)?;
        found.values.insert(row.text(1)?.to_owned());
        if does == Does::Erase {
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
    text: &Text<'_>,
    after: Option<IssueId>,
    does: Does,
    found: &mut HasText,
) -> Result<Option<IssueId>, SqlError> {
    let rows = search::indexed_with(sql, text.as_told, after, INDEXED_AT_ONCE)?;
    for issue in &rows {
        match does {
            Does::Erase => search::index_again(sql, *issue)?,
            Does::Find if is_stale(sql, text, *issue)? => {}
            Does::Find => continue,
        }
        found.indexed.insert(*issue);
    }
    Ok(rows.last().copied())
}

/// Whether the index has what nothing else of the issue has any more. The index knows more
/// letters as the same than we do: what it finds by those alone is another text.
fn is_stale(sql: &impl Sql, text: &Text<'_>, issue: IssueId) -> Result<bool, SqlError> {
    let row = sql.first("SELECT title FROM issue WHERE id = ?", &[Arg::Text(&issue.to_string())])?;
    let Some(row) = row else { return Ok(false) };
    let now = search::text_now(sql, issue, row.text(0)?)?;
    Ok(!now.to_lowercase().contains(&text.as_told.to_lowercase()))
}

#[cfg(test)]
mod tests;
