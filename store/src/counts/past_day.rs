//! Counts of the running day that stand on no event. Nobody reads them while the day goes on. Once it is
//! over they are published, once and for ever the same, with noise (`core::histogram`), and the true ones
//! are deleted.

use corncrake_core::{
    histogram::{self, NoiseBudget, PublishedHistogram},
    laplace::RandomBits,
    time::UtcDay,
};

use crate::engine::{Arg, Sql, SqlError};

/// A table of counts of the running day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayTable {
    /// Its name; it has a column `day`.
    pub(crate) name: &'static str,
    /// The column of the true counts.
    pub(crate) counts: &'static str,
    /// Which of its rows they are, as a condition.
    pub(crate) rows: &'static str,
}

impl DayTable {
    /// The days that are over and have counts.
    pub(crate) fn days_before(self, sql: &impl Sql, today: UtcDay) -> Result<Vec<UtcDay>, SqlError> {
        let Self { name, rows, .. } = self;
        let days = format!("SELECT DISTINCT day FROM {name} WHERE day < ? AND {rows} ORDER BY day");
        sql.exec(&days, &[Arg::Integer(today.0)])?.iter().map(|row| row.integer(0).map(UtcDay)).collect()
    }

    /// Deletes the true counts of the days before one.
    pub(crate) fn forget_before(self, sql: &impl Sql, day: UtcDay) -> Result<(), SqlError> {
        self.days_before(sql, day)?.into_iter().try_for_each(|day| self.forget(sql, day))
    }

    /// Deletes the true counts of a day. What SQLite deletes stays in its file as free space; so each
    /// is first overwritten where it stands, by the greatest number that takes as many bytes.
    pub(crate) fn forget(self, sql: &impl Sql, day: UtcDay) -> Result<(), SqlError> {
        let Self { name, counts, rows } = self;
        for statement in [
            format!(
                "UPDATE {name} SET {counts} = CASE WHEN {counts} <= 1 THEN 0 WHEN {counts} < 128 THEN 127
                 WHEN {counts} < 32768 THEN 32767 WHEN {counts} < 8388608 THEN 8388607
                 WHEN {counts} < 2147483648 THEN 2147483647 ELSE {counts} END
                 WHERE day = ? AND {rows}"
            ),
            format!("DELETE FROM {name} WHERE day = ? AND {rows}"),
        ] {
            sql.exec(&statement, &[Arg::Integer(day.0)])?;
        }
        Ok(())
    }
}

/// Draws what is published of cells that are published together: each of the list that is large enough,
/// then all others as one number, those that are not on the list included.
pub(crate) fn publish<K: PartialEq>(
    list: impl IntoIterator<Item = K>,
    counts: &[(K, u64)],
    budget: &NoiseBudget,
    draw: RandomBits<'_>,
) -> Vec<(Option<K>, u64)> {
    let sum = counts.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
    let of = |cell: &K| counts.iter().find(|(of, _)| of == cell).map_or(0, |(_, count)| *count);
    let cells = list.into_iter().map(|cell| {
        let count = of(&cell);
        (cell, count)
    });
    let PublishedHistogram { named, others } = histogram::publish(cells, sum, budget, draw);
    named.into_iter().map(|(cell, count)| (Some(cell), count)).chain([(None, others)]).collect()
}
