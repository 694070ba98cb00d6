//! The demo, which is open to everybody.

use corncrake_www as www;
use worker::{Env, Request, Response};

use super::{DEMO, Stop};
use crate::{answer, auth, directory, variable};

/// The variable that has the demo shown: set by `npm start` on one's own machine, or by who
/// wants it.
const SHOWN: &str = "DEMO";

/// `GET /demo/`: open to everybody, as a user's page would be.
pub(crate) async fn demo(request: &Request, env: &Env) -> Result<Response, Stop> {
    let project = match variable::read(env, SHOWN) {
        Some(_) => directory::list(env).await?.into_iter().find(|row| row.name == DEMO),
        None => None,
    };
    let view = www::demo::DemoView {
        project: project.map(|row| row.key),
        signed_in: auth::is_logged_in(request, env).await.unwrap_or(false),
    };
    let status = if view.project.is_some() { 200 } else { 404 };
    Ok(answer::page(status, &www::demo::page(&view))?)
}
