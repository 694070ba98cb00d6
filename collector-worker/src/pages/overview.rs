//! A project at a glance.

use corncrake_core::status::Status;
use corncrake_www::overview::{self, OutcomeCount, OverviewView};
use futures_util::future;
use worker::{Env, Request, Response};

use super::{DEMO, Stop, origin, range, shown};
use crate::{
    answer, clock, directory,
    objects::{ListIssues, ReadBreakdown, ReadCountries, ReadHours, ReadOutcomes, ReadStorage},
    spread,
    store::{Filter, Outcomes, Sort},
};

/// Issues that an overview shows: as many as one looks through at a glance.
const TOP: u32 = 5;

/// `GET /projects/:key?range=`
pub(crate) async fn overview(key: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let range = range(request)?;
    let (from, step) = (range.start(now), range.step_ms());
    let (hours, outcomes, facets, countries, storage) = future::try_join5(
        spread::ask(env, &row, &ReadHours { from, step }),
        spread::ask(env, &row, &ReadOutcomes { from, step }),
        spread::ask(env, &row, &ReadBreakdown { from }),
        spread::ask(env, &row, &ReadCountries { from: from.day() }),
        spread::ask(env, &row, &ReadStorage {}),
    )
    .await?;
    let mut has_data = !hours.is_empty() || !outcomes.is_empty();
    if !has_data {
        has_data = shown::has_any(&row, now, env).await?;
    }
    let filter =
        Filter { noise_off: row.settings.noise_off.clone(), status: Some(Status::Open), ..Filter::default() };
    let top = ListIssues { filter, sort: Sort::Newest, after: None, limit: TOP };
    let top = spread::issues(env, &row, &top).await?.issues;
    let sum = outcomes.iter().fold(Outcomes::default(), |sum, (_, outcomes)| sum.and(outcomes));
    let view = OverviewView {
        now,
        project: shown::project(&row),
        is_demo: row.name == DEMO,
        origin: origin(request)?,
        has_data,
        range,
        sessions: shown::sessions(range, now, &hours),
        kinds: shown::kinds(&facets),
        facets: shown::facets(&facets),
        countries: shown::countries(countries),
        top: shown::rows(top, &row, now, env).await?,
        outcomes: sum.named().map(|(name, count)| OutcomeCount { name: name.to_owned(), count }).collect(),
        storage: shown::storage(storage),
    };
    Ok(answer::page(200, &overview::page(&view))?)
}
