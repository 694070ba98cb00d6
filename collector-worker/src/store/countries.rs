//! Sessions by country, as counts of a day: which country, never who.

use corncrake_core::time::UtcDay;

use super::{Arg, Sql, SqlError, lists::lists};
use crate::country::Country;

/// Counts new sessions.
pub(crate) fn count_countries(
    sql: &impl Sql,
    day: UtcDay,
    sessions: &[(Country, u64)],
) -> Result<(), SqlError> {
    for list in lists(sessions)? {
        sql.exec(
            "INSERT INTO country_day (day, country, sessions)
             SELECT ?, value->>0, value->>1 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// The sessions of each day since then by country, oldest day first, most sessions first.
pub(crate) fn countries(sql: &impl Sql, from: UtcDay) -> Result<Vec<(UtcDay, Country, u64)>, SqlError> {
    sql.exec(
        "SELECT day, country, sessions FROM country_day WHERE day >= ? ORDER BY day, sessions DESC, country",
        &[Arg::Integer(from.0)],
    )?
    .iter()
    .map(|row| Ok((UtcDay(row.integer(0)?), row.parse(1)?, row.count(2)?)))
    .collect()
}
