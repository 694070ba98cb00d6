//! Visitors by what they used, as counts of a day: by name, by the values of a key, and of each name by
//! release and platform. A visitor counts once a day in each, and in so many at most as
//! `core::usage_noise` says.
//!
//! The running day is nobody's to read (`past_day`). The cells of a past day are those of the operator's
//! list, the releases that visits and events name anyway, and a fixed list of platforms: which of them are
//! drawn for does not depend on who used anything, and a day on which nobody did is published as well.

use std::collections::{BTreeMap, HashMap};

use corncrake_core::{
    histogram::NoiseBudget, ids::UsageHash, laplace::RandomBits, time::UtcDay, usage_list::UsageList,
    usage_noise,
};
use corncrake_model::{
    events::usage::{UsageCount, UsageGroup, UsageKind, UsageSubject, platforms},
    transfer::usage_line::UsageLine,
};

pub use super::usage_days::put_published_usage;
use super::{
    hash_table::HashTable,
    past_day::{self, DayTable},
    usage_days::{DayCounts, PublishedCells, PublishedUsage, read_group},
};
use crate::engine::{
    Arg, Row, Sql, SqlError,
    json_rows::{json_rows, to_json},
};

/// Releases by which a name is counted, the newest of the project: in others, those that were replaced
/// long ago.
const RELEASES: i64 = 20;

const VISITORS: HashTable = HashTable { name: "usage_session", number: "counted" };
const FEATURES: PublishedUsage = PublishedUsage {
    counts: DayTable { name: "usage_day", counts: "visitors", rows: "kind IN ('n', 'p', 'r', 'v')" },
    switch: "usage_list",
    first_kind: UsageKind::Name,
};

/// What the counts of a day gain in a turn.
pub(crate) type UsageGains = BTreeMap<(UsageGroup, String), u64>;

/// How many names, values and timings, the browser's and the site's own, are counted of a visitor today, or that
/// a feature or a timing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CountedUse {
    pub(crate) names: u8,
    pub(crate) values: u8,
    pub(crate) timings: u8,
    pub(crate) own_timings: u8,
}

impl CountedUse {
    fn code(self) -> i64 {
        let Self { names, values, timings, own_timings } = self;
        i64::from(u32::from_le_bytes([names, values, timings, own_timings]))
    }

    fn of_code(code: i64) -> Self {
        let [names, values, timings, own_timings, ..] = code.to_le_bytes();
        Self { names, values, timings, own_timings }
    }
}

/// The names that are counted here.
fn listed(sql: &impl Sql) -> Result<UsageList, SqlError> {
    let Some(row) = sql.first("SELECT list FROM usage_list", &[])? else { return Ok(UsageList::default()) };
    row.json(0)
}

/// What is counted of features.
#[derive(Debug)]
pub(crate) struct CountedFeatures {
    /// The names, with their keys and values.
    pub(crate) list: UsageList,
    /// The releases that are counted by their names.
    pub(crate) releases: Vec<String>,
}

/// What is counted now; none where nothing is.
pub(crate) fn counted_features(sql: &impl Sql) -> Result<Option<CountedFeatures>, SqlError> {
    let list = listed(sql)?;
    if list.is_empty() {
        return Ok(None);
    }
    Ok(Some(CountedFeatures { list, releases: newest_releases(sql, RELEASES)? }))
}

/// From now on these names are counted; without any, the counts of the running day are deleted.
pub fn set_usage_list(sql: &impl Sql, list: &UsageList, today: UtcDay) -> Result<(), SqlError> {
    let next = FEATURES.next_day(sql)?.unwrap_or(today);
    sql.exec("DELETE FROM usage_list", &[])?;
    if list.is_empty() {
        return FEATURES.counts.forget_before(sql, UtcDay(i64::MAX));
    }
    let row = [Arg::Text(&to_json(list)?), Arg::Integer(next.0)];
    sql.exec("INSERT INTO usage_list (list, next) VALUES (?, ?)", &row).map(drop)
}

/// Those of today's visitors that are known, each with what is counted.
pub(crate) fn counted(
    sql: &impl Sql,
    hashes: &[UsageHash],
) -> Result<HashMap<UsageHash, CountedUse>, SqlError> {
    let found = VISITORS.numbers(sql, hashes)?;
    Ok(found.into_iter().map(|(hash, code)| (hash, CountedUse::of_code(code))).collect())
}

/// Puts visitors of today as they now are.
pub(crate) fn put_counted(
    sql: &impl Sql,
    day: UtcDay,
    changed: &BTreeMap<UsageHash, CountedUse>,
) -> Result<(), SqlError> {
    let rows: Vec<_> = changed.iter().map(|(hash, counted)| (hash, counted.code())).collect();
    VISITORS.put(sql, day, &rows)
}

/// Adds to the counts of a day.
pub(crate) fn add_day(sql: &impl Sql, day: UtcDay, gains: &UsageGains) -> Result<(), SqlError> {
    let row = |((group, cell), visitors): (&(UsageGroup, String), &u64)| {
        (group.kind.letter(), group.name.clone(), group.key.clone(), cell.clone(), *visitors)
    };
    let rows: Vec<_> = gains.iter().map(row).collect();
    for list in json_rows(&rows)? {
        sql.exec(
            "INSERT INTO usage_day (day, kind, name, key, cell, visitors)
             SELECT ?, value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET visitors = visitors + excluded.visitors",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Publishes the days that are over since the list was made, each once, in the order of their groups.
pub fn publish_usage(sql: &impl Sql, today: UtcDay, draw: RandomBits<'_>) -> Result<(), SqlError> {
    FEATURES.publish(sql, today, |counts| {
        Ok(publish_day(&listed(sql)?, &newest_releases(sql, RELEASES)?, counts, &mut *draw))
    })
}

/// So many releases, the newest of the project, by the alphabet.
pub(crate) fn newest_releases(sql: &impl Sql, most: i64) -> Result<Vec<String>, SqlError> {
    let rows = sql.exec("SELECT name FROM release ORDER BY number DESC LIMIT ?", &[Arg::Integer(most)])?;
    let mut names = rows.iter().map(|row| row.text(0).map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    names.sort();
    Ok(names)
}

/// Draws what is published of a day.
fn publish_day(
    list: &UsageList,
    releases: &[String],
    counts: &DayCounts,
    draw: RandomBits<'_>,
) -> Vec<(UsageGroup, PublishedCells)> {
    let mut published = Vec::new();
    let mut publish = |group: UsageGroup, cells: Vec<String>, budget: &NoiseBudget| -> PublishedCells {
        let counts = counts.get(&group).map_or(&[][..], Vec::as_slice);
        let drawn = past_day::publish(cells, counts, budget, &mut *draw);
        published.push((group, drawn.clone()));
        drawn
    };
    let names = list.names();
    let listed = names.iter().map(|one| one.name.clone()).collect();
    let named = publish(UsageGroup::names(), listed, &usage_noise::NAMES);
    // What is beneath a name that is too small to be shown would be noise. Which names are shown was drawn
    // before: to go by it costs no privacy.
    let is_named = |name: &str| named.iter().any(|(cell, _)| cell.as_deref() == Some(name));
    for one in names.iter().filter(|one| is_named(&one.name)) {
        for key in &one.keys {
            publish(UsageGroup::values(&one.name, &key.key), key.values.clone(), &usage_noise::VALUES);
        }
        let of_name = |kind| UsageGroup::of_name(kind, &one.name);
        publish(of_name(UsageKind::Release), releases.to_vec(), &usage_noise::RELEASES);
        publish(of_name(UsageKind::Platform), platforms().collect(), &usage_noise::PLATFORMS);
    }
    published
}

/// Puts a line of an export.
pub fn bring(sql: &impl Sql, line: &UsageLine) -> Result<(), SqlError> {
    let UsageLine { day, kind, name, key, cell, visitors } = line.clone();
    put_published_usage(sql, day.0, &UsageGroup { kind, name, key }, &[(cell, visitors)])
}

/// A row of what is published, its columns in their order.
pub fn read_published(row: &Row) -> Result<UsageCount, SqlError> {
    let cell = Some(row.text(4)?.to_owned()).filter(|cell| !cell.is_empty());
    Ok(UsageCount { day: UtcDay(row.integer(0)?), group: read_group(row, 1)?, cell, visitors: row.count(5)? })
}

/// What is published of a subject on each day since then, oldest day first, each group by the alphabet;
/// those that are not named come last.
pub fn usage(sql: &impl Sql, subject: UsageSubject, from: UtcDay) -> Result<Vec<UsageCount>, SqlError> {
    published(sql, subject, "day, kind, name, key, cell, visitors", "", from)?
        .iter()
        .map(read_published)
        .collect()
}

/// The same as sums of all these days, each with its last day.
pub fn usage_sums(sql: &impl Sql, subject: UsageSubject, from: UtcDay) -> Result<Vec<UsageCount>, SqlError> {
    let columns = "max(day) AS day, kind, name, key, cell, sum(visitors)";
    let sums = published(sql, subject, columns, "GROUP BY kind, name, key, cell", from)?;
    sums.iter().map(read_published).collect()
}

fn published(
    sql: &impl Sql,
    subject: UsageSubject,
    columns: &str,
    grouped: &str,
    from: UtcDay,
) -> Result<Vec<Row>, SqlError> {
    let letters: Vec<&str> = UsageKind::of_subject(subject).map(UsageKind::letter).collect();
    let select = format!(
        "SELECT {columns} FROM usage_published
         WHERE day >= ? AND kind IN (SELECT value FROM json_each(?)) {grouped}
         ORDER BY day, kind, name, key, cell = '', cell"
    );
    sql.exec(&select, &[Arg::Integer(from.0), Arg::Text(&to_json(&letters)?)])
}

/// A word of what is counted or published: its group and its cell.
pub(crate) struct UsageWord {
    pub(crate) group: UsageGroup,
    pub(crate) cell: String,
    /// Whether a day that is over has it. What only the running day has is nobody's to know of.
    pub(crate) is_published: bool,
}

/// The words of all that is counted or published.
pub(crate) fn words(sql: &impl Sql) -> Result<Vec<UsageWord>, SqlError> {
    sql.exec(
        "SELECT kind, name, key, cell, max(is_published) FROM (
             SELECT kind, name, key, cell, 0 AS is_published FROM usage_day
             UNION SELECT kind, name, key, cell, 1 FROM usage_published
         ) GROUP BY kind, name, key, cell",
        &[],
    )?
    .iter()
    .map(|row| {
        let (group, cell) = (read_group(row, 0)?, row.text(3)?.to_owned());
        Ok(UsageWord { group, cell, is_published: row.integer(4)? == 1 })
    })
    .collect()
}

/// Takes the name off a cell, whose visitors stay among those without a name.
pub(crate) fn erase_cell(sql: &impl Sql, group: &UsageGroup, cell: &str) -> Result<(), SqlError> {
    let [kind, name, key] = [group.kind.letter(), &group.name, &group.key].map(Arg::Text);
    let one = [kind, name, key, Arg::Text(cell)];
    for table in ["usage_day", "usage_published"] {
        let own = "kind = ? AND name = ? AND key = ? AND cell = ?";
        sql.exec(
            &format!(
                "INSERT INTO {table} (day, kind, name, key, cell, visitors)
                 SELECT day, kind, name, key, '', visitors FROM {table} WHERE {own}
                 ON CONFLICT DO UPDATE SET visitors = visitors + excluded.visitors"
            ),
            &one,
        )?;
        sql.exec(&format!("DELETE FROM {table} WHERE {own}"), &one)?;
    }
    Ok(())
}

/// Deletes all that is counted of a group.
pub(crate) fn erase_group(sql: &impl Sql, group: &UsageGroup) -> Result<(), SqlError> {
    let one = [group.kind.letter(), &group.name, &group.key].map(Arg::Text);
    for table in ["usage_day", "usage_published"] {
        sql.exec(&format!("DELETE FROM {table} WHERE kind = ? AND name = ? AND key = ?"), &one)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
