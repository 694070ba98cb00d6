//! What lists and pages read of the hours of issues: events and sessions by hour, and their sums, each
//! of an issue with all that is merged into it.
//!
//! The issues are looked up in both tables that have hours, which a join with their view
//! (`hour_of_issue`) would read through.

use corncrake_core::{ids::IssueId, time::UnixMillis};

use crate::engine::{
    Arg, Sql, SqlError,
    json_rows::{json_rows, read_as_json},
};

/// An issue's events and sessions of an hour.
pub type IssueHourCount = (IssueId, UnixMillis, u64, u64);

/// The sessions of a row with a breakdown: every event has a type, and a session counts with that
/// of its first.
const SESSIONS: &str = "(SELECT coalesce(sum(value->>1), 0) FROM json_each(facets, '$.t'))";

/// The hours of several issues and of their members, from one on: `hours (head, hour, events, facets)`.
const HOURS_OF_HEADS: &str = "WITH part (head, id) AS (
        SELECT value, value FROM json_each(?1)
        UNION ALL SELECT merged_into, id FROM issue
        WHERE merged_into IN (SELECT value FROM json_each(?1)) AND merged_into <> ''),
     hours (head, hour, events, facets) AS (
        SELECT head, hour, events, facets FROM part CROSS JOIN issue_hour ON issue = part.id WHERE hour >= ?2
        UNION ALL SELECT head, running_hour, running_events, running_facets
        FROM part CROSS JOIN issue ON issue.id = part.id WHERE running_events > 0 AND running_hour >= ?2)";

/// An issue and what is merged into it.
const WHOLE: &str = "(SELECT ? UNION ALL SELECT id FROM issue WHERE merged_into = ? AND merged_into <> '')";

/// An issue's events from `from` on by steps of so many milliseconds, oldest first: those in
/// which it had any.
pub fn trend(
    sql: &impl Sql,
    issue: IssueId,
    from: UnixMillis,
    step: i64,
) -> Result<Vec<(UnixMillis, u64)>, SqlError> {
    sql.exec(
        &format!("SELECT hour - hour % ? AS start, sum(events) FROM hour_of_issue WHERE issue IN {WHOLE} AND hour >= ?
             GROUP BY start ORDER BY start"),
        &[
            Arg::Integer(step.max(1)),
            Arg::Text(&issue.to_string()),
            Arg::Text(&issue.to_string()),
            Arg::Integer(from.0),
        ],
    )?
    .iter()
    .map(|row| Ok((UnixMillis(row.integer(0)?), row.count(1)?)))
    .collect()
}

/// The same of several issues, by hours, for a list of them.
pub fn trends(sql: &impl Sql, issues: &[IssueId], from: UnixMillis) -> Result<Vec<IssueHourCount>, SqlError> {
    // The hours of one issue are one text; those of all would be too long, since 90 days have 2,160 hours.
    let by_hour = format!(
        "SELECT head, json_group_array(json_array(hour, events, sessions)) FROM (
            SELECT head, hour, sum(events) AS events, sum({SESSIONS}) AS sessions FROM hours GROUP BY head, hour)
         GROUP BY head ORDER BY head"
    );
    let mut all = Vec::new();
    for list in lists(issues)? {
        let args = [Arg::Text(&list), Arg::Integer(from.0)];
        for row in sql.exec(&format!("{HOURS_OF_HEADS} {by_hour}"), &args)? {
            let head = row.parse(0)?;
            let mut hours: Vec<(i64, u64, u64)> = row.json(1)?;
            hours.sort_unstable();
            all.extend(
                hours.into_iter().map(|(hour, events, sessions)| (head, UnixMillis(hour), events, sessions)),
            );
        }
    }
    Ok(all)
}

/// The events and the sessions of each of these issues, from `from` on; nothing of one that had none.
pub fn sums(
    sql: &impl Sql,
    issues: &[IssueId],
    from: UnixMillis,
) -> Result<Vec<(IssueId, u64, u64)>, SqlError> {
    let whole =
        format!("SELECT head, sum(events) AS events, sum({SESSIONS}) AS sessions FROM hours GROUP BY head");
    let mut all: Vec<(IssueId, u64, u64)> = Vec::new();
    for list in lists(issues)? {
        let args = [Arg::Text(&list), Arg::Integer(from.0)];
        let statement = format!("{HOURS_OF_HEADS} {whole}");
        all.extend(read_as_json::<(IssueId, u64, u64)>(
            sql,
            "json_array(head, events, sessions)",
            &statement,
            &args,
        )?);
    }
    Ok(all)
}

fn lists(issues: &[IssueId]) -> Result<Vec<String>, SqlError> {
    json_rows(&issues.iter().map(ToString::to_string).collect::<Vec<_>>())
}
