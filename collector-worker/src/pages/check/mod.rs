//! The page of what the collector knows of itself.

use corncrake_www::check::{self, CheckView, DatabaseRow};
use worker::{Env, Request};

use crate::{
    http::{Response, page_error::PageError, url},
    pages::zone,
    platform::warning::Warning,
    service::self_check::{self, CheckedDatabase},
};

/// `GET /check`, and `POST` for a look that reads each database as a whole.
pub(crate) async fn check(is_thorough: bool, request: &Request, env: &Env) -> Result<Response, PageError> {
    let after = url::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let found = self_check::run(after, is_thorough, env).await?;
    let view = CheckView {
        now: found.now,
        is_ok: found.is_ok(),
        warnings: found.warnings.iter().map(|warning| Warning::text(*warning)).collect(),
        after,
        next: found.next,
        databases: found.databases.into_iter().map(row).collect(),
    };
    zone::page(200, request, || check::page(&view))
}

fn row(one: CheckedDatabase) -> DatabaseRow {
    DatabaseRow {
        kind: one.kind.name(),
        shard: one.shard,
        bytes: one.state.as_ref().map(|state| state.bytes),
        is_whole: one.state.as_ref().and_then(|state| state.is_whole),
        alarm: one.state.as_ref().and_then(|state| state.alarm),
        is_late: one.is_late,
        last_arrival: one.last_arrival,
        project: one.project,
    }
}
