//! The context of a page's forms, and the triage of an issue as its page shows it.

use std::collections::BTreeMap;

use corncrake_core::{noise::NoiseRule, status::Status};
use corncrake_model::{
    issues::{
        issue::Issue,
        issue_list::{EventFilter, ISSUES_OF_A_PAGE},
        resolution::FixedIn,
    },
    project::{record::ProjectRecord, settings::Settings},
};
use corncrake_www::{
    form_context::FormContext,
    issue::{Fix, IssueStatus, MergedIssue, Team, Triage},
    permissions::Permissions,
};
use worker::{Env, Request};

use super::flash;
use crate::{
    http::error::Fault,
    objects::rpc::{FindIssue, ReadMembers},
    shards,
};

/// The context of this page's forms, with its flash message.
pub(crate) fn of(
    row: &ProjectRecord,
    permissions: Permissions,
    request: &Request,
) -> Result<FormContext, Fault> {
    let (back, flash) = (flash::path_without_flash(request)?, flash::read(request)?);
    Ok(FormContext { project: row.key, permissions, back, flash })
}

/// The triage of an issue, as its page shows it.
pub(crate) async fn triage(
    issue: &Issue,
    project: &ProjectRecord,
    form_context: FormContext,
    newest: Option<String>,
    team: Team,
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
    let since_resolved = match issue.status {
        Status::Resolved => since(issue, project, env).await?,
        _ => Vec::new(),
    };
    Ok(Triage {
        form_context,
        decided: Some(issue.decided).filter(|at| at.0 > 0),
        fix: match &issue.fixed_in {
            FixedIn::Next => Fix::Next,
            FixedIn::Release(name) => Fix::Release(name.clone()),
            FixedIn::Now => Fix::Now,
        },
        newest,
        since_resolved,
        id: issue.id,
        status: issue.status,
        regressed: issue.regressed.clone(),
        resolved_in: issue.decided_in.clone(),
        merged_into,
        merged_issues: members.into_iter().map(member).collect(),
        team,
    })
}

/// Stored events since an issue was decided about, by release.
async fn since(
    issue: &Issue,
    project: &ProjectRecord,
    env: &Env,
) -> Result<Vec<(Option<String>, u64)>, Fault> {
    let filter = EventFilter { from: Some(issue.decided), ..EventFilter::default() };
    let found = shards::list_events(env, project, issue.id, &filter, None, ISSUES_OF_A_PAGE).await?;
    let mut releases: BTreeMap<Option<String>, u64> = BTreeMap::new();
    for event in found.into_iter().flat_map(|(events, _)| events) {
        *releases.entry(event.body.release).or_default() += 1;
    }
    Ok(releases.into_iter().collect())
}

/// An issue's status as pages show it: known noise as such, unless somebody triaged it.
pub(crate) fn shown_status(issue: &Issue, settings: &Settings) -> IssueStatus {
    let rule = issue.noise.as_deref().filter(|rule| settings.is_noise(rule));
    let rule = rule.and_then(|name| NoiseRule::ALL.into_iter().find(|rule| rule.name() == name));
    match (rule, issue.status) {
        (_, Status::Open) if issue.regressed.is_some() => IssueStatus::Regressed,
        (_, Status::Open) if issue.came_back.is_some() => IssueStatus::CameBack,
        (Some(rule), Status::Open) => IssueStatus::Noise(rule),
        (_, status) => IssueStatus::Triaged(status),
    }
}
