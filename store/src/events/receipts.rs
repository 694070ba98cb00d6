//! Finds stored events by a visitor's receipt. What is looked for are the hashes of its code, one of each
//! event that its page can have sent; the code itself is never part of a row.

use corncrake_core::{
    ids::IssueId,
    receipt::{ReceiptCode, ReceiptHash},
};
use corncrake_model::events::stored_event::{EventPosition, StoredEvent};

use super::bodies::{self, position};
use crate::engine::{Arg, Sql, SqlError, bound_value::BoundValue, json_rows::to_json};

/// The condition on `event` that a list of hashes is its argument of.
pub(crate) const FITS: &str = "receipt <> '' AND receipt IN (SELECT value FROM json_each(?))";

/// The condition on `event` that it is of a code's page, and its argument.
pub(crate) fn with_code(code: &ReceiptCode) -> (&'static str, BoundValue) {
    // Hashes are digits: writing them as JSON cannot fail.
    (FITS, BoundValue::Text(to_json(&code.hashes()).unwrap_or_else(|_| "[]".to_owned())))
}

/// The stored events of a receipt, the oldest first.
pub fn events_of_receipt(
    sql: &impl Sql,
    hashes: &[ReceiptHash],
) -> Result<Vec<(EventPosition, StoredEvent)>, SqlError> {
    let rows = sql.exec(
        &format!("SELECT at, issue, number FROM event WHERE {FITS} ORDER BY at, issue, number"),
        &[Arg::Text(&to_json(&hashes)?)],
    )?;
    let mut all = Vec::with_capacity(rows.len());
    for row in &rows {
        let at = position(row)?;
        if let Some((_, body)) = bodies::event(sql, at.issue, at.number)? {
            all.push((at, body));
        }
    }
    Ok(all)
}

/// How many events each of these issues counted itself, without what is merged into it.
pub fn own_counts(sql: &impl Sql, ids: &[IssueId]) -> Result<Vec<(IssueId, u64)>, SqlError> {
    let rows = sql.exec(
        "SELECT id, events FROM issue WHERE id IN (SELECT value FROM json_each(?))",
        &[Arg::Text(&to_json(&ids)?)],
    )?;
    rows.iter().map(|row| Ok((row.parse(0)?, row.count(1)?))).collect()
}

/// Deletes the events of a receipt that one issue has; what they were.
pub(crate) fn delete_events(
    sql: &impl Sql,
    issue: IssueId,
    hashes: &[ReceiptHash],
) -> Result<Vec<StoredEvent>, SqlError> {
    let mut deleted = Vec::new();
    for (at, body) in events_of_receipt(sql, hashes)? {
        if at.issue == issue {
            let number = Arg::Integer(i64::try_from(at.number).unwrap_or(i64::MAX));
            sql.exec(
                "DELETE FROM event WHERE issue = ? AND number = ?",
                &[Arg::Text(&issue.to_string()), number],
            )?;
            deleted.push(body);
        }
    }
    Ok(deleted)
}
