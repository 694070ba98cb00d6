//! The bodies of stored events: what a person reads on an issue's page, and nothing of the
//! sender. A stored row is no wire type: it may change with a migration, the wire may not.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use corncrake_core::{
    ids::{IssueId, hmac_sha256},
    receipt::ReceiptHash,
    time::UnixMillis,
};
use corncrake_model::{
    events::stored_event::{EventPosition, StoredEvent, is_once},
    hex,
};
use serde::{Serialize, Serializer, ser::SerializeMap};

use crate::engine::{
    Arg, Row, Sql, SqlError,
    json_rows::{placeholders, rows_per_statement, to_json},
};

/// An event that is to be kept as its issue's `number`th.
pub struct EventToStore<'a> {
    /// The issue that the event is counted for.
    pub issue: IssueId,
    /// Its number in the issue, from 1; no event of the issue has it yet.
    pub number: u64,
    /// The stored time, never to the second.
    pub at: UnixMillis,
    /// The event with its stack, within the limits of storage.
    pub body: Cow<'a, StoredEvent>,
    /// The hash of its page's receipt, where it has one.
    pub receipt: Option<ReceiptHash>,
}

/// Bytes of the hash by which an issue's stacks are distinguished: two are never the same.
const STACK_HASH_BYTES: usize = 8;

/// The first 8 bytes of the stack's MAC, by which events refer to it.
pub fn stack_hash(text: &str) -> Vec<u8> {
    let hash = hmac_sha256(b"corncrake stack", &[text.as_bytes()]);
    hash.into_iter().take(STACK_HASH_BYTES).collect()
}

/// Keeps events. A stack is kept once for all events of an issue that have it; what is left
/// of a body is small enough to share a page of the database with others. Says of each event
/// whether its stack is a new one.
pub fn put_events(sql: &impl Sql, events: &[EventToStore<'_>]) -> Result<Vec<bool>, SqlError> {
    let mut stacks: BTreeMap<(String, Vec<u8>), &str> = BTreeMap::new();
    let mut rows = Vec::with_capacity(events.len());
    for EventToStore { issue, number, at, body, receipt } in events {
        let (issue, stack) = (issue.to_string(), body.stack.as_deref());
        let hash = stack.map(stack_hash).unwrap_or_default();
        if let Some(stack) = stack {
            stacks.insert((issue.clone(), hash.clone()), stack);
        }
        rows.push((
            issue,
            i64::try_from(*number).unwrap_or(i64::MAX),
            at.0,
            hash,
            to_json(&BodyWithoutStack(body.as_ref()))?,
            receipt.map(|hash| hash.to_string()).unwrap_or_default(),
        ));
    }
    for some in rows.chunks(rows_per_statement(6)) {
        let args: Vec<Arg<'_>> = some
            .iter()
            .flat_map(|(issue, number, at, hash, rest, receipt)| {
                let (number, at) = (Arg::Integer(*number), Arg::Integer(*at));
                [Arg::Text(issue), number, at, Arg::Blob(hash), Arg::Text(rest), Arg::Text(receipt)]
            })
            .collect();
        let places = placeholders(some.len(), 6);
        sql.exec(
            &format!("INSERT INTO event (issue, number, at, stack, body, receipt) VALUES {places}"),
            &args,
        )?;
    }
    let stacks: Vec<_> = stacks.iter().collect();
    let mut new = BTreeSet::new();
    for some in stacks.chunks(rows_per_statement(3)) {
        let args: Vec<Arg<'_>> = some
            .iter()
            .flat_map(|((issue, hash), text)| [Arg::Text(issue), Arg::Blob(hash), Arg::Text(text)])
            .collect();
        let places = placeholders(some.len(), 3);
        let put = format!(
            "INSERT INTO stack (issue, hash, text) VALUES {places} ON CONFLICT DO NOTHING
             RETURNING issue, lower(hex(hash))"
        );
        for row in sql.exec(&put, &args)? {
            new.insert((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
        }
    }
    // Only the first event of the turn with a new stack counts the stack as new.
    Ok(rows.into_iter().map(|(issue, _, _, hash, ..)| new.remove(&(issue, hex::text(&hash)))).collect())
}

/// A body without its stack.
struct BodyWithoutStack<'a>(&'a StoredEvent);

impl Serialize for BodyWithoutStack<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let StoredEvent {
            kind,
            name,
            message,
            uri,
            stack: _,
            meta,
            release,
            environment,
            browser,
            os,
            count,
        } = self.0;
        // The letters of `StoredEvent`.
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("t", kind)?;
        map.serialize_entry("m", message)?;
        let texts = [("n", name), ("u", uri), ("r", release), ("e", environment), ("b", browser), ("o", os)];
        for (letter, text) in texts {
            if let Some(text) = text {
                map.serialize_entry(letter, text)?;
            }
        }
        if let Some(meta) = meta {
            map.serialize_entry("x", meta)?;
        }
        if !is_once(count) {
            map.serialize_entry("c", count)?;
        }
        map.end()
    }
}

/// An event as an import brings it: with the hash of its stack, which came before it.
pub struct ImportedEvent {
    /// The issue that the event is counted for.
    pub issue: IssueId,
    /// Its number in the issue, from 1; an event with that number is replaced.
    pub number: i64,
    /// The stored time, as the file has it.
    pub at: UnixMillis,
    /// The hash of its stack (`stack_hash`); empty where it has none.
    pub stack: Vec<u8>,
    /// The event; its own stack is not written.
    pub body: StoredEvent,
    /// The hash of its page's receipt, where it has one.
    pub receipt: Option<ReceiptHash>,
}

/// Puts imported events in place of those with their numbers.
pub fn bring_events(sql: &impl Sql, events: &[ImportedEvent]) -> Result<(), SqlError> {
    for ImportedEvent { issue, number, at, stack, body, receipt } in events {
        let rest = to_json(&BodyWithoutStack(body))?;
        sql.exec(
            "INSERT OR REPLACE INTO event (issue, number, at, stack, body, receipt) VALUES (?, ?, ?, ?, ?, ?)",
            &[
                Arg::Text(&issue.to_string()),
                Arg::Integer(*number),
                Arg::Integer(at.0),
                Arg::Blob(stack),
                Arg::Text(&rest),
                Arg::Text(&receipt.map(|hash| hash.to_string()).unwrap_or_default()),
            ],
        )?;
    }
    Ok(())
}

/// Puts a stack, and gives its hash.
pub fn bring_stack(sql: &impl Sql, issue: IssueId, text: &str) -> Result<Vec<u8>, SqlError> {
    let hash = stack_hash(text);
    sql.exec(
        "INSERT OR REPLACE INTO stack (issue, hash, text) VALUES (?, ?, ?)",
        &[Arg::Text(&issue.to_string()), Arg::Blob(&hash), Arg::Text(text)],
    )?;
    Ok(hash)
}

/// Reads a row of `at, issue, number`.
pub(crate) fn position(row: &Row) -> Result<EventPosition, SqlError> {
    Ok(EventPosition { at: UnixMillis(row.integer(0)?), issue: row.parse(1)?, number: row.count(2)? })
}

/// What is read of an event.
const READ: &str =
    "SELECT at, body, (SELECT text FROM stack WHERE issue = event.issue AND hash = event.stack) FROM event";

fn read(row: &Row) -> Result<(UnixMillis, StoredEvent), SqlError> {
    let mut body: StoredEvent = row.json(1)?;
    // Older builds stored the stack in the event's body.
    if let Ok(stack) = row.text(2) {
        body.stack = Some(stack.to_owned());
    }
    Ok((UnixMillis(row.integer(0)?), body))
}

/// The oldest event of an issue that is kept.
pub fn oldest_event(sql: &impl Sql, issue: IssueId) -> Result<Option<(UnixMillis, StoredEvent)>, SqlError> {
    let oldest = format!("{READ} WHERE issue = ? ORDER BY number LIMIT 1");
    sql.first(&oldest, &[Arg::Text(&issue.to_string())])?.map(|row| read(&row)).transpose()
}

/// The stored events of an issue, the oldest first.
pub(crate) fn stored_events(
    sql: &impl Sql,
    issue: IssueId,
) -> Result<Vec<(UnixMillis, StoredEvent)>, SqlError> {
    let all = format!("{READ} WHERE issue = ? ORDER BY number");
    sql.exec(&all, &[Arg::Text(&issue.to_string())])?.iter().map(read).collect()
}

/// The kept event of a number.
pub fn event(
    sql: &impl Sql,
    issue: IssueId,
    number: u64,
) -> Result<Option<(UnixMillis, StoredEvent)>, SqlError> {
    let number = Arg::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let of_number = format!("{READ} WHERE issue = ? AND number = ?");
    sql.first(&of_number, &[Arg::Text(&issue.to_string()), number])?.map(|row| read(&row)).transpose()
}

/// The same without what may be long, its stack and its meta: a list has a hundred of them.
pub fn brief(sql: &impl Sql, issue: IssueId, number: u64) -> Result<Option<StoredEvent>, SqlError> {
    let number = Arg::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let row = sql.first(
        "SELECT json_remove(body, '$.x') FROM event WHERE issue = ? AND number = ?",
        &[Arg::Text(&issue.to_string()), number],
    )?;
    let read = |row: Row| -> Result<StoredEvent, SqlError> {
        let body: StoredEvent = row.json(0)?;
        Ok(StoredEvent { stack: None, ..body })
    };
    row.map(read).transpose()
}

/// Deletes the stacks of an issue that no event of it has any more, once events were deleted.
pub fn forget_stacks(sql: &impl Sql, issue: IssueId) -> Result<(), SqlError> {
    sql.exec(
        "DELETE FROM stack WHERE issue = ? AND NOT EXISTS
         (SELECT 1 FROM event WHERE event.issue = stack.issue AND event.stack = stack.hash)",
        &[Arg::Text(&issue.to_string())],
    )
    .map(drop)
}
