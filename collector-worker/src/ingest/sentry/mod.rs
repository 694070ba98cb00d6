//! `/api/<digits>/...`: Sentry's wire format, for SDKs of which only the DSN was changed.
//!
//! The digits mean nothing: the key alone says which project it is. What is not stored is counted by
//! name, and each answer, a refusal too, tells the SDK to keep it back from then on. No media type is believed.

mod answer;
mod counts;
mod envelope;
mod key;
mod security;
mod store;

use worker::{Env, Request};

use super::refusals;
use crate::{http::Response, http::error::Fault, route::Sentry};

pub(crate) use answer::{fault as fault_answer, finish};

/// Said of an address of Sentry's that is not taken, such as of a native crash.
const NO_ENDPOINT: &str = "there is no such endpoint; there are envelope, store and security";

/// Takes what an SDK sends.
pub(crate) async fn sentry(endpoint: Sentry, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    // The key of the project to which a refusal counts.
    let mut key = None;
    let answer = match endpoint {
        Sentry::Envelope => envelope::take(request, env, &mut key).await,
        Sentry::Store => store::take(request, env, &mut key).await,
        Sentry::Security => security::take(request, env, &mut key).await,
        Sentry::Unknown => Err(Fault::new(404, "not_found", NO_ENDPOINT)),
    };
    // A body is read before its key, which may stand in it.
    if let (Err(Fault { status: 400 | 413 | 415, .. }), None) = (&answer, &key) {
        key = key::of_refused_body(request, env).await;
    }
    if let (Err(fault), Some(key)) = (&answer, &key) {
        refusals::count(key, fault);
        if !(endpoint == Sentry::Security && fault.is_of_origin()) {
            refusals::note_sdk(key, request, fault, env).await;
        }
    }
    answer
}
