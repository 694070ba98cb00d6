//! What happened to issues: entries of decisions, of what came back, and the comments of people. An
//! event adds none, unless an issue comes back with it.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    access::log_entry::LogActor,
    issues::activity::{
        ActivityEntry, ActivityKind, AssignOutcome, AssignRequest, CommentOutcome, MOST_COMMENTS,
        MOST_ENTRIES,
    },
};

use crate::engine::{Arg, Row, Sql, SqlError, json_rows::to_json};

/// The columns of an entry; the key comes first.
pub(crate) const COLUMNS: &str = "issue, at, id, kind, actor, detail";

/// Entries that are read of an issue with its members: those of a few full ones.
const MOST_READ: i64 = 1_000;

/// Reads a row of these columns; nothing of a kind that another build wrote.
pub(crate) fn read(row: &Row) -> Result<Option<ActivityEntry>, SqlError> {
    let Some(kind) = ActivityKind::parse(row.text(3)?) else { return Ok(None) };
    Ok(Some(ActivityEntry {
        issue: row.parse(0)?,
        at: UnixMillis(row.integer(1)?),
        id: row.text(2)?.to_owned(),
        kind,
        actor: serde_json::from_str(row.text(4)?).ok(),
        detail: row.text(5)?.to_owned(),
    }))
}

/// Adds an entry, and lets the oldest go where there are too many. The same entry of another object of
/// the project has the same key.
pub(crate) fn note(
    sql: &impl Sql,
    issue: IssueId,
    at: UnixMillis,
    kind: ActivityKind,
    actor: Option<&LogActor>,
    detail: &str,
) -> Result<(), SqlError> {
    // One moment can have several merges.
    let id = match kind {
        ActivityKind::MergedInto | ActivityKind::Merged | ActivityKind::SplitFrom | ActivityKind::Split => {
            format!("{}.{detail}", kind.name())
        }
        _ => kind.name().to_owned(),
    };
    let actor = actor.cloned();
    put(sql, &ActivityEntry { at, issue, id, kind, actor, detail: detail.to_owned() })?;
    sql.exec(
        "DELETE FROM activity WHERE issue = ?1 AND kind <> 'comment' AND (at, id) <= (
            SELECT at, id FROM activity WHERE issue = ?1 AND kind <> 'comment'
            ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?2)",
        &[Arg::Text(&issue.to_string()), Arg::Integer(MOST_ENTRIES.into())],
    )
    .map(drop)
}

/// Writes an entry as it is.
pub(crate) fn put(sql: &impl Sql, entry: &ActivityEntry) -> Result<(), SqlError> {
    let actor = entry.actor.as_ref().map(to_json).transpose()?.unwrap_or_default();
    sql.exec(
        &format!("INSERT OR REPLACE INTO activity ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"),
        &[
            Arg::Text(&entry.issue.to_string()),
            Arg::Integer(entry.at.0),
            Arg::Text(&entry.id),
            Arg::Text(entry.kind.name()),
            Arg::Text(&actor),
            Arg::Text(&entry.detail),
        ],
    )
    .map(drop)
}

/// The entries of an issue and of what is merged into it, the newest first.
pub fn activity(sql: &impl Sql, issue: IssueId) -> Result<Vec<ActivityEntry>, SqlError> {
    let id = issue.to_string();
    let rows = sql.exec(
        &format!(
            "SELECT {COLUMNS} FROM activity WHERE issue = ?1
                OR issue IN (SELECT id FROM issue WHERE merged_into = ?1 AND merged_into <> '')
             ORDER BY at DESC, id DESC LIMIT ?2"
        ),
        &[Arg::Text(&id), Arg::Integer(MOST_READ)],
    )?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        all.extend(read(row)?);
    }
    Ok(all)
}

/// The newest comments of all issues since a time.
pub fn comments_since(sql: &impl Sql, from: UnixMillis, most: u32) -> Result<Vec<ActivityEntry>, SqlError> {
    let rows = sql.exec(
        &format!(
            "SELECT {COLUMNS} FROM activity WHERE kind = 'comment' AND at >= ?
             ORDER BY at DESC, issue, id LIMIT ?"
        ),
        &[Arg::Integer(from.0), Arg::Integer(most.into())],
    )?;
    Ok(rows.iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Adds a comment, unless the issue has too many.
pub fn add_comment(sql: &impl Sql, comment: &ActivityEntry) -> Result<CommentOutcome, SqlError> {
    let id = comment.issue.to_string();
    if sql.first("SELECT 1 FROM issue WHERE id = ?", &[Arg::Text(&id)])?.is_none() {
        return Ok(CommentOutcome::Unknown);
    }
    let count = "SELECT count(*) FROM activity WHERE issue = ? AND kind = 'comment'";
    let count = sql.first(count, &[Arg::Text(&id)])?.map_or(Ok(0), |row| row.count(0))?;
    if count >= MOST_COMMENTS.into() {
        return Ok(CommentOutcome::TooMany);
    }
    put(sql, comment)?;
    Ok(CommentOutcome::Done)
}

/// Deletes a comment, which only its author may, if `author` is who that must be.
pub fn delete_comment(
    sql: &impl Sql,
    issue: IssueId,
    id: &str,
    author: Option<&LogActor>,
) -> Result<CommentOutcome, SqlError> {
    let args = [Arg::Text(&issue.to_string()), Arg::Text(id)];
    let own = "FROM activity WHERE issue = ? AND id = ? AND kind = 'comment'";
    let Some(row) = sql.first(&format!("SELECT actor {own}"), &args)? else {
        return Ok(CommentOutcome::Unknown);
    };
    let by: Option<LogActor> = serde_json::from_str(row.text(0)?).ok();
    if author.is_some() && by.as_ref() != author {
        return Ok(CommentOutcome::NotYours);
    }
    sql.exec(&format!("DELETE {own}"), &args)?;
    Ok(CommentOutcome::Done)
}

/// Assigns issues, each alone.
pub fn assign(sql: &impl Sql, request: &AssignRequest) -> Result<AssignOutcome, SqlError> {
    let mut done = AssignOutcome::default();
    for issue in &request.issues {
        let id = issue.to_string();
        let Some(row) = sql.first("SELECT assignee FROM issue WHERE id = ?", &[Arg::Text(&id)])? else {
            done.unknown.push(*issue);
            continue;
        };
        let before = row.text(0)?.to_owned();
        if before == request.to {
            continue;
        }
        sql.exec("UPDATE issue SET assignee = ? WHERE id = ?", &[Arg::Text(&request.to), Arg::Text(&id)])?;
        let kind = if request.to.is_empty() { ActivityKind::Unassigned } else { ActivityKind::Assigned };
        note(sql, *issue, request.at, kind, request.by.as_ref(), &request.to)?;
        done.changed.push((*issue, before));
    }
    Ok(done)
}
