//! What browsers reported by themselves: the issues whose events are reports, each with what
//! the latest of them says.

use std::collections::HashMap;

use corncrake_core::event::EventType;
use corncrake_www::{
    issues::Noise,
    reports::{self, Report, ReportsView, is_report},
};
use worker::{Env, Request, Response};

use super::{Stop, origin, shown};
use crate::{
    address, answer, clock, directory,
    objects::{ListIssues, ReadLatest},
    spread,
    store::{self, Filter, Issue, Sort},
};

/// `GET /projects/:key/reports?noise=&after=`
pub(crate) async fn reports(key: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let is_noise = address::parameter(request, "noise")?.is_some_and(|noise| !noise.is_empty());
    let after = address::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let filter = Filter {
        noise: is_noise,
        noise_off: row.settings.noise_off.clone(),
        kinds: (0..=EventType::MAX).filter(|code| is_report(shown::kind(*code))).collect(),
        ..Filter::default()
    };
    let list = ListIssues { filter, sort: Sort::Newest, after, limit: store::ISSUES_OF_A_PAGE };
    let page = spread::issues(env, &row, &list).await?;
    let ids = page.issues.iter().map(|issue| issue.id).collect();
    let latest = spread::ask(env, &row, &ReadLatest { ids }).await?;
    let mut latest: HashMap<_, _> = latest.into_iter().map(|(id, _, body)| (id, body)).collect();
    let report = |issue: Issue| {
        let (fields, page) = latest.remove(&issue.id).map(|body| (body.meta, body.uri)).unwrap_or_default();
        Report { noise: shown::rule(&issue), fields, page, issue: shown::issue(issue, &row.settings) }
    };
    let view = ReportsView {
        now,
        project: shown::project(&row),
        origin: origin(request)?,
        reports: page.issues.into_iter().map(report).collect(),
        is_noise,
        // The rules count over all kinds, and a number that is of something else is none.
        noise: Noise::default(),
        is_later_page: after.is_some(),
        next: page.next.map(|cursor| cursor.to_string()),
    };
    Ok(answer::page(200, &reports::page(&view))?)
}
