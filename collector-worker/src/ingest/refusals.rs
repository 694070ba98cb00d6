//! Requests that were refused before they could reach their project: counted in the memory
//! of the isolate, and handed over with the next delivery, so that a bad request never costs
//! the project's object anything.

use std::{cell::RefCell, collections::HashMap};

use corncrake_core::ids::ProjectKey;

use crate::{http::error::Fault, projects};

/// Projects that are remembered: as many as the directory's copy has.
const REMEMBERED: usize = 1_000;

thread_local! {
    static REFUSED: RefCell<HashMap<ProjectKey, u32>> = RefCell::default();
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
        if refused.len() >= REMEMBERED && !refused.contains_key(&key) {
            refused.clear();
        }
        let count = refused.entry(key).or_default();
        *count = count.saturating_add(more);
    });
}

/// What is to be handed over.
pub(super) fn take(key: ProjectKey) -> u32 {
    REFUSED.with_borrow_mut(|refused| refused.remove(&key)).unwrap_or(0)
}

/// It could not be handed over.
pub(super) fn give_back(key: ProjectKey, refused: u32) {
    if refused > 0 {
        add(key, refused);
    }
}
