//! The page of response times: shares by name on days that are over, and of one name its pages, releases
//! and devices.

use std::collections::BTreeMap;

use corncrake_model::events::usage::{UsageCount, UsageKind};
use corncrake_www::{
    permissions::Permissions,
    timing_shares::TimingRow,
    vitals::{self, VitalsDetails, VitalsView},
};
use worker::{Env, Request};

use crate::{
    http::{Response, page_error::PageError, url::parameter},
    pages::{
        page::{ingest_address, range},
        views, zone,
    },
    platform::clock,
    projects,
    service::usage as published,
};

/// `GET /projects/:key/vitals?range=&name=`
pub(crate) async fn vitals(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let range = range(request)?;
    let days = published::finished_days(range.start(now), now);
    let counts = published::timings(env, &row, &days).await?;
    let asked = parameter(request, "name")?.unwrap_or_default();
    let names = names(&counts, row.settings.vitals_list.names());
    let chosen = names.iter().find(|name| name.label == asked).filter(|_| !counts.is_empty());
    let view = VitalsView {
        now,
        project: views::project(&row, permissions),
        address: ingest_address(request, env)?,
        range,
        is_on: row.settings.vitals,
        is_published: !counts.is_empty(),
        details: chosen.map(|all| VitalsDetails {
            all: all.clone(),
            pages: rows(&counts, UsageKind::TimingPage, &asked),
            releases: rows(&counts, UsageKind::TimingRelease, &asked),
            devices: rows(&counts, UsageKind::TimingDevice, &asked),
        }),
        names,
    };
    zone::page(200, request, || vitals::page(&view))
}

/// The names that are counted now, in their order, then those that were published.
fn names<'a>(counts: &'a [UsageCount], listed: impl Iterator<Item = &'a str>) -> Vec<TimingRow> {
    let mut published: BTreeMap<&str, TimingRow> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.group.kind == UsageKind::Timing) {
        let name = count.group.name.as_str();
        add(published.entry(name).or_insert_with(|| empty_row(name)), count);
    }
    let listed: Vec<TimingRow> =
        listed.map(|name| published.remove(name).unwrap_or_else(|| empty_row(name))).collect();
    listed.into_iter().chain(published.into_values()).collect()
}

fn empty_row(label: &str) -> TimingRow {
    TimingRow { label: label.to_owned(), buckets: Default::default() }
}

/// The rows of a name by what the kind says, by the alphabet; those without a key come last.
fn rows(counts: &[UsageCount], kind: UsageKind, name: &str) -> Vec<TimingRow> {
    let mut rows: BTreeMap<(bool, &str), TimingRow> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.group.kind == kind && count.group.name == name) {
        let key = count.group.key.as_str();
        add(rows.entry((key.is_empty(), key)).or_insert_with(|| empty_row(key)), count);
    }
    rows.into_values().collect()
}

/// Adds the visitors of a bucket; the sum of a day that was too small has none.
fn add(row: &mut TimingRow, count: &UsageCount) {
    let bucket = count.cell.as_ref().and_then(|cell| cell.parse().ok());
    if let Some(sum) = bucket.and_then(|at: usize| row.buckets.get_mut(at)) {
        *sum = sum.saturating_add(count.visitors);
    }
}
