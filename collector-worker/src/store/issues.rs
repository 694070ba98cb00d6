//! Issues: opened by a fingerprint, counted by every event, listed newest first.

use corncrake_core::{
    ids::{FingerprintHash, IssueId},
    status::Status,
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use super::{Arg, Row, Sql, SqlError};

/// An issue as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Issue {
    pub(crate) id: IssueId,
    pub(crate) kind: u8,
    pub(crate) title: String,
    pub(crate) status: Status,
    /// When it came back after it was resolved, and in which release; of an open one only.
    pub(crate) regressed: Option<(UnixMillis, Option<String>)>,
    /// The issue that shows it as its own.
    pub(crate) merged_into: Option<IssueId>,
    /// The rule by which it is known noise; off the list by default.
    pub(crate) noise: Option<String>,
    pub(crate) events: u64,
    pub(crate) sessions: u64,
    pub(crate) first_seen: UnixMillis,
    pub(crate) last_seen: UnixMillis,
    /// Why its events belong together: the parts that were hashed when it was opened.
    pub(crate) grouping: Vec<String>,
    /// The version of the algorithm that hashed them.
    pub(crate) grouping_version: u32,
}

/// Where a list goes on: behind the last issue of the page before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cursor {
    pub(crate) last_seen: UnixMillis,
    pub(crate) id: IssueId,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.last_seen.0, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (last_seen, id) = text.split_once('-').ok_or(())?;
        let last_seen = last_seen.parse().map(UnixMillis).map_err(|_| ())?;
        Ok(Self { last_seen, id: id.parse().map_err(|_| ())? })
    }
}

/// A page of issues, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct IssuePage {
    pub(crate) issues: Vec<Issue>,
    pub(crate) next: Option<Cursor>,
}

/// What an issue learns from one event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Occurrence {
    pub(crate) fingerprint: FingerprintHash,
    pub(crate) version: u32,
    pub(crate) grouping: Vec<String>,
    pub(crate) title: String,
    pub(crate) kind: u8,
    pub(crate) noise: Option<String>,
}

/// The issue of a fingerprint; where there is none, one is opened if it may be.
pub(crate) fn issue_of(
    sql: &impl Sql,
    seen: &Occurrence,
    at: UnixMillis,
    may_open: bool,
) -> Result<Option<IssueId>, SqlError> {
    let hash = seen.fingerprint.to_string();
    match sql.first("SELECT issue FROM fingerprint WHERE hash = ?", &[Arg::Text(&hash)])? {
        Some(row) => Ok(Some(row.parse(0)?)),
        None if may_open => open(sql, seen, at).map(Some),
        None => Ok(None),
    }
}

/// Counts events for an issue. Gives the last one's number in it.
pub(crate) fn count_events(
    sql: &impl Sql,
    issue: IssueId,
    at: UnixMillis,
    count: u32,
) -> Result<u64, SqlError> {
    let row = sql.first(
        "UPDATE issue SET events = events + ?, first_seen = min(first_seen, ?), last_seen = max(last_seen, ?)
         WHERE id = ? RETURNING events",
        &[Arg::Integer(count.into()), Arg::Integer(at.0), Arg::Integer(at.0), Arg::Text(&issue.to_string())],
    )?;
    row.ok_or_else(|| SqlError("a fingerprint points at no issue".into()))?.count(0)
}

fn open(sql: &impl Sql, seen: &Occurrence, at: UnixMillis) -> Result<IssueId, SqlError> {
    let id = IssueId::of(&seen.fingerprint);
    let grouping = serde_json::to_string(&seen.grouping).map_err(|error| SqlError(error.to_string()))?;
    let text = id.to_string();
    // Two fingerprints that share their first 64 bits would share an issue; nobody will see it.
    sql.exec(
        "INSERT INTO issue (id, type, title, noise, first_seen, last_seen, grouping, grouping_version)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
        &[
            Arg::Text(&text),
            Arg::Integer(seen.kind.into()),
            Arg::Text(&seen.title),
            Arg::Text(seen.noise.as_deref().unwrap_or_default()),
            Arg::Integer(at.0),
            Arg::Integer(at.0),
            Arg::Text(&grouping),
            Arg::Integer(seen.version.into()),
        ],
    )?;
    sql.exec(
        "INSERT INTO fingerprint (hash, version, issue) VALUES (?, ?, ?)",
        &[Arg::Text(&seen.fingerprint.to_string()), Arg::Integer(seen.version.into()), Arg::Text(&text)],
    )?;
    Ok(id)
}

/// Of the view `shown`, where what is merged is added up; and of the table, of an issue alone.
pub(super) const COLUMNS: &str = "id, type, title, status, events, sessions, first_seen, last_seen, grouping, \
    grouping_version, noise, merged_into, regressed_at, regressed_in";

/// Reads a row of these columns.
pub(super) fn read(row: &Row) -> Result<Issue, SqlError> {
    Ok(Issue {
        id: row.parse(0)?,
        kind: u8::try_from(row.integer(1)?).unwrap_or_default(),
        title: row.text(2)?.to_owned(),
        status: row.parse(3)?,
        events: row.count(4)?,
        sessions: row.count(5)?,
        first_seen: UnixMillis(row.integer(6)?),
        last_seen: UnixMillis(row.integer(7)?),
        grouping: serde_json::from_str(row.text(8)?).map_err(|error| SqlError(error.to_string()))?,
        noise: Some(row.text(10)?.to_owned()).filter(|rule| !rule.is_empty()),
        grouping_version: u32::try_from(row.integer(9)?).unwrap_or_default(),
        merged_into: Some(row.text(11)?).filter(|id| !id.is_empty()).map(|_| row.parse(11)).transpose()?,
        regressed: Some(UnixMillis(row.integer(12)?))
            .filter(|at| at.0 > 0)
            .map(|at| Ok::<_, SqlError>((at, Some(row.text(13)?.to_owned()).filter(|name| !name.is_empty()))))
            .transpose()?,
    })
}

/// One issue.
pub(crate) fn issue(sql: &impl Sql, id: IssueId) -> Result<Option<Issue>, SqlError> {
    sql.first(&format!("SELECT {COLUMNS} FROM shown WHERE id = ?"), &[Arg::Text(&id.to_string())])?
        .map(|row| read(&row))
        .transpose()
}

/// Issues, newest first, behind a cursor: known noise, or all but that. What is merged is
/// shown by its head alone; what a rule recognised that is off is no noise.
pub(crate) fn issues(
    sql: &impl Sql,
    noise: bool,
    noise_off: &[String],
    after: Option<Cursor>,
    limit: u32,
) -> Result<IssuePage, SqlError> {
    let off = vec!["?"; noise_off.len()].join(", ");
    let mut wanted = format!("merged_into = '' AND (noise <> '' AND noise NOT IN ({off})) = ?");
    let mut args: Vec<Arg<'_>> = noise_off.iter().map(|rule| Arg::Text(rule)).collect();
    args.push(Arg::Integer(noise.into()));
    let last_id = after.map(|cursor| cursor.id.to_string()).unwrap_or_default();
    if let Some(cursor) = after {
        // The first half says nothing new, but it is what SQLite finds in the index.
        wanted.push_str(" AND last_seen <= ? AND (last_seen, id) < (?, ?)");
        let last_seen = Arg::Integer(cursor.last_seen.0);
        args.extend([last_seen, last_seen, Arg::Text(&last_id)]);
    }
    // One row more than asked for tells whether there is a next page.
    args.push(Arg::Integer(i64::from(limit) + 1));
    let rows = sql.exec(
        &format!("SELECT {COLUMNS} FROM shown WHERE {wanted} ORDER BY last_seen DESC, id DESC LIMIT ?"),
        &args,
    )?;
    let mut issues = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let more = issues.len() > limit as usize;
    issues.truncate(limit as usize);
    let next = issues.last().filter(|_| more).map(|i| Cursor { last_seen: i.last_seen, id: i.id });
    Ok(IssuePage { issues, next })
}
