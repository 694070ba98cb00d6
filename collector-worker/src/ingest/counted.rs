//! Takes a list of what entries count (`usage`, `vitals`): each item is taken or refused by its place.
//!
//! What is refused depends on the project's list alone, and it is answered before anything is counted, the same
//! for everybody: a sender must not learn from an answer, or from its time, whether another visitor was here.
//! What a crash loses is the items of its last moment.

use corncrake_core::{
    time::UnixMillis,
    wire::{WireError, ping::PingLabels},
};
use corncrake_model::{
    events::delivery::Delivery,
    project::{record::ProjectRecord, refusal::RefusalReason},
};
use serde::Serialize;
use worker::Env;

use super::{pipeline, visitor::Visitor};
use crate::{
    http::{Response, error::Fault, response},
    refusal_notes,
};

#[derive(Default, Serialize)]
struct CountedAnswer {
    accepted: usize,
    refused: Vec<RefusedItem>,
}

/// An item that is not counted, by its place in the list.
#[derive(Serialize)]
struct RefusedItem {
    index: usize,
    error: String,
}

/// Answers a list and has its items counted; `put` puts those that are taken, with their release, into a
/// delivery.
pub(super) async fn count<T>(
    (project, visitor, now): (&ProjectRecord, &Visitor, UnixMillis),
    release: Option<String>,
    items: impl Iterator<Item = Result<T, WireError>>,
    put: impl FnOnce(&mut Delivery, String, Vec<T>),
    env: &Env,
) -> Result<Response, Fault> {
    let (mut taken, mut answer) = (Vec::new(), CountedAnswer::default());
    for (index, one) in items.enumerate() {
        match one {
            Ok(one) => taken.push(one),
            Err(error) => answer.refused.push(RefusedItem { index, error: error.to_string() }),
        }
    }
    answer.accepted = taken.len();
    let refused = u32::try_from(answer.refused.len()).unwrap_or(u32::MAX);
    if refused > 0 {
        refusal_notes::note(project.key, RefusalReason::Invalid, "", env).await;
    }
    let sender = visitor.key(project.key, now, env).await?;
    // Of a visitor who is not to be counted, nothing is handed on.
    let labels = visitor.visit(PingLabels { release, environment: None }).filter(|_| !taken.is_empty());
    if labels.is_some() || refused > 0 {
        let mut delivery = Delivery { refused, ..visitor.delivery(now, sender, Vec::new(), env).await? };
        if let Some(labels) = labels {
            put(&mut delivery, labels.release.unwrap_or_default(), taken);
        }
        pipeline::count_visit_later(project, delivery, None, env)?;
    }
    response::json(200, &answer)
}
