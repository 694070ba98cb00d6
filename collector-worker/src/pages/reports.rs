//! The page of reports: the issues whose events are reports, each with its latest one.

use corncrake_model::issues::issue_list;
use corncrake_www::{
    issues::NoiseCount,
    permissions::Permissions,
    reports::{self, Report, ReportsView},
};
use worker::{Env, Request};

use super::{page::ingest_address, views, zone};
use crate::{
    http::{Response, page_error::PageError, url},
    platform::clock,
    projects,
    service::{reports as reported, reports::GroupedReports},
};

/// `GET /projects/:key/reports?noise=&after=`
pub(crate) async fn reports(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let is_noise = url::parameter(request, "noise")?.as_deref() == Some("1");
    let after = url::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let (found, next) = reported::reports(env, &row, is_noise, after, issue_list::ISSUES_OF_A_PAGE).await?;
    let report = |GroupedReports { issue, fields, page }| Report {
        noise: views::rule(&issue),
        fields,
        page,
        issue: views::plain_issue(issue, &row.settings),
    };
    let view = ReportsView {
        now,
        project: views::project(&row, permissions),
        address: ingest_address(request, env)?,
        reports: found.into_iter().map(report).collect(),
        is_noise,
        // The rules count over all kinds, so their counts would be wrong for reports alone.
        noise: NoiseCount::default(),
        is_later_page: after.is_some(),
        next: next.map(|cursor| cursor.to_string()),
    };
    zone::page(200, request, || reports::page(&view))
}
