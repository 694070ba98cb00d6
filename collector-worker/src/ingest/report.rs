//! `POST /v1/:key/report`: what browsers report by themselves (Reporting API, CSP level 2
//! and 3, Expect-CT), in every shape that they send.

use corncrake_core::{report, wire::limits};
use worker::{Env, Request, Response};

use super::{media_type, no_query, pipeline};
use crate::{
    answer, body, clock,
    delivery::{Delivery, Record},
    directory,
    fault::Fault,
    visitor::Visitor,
};

/// Media types of a report, by the specifications and by what browsers do.
const MEDIA_TYPES: [&str; 5] = [
    "application/reports+json",
    "application/csp-report",
    "application/expect-ct-report+json",
    "application/json",
    "text/plain",
];

/// Takes reports.
pub(crate) async fn report(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = directory::find(key, clock::now(), env).await?;
    no_query(request)?;
    media_type(request, &MEDIA_TYPES, "Content-Type must be one of the Reporting API, JSON or text/plain")?;
    let reports = report::decode(&body::read(request, limits::REPORT_BYTES).await?)?;
    let now = clock::now();
    let mut all: Option<Delivery> = None;
    for report in &reports {
        // Several engines send no origin, or `null`: the page that a report is about counts.
        let Some(visitor) = Visitor::of_report(request, report, &project, env)? else { continue };
        let sender = visitor.key(project.key, now, env).await?;
        let told = pipeline::reported(&project, report, &visitor.agent(), now);
        let resend_key = report.age.map(|_| report.resend_key(now));
        let record = Record { visitor: sender, event: Some(told), resend_key };
        // One request is of one browser, whichever of its pages each report is about.
        all.get_or_insert_with(|| visitor.delivery(now, sender, Vec::new())).records.push(record);
    }
    match all {
        Some(delivery) => pipeline::keep(&project, delivery, env).await?,
        None if reports.is_empty() => {}
        None => return Err(Fault::origin_not_allowed()),
    }
    answer::ok()
}
