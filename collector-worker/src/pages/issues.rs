//! The list of issues: filtered, searched and sorted as its address says.

use corncrake_core::event::EventType;
use corncrake_model::{
    events::facets::{FacetKind, Facets},
    issues::issue_list::{self, Filter, Sort},
    project::record::ProjectRecord,
};
use corncrake_www::{
    issues::{self, FilterChoices, IssueFilters, IssuesView, NoiseCount},
    noise_rules::NoiseRuleRow,
    range::Range,
    sort,
};
use futures_util::future;
use worker::{Env, Request, Response};

use super::{demo::DEMO, form_context, page::origin, views};
use crate::{
    http::{error::Fault, page_error::PageError, response, url},
    objects::rpc::{ListIssues, ReadBreakdown, ReadStorage},
    platform::clock,
    projects,
    service::{noise_rules, rules as own_rules},
    shards,
};

/// How far back the filters' choices look: what is older can be searched for.
const CHOICES: Range = Range::Month;
/// FilterChoices of a filter, those with the most events: what one looks through in a menu.
const MOST_CHOICES: usize = 30;

/// `GET /projects/:key/issues?query=&status=&type=&release=&environment=&browser=&sort=&noise=&after=`
pub(crate) async fn issues(key: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let filters = read(request)?;
    let after = url::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let list = ListIssues {
        filter: filter(&filters, &row),
        sort: sort(filters.sort),
        after,
        limit: issue_list::ISSUES_OF_A_PAGE,
    };
    let (page, storage, rules, facets) = future::try_join4(
        shards::list_issues(env, &row, &list),
        shards::query(env, &row, &ReadStorage {}),
        noise_rules::of_project(&row, env),
        shards::query(env, &row, &ReadBreakdown { from: CHOICES.start(now) }),
    )
    .await?;
    let hidden = own_rules::hidden(&row, env).await?;
    let has_noise = hidden.0 > 0 || rules.iter().any(|rule| rule.issues > 0);
    let is_later_page = after.is_some();
    let has_issues = !page.issues.is_empty() || is_later_page || has_noise || has_any(&row, env).await?;
    let view = IssuesView {
        now,
        is_demo: row.name == DEMO,
        origin: origin(request)?,
        has_issues,
        objects: row.shards.all().count(),
        choices: choices(&facets),
        rows: views::rows(page.issues, &row, now, env).await?,
        is_later_page,
        is_full: storage.is_full,
        noise: noise(&rules, hidden),
        rules: if filters.noise { rules } else { Vec::new() },
        filters,
        form_context: form_context::of(&row, request)?,
        next: page.next.map(|cursor| cursor.to_string()),
        project: views::project(&row),
    };
    Ok(response::page(200, &issues::page(&view))?)
}

/// What an address looks for.
fn read(request: &Request) -> Result<IssueFilters, Fault> {
    let url = url::url(request)?;
    Ok(IssueFilters::read(|name| {
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }))
}

fn filter(filters: &IssueFilters, row: &ProjectRecord) -> Filter {
    let IssueFilters { query, kind, release, environment, browser, status, noise, .. } = filters.clone();
    Filter {
        noise,
        noise_off: row.settings.noise_off.clone(),
        hiding: row.settings.hiding_editions(),
        text: Some(query).filter(|query| !query.is_empty()),
        status: status.status(),
        kinds: kind.map(EventType::code).into_iter().collect(),
        release,
        environment,
        browser,
    }
}

fn sort(sort: sort::Sort) -> Sort {
    match sort {
        sort::Sort::Newest => Sort::Newest,
        sort::Sort::Events => Sort::MostEvents,
        sort::Sort::Sessions => Sort::MostSessions,
        sort::Sort::FirstSeen => Sort::FirstSeen,
    }
}

/// Whether a project has any issue that no rule knows.
async fn has_any(row: &ProjectRecord, env: &Env) -> Result<bool, Fault> {
    let any = ListIssues { filter: Filter::default(), sort: Sort::Newest, after: None, limit: 1 };
    Ok(!shards::list_issues(env, row, &any).await?.issues.is_empty())
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
