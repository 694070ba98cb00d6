//! The stored events of an issue, found by time, release, browser, page and extra data.

use corncrake_core::time::UnixMillis;
use corncrake_model::{
    issues::issue_list::{self, EventFilter},
    moment,
};
use corncrake_www::{
    issue_events::{self, EventFilters, EventsView, ListedEvent},
    permissions::Permissions,
    zone::for_reader,
};

use futures_util::future;
use worker::{Env, Request};

use crate::pages::{views, zone};
use crate::{
    http::{Response, error::Fault, page_error::PageError, response, url},
    objects::rpc::{CountEvents, FindIssue},
    platform::clock,
    projects,
    shards::{self, NamedEvent},
};

/// `GET /projects/:key/issues/:id/events?from=&to=&at=&release=&browser=&page=&meta=&receipt=&after=`
pub(crate) async fn events(
    key: &str,
    id: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let address = url::url(request)?;
    let parameter = |name: &str| {
        address.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    };
    let filters = for_reader(zone::of(request)?, || EventFilters::read(parameter, now));
    let filter = filter(&filters);
    let after = parameter("after");
    let (found, listed, matching) = future::try_join3(
        shards::query(env, &row, &FindIssue { id }),
        shards::list_events(env, &row, id, &filter, after.as_deref(), issue_list::ISSUES_OF_A_PAGE),
        shards::query(env, &row, &CountEvents { head: id, filter: filter.clone() }),
    )
    .await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let (events, next) = listed.ok_or_else(|| Fault::not_found("issue"))?;
    // One that was looked for and is the only one is shown at once.
    let is_narrowed = filter != EventFilter::default();
    if let ([only], 1, true, None) = (events.as_slice(), matching, is_narrowed, &after) {
        let place = format!("/projects/{}/issues/{id}/events/{}", row.key, only.name);
        return Ok(response::see_other(&place, None)?);
    }
    let event = |NamedEvent { name, at, body }: NamedEvent| ListedEvent {
        name,
        at: moment::displayed_time(at, now),
        release: body.release,
        browser: body.browser,
        page: body.uri,
        message: body.message,
    };
    let view = EventsView {
        now,
        project: views::project(&row, permissions),
        issue: id,
        title: issue.title,
        counted: issue.events,
        matching,
        filters,
        events: events.into_iter().map(event).collect(),
        is_later_page: after.is_some(),
        next,
    };
    zone::page(200, request, || issue_events::page(&view))
}

fn filter(filters: &EventFilters) -> EventFilter {
    let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let receipt = text(&filters.receipt).map(|code| code.parse().ok());
    EventFilter {
        // What is no code is of no event.
        from: if receipt == Some(None) { Some(UnixMillis(i64::MAX)) } else { filters.from },
        to: filters.to,
        release: text(&filters.release),
        browser: text(&filters.browser),
        page: text(&filters.page),
        meta: text(&filters.meta),
        receipt: receipt.flatten(),
    }
}
