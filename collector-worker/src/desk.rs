//! What the pages show of decisions: what was done last, what can be done, what is merged.

use corncrake_core::{noise::NoiseRule, status::Status};
use corncrake_www::{
    form_context::FormContext,
    issue::{IssueStatus, MergedIssue, Triage},
};
use worker::{Env, Request};

use crate::{
    fault::Fault,
    notice,
    objects::{FindIssue, ReadMembers},
    spread,
    store::{Issue, ProjectRow, Settings},
};

/// Where the forms of this page belong to, and what was done last.
pub(crate) fn of(row: &ProjectRow, request: &Request) -> Result<FormContext, Fault> {
    let (back, notice) = (notice::place(request)?, notice::of(request)?);
    Ok(FormContext { project: row.key, back, flash: notice })
}

/// What an issue's page shows of decisions.
pub(crate) async fn decisions(
    issue: &Issue,
    project: &ProjectRow,
    desk: FormContext,
    env: &Env,
) -> Result<Triage, Fault> {
    let merged_into = match issue.merged_into {
        None => None,
        Some(id) => spread::ask(env, project, &FindIssue { id }).await?.map(|head| (id, head.title)),
    };
    let members = spread::ask(env, project, &ReadMembers { id: issue.id }).await?.unwrap_or_default();
    let member = |issue: Issue| MergedIssue {
        id: issue.id,
        title: issue.title,
        events: issue.events,
        last_seen: issue.last_seen,
        grouping: issue.grouping,
    };
    Ok(Triage {
        form_context: desk,
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
