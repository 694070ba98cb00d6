//! Triage of issues, and the one thing that undoes it by itself: a
//! regression, which is a resolved issue that comes back in a later release.
//!
//! Later is every release that was not known when the issue was resolved, unless its version says
//! that it is older than one that was (`core::release`). Those that were known
//! may still run in pages that are open, so their events count and leave it resolved. An
//! event without a release counts as later if it happened after the decision, since nothing
//! says that it is old. An ignored issue stays ignored, whatever comes.

use std::collections::{BTreeMap, BTreeSet};

use corncrake_core::{ids::IssueId, release, status::Status, time::UnixMillis};
use corncrake_model::issues::triage::{StatusChange, TriageOutcome, TriageRequest};

use super::releases::{names_up_to, newest_number, number_of};
use crate::engine::{Arg, Row, Sql, SqlError, json_rows::json_rows};

/// Decides. What is so already stays so; but resolving again takes the releases that are known by now,
/// since another object of the project may have seen a regression that this one did not.
pub fn triage(sql: &impl Sql, decision: &TriageRequest) -> Result<TriageOutcome, SqlError> {
    for name in &decision.releases {
        number_of(sql, name, decision.at)?;
    }
    let (known, mut decided) = (newest_number(sql)?, TriageOutcome::default());
    let renews = decision.to == Status::Resolved && !decision.is_undo;
    for issue in &decision.issues {
        let rows = rows_of(sql, *issue, decision.is_undo)?;
        if rows.is_empty() {
            decided.unknown.push(*issue);
        }
        decided.before.extend(rows.iter().copied());
        let changes = rows.iter().map(|(id, from)| StatusChange { id: *id, from: *from, to: decision.to });
        let changes: Vec<StatusChange> = changes.filter(|change| change.from != change.to).collect();
        if renews || !changes.is_empty() {
            for (id, _) in rows {
                set_status(sql, id, decision, known)?;
            }
        }
        decided.changed.extend(changes);
    }
    Ok(decided)
}

/// The issue itself, and its members unless it is meant alone.
fn rows_of(sql: &impl Sql, issue: IssueId, alone: bool) -> Result<Vec<(IssueId, Status)>, SqlError> {
    let (own, id) = ("SELECT id, status FROM issue WHERE id = ?", issue.to_string());
    let rows = if alone {
        sql.exec(own, &[Arg::Text(&id)])?
    } else {
        let members = "SELECT id, status FROM issue WHERE merged_into = ? AND merged_into <> ''";
        sql.exec(&format!("{own} UNION ALL {members}"), &[Arg::Text(&id), Arg::Text(&id)])?
    };
    rows.iter().map(|row: &Row| Ok((row.parse(0)?, row.parse(1)?))).collect()
}

fn set_status(sql: &impl Sql, id: IssueId, decision: &TriageRequest, known: i64) -> Result<(), SqlError> {
    let (id, status) = (id.to_string(), Arg::Text(decision.to.name()));
    if decision.is_undo {
        sql.exec("UPDATE issue SET status = ? WHERE id = ?", &[status, Arg::Text(&id)])?;
    } else {
        sql.exec(
            "UPDATE issue SET status = ?, decided = ?, known_releases = ? WHERE id = ?",
            &[status, Arg::Integer(decision.at.0), Arg::Integer(known), Arg::Text(&id)],
        )?;
    }
    Ok(())
}

/// The releases in which issues had events, each with the time at which the last of them
/// happened and the time at which it arrived.
pub type ReleaseSightings<'a> = BTreeMap<(IssueId, Option<&'a str>), (UnixMillis, UnixMillis)>;

/// Notes the releases of events that their issues have counted, and opens those issues again
/// for which this is a regression: those are the answer. Where nothing is new, nothing is written.
pub fn note_releases(
    sql: &impl Sql,
    sightings: &ReleaseSightings<'_>,
) -> Result<BTreeSet<IssueId>, SqlError> {
    let mut numbers: BTreeMap<&str, i64> = BTreeMap::new();
    let mut rows = Vec::with_capacity(sightings.len());
    for ((issue, release), (happened, arrived)) in sightings {
        let number = match release.map(|name| (name, numbers.get(name).copied())) {
            None => None,
            Some((_, Some(number))) => Some(number),
            Some((name, None)) => {
                let number = number_of(sql, name, *arrived)?;
                numbers.insert(name, number);
                Some(number)
            }
        };
        rows.push((issue, number, happened, arrived, release.unwrap_or_default()));
    }
    let rows = without_older(sql, rows)?;
    let mut regressed = BTreeSet::new();
    for list in json_rows(&rows)? {
        let opened = sql.exec(
            "UPDATE issue SET status = 'open', regressed_at = heard.arrived, regressed_in = heard.release
             FROM (SELECT value->>0 AS id, value->>1 AS number, value->>2 AS happened, value->>3 AS arrived,
                value->>4 AS release FROM json_each(?)) AS heard
             WHERE issue.id = heard.id AND status = 'resolved'
                AND CASE WHEN heard.number IS NULL THEN decided <= heard.happened
                    ELSE known_releases < heard.number END
             RETURNING issue.id",
            &[Arg::Text(&list)],
        )?;
        for row in opened {
            regressed.insert(row.parse(0)?);
        }
    }
    Ok(regressed)
}

/// A release in which an issue had events: its number, when the last happened and arrived, and
/// its name.
type ReleaseSighting<'a> = (&'a IssueId, Option<i64>, &'a UnixMillis, &'a UnixMillis, &'a str);

/// Those rows that may be a regression: of resolved issues, and not of a release that is older
/// than one that was known when its issue was resolved, whenever it was first seen.
fn without_older<'a>(
    sql: &impl Sql,
    mut rows: Vec<ReleaseSighting<'a>>,
) -> Result<Vec<ReleaseSighting<'a>>, SqlError> {
    let mut resolved: BTreeMap<IssueId, i64> = BTreeMap::new();
    for list in json_rows(&rows.iter().map(|(id, ..)| id).collect::<Vec<_>>())? {
        let found = sql.exec(
            "SELECT id, known_releases FROM issue
             WHERE status = 'resolved' AND id IN (SELECT value FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
        for row in found {
            resolved.insert(row.parse(0)?, row.integer(1)?);
        }
    }
    rows.retain(|(id, ..)| resolved.contains_key(id));
    let mut known: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (id, number, _, _, _) in &rows {
        let upto = resolved.get(id).copied().unwrap_or_default();
        if number.is_some_and(|number| number > upto) && !known.contains_key(&upto) {
            known.insert(upto, names_up_to(sql, upto)?);
        }
    }
    rows.retain(|(id, number, _, _, release)| {
        let upto = resolved.get(id).copied().unwrap_or_default();
        let is_new = number.is_some_and(|number| number > upto);
        !(is_new && known.get(&upto).is_some_and(|known| release::is_older(release, known)))
    });
    Ok(rows)
}

#[cfg(test)]
mod tests;
