//! Whose an issue is, its comments and its activity, and the inbox: the pages and the forms of them.

use corncrake_core::ids::{IssueId, ProjectKey};
use corncrake_model::{
    issues::{
        activity::{ActivityEntry, ActivityKind, AssignOutcome},
        issue::Issue,
        snooze::Snooze,
    },
    moment,
    project::record::ProjectRecord,
};
use corncrake_www::{
    form_context::FormContext,
    inbox::{self, InboxRow, InboxSection, InboxView},
    issue::{ActivityRow, CommentView, Sleep, Team},
    issues::IssueRow,
    permissions::{Permissions, Role},
};
use worker::{Env, Request};

use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, form::Form, page_error::PageError, response, url},
    pages::{
        flash::{self, FlashMessage, UndoStep},
        page, views, zone,
    },
    platform::clock,
    projects,
    service::triage::{
        assignees::{self, Assignees},
        comments,
        inbox::{self as service, InboxReason},
    },
};

/// What a team does with an issue, as its page shows it.
pub(crate) async fn team(
    issue: &Issue,
    project: &ProjectRecord,
    (actor, permissions): (&Actor, Permissions),
    env: &Env,
) -> Result<Team, Fault> {
    let users = Assignees::read(actor, env).await?;
    let mut all = comments::activity(env, project, issue.id).await?;
    all.reverse();
    let is_read_only = permissions.here < Role::Member;
    let first = ActivityRow {
        at: moment::displayed_time(issue.first_seen, clock::now()),
        what: "First seen".to_owned(),
        by: None,
        other: None,
        comment: None,
    };
    let rows = all.into_iter().map(|entry| row(entry, &users, actor, is_read_only));
    Ok(Team {
        is_read_only,
        me: users.me().map(str::to_owned),
        assignee: Some(&issue.assignee).filter(|id| !id.is_empty()).map(|id| (id.clone(), users.name(id))),
        users: users.of_project(project),
        sleep: issue.snooze.map(|snooze| match snooze {
            Snooze::Until(at) => Sleep::Until(at),
            Snooze::Sessions(sessions) => Sleep::Sessions(sessions),
            Snooze::Release => Sleep::Release,
        }),
        came_back: issue.came_back.map(|at| moment::displayed_time(at, clock::now())),
        activity: std::iter::once(first).chain(rows).collect(),
    })
}

fn row(entry: ActivityEntry, users: &Assignees, actor: &Actor, is_read_only: bool) -> ActivityRow {
    let is_own = actor.for_log().is_some() && actor.for_log() == entry.actor;
    let detail = entry.detail.as_str();
    let with = |plain: &str, with: &str| match detail {
        "" => plain.to_owned(),
        detail => format!("{plain} {with} {detail}"),
    };
    let other = detail.parse::<IssueId>().ok();
    let (what, other) = match entry.kind {
        ActivityKind::Resolved if detail == "now" => ("resolved it, without a release".to_owned(), None),
        ActivityKind::Resolved => (with("resolved it", "in release"), None),
        ActivityKind::Regressed => (with("It came back after it was resolved,", "in release"), None),
        ActivityKind::Ignored => ("ignored it".to_owned(), None),
        ActivityKind::Reopened => ("reopened it".to_owned(), None),
        ActivityKind::Snoozed => (snoozed(detail), None),
        ActivityKind::CameBack => (came_back(detail), None),
        ActivityKind::MergedInto => ("merged it into".to_owned(), other),
        ActivityKind::Merged => ("merged into it".to_owned(), other),
        ActivityKind::SplitFrom => ("split it from".to_owned(), other),
        ActivityKind::Split => ("split off".to_owned(), other),
        ActivityKind::Assigned => (format!("assigned it to {}", users.name(detail)), None),
        ActivityKind::Unassigned => ("assigned it to nobody".to_owned(), None),
        ActivityKind::Comment => ("wrote".to_owned(), None),
    };
    let is_comment = entry.kind == ActivityKind::Comment;
    ActivityRow {
        at: moment::displayed_time(entry.at, clock::now()),
        what: what.trim_end_matches(',').to_owned(),
        by: entry.actor.as_ref().map(|actor| users.actor(actor)),
        other,
        comment: is_comment.then(|| CommentView {
            id: entry.id,
            issue: entry.issue,
            text: entry.detail,
            may_delete: !is_read_only && (is_own || actor.is_owner()),
        }),
    }
}

fn snoozed(detail: &str) -> String {
    match serde_json::from_str(detail) {
        Ok(Snooze::Until(at)) => format!("snoozed it until {} (UTC)", at.rfc3339()),
        Ok(Snooze::Sessions(sessions)) => format!("snoozed it for {sessions} more sessions"),
        Ok(Snooze::Release) => "snoozed it until the next release".to_owned(),
        Err(_) => "snoozed it".to_owned(),
    }
}

fn came_back(detail: &str) -> String {
    match detail {
        "time" => "It came back from its snooze: the time is over".to_owned(),
        "sessions" => "It came back from its snooze: it had as many sessions".to_owned(),
        release => format!("It came back from its snooze, with the release {release}"),
    }
}

/// The users to whom issues of a project can be assigned, for somebody who may do that.
pub(crate) async fn members_of(
    project: &ProjectRecord,
    (actor, permissions): (&Actor, Permissions),
    env: &Env,
) -> Result<Vec<(String, String)>, Fault> {
    if permissions.here < Role::Member {
        return Ok(Vec::new());
    }
    Ok(Assignees::read(actor, env).await?.of_project(project))
}

/// Names the users to whom the issues of rows are assigned; only where one is.
pub(crate) async fn name_assignees(
    assignees: &[String],
    mut rows: Vec<IssueRow>,
    actor: &Actor,
    env: &Env,
) -> Result<Vec<IssueRow>, Fault> {
    if assignees.iter().all(String::is_empty) {
        return Ok(rows);
    }
    let users = Assignees::read(actor, env).await?;
    for (row, id) in rows.iter_mut().zip(assignees).filter(|(_, id)| !id.is_empty()) {
        row.issue.assignee = Some(users.name(id));
    }
    Ok(rows)
}

/// A form about one issue.
async fn read(
    key: &str,
    id: &str,
    request: &mut Request,
    env: &Env,
) -> Result<(ProjectRecord, IssueId, Form, String), PageError> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let form = Form::read(request).await?;
    let back = flash::return_path(project.key, form.get("back"));
    Ok((project, id, form, back))
}

fn done(back: &str, done: FlashMessage, undo: &[UndoStep]) -> Result<Response, PageError> {
    Ok(response::see_other(&flash::with_flash(back, done, undo), None)?)
}

/// `POST /projects/:key/issues/:id/assign`: to a user, or to nobody.
pub(crate) async fn assign(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (project, id, form, back) = read(key, id, request, env).await?;
    let outcome = assignees::assign(env, &project, vec![id], form.get("to"), actor).await?;
    let (message, undo) = assigned(outcome);
    done(&back, message, &undo)
}

/// What is said of an assignment, and how it is taken back.
pub(super) fn assigned(outcome: AssignOutcome) -> (FlashMessage, Vec<UndoStep>) {
    let undo: Vec<UndoStep> =
        outcome.changed.into_iter().map(|(id, before)| UndoStep::Assign(id, before)).collect();
    let message = match (undo.is_empty(), outcome.unknown.is_empty()) {
        (false, _) => FlashMessage::Assigned,
        (true, true) => FlashMessage::Unchanged,
        (true, false) => FlashMessage::NoSuchIssue,
    };
    (message, undo)
}

/// `POST /projects/:key/issues/:id/comments`: a comment in Markdown.
pub(crate) async fn comment(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (project, id, form, back) = read(key, id, request, env).await?;
    comments::add(env, &project, id, form.get("text"), actor).await?;
    done(&back, FlashMessage::Commented, &[])
}

/// `POST /projects/:key/issues/:id/comments/:comment`: deletes it.
pub(crate) async fn delete_comment(
    key: &str,
    id: &str,
    comment: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (project, id, _, back) = read(key, id, request, env).await?;
    comments::delete(env, &project, id, comment, actor).await?;
    done(&back, FlashMessage::CommentDeleted, &[])
}

/// `GET /inbox`
pub(crate) async fn inbox(actor: &Actor, request: &Request, env: &Env) -> Result<Response, PageError> {
    let now = clock::now();
    let inbox = service::read(env, actor, now).await?;
    let is_assigned = inbox.issues.iter().any(|entry| !entry.issue.assignee.is_empty());
    let users = if is_assigned { Assignees::read(actor, env).await? } else { Assignees::of_reader(actor) };
    let row = |entry: service::InboxEntry| {
        let assignee = Some(entry.issue.assignee.clone()).filter(|id| !id.is_empty());
        let mut issue = views::plain_issue(entry.issue, &entry.project.settings);
        issue.assignee = assignee.map(|id| users.name(&id));
        let section = match entry.reason {
            InboxReason::Assigned => InboxSection::Assigned,
            InboxReason::Regressed => InboxSection::Regressed,
            InboxReason::CameBack => InboxSection::CameBack,
            InboxReason::New => InboxSection::New,
        };
        let permissions = page::permissions(actor, Some(entry.project.key.as_str()));
        InboxRow { section, project: views::project(&entry.project, permissions), issue }
    };
    // The message of a form is of one of the projects.
    let of = url::parameter(request, flash::OF)?.and_then(|key| key.parse::<ProjectKey>().ok());
    let message = flash::read(request)?;
    let form_context = of.filter(|key| actor.sees(*key)).map(|key| FormContext {
        project: key,
        permissions: page::permissions(actor, Some(key.as_str())),
        back: flash::INBOX.to_owned(),
        flash: message,
    });
    let view = InboxView {
        now,
        form_context,
        rows: inbox.issues.into_iter().map(row).collect(),
        unreadable: inbox.unreadable,
        has_more: inbox.has_more,
        is_user: users.me().is_some(),
    };
    zone::page(200, request, || inbox::page(&view))
}
