//! How to send to a project, and whether anything arrived.

use corncrake_www::install::{self, FirstEvent, InstallView};
use worker::{Env, Request, Response};

use super::{Stop, origin, shown};
use crate::{answer, clock, directory, files, moment, objects::ReadFirst, spread};

/// `GET /projects/:key/install`
pub(crate) async fn install(key: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let first = spread::ask(env, &row, &ReadFirst {}).await?;
    let view = InstallView {
        now,
        project: shown::project(&row),
        origin: origin(request)?,
        digest: files::script_digest(env).await,
        first: first.map(|(at, issue)| FirstEvent { at: moment::shown(at, now), issue }),
    };
    Ok(answer::page(200, &install::page(&view))?)
}
