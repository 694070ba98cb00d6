//! What was refused, as pages show it.

use corncrake_model::project::{
    record::ProjectRecord,
    refusal::{DeletedKeyUse, Refusal, RefusalReason},
};
use corncrake_www::{
    permissions::Permissions,
    refusals::{DeletedKeyRow, RefusalCause, RefusalRow, Refused},
};
use worker::Env;

use crate::{http::error::Fault, service::refusals};

/// What was refused of a project.
pub(crate) async fn rows(row: &ProjectRecord, env: &Env) -> Result<Vec<RefusalRow>, Fault> {
    Ok(refusals::of_project(row, env).await?.into_iter().filter_map(refusal).collect())
}

/// The keys of deleted projects that are still used.
pub(crate) async fn deleted_keys(env: &Env) -> Result<Vec<DeletedKeyRow>, Fault> {
    let row =
        |DeletedKeyUse { key, refused }| DeletedKeyRow { key, count: refused.count, last: refused.last };
    Ok(refusals::deleted_keys(env).await?.into_iter().map(row).collect())
}

/// Both, for the pages of a project that waits for its first event; nothing where it came.
pub(crate) async fn while_waiting(
    is_waiting: bool,
    row: &ProjectRecord,
    permissions: Permissions,
    env: &Env,
) -> Result<Refused, Fault> {
    if !is_waiting {
        return Ok(Refused::default());
    }
    // Keys of projects that are gone are nobody's but an owner's.
    let deleted = if permissions.is_owner() { deleted_keys(env).await? } else { Vec::new() };
    Ok(Refused { rows: rows(row, env).await?, deleted })
}

fn refusal(one: Refusal) -> Option<RefusalRow> {
    let Refusal { reason, origin, count, since, last } = one;
    let cause = match reason {
        RefusalReason::Origin => RefusalCause::Origin(origin),
        RefusalReason::TooLarge => RefusalCause::TooLarge,
        RefusalReason::TooMany => RefusalCause::TooMany,
        RefusalReason::Invalid => RefusalCause::Invalid,
        RefusalReason::Deleted => return None,
    };
    Some(RefusalRow { cause, count, since, last })
}
