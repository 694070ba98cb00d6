//! The page of installations: versions in the field on days that are over, with platforms and runtimes.

use std::collections::BTreeMap;

use corncrake_model::events::usage::{UsageCount, UsageKind};
use corncrake_www::{
    day_counts::{CellCounts, DayRow},
    installations::{self, InstallationsView},
    permissions::Permissions,
};
use worker::{Env, Request};

use super::by_day;
use crate::{
    http::{Response, page_error::PageError},
    pages::{
        page::{ingest_address, range},
        views, zone,
    },
    platform::clock,
    projects,
    service::usage as published,
};

/// `GET /projects/:key/installations?range=`
pub(crate) async fn installations(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let range = range(request)?;
    let days = published::finished_days(range.start(now), now);
    let counts = published::installations(env, &row, &days).await?;
    let of = |kind| counts.iter().filter(move |count| count.group.kind == kind);
    let mut versions: BTreeMap<&str, Vec<&UsageCount>> = BTreeMap::new();
    for count in of(UsageKind::InstalledVersion) {
        if let Some(version) = &count.cell {
            versions.entry(version).or_default().push(count);
        }
    }
    let of_version = |(version, counts): (&str, Vec<&UsageCount>)| DayRow {
        name: version.to_owned(),
        counts: by_day(&days, counts.into_iter()),
    };
    let view = InstallationsView {
        now,
        project: views::project(&row, permissions),
        address: ingest_address(request, env)?,
        range,
        is_on: row.settings.installations,
        days: days.iter().map(|day| day.start()).collect(),
        is_published: !counts.is_empty(),
        versions: versions.into_iter().map(of_version).collect(),
        others: by_day(&days, of(UsageKind::InstalledVersion).filter(|count| count.cell.is_none())),
        platforms: card(of(UsageKind::InstalledPlatform)),
        runtimes: card(of(UsageKind::InstalledRuntime)),
    };
    zone::page(200, request, || installations::page(&view))
}

/// The sums of all days, by cell.
fn card<'a>(counts: impl Iterator<Item = &'a UsageCount>) -> CellCounts {
    let mut card = CellCounts::default();
    counts.for_each(|count| card.add(count.cell.as_deref(), count.visitors));
    card
}
