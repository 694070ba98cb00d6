//! `POST /v1/:key/event`: one event, by TrackX's contract.

use corncrake_core::wire::{limits, trackx};
use corncrake_model::events::delivery::DeliveryRecord;
use worker::{Env, Request};

use super::{
    pipeline::{self, ReceivedEvent},
    request::{reject_query, require_client_media_type},
    visitor::Visitor,
};
use crate::{
    http::{Response, body, error::Fault, response},
    platform::clock,
    projects,
};

/// Takes one event.
pub(crate) async fn event(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find(key, clock::now(), env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    require_client_media_type(request)?;
    let event = trackx::decode(&body::read(request, limits::EVENT_BYTES).await?)?;
    let now = clock::now(); // after the body, which may take its time
    let sender = visitor.key(project.key, now, env).await?;
    let received = vec![ReceivedEvent::new(event, now, 1)];
    let processed = pipeline::process_events(&project, received, &visitor.agent(), env).await;
    let record = |processed| DeliveryRecord { visitor: sender, event: Some(processed), resend_key: None };
    let records = processed.into_iter().map(record).collect();
    pipeline::store(&project, visitor.delivery(now, sender, records, env).await?, env).await?;
    response::ok()
}
