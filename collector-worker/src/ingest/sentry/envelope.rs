//! `POST /api/<digits>/envelope/` and a tunnel's address: an envelope of items.

use corncrake_core::{
    scrub,
    time::UnixMillis,
    wire::{
        limits::{AGO_MS, LOST},
        ping::PingLabels,
        sentry::{self, Envelope, SentryEvent, client_report, event_id, item::ItemKind, limits},
    },
};
use corncrake_model::{
    events::delivery::{Delivery, DeliveryRecord},
    project::record::ProjectRecord,
};
use worker::{Env, Request};

use super::{answer, counts::EnvelopeCounts, key};
use crate::{
    http::{Response, body, error::Fault},
    ingest::{
        pipeline::{self, ReceivedEvent},
        visitor::Visitor,
    },
    platform::{clock, random},
};

/// What an envelope holds that is stored.
#[derive(Default)]
struct EnvelopeContent {
    events: Vec<SentryEvent>,
    counts: EnvelopeCounts,
    begins_session: bool,
    has_failed: bool,
    labels: PingLabels,
}

/// Takes an envelope.
pub(super) async fn take(
    request: &mut Request,
    env: &Env,
    noted: &mut Option<String>,
) -> Result<Response, Fault> {
    let bytes = body::read_of_sdk(request, limits::ENVELOPE_BYTES).await?;
    let envelope = Envelope::read(&bytes)?;
    let project = key::project(request, envelope.dsn.as_deref(), env, noted).await?;
    let sender = Visitor::of_sdk(request, &project, env)?;
    let content = EnvelopeContent::read(&envelope, &project, sender.is_page());
    let id =
        envelope.event_id.clone().or_else(|| content.events.iter().find_map(|sent| sent.event_id.clone()));
    let has_event = !content.events.is_empty();
    store(&project, &sender, content, envelope.sent_at, env).await?;
    let id = has_event.then(|| id.unwrap_or_else(new_id));
    answer::taken(id.as_deref())
}

/// An id for an event that has none.
pub(super) fn new_id() -> String {
    hex(&random::bytes::<16>())
}

fn hex(bytes: &[u8]) -> String {
    corncrake_model::hex::text(bytes)
}

/// Takes one event that stands alone.
pub(super) async fn store_one(
    project: &ProjectRecord,
    sender: &Visitor,
    event: SentryEvent,
    env: &Env,
) -> Result<(), Fault> {
    let content = EnvelopeContent { events: vec![event], ..EnvelopeContent::default() };
    store(project, sender, content, None, env).await
}

impl EnvelopeContent {
    fn read(envelope: &Envelope<'_>, project: &ProjectRecord, is_page: bool) -> Self {
        let mut content = Self::default();
        let counts = &mut content.counts;
        for item in &envelope.items {
            let kind = ItemKind::of(&item.kind);
            let is_small = item.payload.len() <= limits::SMALL_ITEM_BYTES;
            match kind {
                ItemKind::Error if item.payload.len() > limits::EVENT_BYTES => counts.refused += 1,
                ItemKind::Error if content.events.len() >= limits::EVENTS => counts.drop(kind, item.count),
                ItemKind::Error => match sentry::decode(item.payload, &project.settings.kept_tags) {
                    Ok(event) => content.events.push(event),
                    Err(_) => counts.refused += 1,
                },
                ItemKind::Session if is_page && item.kind == "session" && is_small => {
                    match sentry::decode_session(item.payload) {
                        Some(update) => {
                            content.has_failed |= update.has_failed;
                            if update.begins {
                                content.begins_session = true;
                                content.labels = update.labels;
                            }
                        }
                        None => counts.drop(kind, 1),
                    }
                }
                ItemKind::Session if !is_page && item.kind == "sessions" && is_small => {
                    match sentry::decode_server_sessions(item.payload) {
                        Some(sessions) => counts.sessions_of_server(sessions),
                        None => counts.drop(kind, 1),
                    }
                }
                ItemKind::ClientReport if is_small => counts.discarded(&client_report::decode(item.payload)),
                ItemKind::Feedback if is_small && content.events.len() < limits::EVENTS => {
                    match sentry::decode_feedback(item.payload) {
                        Some(event) => content.events.push(event),
                        None => counts.drop(kind, 1),
                    }
                }
                kind => counts.drop(kind, item.count),
            }
        }
        if envelope.is_broken {
            counts.refused += 1;
        }
        content
    }
}

/// Stores what an envelope holds; returns after the write.
async fn store(
    project: &ProjectRecord,
    sender: &Visitor,
    content: EnvelopeContent,
    sent_at: Option<i64>,
    env: &Env,
) -> Result<(), Fault> {
    let EnvelopeContent { events, counts, begins_session, has_failed, labels } = content;
    let now = clock::now();
    let visitor = sender.key(project.key, now, env).await?;
    let received: Vec<ReceivedEvent> = events
        .into_iter()
        .map(|sent| {
            let SentryEvent { event, names, happened, is_failure, debug_ids, .. } = sent;
            let at = happened_at(now, happened, sent_at);
            let debug_ids = debug_ids.into_iter().map(|(file, id)| (scrub::url(&file), id)).collect();
            let agent = Some(sender.agent_of_sdk(&names));
            ReceivedEvent { agent, is_failure, debug_ids, ..ReceivedEvent::new(event, at, 1) }
        })
        .collect();
    let processed = pipeline::process_events(project, received, &sender.agent(), env).await;
    let record = |event| DeliveryRecord { visitor, event, resend_key: None };
    let mut records: Vec<DeliveryRecord> = processed.into_iter().map(|one| record(Some(one))).collect();
    if (begins_session || has_failed) && records.is_empty() {
        records.push(record(None));
    }
    let count = |number: u64| u32::try_from(number.min(LOST.into())).unwrap_or(u32::MAX);
    let delivery = Delivery {
        lost: count(counts.lost),
        refused: count(counts.refused),
        items: counts.items,
        has_failed,
        visit: begins_session.then_some(labels).and_then(|labels| sender.visit(labels)),
        ..sender.delivery(now, visitor, records, env).await?
    };
    pipeline::store(project, delivery, env).await
}

/// When it happened by our clock: as long ago as the sender's clock says between the event and its
/// sending, since the clock itself may be wrong.
fn happened_at(now: UnixMillis, happened: Option<i64>, sent_at: Option<i64>) -> UnixMillis {
    let ago = happened.zip(sent_at).map_or(0, |(happened, sent_at)| sent_at.saturating_sub(happened));
    now.before(u32::try_from(ago.clamp(0, AGO_MS.into())).unwrap_or(AGO_MS))
}

/// The id of an event in the form in which it is answered.
pub(super) fn id_of(event: &SentryEvent) -> String {
    event.event_id.as_deref().and_then(event_id).unwrap_or_else(new_id)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_wrong_clock_does_not_move_an_event() {
        let now = UnixMillis(1_795_905_700_000);
        for (happened, sent_at, ago) in [
            (Some(1_000), Some(3_500), 2_500),
            (Some(5_000), Some(3_500), 0),
            (Some(0), Some(i64::MAX), i64::from(AGO_MS)),
            (None, Some(3_500), 0),
            (Some(1), None, 0),
        ] {
            assert_eq!(happened_at(now, happened, sent_at).0, now.0 - ago, "{happened:?} {sent_at:?}");
        }
    }
}
