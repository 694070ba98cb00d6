//! The list of issues: filtered, searched, sorted, and read a page at a time.
//!
//! A page of the newest reads the issues of the hours it shows, however many there are
//! besides; every other order reads each issue that fits, which is what an index for it would
//! cost each event instead.

use std::collections::BTreeSet;

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use serde::{Deserialize, Serialize};

use super::{
    Arg, Issue, Sql, SqlError,
    facets::{self, FacetKind},
    issues::{COLUMNS, read},
    lists::lists,
    search::{self, ISSUES_THAT_MATCH, Search},
};

/// Which issues a list shows: all that nothing here rules out.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Filter {
    /// Known noise, or all but that.
    pub(crate) noise: bool,
    /// The rules whose issues are no noise here.
    pub(crate) noise_off: Vec<String>,
    /// Words that are found somewhere in it.
    pub(crate) text: Option<String>,
    pub(crate) status: Option<Status>,
    /// One of these kinds; all where there is none.
    pub(crate) kinds: Vec<u8>,
    pub(crate) release: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) browser: Option<String>,
}

/// What a list begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum Sort {
    /// What was seen last.
    #[default]
    Newest,
    MostEvents,
    MostSessions,
    /// What was first seen last.
    FirstSeen,
}

impl Sort {
    fn column(self) -> &'static str {
        match self {
            Self::Newest => "last_seen",
            Self::MostEvents => "events",
            Self::MostSessions => "sessions",
            Self::FirstSeen => "first_seen",
        }
    }

    /// Where an issue stands in a list that is sorted so.
    pub(crate) fn cursor(self, issue: &Issue) -> Cursor {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let key = match self {
            Self::Newest => issue.last_seen.0,
            Self::MostEvents => count(issue.events),
            Self::MostSessions => count(issue.sessions),
            Self::FirstSeen => issue.first_seen.0,
        };
        Cursor { key, id: issue.id }
    }
}

/// Where a list goes on: behind the last issue of the page before, by what it is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Cursor {
    key: i64,
    id: IssueId,
}

impl Cursor {
    /// The issue that it names.
    pub(crate) fn id(self) -> IssueId {
        self.id
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.key, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, id) = text.rsplit_once('-').ok_or(())?;
        Ok(Self { key: key.parse().map_err(|_| ())?, id: id.parse().map_err(|_| ())? })
    }
}

/// A page of issues, and where the next one begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct IssuePage {
    pub(crate) issues: Vec<Issue>,
    pub(crate) next: Option<Cursor>,
}

/// The issues that show those whose ids follow: a member is found by its head.
const HEADS_OF: &str = "SELECT CASE merged_into WHEN '' THEN id ELSE merged_into END FROM issue WHERE id IN";

/// The condition that an issue fits a filter, and its arguments.
fn fits(filter: &Filter) -> (String, Vec<Value>) {
    let off = vec!["?"; filter.noise_off.len()].join(", ");
    let mut all = vec![format!("merged_into = '' AND (noise <> '' AND noise NOT IN ({off})) = ?")];
    let mut args: Vec<Value> = filter.noise_off.iter().map(|rule| Value::Text(rule.clone())).collect();
    args.push(Value::Integer(filter.noise.into()));
    match filter.text.as_deref().and_then(search::read) {
        None => {}
        Some(Search::Words(words)) => {
            all.push(format!("id IN ({HEADS_OF} ({ISSUES_THAT_MATCH}))"));
            args.push(Value::Text(words));
        }
        Some(Search::Title(part)) => {
            all.push("instr(lower(title), lower(?)) > 0".to_owned());
            args.push(Value::Text(part));
        }
    }
    if let Some(status) = filter.status {
        all.push("status = ?".to_owned());
        args.push(Value::Text(status.name().to_owned()));
    }
    if !filter.kinds.is_empty() {
        let places = vec!["?"; filter.kinds.len()].join(", ");
        all.push(format!(
            "id IN ({HEADS_OF} (SELECT issue FROM issue_facet WHERE kind = ? AND value IN ({places})))"
        ));
        args.push(Value::Text(FacetKind::Type.letter().to_owned()));
        args.extend(filter.kinds.iter().map(|kind| Value::Text(kind.to_string())));
    }
    let facets = [
        (FacetKind::Release, filter.release.clone()),
        (FacetKind::Environment, filter.environment.clone()),
        (FacetKind::Browser, filter.browser.clone()),
    ];
    for (kind, value) in facets {
        let Some(value) = value else { continue };
        all.push(format!("id IN ({HEADS_OF} (SELECT issue FROM issue_facet WHERE kind = ? AND value = ?))"));
        args.extend([Value::Text(kind.letter().to_owned()), Value::Text(facets::value(&value))]);
    }
    (all.join(" AND "), args)
}

/// The statement of a page, and its arguments.
fn statement(filter: &Filter, sort: Sort, after: Option<Cursor>, rows: i64) -> (String, Vec<Value>) {
    let (fits, mut args) = fits(filter);
    let mut all = vec![fits];
    let column = sort.column();
    if let Some(Cursor { key, id }) = after {
        if sort == Sort::Newest {
            all.push("hour <= ?".to_owned());
            args.push(Value::Integer(UnixMillis(key).hour().0));
        }
        all.push(format!("({column}, id) < (?, ?)"));
        args.extend([Value::Integer(key), Value::Text(id.to_string())]);
    }
    args.push(Value::Integer(rows));
    let hours = if sort == Sort::Newest { "hour DESC, " } else { "" };
    let fits = all.join(" AND ");
    let text =
        format!("SELECT {COLUMNS} FROM shown WHERE {fits} ORDER BY {hours}{column} DESC, id DESC LIMIT ?");
    (text, args)
}

/// Those of these issues that are here, and whether each fits a filter.
pub(crate) fn issues_by_id(
    sql: &impl Sql,
    ids: &[IssueId],
    filter: &Filter,
) -> Result<Vec<(Issue, bool)>, SqlError> {
    const HERE: &str = "id IN (SELECT value FROM json_each(?))";
    let (fits, args) = fits(filter);
    let mut found = Vec::new();
    for list in lists(&ids.iter().map(ToString::to_string).collect::<Vec<_>>())? {
        let all: Vec<Arg<'_>> = args.iter().map(Value::arg).chain([Arg::Text(&list)]).collect();
        let fitting = sql.exec(&format!("SELECT id FROM shown WHERE {fits} AND {HERE}"), &all)?;
        let fitting: BTreeSet<IssueId> = fitting.iter().map(|row| row.parse(0)).collect::<Result<_, _>>()?;
        for row in sql.exec(&format!("SELECT {COLUMNS} FROM shown WHERE {HERE}"), &[Arg::Text(&list)])? {
            let issue = read(&row)?;
            let fits = fitting.contains(&issue.id);
            found.push((issue, fits));
        }
    }
    Ok(found)
}

/// An argument that a statement owns.
enum Value {
    Integer(i64),
    Text(String),
}

impl Value {
    fn arg(&self) -> Arg<'_> {
        match self {
            Self::Integer(number) => Arg::Integer(*number),
            Self::Text(text) => Arg::Text(text),
        }
    }
}

/// A page of issues, behind a cursor.
pub(crate) fn issues(
    sql: &impl Sql,
    filter: &Filter,
    sort: Sort,
    after: Option<Cursor>,
    limit: u32,
) -> Result<IssuePage, SqlError> {
    // One row more than asked for tells whether there is a next page.
    let (statement, args) = statement(filter, sort, after, i64::from(limit) + 1);
    let args: Vec<Arg<'_>> = args.iter().map(Value::arg).collect();
    let rows = sql.exec(&statement, &args)?;
    let mut issues = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let more = issues.len() > limit as usize;
    issues.truncate(limit as usize);
    let next = issues.last().filter(|_| more).map(|last| sort.cursor(last));
    Ok(IssuePage { issues, next })
}

#[cfg(test)]
mod tests;
