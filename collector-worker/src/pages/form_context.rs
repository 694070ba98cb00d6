//! The context of a page's forms, and the triage of an issue as its page shows it.

use corncrake_core::{noise::NoiseRule, status::Status};
use corncrake_model::{
    issues::issue::Issue,
    project::{record::ProjectRecord, settings::Settings},
};
use corncrake_www::{
    form_context::FormContext,
    issue::{IssueStatus, MergedIssue, Triage},
};
use worker::{Env, Request};

use super::flash;
use crate::{
    http::error::Fault,
    objects::rpc::{FindIssue, ReadMembers},
    shards,
};

/// The context of this page's forms, with its flash message.
pub(crate) fn of(row: &ProjectRecord, request: &Request) -> Result<FormContext, Fault> {
    let (back, flash) = (flash::path_without_flash(request)?, flash::read(request)?);
    Ok(FormContext { project: row.key, back, flash })
}

/// The triage of an issue, as its page shows it.
pub(crate) async fn triage(
    issue: &Issue,
    project: &ProjectRecord,
    form_context: FormContext,
    env: &Env,
) -> Result<Triage, Fault> {
    let merged_into = match issue.merged_into {
        None => None,
        Some(id) => shards::query(env, project, &FindIssue { id }).await?.map(|head| (id, head.title)),
    };
    let members = shards::query(env, project, &ReadMembers { id: issue.id }).await?.unwrap_or_default();
    let member = |issue: Issue| MergedIssue {
        id: issue.id,
        title: issue.title,
        events: issue.events,
        last_seen: issue.last_seen,
        grouping: issue.grouping,
    };
    Ok(Triage {
        form_context,
        id: issue.id,
        status: issue.status,
        regressed: issue.regressed.clone(),
        resolved_in: issue.decided_in.clone(),
        merged_into,
        merged_issues: members.into_iter().map(member).collect(),
    })
}

/// An issue's status as pages show it: known noise as such, unless somebody triaged it.
pub(crate) fn shown_status(issue: &Issue, settings: &Settings) -> IssueStatus {
    let rule = issue.noise.as_deref().filter(|rule| settings.is_noise(rule));
    let rule = rule.and_then(|name| NoiseRule::ALL.into_iter().find(|rule| rule.name() == name));
    match (rule, issue.status) {
        (_, Status::Open) if issue.regressed.is_some() => IssueStatus::Regressed,
        (Some(rule), Status::Open) => IssueStatus::Noise(rule),
        (_, status) => IssueStatus::Triaged(status),
    }
}
