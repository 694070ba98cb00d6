//! Answers to Sentry's SDKs: the event's id, and what to keep back, which each of them tells, a refusal too:
//! an SDK that never hears it sends what is personal in vain.

use corncrake_core::wire::sentry::item;
use worker::Result;

use crate::{
    http::{Response, encoding, error::Fault, response},
    route::Sentry,
};

/// What pages may read of an answer, beside its body.
const EXPOSED: &str = "x-sentry-error, x-sentry-rate-limits, retry-after";
const RATE_LIMITS: &str = "x-sentry-rate-limits";
/// Seconds for which an SDK keeps back what is not taken. It is told anew by each answer.
const NOT_TAKEN_SECONDS: u32 = 86_400;
/// Seconds for which an SDK keeps back errors that could not be taken, where nothing else is known.
const RETRY_SECONDS: u32 = 60;

/// It is on disk. The id is never empty where there is an event: Sentry's SDK for Elixir takes an answer
/// without one for a failure.
pub(super) fn taken(event_id: Option<&str>) -> std::result::Result<Response, Fault> {
    let body = match event_id {
        Some(id) => serde_json::json!({ "id": id }),
        None => serde_json::json!({}),
    };
    response::json(200, &body)
}

/// A refusal, with its reason where SDKs log it. Where there are too many events, SDKs keep back errors
/// and go on with sessions and reports: a bare `Retry-After` would stop everything, unseen.
pub(crate) fn fault(endpoint: Sentry, fault: &Fault) -> Result<Response> {
    let seconds = fault.retry_after.or((fault.status == 503).then_some(RETRY_SECONDS));
    let mut response = response::fault(&Fault { retry_after: None, ..fault.clone() })?;
    response.set("x-sentry-error", &fault.message);
    // Reports come from browsers, not from SDKs.
    if fault.code == encoding::UNSUPPORTED && endpoint != Sentry::Security {
        response.set("accept-encoding", encoding::TAKEN_OF_SDKS);
    }
    if let Some(seconds) = seconds {
        response.set(RATE_LIMITS, &format!("{seconds}:error;default;security:project:{}", fault.code));
    }
    Ok(response)
}

/// What every answer has: the limits that keep back what is not taken, behind one that the answer has of
/// its own, and pages may read them.
pub(crate) fn finish(response: &mut Response) {
    let not_taken = format!("{NOT_TAKEN_SECONDS}:{}:project:not_taken", item::NOT_TAKEN);
    let limits = match response.header(RATE_LIMITS) {
        Some(own) => format!("{own}, {not_taken}"),
        None => not_taken,
    };
    response.set(RATE_LIMITS, &limits);
    response.set("access-control-expose-headers", EXPOSED);
}
