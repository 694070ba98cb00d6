//! What the operator's rules did to issues: which are hidden, which have a rule's fingerprint, and
//! the issues that a rule is tried on.
//!
//! A rule is switched off or removed without a write here: what its edition marked is hidden only
//! while a filter names that edition.

use corncrake_core::{ids::IssueId, json::Json, report::SOURCE_FILE, time::UnixMillis};
use corncrake_model::{
    events::{
        rule_candidate::{CandidateCursor, EVENTS_OF_A_CANDIDATE, RuleCandidate},
        stored_event::StoredEvent,
    },
    issues::{
        interest::InterestMark,
        issue::{RuleCount, RuleMarks},
    },
    source_maps::debug_ids,
};

use crate::{
    counts::issue_trends,
    engine::{
        Arg, FAR, Sql, SqlError,
        json_rows::{json_rows, to_json},
    },
    events::{bodies, read::newest_positions},
};

/// What leads a part of a custom fingerprint.
const CUSTOM: &str = "custom: ";

/// The issues and events that each edition hides and, where that is asked, that have its fingerprint.
/// The second reads every issue.
pub fn rule_counts(sql: &impl Sql, with_groups: bool) -> Result<Vec<RuleCount>, SqlError> {
    let mut all = Vec::new();
    let columns = [
        ("hidden_by", "hidden_by > 0", true),
        ("abs(interest)", "interest <> 0", with_groups),
        ("grouped_by", "grouped_by > 0", with_groups),
    ];
    for (rule, is_marked, is_asked) in columns {
        if !is_asked {
            continue;
        }
        let statement =
            format!("SELECT {rule}, count(*), sum(events) FROM issue WHERE {is_marked} GROUP BY {rule}");
        for row in sql.exec(&statement, &[])? {
            let edition = edition(row.integer(0)?);
            all.push(RuleCount { edition, issues: row.count(1)?, events: row.count(2)? });
        }
    }
    Ok(all)
}

fn edition(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

/// The marks of these issues; those without any are left out.
pub fn rule_marks(sql: &impl Sql, ids: &[IssueId]) -> Result<Vec<(IssueId, RuleMarks)>, SqlError> {
    let mut all = Vec::new();
    for list in json_rows(&ids.iter().map(ToString::to_string).collect::<Vec<_>>())? {
        let rows = sql.exec(
            "SELECT id, hidden_by, grouped_by, interest FROM issue
             WHERE id IN (SELECT value FROM json_each(?)) AND (hidden_by > 0 OR grouped_by > 0 OR interest <> 0)",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            let (hidden_by, grouped_by) = (edition(row.integer(1)?), edition(row.integer(2)?));
            let interest = InterestMark(row.integer(3)?);
            all.push((row.parse(0)?, RuleMarks { hidden_by, grouped_by, interest, lists_up_to: 0 }));
        }
    }
    Ok(all)
}

/// Marks issues, each with all that is merged into it.
pub fn mark_hidden(sql: &impl Sql, marks: &[(IssueId, u32)]) -> Result<(), SqlError> {
    for list in json_rows(marks)? {
        sql.exec(
            "UPDATE issue SET hidden_by = mark.edition
             FROM (SELECT value->>0 AS id, value->>1 AS edition FROM json_each(?)) AS mark
             WHERE issue.id = mark.id OR (issue.merged_into = mark.id AND issue.merged_into <> '')",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Marks how much issues matter.
pub fn mark_interest(sql: &impl Sql, marks: &[(IssueId, InterestMark)]) -> Result<(), SqlError> {
    for list in json_rows(marks)? {
        sql.exec(
            "UPDATE issue SET interest = mark.interest
             FROM (SELECT value->>0 AS id, value->>1 AS interest FROM json_each(?)) AS mark
             WHERE issue.id = mark.id",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Has issues listed again, with those that show them: an event came that is no noise.
pub(crate) fn list_again(sql: &impl Sql, issues: &[IssueId]) -> Result<(), SqlError> {
    if issues.is_empty() {
        return Ok(());
    }
    let list = to_json(&issues.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    sql.exec(
        "UPDATE issue SET hidden_by = 0 WHERE hidden_by > 0 AND (id IN (SELECT value FROM json_each(?))
            OR id IN (SELECT merged_into FROM issue WHERE id IN (SELECT value FROM json_each(?))))",
        &[Arg::Text(&list), Arg::Text(&list)],
    )
    .map(drop)
}

/// Some issues that were seen since then, the latest first, behind a place; or of all, whose events are
/// then not counted. Stacks are read only where they are asked for.
pub fn rule_candidates(
    sql: &impl Sql,
    since: Option<UnixMillis>,
    after: Option<CandidateCursor>,
    with_stacks: bool,
    limit: u32,
) -> Result<Vec<RuleCandidate>, SqlError> {
    let (before, id) = after.map_or((FAR, String::new()), |(at, id)| (at.0, id.to_string()));
    let hour = if before == FAR { FAR } else { UnixMillis(before).hour().0 };
    let rows = sql.exec(
        "SELECT shown.id, shown.title, shown.last_seen, shown.grouping, own.hidden_by, own.grouped_by, own.interest
         FROM shown JOIN issue AS own ON own.id = shown.id
         WHERE shown.merged_into = '' AND shown.hour <= ? AND shown.hour >= ?
            AND (shown.last_seen, shown.id) < (?, ?)
         ORDER BY shown.hour DESC, shown.last_seen DESC, shown.id DESC LIMIT ?",
        &[
            Arg::Integer(hour),
            Arg::Integer(since.map_or(0, |since| since.hour().0)),
            Arg::Integer(before),
            Arg::Text(&id),
            Arg::Integer(limit.into()),
        ],
    )?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let id: IssueId = row.parse(0)?;
        let grouping: Vec<String> = row.json(3)?;
        let mut newest = Vec::new();
        for at in newest_positions(sql, id, EVENTS_OF_A_CANDIDATE)? {
            let body = if with_stacks {
                bodies::event(sql, at.issue, at.number)?.map(|(_, body)| for_rules(&body))
            } else {
                bodies::brief(sql, at.issue, at.number)?
            };
            newest.extend(body);
        }
        let hours = match since {
            Some(since) => issue_trends::trend(sql, id, since, i64::MAX)?,
            None => Vec::new(),
        };
        all.push(RuleCandidate {
            id,
            title: row.text(1)?.to_owned(),
            last_seen: UnixMillis(row.integer(2)?),
            hidden_by: edition(row.integer(4)?),
            interest: InterestMark(row.integer(6)?),
            is_custom: row.integer(5)? == 0 && grouping.iter().any(|part| part.starts_with(CUSTOM)),
            events: hours.iter().fold(0, |sum, (_, events)| sum.saturating_add(*events)),
            newest,
        });
    }
    Ok(all)
}

/// What rules need of an event: its first frames and the ids of their source maps, or the script that a
/// report names.
fn for_rules(body: &StoredEvent) -> StoredEvent {
    let member = |name: &str| Some((name.to_owned(), body.meta.as_ref()?.get(name)?.clone()));
    let meta = [debug_ids::NAME, SOURCE_FILE].into_iter().filter_map(member).collect();
    StoredEvent { meta: Some(Json::Map(meta)), ..body.brief() }
}

#[cfg(test)]
mod tests;
