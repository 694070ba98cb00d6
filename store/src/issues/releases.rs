//! The releases of a project, in the order in which they were first seen.
//!
//! The order is that of the object's turns, not of a clock: "known when it was resolved"
//! is a comparison of two small numbers, which no clock of another machine can bend.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::issues::issue::Release;

use crate::engine::{Arg, Sql, SqlError};

/// Releases that are remembered: a deploy every two hours for 90 days, as long as browsers
/// keep a page open. One that was forgotten and is seen again counts as new.
pub const MOST_RELEASES: i64 = 1_000;

/// The number of a release; one that is new gets the next.
pub fn number_of(sql: &impl Sql, name: &str, now: UnixMillis) -> Result<i64, SqlError> {
    if let Some(row) = sql.first("SELECT number FROM release WHERE name = ?", &[Arg::Text(name)])? {
        return row.integer(0);
    }
    let row = sql.first(
        "INSERT INTO release (name, first_seen) VALUES (?, ?) RETURNING number",
        &[Arg::Text(name), Arg::Integer(now.0)],
    )?;
    let number = row.ok_or_else(|| SqlError("a release got no number".into()))?.integer(0)?;
    sql.exec("DELETE FROM release WHERE number <= ?", &[Arg::Integer(number - MOST_RELEASES)])?;
    Ok(number)
}

/// The number of the newest release; none is 0.
pub fn newest_number(sql: &impl Sql) -> Result<i64, SqlError> {
    let row = sql.first("SELECT coalesce(max(number), 0) FROM release", &[])?;
    row.map_or(Ok(0), |row| row.integer(0))
}

/// The names of the releases up to a number.
pub fn names_up_to(sql: &impl Sql, number: i64) -> Result<Vec<String>, SqlError> {
    let rows = sql.exec("SELECT name FROM release WHERE number <= ?", &[Arg::Integer(number)])?;
    rows.iter().map(|row| Ok(row.text(0)?.to_owned())).collect()
}

/// The newest release that was known when an issue was last decided about.
pub fn decided_in(sql: &impl Sql, issue: IssueId) -> Result<Option<String>, SqlError> {
    let row = sql.first(
        "SELECT release.name FROM issue JOIN release ON release.number = issue.known_releases
         WHERE issue.id = ? AND issue.decided > 0",
        &[Arg::Text(&issue.to_string())],
    )?;
    row.map(|row| Ok(row.text(0)?.to_owned())).transpose()
}

/// The releases that are remembered, the newest first.
pub fn releases(sql: &impl Sql) -> Result<Vec<Release>, SqlError> {
    sql.exec("SELECT name, first_seen FROM release ORDER BY number DESC", &[])?
        .iter()
        .map(|row| Ok(Release { name: row.text(0)?.to_owned(), first_seen: UnixMillis(row.integer(1)?) }))
        .collect()
}

#[cfg(test)]
mod tests {

    use corncrake_model::issues::issue::Release;

    use super::*;
    use crate::native::Native;

    #[test]
    fn a_release_keeps_its_number_and_the_oldest_are_forgotten() {
        let sql = Native::project();
        assert_eq!(newest_number(&sql).unwrap(), 0);
        assert_eq!(number_of(&sql, "1.0", UnixMillis(5)).unwrap(), 1);
        assert_eq!(number_of(&sql, "2.0", UnixMillis(6)).unwrap(), 2);
        assert_eq!(number_of(&sql, "1.0", UnixMillis(7)).unwrap(), 1);
        let first = Release { name: "1.0".into(), first_seen: UnixMillis(5) };
        assert_eq!(releases(&sql).unwrap().last(), Some(&first));

        for build in 0..2 * MOST_RELEASES {
            number_of(&sql, &format!("build {build}"), UnixMillis(8)).unwrap();
        }
        let all = releases(&sql).unwrap();
        assert_eq!(all.len(), usize::try_from(MOST_RELEASES).unwrap());
        assert_eq!(all[0].name, format!("build {}", 2 * MOST_RELEASES - 1));
        assert!(!all.contains(&first));
        assert_eq!(number_of(&sql, "1.0", UnixMillis(9)).unwrap(), newest_number(&sql).unwrap());
    }
}
