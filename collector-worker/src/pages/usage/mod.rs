//! The page of a project's usage: trends of names on days that are over, and of one name its values,
//! releases and platforms.

pub(crate) mod installations;
pub(crate) mod vitals;

use std::collections::BTreeMap;

use corncrake_core::time::UtcDay;
use corncrake_model::events::usage::{UsageCount, UsageKind};
use corncrake_www::{
    day_counts::{CellCounts, DayRow},
    permissions::Permissions,
    usage::{self, UsageDetails, UsageView},
};
use worker::{Env, Request};

use super::{
    page::{ingest_address, range},
    views, zone,
};
use crate::{
    http::{Response, page_error::PageError, url::parameter},
    platform::clock,
    projects,
    service::usage as published,
};

/// `GET /projects/:key/usage?range=&name=`
pub(crate) async fn usage(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let range = range(request)?;
    let days = published::finished_days(range.start(now), now);
    let counts = published::of_days(env, &row, &days).await?;
    let list = &row.settings.usage_list;
    let asked = parameter(request, "name")?.unwrap_or_default();
    let is_known = list.names().iter().any(|one| one.name == asked)
        || counts.iter().any(|count| count.group.name == asked);
    let view = UsageView {
        now,
        project: views::project(&row, permissions),
        address: ingest_address(request, env)?,
        range,
        is_on: row.settings.usage,
        is_listed: !list.is_empty(),
        days: days.iter().map(|day| day.start()).collect(),
        is_published: !counts.is_empty(),
        names: names(&days, &counts, list.names().iter().map(|one| one.name.as_str())),
        others: by_day(&days, counts.iter().filter(|count| is_name(count) && count.cell.is_none())),
        details: is_known.then(|| details(&counts, &asked)).filter(|_| !asked.is_empty()),
    };
    zone::page(200, request, || usage::page(&view))
}

fn is_name(count: &UsageCount) -> bool {
    count.group.kind == UsageKind::Name
}

/// The visitors of each day.
fn by_day<'a>(days: &[UtcDay], counts: impl Iterator<Item = &'a UsageCount>) -> Vec<u64> {
    let mut sums = vec![0_u64; days.len()];
    for count in counts {
        let sum = days.iter().position(|day| *day == count.day).and_then(|at| sums.get_mut(at));
        if let Some(sum) = sum {
            *sum = sum.saturating_add(count.visitors);
        }
    }
    sums
}

/// The names that are listed now, and those that were published.
fn names<'a>(
    days: &[UtcDay],
    counts: &'a [UsageCount],
    listed: impl Iterator<Item = &'a str>,
) -> Vec<DayRow> {
    let mut all: BTreeMap<&str, Vec<&UsageCount>> = listed.map(|name| (name, Vec::new())).collect();
    for count in counts.iter().filter(|count| is_name(count)) {
        if let Some(name) = &count.cell {
            all.entry(name).or_default().push(count);
        }
    }
    let row = |(name, counts): (&str, Vec<&UsageCount>)| DayRow {
        name: name.to_owned(),
        counts: by_day(days, counts.into_iter()),
    };
    all.into_iter().map(row).collect()
}

/// The numbers of one name beneath its own.
fn details(counts: &[UsageCount], name: &str) -> UsageDetails {
    let mut cards: BTreeMap<(UsageKind, &str), CellCounts> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.group.name == name && !is_name(count)) {
        let key = count.group.key.as_str();
        let card = cards.entry((count.group.kind, key)).or_default();
        card.add(count.cell.as_deref(), count.visitors);
    }
    let mut of = |kind| cards.remove(&(kind, "")).unwrap_or_default();
    let (releases, platforms) = (of(UsageKind::Release), of(UsageKind::Platform));
    let values = cards.into_iter().map(|((_, key), card)| (key.to_owned(), card)).collect();
    UsageDetails { name: name.to_owned(), values, releases, platforms }
}
