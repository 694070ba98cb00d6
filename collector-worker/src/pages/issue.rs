//! An issue with one of its events: the latest, or the one that an address names.

use corncrake_www::{
    issue::{self, EventPosition, Grouping, IssueView, StoredEvent},
    series::SeriesPoint,
};
use futures_util::future;
use worker::{Env, Request, Response};

use super::{Stop, range, shown};
use crate::{
    answer, clock, desk, directory,
    fault::Fault,
    objects::{FindIssue, ReadIssueBreakdown, ReadTrend},
    sources,
    spread::{self, OneEvent},
    store::ProjectRow,
};

/// `GET /projects/:key/issues/:id?range=`, and the same with `/events/:event`
pub(crate) async fn issue(
    key: &str,
    id: &str,
    event: Option<&str>,
    request: &Request,
    env: &Env,
) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let wanted = match event {
        Some(name) => Some(spread::event_name(env, &row, name, id).await?),
        None => None,
    };
    let range = range(request)?;
    let from = range.start(now);
    let (found, trend, facets, shown_event) = future::try_join4(
        spread::ask(env, &row, &FindIssue { id }),
        spread::ask(env, &row, &ReadTrend { id, from, step: range.step_ms() }),
        spread::ask(env, &row, &ReadIssueBreakdown { id, from }),
        spread::event(env, &row, id, wanted),
    )
    .await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let (stored, numbers) = match shown_event {
        Some(one) => told(one, &row, env).await,
        None if wanted.is_some() => return Err(Fault::not_found("event").into()),
        None => (None, EventPosition::default()),
    };
    let decisions = desk::decisions(&issue, &row, desk::of(&row, request)?, env).await?;
    let hours = trend.unwrap_or_default().into_iter();
    let view = IssueView {
        now,
        triage: decisions,
        noise: shown::rule(&issue),
        range,
        trend: range.points(now, hours.map(|(start, count)| SeriesPoint { start, count, errored: 0 })),
        facets: shown::facets(&facets.unwrap_or_default()),
        event: stored,
        position: numbers,
        grouping: Grouping { version: issue.grouping_version, parts: issue.grouping.clone() },
        issue: shown::issue(issue, &row.settings),
        project: shown::project(&row),
    };
    Ok(answer::page(200, &issue::page(&view))?)
}

/// An event as it is shown, and the ways to its neighbours.
async fn told(one: OneEvent, row: &ProjectRow, env: &Env) -> (Option<StoredEvent>, EventPosition) {
    let OneEvent { name, at, body, number, earlier, later } = one;
    let frames = sources::for_people(row, body.release.as_deref(), body.frames(), env).await;
    (Some(shown::event(at, body, frames)), EventPosition { name: Some(name), number, earlier, later })
}
