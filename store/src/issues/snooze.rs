//! The end of a snooze. It comes by a moment that is over, by the sessions that the issue was to sleep
//! through, or by a release that was not known when it was snoozed. Where nothing is snoozed, an event
//! reads and writes nothing of this.
//!
//! What is merged sleeps with the issue that shows it, and wakes with it.

use std::collections::HashMap;

use corncrake_core::{ids::IssueId, release, time::UnixMillis};
use corncrake_model::issues::activity::ActivityKind;

use super::{
    activity,
    releases::{self, names_up_to, number_of},
};
use crate::{
    alerts::{raise::raise_came_back, watch::RuleWatch},
    engine::{Arg, Sql, SqlError, json_rows::json_rows},
};

/// The issues that sleep, by the index of those that are not open.
const SNOOZED: &str = "status <> 'open' AND status = 'snoozed'";

/// The moment at which the next issue wakes; nothing where none waits for one.
pub fn next_wake(sql: &impl Sql) -> Result<Option<UnixMillis>, SqlError> {
    let next = format!("SELECT min(snooze_until) FROM issue WHERE {SNOOZED} AND snooze_until > 0");
    let row = sql.first(&next, &[])?;
    Ok(row.and_then(|row| row.integer(0).ok()).map(UnixMillis))
}

/// Wakes the issues whose time is over, and raises the alerts about them.
pub fn wake_due(sql: &impl Sql, watch: &RuleWatch, now: UnixMillis) -> Result<(), SqlError> {
    let due = format!(
        "SELECT id, snooze_until FROM issue WHERE {SNOOZED} AND snooze_until > 0 AND snooze_until <= ?"
    );
    let mut woken = Vec::new();
    for row in sql.exec(&due, &[Arg::Integer(now.0)])? {
        let id = row.parse(0)?;
        wake(sql, &[id], UnixMillis(row.integer(1)?), "time")?;
        woken.push(id);
    }
    raise_came_back(sql, watch, &woken, now)
}

/// Whether any issue sleeps: it reads a row of one that does, and else none.
fn is_any_asleep(sql: &impl Sql) -> Result<bool, SqlError> {
    Ok(sql.first(&format!("SELECT 1 FROM issue WHERE {SNOOZED} LIMIT 1"), &[])?.is_some())
}

/// Wakes those of these issues, or of those that show them, that had the sessions they were to sleep
/// through. Of issues that were opened now, another object may have brought some that sleep.
pub(crate) fn wake_by_sessions(
    sql: &impl Sql,
    mut issues: Vec<IssueId>,
    opened: impl ExactSizeIterator<Item = IssueId>,
    now: UnixMillis,
) -> Result<Vec<IssueId>, SqlError> {
    if opened.len() > 0 && is_any_asleep(sql)? {
        issues.extend(opened);
    }
    let mut woken = Vec::new();
    for list in json_rows(&issues)? {
        let rows = sql.exec(
            "WITH counted (id) AS (SELECT value FROM json_each(?1) UNION
                SELECT merged_into FROM issue WHERE merged_into <> ''
                    AND id IN (SELECT value FROM json_each(?1)))
             SELECT issue.id FROM counted CROSS JOIN issue ON issue.id = counted.id
             WHERE +status = 'snoozed' AND snooze_sessions > 0 AND sessions + more_sessions >= snooze_sessions",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            woken.push(row.parse(0)?);
        }
    }
    wake(sql, &woken, now, "sessions")?;
    Ok(woken)
}

/// Notes a release that came in. One that is new wakes what sleeps until the next release, unless its
/// version says that it is older than one that was known by then: that is added to what woke. Gives
/// its number.
pub(crate) fn note_release(
    sql: &impl Sql,
    name: &str,
    at: UnixMillis,
    woken: &mut Vec<IssueId>,
) -> Result<i64, SqlError> {
    if let Some(number) = releases::known_number(sql, name)? {
        return Ok(number);
    }
    let number = number_of(sql, name, at)?;
    let asleep = format!("SELECT id, known_releases FROM issue WHERE {SNOOZED} AND snooze_release > 0");
    let (mut woken_now, mut known) = (Vec::new(), std::collections::BTreeMap::new());
    for row in sql.exec(&asleep, &[])? {
        let up_to = row.integer(1)?;
        let names: &Vec<String> = match known.entry(up_to) {
            std::collections::btree_map::Entry::Occupied(names) => names.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => place.insert(names_up_to(sql, up_to)?),
        };
        if up_to < number && !release::is_older(name, names) {
            woken_now.push(row.parse(0)?);
        }
    }
    wake(sql, &woken_now, at, name)?;
    woken.extend(woken_now);
    Ok(number)
}

/// The same with the numbers that are known already, to which it is added.
pub(crate) fn note_release_among(
    sql: &impl Sql,
    known: &mut HashMap<String, i64>,
    name: &str,
    at: UnixMillis,
    woken: &mut Vec<IssueId>,
) -> Result<i64, SqlError> {
    if let Some(number) = known.get(name) {
        return Ok(*number);
    }
    let number = note_release(sql, name, at, woken)?;
    known.insert(name.to_owned(), number);
    Ok(number)
}

/// Notes a deploy: a release that is new is known from then on.
pub fn note_deploy(sql: &impl Sql, watch: &RuleWatch, name: &str, at: UnixMillis) -> Result<(), SqlError> {
    let mut woken = Vec::new();
    note_release(sql, name, at, &mut woken)?;
    releases::note_deploy(sql, name, at)?;
    raise_came_back(sql, watch, &woken, at)
}

/// Opens issues that sleep, with what is merged into them.
fn wake(sql: &impl Sql, issues: &[IssueId], at: UnixMillis, why: &str) -> Result<(), SqlError> {
    for list in json_rows(issues)? {
        sql.exec(
            "UPDATE issue SET status = 'open', woke_at = ?2 WHERE status = 'snoozed'
                AND (id IN (SELECT value FROM json_each(?1)) OR (merged_into <> ''
                    AND merged_into IN (SELECT value FROM json_each(?1))))",
            &[Arg::Text(&list), Arg::Integer(at.0)],
        )?;
    }
    issues.iter().try_for_each(|id| activity::note(sql, *id, at, ActivityKind::CameBack, None, why))
}

#[cfg(test)]
mod tests;
