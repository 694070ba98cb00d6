//! `POST /v1/:key/vitals`: how long a page's visitor waited, as our own client's entry `corncrake/vitals`
//! sends it.
//!
//! A page's path is compared with the project's patterns here, and goes no further: what is handed on is the
//! pattern, or nothing for other pages. A name that is not on the list is refused.

use corncrake_core::wire::{
    WireError,
    vitals::{self, Timing, VITALS_BYTES, VitalsBatch},
};
use corncrake_model::events::{
    delivery::Delivery,
    timings::{ListedTiming, TimingReport},
};
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

/// Takes timings.
pub(crate) async fn vitals(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find(key, now, env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    require_client_media_type(request)?;
    if !project.settings.vitals {
        let message =
            "this project counts no response times: a member of it switches that on in its settings";
        return Err(Fault::new(403, "vitals_off", message));
    }
    let VitalsBatch { release, device, timings } = vitals::decode(&body::read(request, VITALS_BYTES).await?)?;
    let list = &project.settings.vitals_list;
    let listed = |one: Timing| -> Result<ListedTiming, WireError> {
        let page = list.check(&one)?.to_owned();
        Ok(ListedTiming { name: one.name, page, bucket: one.bucket })
    };
    let put = |delivery: &mut Delivery, release, timings| {
        delivery.timings = Some(TimingReport { release, device, timings });
    };
    let timings = timings.into_iter().map(|one| one.and_then(listed));
    counted::count((&project, &visitor, now), release, timings, put, env).await
}
