//! The releases of a project, each with what it brought.

use corncrake_model::moment;
use corncrake_www::{
    permissions::Permissions,
    release::{ReleaseRow, VisitTotals},
    releases::{self, ReleasesView},
};
use worker::{Env, Request, Response};

use super::{page::dashboard_address, views, zone};
use crate::{
    http::page_error::PageError,
    platform::clock,
    projects,
    service::{
        releases::{self as clock_of, ReleaseSummary},
        visits,
    },
};

/// Releases of the page: what one looks through.
pub(crate) const MOST: usize = 30;

/// `GET /projects/:key/releases`
pub(crate) async fn releases(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let visits = visits::of_quarter(env, &row, now).await?;
    let (all, has_more) = clock_of::summaries(env, &row, now, MOST, &visits).await?;
    let one = |ReleaseSummary { release, sessions, new, back, files, uploaded, visits }: ReleaseSummary| {
        ReleaseRow {
            at: moment::displayed_time(release.first_seen, now),
            is_deployed: release.deployed.is_some(),
            name: release.name,
            sessions: sessions.sessions,
            errored: sessions.errored,
            new: new.len() as u64,
            back: back.len() as u64,
            files,
            uploaded,
            visits: visits.counts.visits,
            visits_errored: visits.counts.errored,
            recent_visits: visits.recent,
        }
    };
    let view = ReleasesView {
        now,
        project: views::project(&row, permissions),
        dashboard: dashboard_address(request, env)?,
        releases: all.into_iter().map(one).collect(),
        has_more,
        visits: VisitTotals {
            all: visits.all.visits,
            recent: visits.recent,
            privacy_control: visits.all.privacy_control,
            no_visit: visits.all.no_visit,
        },
    };
    zone::page(200, request, || releases::page(&view))
}
