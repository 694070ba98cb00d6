//! `POST /v1/:key/installation`: an application that people install was started, as `corncrake/node` sends
//! it where the person agreed.
//!
//! It is answered before anything is counted, the same for everybody: a sender must not learn from an
//! answer, or from its time, whether another one was here. What a crash loses is what its last moment had.

use corncrake_core::wire::{
    installation::{self, INSTALLATION_BYTES, Installation},
    ping::PingLabels,
};
use corncrake_model::events::delivery::Delivery;
use serde::Serialize;
use worker::{Env, Request};

use super::{
    pipeline,
    request::{reject_query, require_client_media_type},
    visitor::Visitor,
};
use crate::{
    http::{Response, body, error::Fault, response},
    platform::clock,
    projects,
};

#[derive(Serialize)]
struct InstallationAnswer {
    accepted: bool,
}

/// Takes an installation.
pub(crate) async fn installation(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find(key, now, env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    require_client_media_type(request)?;
    if !project.settings.installations {
        let message = "this project counts no installations: a member of it switches that on in its settings";
        return Err(Fault::new(403, "installations_off", message));
    }
    let Installation { version, platform, runtime } =
        installation::decode(&body::read(request, INSTALLATION_BYTES).await?)?;
    let sender = visitor.key(project.key, now, env).await?;
    // Of a sender that is not to be counted, nothing is handed on. A version is a release, and scrubbed as one.
    if let Some(labels) = visitor.visit(PingLabels { release: Some(version), environment: None }) {
        let version = labels.release.unwrap_or_default();
        let installation = Some(Installation { version, platform, runtime });
        let delivery = visitor.delivery(now, sender, Vec::new(), env).await?;
        pipeline::count_visit_later(&project, Delivery { installation, ..delivery }, None, env)?;
    }
    response::json(200, &InstallationAnswer { accepted: true })
}
