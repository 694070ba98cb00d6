//! Merging issues that are one bug, and taking them apart again.
//!
//! Nothing is moved: a member keeps its row, its counters, its events and its fingerprints,
//! and goes on being counted by them; it is only shown as part of another. So a split finds
//! it as if it had never been merged. What an issue shows is exact but for its sessions: one
//! that met several members counts for each of them, so their sum is an upper bound. (The
//! hashes that could tell are of today only, and a count that jumps at midnight is worse.)
//!
//! There are no chains: what a member is merged into is the head, whatever was named.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    access::log_entry::LogActor,
    issues::{
        activity::ActivityKind,
        issue::Issue,
        triage::{MOST_MEMBERS, MergeOutcome, SplitOutcome},
    },
};

use super::{
    activity,
    rows::{COLUMNS, read},
};
use crate::engine::{Arg, Sql, SqlError};

/// Merges an issue, with all that was merged into it, into another.
pub fn merge(sql: &impl Sql, from: IssueId, into: IssueId) -> Result<MergeOutcome, SqlError> {
    let Some(old_head) = head_of(sql, from)? else { return Ok(MergeOutcome::Unknown(from)) };
    let Some(head) = head_of(sql, into)? else { return Ok(MergeOutcome::Unknown(into)) };
    if from == into {
        return Ok(MergeOutcome::Itself);
    }
    if old_head == head {
        return Ok(MergeOutcome::Into(head, false));
    }
    let branch = branch_of(sql, from)?;
    if member_count(sql, head)? + branch.len() as u64 > MOST_MEMBERS {
        return Ok(MergeOutcome::TooMany);
    }
    move_branch(sql, from, &branch, Some(head))?;
    for id in [old_head, from, head] {
        add_up(sql, id)?;
    }
    Ok(MergeOutcome::Into(head, true))
}

/// Takes an issue, with all that was merged into it, out of the one it was merged into.
pub fn split(sql: &impl Sql, id: IssueId) -> Result<SplitOutcome, SqlError> {
    match head_of(sql, id)? {
        None => Ok(SplitOutcome::Unknown),
        Some(head) if head == id => Ok(SplitOutcome::From(None)),
        Some(head) => {
            let branch = branch_of(sql, id)?;
            move_branch(sql, id, &branch, None)?;
            add_up(sql, head)?;
            add_up(sql, id)?;
            Ok(SplitOutcome::From(Some(head)))
        }
    }
}

/// Merges, and notes in the activity of both who did it and when.
pub fn merge_noted(
    sql: &impl Sql,
    from: IssueId,
    into: IssueId,
    (at, by): (UnixMillis, Option<&LogActor>),
) -> Result<MergeOutcome, SqlError> {
    let outcome = merge(sql, from, into)?;
    if let MergeOutcome::Into(head, true) = outcome {
        activity::note(sql, from, at, ActivityKind::MergedInto, by, &head.to_string())?;
        activity::note(sql, head, at, ActivityKind::Merged, by, &from.to_string())?;
    }
    Ok(outcome)
}

/// Splits, and notes in the activity of both who did it and when.
pub fn split_noted(
    sql: &impl Sql,
    id: IssueId,
    (at, by): (UnixMillis, Option<&LogActor>),
) -> Result<SplitOutcome, SqlError> {
    let outcome = split(sql, id)?;
    if let SplitOutcome::From(Some(head)) = outcome {
        activity::note(sql, id, at, ActivityKind::SplitFrom, by, &head.to_string())?;
        activity::note(sql, head, at, ActivityKind::Split, by, &id.to_string())?;
    }
    Ok(outcome)
}

/// The issue that shows this one: itself, unless it is merged.
fn head_of(sql: &impl Sql, id: IssueId) -> Result<Option<IssueId>, SqlError> {
    let row = sql.first("SELECT merged_into FROM issue WHERE id = ?", &[Arg::Text(&id.to_string())])?;
    row.map(|row| if row.text(0)?.is_empty() { Ok(id) } else { row.parse(0) }).transpose()
}

/// The issue and all that was merged into it, directly or on the way.
fn branch_of(sql: &impl Sql, id: IssueId) -> Result<Vec<IssueId>, SqlError> {
    let members = sql.exec(
        "SELECT id, merged_under FROM issue WHERE merged_into <> '' AND merged_into = (
            SELECT CASE merged_into WHEN '' THEN id ELSE merged_into END FROM issue WHERE id = ?)",
        &[Arg::Text(&id.to_string())],
    )?;
    let mut left = members
        .iter()
        .map(|row| Ok((row.parse(0)?, row.parse(1)?)))
        .collect::<Result<Vec<(IssueId, IssueId)>, SqlError>>()?;
    let mut branch = vec![id];
    loop {
        let (found, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|(_, under)| branch.contains(under));
        if found.is_empty() {
            return Ok(branch);
        }
        branch.extend(found.into_iter().map(|(id, _)| id).filter(|found| *found != id));
        left = rest;
    }
}

/// Puts a branch under a head, or lets it stand for itself.
fn move_branch(
    sql: &impl Sql,
    id: IssueId,
    branch: &[IssueId],
    head: Option<IssueId>,
) -> Result<(), SqlError> {
    let shown_as = head.unwrap_or(id).to_string();
    for member in branch.iter().filter(|member| **member != id) {
        sql.exec(
            "UPDATE issue SET merged_into = ? WHERE id = ?",
            &[Arg::Text(&shown_as), Arg::Text(&member.to_string())],
        )?;
    }
    let head = head.map(|head| head.to_string()).unwrap_or_default();
    sql.exec(
        "UPDATE issue SET merged_into = ?, merged_under = ? WHERE id = ?",
        &[Arg::Text(&head), Arg::Text(&head), Arg::Text(&id.to_string())],
    )?;
    Ok(())
}

/// Adds up the members of an issue anew.
pub fn add_up(sql: &impl Sql, head: IssueId) -> Result<(), SqlError> {
    let head = head.to_string();
    sql.exec(
        "UPDATE issue SET (more_events, more_sessions, more_first_seen, more_last_seen, more_open) = (
            SELECT coalesce(sum(part.events), 0), coalesce(sum(part.sessions), 0), min(part.first_seen),
                coalesce(max(part.last_seen), 0), coalesce(sum(part.status = 'open'), 0)
            FROM issue AS part WHERE part.merged_into = ? AND part.merged_into <> '')
         WHERE id = ?",
        &[Arg::Text(&head), Arg::Text(&head)],
    )?;
    sql.exec(
        "UPDATE issue SET hour = max(last_seen, more_last_seen) - max(last_seen, more_last_seen) % 3600000
         WHERE id = ?",
        &[Arg::Text(&head)],
    )?;
    Ok(())
}

fn member_count(sql: &impl Sql, head: IssueId) -> Result<u64, SqlError> {
    let row = sql.first(
        "SELECT count(*) FROM issue WHERE merged_into = ? AND merged_into <> ''",
        &[Arg::Text(&head.to_string())],
    )?;
    row.map_or(Ok(0), |row| row.count(0))
}

/// What is merged into an issue, each with its own counters, the newest first.
pub fn members(sql: &impl Sql, head: IssueId) -> Result<Vec<Issue>, SqlError> {
    sql.exec(
        &format!(
            "SELECT {COLUMNS} FROM issue WHERE merged_into = ? AND merged_into <> ''
             ORDER BY last_seen DESC, id DESC"
        ),
        &[Arg::Text(&head.to_string())],
    )?
    .iter()
    .map(read)
    .collect()
}

#[cfg(test)]
mod tests;
