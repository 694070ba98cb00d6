//! Installations of a project's application on past days, as they were published.

use corncrake_model::events::usage::{UsageCount, UsageKind};
use serde_json::{Value, json};
use worker::{Env, Request};

use crate::{
    api::counts::interval,
    http::{Response, error::Fault, response, url::parameter},
    platform::clock,
    projects,
    service::{series, usage},
};

/// `GET /api/projects/:key/installations?range=`: of the last 90 days, or of a range.
pub(crate) async fn installations(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let interval = if parameter(request, "range")?.is_some() { interval(request)? } else { series::DAYS };
    let days = usage::finished_days(interval.start(now), now);
    let counts = usage::installations(env, &project, &days).await?;
    let counts: Vec<_> = counts.into_iter().filter_map(count).collect();
    response::json(200, &json!({ "is_on": project.settings.installations, "counts": counts }))
}

fn count(count: UsageCount) -> Option<Value> {
    let by = match count.group.kind {
        UsageKind::InstalledVersion => "version",
        UsageKind::InstalledPlatform => "platform",
        UsageKind::InstalledRuntime => "runtime",
        _ => return None,
    };
    let (day, installations) = (count.day.start().rfc3339(), count.visitors);
    Some(json!({ "day": day, "by": by, "cell": count.cell, "installations": installations }))
}
