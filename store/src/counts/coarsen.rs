//! Makes past days coarse: times are cut to the hour, and rare versions of browsers and systems are
//! removed from events and breakdowns.
//!
//! Some issues at a time. A process that is killed in between begins the night again; work done twice is
//! the same afterwards. Which days are done is one row (`coarse`).

use std::collections::BTreeSet;

use corncrake_core::{
    ids::IssueId,
    time::{HOUR_MS, UnixMillis, UtcDay},
};
use corncrake_model::{
    events::facets::{FacetKind, Facets},
    moment::BY_CHANCE_MS,
};

use super::issue_hours::{IssueHour, change_hours, facets};
use crate::engine::{
    Arg, Sql, SqlError,
    json_rows::{json_rows, to_json},
};

/// Sessions of a day that a version of a browser or system has at least to be kept.
const COMMON_FROM: u64 = 20;
/// Issues that are looked through in one turn, as many as are retired.
const ISSUES_AT_ONCE: i64 = 200;
/// The kinds whose values have a version, by their letters in an event's body.
const WITH_VERSION: [FacetKind; 2] = [FacetKind::Browser, FacetKind::Os];

/// A name without its version: `Firefox 153` is `Firefox`.
fn family(name: &str) -> &str {
    let family = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    if family.is_empty() { name } else { family }
}

/// The values of a breakdown that few sessions had, and that have a version.
fn rare_values(of: &Facets) -> BTreeSet<(FacetKind, String)> {
    let of_kind = |kind| {
        let values = of.0.get(&kind).into_iter().flatten();
        let few = values.filter(|(value, count)| count.sessions < COMMON_FROM && family(value) != *value);
        few.map(move |(value, _)| (kind, value.clone()))
    };
    WITH_VERSION.into_iter().flat_map(of_kind).collect()
}

/// Counts what rare values counted under their families; whether there was any.
fn rename(of: &mut Facets, rare: &BTreeSet<(FacetKind, String)>) -> bool {
    let mut is_changed = false;
    for kind in WITH_VERSION {
        let Some(values) = of.0.get_mut(&kind) else { continue };
        let names: Vec<String> =
            values.keys().filter(|name| rare.contains(&(kind, (*name).clone()))).cloned().collect();
        for name in names {
            if let Some(count) = values.remove(&name) {
                values.entry(family(&name).to_owned()).or_default().add(count);
                is_changed = true;
            }
        }
    }
    is_changed
}

/// Makes the days before today coarse, of some issues behind one. Says behind which to go on, or
/// nothing where that was all of it.
pub fn coarsen(sql: &impl Sql, today: UtcDay, after: Option<IssueId>) -> Result<Option<IssueId>, SqlError> {
    let done = sql.first("SELECT day FROM coarse", &[])?.map(|row| row.integer(0)).transpose()?;
    let from = UtcDay(done.unwrap_or_default()).start();
    if from >= today.start() {
        return Ok(None);
    }
    let days = [Arg::Integer(from.0), Arg::Integer(today.start().0)];
    let hours = sql.exec(
        "SELECT hour, facets FROM outcome_hour WHERE hour >= ? AND hour < ? AND facets <> '{}'",
        &days,
    )?;
    let mut of_project = Vec::with_capacity(hours.len());
    let mut sum = Facets::default();
    for row in &hours {
        let of_hour = facets(row, 1)?;
        sum.merge(of_hour.clone());
        of_project.push((row.integer(0)?, of_hour));
    }
    let rare = rare_values(&sum);

    let behind = after.map(|id| id.to_string()).unwrap_or_default();
    let ids: Vec<IssueId> = sql
        .exec(
            "SELECT id FROM issue WHERE id > ? AND hour >= ? ORDER BY id LIMIT ?",
            &[Arg::Text(&behind), Arg::Integer(from.0), Arg::Integer(ISSUES_AT_ONCE)],
        )?
        .iter()
        .map(|row| row.parse(0))
        .collect::<Result<_, _>>()?;
    for id in &ids {
        coarsen_issue(sql, *id, days, &rare)?;
    }
    cut_times(sql, &ids, today)?;
    if i64::try_from(ids.len()).unwrap_or(i64::MAX) >= ISSUES_AT_ONCE {
        return Ok(ids.last().copied());
    }
    // The project's own hours come last: as long as they are as they were, it is known what is rare.
    for (hour, mut of_hour) in of_project {
        if rename(&mut of_hour, &rare) {
            sql.exec(
                "UPDATE outcome_hour SET facets = ? WHERE hour = ?",
                &[Arg::Text(&to_json(&of_hour)?), Arg::Integer(hour)],
            )?;
        }
    }
    sql.exec(
        "UPDATE release SET first_seen = first_seen - first_seen % ? WHERE first_seen < ?",
        &[Arg::Integer(HOUR_MS), Arg::Integer(today.start().0)],
    )?;
    sql.exec("DELETE FROM coarse", &[])?;
    sql.exec("INSERT INTO coarse (day) VALUES (?)", &[Arg::Integer(today.0)])?;
    Ok(None)
}

/// The events and hours of an issue in some days.
fn coarsen_issue(
    sql: &impl Sql,
    id: IssueId,
    [from, to]: [Arg<'_>; 2],
    rare: &BTreeSet<(FacetKind, String)>,
) -> Result<(), SqlError> {
    let text = id.to_string();
    // Turns of minutes go, and numbers stay. What is by chance within its minute (of a spread
    // project) is by chance within the hour's first one: the order there says nothing.
    sql.exec(
        "UPDATE event SET at = at - at % 3600000
            + iif(at % 60000 < ?4, 0, ?4 + abs(random() % (60000 - ?4)))
         WHERE issue = ?1 AND at >= ?2 AND at < ?3",
        &[Arg::Text(&text), from, to, Arg::Integer(BY_CHANCE_MS)],
    )?;
    for kind in WITH_VERSION {
        let names: Vec<&String> = rare.iter().filter(|(of, _)| *of == kind).map(|(_, name)| name).collect();
        let path = format!("$.{}", kind.letter());
        for list in json_rows(&names)? {
            sql.exec(
                "UPDATE event SET body = json_set(body, ?1, rtrim(rtrim(body->>?1, '0123456789')))
                 WHERE issue = ?2 AND at >= ?3 AND at < ?4
                    AND body->>?1 IN (SELECT value FROM json_each(?5))",
                &[Arg::Text(&path), Arg::Text(&text), from, to, Arg::Text(&list)],
            )?;
        }
    }
    if rare.is_empty() {
        return Ok(());
    }
    let rows = sql.exec(
        "SELECT hour, events, facets FROM hour_of_issue WHERE issue = ? AND hour >= ? AND hour < ?",
        &[Arg::Text(&text), from, to],
    )?;
    let mut changed = Vec::new();
    let mut renamed = BTreeSet::new();
    for row in &rows {
        let before = facets(row, 2)?;
        let mut hour = IssueHour { events: row.count(1)?, facets: before.clone() };
        if rename(&mut hour.facets, rare) {
            let names = |kind: FacetKind| {
                before.0.get(&kind).into_iter().flatten().map(move |(name, _)| (kind, name.clone()))
            };
            renamed.extend(WITH_VERSION.into_iter().flat_map(names).filter(|value| rare.contains(value)));
            changed.push((UnixMillis(row.integer(0)?), hour));
        }
    }
    change_hours(sql, id, &changed)?;
    let values: Vec<_> = renamed.iter().map(|(kind, name)| (kind.letter(), name, family(name))).collect();
    for list in json_rows(&values)? {
        sql.exec(
            "INSERT INTO issue_facet (kind, value, issue)
             SELECT value->>0, value->>2, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING",
            &[Arg::Text(&text), Arg::Text(&list)],
        )?;
        sql.exec(
            "DELETE FROM issue_facet WHERE issue = ?
             AND (kind, value) IN (SELECT value->>0, value->>1 FROM json_each(?))",
            &[Arg::Text(&text), Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Cuts the times of past days that stand in issues themselves.
fn cut_times(sql: &impl Sql, ids: &[IssueId], today: UtcDay) -> Result<(), SqlError> {
    let cut =
        |column: &str| format!("{column} = iif({column} < ?1, {column} - {column} % 3600000, {column})");
    let columns = ["first_seen", "last_seen", "regressed_at", "more_first_seen", "more_last_seen"].map(cut);
    let statement =
        format!("UPDATE issue SET {} WHERE id IN (SELECT value FROM json_each(?2))", columns.join(", "));
    for list in json_rows(ids)? {
        sql.exec(&statement, &[Arg::Integer(today.start().0), Arg::Text(&list)])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
