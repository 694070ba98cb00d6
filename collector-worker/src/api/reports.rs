//! Reports of browsers, with advice on them.

use corncrake_core::{
    json::Json,
    report::{Advice, advice},
};
use serde::Serialize;
use worker::{Env, Request};

use super::{
    json::IssueJson,
    query::{cursor, limit, noise},
};
use crate::{
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::{reports as reported, reports::GroupedReports},
};

#[derive(Serialize)]
struct ReportJson {
    issue: IssueJson,
    /// The page that the latest is about.
    page: Option<String>,
    /// What the latest says.
    fields: Option<Json>,
    /// None where nobody knows, and of what is noise.
    advice: Option<AdviceJson>,
}

#[derive(Serialize)]
struct AdviceJson {
    text: String,
    line: Option<String>,
}

impl From<GroupedReports> for ReportJson {
    fn from(GroupedReports { issue, fields, page }: GroupedReports) -> Self {
        let is_noise = issue.noise.is_some();
        let advice = fields.as_ref().filter(|_| !is_noise).and_then(|all| advice(all, page.as_deref()));
        let advice = advice.map(|Advice { text, line }| AdviceJson { text, line });
        Self { issue: issue.into(), page, fields, advice }
    }
}

/// `GET /api/projects/:key/reports?noise=&limit=&cursor=`
pub(crate) async fn reports(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let (is_noise, after, limit) = (noise(request)?, cursor(request)?, limit(request)?);
    let (reports, next) = reported::reports(env, &project, is_noise, after, limit).await?;
    let reports: Vec<ReportJson> = reports.into_iter().map(ReportJson::from).collect();
    let next = next.map(|cursor| cursor.to_string());
    response::json(200, &serde_json::json!({ "reports": reports, "next": next }))
}
