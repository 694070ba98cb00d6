//! Comments on issues, for the pages and the API. All of a project are in its first object; what the
//! others noted of an issue is read from each.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    hex,
    issues::activity::{ActivityEntry, ActivityKind, COMMENT_CHARS, CommentOutcome, MOST_COMMENTS},
    project::{record::ProjectRecord, shards::ShardId},
};
use worker::Env;

use crate::{
    auth::actor::Actor,
    http::error::Fault,
    objects::rpc::{AddComment, DeleteComment, FindIssue, ReadActivity, ReadComments},
    platform::{clock, random},
    shards,
};

/// Random bytes of a comment's id.
const ID_BYTES: usize = 8;

/// What happened to an issue and to what is merged into it, the newest first.
pub(crate) async fn activity(
    env: &Env,
    project: &ProjectRecord,
    id: IssueId,
) -> Result<Vec<ActivityEntry>, Fault> {
    let all = shards::query(env, project, &ReadActivity { id }).await?;
    // An issue of another project has none here, either.
    if all.is_empty() {
        require_issue(env, project, id).await?;
    }
    Ok(all)
}

/// The newest comments of all issues since a time.
pub(crate) async fn since(
    env: &Env,
    project: &ProjectRecord,
    from: UnixMillis,
    most: u32,
) -> Result<Vec<ActivityEntry>, Fault> {
    shards::query_shard(env, project.key, first_object(project), &ReadComments { from, most }).await
}

async fn require_issue(env: &Env, project: &ProjectRecord, id: IssueId) -> Result<(), Fault> {
    let found = shards::query(env, project, &FindIssue { id }).await?;
    found.map(drop).ok_or_else(|| Fault::not_found("issue"))
}

fn first_object(project: &ProjectRecord) -> ShardId {
    project.shards.all().next().unwrap_or(ShardId(0))
}

/// Adds a comment; its entry.
pub(crate) async fn add(
    env: &Env,
    project: &ProjectRecord,
    issue: IssueId,
    text: &str,
    actor: &Actor,
) -> Result<ActivityEntry, Fault> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() || text.chars().count() > COMMENT_CHARS {
        return Err(Fault::invalid("text", &format!("must be 1 to {COMMENT_CHARS} characters")));
    }
    require_issue(env, project, issue).await?;
    shards::replicate_issues(env, project, &[issue]).await?;
    let comment = ActivityEntry {
        at: clock::now(),
        issue,
        id: hex::text(&random::bytes::<ID_BYTES>()),
        kind: ActivityKind::Comment,
        actor: actor.for_log(),
        detail: text,
    };
    let ask = AddComment { comment: comment.clone() };
    match shards::query_shard(env, project.key, first_object(project), &ask).await? {
        CommentOutcome::Done => Ok(comment),
        CommentOutcome::TooMany => Err(Fault::invalid(
            "text",
            &format!("is one too many: an issue has at most {MOST_COMMENTS} comments"),
        )),
        CommentOutcome::Unknown | CommentOutcome::NotYours => Err(Fault::not_found("issue")),
    }
}

/// Deletes a comment: one's own, or any for an owner.
pub(crate) async fn delete(
    env: &Env,
    project: &ProjectRecord,
    issue: IssueId,
    id: &str,
    actor: &Actor,
) -> Result<(), Fault> {
    let author = if actor.is_owner() { None } else { actor.for_log() };
    let ask = DeleteComment { issue, id: id.to_owned(), author };
    match shards::query_shard(env, project.key, first_object(project), &ask).await? {
        CommentOutcome::Done | CommentOutcome::TooMany => Ok(()),
        CommentOutcome::Unknown => Err(Fault::not_found("comment")),
        CommentOutcome::NotYours => {
            Err(Fault::new(403, "not_yours", "only its author or an owner may delete a comment"))
        }
    }
}
