//! Publishes the days of usage that are over: of features, of installations and of response times alike,
//! each switched on and published by itself.
//!
//! A day is drawn once. Its true counts are deleted in the same turn, and no later one draws it again.

use std::collections::BTreeMap;

use corncrake_core::time::UtcDay;
use corncrake_model::events::usage::{UsageGroup, UsageKind};

use super::past_day::DayTable;
use crate::engine::{Arg, Row, Sql, SqlError, json_rows::json_rows};

/// Days that are published at once, after a collector that was off: the older ones have no counts.
pub(super) const MOST_DAYS: i64 = 31;

/// The true counts of a day, by their groups.
pub(super) type DayCounts = BTreeMap<UsageGroup, Vec<(String, u64)>>;
/// The cells of a group that are published, then the sum of all others.
pub(super) type PublishedCells = Vec<(Option<String>, u64)>;

/// Counts of usage that are switched on and published together.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublishedUsage {
    /// Those of the running day.
    pub(super) counts: DayTable,
    /// The table that has a row while they are counted, with the first day that is not published.
    pub(super) switch: &'static str,
    /// A kind that each published day has.
    pub(super) first_kind: UsageKind,
}

impl PublishedUsage {
    /// The first day that is not published; none where nothing is counted.
    pub(super) fn next_day(&self, sql: &impl Sql) -> Result<Option<UtcDay>, SqlError> {
        let row = sql.first(&format!("SELECT next FROM {}", self.switch), &[])?;
        row.map(|row| row.integer(0).map(UtcDay)).transpose()
    }

    /// Publishes the days that are over since they are counted, each once, as they are drawn of its counts.
    pub(super) fn publish(
        &self,
        sql: &impl Sql,
        today: UtcDay,
        mut draw_day: impl FnMut(&DayCounts) -> Result<Vec<(UsageGroup, PublishedCells)>, SqlError>,
    ) -> Result<(), SqlError> {
        // What was switched off is not published, and does not outlive its day.
        let Some(next) = self.next_day(sql)? else { return self.counts.forget_before(sql, today) };
        if next == today {
            return Ok(());
        }
        let is_published = "SELECT 1 FROM usage_published WHERE day = ? AND kind = ?";
        for day in next.0.max(today.0.saturating_sub(MOST_DAYS))..today.0 {
            let day = UtcDay(day);
            // A clock that was wrong may have begun a later day: what is published stays as it is.
            let first = [Arg::Integer(day.0), Arg::Text(self.first_kind.letter())];
            if sql.first(is_published, &first)?.is_none() {
                for (group, cells) in draw_day(&self.counts_of(sql, day)?)? {
                    put_published_usage(sql, day, &group, &cells)?;
                }
            }
        }
        self.counts.forget_before(sql, today)?;
        sql.exec(&format!("UPDATE {} SET next = ?", self.switch), &[Arg::Integer(today.0)]).map(drop)
    }

    /// The true counts of a day.
    fn counts_of(&self, sql: &impl Sql, day: UtcDay) -> Result<DayCounts, SqlError> {
        let DayTable { name, counts, rows } = self.counts;
        let select = format!("SELECT kind, name, key, cell, {counts} FROM {name} WHERE day = ? AND {rows}");
        let mut all = DayCounts::new();
        for row in sql.exec(&select, &[Arg::Integer(day.0)])? {
            all.entry(read_group(&row, 0)?).or_default().push((row.text(3)?.to_owned(), row.count(4)?));
        }
        Ok(all)
    }
}

/// Puts what is published of a group on a day.
pub fn put_published_usage(
    sql: &impl Sql,
    day: UtcDay,
    group: &UsageGroup,
    cells: &[(Option<String>, u64)],
) -> Result<(), SqlError> {
    for list in json_rows(cells)? {
        sql.exec(
            "INSERT OR REPLACE INTO usage_published (day, kind, name, key, cell, visitors)
             SELECT ?, ?, ?, ?, coalesce(value->>0, ''), value->>1 FROM json_each(?)",
            &[
                Arg::Integer(day.0),
                Arg::Text(group.kind.letter()),
                Arg::Text(&group.name),
                Arg::Text(&group.key),
                Arg::Text(&list),
            ],
        )?;
    }
    Ok(())
}

/// The group of a row, from its column on.
pub(super) fn read_group(row: &Row, from: usize) -> Result<UsageGroup, SqlError> {
    let kind = UsageKind::of_letter(row.text(from)?);
    Ok(UsageGroup {
        kind: kind.ok_or_else(|| SqlError("a kind of usage does not read".into()))?,
        name: row.text(from + 1)?.to_owned(),
        key: row.text(from + 2)?.to_owned(),
    })
}
