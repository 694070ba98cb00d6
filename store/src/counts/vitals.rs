//! Response times, as counts of a day: visitors by a name's bucket, on all pages and by page, release and
//! class of devices. A visitor counts in so many observations a day at most as `core::vitals::noise` says.
//! The counts stand in the tables of usage, by kinds of their own.
//!
//! The running day is nobody's to read (`past_day`). Pages are the patterns of the operator's list and *other
//! pages*: no path of a page reaches a table. What is drawn for does not depend on who waited.

use corncrake_core::{
    laplace::RandomBits,
    time::UtcDay,
    vitals::{
        list::VitalsList,
        noise::{self, PublishedTimings, RELEASES_COUNTED, TimingBudget},
    },
    wire::vitals::{BUCKETS, DeviceClass, DeviceDimension},
};
use corncrake_model::events::usage::{UsageGroup, UsageKind};

use super::{
    past_day::DayTable,
    usage::newest_releases,
    usage_days::{DayCounts, PublishedCells, PublishedUsage},
};
use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

const TIMINGS: PublishedUsage = PublishedUsage {
    counts: DayTable { name: "usage_day", counts: "visitors", rows: "kind IN ('a', 'd', 'e', 'g')" },
    switch: "vitals_list",
    first_kind: UsageKind::Timing,
};

/// What is counted of response times.
#[derive(Debug)]
pub(crate) struct CountedTimings {
    /// The pages and the names.
    pub(crate) list: VitalsList,
    /// The releases that are counted by their names.
    pub(crate) releases: Vec<String>,
}

/// The pages and names that are counted here; none where nothing is.
fn listed(sql: &impl Sql) -> Result<Option<VitalsList>, SqlError> {
    let Some(row) = sql.first("SELECT list FROM vitals_list", &[])? else { return Ok(None) };
    row.json(0).map(Some)
}

/// From now on these pages and names are counted, or nothing; then the counts of the running day are deleted.
pub fn set_vitals(sql: &impl Sql, list: Option<&VitalsList>, today: UtcDay) -> Result<(), SqlError> {
    let next = TIMINGS.next_day(sql)?.unwrap_or(today);
    sql.exec("DELETE FROM vitals_list", &[])?;
    let Some(list) = list else { return TIMINGS.counts.forget_before(sql, UtcDay(i64::MAX)) };
    let row = [Arg::Text(&to_json(list)?), Arg::Integer(next.0)];
    sql.exec("INSERT INTO vitals_list (list, next) VALUES (?, ?)", &row).map(drop)
}

/// What is counted now; none where nothing is.
pub(crate) fn counted_timings(sql: &impl Sql) -> Result<Option<CountedTimings>, SqlError> {
    let Some(list) = listed(sql)? else { return Ok(None) };
    Ok(Some(CountedTimings { list, releases: releases(sql)? }))
}

fn releases(sql: &impl Sql) -> Result<Vec<String>, SqlError> {
    newest_releases(sql, i64::try_from(RELEASES_COUNTED).unwrap_or(i64::MAX))
}

/// Publishes the days that are over since response times are counted, each once.
pub fn publish_vitals(sql: &impl Sql, today: UtcDay, draw: RandomBits<'_>) -> Result<(), SqlError> {
    TIMINGS.publish(sql, today, |counts| {
        let list = listed(sql)?.unwrap_or_default();
        Ok(publish_day(&list, &releases(sql)?, counts, &mut *draw))
    })
}

/// The classes of devices, by their keys.
fn device_keys() -> impl Iterator<Item = String> {
    DeviceDimension::ALL.into_iter().flat_map(|dimension| {
        DeviceClass::ALL.into_iter().map(move |class| UsageGroup::device_key(dimension, class))
    })
}

/// Draws what is published of a day.
fn publish_day(
    list: &VitalsList,
    releases: &[String],
    counts: &DayCounts,
    draw: RandomBits<'_>,
) -> Vec<(UsageGroup, PublishedCells)> {
    let mut published = Vec::new();
    let mut drawn = |group: &UsageGroup, budget: &TimingBudget| {
        let counts = counts.get(group).map_or(&[][..], Vec::as_slice);
        noise::publish(histogram(counts), budget, &mut *draw)
    };
    for name in list.names() {
        let all = UsageGroup::timings(name);
        let buckets = match drawn(&all, &noise::ALL_PAGES) {
            PublishedTimings::Whole(buckets) => buckets,
            PublishedTimings::Sum(sum) => {
                published.push((all, vec![(None, sum)]));
                continue;
            }
        };
        published.push((all, cells(buckets)));
        // What is beneath a name that is too small to be shown would be noise. Which names are shown was drawn
        // before: to go by it costs no privacy.
        let pages = list.pages().map(|page| (UsageKind::TimingPage, page.to_owned(), noise::PAGES));
        let of_releases = releases.iter().map(String::as_str).chain([""]);
        let of_releases =
            of_releases.map(|name| (UsageKind::TimingRelease, name.to_owned(), noise::RELEASES));
        let devices = device_keys().map(|key| (UsageKind::TimingDevice, key, noise::DEVICES));
        for (kind, key, budget) in pages.chain(of_releases).chain(devices) {
            let group = UsageGroup::timings_of(kind, name, &key);
            if let PublishedTimings::Whole(buckets) = drawn(&group, &budget) {
                published.push((group, cells(buckets)));
            }
        }
    }
    published
}

/// The counts of a group, by bucket.
fn histogram(counts: &[(String, u64)]) -> [u64; BUCKETS] {
    let mut buckets = [0; BUCKETS];
    for (cell, visitors) in counts {
        if let Some(bucket) = cell.parse().ok().and_then(|at: usize| buckets.get_mut(at)) {
            *bucket = *visitors;
        }
    }
    buckets
}

fn cells(buckets: [u64; BUCKETS]) -> PublishedCells {
    buckets.into_iter().enumerate().map(|(at, visitors)| (Some(at.to_string()), visitors)).collect()
}

#[cfg(test)]
mod tests;
