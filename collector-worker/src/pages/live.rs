//! The newest events of a project, as of now.

use corncrake_model::{events::stored_event::RecentEvent, moment};
use corncrake_www::{
    live::{self, LiveEvent, LiveView},
    permissions::Permissions,
};
use worker::{Env, Request};

use super::{page::ingest_address, public::demo::DEMO, refused, views, zone};
use crate::{
    http::{Response, error::Fault, own_origin, page_error::PageError, response},
    platform::clock,
    projects, shards,
};

/// Events of the page: a screen or two.
const EVENTS: u32 = 50;

/// `GET /projects/:key/live/:place`: a WebSocket that tells when an object of the project took
/// events, and nothing of them. Access is decided here; `entry.mjs` joins it to the object.
pub(crate) async fn follow(
    key: &str,
    place: &str,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    own_origin::require_own_origin(request)?;
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let place = place.parse().ok().and_then(|place| row.shards.all().nth(place));
    let name = place.ok_or_else(|| Fault::not_found("object"))?.name(row.key);
    Ok(response::follow(&name)?)
}

/// `GET /projects/:key/live`
pub(crate) async fn live(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let newest = shards::newest(env, &row, EVENTS).await?;
    let event = |(_, one): (String, RecentEvent)| LiveEvent {
        at: moment::displayed_time(one.at.at, now),
        issue: one.issue,
        title: one.title,
        kind: one.body.kind(),
        page: one.body.uri,
        release: one.body.release,
        browser: one.body.browser,
    };
    let view = LiveView {
        now,
        refused: refused::while_waiting(newest.is_empty(), &row, permissions, env).await?,
        project: views::project(&row, permissions),
        is_demo: row.name == DEMO,
        address: ingest_address(request, env)?,
        objects: row.shards.all().count(),
        events: newest.into_iter().map(event).collect(),
    };
    zone::page(200, request, || live::page(&view))
}
