//! Visits of a project: sessions that said that they were visited, by day, release, browser and system.

use corncrake_model::events::visits::VisitCounts;
use serde_json::{Value, json};
use worker::Env;

use crate::{
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::visits,
};

/// `GET /api/projects/:key/visits`: of the last 90 days.
pub(crate) async fn visits(key: &str, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let all = visits::of_quarter(env, &project, now).await?;
    let days = all.days.iter().map(|(day, counts)| with(counts, json!({ "day": day.date() })));
    let releases = all.releases.iter().map(|((release, environment), one)| {
        let named = |name: &String| Some(name.clone()).filter(|name| !name.is_empty());
        let names = json!({ "release": named(release), "environment": named(environment),
            "recent_visits": one.recent });
        with(&one.counts, names)
    });
    let named = |(name, counts): (&String, &VisitCounts)| with(counts, json!({ "name": name }));
    response::json(
        200,
        &json!({
            "all": with(&all.all, json!({})),
            "recent_days": visits::ADOPTION_DAYS,
            "recent_visits": all.recent,
            "days": days.collect::<Vec<Value>>(),
            "releases": releases.collect::<Vec<Value>>(),
            "browsers": all.browsers.iter().map(named).collect::<Vec<Value>>(),
            "systems": all.systems.iter().map(named).collect::<Vec<Value>>(),
        }),
    )
}

/// The names with the counts.
fn with(counts: &VisitCounts, mut names: Value) -> Value {
    let VisitCounts { visits, errored, privacy_control, no_visit } = *counts;
    if let Some(members) = names.as_object_mut() {
        members.insert("visits".into(), visits.into());
        members.insert("errored".into(), errored.into());
        let not_counted = json!({ "privacy_control": privacy_control, "no_visit": no_visit });
        members.insert("not_counted".into(), not_counted);
    }
    names
}
