//! The inbox: what waits for somebody in all projects that the reader may see. Each project is asked one
//! question; projects are asked some at a time, and one that fails takes nobody else's place.

use corncrake_core::{
    status::Status,
    time::{DAY_MS, UnixMillis},
};
use corncrake_model::{
    issues::{
        issue::Issue,
        issue_list::{Filter, Sort},
    },
    project::record::ProjectRecord,
};
use futures_util::{StreamExt, stream};
use worker::Env;

use crate::{
    auth::actor::Actor, http::error::Fault, objects::rpc::ListIssues, platform::log, projects, shards,
};

/// How long an issue is new.
const NEW_MS: i64 = 7 * DAY_MS;
/// Projects that are asked, in the order of their making: more than a team looks after.
const MOST_PROJECTS: usize = 200;
/// Projects that are asked at a time: each is an object that may have to wake.
const ASKED_AT_ONCE: usize = 6;
/// Issues of one project, those that were seen last.
const MOST_OF_A_PROJECT: u32 = 50;
/// Issues of all projects: what nobody works through in a day.
const MOST_ISSUES: usize = 200;

/// Why an issue is in the inbox: the first of these that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InboxReason {
    /// It is assigned to the reader.
    Assigned,
    /// It came back after it was resolved.
    Regressed,
    /// Its sleep ended by itself.
    CameBack,
    /// It was first seen within a week.
    New,
}

impl InboxReason {
    /// Its name in the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Regressed => "regressed",
            Self::CameBack => "came_back",
            Self::New => "new",
        }
    }

    fn of(issue: &Issue, me: Option<&str>) -> Self {
        if me.is_some_and(|me| me == issue.assignee) {
            Self::Assigned
        } else if issue.regressed.is_some() {
            Self::Regressed
        } else if issue.came_back.is_some() {
            Self::CameBack
        } else {
            Self::New
        }
    }
}

/// An issue that waits.
pub(crate) struct InboxEntry {
    /// Why.
    pub(crate) reason: InboxReason,
    /// Whose it is.
    pub(crate) project: ProjectRecord,
    /// The issue.
    pub(crate) issue: Issue,
}

/// What waits.
pub(crate) struct Inbox {
    /// The issues, those that were seen last first.
    pub(crate) issues: Vec<InboxEntry>,
    /// The names of projects that could not be read.
    pub(crate) unreadable: Vec<String>,
    /// Whether there is more than is shown.
    pub(crate) has_more: bool,
}

/// Reads the inbox of somebody.
pub(crate) async fn read(env: &Env, actor: &Actor, now: UnixMillis) -> Result<Inbox, Fault> {
    let me = if let Actor::User(user, _) = actor { Some(user.id.as_str()) } else { None };
    let mut rows = projects::list(env).await?;
    rows.retain(|row| actor.sees(row.key));
    let mut inbox =
        Inbox { issues: Vec::new(), unreadable: Vec::new(), has_more: rows.len() > MOST_PROJECTS };
    rows.truncate(MOST_PROJECTS);
    let since = UnixMillis(now.0.saturating_sub(NEW_MS));
    let asked = rows.into_iter().map(|row| async move {
        let found = of_project(env, &row, since, me).await;
        (row, found)
    });
    let mut answers = stream::iter(asked).buffered(ASKED_AT_ONCE);
    while let Some((row, found)) = answers.next().await {
        match found {
            Ok((issues, has_more)) => {
                inbox.has_more |= has_more;
                let entry = |issue: Issue| InboxEntry {
                    reason: InboxReason::of(&issue, me),
                    project: row.clone(),
                    issue,
                };
                inbox.issues.extend(issues.into_iter().map(entry));
            }
            Err(fault) => {
                log::failure("a project cannot be read", fault.detail.as_deref().unwrap_or(&fault.code));
                inbox.unreadable.push(row.name);
            }
        }
    }
    inbox.issues.sort_by_key(|entry| std::cmp::Reverse(entry.issue.last_seen));
    inbox.has_more |= inbox.issues.len() > MOST_ISSUES;
    inbox.issues.truncate(MOST_ISSUES);
    Ok(inbox)
}

async fn of_project(
    env: &Env,
    row: &ProjectRecord,
    since: UnixMillis,
    me: Option<&str>,
) -> Result<(Vec<Issue>, bool), Fault> {
    let filter = Filter {
        noise_off: row.settings.noise_off.clone(),
        hiding: row.settings.hiding_editions(),
        status: Some(Status::Open),
        inbox: Some((since, me.unwrap_or_default().to_owned())),
        ..Filter::default()
    };
    let list = ListIssues { filter, sort: Sort::Newest, after: None, limit: MOST_OF_A_PROJECT };
    let page = shards::list_issues(env, row, &list).await?;
    Ok((page.issues, page.next.is_some()))
}
