//! `POST /v1/:key/report`: reports of browsers (Reporting API, CSP level 2 and 3, Expect-CT), in
//! every shape that they send. The media type is not checked: engines, extensions and proxies name
//! any, or none.

use corncrake_core::{
    report::{self, Report, Reports},
    wire::limits,
};
use corncrake_model::{
    events::delivery::{Delivery, DeliveryRecord},
    project::{record::ProjectRecord, refusal::RefusalReason},
};
use worker::{Env, Request};

use super::{pipeline, report_labels::ReportLabels, request::reject_query, visitor::Visitor};
use crate::{
    http::{Response, body, error::Fault, response},
    platform::clock,
    projects, refusal_notes,
};

/// Takes reports.
pub(crate) async fn report(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find(key, clock::now(), env).await?;
    reject_query(request)?;
    take(&project, &ReportLabels::default(), request, env).await
}

/// Takes the reports of a request to a project.
pub(super) async fn take(
    project: &ProjectRecord,
    labels: &ReportLabels,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let Reports { reports, refused } = report::decode_all(&body::read(request, limits::REPORT_BYTES).await?)?;
    let mut refused = u32::try_from(refused).unwrap_or(u32::MAX);
    let now = clock::now();
    let mut all: Option<Delivery> = None;
    for report in &reports {
        // Several engines send no origin, or `null`: the page that a report is about counts.
        let Some(visitor) = Visitor::of_report(request, report, project, env)? else {
            refused = refused.saturating_add(1);
            let origin = refused_origin(report, request, project)?;
            refusal_notes::note(project.key, RefusalReason::Origin, &origin, env).await;
            continue;
        };
        let sender = visitor.key(project.key, now, env).await?;
        let processed = pipeline::process_report(project, report, labels, &visitor.agent(), now);
        let resend_key = report.age.map(|_| report.resend_key(now));
        let record = DeliveryRecord { visitor: sender, event: Some(processed), resend_key };
        // One request comes from one browser, whichever of its pages each report is about; but where
        // one report is about another site than the sender's, no origin vouches for any.
        let delivery = match &mut all {
            Some(delivery) => delivery,
            None => all.insert(visitor.delivery(now, sender, Vec::new(), env).await?),
        };
        delivery.is_vouched &= visitor.is_vouched();
        delivery.records.push(record);
    }
    match all {
        Some(delivery) => pipeline::store(project, Delivery { refused, ..delivery }, env).await?,
        None if reports.is_empty() => {}
        None => return Err(Fault::origin_not_allowed()),
    }
    response::ok()
}

/// The origin by which a report was refused: its page's, or else its sender's. A document without an address
/// has none, which is called `null`.
fn refused_origin(report: &Report, request: &Request, project: &ProjectRecord) -> Result<String, Fault> {
    let sender = request.headers().get("origin")?;
    let all = report.origin.clone().into_iter().chain(sender);
    let refused = all.into_iter().find(|origin| !project.origins.allow(origin));
    Ok(refused.unwrap_or_else(|| "null".to_owned()))
}
