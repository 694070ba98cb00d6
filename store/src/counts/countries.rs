//! Sessions by country, as counts of a day, never linked to a visitor.
//!
//! The counts of the running day are nobody's to read, and those of a past day have noise (`past_day`).

use corncrake_core::{histogram::COUNTRIES, laplace::RandomBits, time::UtcDay};
use corncrake_model::events::{country::Country, counts::CountrySessions};

use super::past_day::{self, DayTable};
use crate::engine::{Arg, Sql, SqlError, json_rows::json_rows};

const DAY: DayTable = DayTable { name: "country_day", counts: "sessions", rows: "true" };

/// Counts new sessions.
pub fn count_countries(sql: &impl Sql, day: UtcDay, sessions: &[(Country, u64)]) -> Result<(), SqlError> {
    for list in json_rows(sessions)? {
        sql.exec(
            "INSERT INTO country_day (day, country, sessions)
             SELECT ?, value->>0, value->>1 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET sessions = sessions + excluded.sessions",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Publishes the days that are over, each once. A day on which nobody had a country has nothing
/// to publish, which the number of its sessions tells, too. `all` are the countries that there are.
pub fn publish_countries(
    sql: &impl Sql,
    today: UtcDay,
    all: &[Country],
    draw: RandomBits<'_>,
) -> Result<(), SqlError> {
    for day in DAY.days_before(sql, today)? {
        let rows =
            sql.exec("SELECT country, sessions FROM country_day WHERE day = ?", &[Arg::Integer(day.0)])?;
        let counts = rows
            .iter()
            .map(|row| Ok((row.parse::<Country>(0)?, row.count(1)?)))
            .collect::<Result<Vec<_>, SqlError>>()?;
        let published = past_day::publish(all.iter().copied(), &counts, &COUNTRIES, &mut *draw);
        put_published(sql, day, &published)?;
        DAY.forget(sql, day)?;
    }
    Ok(())
}

/// Puts what is published of a day.
pub fn put_published(
    sql: &impl Sql,
    day: UtcDay,
    sessions: &[(Option<Country>, u64)],
) -> Result<(), SqlError> {
    for list in json_rows(sessions)? {
        sql.exec(
            "INSERT OR REPLACE INTO country_published (day, country, sessions)
             SELECT ?, coalesce(value->>0, ''), value->>1 FROM json_each(?)",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// What is published of each day since then, oldest day first, by the countries' letters; those
/// that are not named come last.
pub fn countries(sql: &impl Sql, from: UtcDay) -> Result<Vec<CountrySessions>, SqlError> {
    sql.exec(
        "SELECT day, country, sessions FROM country_published WHERE day >= ?
         ORDER BY day, country = '', country",
        &[Arg::Integer(from.0)],
    )?
    .iter()
    .map(|row| {
        let country = Some(row.text(1)?).filter(|code| !code.is_empty());
        let country = country.map(|_| row.parse(1)).transpose()?;
        Ok((UtcDay(row.integer(0)?), country, row.count(2)?))
    })
    .collect()
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::native::Native;

    fn country(code: &str) -> Country {
        code.parse().unwrap()
    }

    /// Bits that are new each time.
    fn draws(mut state: u64) -> impl FnMut() -> u64 {
        move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ (state >> 29)
        }
    }

    #[test]
    fn a_day_is_published_once_it_is_over_and_never_drawn_again() {
        let sql = Native::project();
        let all = [(country("DE"), 900), (country("AT"), 60), (country("LI"), 3)];
        let names = all.map(|(country, _)| country);
        for day in [UtcDay(1), UtcDay(2)] {
            count_countries(&sql, day, &all).unwrap();
        }
        assert_eq!(countries(&sql, UtcDay(0)).unwrap(), []);
        publish_countries(&sql, UtcDay(2), &names, &mut draws(1)).unwrap();
        let first = countries(&sql, UtcDay(0)).unwrap();
        let named: Vec<_> = first.iter().map(|(day, country, _)| (*day, *country)).collect();
        let of_day =
            |day| ["AT", "DE"].map(|code| (day, Some(country(code)))).into_iter().chain([(day, None)]);
        assert_eq!(named, of_day(UtcDay(1)).collect::<Vec<_>>(), "by name, and today is not there");
        for seed in 2..5 {
            publish_countries(&sql, UtcDay(2), &names, &mut draws(seed)).unwrap();
            assert_eq!(countries(&sql, UtcDay(0)).unwrap(), first);
        }
        publish_countries(&sql, UtcDay(3), &names, &mut draws(9)).unwrap();
        let both = countries(&sql, UtcDay(0)).unwrap();
        assert_eq!(both[..first.len()], first);
        assert_eq!(both.len(), 2 * first.len());
        assert_eq!(sql.exec("SELECT 1 FROM country_day", &[]).unwrap().len(), 0);
    }
}
