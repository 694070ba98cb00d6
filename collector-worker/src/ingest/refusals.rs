//! Requests that were refused before they could reach their project: counted in the memory of the isolate,
//! so that a bad request never costs the project's object anything. Their number goes with the next
//! delivery; why they were refused is noted for the operator (`refusal_notes`).

use std::cell::RefCell;

use corncrake_core::ids::ProjectKey;
use corncrake_model::{bounded_map::BoundedMap, project::refusal::RefusalReason};
use worker::{Env, Request};

use crate::{
    http::error::Fault,
    projects, refusal_notes,
    route::{Ingest, Route},
};

/// The entry of a project's origins for senders without one.
const SERVER: &str = "server";
/// Projects that are remembered: as many as the directory's copy has.
const REMEMBERED: usize = 1_000;

thread_local! {
    static REFUSED: RefCell<BoundedMap<ProjectKey, u32, REMEMBERED>> = RefCell::default();
}

/// Notes a refusal, where it is the sender's fault and the project is known here. (410 and
/// 429 are told by the project itself.)
pub(crate) fn count(key: &str, fault: &Fault) {
    let Some(key) = projects::cached_key(key).filter(|_| matches!(fault.status, 400 | 403 | 413 | 415 | 422))
    else {
        return;
    };
    add(key, 1);
}

fn add(key: ProjectKey, more: u32) {
    REFUSED.with_borrow_mut(|refused| {
        let count = refused.get_or_insert_with(key, u32::default, |_| false);
        *count = count.saturating_add(more);
    });
}

/// The number to hand over.
pub(super) fn take(key: ProjectKey) -> u32 {
    REFUSED.with_borrow_mut(|refused| refused.remove(&key)).unwrap_or(0)
}

/// Counts again what could not be handed over.
pub(super) fn give_back(key: ProjectKey, refused: u32) {
    if refused > 0 {
        add(key, refused);
    }
}

/// Notes why a request was refused, for the operator to see. Of reports, whose own sender says little, the
/// decoder notes the origin.
pub(crate) async fn note(route: Route<'_>, request: &Request, fault: &Fault, env: &Env) {
    let Route::Ingest { key, endpoint } = route else { return };
    let is_of_report = endpoint == Ingest::Report && reason(fault) == Some(RefusalReason::Origin);
    if !is_of_report {
        note_sender(key, request, "", fault, env).await;
    }
}

/// The same for an SDK's request, which a server sends where it has no origin.
pub(super) async fn note_sdk(key: &str, request: &Request, fault: &Fault, env: &Env) {
    note_sender(key, request, SERVER, fault, env).await;
}

async fn note_sender(key: &str, request: &Request, without: &str, fault: &Fault, env: &Env) {
    let Some(reason) = reason(fault) else { return };
    // The key of a deleted project has proved itself before the fault was made.
    let known = if reason == RefusalReason::Deleted { key.parse().ok() } else { projects::cached_key(key) };
    let Some(key) = known else { return };
    let origin = request.headers().get("origin").ok().flatten();
    let origin = if reason == RefusalReason::Origin { origin.as_deref().unwrap_or(without) } else { "" };
    refusal_notes::note(key, reason, origin, env).await;
}

fn reason(fault: &Fault) -> Option<RefusalReason> {
    match fault.status {
        403 if fault.is_of_origin() => Some(RefusalReason::Origin),
        410 => Some(RefusalReason::Deleted),
        413 => Some(RefusalReason::TooLarge),
        429 => Some(RefusalReason::TooMany),
        400 | 403 | 415 | 422 => Some(RefusalReason::Invalid),
        _ => None,
    }
}
