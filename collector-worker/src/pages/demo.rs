//! The demo, which is open to everybody.

use corncrake_www as www;
use worker::{Env, Request, Response};

use super::{DEMO, Stop};
use crate::{answer, auth, directory};

/// `GET /demo/`: open to everybody, as a user's page would be.
pub(crate) async fn demo(request: &Request, env: &Env) -> Result<Response, Stop> {
    let project = directory::list(env).await?.into_iter().find(|row| row.name == DEMO);
    let view = www::demo::DemoView {
        project: project.map(|row| row.key),
        signed_in: auth::is_logged_in(request, env).await.unwrap_or(false),
    };
    let status = if view.project.is_some() { 200 } else { 404 };
    Ok(answer::page(status, &www::demo::page(&view))?)
}
