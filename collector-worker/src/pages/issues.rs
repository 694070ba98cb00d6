//! The list of issues: filtered, searched and sorted as its address says.

use corncrake_core::event::EventType;
use corncrake_www::{
    issues::{self, FilterChoices, IssueFilters, IssuesView, NoiseCount},
    noise_rules::NoiseRuleRow,
    range::Range,
    sort,
};
use futures_util::future;
use worker::{Env, Request, Response};

use super::{DEMO, Stop, origin, shown};
use crate::{
    address, answer, clock, desk, directory,
    fault::Fault,
    objects::{ListIssues, ReadBreakdown, ReadStorage},
    rules, spread,
    store::{self, FacetKind, Facets, Filter, ProjectRow, Sort},
};

/// How far back the filters' choices look: what is older can be searched for.
const CHOICES: Range = Range::Month;
/// Choices of a filter, those with the most events: what one looks through in a menu.
const MOST_CHOICES: usize = 30;

/// `GET /projects/:key/issues?query=&status=&type=&release=&environment=&browser=&sort=&noise=&after=`
pub(crate) async fn issues(key: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let filters = read(request)?;
    let after = address::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let list = ListIssues {
        filter: filter(&filters, &row),
        sort: sort(filters.sort),
        after,
        limit: store::ISSUES_OF_A_PAGE,
    };
    let (page, storage, rules, facets) = future::try_join4(
        spread::issues(env, &row, &list),
        spread::ask(env, &row, &ReadStorage {}),
        rules::of_project(&row, env),
        spread::ask(env, &row, &ReadBreakdown { from: CHOICES.start(now) }),
    )
    .await?;
    let has_noise = rules.iter().any(|rule| rule.issues > 0);
    let is_later_page = after.is_some();
    let has_issues = !page.issues.is_empty() || is_later_page || has_noise || has_any(&row, env).await?;
    let view = IssuesView {
        now,
        is_demo: row.name == DEMO,
        origin: origin(request)?,
        has_issues,
        objects: row.spread.places().count(),
        choices: choices(&facets),
        rows: shown::rows(page.issues, &row, now, env).await?,
        is_later_page,
        is_full: storage.is_full,
        noise: noise(&rules),
        rules: if filters.noise { rules } else { Vec::new() },
        filters,
        form_context: desk::of(&row, request)?,
        next: page.next.map(|cursor| cursor.to_string()),
        project: shown::project(&row),
    };
    Ok(answer::page(200, &issues::page(&view))?)
}

/// What an address looks for.
fn read(request: &Request) -> Result<IssueFilters, Fault> {
    let url = address::url(request)?;
    Ok(IssueFilters::read(|name| {
        url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    }))
}

fn filter(filters: &IssueFilters, row: &ProjectRow) -> Filter {
    let IssueFilters { query, kind, release, environment, browser, status, noise, .. } = filters.clone();
    Filter {
        noise,
        noise_off: row.settings.noise_off.clone(),
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
async fn has_any(row: &ProjectRow, env: &Env) -> Result<bool, Fault> {
    let any = ListIssues { filter: Filter::default(), sort: Sort::Newest, after: None, limit: 1 };
    Ok(!spread::issues(env, row, &any).await?.issues.is_empty())
}

fn choices(facets: &Facets) -> FilterChoices {
    let names = |kind| facets.most(kind, MOST_CHOICES).0.into_iter().map(|(value, _)| value).collect();
    FilterChoices {
        kinds: shown::kinds(facets).into_iter().map(|(kind, _)| kind).collect(),
        releases: names(FacetKind::Release),
        environments: names(FacetKind::Environment),
        browsers: names(FacetKind::Browser),
    }
}

/// What the rules that are on leave out.
fn noise(rules: &[NoiseRuleRow]) -> NoiseCount {
    rules.iter().filter(|rule| rule.is_on).fold(NoiseCount::default(), |sum, rule| NoiseCount {
        issues: sum.issues.saturating_add(rule.issues),
        events: sum.events.saturating_add(rule.events),
    })
}
