//! The list of issues: filtered, searched, sorted, and read a page at a time.
//!
//! A page reads the issues of the hours, or of the levels of counts, that it shows, however many
//! there are besides: an index over the very count would cost each event a row.

mod fits;

use std::collections::BTreeSet;

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use serde::{Deserialize, Serialize};

use self::fits::Fits;
use super::{
    Arg, FAR, Issue, Sql, SqlError,
    issues::{COLUMNS, read},
    lists::lists,
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

    /// What changes seldom of that, by which it has an index (`orders_schema`).
    fn block(self) -> &'static str {
        match self {
            Self::Newest => "hour",
            Self::MostEvents => "events_level",
            Self::MostSessions => "sessions_level",
            Self::FirstSeen => "began",
        }
    }

    fn block_of(self, key: i64) -> i64 {
        match self {
            Self::Newest | Self::FirstSeen => UnixMillis(key).hour().0,
            Self::MostEvents | Self::MostSessions => format!("{key:x}").len() as i64,
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

/// The statement of a page, and its arguments.
fn statement(fits: Fits, sort: Sort, after: Option<Cursor>, rows: i64) -> (String, Vec<Value>) {
    let (mut all, mut args) = (vec![fits.text], fits.args);
    // With a sign before it, a column is no reason to walk its index; and where it is to be
    // walked, a bound says so, even one that holds for all.
    let block = format!("{}{}", if fits.few { "+" } else { "" }, sort.block());
    let column = sort.column();
    all.push(format!("{block} <= ?"));
    args.push(Value::Integer(after.map_or(FAR, |after| sort.block_of(after.key))));
    if let Some(Cursor { key, id }) = after {
        all.push(format!("({column}, id) < (?, ?)"));
        args.extend([Value::Integer(key), Value::Text(id.to_string())]);
    }
    args.push(Value::Integer(rows));
    let fits_all = all.join(" AND ");
    let text = format!(
        "SELECT {COLUMNS} FROM shown WHERE {fits_all}
         ORDER BY {block} DESC, {column} DESC, id DESC LIMIT ?"
    );
    (text, args)
}

/// Those of these issues that are here, and whether each fits a filter.
pub(crate) fn issues_by_id(
    sql: &impl Sql,
    ids: &[IssueId],
    filter: &Filter,
) -> Result<Vec<(Issue, bool)>, SqlError> {
    const HERE: &str = "id IN (SELECT value FROM json_each(?))";
    let Fits { text: fits, args, .. } = fits::plain(filter);
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
#[derive(Clone)]
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
    let fits = fits::planned(sql, filter)?;
    let (statement, args) = statement(fits, sort, after, i64::from(limit) + 1);
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
