//! Usage of a project: visitors of past days by what they used, as it was published.

pub(crate) mod installations;
pub(crate) mod vitals;

use corncrake_model::events::usage::{UsageCount, UsageGroup};
use serde_json::{Value, json};
use worker::{Env, Request};

use super::counts::interval;
use crate::{
    http::{Response, error::Fault, response, url::parameter},
    platform::clock,
    projects,
    service::{series, usage},
};

/// `GET /api/projects/:key/usage?range=`: of the last 90 days, or of a range.
pub(crate) async fn usage(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let interval = if parameter(request, "range")?.is_some() { interval(request)? } else { series::DAYS };
    let days = usage::finished_days(interval.start(now), now);
    let counts = usage::of_days(env, &project, &days).await?;
    let named = |text: String| Some(text).filter(|text| !text.is_empty());
    let count = |UsageCount { day, group, cell, visitors }: UsageCount| -> Value {
        let UsageGroup { kind, name, key } = group;
        json!({ "day": day.start().rfc3339(), "kind": kind, "name": named(name), "key": named(key),
            "cell": cell, "visitors": visitors })
    };
    response::json(
        200,
        &json!({
            "is_on": project.settings.usage,
            "list": project.settings.usage_list,
            "counts": counts.into_iter().map(count).collect::<Vec<_>>(),
        }),
    )
}
