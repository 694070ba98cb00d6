//! The hours of an issue: its events and their breakdown, and the values that the filters of the
//! list find it by.
//!
//! The hour that goes on is in the issue's own row (`issues::rows::count_issues`); readers
//! read the view `hour_of_issue`, which has them all.

use std::collections::{BTreeSet, HashMap, HashSet};

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::events::facets::{self, FacetKind, Facets};
use serde::{Deserialize, Serialize};

use crate::engine::{
    Arg, Row, Sql, SqlError,
    json_rows::{json_rows, to_json},
    text_match::may_have,
};

/// Rows of `issue_facet` of one issue: after so many values, the list does not find it by
/// more. Its breakdown goes on.
pub const FACETS_OF_AN_ISSUE: u64 = 300;

/// Where all hours of issues are read that are of no one issue.
pub const HOURS: &str = "hour_of_issue";

/// The events of an hour, and their breakdown.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct IssueHour {
    /// Events of the hour, sampled ones included.
    pub events: u64,
    /// The hour's breakdown by type, release, environment, browser and system.
    pub facets: Facets,
}

/// Reads a breakdown from a JSON column; the error means that the column holds something else.
pub fn facets(row: &Row, column: usize) -> Result<Facets, SqlError> {
    row.json(column)
}

/// The hours of issues that are there.
pub fn issue_hours(
    sql: &impl Sql,
    hours: &[(IssueId, UnixMillis)],
) -> Result<HashMap<(IssueId, UnixMillis), IssueHour>, SqlError> {
    let mut found = HashMap::new();
    for list in json_rows(hours)? {
        let rows = sql.exec(
            "SELECT issue, hour, events, facets FROM hour_of_issue
             WHERE (issue, hour) IN (SELECT value->>0, value->>1 FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            let hour = IssueHour { events: row.count(2)?, facets: facets(&row, 3)? };
            found.insert((row.parse(0)?, UnixMillis(row.integer(1)?)), hour);
        }
    }
    Ok(found)
}

/// Other hours begin, which the issues' rows are to be given: those that went on there are over,
/// and each is a row of its own now. An hour that was brought by an import may go on, too.
pub fn begin_hours(sql: &impl Sql, hours: &[(IssueId, UnixMillis)]) -> Result<(), SqlError> {
    for list in json_rows(hours)? {
        sql.exec(
            "INSERT INTO issue_hour (issue, hour, events, facets)
             SELECT id, running_hour, running_events, running_facets FROM issue
             WHERE id IN (SELECT value->>0 FROM json_each(?)) AND running_events > 0",
            &[Arg::Text(&list)],
        )?;
        sql.exec(
            "DELETE FROM issue_hour WHERE (issue, hour) IN (SELECT value->>0, value->>1 FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Writes hours of issues that are over, each as it now is.
pub fn put_issue_hours(
    sql: &impl Sql,
    hours: &[((IssueId, UnixMillis), &IssueHour)],
) -> Result<(), SqlError> {
    let rows = hours
        .iter()
        .map(|((issue, hour), now)| Ok((issue, hour, now.events, to_json(&now.facets)?)))
        .collect::<Result<Vec<_>, SqlError>>()?;
    for list in json_rows(&rows)? {
        sql.exec(
            "INSERT INTO issue_hour (issue, hour, events, facets)
             SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET events = excluded.events, facets = excluded.facets",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Gives hours of an issue another breakdown, whether they go on or are over.
pub fn change_hours(
    sql: &impl Sql,
    issue: IssueId,
    hours: &[(UnixMillis, IssueHour)],
) -> Result<(), SqlError> {
    let id = issue.to_string();
    let mut over = Vec::new();
    for (hour, now) in hours {
        let facets = to_json(&now.facets)?;
        let goes_on = sql.first(
            "UPDATE issue SET running_facets = ? WHERE id = ? AND running_hour = ? RETURNING 1",
            &[Arg::Text(&facets), Arg::Text(&id), Arg::Integer(hour.0)],
        )?;
        if goes_on.is_none() {
            over.push(((issue, *hour), now));
        }
    }
    put_issue_hours(sql, &over)
}

/// The hours of an issue behind one whose breakdown, as JSON, may have this text (`folded`).
pub fn hours_with(
    sql: &impl Sql,
    issue: IssueId,
    text: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<(UnixMillis, IssueHour)>, SqlError> {
    let (id, bounds) = (issue.to_string(), [Arg::Integer(after), Arg::Text(text), Arg::Integer(limit)]);
    let args: Vec<Arg<'_>> = std::iter::once(Arg::Text(&id)).chain(bounds).collect();
    let may_have = may_have("facets");
    sql.exec(
        &format!(
            "SELECT hour, events, facets FROM hour_of_issue
             WHERE issue = ? AND hour > ? AND {may_have} ORDER BY hour LIMIT ?"
        ),
        &args,
    )?
    .iter()
    .map(|row| {
        Ok((UnixMillis(row.integer(0)?), IssueHour { events: row.count(1)?, facets: facets(row, 2)? }))
    })
    .collect()
}

/// Notes values of issues for the filters of the list, once each; tells which were new.
pub fn put_issue_facets(
    sql: &impl Sql,
    values: &[(FacetKind, String, IssueId)],
) -> Result<Vec<IssueId>, SqlError> {
    let mut new = Vec::new();
    for list in json_rows(values)? {
        let rows = sql.exec(
            "INSERT INTO issue_facet (kind, value, issue)
             SELECT value->>0, value->>1, value->>2 FROM json_each(?) WHERE true
             ON CONFLICT DO NOTHING RETURNING issue",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            new.push(row.parse(0)?);
        }
    }
    Ok(new)
}

/// Which of these values of a kind these issues had before.
pub fn known_values(
    sql: &impl Sql,
    kind: FacetKind,
    values: &BTreeSet<&str>,
    issues: &[IssueId],
) -> Result<HashSet<(IssueId, String)>, SqlError> {
    let mut known = HashSet::new();
    if values.is_empty() || issues.is_empty() {
        return Ok(known);
    }
    let values: Vec<String> = values.iter().map(|value| facets::value(value)).collect();
    for of_issues in json_rows(issues)? {
        for of_values in json_rows(&values)? {
            let rows = sql.exec(
                "SELECT issue, value FROM issue_facet WHERE kind = ?
                 AND value IN (SELECT value FROM json_each(?)) AND issue IN (SELECT value FROM json_each(?))",
                &[Arg::Text(kind.letter()), Arg::Text(&of_values), Arg::Text(&of_issues)],
            )?;
            for row in rows {
                known.insert((row.parse(0)?, row.text(1)?.to_owned()));
            }
        }
    }
    Ok(known)
}

/// Rows of breakdowns, together.
pub fn sum(rows: &[Row]) -> Result<Facets, SqlError> {
    let mut sum = Facets::default();
    for row in rows {
        sum.merge(facets(row, 0)?);
    }
    Ok(sum)
}
