//! Erasing by the API: an event, an issue, every match of a text, or all issues of a flood.

use serde_json::json;
use worker::{Env, Request};

use super::fields::BodyFields;
use crate::{
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::erasure,
    shards,
};

/// The greatest number that JSON has everywhere.
const MOST_FOUND: u64 = 9_007_199_254_740_991;

/// `DELETE /api/projects/:key/issues/:id/events/:event`
pub(crate) async fn erase_event(key: &str, id: &str, event: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let name = shards::event_name(env, &project, event, id).await?;
    if erasure::erase_event(env, &project, id, name).await? {
        return response::no_content();
    }
    Err(Fault::not_found("event"))
}

/// `DELETE /api/projects/:key/issues/:id`: with what is merged into it.
pub(crate) async fn erase_issue(key: &str, id: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    if erasure::erase_issue(env, &project, id).await? {
        response::no_content()
    } else {
        Err(Fault::not_found("issue"))
    }
}

/// `POST /api/projects/:key/erase {"query","confirm"?}`
pub(crate) async fn erase(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let mut fields = BodyFields::read(request).await?;
    let query = fields.text("query")?.unwrap_or_default();
    let confirm = fields.number("confirm", 0..=MOST_FOUND)?;
    fields.end()?;
    let query = erasure::check_text(&query).map_err(|rule| Fault::invalid("query", &rule))?;
    let (found, erased) = match confirm {
        None => (erasure::find_text(env, &project, &query).await?, false),
        Some(confirm) => match erasure::erase_text(env, &project, &query, confirm).await? {
            Ok(erased) => (erased, true),
            Err(found) => {
                let message = format!("it is {} by now, not {confirm}; nothing was erased", found.number());
                return Err(Fault::new(409, "number_changed", message));
            }
        },
    };
    let erasure::TextMatchSummary { events, issues, traces } = found;
    let body = json!({ "events": events, "issues": issues, "traces": traces, "confirm": found.number(), "erased": erased });
    response::json(200, &body)
}

/// `POST /api/projects/:key/issues/delete {"first_seen":{"from","to"},"confirm"?}`
pub(crate) async fn erase_span(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let mut fields = BodyFields::read(request).await?;
    let mut span = fields
        .object("first_seen")?
        .ok_or_else(|| Fault::invalid("first_seen", "must be a JSON object with from and to"))?;
    let (from, to) = (span.time("from")?, span.time("to")?);
    span.end()?;
    let confirm = fields.number("confirm", 0..=MOST_FOUND)?;
    fields.end()?;
    if from >= to {
        return Err(Fault::invalid("to", "must be later than from"));
    }
    let (found, erased) = match confirm {
        None => (erasure::find_span(env, &project, (from, to)).await?, false),
        Some(confirm) => match erasure::erase_span(env, &project, (from, to), confirm).await? {
            Ok(erased) => (erased, true),
            Err(found) => {
                let message = format!("it is {} by now, not {confirm}; nothing was erased", found.issues);
                return Err(Fault::new(409, "number_changed", message));
            }
        },
    };
    let erasure::SpanMatchSummary { issues, events } = found;
    let body = json!({ "issues": issues, "events": events, "confirm": issues, "erased": erased });
    response::json(200, &body)
}
