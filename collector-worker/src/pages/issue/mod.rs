//! An issue with one of its events: the latest, or the one that an address names.

pub(super) mod events;

use corncrake_core::ids::IssueId;
use corncrake_model::{
    events::facets::{FacetKind, Facets},
    issues::{issue::Issue, issue_list::EventFilter},
    project::record::ProjectRecord,
};
use corncrake_www::{
    issue::{
        self, EventPosition, Grouping, IssueRuleEffect, IssueView, ListPlace, StoredEvent, Wording, Wordings,
    },
    issues::IssueFilters,
    permissions::Permissions,
    release::OwnReleases,
    series::SeriesPoint,
};
use futures_util::future;
use worker::{Env, Request};

use super::{
    form_context,
    issue_order::{self, ReleaseClock},
    issues::read_clock,
    only,
    page::{dashboard_address, range},
    triage,
    views::{self, RowContext},
    zone,
};
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, page_error::PageError, url},
    objects::rpc::{CountEvents, FindIssue, ReadBreakdown, ReadHours, ReadIssueBreakdown, ReadTrend},
    platform::clock,
    projects,
    service::{
        symbolicate,
        wordings::{self, CountedWording, IssueWordings},
    },
    shards::{self, EventChoice, EventPage},
};

/// `GET /projects/:key/issues/:id?range=`, and the same with `/events/:event`
pub(crate) async fn issue(
    key: &str,
    id: &str,
    event: Option<&str>,
    (actor, permissions): (&Actor, Permissions),
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let wanted = match event {
        Some("first") => EventChoice::Oldest,
        Some("latest") | None => EventChoice::Latest,
        Some(name) => EventChoice::Named(shards::event_name(env, &row, name, id).await?),
    };
    let range = range(request)?;
    let from = range.start(now);
    let (found, trend, facets, shown_event, stored) = future::try_join5(
        shards::query(env, &row, &FindIssue { id }),
        shards::query(env, &row, &ReadTrend { id, from, step: range.step_ms() }),
        shards::query(env, &row, &ReadIssueBreakdown { id, from }),
        shards::event(env, &row, id, wanted),
        shards::query(env, &row, &CountEvents { head: id, filter: EventFilter::default() }),
    )
    .await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    let (hours, project_facets, mut clock) = future::try_join3(
        shards::query(env, &row, &ReadHours { from, step: range.step_ms() }),
        shards::query(env, &row, &ReadBreakdown { from }),
        read_clock(env, &row, now),
    )
    .await?;
    clock.read_users(&url::parameter(request, "list")?.unwrap_or_default(), actor, env).await?;
    let (event, numbers) = match shown_event {
        Some(one) => event_view(one, &row, env).await,
        None if event.is_some() => return Err(Fault::not_found("event").into()),
        None => (None, EventPosition::default()),
    };
    let newest = clock.releases.first().map(|release| release.name.clone());
    let team = triage::team(&issue, &row, (actor, permissions), env).await?;
    let forms = form_context::of(&row, permissions, request)?;
    let triage = form_context::triage(&issue, &row, forms, newest, team, env).await?;
    let points = trend.unwrap_or_default().into_iter();
    let facets = facets.unwrap_or_default();
    let context = RowContext { clock: &clock, facets: &project_facets, range, now };
    let view = IssueView {
        ticket_link: row.settings.ticket_link.clone(),
        now,
        triage,
        rules: views::rules(&row, issue.id, env).await?,
        wordings: wordings(&row, issue.id, env).await?,
        noise: views::rule(&issue),
        range,
        trend: range
            .points(now, points.map(|(start, count)| SeriesPoint { start, count, ..SeriesPoint::default() })),
        sessions: sessions_of(&facets),
        all_sessions: hours.iter().map(|hour| hour.sessions).fold(0, u64::saturating_add),
        releases: views::marks(&clock, range, now),
        named: OwnReleases {
            first: issue.first_release.as_ref().map(views::mark),
            last: issue.last_release.as_ref().map(views::mark),
        },
        not_in: not_in(&issue, &clock, &project_facets),
        stored,
        list: list_place(id, request, &row, &clock, env).await?,
        dashboard: dashboard_address(request, env)?,
        facets: views::facets(&facets),
        event,
        position: numbers,
        grouping: Grouping { version: issue.grouping_version, parts: issue.grouping.clone() },
        issue: with_only(views::issue(issue, &row.settings, &context), &facets, &project_facets),
        project: views::project(&row, permissions),
    };
    let view = with_rules(view);
    zone::page(200, request, || issue::page(&view))
}

/// Names the browser, the system and the environment where nearly all sessions of the range have one.
fn with_only(mut issue: issue::Issue, own: &Facets, project: &Facets) -> issue::Issue {
    for value in only::of_range(own, project) {
        if !issue.only.contains(&value) {
            issue.only.push(value);
        }
    }
    issue
}

/// The sessions of a breakdown: every event has a type.
fn sessions_of(facets: &Facets) -> u64 {
    let (kinds, other) = facets.most(FacetKind::Type, usize::MAX);
    kinds.into_iter().map(|(_, count)| count.sessions).fold(other.sessions, u64::saturating_add)
}

/// The newest release, where the issue named releases and not that one, and how many other errors it
/// has.
fn not_in(issue: &Issue, clock: &ReleaseClock, facets: &Facets) -> Option<(String, u64)> {
    let newest = clock.releases.first()?;
    let last = issue.last_release.as_ref()?;
    let (releases, _) = facets.most(FacetKind::Release, usize::MAX);
    let others = releases.iter().find(|(name, _)| *name == newest.name).map_or(0, |(_, count)| count.events);
    (last.name != newest.name && last.first_seen < newest.first_seen).then(|| (newest.name.clone(), others))
}

/// Where the issue stands in the list that one came from, which the address names by its query.
async fn list_place(
    id: IssueId,
    request: &Request,
    row: &ProjectRecord,
    clock: &ReleaseClock,
    env: &Env,
) -> Result<Option<ListPlace>, Fault> {
    let Some(query) = url::parameter(request, "list")?.filter(|query| query.len() <= LIST_BYTES) else {
        return Ok(None);
    };
    let filters = IssueFilters::read(|name| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    });
    let ids = issue_order::ids(env, row, &filters, clock, clock::now()).await?;
    let Some(place) = ids.iter().position(|one| *one == id) else { return Ok(None) };
    Ok(Some(ListPlace {
        query,
        place: place + 1,
        of: ids.len(),
        previous: place.checked_sub(1).and_then(|place| ids.get(place)).copied(),
        next: ids.get(place + 1).copied(),
    }))
}

/// Bytes of a list's query in the address of an issue.
const LIST_BYTES: usize = 1_000;

/// An open issue that a rule hides says so.
fn with_rules(mut view: IssueView) -> IssueView {
    for rule in &view.rules {
        match rule.effect {
            IssueRuleEffect::Hides => view.issue.status = view.issue.status.hidden_by_rule(),
            IssueRuleEffect::Rates(interest) => view.issue.interest = Some(interest),
            IssueRuleEffect::Groups => {}
        }
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
