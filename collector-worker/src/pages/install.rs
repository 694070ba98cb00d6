//! How to send to a project, and whether anything arrived.

use corncrake_model::moment;
use corncrake_www::{
    install::{self, FirstEvent, InstallView},
    permissions::Permissions,
};
use worker::{Env, Request};

use super::{
    page::{dashboard_address, ingest_address},
    refused, views, zone,
};
use crate::{
    http::{Response, assets, page_error::PageError},
    objects::rpc::ReadFirst,
    platform::clock,
    projects, shards,
};

/// `GET /projects/:key/install`
pub(crate) async fn install(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let first = shards::query(env, &row, &ReadFirst {}).await?;
    let view = InstallView {
        now,
        project: views::project(&row, permissions),
        address: ingest_address(request, env)?,
        dashboard: dashboard_address(request, env)?,
        digest: assets::script_digest(env).await,
        refused: refused::while_waiting(first.is_none(), &row, permissions, env).await?,
        first: first.map(|(at, issue)| FirstEvent { at: moment::displayed_time(at, now), issue }),
    };
    zone::page(200, request, || install::page(&view))
}
