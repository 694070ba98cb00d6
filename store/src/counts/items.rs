//! What SDKs of others send or keep back, and the sessions that servers tell of, as counts an hour by kind
//! and outcome. Both are names of closed lists: no sender chooses what is written.

use std::collections::BTreeMap;

use corncrake_core::{time::UnixMillis, wire::sentry::item::ItemKind};
use corncrake_model::events::items::{ItemCount, ItemOutcome};

use crate::engine::{Arg, Row, Sql, SqlError, json_rows::json_rows};

/// Counts by hour, kind and outcome.
pub(crate) type ItemHours = BTreeMap<(UnixMillis, &'static str, ItemOutcome), u64>;

/// Adds items of a delivery to those of an hour.
pub(crate) fn add(sum: &mut ItemHours, hour: UnixMillis, items: &[ItemCount]) {
    for item in items {
        let kind = ItemKind::named(&item.kind).unwrap_or(ItemKind::Other).name();
        let count = sum.entry((hour, kind, item.outcome)).or_default();
        *count = count.saturating_add(item.count);
    }
}

/// Adds to the counts of hours.
pub(crate) fn add_hours(sql: &impl Sql, all: &ItemHours) -> Result<(), SqlError> {
    let rows: Vec<(i64, &str, &str, u64)> =
        all.iter().map(|((hour, kind, outcome), count)| (hour.0, *kind, outcome.name(), *count)).collect();
    for list in json_rows(&rows)? {
        sql.exec(
            "INSERT INTO item_hour (hour, kind, outcome, count)
             SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET count = count + excluded.count",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// The items since an hour, by kind and outcome.
pub fn items(sql: &impl Sql, from: UnixMillis) -> Result<Vec<ItemCount>, SqlError> {
    let rows = sql.exec(
        "SELECT kind, outcome, sum(count) FROM item_hour WHERE hour >= ? GROUP BY kind, outcome ORDER BY kind, outcome",
        &[Arg::Integer(from.0)],
    )?;
    let read = |row: &Row| {
        let outcome = ItemOutcome::named(row.text(1)?);
        let outcome = outcome.ok_or_else(|| SqlError("an outcome of items does not read".into()))?;
        Ok(ItemCount { kind: row.text(0)?.to_owned(), outcome, count: row.count(2)? })
    };
    rows.iter().map(read).collect()
}

/// Replaces a count by an imported one.
pub fn bring_items(sql: &impl Sql, hour: UnixMillis, item: &ItemCount) -> Result<(), SqlError> {
    let kind = ItemKind::named(&item.kind).unwrap_or(ItemKind::Other).name();
    let count = i64::try_from(item.count).unwrap_or(i64::MAX);
    sql.exec(
        "INSERT OR REPLACE INTO item_hour (hour, kind, outcome, count) VALUES (?, ?, ?, ?)",
        &[Arg::Integer(hour.0), Arg::Text(kind), Arg::Text(item.outcome.name()), Arg::Integer(count)],
    )
    .map(drop)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::native::Native;

    #[test]
    fn counts_add_up_and_a_made_up_kind_is_none() {
        let sql = Native::project();
        let item = |kind: &str, outcome, count| ItemCount { kind: kind.to_owned(), outcome, count };
        for hour in [1, 1, 2] {
            let mut all = ItemHours::new();
            let sent = [item("replay", ItemOutcome::Withheld, 5), item("of jane", ItemOutcome::Dropped, 1)];
            add(&mut all, UnixMillis(hour), &sent);
            add_hours(&sql, &all).unwrap();
        }
        let expected = [item("other", ItemOutcome::Dropped, 3), item("replay", ItemOutcome::Withheld, 15)];
        assert_eq!(items(&sql, UnixMillis(0)).unwrap(), expected);
        assert_eq!(items(&sql, UnixMillis(2)).unwrap()[1].count, 5);
    }
}
