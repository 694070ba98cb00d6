//! Breakdowns over many days: a past day is added up once, at its first read, so that 90 days are
//! read as 90 rows and not as 2,160.
//!
//! A day's sum is never wrong: triggers forget it when an hour of it is written or deleted, by
//! whomever. Events pay nothing for it, since the hours that they write are of no past day.

use std::collections::BTreeMap;

use corncrake_core::{
    ids::IssueId,
    time::{HOUR_MS, UnixMillis, UtcDay},
};
use corncrake_model::events::facets::Facets;

use super::issue_hours::{facets, sum};
use crate::engine::{Arg, FAR, Sql, SqlError, json_rows::to_json};

/// Hours up to which the days of a series are not worth rows of their own.
const FEW_HOURS: i64 = 200;
/// Hours of the project, and of one issue.
const OF_PROJECT: &str = "outcome_hour WHERE '' = ?";
const OF_ISSUE: &str = "hour_of_issue WHERE issue = ?";

/// Which days are over, and whether their sums may be kept for the next reader.
#[derive(Debug, Clone, Copy)]
pub struct DailySumPolicy {
    pub now: UnixMillis,
    pub may_keep: bool,
}

impl From<UnixMillis> for DailySumPolicy {
    fn from(now: UnixMillis) -> Self {
        Self { now, may_keep: true }
    }
}

/// What the project's events since then are broken down by.
pub fn breakdown(
    sql: &impl Sql,
    from: UnixMillis,
    until: impl Into<DailySumPolicy>,
) -> Result<Facets, SqlError> {
    since(sql, OF_PROJECT, "", from, until.into())
}

/// What the events of an issue, and of what is merged into it, since then are broken down by.
pub fn issue_breakdown(
    sql: &impl Sql,
    issue: IssueId,
    from: UnixMillis,
    until: impl Into<DailySumPolicy>,
) -> Result<Facets, SqlError> {
    let until = until.into();
    let head = issue.to_string();
    let mut all = since(sql, OF_ISSUE, &head, from, until)?;
    let members =
        sql.exec("SELECT id FROM issue WHERE merged_into = ? AND merged_into <> ''", &[Arg::Text(&head)])?;
    for member in &members {
        all.merge(since(sql, OF_ISSUE, member.text(0)?, from, until)?);
    }
    Ok(all)
}

/// The sum of a series, by its days where it is long.
fn since(
    sql: &impl Sql,
    series: &str,
    issue: &str,
    from: UnixMillis,
    DailySumPolicy { now, may_keep }: DailySumPolicy,
) -> Result<Facets, SqlError> {
    let hours = |from: UnixMillis, to: UnixMillis| {
        let args = [Arg::Text(issue), Arg::Integer(from.0), Arg::Integer(to.0)];
        sum(&sql.exec(&format!("SELECT facets FROM {series} AND hour >= ? AND hour < ?"), &args)?)
    };
    let args = [Arg::Text(issue), Arg::Integer(from.0)];
    let first = sql.first(&format!("SELECT min(hour) FROM {series} AND hour >= ?"), &args)?;
    let Some(Ok(first)) = first.map(|row| row.integer(0)) else { return Ok(Facets::default()) };
    // What arrives just after midnight may be of the hour before; nothing is of an earlier one.
    let today = UnixMillis(now.0.saturating_sub(HOUR_MS)).day();
    let first_day = match UnixMillis(first).day() {
        day if from > day.start() => day.next(),
        day => day,
    };
    let few = sql.exec(
        &format!("SELECT 1 FROM {series} AND hour >= ? LIMIT ?"),
        &[Arg::Text(issue), Arg::Integer(from.0), Arg::Integer(FEW_HOURS + 1)],
    )?;
    if first_day >= today || i64::try_from(few.len()).is_ok_and(|few| few <= FEW_HOURS) {
        return hours(from, UnixMillis(FAR));
    }
    let mut all = hours(from, first_day.start())?;
    let mut known = past_days(sql, issue, first_day, today)?;
    let mut day = first_day;
    while day < today {
        let of_day = match known.remove(&day) {
            Some(of_day) => of_day,
            None => {
                let of_day = hours(day.start(), day.next().start())?;
                if may_keep {
                    put_past_day(sql, issue, day, &of_day)?;
                }
                of_day
            }
        };
        all.merge(of_day);
        day = day.next();
    }
    all.merge(hours(today.start(), UnixMillis(FAR))?);
    Ok(all)
}

fn put_past_day(sql: &impl Sql, issue: &str, day: UtcDay, sums: &Facets) -> Result<(), SqlError> {
    sql.exec(
        "INSERT INTO breakdown_day (issue, day, facets) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        &[Arg::Text(issue), Arg::Integer(day.0), Arg::Text(&to_json(sums)?)],
    )
    .map(drop)
}

fn past_days(
    sql: &impl Sql,
    issue: &str,
    from: UtcDay,
    to: UtcDay,
) -> Result<BTreeMap<UtcDay, Facets>, SqlError> {
    sql.exec(
        "SELECT facets, day FROM breakdown_day WHERE issue = ? AND day >= ? AND day < ?",
        &[Arg::Text(issue), Arg::Integer(from.0), Arg::Integer(to.0)],
    )?
    .iter()
    .map(|row| Ok((UtcDay(row.integer(1)?), facets(row, 0)?)))
    .collect()
}

#[cfg(test)]
mod tests {

    use corncrake_core::time::DAY_MS;
    use corncrake_model::events::facets::FacetKind;

    use super::*;
    use crate::{
        issues::merge::merge,
        native::Native,
        write::fixtures::{NOON, TestEvent, at, bug, issue, receive},
    };

    /// The breakdowns without any sum of a day: of the hours alone.
    fn by_hours(sql: &Native, from: UnixMillis) -> (Facets, Facets) {
        let read = |table: &str, of: &str| {
            let rows = sql.exec(&format!("SELECT facets FROM {table} WHERE hour >= {} {of}", from.0), &[]);
            sum(&rows.unwrap()).unwrap()
        };
        (read("outcome_hour", ""), read("hour_of_issue", &format!("AND issue = '{}'", issue(1))))
    }

    fn days(sql: &Native) -> i64 {
        sql.first("SELECT count(*) FROM breakdown_day", &[]).unwrap().unwrap().integer(0).unwrap()
    }

    #[test]
    fn a_day_that_is_over_is_added_up_once_and_never_wrong() {
        let sql = Native::project();
        for hour in 0..300 {
            receive(&sql, bug(1, hour * HOUR_MS));
        }
        let now = at(300 * HOUR_MS);
        let same = |from: UnixMillis| {
            let (project, one) = by_hours(&sql, from);
            assert_eq!(breakdown(&sql, from, now).unwrap(), project, "{from:?}");
            assert_eq!(issue_breakdown(&sql, issue(1), from, now).unwrap(), one, "{from:?}");
        };
        let (from, unkept) = (at(90 * HOUR_MS + 1), DailySumPolicy { now, may_keep: false });
        assert_eq!(breakdown(&sql, from, unkept).unwrap(), by_hours(&sql, from).0);
        assert_eq!(days(&sql), 0, "on a full disk nothing is kept");
        same(from);
        assert!(days(&sql) > 10, "both were added up by days");
        let before = days(&sql);
        for from in [UnixMillis(0), NOON, at(7 * HOUR_MS), at(200 * HOUR_MS), now] {
            same(from);
        }
        assert_eq!(days(&sql), before + 10, "earlier days, of both");
        // Something comes, late, into a past day; and an hour of another goes.
        sql.exec("UPDATE issue_hour SET facets = '{}' WHERE hour = ?", &[Arg::Integer(at(50 * HOUR_MS).0)])
            .unwrap();
        for table in ["outcome_hour", "issue_hour"] {
            let gone = [Arg::Integer(at(100 * HOUR_MS).0)];
            sql.exec(&format!("DELETE FROM {table} WHERE hour = ?"), &gone).unwrap();
        }
        assert_eq!(days(&sql), before + 10 - 3);
        same(UnixMillis(0));
        assert_eq!(days(&sql), before + 10);
        // The hour that goes on is of a past day by now; it has more, and then another goes on.
        let later = at(400 * HOUR_MS);
        let same = || {
            let (_, one) = by_hours(&sql, UnixMillis(0));
            assert_eq!(issue_breakdown(&sql, issue(1), UnixMillis(0), later).unwrap(), one);
        };
        same();
        for (hour, ago) in [(301, 2), (350, 50), (355, 12), (399, 0)] {
            receive(&sql, TestEvent { ago: ago * HOUR_MS, ..bug(1, hour * HOUR_MS) });
            same();
        }
    }

    #[test]
    fn few_hours_are_read_as_they_are_and_members_are_added() {
        let sql = Native::project();
        for (number, day) in [(1, 0), (2, 5), (1, 9)] {
            receive(&sql, bug(number, day * DAY_MS));
        }
        let now = at(20 * DAY_MS);
        let (project, _) = by_hours(&sql, UnixMillis(0));
        assert_eq!(breakdown(&sql, UnixMillis(0), now).unwrap(), project);
        merge(&sql, issue(2), issue(1)).unwrap();
        let whole = issue_breakdown(&sql, issue(1), UnixMillis(0), now).unwrap();
        let types = |facets: &Facets| facets.most(FacetKind::Type, 9);
        assert_eq!(types(&whole).0, types(&project).0.into_iter().collect::<Vec<_>>());
        assert_eq!(days(&sql), 0);
    }
}
