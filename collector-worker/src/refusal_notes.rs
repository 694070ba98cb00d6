//! Why requests were refused, for the operator to see: gathered in the memory of the isolate, and handed to
//! the directory once a minute at most for each project, so that a flood of them writes nothing more.

use std::cell::RefCell;

use corncrake_core::{
    ids::ProjectKey,
    time::{MINUTE_MS, UnixMillis},
};
use corncrake_model::{
    bounded_map::BoundedMap,
    project::refusal::{Refusal, RefusalReason, displayed_origin},
};
use worker::Env;

use crate::{
    objects::{rpc::NoteRefusals, stub},
    platform::clock,
};

/// Projects that are remembered: as many as the directory's copy has.
const REMEMBERED: usize = 1_000;
/// Counts that are remembered of a project: its reasons, and some origins. What is beyond is counted
/// without its origin.
const MOST_COUNTS: usize = 16;

thread_local! {
    static NOTES: RefCell<BoundedMap<ProjectKey, Notes, REMEMBERED>> = RefCell::default();
}

/// The refusals of a project that the directory does not know yet.
#[derive(Default)]
struct Notes {
    waiting: Vec<Refusal>,
    /// When it was last handed over.
    handed_over_at: Option<UnixMillis>,
}

/// Notes a refused request. The origin is as it was sent.
pub(crate) async fn note(key: ProjectKey, reason: RefusalReason, origin: &str, env: &Env) {
    let now = clock::now();
    add(
        key,
        Refusal {
            reason,
            origin: displayed_origin(origin),
            count: 1,
            since: now.minute(),
            last: now.minute(),
        },
    );
    let is_due = |notes: &Notes| {
        notes.handed_over_at.is_none_or(|at| now.0.abs_diff(at.0) >= MINUTE_MS.unsigned_abs())
    };
    if NOTES.with_borrow(|all| all.get(&key).is_some_and(is_due)) {
        hand_over(key, env).await;
    }
}

fn add(key: ProjectKey, refusal: Refusal) {
    NOTES.with_borrow_mut(|all| {
        let nothing_waits = |notes: &Notes| notes.waiting.is_empty();
        let waiting = &mut all.get_or_insert_with(key, Notes::default, nothing_waits).waiting;
        let is_full = waiting.len() >= MOST_COUNTS;
        let same =
            |one: &&mut Refusal| one.reason == refusal.reason && (is_full || one.origin == refusal.origin);
        match waiting.iter_mut().find(same) {
            Some(one) => {
                one.count = one.count.saturating_add(refusal.count);
                one.last = one.last.max(refusal.last);
            }
            None if !is_full => waiting.push(refusal),
            None => {}
        }
    });
}

/// Hands over what waits of a project, as a page that shows it does, too. What cannot be handed over waits on.
pub(crate) async fn hand_over(key: ProjectKey, env: &Env) {
    let now = clock::now();
    let refusals = NOTES.with_borrow_mut(|all| {
        let notes = all.get_mut(&key)?;
        notes.handed_over_at = Some(now);
        Some(std::mem::take(&mut notes.waiting))
    });
    let Some(refusals) = refusals.filter(|refusals| !refusals.is_empty()) else { return };
    let ask = NoteRefusals { key, refusals, now };
    let handed = async { stub::request(&stub::directory(env)?, &ask).await };
    if handed.await.is_err() {
        ask.refusals.into_iter().for_each(|refusal| add(key, refusal));
    }
}

/// The keys of deleted projects of which something waits.
pub(crate) fn waiting_deleted() -> Vec<ProjectKey> {
    let is_deleted = |notes: &Notes| notes.waiting.iter().any(|one| one.reason == RefusalReason::Deleted);
    NOTES.with_borrow(|all| all.iter().filter(|(_, notes)| is_deleted(notes)).map(|(key, _)| *key).collect())
}
