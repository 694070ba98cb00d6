//! The demo, which is open to everybody.

use corncrake_www as www;
use worker::{Env, Request};

use crate::{
    auth::login,
    http::{Response, page_error::PageError, public_addresses::PublicAddresses},
    pages::zone,
    platform::env,
    projects,
};

/// The variable that has the demo shown: set by `npm start` on one's own machine, or by an operator that
/// wants it.
const SHOWN: &str = "DEMO";

/// `GET /demo/`: open to everybody, as a user's page would be.
pub(crate) async fn demo(request: &Request, env: &Env) -> Result<Response, PageError> {
    let project = match env::read(env, SHOWN) {
        Some(_) => projects::list(env).await?.into_iter().find(|row| row.name == DEMO),
        None => None,
    };
    let (project, actor) = (project.map(|row| row.key), login::find_actor(request, env).await.ok().flatten());
    let view = www::demo::DemoView {
        project,
        may_see: actor.as_ref().is_none_or(|actor| project.is_some_and(|key| actor.sees(key))),
        base: PublicAddresses::of(env)?.base().to_owned(),
        signed_in: actor.is_some(),
    };
    let status = if view.project.is_some() { 200 } else { 404 };
    zone::page(status, request, || www::demo::page(&view))
}

/// The name of the project that `/demo/` sends to; `npm start` makes it.
pub(crate) const DEMO: &str = "demo";
