//! Counts over time: sessions, outcomes, and sessions by country.

use corncrake_core::time::UnixMillis;
use corncrake_model::events::{counts::CountrySessions, outcomes::Outcomes};
use serde::Serialize;
use worker::{Env, Request};

use crate::{
    http::{Response, error::Fault, response, url::parameter},
    objects::rpc::{ReadCountries, ReadHours, ReadItems, ReadOutcomes},
    platform::clock,
    projects,
    service::series::{self, Interval},
    shards,
};

/// `GET /api/projects/:key/sessions?interval=hour|day`
pub(crate) async fn sessions(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct SessionsAnswer {
        interval: &'static str,
        series: Vec<Point>,
    }
    #[derive(Serialize)]
    struct Point {
        start: String,
        sessions: u64,
        errored: u64,
        /// Sessions that met known noise only.
        noise: u64,
    }
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let interval = interval(request)?;
    let now = clock::now();
    let from = interval.start(now);
    let hours = shards::query(env, &project, &ReadHours { from, step: interval.ms }).await?;
    let series = series::fill_sessions(&hours, interval, now)
        .into_iter()
        .map(|hour| Point {
            start: hour.start.rfc3339(),
            sessions: hour.sessions,
            errored: hour.errored,
            noise: hour.noise,
        })
        .collect();
    response::json(200, &SessionsAnswer { interval: interval.name, series })
}

/// The steps of a series that was asked for.
pub(super) fn interval(request: &Request) -> Result<Interval, Fault> {
    if let Some(range) = parameter(request, "range")? {
        let rule = || Fault::invalid("range", "must be 24h, 7d, 30d or 90d");
        return Interval::of_range(&range).ok_or_else(rule);
    }
    match parameter(request, "interval")?.as_deref() {
        None | Some("hour") => Ok(series::HOURS),
        Some("day") => Ok(series::DAYS),
        Some(_) => Err(Fault::invalid("interval", "must be hour or day")),
    }
}

/// `GET /api/projects/:key/outcomes?interval=hour|day`: what became of what was sent.
pub(crate) async fn outcomes(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let interval = interval(request)?;
    let now = clock::now();
    let ask = ReadOutcomes { from: interval.start(now), step: interval.ms };
    let hours = shards::query(env, &project, &ask).await?;
    let point = |(start, outcomes): (UnixMillis, Outcomes)| {
        let mut point = serde_json::Map::new();
        point.insert("start".into(), start.rfc3339().into());
        point.extend(outcomes.named().map(|(name, count)| (name.to_owned(), count.into())));
        point
    };
    let series: Vec<_> = series::fill_outcomes(&hours, interval, now).into_iter().map(point).collect();
    response::json(200, &serde_json::json!({ "interval": interval.name, "series": series }))
}

/// `GET /api/projects/:key/items`: what SDKs of others sent or kept back in the last days that was not
/// stored, by kind and outcome.
pub(crate) async fn items(key: &str, request: &Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let from = interval(request)?.start(clock::now());
    let items = shards::query(env, &project, &ReadItems { from }).await?;
    response::json(200, &serde_json::json!({ "from": from.rfc3339(), "items": items }))
}

/// `GET /api/projects/:key/countries`: sessions of the last 90 days by country, of days that are
/// over, as they were published.
pub(crate) async fn countries(key: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let from = series::DAYS.start(clock::now()).day();
    let count = |(day, country, sessions): CountrySessions| {
        let country = country.map(|country| country.as_str().to_owned());
        serde_json::json!({ "day": day.start().rfc3339(), "country": country, "sessions": sessions })
    };
    let counts = shards::query(env, &project, &ReadCountries { from }).await?;
    let countries: Vec<_> = counts.into_iter().map(count).collect();
    response::json(200, &serde_json::json!({ "countries": countries }))
}
