//! `POST /v1/:key/batch`: all that our own client gathered since it last sent.
//!
//! What can be read of it is kept as a whole, or nothing is; the answer names what could
//! not. A batch that is sent again, because its answer was lost, is counted once.

use corncrake_core::{
    session,
    wire::{batch, limits},
};
use corncrake_model::events::delivery::{Delivery, DeliveryRecord};
use serde::Serialize;
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

#[derive(Serialize)]
struct BatchAnswer {
    accepted: usize,
    refused: Vec<RefusedEvent>,
}

/// An event that could not be read, by its place in the list.
#[derive(Serialize)]
struct RefusedEvent {
    index: usize,
    error: String,
}

/// Takes a batch.
pub(crate) async fn batch(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find(key, clock::now(), env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    require_client_media_type(request)?;
    let batch::Batch { id, lost, events } = batch::decode(&body::read(request, limits::BATCH_BYTES).await?)?;
    let now = clock::now();
    let sender = visitor.key(project.key, now, env).await?;
    let agent = visitor.agent();
    let (mut received, mut refused) = (Vec::new(), Vec::new());
    for (index, event) in events.into_iter().enumerate() {
        match event {
            Ok(batch::BatchEvent { event, count, ago }) => {
                received.push(ReceivedEvent::new(event, now.before(ago), count));
            }
            Err(error) => refused.push(RefusedEvent { index, error: error.to_string() }),
        }
    }
    let processed = pipeline::process_events(&project, received, &agent, env).await;
    let record = |processed| DeliveryRecord { visitor: sender, event: Some(processed), resend_key: None };
    let records: Vec<DeliveryRecord> = processed.into_iter().map(record).collect();
    let answer = BatchAnswer { accepted: records.len(), refused };
    let bad = u32::try_from(answer.refused.len()).unwrap_or(u32::MAX);
    let batch = id.map(|id| session::batch(project.key, id));
    let delivery =
        Delivery { batch, lost, refused: bad, ..visitor.delivery(now, sender, records, env).await? };
    pipeline::store(&project, delivery, env).await?;
    response::json(200, &answer)
}
