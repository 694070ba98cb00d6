//! `POST /v1/:key/usage`: features that a page's visitor used, as our own client's entry `corncrake/usage`
//! sends them. Nothing is counted that is not on the project's list.

use corncrake_core::wire::usage::{self, FeatureUse, USAGE_BYTES, UsageBatch};
use corncrake_model::events::{delivery::Delivery, usage::UsageReport};
use worker::{Env, Request};

use super::{
    counted,
    request::{reject_query, require_client_media_type},
    visitor::Visitor,
};
use crate::{
    http::{Response, body, error::Fault},
    platform::clock,
    projects,
};

/// Takes uses.
pub(crate) async fn usage(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find(key, now, env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    require_client_media_type(request)?;
    if !project.settings.usage {
        let message = "this project counts no usage: a member of it switches that on in its settings";
        return Err(Fault::new(403, "usage_off", message));
    }
    let UsageBatch { release, uses } = usage::decode(&body::read(request, USAGE_BYTES).await?)?;
    let list = &project.settings.usage_list;
    let listed = |one: FeatureUse| list.check(&one).map(|()| one);
    let uses = uses.into_iter().map(|one| one.and_then(listed));
    let put = |delivery: &mut Delivery, release, uses| delivery.usage = Some(UsageReport { release, uses });
    counted::count((&project, &visitor, now), release, uses, put, env).await
}
