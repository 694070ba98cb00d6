//! Response times of a project on past days, as they were published: sums of the days of a range.

use corncrake_core::vitals::bucket::edges;
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

/// `GET /api/projects/:key/vitals?range=`: of the last 90 days, or of a range.
pub(crate) async fn vitals(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let interval = if parameter(request, "range")?.is_some() { interval(request)? } else { series::DAYS };
    let days = usage::finished_days(interval.start(now), now);
    let counts = usage::timings(env, &project, &days).await?;
    let list = &project.settings.vitals_list;
    let names = list.names().map(|name| {
        let (edges, unit) = edges(name);
        let unit = Some(unit).filter(|unit| !unit.is_empty());
        json!({ "name": name, "edges": edges, "unit": unit })
    });
    let (from, to) = (days.first(), days.last());
    response::json(
        200,
        &json!({
            "is_on": project.settings.vitals,
            "list": list,
            "names": names.collect::<Vec<_>>(),
            "from": from.map(|day| day.start().rfc3339()),
            "to": to.map(|day| day.start().rfc3339()),
            "counts": counts.into_iter().filter_map(count).collect::<Vec<_>>(),
        }),
    )
}

fn count(count: UsageCount) -> Option<Value> {
    let by = match count.group.kind {
        UsageKind::Timing => "all",
        UsageKind::TimingPage => "page",
        UsageKind::TimingRelease => "release",
        UsageKind::TimingDevice => "device",
        _ => return None,
    };
    let (name, key) = (count.group.name, count.group.key);
    let bucket = count.cell.and_then(|cell| cell.parse::<u8>().ok());
    Some(json!({ "by": by, "name": name, "key": key, "bucket": bucket, "visitors": count.visitors }))
}
