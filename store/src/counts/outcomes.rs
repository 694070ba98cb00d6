//! Outcomes of everything that was sent, as counts an hour: nothing vanishes unseen.

use corncrake_core::time::UnixMillis;
use corncrake_model::events::{
    facets::Facets,
    outcomes::{NAMES, Outcomes},
};

use super::issue_hours::facets;
use crate::engine::{Arg, Row, Sql, SqlError, json_rows::to_json, text_match::may_have};

/// Adds to the counts of an hour; nothing is written where nothing happened.
pub fn add_outcomes(sql: &impl Sql, hour: UnixMillis, new: &Outcomes) -> Result<(), SqlError> {
    add_hour(sql, hour, new, None)
}

/// Adds to the counts of an hour, and replaces its breakdown if there is another.
pub fn add_hour(
    sql: &impl Sql,
    hour: UnixMillis,
    new: &Outcomes,
    facets: Option<&Facets>,
) -> Result<(), SqlError> {
    if new.is_nothing() && facets.is_none() {
        return Ok(());
    }
    let mut sets: Vec<String> =
        NAMES.iter().map(|name| format!("{name} = {name} + excluded.{name}")).collect();
    if facets.is_some() {
        sets.push("facets = excluded.facets".to_owned());
    }
    let facets = facets.map(to_json).transpose()?.unwrap_or_else(|| "{}".to_owned());
    let mut args = vec![Arg::Integer(hour.0), Arg::Text(&facets)];
    args.extend(new.counts().into_iter().map(|count| Arg::Integer(i64::try_from(count).unwrap_or(i64::MAX))));
    sql.exec(
        &format!(
            "INSERT INTO outcome_hour (hour, facets, {}) VALUES (?, ?{}) ON CONFLICT DO UPDATE SET {}",
            NAMES.join(", "),
            ", ?".repeat(NAMES.len()),
            sets.join(", ")
        ),
        &args,
    )?;
    Ok(())
}

/// The breakdown of one hour of the project.
pub fn hour_facets(sql: &impl Sql, hour: UnixMillis) -> Result<Facets, SqlError> {
    let row = sql.first("SELECT facets FROM outcome_hour WHERE hour = ?", &[Arg::Integer(hour.0)])?;
    row.map_or_else(|| Ok(Facets::default()), |row| facets(&row, 0))
}

/// Their columns, in the order in which `read_counts` reads them.
pub fn columns() -> String {
    NAMES.join(", ")
}

/// The outcomes in these columns, from a place on.
pub fn read_counts(row: &Row, from: usize) -> Result<Outcomes, SqlError> {
    let counts = (from..from.saturating_add(NAMES.len())).map(|column| row.count(column));
    Ok(Outcomes::from_counts(counts.collect::<Result<Vec<_>, _>>()?.into_iter()))
}

/// Replaces an hour by an imported one.
pub fn bring_hour(
    sql: &impl Sql,
    hour: UnixMillis,
    outcomes: &Outcomes,
    facets: &Facets,
) -> Result<(), SqlError> {
    sql.exec("DELETE FROM outcome_hour WHERE hour = ?", &[Arg::Integer(hour.0)])?;
    add_hour(sql, hour, outcomes, Some(facets))
}

/// The breakdowns of the project's hours behind one that, as JSON, may have this text (`folded`).
pub fn facets_with(
    sql: &impl Sql,
    text: &str,
    after: i64,
    limit: i64,
) -> Result<Vec<(UnixMillis, Facets)>, SqlError> {
    let may_have = may_have("facets");
    sql.exec(
        &format!("SELECT hour, facets FROM outcome_hour WHERE hour > ? AND {may_have} ORDER BY hour LIMIT ?"),
        &[Arg::Integer(after), Arg::Text(text), Arg::Integer(limit)],
    )?
    .iter()
    .map(|row| Ok((UnixMillis(row.integer(0)?), facets(row, 1)?)))
    .collect()
}

/// What was sent from `from` on by steps of so many milliseconds, oldest first: those in which
/// something was.
pub fn outcomes(
    sql: &impl Sql,
    from: UnixMillis,
    step: i64,
) -> Result<Vec<(UnixMillis, Outcomes)>, SqlError> {
    let read = |row: &Row| {
        let counts: Vec<u64> = (1..=NAMES.len()).map(|column| row.count(column)).collect::<Result<_, _>>()?;
        Ok((UnixMillis(row.integer(0)?), Outcomes::from_counts(counts.into_iter())))
    };
    let sums = NAMES.iter().map(|name| format!("sum({name})")).collect::<Vec<_>>().join(", ");
    sql.exec(
        &format!(
            "SELECT hour - hour % ? AS start, {sums} FROM outcome_hour
             WHERE hour >= ? GROUP BY start ORDER BY start"
        ),
        &[Arg::Integer(step.max(1)), Arg::Integer(from.0)],
    )?
    .iter()
    .map(read)
    .collect()
}

#[cfg(test)]
mod tests {

    use corncrake_model::events::outcomes::Outcomes;

    use super::*;
    use crate::native::Native;

    #[test]
    fn an_hour_adds_up_and_nothing_writes_nothing() {
        let sql = Native::project();
        let one = Outcomes { stored: 2, lost: 1, ..Outcomes::default() };
        for (hour, new) in [(1, one), (1, one), (2, Outcomes::default()), (3, one)] {
            add_outcomes(&sql, UnixMillis(hour), &new).unwrap();
        }
        let all = outcomes(&sql, UnixMillis(0), 1).unwrap();
        assert_eq!(all, [(UnixMillis(1), one.and(&one)), (UnixMillis(3), one)]);
        assert_eq!(outcomes(&sql, UnixMillis(2), 1).unwrap(), [(UnixMillis(3), one)]);
        let by_two = outcomes(&sql, UnixMillis(0), 2).unwrap();
        assert_eq!(by_two, [(UnixMillis(0), one.and(&one)), (UnixMillis(2), one)]);
        assert_eq!(one.named().find(|(name, _)| *name == "lost"), Some(("lost", 1)));
    }

    #[test]
    fn counts_that_no_number_holds_are_the_greatest_one_and_take_nothing_away() {
        let sql = Native::project();
        for (hour, stored) in [(1, "9007199254740991"), (2, "9223372036854775807"), (3, "9.3e18")] {
            sql.exec(
                &format!(
                    "INSERT INTO outcome_hour (hour, stored, sampled, full, repeated, limited, refused, lost, bots)
                     VALUES ({hour}, {stored}, 0, 0, 0, 0, 0, 0, 0)"
                ),
                &[],
            )
            .unwrap();
        }
        let all = outcomes(&sql, UnixMillis(0), 1).unwrap();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|(_, hour)| hour.stored >= 9_007_199_254_740_991), "{all:?}");
    }
}
