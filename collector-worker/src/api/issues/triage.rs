//! Triage of issues, and the data for it: merged issues, releases.
//!
//! Every change is idempotent: asked again, it changes nothing and answers the same status.

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis, wire::limits::RELEASE_CHARS};
use corncrake_model::{
    issues::{
        issue::Issue,
        resolution::FixedIn,
        snooze::{MOST_SESSIONS, Snooze},
        triage::{MOST_MEMBERS, MergeOutcome},
    },
    project::record::ProjectRecord,
};
use serde::Serialize;
use worker::{Env, Request};

use crate::api::{fields::BodyFields, json::IssueJson};
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, response},
    objects::rpc::{FindIssue, ReadMembers},
    platform::clock,
    projects,
    service::triage::{self, Decision, MOST_AT_ONCE},
    shards,
};

pub(super) async fn project(key: &str, env: &Env) -> Result<ProjectRecord, Fault> {
    projects::find_for_operator(key, clock::now(), env).await
}

pub(super) fn issue_id(text: &str) -> Result<IssueId, Fault> {
    text.parse().map_err(|_| Fault::not_found("issue"))
}

fn status(fields: &mut BodyFields) -> Result<Status, Fault> {
    let text = fields.text("status")?.unwrap_or_default();
    text.parse().map_err(|_| Fault::invalid("status", "must be open, resolved, ignored or snoozed"))
}

/// What fixed a resolved issue: `fixed_in`, a release, or `fixed`, which is `next` or `now`.
fn fixed_in(fields: &mut BodyFields) -> Result<FixedIn, Fault> {
    match (fields.text("fixed_in")?, fields.text("fixed")?.as_deref()) {
        (Some(release), None) if (1..=RELEASE_CHARS).contains(&release.chars().count()) => {
            Ok(FixedIn::Release(release))
        }
        (Some(_), None) => {
            Err(Fault::invalid("fixed_in", &format!("must be 1 to {RELEASE_CHARS} characters")))
        }
        (None, None | Some("next")) => Ok(FixedIn::Next),
        (None, Some("now")) => Ok(FixedIn::Now),
        (None, Some(_)) => Err(Fault::invalid("fixed", "must be next or now")),
        (Some(_), Some(_)) => Err(Fault::invalid("fixed", "must be absent beside fixed_in")),
    }
}

/// What ends the sleep of a snoozed issue: one of `snooze_until`, `snooze_sessions` and
/// `snooze_release`, which no other status has.
fn snooze(fields: &mut BodyFields, to: Status) -> Result<Option<Snooze>, Fault> {
    let until = match fields.value("snooze_until") {
        None => None,
        Some(value) => {
            let at = value.as_str().and_then(UnixMillis::parse);
            Some(at.ok_or_else(|| Fault::invalid("snooze_until", "must be a time of RFC 3339"))?)
        }
    };
    let sessions = fields.number("snooze_sessions", 1..=MOST_SESSIONS.into())?;
    let by_release = fields.flag("snooze_release")? == Some(true);
    let sessions = sessions.and_then(|sessions| u32::try_from(sessions).ok());
    let all = [
        until.map(|at| ("snooze_until", Snooze::Until(at))),
        sessions.map(|sessions| ("snooze_sessions", Snooze::Sessions(sessions))),
        by_release.then_some(("snooze_release", Snooze::Release)),
    ];
    let mut all = all.into_iter().flatten();
    match (to, all.next(), all.next()) {
        (Status::Snoozed, Some((field, snooze)), None) => match snooze.fault(clock::now()) {
            Some(rule) => Err(Fault::invalid(field, &rule)),
            None => Ok(Some(snooze)),
        },
        (Status::Snoozed, ..) => Err(Fault::invalid(
            "status",
            "snoozed needs one of snooze_until, snooze_sessions and snooze_release",
        )),
        (_, None, _) => Ok(None),
        (_, Some((field, _)), _) => Err(Fault::invalid(field, "needs the status snoozed")),
    }
}

/// The issue as it is after a change.
pub(super) async fn issue_now(id: IssueId, project: &ProjectRecord, env: &Env) -> Result<Response, Fault> {
    let found = shards::query(env, project, &FindIssue { id }).await?;
    let issue = found.ok_or_else(|| Fault::not_found("issue"))?;
    response::json(200, &serde_json::json!({ "issue": IssueJson::from(issue) }))
}

/// `POST /api/projects/:key/issues {"ids","status","fixed_in"?,"fixed"?}`
pub(crate) async fn decide(
    key: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let mut fields = BodyFields::read(request).await?;
    let to = status(&mut fields)?;
    let fixed_in = fixed_in(&mut fields)?;
    let snooze = snooze(&mut fields, to)?;
    let decision = Decision { to, fixed_in, snooze, is_undo: false };
    let ids = chosen(&mut fields)?;
    fields.end()?;
    let is_snoozed = decision.to == Status::Snoozed;
    let decided = triage::decide(env, &project, ids, decision, actor.for_log()).await?;
    let is_changed = !decided.changed.is_empty() || is_snoozed;
    response::unchanged_unless(is_changed, response::json(200, &decided)?)
}

/// The issues of a body's `ids`.
pub(super) fn chosen(fields: &mut BodyFields) -> Result<Vec<IssueId>, Fault> {
    let ids = fields.texts("ids")?.unwrap_or_default();
    if ids.is_empty() || ids.len() > MOST_AT_ONCE {
        return Err(Fault::invalid("ids", &format!("must have 1 to {MOST_AT_ONCE} entries")));
    }
    let ids = ids.iter().enumerate().map(|(place, id)| {
        id.parse().map_err(|_| Fault::invalid(&format!("ids[{place}]"), "must be the id of an issue"))
    });
    ids.collect()
}

/// `PATCH /api/projects/:key/issues/:id {"status","fixed_in"?,"fixed"?}`
pub(crate) async fn decide_one(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let id = issue_id(id)?;
    let mut fields = BodyFields::read(request).await?;
    let to = status(&mut fields)?;
    let fixed_in = fixed_in(&mut fields)?;
    let snooze = snooze(&mut fields, to)?;
    let decision = Decision { to, fixed_in, snooze, is_undo: false };
    fields.end()?;
    let is_snoozed = decision.to == Status::Snoozed;
    let decided = triage::decide(env, &project, vec![id], decision, actor.for_log()).await?;
    let is_changed = !decided.changed.is_empty() || is_snoozed;
    response::unchanged_unless(is_changed, issue_now(id, &project, env).await?)
}

/// `POST /api/projects/:key/issues/:id/merge {"into"}`
pub(crate) async fn merge(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let id = issue_id(id)?;
    let mut fields = BodyFields::read(request).await?;
    let into = fields.text("into")?.unwrap_or_default();
    fields.end()?;
    let into = into.parse().map_err(|_| Fault::invalid("into", "must be the id of an issue"))?;
    match triage::merge(env, &project, (id, into), actor.for_log()).await? {
        MergeOutcome::Into(head, is_changed) => {
            response::unchanged_unless(is_changed, issue_now(head, &project, env).await?)
        }
        MergeOutcome::Unknown(unknown) if unknown == into => {
            Err(Fault::invalid("into", "must be an issue of this project"))
        }
        MergeOutcome::Unknown(_) => Err(Fault::not_found("issue")),
        MergeOutcome::Itself => Err(Fault::invalid("into", "must be another issue")),
        MergeOutcome::TooMany => {
            Err(Fault::invalid("into", &format!("must have at most {MOST_MEMBERS} issues merged into it")))
        }
    }
}

/// `POST /api/projects/:key/issues/:id/split`
pub(crate) async fn split(key: &str, id: &str, actor: &Actor, env: &Env) -> Result<Response, Fault> {
    let project = project(key, env).await?;
    let id = issue_id(id)?;
    let head = triage::split(env, &project, id, actor.for_log()).await?;
    response::unchanged_unless(head.is_some(), issue_now(id, &project, env).await?)
}

/// `GET /api/projects/:key/issues/:id/members`: what is merged into it, each by itself.
pub(crate) async fn members(key: &str, id: &str, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Member {
        #[serde(flatten)]
        issue: IssueJson,
        grouping: Vec<String>,
        grouping_version: u32,
    }
    let project = project(key, env).await?;
    let ask = ReadMembers { id: issue_id(id)? };
    let members = shards::query(env, &project, &ask).await?;
    let member = |issue: Issue| {
        let (grouping, grouping_version) = (issue.grouping.clone(), issue.grouping_version);
        Member { issue: issue.into(), grouping, grouping_version }
    };
    let members = members.ok_or_else(|| Fault::not_found("issue"))?;
    let members: Vec<_> = members.into_iter().map(member).collect();
    response::json(200, &serde_json::json!({ "members": members }))
}
