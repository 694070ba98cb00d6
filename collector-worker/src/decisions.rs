//! Decisions about issues, as the pages and the API both take them: what is asked of the
//! project's object, and how its answer reads as a fault.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    status::Status,
    time::UnixMillis,
};
use worker::Env;

use crate::{
    fault::Fault,
    objects::{self, Decide, Merge, Split},
    store::{Decided, Decision, Merged, Parted},
};

/// Issues that are decided about at once: as many as a page has at most.
pub(crate) const MOST_AT_ONCE: usize = 100;

/// Decides, or takes a decision back.
pub(crate) async fn decide(
    env: &Env,
    key: ProjectKey,
    issues: Vec<IssueId>,
    to: Status,
    at: UnixMillis,
    is_undo: bool,
) -> Result<Decided, Fault> {
    // A project is one object, which knows its own releases.
    let decision = Decision { issues, to, at, releases: Vec::new(), is_undo };
    objects::ask(&objects::project(env, key)?, &Decide { decision }).await
}

/// Merges an issue into another.
pub(crate) async fn merge(env: &Env, key: ProjectKey, from: IssueId, into: IssueId) -> Result<Merged, Fault> {
    objects::ask(&objects::project(env, key)?, &Merge { from, into }).await
}

/// Takes an issue out of the one it was merged into, and says which that was, if any.
pub(crate) async fn split(env: &Env, key: ProjectKey, id: IssueId) -> Result<Option<IssueId>, Fault> {
    match objects::ask(&objects::project(env, key)?, &Split { id }).await? {
        Parted::From(head) => Ok(head),
        Parted::Unknown => Err(Fault::not_found("issue")),
    }
}
