//! Sessions by country, as counts of a day: which country, never who.

use corncrake_core::time::UtcDay;

use super::{Arg, Sql, SqlError};
use crate::country::Country;

/// Counts a new session.
pub(crate) fn count_country(sql: &impl Sql, day: UtcDay, country: Country) -> Result<(), SqlError> {
    sql.exec(
        "INSERT INTO country_day (day, country, sessions) VALUES (?, ?, 1)
         ON CONFLICT DO UPDATE SET sessions = sessions + 1",
        &[Arg::Integer(day.0), Arg::Text(country.as_str())],
    )?;
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
