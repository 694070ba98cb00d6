//! The sessions of a project, over time and by country.

use corncrake_www::{
    permissions::Permissions,
    sessions::{self, SessionsView},
};
use futures_util::future;
use worker::{Env, Request};

use super::{issues::read_clock, page::range, views, zone};
use crate::{
    http::{Response, page_error::PageError},
    objects::rpc::{ReadCountries, ReadHours},
    platform::clock,
    projects, shards,
};

/// `GET /projects/:key/sessions?range=`
pub(crate) async fn sessions(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let range = range(request)?;
    let from = range.start(now);
    let (hours, countries, clock) = future::try_join3(
        shards::query(env, &row, &ReadHours { from, step: range.step_ms() }),
        shards::query(env, &row, &ReadCountries { from: from.day() }),
        read_clock(env, &row, now),
    )
    .await?;
    let view = SessionsView {
        now,
        project: views::project(&row, permissions),
        range,
        releases: views::marks(&clock, range, now),
        sessions: views::sessions(range, now, &hours),
        countries: views::countries(countries),
    };
    zone::page(200, request, || sessions::page(&view))
}
