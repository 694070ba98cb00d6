//! An issue with one of its events: the latest, or the one that an address names.

use corncrake_core::ids::IssueId;
use corncrake_model::project::record::ProjectRecord;
use corncrake_www::{
    issue::{self, EventPosition, Grouping, IssueView, StoredEvent, Wording, Wordings},
    series::SeriesPoint,
};
use futures_util::future;
use worker::{Env, Request, Response};

use super::{form_context, page::range, views};
use crate::{
    http::{error::Fault, page_error::PageError, response},
    objects::rpc::{FindIssue, ReadIssueBreakdown, ReadTrend},
    platform::clock,
    projects,
    service::{
        symbolicate,
        wordings::{self, CountedWording, IssueWordings},
    },
    shards::{self, EventPage},
};

/// `GET /projects/:key/issues/:id?range=`, and the same with `/events/:event`
pub(crate) async fn issue(
    key: &str,
    id: &str,
    event: Option<&str>,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let wanted = match event {
        Some(name) => Some(shards::event_name(env, &row, name, id).await?),
        None => None,
    };
    let range = range(request)?;
    let from = range.start(now);
    let (found, trend, facets, shown_event) = future::try_join4(
        shards::query(env, &row, &FindIssue { id }),
        shards::query(env, &row, &ReadTrend { id, from, step: range.step_ms() }),
        shards::query(env, &row, &ReadIssueBreakdown { id, from }),
        shards::event(env, &row, id, wanted),
    )
    .await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let (stored, numbers) = match shown_event {
        Some(one) => event_view(one, &row, env).await,
        None if wanted.is_some() => return Err(Fault::not_found("event").into()),
        None => (None, EventPosition::default()),
    };
    let triage = form_context::triage(&issue, &row, form_context::of(&row, request)?, env).await?;
    let hours = trend.unwrap_or_default().into_iter();
    let view = IssueView {
        now,
        triage,
        rules: views::rules(&row, issue.id, env).await?,
        wordings: wordings(&row, issue.id, env).await?,
        noise: views::rule(&issue),
        range,
        trend: range.points(now, hours.map(|(start, count)| SeriesPoint { start, count, errored: 0 })),
        facets: views::facets(&facets.unwrap_or_default()),
        event: stored,
        position: numbers,
        grouping: Grouping { version: issue.grouping_version, parts: issue.grouping.clone() },
        issue: views::issue(issue, &row.settings),
        project: views::project(&row),
    };
    let view = with_rules(view);
    Ok(response::page(200, &issue::page(&view))?)
}

/// An open issue that a rule hides says so.
fn with_rules(mut view: IssueView) -> IssueView {
    if view.rules.iter().any(|rule| rule.hides) {
        view.issue.status = view.issue.status.hidden_by_rule();
    }
    view
}

async fn wordings(row: &ProjectRecord, id: IssueId, env: &Env) -> Result<Wordings, Fault> {
    let IssueWordings { all, more, looked_at } = wordings::of_issue(env, row, id).await?;
    let wording =
        |CountedWording { title, pattern, events }: CountedWording| Wording { title, pattern, events };
    Ok(Wordings { all: all.into_iter().map(wording).collect(), more, looked_at })
}

/// An event as it is shown, and the ways to its neighbours.
async fn event_view(one: EventPage, row: &ProjectRecord, env: &Env) -> (Option<StoredEvent>, EventPosition) {
    let EventPage { name, at, body, number, earlier, later } = one;
    let frames = symbolicate::for_people(row, &body, env).await;
    (Some(views::event(at, body, frames)), EventPosition { name: Some(name), number, earlier, later })
}
