//! Installations of an application, as counts of a day: by version, by platform and by runtime. An
//! installation counts once a day in each, and its counts stand in the tables of usage, by kinds of their own.
//!
//! The running day is nobody's to read (`past_day`). A version has a cell only if it is one of the project's
//! newest releases, which deploys, visits and events name: what somebody makes up reaches no table, and no
//! cell is there because of one installation.

use corncrake_core::{
    installation_noise as noise,
    laplace::RandomBits,
    time::UtcDay,
    wire::installation::{PLATFORMS, runtimes},
};
use corncrake_model::events::usage::{UsageGroup, UsageKind};

use super::{
    past_day::{self, DayTable},
    usage::newest_releases,
    usage_days::{DayCounts, PublishedCells, PublishedUsage},
};
use crate::engine::{Arg, Sql, SqlError};

/// Versions that are counted by their names, the newest releases of the project: an application that people
/// install is there in more versions than a site. The others are one number.
const VERSIONS: i64 = 50;

const INSTALLATIONS: PublishedUsage = PublishedUsage {
    counts: DayTable { name: "usage_day", counts: "visitors", rows: "kind IN ('i', 's', 't')" },
    switch: "installation_switch",
    first_kind: UsageKind::InstalledVersion,
};

/// From now on installations are counted, or not; then the counts of the running day are deleted.
pub fn set_installations(sql: &impl Sql, are_counted: bool, today: UtcDay) -> Result<(), SqlError> {
    let next = INSTALLATIONS.next_day(sql)?.unwrap_or(today);
    sql.exec("DELETE FROM installation_switch", &[])?;
    if !are_counted {
        return INSTALLATIONS.counts.forget_before(sql, UtcDay(i64::MAX));
    }
    sql.exec("INSERT INTO installation_switch (next) VALUES (?)", &[Arg::Integer(next.0)]).map(drop)
}

/// The versions that are counted by their names; none where installations are not counted.
pub(crate) fn counted_versions(sql: &impl Sql) -> Result<Option<Vec<String>>, SqlError> {
    INSTALLATIONS.next_day(sql)?.map(|_| newest_releases(sql, VERSIONS)).transpose()
}

/// Publishes the days that are over since installations are counted, each once.
pub fn publish_installations(sql: &impl Sql, today: UtcDay, draw: RandomBits<'_>) -> Result<(), SqlError> {
    INSTALLATIONS.publish(sql, today, |counts| {
        Ok(publish_day(&newest_releases(sql, VERSIONS)?, counts, &mut *draw).into())
    })
}

/// Draws what is published of a day.
fn publish_day(
    versions: &[String],
    counts: &DayCounts,
    draw: RandomBits<'_>,
) -> [(UsageGroup, PublishedCells); 3] {
    let platforms = PLATFORMS.map(str::to_owned).to_vec();
    [
        (UsageKind::InstalledVersion, versions.to_vec(), noise::VERSIONS),
        (UsageKind::InstalledPlatform, platforms, noise::PLATFORMS),
        (UsageKind::InstalledRuntime, runtimes().collect(), noise::RUNTIMES),
    ]
    .map(|(kind, cells, budget)| {
        let group = UsageGroup::installations(kind);
        let counts = counts.get(&group).map_or(&[][..], Vec::as_slice);
        (group, past_day::publish(cells, counts, &budget, &mut *draw))
    })
}

#[cfg(test)]
mod tests;
