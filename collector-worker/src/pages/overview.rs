//! A project at a glance.

use corncrake_core::time::UnixMillis;
use corncrake_model::{
    events::{counts::SessionHour, outcomes::Outcomes},
    issues::issue_list::MOST_RANKED,
};
use corncrake_www::{
    issues::{IssueFilters, ListView},
    overview::{self, OutcomeCount, OverviewView},
    permissions::Permissions,
};
use futures_util::future;
use worker::{Env, Request};

use super::{
    issue_order,
    issues::read_clock,
    page::{ingest_address, range},
    public::demo::DEMO,
    refused,
    views::{self, RowContext},
    zone,
};
use crate::{
    http::{Response, page_error::PageError},
    objects::rpc::{ListIds, ReadBreakdown, ReadCountries, ReadHours, ReadItems, ReadOutcomes, ReadStorage},
    platform::clock,
    projects,
    service::noise::trend,
    shards,
};

/// Issues that an overview shows: as many as one looks through at a glance.
const TOP: usize = 6;

/// `GET /projects/:key?range=`
pub(crate) async fn overview(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let range = range(request)?;
    let (from, step) = (range.start(now), range.step_ms());
    let earlier = range.start_of_previous(now);
    let (hours, outcomes, facets, countries, storage) = future::try_join5(
        shards::query(env, &row, &ReadHours { from: earlier, step }),
        shards::query(env, &row, &ReadOutcomes { from, step }),
        shards::query(env, &row, &ReadBreakdown { from }),
        shards::query(env, &row, &ReadCountries { from: from.day() }),
        shards::query(env, &row, &ReadStorage {}),
    )
    .await?;
    let items = shards::query(env, &row, &ReadItems { from }).await?;
    let mut has_data = !items.is_empty() || !hours.is_empty() || !outcomes.is_empty();
    if !has_data {
        has_data = views::has_any(&row, now, env).await?;
    }
    let clock = read_clock(env, &row, now).await?;
    let open = IssueFilters { range, ..IssueFilters::default() };
    let back = IssueFilters { view: ListView::Back, ..open.clone() };
    let counted = ListIds {
        filters: vec![issue_order::filter(&open, &row, &clock), issue_order::filter(&back, &row, &clock)],
        most: MOST_RANKED,
    };
    let ((ranked, new_rows), counted, unusual_noise) = future::try_join3(
        issue_order::ranked(env, &row, &open, &clock, now),
        shards::query(env, &row, &counted),
        trend::unusual(env, &row, range, now),
    )
    .await?;
    let count = |place: usize| counted.get(place).map_or(0, Vec::len) as u64;
    let top = shards::issues_of(env, &row, ranked.iter().take(TOP).map(|one| one.id).collect()).await?;
    let context = RowContext { clock: &clock, facets: &facets, range, now };
    let before = hours.iter().filter(|hour| hour.start < from).map(|hour| SessionHour {
        start: UnixMillis(hour.start.0.saturating_add(from.0.saturating_sub(earlier.0))),
        ..*hour
    });
    let before = views::sessions(range, now, &before.collect::<Vec<_>>());
    let hours: Vec<SessionHour> = hours.into_iter().filter(|hour| hour.start >= from).collect();
    let sum = outcomes.iter().fold(Outcomes::default(), |sum, (_, outcomes)| sum.and(outcomes));
    let view = OverviewView {
        now,
        project: views::project(&row, permissions),
        is_demo: row.name == DEMO,
        address: ingest_address(request, env)?,
        has_data,
        objects: row.shards.all().count(),
        refused: refused::while_waiting(!has_data, &row, permissions, env).await?,
        range,
        sessions: views::sessions(range, now, &hours),
        kinds: views::kinds(&facets),
        facets: views::facets(&facets),
        countries: views::countries(countries),
        before,
        releases: views::marks(&clock, range, now),
        since: clock.since.as_ref().map(|(release, new)| (views::mark(release), new.len() as u64)),
        back: count(1),
        open: count(0),
        unusual_noise,
        new_rows,
        top: views::rows(top, &row, &context, env).await?,
        outcomes: sum.named().map(|(name, count)| OutcomeCount { name: name.to_owned(), count }).collect(),
        items: items.into_iter().map(views::item).collect(),
        storage: views::storage(storage),
    };
    zone::page(200, request, || overview::page(&view))
}
