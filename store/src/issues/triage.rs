//! Triage of issues, and the one thing that undoes it by itself: a
//! regression, which is a resolved issue that comes back in a later release.
//!
//! Later is every release that was not known when the issue was resolved, unless its version says
//! that it is older than one that was (`core::release`). Those that were known
//! may still run in pages that are open, so their events count and leave it resolved. Where a
//! release was named that fixed it, later is that one and what follows it, by version or else by
//! when it was first seen; where it was fixed without a release, every event that happens later.
//! An event without a release counts as later if it happened after the decision, since nothing
//! says that it is old. An ignored issue stays ignored, whatever comes.

use std::collections::{BTreeMap, BTreeSet};

use corncrake_core::{ids::IssueId, release, status::Status, time::UnixMillis};
use corncrake_model::issues::{
    activity::ActivityKind,
    resolution::FixedIn,
    triage::{StatusChange, TriageOutcome, TriageRequest},
};

use super::{
    activity,
    releases::{names_up_to, newest_number, number_of, order},
    rows::{columns_of, columns_of_snooze, fixed_in},
};
use crate::engine::{
    Arg, Row, Sql, SqlError,
    json_rows::{json_rows, to_json},
};

/// Decides. What is so already stays so; but resolving again takes the releases that are known by now,
/// since another object of the project may have seen a regression that this one did not.
pub fn triage(sql: &impl Sql, decision: &TriageRequest) -> Result<TriageOutcome, SqlError> {
    for name in &decision.releases {
        number_of(sql, name, decision.at)?;
    }
    let (known, mut decided) = (newest_number(sql)?, TriageOutcome::default());
    let renews = matches!(decision.to, Status::Resolved | Status::Snoozed) && !decision.is_undo;
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
        let is_changed = changes.iter().any(|change| change.id == *issue);
        let is_here = decided.unknown.last() != Some(issue);
        if is_changed || (is_here && decision.to == Status::Snoozed && !decision.is_undo) {
            note_decision(sql, *issue, decision)?;
        }
        decided.changed.extend(changes);
    }
    Ok(decided)
}

fn note_decision(sql: &impl Sql, issue: IssueId, decision: &TriageRequest) -> Result<(), SqlError> {
    let kind = match decision.to {
        Status::Open => ActivityKind::Reopened,
        Status::Resolved => ActivityKind::Resolved,
        Status::Ignored => ActivityKind::Ignored,
        Status::Snoozed => ActivityKind::Snoozed,
    };
    let detail = match (decision.to, &decision.fixed_in, decision.snooze) {
        (Status::Resolved, FixedIn::Now, _) => "now".to_owned(),
        (Status::Resolved, FixedIn::Release(release), _) => release.clone(),
        (Status::Snoozed, _, Some(snooze)) => to_json(&snooze)?,
        _ => String::new(),
    };
    activity::note(sql, issue, decision.at, kind, decision.by.as_ref(), &detail)
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
    let (release, now) = columns_of(&decision.fixed_in);
    let (until, sessions, by_release) = columns_of_snooze(decision.snooze);
    if decision.is_undo {
        sql.exec("UPDATE issue SET status = ? WHERE id = ?", &[status, Arg::Text(&id)])?;
    } else {
        sql.exec(
            "UPDATE issue SET status = ?1, decided = ?2, known_releases = ?3, fixed_in = ?4, fixed_now = ?5,
                snooze_until = ?6, snooze_sessions = iif(?7 > 0, sessions + more_sessions + ?7, 0),
                snooze_release = ?8, woke_at = 0
             WHERE id = ?9",
            &[
                status,
                Arg::Integer(decision.at.0),
                Arg::Integer(known),
                Arg::Text(release),
                Arg::Integer(now.into()),
                Arg::Integer(until),
                Arg::Integer(sessions),
                Arg::Integer(by_release.into()),
                Arg::Text(&id),
            ],
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
    let ids: Vec<IssueId> = sightings.keys().map(|(issue, _)| *issue).collect();
    let newest = numbers.values().copied().max().unwrap_or_default();
    let decisions = resolutions(sql, &ids, newest)?;
    rows.retain(|(issue, number, happened, _, release)| {
        let of_release = number.map(|number| (*release, number));
        decisions.get(*issue).is_some_and(|decision| decision.is_reopened_by(of_release, **happened))
    });
    let mut regressed = BTreeSet::new();
    for list in json_rows(&rows)? {
        let opened = sql.exec(
            "UPDATE issue SET status = 'open', regressed_at = heard.arrived, regressed_in = heard.release
             FROM (SELECT value->>0 AS id, value->>3 AS arrived, value->>4 AS release FROM json_each(?)) AS heard
             WHERE issue.id = heard.id AND status = 'resolved'
             RETURNING issue.id, issue.regressed_at, issue.regressed_in",
            &[Arg::Text(&list)],
        )?;
        for row in opened {
            let (id, at) = (row.parse(0)?, UnixMillis(row.integer(1)?));
            activity::note(sql, id, at, ActivityKind::Regressed, None, row.text(2)?)?;
            regressed.insert(id);
        }
    }
    Ok(regressed)
}

/// How an issue was resolved, which decides what reopens it.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// The newest release that was known then.
    known: i64,
    /// When that was.
    decided: UnixMillis,
    /// What fixed it.
    fixed_in: FixedIn,
    /// The number of the release that fixed it, where it is known by now.
    fixed: Option<i64>,
    /// The names of the releases that were known then, where a later one has to be told from an older.
    names: Vec<String>,
}

impl Resolution {
    /// Whether an event reopens the issue, by its release with the number of that, and by the time
    /// at which it happened. A release that has no number yet is later than all that have.
    pub fn is_reopened_by(&self, release: Option<(&str, i64)>, happened: UnixMillis) -> bool {
        let is_after = self.decided <= happened;
        let Some((name, number)) = release else { return is_after };
        match &self.fixed_in {
            FixedIn::Now => is_after,
            FixedIn::Next => self.known < number && !release::is_older(name, &self.names),
            FixedIn::Release(fixed) if fixed == name => is_after,
            FixedIn::Release(fixed) => {
                let of_fixed = self.fixed.unwrap_or(self.known);
                order((number, name), (of_fixed, fixed)).is_gt()
            }
        }
    }
}

/// The resolutions of those of these issues that are resolved. `newest` is the greatest number
/// among the releases that are to be compared with them.
pub fn resolutions(
    sql: &impl Sql,
    issues: &[IssueId],
    newest: i64,
) -> Result<BTreeMap<IssueId, Resolution>, SqlError> {
    let (mut all, mut known) = (BTreeMap::new(), BTreeMap::new());
    for list in json_rows(issues)? {
        let rows = sql.exec(
            "SELECT id, known_releases, decided, fixed_in, fixed_now,
                (SELECT number FROM release WHERE name = fixed_in) FROM issue
             WHERE status = 'resolved' AND id IN (SELECT value FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            let upto = row.integer(1)?;
            if newest > upto && !known.contains_key(&upto) {
                known.insert(upto, names_up_to(sql, upto)?);
            }
            let resolution = Resolution {
                known: upto,
                decided: UnixMillis(row.integer(2)?),
                fixed_in: fixed_in(row.text(3)?, row.integer(4)? > 0),
                fixed: row.integer(5).ok(),
                names: known.get(&upto).cloned().unwrap_or_default(),
            };
            all.insert(row.parse(0)?, resolution);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests;
