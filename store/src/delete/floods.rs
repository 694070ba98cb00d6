//! Makes room for new issues where it is short: provisional issues give way, and the events of a
//! flood beyond the first of each of its issues.
//!
//! An issue that gives way goes as an erased one does; what became of its events stays counted.

use corncrake_core::ids::IssueId;

use super::retention::forget_issue;
use crate::{
    engine::{Arg, Sql, SqlError},
    events::bodies,
};

/// Hours of floods that are looked through, the newest first.
const FLOOD_HOURS: i64 = 24;

/// Lets provisional issues give way until there are `most` at most: first those that one session
/// met, the oldest first. What somebody decided about or merged stays, and is provisional no more.
pub fn limit_provisional(sql: &impl Sql, most: u64) -> Result<(), SqlError> {
    let counted = sql.first("SELECT count(*) FROM issue WHERE provisional > 0", &[])?;
    let too_many = counted.map_or(Ok(0), |row| row.count(0))?.saturating_sub(most);
    if too_many == 0 {
        return Ok(());
    }
    sql.exec(
        "UPDATE issue SET provisional = 0 WHERE provisional > 0
            AND (decided > 0 OR merged_into <> '' OR more_events > 0)",
        &[],
    )?;
    let rows = sql.exec(
        "SELECT id FROM issue WHERE provisional > 0 ORDER BY sessions > 1, provisional LIMIT ?",
        &[Arg::Integer(i64::try_from(too_many).unwrap_or(i64::MAX))],
    )?;
    rows.iter().try_for_each(|row| forget_issue(sql, row.parse(0)?))
}

/// Deletes kept events of a flood, all but the first of each issue that began in an hour in which
/// more was sent than may be kept, the newest hour first; of so many issues at most. Says of how
/// many that was.
pub fn thin_flood(sql: &impl Sql, most: u64) -> Result<u64, SqlError> {
    let rows = sql.exec(
        "SELECT id FROM (SELECT hour AS flood FROM outcome_hour WHERE full > 0 ORDER BY hour DESC LIMIT ?)
         JOIN issue ON issue.began = flood AND issue.merged_into = ''
         WHERE EXISTS (SELECT 1 FROM event WHERE event.issue = issue.id LIMIT 1 OFFSET 1)
         ORDER BY flood DESC LIMIT ?",
        &[Arg::Integer(FLOOD_HOURS), Arg::Integer(i64::try_from(most).unwrap_or(i64::MAX))],
    )?;
    for row in &rows {
        let issue: IssueId = row.parse(0)?;
        let id = issue.to_string();
        sql.exec(
            "DELETE FROM event WHERE issue = ? AND number > (SELECT min(number) FROM event WHERE issue = ?)",
            &[Arg::Text(&id), Arg::Text(&id)],
        )?;
        bodies::forget_stacks(sql, issue)?;
    }
    Ok(rows.len() as u64)
}
