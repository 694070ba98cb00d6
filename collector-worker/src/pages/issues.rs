//! The list of issues: its tabs, filtered, searched and sorted as its address says.

use corncrake_core::status::Status;
use corncrake_model::{
    events::facets::{FacetKind, Facets},
    issues::interest::Interest,
    issues::issue_list::{self, Filter, ListCursor, META_ISSUES, MOST_RANKED},
    project::record::ProjectRecord,
};
use corncrake_www::{
    issues::{self, FilterChoices, IssueFilters, IssuesView, ListTab, ListView, NoiseCount, StatusFilter},
    noise_rules::NoiseRuleRow,
    permissions::Permissions,
    range::Range,
};
use futures_util::future;
use worker::{Env, Request};

use super::{
    form_context,
    issue_order::{self, ReleaseClock},
    page::ingest_address,
    public::demo::DEMO,
    refused, triage,
    views::{self, RowContext},
    zone,
};
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, page_error::PageError, url},
    objects::rpc::{ListIds, ListIssues, ReadBreakdown, ReadHours, ReadStorage},
    platform::clock,
    projects,
    service::{
        noise::{rules as noise_rules, trend},
        releases, rules as own_rules,
        triage::assignees::Assignees,
    },
    shards,
};

/// How far back the filters' choices look: what is older can be searched for.
const CHOICES: Range = Range::Month;
/// FilterChoices of a filter, those with the most events: what one looks through in a menu.
const MOST_CHOICES: usize = 30;

/// `GET /projects/:key/issues?query=&status=&type=&release=&environment=&browser=&sort=&noise=&view=&range=&since=&from=&to=&after=`
pub(crate) async fn issues(
    key: &str,
    (actor, permissions): (&Actor, Permissions),
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let filters = read(request)?;
    let mut clock = read_clock(env, &row, now).await?;
    clock.read_users(&filters.query, actor, env).await?;
    let after: Option<ListCursor> = url::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let hours = ReadHours { from: filters.range.start(now), step: filters.range.step_ms() };
    let (page, storage, rules, facets, hours) = future::try_join5(
        list(env, &row, &filters, &clock, after),
        shards::query(env, &row, &ReadStorage {}),
        noise_rules::of_project(&row, env),
        shards::query(env, &row, &ReadBreakdown { from: CHOICES.start(now) }),
        shards::query(env, &row, &hours),
    )
    .await?;
    let (found, new_rows, next) = page;
    let tabs = tabs(env, &row, &clock).await?;
    let (unusual_noise, elsewhere) = future::try_join(
        trend::unusual(env, &row, filters.range, now),
        matches_elsewhere(env, &row, &filters, &clock, found.is_empty()),
    )
    .await?;
    let hidden = own_rules::hidden(&row, env).await?;
    let has_noise = hidden.0 > 0 || rules.iter().any(|rule| rule.issues > 0);
    let is_later_page = after.is_some();
    let has_issues = !found.is_empty()
        || is_later_page
        || has_noise
        || tabs.iter().any(|tab| tab.count.is_some_and(|count| count > 0));
    let assignees = found.iter().map(|issue| issue.assignee.clone()).collect::<Vec<_>>();
    let context = RowContext { clock: &clock, facets: &facets, range: filters.range, now };
    let view = IssuesView {
        now,
        is_demo: row.name == DEMO,
        address: ingest_address(request, env)?,
        has_issues,
        refused: refused::while_waiting(!has_issues, &row, permissions, env).await?,
        objects: row.shards.all().count(),
        choices: choices(&facets),
        team: triage::members_of(&row, (actor, permissions), env).await?,
        rows: triage::name_assignees(&assignees, views::rows(found, &row, &context, env).await?, actor, env)
            .await?,
        new_rows,
        tabs,
        since: clock.since.as_ref().map(|(release, _)| views::mark(release)),
        sessions: hours.iter().map(|hour| hour.sessions).fold(0, u64::saturating_add),
        unusual_noise,
        meta_issues: issue_order::filter(&filters, &row, &clock).meta.map(|_| META_ISSUES),
        elsewhere,
        is_later_page,
        is_full: storage.is_full,
        noise: noise(&rules, hidden),
        rules: if filters.noise { rules } else { Vec::new() },
        filters,
        form_context: form_context::of(&row, permissions, request)?,
        next: next.map(|cursor| cursor.to_string()),
        project: views::project(&row, permissions),
    };
    zone::page(200, request, || issues::page(&view))
}

/// The releases of a project, and the last one that brought issues.
pub(crate) async fn read_clock(
    env: &Env,
    row: &ProjectRecord,
    now: corncrake_core::time::UnixMillis,
) -> Result<ReleaseClock, Fault> {
    let releases = releases::clock(env, row).await?;
    let since = releases::since(env, row, &releases, now).await?;
    Ok(ReleaseClock { releases, since, users: Assignees::default() })
}

type ListPage = (Vec<corncrake_model::issues::issue::Issue>, usize, Option<ListCursor>);

/// A page of the list: its issues, how many at their front are new, and where the next page begins.
async fn list(
    env: &Env,
    row: &ProjectRecord,
    filters: &IssueFilters,
    clock: &ReleaseClock,
    after: Option<ListCursor>,
) -> Result<ListPage, Fault> {
    let limit = issue_list::ISSUES_OF_A_PAGE;
    if let Some(sort) = issue_order::by_time(filters.sort) {
        let after = after.and_then(ListCursor::issue);
        let list = ListIssues { filter: issue_order::filter(filters, row, clock), sort, after, limit };
        let page = shards::list_issues(env, row, &list).await?;
        return Ok((page.issues, 0, page.next.map(ListCursor::Issue)));
    }
    let (ranked, new) = issue_order::ranked(env, row, filters, clock, clock::now()).await?;
    let from = after.and_then(ListCursor::rank).unwrap_or(0);
    let ids: Vec<_> = ranked.iter().skip(from).take(limit as usize).map(|one| one.id).collect();
    let to = from.saturating_add(ids.len());
    let next = (to < ranked.len()).then_some(ListCursor::Rank(to));
    Ok((shards::issues_of(env, row, ids).await?, new.saturating_sub(from), next))
}

/// The tabs, each with how many issues it has.
async fn tabs(env: &Env, row: &ProjectRecord, clock: &ReleaseClock) -> Result<Vec<ListTab>, Fault> {
    let of = |status, view, noise| IssueFilters { status, view, noise, ..IssueFilters::default() };
    let only = StatusFilter::Only;
    let mut tabs = vec![
        ("Back again".to_owned(), of(only(Status::Open), ListView::Back, false)),
        ("Open".to_owned(), of(only(Status::Open), ListView::All, false)),
        ("Resolved".to_owned(), of(only(Status::Resolved), ListView::All, false)),
        ("Ignored".to_owned(), of(only(Status::Ignored), ListView::All, false)),
        ("Snoozed".to_owned(), of(only(Status::Snoozed), ListView::All, false)),
        ("Noise".to_owned(), of(only(Status::Open), ListView::All, true)),
    ];
    if clock.users.me().is_some() {
        tabs.insert(0, ("Assigned to me".to_owned(), of(only(Status::Open), ListView::Mine, false)));
    }
    if !row.settings.interest_marks(Interest::High).is_empty() {
        tabs.insert(0, ("Important".to_owned(), of(only(Status::Open), ListView::Important, false)));
    }
    if let Some((release, _)) = &clock.since {
        tabs.insert(0, (format!("New since {}", release.name), of(only(Status::Open), ListView::New, false)));
    }
    let filters = tabs.iter().map(|(_, filters)| issue_order::filter(filters, row, clock)).collect();
    let counts = shards::query(env, row, &ListIds { filters, most: MOST_RANKED }).await?;
    let tab = |((label, filters), ids): ((String, IssueFilters), Vec<_>)| ListTab {
        label,
        count: Some(ids.len() as u64),
        filters,
    };
    Ok(tabs.into_iter().zip(counts).map(tab).collect())
}

/// How many issues of any status match, where none of this one does.
async fn matches_elsewhere(
    env: &Env,
    row: &ProjectRecord,
    filters: &IssueFilters,
    clock: &ReleaseClock,
    is_empty: bool,
) -> Result<u64, Fault> {
    if !is_empty || filters.status == StatusFilter::Any {
        return Ok(0);
    }
    let any = IssueFilters { status: StatusFilter::Any, view: ListView::All, ..filters.clone() };
    let filters: Vec<Filter> = vec![issue_order::filter(&any, row, clock)];
    let found = shards::query(env, row, &ListIds { filters, most: MOST_RANKED }).await?;
    Ok(found.first().map_or(0, Vec::len) as u64)
}

/// What an address looks for.
fn read(request: &Request) -> Result<IssueFilters, Fault> {
    let url = url::url(request)?;
    Ok(IssueFilters::read(|name| {
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }))
}

fn choices(facets: &Facets) -> FilterChoices {
    let names = |kind| facets.most(kind, MOST_CHOICES).0.into_iter().map(|(value, _)| value).collect();
    FilterChoices {
        kinds: views::kinds(facets).into_iter().map(|(kind, _)| kind).collect(),
        releases: names(FacetKind::Release),
        environments: names(FacetKind::Environment),
        browsers: names(FacetKind::Browser),
    }
}

/// What the rules that are on leave out.
fn noise(rules: &[NoiseRuleRow], (issues, events): (u64, u64)) -> NoiseCount {
    rules.iter().filter(|rule| rule.is_on).fold(NoiseCount { issues, events }, |sum, rule| NoiseCount {
        issues: sum.issues.saturating_add(rule.issues),
        events: sum.events.saturating_add(rule.events),
    })
}
