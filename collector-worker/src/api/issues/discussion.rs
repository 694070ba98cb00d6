//! Whose an issue is, what happened to it, what people wrote about it, and what waits in all projects.

use corncrake_core::ids::IssueId;
use corncrake_model::{
    access::log_entry::LogActor,
    issues::activity::{ActivityEntry, ActivityKind},
};
use serde::Serialize;
use serde_json::json;
use worker::{Env, Request};

use super::triage::{chosen, issue_id, issue_now, project};
use crate::{
    api::{
        fields::BodyFields,
        json::{IssueJson, displayed_time},
    },
    auth::actor::Actor,
    http::{Response, error::Fault, response},
    platform::clock,
    service::triage::{
        assignees::{self, Assignees},
        comments,
        inbox::{self as service, InboxEntry},
    },
};

/// An entry of the activity.
#[derive(Serialize)]
struct ActivityJson {
    at: String,
    kind: ActivityKind,
    issue: IssueId,
    /// Who did it, as words; nobody where it happened by itself.
    by: Option<String>,
    /// The id of that user.
    user: Option<String>,
    detail: Option<String>,
    /// The id of a comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

impl ActivityJson {
    fn of(entry: ActivityEntry, users: &Assignees) -> Self {
        Self {
            at: displayed_time(entry.at),
            kind: entry.kind,
            issue: entry.issue,
            by: entry.actor.as_ref().map(|actor| users.actor(actor)),
            user: match entry.actor {
                Some(LogActor::User(id)) => Some(id),
                _ => None,
            },
            comment: (entry.kind == ActivityKind::Comment).then_some(entry.id),
            detail: Some(entry.detail).filter(|detail| !detail.is_empty()),
        }
    }
}

/// `POST /api/projects/:key/issues/:id/assign {"to"}`: the id of a user, or nothing for nobody.
pub(crate) async fn assign(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let id = issue_id(id)?;
    let mut fields = BodyFields::read(request).await?;
    let to = fields.text("to")?.ok_or_else(|| Fault::invalid("to", "must be the id of a user, or empty"))?;
    fields.end()?;
    assignees::assign(env, &project, vec![id], &to, actor).await?;
    issue_now(id, &project, env).await
}

/// `POST /api/projects/:key/assign {"ids":[...],"to"}`: several at once.
pub(crate) async fn assign_chosen(
    key: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Reassigned {
        id: IssueId,
        /// The id of the user it was assigned to; nothing for nobody.
        from: Option<String>,
    }
    let project = project(key, env).await?;
    let mut fields = BodyFields::read(request).await?;
    let (ids, to) = (chosen(&mut fields)?, fields.text("to")?);
    fields.end()?;
    let to = to.ok_or_else(|| Fault::invalid("to", "must be the id of a user, or empty"))?;
    let outcome = assignees::assign(env, &project, ids, &to, actor).await?;
    let changed = outcome.changed.into_iter();
    let changed: Vec<_> = changed
        .map(|(id, from)| Reassigned { id, from: Some(from).filter(|from| !from.is_empty()) })
        .collect();
    let answer = response::json(200, &json!({ "changed": changed, "unknown": outcome.unknown }))?;
    response::unchanged_unless(!changed.is_empty(), answer)
}

/// `GET /api/projects/:key/assignees`: the users to whom its issues can be assigned.
pub(crate) async fn list_assignees(key: &str, actor: &Actor, env: &Env) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let users = Assignees::read(actor, env).await?.of_project(&project);
    let users: Vec<_> = users.into_iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
    response::json(200, &json!({ "assignees": users }))
}

/// `GET /api/projects/:key/issues/:id/activity`: what happened to it, the newest first.
pub(crate) async fn activity(key: &str, id: &str, actor: &Actor, env: &Env) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let id = issue_id(id)?;
    let users = Assignees::read(actor, env).await?;
    let all = comments::activity(env, &project, id).await?;
    let all: Vec<ActivityJson> = all.into_iter().map(|entry| ActivityJson::of(entry, &users)).collect();
    response::json(200, &json!({ "activity": all }))
}

/// `POST /api/projects/:key/issues/:id/comments {"text"}`: Markdown.
pub(crate) async fn comment(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let id = issue_id(id)?;
    let mut fields = BodyFields::read(request).await?;
    let text = fields.text("text")?.unwrap_or_default();
    fields.end()?;
    let entry = comments::add(env, &project, id, &text, actor).await?;
    let users = Assignees::read(actor, env).await?;
    response::json(201, &ActivityJson::of(entry, &users))
}

/// `DELETE /api/projects/:key/issues/:id/comments/:comment`
pub(crate) async fn delete_comment(
    key: &str,
    id: &str,
    comment: &str,
    actor: &Actor,
    env: &Env,
) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    comments::delete(env, &project, issue_id(id)?, comment, actor).await?;
    response::no_content()
}

/// `GET /api/inbox`: what waits in all projects that the token may see.
pub(crate) async fn inbox(actor: &Actor, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct InboxJson {
        reason: &'static str,
        project: String,
        project_name: String,
        #[serde(flatten)]
        issue: IssueJson,
    }
    let inbox = service::read(env, actor, clock::now()).await?;
    let entry = |InboxEntry { reason, project, issue }| InboxJson {
        reason: reason.name(),
        project: project.key.to_string(),
        project_name: project.name,
        issue: IssueJson::from(issue),
    };
    let issues: Vec<InboxJson> = inbox.issues.into_iter().map(entry).collect();
    response::json(
        200,
        &json!({ "issues": issues, "unreadable": inbox.unreadable, "has_more": inbox.has_more }),
    )
}
