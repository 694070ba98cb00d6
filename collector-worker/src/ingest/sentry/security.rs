//! `POST /api/<digits>/security/`: reports of browsers, by the address that Sentry's documents name. The
//! query says the site's release and environment.

use corncrake_core::wire;
use worker::{Env, Request};

use super::key;
use crate::{
    http::{Response, error::Fault, url},
    ingest::{report, report_labels::ReportLabels},
};

/// Takes reports.
pub(super) async fn take(
    request: &mut Request,
    env: &Env,
    noted: &mut Option<String>,
) -> Result<Response, Fault> {
    let project = key::project(request, None, env, noted).await?;
    let label = |name| {
        let text = url::parameter(request, name)?;
        Ok::<_, Fault>(text.and_then(|text| wire::label(&text)))
    };
    let labels =
        ReportLabels { release: label("sentry_release")?, environment: label("sentry_environment")? };
    report::take(&project, &labels, request, env).await
}
