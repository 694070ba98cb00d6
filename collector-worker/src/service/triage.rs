//! Triage of issues, for the pages and the API: the requests to the project's objects, and their
//! answers as errors. Of several objects all do it, or none (`shards/operation.rs`).

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use corncrake_model::{
    issues::{
        operation::Operation,
        resolution::FixedIn,
        triage::{MergeOutcome, SplitOutcome, TriageOutcome, TriageRequest},
    },
    project::record::ProjectRecord,
};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::rpc::{Decide, Merge, Split},
    platform::clock,
    shards::{self, MergeAnswers},
};

/// Issues that are decided about at once: as many as a page has at most.
pub(crate) const MOST_AT_ONCE: usize = 100;

/// Decides, or takes a decision back.
pub(crate) async fn decide(
    env: &Env,
    project: &ProjectRecord,
    issues: Vec<IssueId>,
    to: Status,
    fixed_in: FixedIn,
    at: UnixMillis,
    is_undo: bool,
) -> Result<TriageOutcome, Fault> {
    let releases = shards::replicate_issues(env, project, &issues).await?;
    let decision = TriageRequest { issues, to, at, releases, is_undo, fixed_in };
    let decide = Decide { decision: decision.clone() };
    if project.shards.is_single() {
        return shards::query(env, project, &decide).await;
    }
    Ok(decide.merge(shards::run_operation(env, project, Operation::Decide(decision), &[], at).await?))
}

/// Merges an issue into another.
pub(crate) async fn merge(
    env: &Env,
    project: &ProjectRecord,
    from: IssueId,
    into: IssueId,
) -> Result<MergeOutcome, Fault> {
    shards::replicate_issues(env, project, &[from, into]).await?;
    let merge = Merge { from, into };
    if project.shards.is_single() {
        return shards::query(env, project, &merge).await;
    }
    let operation = Operation::Merge { from, into };
    Ok(merge.merge(shards::run_operation(env, project, operation, &[], clock::now()).await?))
}

/// Takes an issue out of the one it was merged into, and says which that was, if any.
pub(crate) async fn split(env: &Env, project: &ProjectRecord, id: IssueId) -> Result<Option<IssueId>, Fault> {
    let split = Split { id };
    let parted = if project.shards.is_single() {
        shards::query(env, project, &split).await?
    } else {
        let operation = Operation::Split { id };
        split.merge(shards::run_operation(env, project, operation, &[], clock::now()).await?)
    };
    match parted {
        SplitOutcome::From(head) => Ok(head),
        SplitOutcome::Unknown => Err(Fault::not_found("issue")),
    }
}
