//! The journal of an object: the operation of several turns, or of several shards, and its
//! progress. So an operation that began is finished after a restart, or had not begun.
//!
//! It is decided in one place: an operation counts once the project's first object has it as
//! committed. The others have prepared it before, and ask the first one when they wake. A row is
//! there for the newest operation alone, and is overwritten once that is done: the text to erase
//! must not stay where it was noted.

use corncrake_core::ids::IssueId;
use corncrake_model::issues::{erasure::EraseCursor, operation::Operation};
use serde::{Deserialize, Serialize};

use crate::{
    delete::{
        issue::erase_issues,
        text::{EraseMode, erase_text_step},
    },
    engine::{
        Arg, Sql, SqlError,
        json_rows::{json_rows, to_json},
    },
    issues::{
        activity::assign,
        merge::{merge_noted, split_noted},
        search::compact_index,
        triage::triage,
    },
};

/// Issues that are erased in one turn: each is some hundreds of rows.
const ISSUES_AT_ONCE: i64 = 50;
/// Turns in which the full-text index is written anew, at most: a gigabyte of it. What is left
/// goes the next time, or when the index merges by itself.
const MOST_SETTLING: u32 = 500;

/// How far an erasure came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum ErasureProgress {
    /// Listed issues go.
    Issues,
    /// What has the text goes, from there on.
    Text(EraseCursor),
    /// The index was written anew for so many turns.
    Settled(u32),
}

const PREPARED: &str = "prepared";
const COMMITTED: &str = "committed";
const DONE: &str = "done";

/// The operation that an object has not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnfinishedOperation {
    /// Random digits by which all shards of the project name it.
    pub id: String,
    /// The object that knows whether it counts; nothing where it does.
    pub ask: Option<String>,
    /// Whether it waits for the project's first object, which this is.
    pub is_open: bool,
}

/// Notes an operation that may come; `first` is the project's first object, or nothing in that
/// one. What was prepared and never came is forgotten.
pub fn prepare(sql: &impl Sql, id: &str, operation: &Operation, first: &str) -> Result<(), SqlError> {
    sql.exec("DELETE FROM operation", &[])?;
    sql.exec("DELETE FROM operation_issue", &[])?;
    let (operation, reach) = (to_json(operation)?, to_json(&ErasureProgress::Issues)?);
    let args = [id, first, PREPARED, &operation, &reach].map(Arg::Text);
    sql.exec(
        "INSERT INTO operation (id, first, state, operation, reach, answer) VALUES (?, ?, ?, ?, ?, '')",
        &args,
    )
    .map(drop)
}

/// Lists issues with an operation that is prepared; whether it still is.
pub fn list_issues(sql: &impl Sql, id: &str, issues: &[IssueId]) -> Result<bool, SqlError> {
    if state(sql, id)?.as_deref() != Some(PREPARED) {
        return Ok(false);
    }
    for list in json_rows(issues)? {
        sql.exec(
            "INSERT OR IGNORE INTO operation_issue SELECT value FROM json_each(?)",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(true)
}

/// From now on the operation counts; whether it was prepared here.
pub fn commit(sql: &impl Sql, id: &str) -> Result<bool, SqlError> {
    let row = sql.first(
        "UPDATE operation SET state = ? WHERE id = ? AND state = ? RETURNING 1",
        &[Arg::Text(COMMITTED), Arg::Text(id), Arg::Text(PREPARED)],
    )?;
    Ok(row.is_some())
}

/// Whether an operation counts, for an object that has only prepared it.
pub fn is_committed(sql: &impl Sql, id: &str) -> Result<bool, SqlError> {
    Ok(state(sql, id)?.is_some_and(|state| state == COMMITTED || state == DONE))
}

fn state(sql: &impl Sql, id: &str) -> Result<Option<String>, SqlError> {
    let row = sql.first("SELECT state FROM operation WHERE id = ?", &[Arg::Text(id)])?;
    row.map(|row| Ok(row.text(0)?.to_owned())).transpose()
}

/// What this object has not finished.
pub fn unfinished(sql: &impl Sql) -> Result<Option<UnfinishedOperation>, SqlError> {
    let row = sql.first("SELECT id, first, state FROM operation WHERE state <> ?", &[Arg::Text(DONE)])?;
    row.map(|row| {
        let (first, is_prepared) = (row.text(1)?.to_owned(), row.text(2)? == PREPARED);
        let is_open = is_prepared && first.is_empty();
        let ask = Some(first).filter(|first| is_prepared && !first.is_empty());
        Ok(UnfinishedOperation { id: row.text(0)?.to_owned(), ask, is_open })
    })
    .transpose()
}

/// A turn of an operation that counts: its answer, as JSON, where that was the last one.
pub fn run_operation(sql: &impl Sql, id: &str) -> Result<Option<String>, SqlError> {
    let row =
        sql.first("SELECT state, operation, reach, answer FROM operation WHERE id = ?", &[Arg::Text(id)])?;
    let Some(row) = row else { return Err(SqlError("the operation is not in the journal".into())) };
    if row.text(0)? == DONE {
        return Ok(Some(row.text(3)?.to_owned()));
    }
    let operation = row.text(1)?;
    let read = |error: serde_json::Error| SqlError(error.to_string());
    let answer = match serde_json::from_str(operation).map_err(read)? {
        Operation::Decide(decision) => to_json(&triage(sql, &decision)?)?,
        Operation::Merge { from, into, at, by } => {
            to_json(&merge_noted(sql, from, into, (at, by.as_ref()))?)?
        }
        Operation::Split { id, at, by } => to_json(&split_noted(sql, id, (at, by.as_ref()))?)?,
        Operation::Assign(request) => to_json(&assign(sql, &request)?)?,
        Operation::Erase { text } => {
            let reach = serde_json::from_str(row.text(2)?).map_err(read)?;
            if let Some(next) = erase(sql, text.as_deref(), reach)? {
                let reach = to_json(&next)?;
                let args = [COMMITTED, &reach, id].map(Arg::Text);
                sql.exec("UPDATE operation SET state = ?, reach = ? WHERE id = ?", &args)?;
                return Ok(None);
            }
            to_json(&())?
        }
    };
    // It is as long as the text that it overwrites, so that it takes the same place.
    let blank = " ".repeat(operation.len());
    let args = [DONE, &blank, &answer, id].map(Arg::Text);
    sql.exec("UPDATE operation SET state = ?, operation = ?, answer = ? WHERE id = ?", &args)?;
    Ok(Some(answer))
}

/// A turn of an erasure; how far it came, or nothing where that was all.
fn erase(
    sql: &impl Sql,
    text: Option<&str>,
    reach: ErasureProgress,
) -> Result<Option<ErasureProgress>, SqlError> {
    Ok(match (reach, text) {
        (ErasureProgress::Issues, _) => {
            let rows = sql.exec(
                "DELETE FROM operation_issue WHERE issue IN (SELECT issue FROM operation_issue LIMIT ?)
                 RETURNING issue",
                &[Arg::Integer(ISSUES_AT_ONCE)],
            )?;
            let ids = rows.iter().map(|row| row.parse(0)).collect::<Result<Vec<IssueId>, _>>()?;
            erase_issues(sql, &ids)?;
            Some(match ids.is_empty() {
                false => ErasureProgress::Issues,
                true if text.is_some() => ErasureProgress::Text(EraseCursor::Issues(None)),
                true => ErasureProgress::Settled(0),
            })
        }
        (ErasureProgress::Text(from), Some(text)) => {
            let (_, next) = erase_text_step(sql, text, from, EraseMode::Erase)?;
            Some(next.map_or(ErasureProgress::Settled(0), ErasureProgress::Text))
        }
        (ErasureProgress::Settled(turns), _) if turns < MOST_SETTLING && compact_index(sql)? => {
            Some(ErasureProgress::Settled(turns.saturating_add(1)))
        }
        (ErasureProgress::Settled(_) | ErasureProgress::Text(_), _) => None,
    })
}

#[cfg(test)]
mod tests {

    use corncrake_core::status::Status;
    use corncrake_model::issues::{operation::Operation, triage::TriageRequest};

    use super::*;
    use crate::{
        native::Native,
        write::fixtures::{at, bug, issue, listed_titles, receive, stored_issue},
    };

    fn run_all(sql: &Native, id: &str) -> (String, usize) {
        let mut turns = 1;
        loop {
            if let Some(answer) = run_operation(sql, id).unwrap() {
                return (answer, turns);
            }
            turns += 1;
        }
    }

    #[test]
    fn what_is_prepared_does_nothing_until_it_counts_and_then_is_done_once() {
        let sql = Native::project();
        for number in 1..=3 {
            receive(&sql, bug(number, 0));
        }
        let operation = Operation::Erase { text: Some("bug 3".into()) };
        prepare(&sql, "a", &operation, "").unwrap();
        assert!(list_issues(&sql, "a", &[issue(1), issue(9)]).unwrap());
        let open = UnfinishedOperation { id: "a".into(), ask: None, is_open: true };
        assert_eq!((unfinished(&sql).unwrap(), listed_titles(&sql).len()), (Some(open), 3));
        assert!(!is_committed(&sql, "a").unwrap() && !is_committed(&sql, "b").unwrap());
        assert!(commit(&sql, "a").unwrap() && !commit(&sql, "b").unwrap());
        assert!(is_committed(&sql, "a").unwrap() && !list_issues(&sql, "a", &[issue(2)]).unwrap());
        run_operation(&sql, "a").unwrap();
        assert_eq!(unfinished(&sql).unwrap().map(|one| one.is_open), Some(false));
        let (answer, turns) = run_all(&sql, "a");
        assert!(turns > 3 && answer == "null", "{turns} {answer}");
        assert_eq!((listed_titles(&sql), unfinished(&sql).unwrap()), (vec!["bug 2".to_owned()], None));
        receive(&sql, bug(1, 5));
        assert_eq!(run_all(&sql, "a"), ("null".to_owned(), 1), "again is nothing new");
        assert_eq!(listed_titles(&sql).len(), 2);
        let row = sql.first("SELECT operation FROM operation", &[]).unwrap().unwrap();
        assert_eq!(row.text(0).unwrap().trim(), "", "the text is not kept");
    }

    #[test]
    fn an_operation_that_never_came_gives_way_and_another_object_is_asked() {
        let sql = Native::project();
        receive(&sql, bug(1, 0));
        prepare(&sql, "a", &Operation::Split { id: issue(1), at: at(0), by: None }, "").unwrap();
        let decision = TriageRequest {
            issues: vec![issue(1)],
            to: Status::Resolved,
            at: at(1),
            releases: vec![],
            is_undo: false,
            fixed_in: Default::default(),
            snooze: None,
            by: None,
        };
        prepare(&sql, "b", &Operation::Decide(decision), "first").unwrap();
        let asks = UnfinishedOperation { id: "b".into(), ask: Some("first".into()), is_open: false };
        assert_eq!(unfinished(&sql).unwrap(), Some(asks));
        assert!(run_operation(&sql, "a").is_err());
        let (answer, _) = run_all(&sql, "b");
        assert!(answer.contains("resolved"), "{answer}");
        assert_eq!(stored_issue(&sql, 1).status, Status::Resolved);
        assert_eq!(run_all(&sql, "b").0, answer, "who asks late has the same answer");
    }
}
