//! What browsers reported by themselves: the issues whose events are reports, each with what
//! the latest of them says.

use corncrake_www::{
    issues::NoiseCount,
    reports::{self, Report, ReportsView},
};
use worker::{Env, Request, Response};

use super::{Stop, origin, shown};
use crate::{
    address, answer, clock, directory,
    reported::{self, Reported},
    store,
};

/// `GET /projects/:key/reports?noise=&after=`
pub(crate) async fn reports(key: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let is_noise = address::parameter(request, "noise")?.as_deref() == Some("1");
    let after = address::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let (found, next) = reported::reports(env, &row, is_noise, after, store::ISSUES_OF_A_PAGE).await?;
    let report = |Reported { issue, fields, page }| Report {
        noise: shown::rule(&issue),
        fields,
        page,
        issue: shown::issue(issue, &row.settings),
    };
    let view = ReportsView {
        now,
        project: shown::project(&row),
        origin: origin(request)?,
        reports: found.into_iter().map(report).collect(),
        is_noise,
        // The rules count over all kinds, and a number that is of something else is none.
        noise: NoiseCount::default(),
        is_later_page: after.is_some(),
        next: next.map(|cursor| cursor.to_string()),
    };
    Ok(answer::page(200, &reports::page(&view))?)
}
