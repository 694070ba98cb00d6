//! The pipeline behind the decoder of every wire format: scrub again with the code that scrubbed on
//! the device, parse the stack, symbolicate it, group, match the noise rules, and hand the delivery
//! to the project's object.

use std::time::Duration;

use corncrake_core::{
    breadcrumbs,
    event::Event,
    group,
    noise::{self, NoiseRule},
    receipt,
    report::{Report, Severity},
    scrub,
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
    issues::issue::{IssueGrouping, RuleMarks},
    moment,
    project::{
        record::ProjectRecord,
        rule_set::{self, RuleMatches, RuleSet, RuleSubject},
    },
};
use worker::{Delay, Env};

use super::{
    debug_ids, location,
    parse::{self, ParsedError},
    refusals,
    report_labels::ReportLabels,
};
use crate::{
    http::error::Fault,
    objects::{
        rpc::DeliveryOutcome,
        salt::day_digests::{self, Digest},
    },
    platform::{clock, log, metrics, random},
    service::symbolicate::{self, LookedUpEvent},
    shards,
};

/// An event as it arrived: when it happened, and how often.
pub(super) struct ReceivedEvent {
    pub(super) event: Event,
    pub(super) at: UnixMillis,
    pub(super) count: u32,
    /// What it was sent from, where the event itself says so.
    pub(super) agent: Option<Agent>,
    /// Whether something failed for the visitor.
    pub(super) is_failure: bool,
    /// The scripts of its stack, each with the id of its source map.
    pub(super) debug_ids: Vec<(String, String)>,
}

impl ReceivedEvent {
    /// An event of which nothing else is known.
    pub(super) fn new(event: Event, at: UnixMillis, count: u32) -> Self {
        Self { event, at, count, agent: None, is_failure: true, debug_ids: Vec::new() }
    }

    /// Whether it happened while events say the fingerprint of the version before as well.
    fn happened_before(&self, until: UnixMillis) -> bool {
        self.at < until
    }
}

/// Bytes of texts that are read in one go: the worst of them take some tens of milliseconds.
const REST_EVERY_BYTES: usize = 32 * 1024;

/// Events that the operator's rules are compared with in one go: some milliseconds at most, but for
/// patterns that nobody writes (`rule_set`).
const REST_EVERY_RULED: usize = 10;

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
    let looked_up: Vec<LookedUpEvent<'_>> = received
        .iter()
        .zip(&parsed)
        .map(|(received, parsed)| LookedUpEvent {
            release: received.event.release.as_deref(),
            frames: &parsed.frames,
            debug_ids: &received.debug_ids,
        })
        .collect();
    let traced = symbolicate::for_grouping(project, &looked_up, env).await;
    let rules = RuleSet::new(&project.settings.rules);
    let mut all = Vec::with_capacity(parsed.len());
    for ((received, parsed), traced) in received.into_iter().zip(parsed).zip(traced) {
        if !rules.is_empty() && all.len() % REST_EVERY_RULED == REST_EVERY_RULED - 1 {
            rest().await;
        }
        all.push(process_event(project, &rules, received, &parsed, traced.as_deref(), agent));
    }
    all
}

/// The origin of an error is read from its own frames, its grouping from the symbolicated ones.
fn process_event(
    project: &ProjectRecord,
    rules: &RuleSet<'_>,
    received: ReceivedEvent,
    parsed: &ParsedError,
    traced: Option<&[Frame]>,
    agent: &Agent,
) -> ProcessedEvent {
    let ReceivedEvent { mut event, at, count, agent: own_agent, is_failure, debug_ids } = received;
    let agent = own_agent.as_ref().unwrap_or(agent);
    let acting = rules.matches(&RuleSubject {
        title: &parsed.title,
        frames: &parsed.frames,
        original: traced.unwrap_or_default(),
        release: event.release.as_deref(),
        environment: event.environment.as_deref(),
    });
    let built = &parsed.fingerprint;
    let traced_frames = traced;
    let traced = traced.map(|frames| group::fingerprint(&event, frames));
    // What came before there was a map, or by the version before, goes on where it was.
    let traced_before =
        parsed.previous.and(traced_frames).map(|frames| fingerprint_v1::traced(&event, frames));
    let mut fingerprint = traced.unwrap_or_else(|| built.clone());
    // What the site says itself counts more than what a rule says of it.
    let of_rule = acting.fingerprint.filter(|_| group::is_default(&event));
    if let Some((_, parts)) = of_rule {
        fingerprint = group::with_rule(parts, &fingerprint);
    }
    let mut before: Vec<_> = traced_before.into_iter().chain([built.hash]).chain(parsed.previous).collect();
    // Not where the site says what counts: before it did, that was another fingerprint.
    before.retain(|before| of_rule.is_none() && group::is_default(&event) && *before != fingerprint.hash);
    let rule = noise::of_event(&event, &parsed.frames);
    let place = location::of_event(traced_frames.unwrap_or(&parsed.frames), event.uri.as_deref());
    let symbols = traced_frames.map(location::symbols).unwrap_or_default();
    let is_known = is_noise(project, rule) || acting.noise.is_some();
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
        rules: marks(project, acting, of_rule, !is_known),
    };
    let is_failure = is_failure && !is_known;
    let receipt = receipt::take(&mut event.meta);
    if let Some(meta) = &mut event.meta {
        breadcrumbs::normalize(meta);
    }
    debug_ids::note(&mut event, debug_ids);
    ProcessedEvent {
        at: moment::stored_time(at, clock::now(), random_bits(project)),
        happened: at,
        count,
        is_failure,
        grouping,
        body: StoredEvent::new(event, agent, count),
        receipt,
    }
}

/// A browser's report as it will be kept; its decoder scrubbed it already.
pub(super) fn process_report(
    project: &ProjectRecord,
    report: &Report,
    labels: &ReportLabels,
    agent: &Agent,
    at: UnixMillis,
) -> ProcessedEvent {
    let rule = noise::of_report(report);
    let mut fingerprint = report.fingerprint();
    let mut event = report.event();
    let title = event.message.clone();
    if labels.release.is_some() || labels.environment.is_some() {
        (event.release, event.environment) = (labels.release.clone(), labels.environment.clone());
        scrub::event(&mut event);
    }
    let frames = rule_set::frames_of_report(event.meta.as_ref());
    let acting = RuleSet::new(&project.settings.rules).matches(&RuleSubject {
        title: &title,
        frames: &frames,
        original: &[],
        release: event.release.as_deref(),
        environment: event.environment.as_deref(),
    });
    if let Some((_, parts)) = acting.fingerprint {
        fingerprint = group::with_rule(parts, &fingerprint);
    }
    let is_noise = is_noise(project, rule) || acting.noise.is_some();
    let grouping = IssueGrouping {
        fingerprint: fingerprint.hash,
        before: Vec::new(),
        version: group::REPORT_VERSION,
        grouping: fingerprint.parts,
        title,
        kind: report.kind().code(),
        noise: rule.map(count_rule),
        place: location::of_report(event.uri.as_deref()),
        symbols: Vec::new(),
        rules: marks(project, acting, acting.fingerprint, !is_noise),
    };
    let is_failure = report.severity() == Severity::Failure && !is_noise;
    ProcessedEvent {
        at: moment::stored_time(at, at, random_bits(project)),
        happened: at,
        count: 1,
        is_failure,
        grouping,
        body: StoredEvent::new(event, agent, 1),
        receipt: None,
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

/// What the operator's rules say of an event. One that is no noise lists its issue again, where a
/// rule hid it that is known here.
fn marks(
    project: &ProjectRecord,
    acting: RuleMatches<'_>,
    of_rule: Option<(u32, &str)>,
    is_listed: bool,
) -> RuleMarks {
    RuleMarks {
        hidden_by: acting.noise.unwrap_or_default(),
        grouped_by: of_rule.map_or(0, |(edition, _)| edition),
        interest: acting.interest,
        lists_up_to: if is_listed { project.settings.rule_editions } else { 0 },
    }
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
        Ok(DeliveryOutcome { outcomes, rows_written, .. }) => {
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
/// waited for. That it is counted is remembered, since the same visit changes nothing more today.
pub(super) fn count_visit_later(
    project: &ProjectRecord,
    delivery: Delivery,
    visit: Option<Digest>,
    env: &Env,
) -> Result<(), Fault> {
    let (day, key) = (delivery.arrived.day(), project.key);
    let refused = refusals::take(key);
    let delivery = Delivery { refused: delivery.refused.saturating_add(refused), ..delivery };
    let sent = shards::deliver_later(env, project, delivery, move |taken| match taken {
        Ok(DeliveryOutcome { outcomes, rows_written, is_visit_counted }) => {
            metrics::delivered(&outcomes, rows_written);
            if let Some(visit) = visit.filter(|_| is_visit_counted) {
                day_digests::note_counted(visit, day);
            }
        }
        Err(fault) => {
            refusals::give_back(key, refused);
            log::failure("a visit was not counted", fault.detail.as_deref().unwrap_or(&fault.code));
        }
    });
    if sent.is_err() {
        refusals::give_back(key, refused);
    }
    sent
}
