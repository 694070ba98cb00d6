//! Everything of a project's object as lines, a page at a time.
//!
//! Tables are read in the order of their keys, which never change: a row that is there from
//! the first page to the last is exported exactly once, whatever is written meanwhile. Issues
//! come before what belongs to them, and releases last, so that no issue knows of a later one.
//! What was opened too late for its issue to be in the file is left out by the reader.
//!
//! Hashes of sessions and keys of batches are not exported: they are of today only.

mod columns;
mod issue;

use corncrake_core::time::UtcDay;
use corncrake_model::{
    events::{
        facets::FacetKind,
        items::ItemOutcome,
        stored_event::StoredEvent,
        usage::{UsageCount, UsageGroup},
        visits::VisitDay,
    },
    hex,
    transfer::{
        export_line::{
            BreakdownLine, CountryLine, EventLine, ExportLine, FingerprintLine, IssueHourLine, ItemsLine,
            OutcomesLine, ReleaseLine, SessionsLine, StackLine, ValueLine, VisitsLine,
        },
        export_time::ExportDate,
        session_count::SessionCount,
        usage_line::UsageLine,
    },
};
use serde::{Deserialize, Serialize};

use self::columns::{at, parsed, version};
use crate::{
    counts::{
        issue_hours::{self, facets},
        outcomes, usage, visits,
    },
    engine::{Arg, Row, Sql, SqlError, Value, json_rows::to_json},
    issues::activity,
};

/// Bytes of a page, after which no further rows are read: some tens of milliseconds.
const PAGE_BYTES: usize = 1_000_000;
/// Rows that are read at once, of a table whose rows may be long: a megabyte each.
const LONG_ROWS: i64 = 8;
/// The same where a row has some kilobytes.
const MIDDLE_ROWS: i64 = 100;
/// The same where it has some words.
const SHORT_ROWS: i64 = 500;

/// A part of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum KeyPart {
    Text(String),
    Integer(i64),
    Blob(Vec<u8>),
}

/// How far an export has come: the table, and the last key of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportCursor {
    table: usize,
    key: Vec<KeyPart>,
}

impl ExportCursor {
    /// Before the first release: the last of the tables.
    pub fn at_releases() -> Self {
        Self { table: TABLES.len() - 1, key: Vec::new() }
    }
}

/// Some lines, each with its end, and how to go on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExportPage {
    /// Whole lines of JSON, each with its line feed.
    pub text: String,
    /// How many lines `text` has.
    pub lines: u64,
    /// The cursor of the next page; none behind the last.
    pub next: Option<ExportCursor>,
}

/// A table: the columns of its key come first.
struct ExportedTable {
    name: &'static str,
    key: &'static [&'static str],
    /// What is read.
    columns: fn() -> String,
    rows: i64,
    read: fn(&Row) -> Result<ExportLine, SqlError>,
}

const TABLES: [ExportedTable; 14] = [
    ExportedTable {
        name: "issue",
        key: &["id"],
        columns: || issue::COLUMNS.to_owned(),
        rows: MIDDLE_ROWS,
        read: issue::read,
    },
    ExportedTable {
        name: "fingerprint",
        key: &["hash"],
        columns: || "hash, version, issue".into(),
        rows: SHORT_ROWS,
        read: fingerprint,
    },
    ExportedTable {
        name: "issue_facet",
        key: &["kind", "value", "issue"],
        columns: || "kind, value, issue".into(),
        rows: SHORT_ROWS,
        read: value,
    },
    ExportedTable {
        name: issue_hours::HOURS,
        key: &["issue", "hour"],
        columns: || "issue, hour, events, facets".into(),
        rows: MIDDLE_ROWS,
        read: issue_hour,
    },
    ExportedTable {
        name: "stack",
        key: &["issue", "hash"],
        columns: || "issue, hash, text".into(),
        rows: LONG_ROWS,
        read: stack,
    },
    ExportedTable {
        name: "event",
        key: &["issue", "number"],
        columns: || "issue, number, at, stack, body, receipt".into(),
        rows: LONG_ROWS,
        read: event,
    },
    ExportedTable {
        name: "session_hour",
        key: &["hour"],
        columns: || "hour, sessions, errored, noise".into(),
        rows: SHORT_ROWS,
        read: sessions,
    },
    ExportedTable {
        name: "outcome_hour",
        key: &["hour"],
        columns: || format!("hour, facets, {}", outcomes::columns()),
        rows: MIDDLE_ROWS,
        read: outcomes_of_hour,
    },
    ExportedTable {
        name: "country_published",
        key: &["day", "country"],
        columns: || "day, country, sessions".into(),
        rows: SHORT_ROWS,
        read: country,
    },
    ExportedTable {
        name: "item_hour",
        key: &["hour", "kind", "outcome"],
        columns: || "hour, kind, outcome, count".into(),
        rows: SHORT_ROWS,
        read: items,
    },
    ExportedTable {
        name: "visit_day",
        key: &["day", "kind", "value", "environment"],
        columns: || "day, kind, value, environment, visits, errored, privacy_control, no_visit".into(),
        rows: SHORT_ROWS,
        read: visits_of_day,
    },
    ExportedTable {
        name: "activity",
        key: &["issue", "at", "id"],
        columns: || activity::COLUMNS.into(),
        rows: MIDDLE_ROWS,
        read: activity_entry,
    },
    ExportedTable {
        name: "usage_published",
        key: &["day", "kind", "name", "key", "cell"],
        columns: || "day, kind, name, key, cell, visitors".into(),
        rows: SHORT_ROWS,
        read: usage_of_day,
    },
    ExportedTable {
        name: "release",
        key: &["number"],
        columns: || "number, name, first_seen, deployed".into(),
        rows: SHORT_ROWS,
        read: release,
    },
];

/// The lines behind a place, as many as a page takes; where so many shards are read side by side, each
/// gives its share of a page.
pub fn export_page(sql: &impl Sql, from: ExportCursor, shards: u16) -> Result<ExportPage, SqlError> {
    let shards = shards.max(1);
    let mut page = ExportPage { text: String::new(), lines: 0, next: Some(from) };
    while page.text.len() < PAGE_BYTES / usize::from(shards) {
        let Some(at) = page.next.take() else { break };
        page.next = some(sql, at, i64::from(shards), &mut page)?;
    }
    Ok(page)
}

/// Some rows of a table, and how to go on.
fn some(
    sql: &impl Sql,
    at: ExportCursor,
    shards: i64,
    page: &mut ExportPage,
) -> Result<Option<ExportCursor>, SqlError> {
    let Some(table) = TABLES.get(at.table) else { return Ok(None) };
    let (keys, columns) = (table.key.join(", "), (table.columns)());
    let places = vec!["?"; table.key.len()].join(", ");
    let behind = if at.key.is_empty() { String::new() } else { format!("WHERE ({keys}) > ({places})") };
    let name = table.name;
    let mut args: Vec<Arg<'_>> = at.key.iter().map(KeyPart::arg).collect();
    let most = (table.rows / shards).max(1);
    args.push(Arg::Integer(most));
    let rows = sql.exec(&format!("SELECT {columns} FROM {name} {behind} ORDER BY {keys} LIMIT ?"), &args)?;
    for row in &rows {
        page.text.push_str(&to_json(&(table.read)(row)?)?);
        page.text.push('\n');
        page.lines += 1;
    }
    let next_table = ExportCursor { table: at.table + 1, key: Vec::new() };
    let is_more = rows.len() as u64 >= most.unsigned_abs();
    let Some(last) = rows.last().filter(|_| is_more) else { return Ok(Some(next_table)) };
    let key = last.0.iter().take(table.key.len()).map(KeyPart::of).collect::<Result<_, _>>()?;
    Ok(Some(ExportCursor { table: at.table, key }))
}

impl KeyPart {
    fn of(value: &Value) -> Result<Self, SqlError> {
        match value {
            Value::Text(text) => Ok(Self::Text(text.clone())),
            Value::Integer(number) => Ok(Self::Integer(*number)),
            Value::Blob(bytes) => Ok(Self::Blob(bytes.clone())),
            Value::Null => Err(SqlError("a key is null".into())),
        }
    }

    fn arg(&self) -> Arg<'_> {
        match self {
            Self::Text(text) => Arg::Text(text),
            Self::Integer(number) => Arg::Integer(*number),
            Self::Blob(bytes) => Arg::Blob(bytes),
        }
    }
}

fn blob(row: &Row, column: usize) -> Result<String, SqlError> {
    match row.0.get(column) {
        Some(Value::Blob(bytes)) => Ok(hex::text(bytes)),
        _ => Err(SqlError(format!("column {column} is no blob"))),
    }
}

fn activity_entry(row: &Row) -> Result<ExportLine, SqlError> {
    let entry = activity::read(row)?.ok_or_else(|| SqlError("a kind of activity does not read".into()))?;
    Ok(ExportLine::Activity(entry.into()))
}

fn fingerprint(row: &Row) -> Result<ExportLine, SqlError> {
    let (hash, version, issue) = (row.parse(0)?, version(row, 1)?, row.parse(2)?);
    Ok(ExportLine::Fingerprint(FingerprintLine { hash, version, issue }))
}

fn value(row: &Row) -> Result<ExportLine, SqlError> {
    let letter = row.text(0)?;
    let kind = FacetKind::ALL.into_iter().find(|kind| kind.letter() == letter);
    let kind = kind.ok_or_else(|| SqlError("a kind of values does not read".into()))?.name().to_owned();
    Ok(ExportLine::Value(ValueLine { kind, value: row.text(1)?.to_owned(), issue: row.parse(2)? }))
}

fn issue_hour(row: &Row) -> Result<ExportLine, SqlError> {
    let breakdown = BreakdownLine::from(&facets(row, 3)?);
    let (issue, start, events) = (row.parse(0)?, at(row, 1)?, row.count(2)?);
    Ok(ExportLine::IssueHour(IssueHourLine { issue, start, events, breakdown }))
}

fn stack(row: &Row) -> Result<ExportLine, SqlError> {
    let (issue, hash, text) = (row.parse(0)?, blob(row, 1)?, row.text(2)?.to_owned());
    Ok(ExportLine::Stack(StackLine { issue, hash, text }))
}

fn event(row: &Row) -> Result<ExportLine, SqlError> {
    let body: StoredEvent = row.json(4)?;
    let StoredEvent { kind, name, message, uri, stack: raw_stack, meta, release, .. } = body;
    let StoredEvent { environment, browser, os, count, .. } = body;
    Ok(ExportLine::Event(Box::new(EventLine {
        issue: row.parse(0)?,
        number: row.count(1)?,
        at: at(row, 2)?,
        kind,
        name,
        message,
        uri,
        meta,
        release,
        environment,
        browser,
        os,
        count,
        stack: Some(blob(row, 3)?).filter(|hash| !hash.is_empty()),
        raw_stack,
        receipt: Some(row.text(5)?).filter(|hash| !hash.is_empty()).map(|_| row.parse(5)).transpose()?,
    })))
}

fn sessions(row: &Row) -> Result<ExportLine, SqlError> {
    let (start, sessions, errored, noise) = (at(row, 0)?, row.count(1)?, row.count(2)?, row.count(3)?);
    Ok(ExportLine::Sessions(SessionsLine { start, sessions, errored, noise }))
}

fn outcomes_of_hour(row: &Row) -> Result<ExportLine, SqlError> {
    let (start, outcomes) = (at(row, 0)?, outcomes::read_counts(row, 2)?);
    let breakdown = BreakdownLine::from(&facets(row, 1)?);
    Ok(ExportLine::Outcomes(Box::new(OutcomesLine { start, outcomes, breakdown })))
}

fn country(row: &Row) -> Result<ExportLine, SqlError> {
    let (day, country) = (ExportDate(UtcDay(row.integer(0)?)), parsed(row, 1)?);
    let sessions = SessionCount(row.count(2)?);
    Ok(ExportLine::Country(CountryLine { day, country, sessions }))
}

fn visits_of_day(row: &Row) -> Result<ExportLine, SqlError> {
    let VisitDay { day, kind, value, environment, counts } = visits::read(row)?;
    Ok(ExportLine::Visits(VisitsLine { day: ExportDate(day), kind, value, environment, counts }))
}

fn usage_of_day(row: &Row) -> Result<ExportLine, SqlError> {
    let UsageCount { day, group, cell, visitors } = usage::read_published(row)?;
    let UsageGroup { kind, name, key } = group;
    Ok(ExportLine::Usage(UsageLine { day: ExportDate(day), kind, name, key, cell, visitors }))
}

fn items(row: &Row) -> Result<ExportLine, SqlError> {
    let (start, kind, outcome) = (at(row, 0)?, row.text(1)?.to_owned(), ItemOutcome::named(row.text(2)?));
    let outcome = outcome.ok_or_else(|| SqlError("an outcome of items does not read".into()))?;
    Ok(ExportLine::Items(ItemsLine { start, kind, outcome, count: row.count(3)? }))
}

fn release(row: &Row) -> Result<ExportLine, SqlError> {
    let (number, name, first_seen) = (row.integer(0)?, row.text(1)?.to_owned(), at(row, 2)?);
    let deployed = Some(at(row, 3)?).filter(|at| at.0.0 > 0);
    Ok(ExportLine::Release(ReleaseLine { number, name, first_seen, deployed }))
}
