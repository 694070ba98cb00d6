//! The releases of a project, in the order in which they were first seen.
//!
//! The order is that of the object's turns, not of a clock: "known when it was resolved"
//! is a comparison of two small numbers, which no clock of another machine can bend.

use std::{
    cmp::Ordering,
    collections::{BTreeSet, HashMap},
};

use corncrake_core::{ids::IssueId, release::Version, time::UnixMillis};
use corncrake_model::issues::{
    issue::{IssuesOfRelease, Release, ReleaseWindow},
    issue_list::MOST_RANKED,
};

use crate::engine::{
    Arg, Sql, SqlError,
    json_rows::{json_rows, read_as_json},
};

/// Releases that are remembered: a deploy every two hours for 90 days, as long as browsers
/// keep a page open. One that was forgotten and is seen again counts as new.
pub const MOST_RELEASES: i64 = 1_000;

/// How two releases follow each other: by their versions, and else by when they were first seen.
pub fn order((number, name): (i64, &str), (other, of_other): (i64, &str)) -> Ordering {
    let versions = Version::of(name).zip(Version::of(of_other));
    let by_version = versions.and_then(|(one, two)| one.order(&two)).filter(|order| order.is_ne());
    by_version.unwrap_or_else(|| number.cmp(&other))
}

/// The first and the last release of an issue, each by its number and its name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReleaseSpan(Option<(i64, String)>, Option<(i64, String)>);

impl ReleaseSpan {
    /// By what a row has; the number 0 is none.
    pub fn of((first, first_name): (i64, &str), (last, last_name): (i64, &str)) -> Self {
        let one = |number: i64, name: &str| (number > 0).then(|| (number, name.to_owned()));
        Self(one(first, first_name), one(last, last_name))
    }

    /// Adds a release of an event.
    pub fn add(&mut self, number: i64, name: &str) {
        let orders = |known: &(i64, String)| order((number, name), (known.0, &known.1));
        if self.0.as_ref().is_none_or(|first| orders(first).is_lt()) {
            self.0 = Some((number, name.to_owned()));
        }
        if self.1.as_ref().is_none_or(|last| orders(last).is_gt()) {
            self.1 = Some((number, name.to_owned()));
        }
    }

    /// The numbers of both; 0 where there is none.
    pub fn numbers(&self) -> (i64, i64) {
        let number = |of: &Option<(i64, String)>| of.as_ref().map_or(0, |(number, _)| *number);
        (number(&self.0), number(&self.1))
    }
}

/// Notes a deploy: a release that is new is known from then on, and one that was deployed again
/// keeps its place.
pub fn note_deploy(sql: &impl Sql, name: &str, at: UnixMillis) -> Result<(), SqlError> {
    let number = number_of(sql, name, at)?;
    let args = [Arg::Integer(at.0), Arg::Integer(number)];
    sql.exec("UPDATE release SET deployed = ?1, first_seen = min(first_seen, ?1) WHERE number = ?2", &args)
        .map(drop)
}

/// The number of a release that is known.
pub fn known_number(sql: &impl Sql, name: &str) -> Result<Option<i64>, SqlError> {
    let row = sql.first("SELECT number FROM release WHERE name = ?", &[Arg::Text(name)])?;
    row.map(|row| row.integer(0)).transpose()
}

/// The number of a release; one that is new gets the next.
pub fn number_of(sql: &impl Sql, name: &str, now: UnixMillis) -> Result<i64, SqlError> {
    if let Some(known) = known_number(sql, name)? {
        return Ok(known);
    }
    let row = sql.first(
        "INSERT INTO release (name, first_seen) VALUES (?, ?) RETURNING number",
        &[Arg::Text(name), Arg::Integer(now.0)],
    )?;
    let number = row.ok_or_else(|| SqlError("a release got no number".into()))?.integer(0)?;
    sql.exec("DELETE FROM release WHERE number <= ?", &[Arg::Integer(number - MOST_RELEASES)])?;
    Ok(number)
}

/// The numbers of those of these releases that are known.
pub fn numbers_of(sql: &impl Sql, names: &BTreeSet<&str>) -> Result<HashMap<String, i64>, SqlError> {
    let mut all = HashMap::new();
    for list in json_rows(&names.iter().collect::<Vec<_>>())? {
        let known = "SELECT name, number FROM release WHERE name IN (SELECT value FROM json_each(?))";
        for row in sql.exec(known, &[Arg::Text(&list)])? {
            all.insert(row.text(0)?.to_owned(), row.integer(1)?);
        }
    }
    Ok(all)
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
    sql.exec("SELECT name, first_seen, deployed FROM release ORDER BY number DESC", &[])?
        .iter()
        .map(|row| {
            Ok(Release {
                name: row.text(0)?.to_owned(),
                first_seen: UnixMillis(row.integer(1)?),
                deployed: Some(UnixMillis(row.integer(2)?)).filter(|at| at.0 > 0),
            })
        })
        .collect()
}

/// The issues that were new while each of these releases was the newest, from its time to that of
/// the next, and those that came back in it; known noise is left out.
pub fn issues_of_releases(
    sql: &impl Sql,
    windows: &[ReleaseWindow],
    noise_off: &[String],
) -> Result<Vec<IssuesOfRelease>, SqlError> {
    let off = json_rows(noise_off)?.into_iter().next().unwrap_or_else(|| "[]".to_owned());
    let is_listed = "merged_into = '' AND (noise = '' OR noise IN (SELECT value FROM json_each(?)))";
    let mut returned: HashMap<String, Vec<IssueId>> = HashMap::new();
    let back = format!("SELECT regressed_in, id FROM issue WHERE regressed_at > 0 AND {is_listed}");
    for row in sql.exec(&back, &[Arg::Text(&off)])? {
        returned.entry(row.text(0)?.to_owned()).or_default().push(row.parse(1)?);
    }
    let new = format!(
        "SELECT id FROM shown WHERE {is_listed} AND began >= ? AND began <= ?
            AND first_seen >= ? AND first_seen < ? LIMIT ?"
    );
    let of_window = |window: &ReleaseWindow| {
        let args = [
            Arg::Text(&off),
            Arg::Integer(window.from.hour().0),
            Arg::Integer(window.to.hour().0),
            Arg::Integer(window.from.0),
            Arg::Integer(window.to.0),
            Arg::Integer(MOST_RANKED.into()),
        ];
        let new = read_as_json(sql, "id", &new, &args)?;
        let back = returned.get(&window.name).cloned().unwrap_or_default();
        Ok(IssuesOfRelease { name: window.name.clone(), new, back })
    };
    windows.iter().map(of_window).collect()
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
        let first = Release { name: "1.0".into(), first_seen: UnixMillis(5), deployed: None };
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
