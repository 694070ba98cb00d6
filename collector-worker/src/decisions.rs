//! Decisions about issues, as the pages and the API both take them: what is asked of the
//! project's objects, and how their answer reads as a fault.

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use worker::Env;

use crate::{
    fault::Fault,
    objects::{Decide, Merge, Split},
    spread,
    store::{Decided, Decision, Merged, Parted, ProjectRow},
};

/// Issues that are decided about at once: as many as a page has at most.
pub(crate) const MOST_AT_ONCE: usize = 100;

/// Decides, or takes a decision back.
pub(crate) async fn decide(
    env: &Env,
    project: &ProjectRow,
    issues: Vec<IssueId>,
    to: Status,
    at: UnixMillis,
    is_undo: bool,
) -> Result<Decided, Fault> {
    let releases = spread::let_all_know(env, project, &issues).await?;
    let decision = Decision { issues, to, at, releases, is_undo };
    spread::ask(env, project, &Decide { decision }).await
}

/// Merges an issue into another.
pub(crate) async fn merge(
    env: &Env,
    project: &ProjectRow,
    from: IssueId,
    into: IssueId,
) -> Result<Merged, Fault> {
    spread::let_all_know(env, project, &[from, into]).await?;
    spread::ask(env, project, &Merge { from, into }).await
}

/// Takes an issue out of the one it was merged into, and says which that was, if any.
pub(crate) async fn split(env: &Env, project: &ProjectRow, id: IssueId) -> Result<Option<IssueId>, Fault> {
    match spread::ask(env, project, &Split { id }).await? {
        Parted::From(head) => Ok(head),
        Parted::Unknown => Err(Fault::not_found("issue")),
    }
}
