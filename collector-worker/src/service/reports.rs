//! Reports of browsers, for the page and the API: the issues whose events are reports, each with
//! its latest one.

use std::collections::HashMap;

use corncrake_core::{event::EventType, json::Json};
use corncrake_model::{
    issues::{
        issue::Issue,
        issue_list::{Cursor, Filter, Sort},
    },
    project::record::ProjectRecord,
};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::rpc::{ListIssues, ReadLatest},
    shards,
};

/// Reports that are one issue.
pub(crate) struct GroupedReports {
    pub(crate) issue: Issue,
    /// What the latest of them says.
    pub(crate) fields: Option<Json>,
    /// The page that it is about.
    pub(crate) page: Option<String>,
}

/// A page of reports, those that came last first, and behind which to go on.
pub(crate) async fn reports(
    env: &Env,
    project: &ProjectRecord,
    is_noise: bool,
    after: Option<Cursor>,
    limit: u32,
) -> Result<(Vec<GroupedReports>, Option<Cursor>), Fault> {
    let kind = |code: &u8| EventType::from_code((*code).into()).is_some_and(EventType::is_report);
    let filter = Filter {
        noise: is_noise,
        noise_off: project.settings.noise_off.clone(),
        hiding: project.settings.hiding_editions(),
        kinds: (0..=EventType::MAX).filter(kind).collect(),
        ..Filter::default()
    };
    let list = ListIssues { filter, sort: Sort::Newest, after, limit };
    let page = shards::list_issues(env, project, &list).await?;
    let ids = page.issues.iter().map(|issue| issue.id).collect();
    let latest = shards::query(env, project, &ReadLatest { ids }).await?;
    let mut latest: HashMap<_, _> = latest.into_iter().map(|(id, _, body)| (id, body)).collect();
    let report = |issue: Issue| {
        let (fields, page) = latest.remove(&issue.id).map(|body| (body.meta, body.uri)).unwrap_or_default();
        GroupedReports { issue, fields, page }
    };
    Ok((page.issues.into_iter().map(report).collect(), page.next))
}
