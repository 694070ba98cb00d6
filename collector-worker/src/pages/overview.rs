//! A project at a glance.

use corncrake_core::status::Status;
use corncrake_model::{
    events::outcomes::Outcomes,
    issues::issue_list::{Filter, Sort},
};
use corncrake_www::overview::{self, OutcomeCount, OverviewView};
use futures_util::future;
use worker::{Env, Request, Response};

use super::{
    demo::DEMO,
    page::{origin, range},
    views,
};
use crate::{
    http::{page_error::PageError, response},
    objects::rpc::{
        ListIssues, ReadBreakdown, ReadCountries, ReadHours, ReadItems, ReadOutcomes, ReadStorage,
    },
    platform::clock,
    projects, shards,
};

/// Issues that an overview shows: as many as one looks through at a glance.
const TOP: u32 = 5;

/// `GET /projects/:key?range=`
pub(crate) async fn overview(key: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let range = range(request)?;
    let (from, step) = (range.start(now), range.step_ms());
    let (hours, outcomes, facets, countries, storage) = future::try_join5(
        shards::query(env, &row, &ReadHours { from, step }),
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
    let filter = Filter {
        noise_off: row.settings.noise_off.clone(),
        hiding: row.settings.hiding_editions(),
        status: Some(Status::Open),
        ..Filter::default()
    };
    let top = ListIssues { filter, sort: Sort::Newest, after: None, limit: TOP };
    let top = shards::list_issues(env, &row, &top).await?.issues;
    let sum = outcomes.iter().fold(Outcomes::default(), |sum, (_, outcomes)| sum.and(outcomes));
    let view = OverviewView {
        now,
        project: views::project(&row),
        is_demo: row.name == DEMO,
        origin: origin(request)?,
        has_data,
        range,
        sessions: views::sessions(range, now, &hours),
        kinds: views::kinds(&facets),
        facets: views::facets(&facets),
        countries: views::countries(countries),
        top: views::rows(top, &row, now, env).await?,
        outcomes: sum.named().map(|(name, count)| OutcomeCount { name: name.to_owned(), count }).collect(),
        items: items.into_iter().map(views::item).collect(),
        storage: views::storage(storage),
    };
    Ok(response::page(200, &overview::page(&view))?)
}
