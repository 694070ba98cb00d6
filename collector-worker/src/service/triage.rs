//! Triage of issues, for the pages and the API: the requests to the project's objects, and their
//! answers as errors. Of several objects all do it, or none (`shards/operation.rs`).

pub(crate) mod assignees;
pub(crate) mod comments;
pub(crate) mod inbox;

use corncrake_core::{ids::IssueId, status::Status};
use corncrake_model::{
    access::log_entry::LogActor,
    issues::{
        operation::Operation,
        resolution::FixedIn,
        snooze::Snooze,
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

/// What is decided about issues, and by whom.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    /// The status that they get.
    pub(crate) to: Status,
    /// What fixed them, where they are resolved.
    pub(crate) fixed_in: FixedIn,
    /// What ends their sleep, where they are snoozed.
    pub(crate) snooze: Option<Snooze>,
    /// Whether it takes a decision back.
    pub(crate) is_undo: bool,
}

impl Decision {
    /// Gives a status that needs no more to be said.
    pub(crate) fn plain(to: Status, is_undo: bool) -> Self {
        Self { to, fixed_in: FixedIn::Next, snooze: None, is_undo }
    }
}

/// Decides, or takes a decision back.
pub(crate) async fn decide(
    env: &Env,
    project: &ProjectRecord,
    issues: Vec<IssueId>,
    decision: Decision,
    by: Option<LogActor>,
) -> Result<TriageOutcome, Fault> {
    let at = clock::now();
    let releases = shards::replicate_issues(env, project, &issues).await?;
    let Decision { to, fixed_in, snooze, is_undo } = decision;
    let objects = u32::try_from(project.shards.all().count()).unwrap_or(u32::MAX);
    let snooze = snooze.map(|snooze| snooze.of_each(objects));
    let decision = TriageRequest { issues, to, at, releases, is_undo, fixed_in, snooze, by };
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
    (from, into): (IssueId, IssueId),
    by: Option<LogActor>,
) -> Result<MergeOutcome, Fault> {
    shards::replicate_issues(env, project, &[from, into]).await?;
    let at = clock::now();
    let merge = Merge { from, into, at, by: by.clone() };
    if project.shards.is_single() {
        return shards::query(env, project, &merge).await;
    }
    let operation = Operation::Merge { from, into, at, by };
    Ok(merge.merge(shards::run_operation(env, project, operation, &[], at).await?))
}

/// Takes an issue out of the one it was merged into, and says which that was, if any.
pub(crate) async fn split(
    env: &Env,
    project: &ProjectRecord,
    id: IssueId,
    by: Option<LogActor>,
) -> Result<Option<IssueId>, Fault> {
    let at = clock::now();
    let split = Split { id, at, by: by.clone() };
    let parted = if project.shards.is_single() {
        shards::query(env, project, &split).await?
    } else {
        let operation = Operation::Split { id, at, by };
        split.merge(shards::run_operation(env, project, operation, &[], at).await?)
    };
    match parted {
        SplitOutcome::From(head) => Ok(head),
        SplitOutcome::Unknown => Err(Fault::not_found("issue")),
    }
}
