//! The pipeline behind the decoder of every wire format: scrub again with the code that scrubbed on
//! the device, parse the stack, symbolicate it, group, match the noise rules, and hand the delivery
//! to the project's object.

use std::time::Duration;

use corncrake_core::{
    event::Event,
    group,
    noise::{self, NoiseRule},
    report::{Report, Severity},
    stack::Frame,
    time::UnixMillis,
};
use corncrake_fingerprint_v1 as fingerprint_v1;
use corncrake_model::{
    events::{
        agent::Agent,
        delivery::{Delivery, ProcessedEvent},
        outcomes::Outcomes,
        stored_event::StoredEvent,
    },
    issues::issue::IssueGrouping,
    moment,
    project::record::ProjectRecord,
};
use worker::{Delay, Env};

use super::{
    location,
    parse::{self, ParsedError},
    refusals,
};
use crate::{
    http::error::Fault,
    objects::rpc::DeliveryOutcome,
    platform::{clock, log, metrics, random},
    service::symbolicate,
    shards,
};

/// An event as it arrived: when it happened, and how often.
pub(super) struct ReceivedEvent {
    pub(super) event: Event,
    pub(super) at: UnixMillis,
    pub(super) count: u32,
}

impl ReceivedEvent {
    /// Whether it happened while events say the fingerprint of the version before as well.
    fn happened_before(&self, until: UnixMillis) -> bool {
        self.at < until
    }
}

/// Bytes of texts that are read in one go: the worst of them take some tens of milliseconds.
const REST_EVERY_BYTES: usize = 32 * 1024;

/// Lets others be answered.
async fn rest() {
    Delay::from(Duration::ZERO).await;
}

/// Events as they will be kept. Where the project has source maps, grouping sees frames as
/// they were written, for all of a request by one question.
pub(super) async fn process_events(
    project: &ProjectRecord,
    mut received: Vec<ReceivedEvent>,
    agent: &Agent,
    env: &Env,
) -> Vec<ProcessedEvent> {
    let with_previous = received.iter().any(|received| received.happened_before(project.previous_until));
    let (mut parsed, mut bytes) = (Vec::with_capacity(received.len()), 0_usize);
    for received in &mut received {
        // Others are answered meanwhile.
        let of_this = parse::bytes(&received.event);
        if bytes > 0 && bytes.saturating_add(of_this) > REST_EVERY_BYTES {
            rest().await;
            bytes = 0;
        }
        bytes = bytes.saturating_add(of_this);
        parsed.push(if of_this > parse::ONE_BYTES {
            parse::read_long(&mut received.event, with_previous, rest).await
        } else {
            parse::read(&mut received.event, with_previous)
        });
    }
    let of_releases: Vec<(Option<&str>, &[Frame])> = received
        .iter()
        .zip(&parsed)
        .map(|(received, parsed)| (received.event.release.as_deref(), &*parsed.frames))
        .collect();
    let traced = symbolicate::for_grouping(project, &of_releases, env).await;
    let all = received.into_iter().zip(parsed).zip(traced);
    all.map(|((received, parsed), traced)| {
        process_event(project, received, &parsed, traced.as_deref(), agent)
    })
    .collect()
}

/// The origin of an error is read from its own frames, its grouping from the symbolicated ones.
fn process_event(
    project: &ProjectRecord,
    received: ReceivedEvent,
    parsed: &ParsedError,
    traced: Option<&[Frame]>,
    agent: &Agent,
) -> ProcessedEvent {
    let ReceivedEvent { event, at, count } = received;
    let built = &parsed.fingerprint;
    let traced_frames = traced;
    let traced = traced.map(|frames| group::fingerprint(&event, frames));
    // What came before there was a map, or by the version before, goes on where it was.
    let traced_before =
        parsed.previous.and(traced_frames).map(|frames| fingerprint_v1::traced(&event, frames));
    let fingerprint = traced.unwrap_or_else(|| built.clone());
    let mut before: Vec<_> = traced_before.into_iter().chain([built.hash]).chain(parsed.previous).collect();
    // Not where the site says what counts: before it did, that was another fingerprint.
    before.retain(|before| group::is_default(&event) && *before != fingerprint.hash);
    let rule = noise::of_event(&event, &parsed.frames);
    let place = location::of_event(traced_frames.unwrap_or(&parsed.frames), event.uri.as_deref());
    let symbols = traced_frames.map(location::symbols).unwrap_or_default();
    let grouping = IssueGrouping {
        fingerprint: fingerprint.hash,
        before,
        version: group::VERSION,
        grouping: fingerprint.parts,
        title: parsed.title.clone(),
        kind: event.kind.code(),
        noise: rule.map(count_rule),
        place,
        symbols,
    };
    let is_failure = !is_noise(project, rule);
    ProcessedEvent {
        at: moment::stored_time(at, clock::now(), random_bits(project)),
        happened: at,
        count,
        is_failure,
        grouping,
        body: StoredEvent::new(event, agent, count),
    }
}

/// A browser's report as it will be kept; its decoder scrubbed it already.
pub(super) fn process_report(
    project: &ProjectRecord,
    report: &Report,
    agent: &Agent,
    at: UnixMillis,
) -> ProcessedEvent {
    let rule = noise::of_report(report);
    let fingerprint = report.fingerprint();
    let grouping = IssueGrouping {
        fingerprint: fingerprint.hash,
        before: Vec::new(),
        version: group::REPORT_VERSION,
        grouping: fingerprint.parts,
        title: report.title(),
        kind: report.kind().code(),
        noise: rule.map(count_rule),
        place: location::of_report(report.event().uri.as_deref()),
        symbols: Vec::new(),
    };
    let is_failure = report.severity() == Severity::Failure && !is_noise(project, rule);
    ProcessedEvent {
        at: moment::stored_time(at, at, random_bits(project)),
        happened: at,
        count: 1,
        is_failure,
        grouping,
        body: StoredEvent::new(report.event(), agent, 1),
    }
}

/// Random bits, where the project's events are in several objects.
fn random_bits(project: &ProjectRecord) -> Option<u32> {
    (project.shards.all().count() > 1).then(|| u32::from_ne_bytes(random::bytes()))
}

/// Whether a rule knew it that is on for the project.
fn is_noise(project: &ProjectRecord, rule: Option<NoiseRule>) -> bool {
    rule.is_some_and(|rule| project.settings.is_noise(rule.name()))
}

/// The name of a rule that knew an event as noise, which is counted by it.
fn count_rule(rule: NoiseRule) -> String {
    metrics::noise(rule.name());
    rule.name().to_owned()
}

/// Has the project's objects keep what a request brought; returns after the write.
pub(super) async fn store(project: &ProjectRecord, mut delivery: Delivery, env: &Env) -> Result<(), Fault> {
    if delivery.is_empty() {
        return Ok(());
    }
    let refused = refusals::take(project.key);
    delivery.refused = delivery.refused.saturating_add(refused);
    let events = delivery.events();
    match shards::deliver(env, project, delivery).await {
        Ok(DeliveryOutcome { outcomes, rows_written }) => {
            metrics::delivered(&outcomes, rows_written);
            Ok(())
        }
        Err(fault) => {
            refusals::give_back(project.key, refused);
            let limited = if fault.status == 429 { events } else { 0 };
            metrics::delivered(&Outcomes { limited, ..Outcomes::default() }, 0);
            Err(fault)
        }
    }
}

/// Has the project's object count a visit once it was answered: nothing of what becomes of it is
/// known here, or waited for.
pub(super) fn count_visit_later(project: &ProjectRecord, delivery: Delivery, env: &Env) -> Result<(), Fault> {
    shards::deliver_later(env, project, delivery, |taken| match taken {
        Ok(DeliveryOutcome { outcomes, rows_written }) => metrics::delivered(&outcomes, rows_written),
        Err(fault) => log::failure("a visit was not counted", fault.detail.as_deref().unwrap_or(&fault.code)),
    })
}
