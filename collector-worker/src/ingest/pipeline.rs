//! What every wire format goes through behind its decoder: scrub again with the code that
//! scrubbed on the device, parse the stack, trace it back, group, name the noise, and hand the delivery to
//! the project's object.

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
use worker::{Delay, Env};

use super::{
    reading::{self, Said},
    refusals,
};
use crate::{
    agent::Agent,
    clock,
    delivery::{Delivery, Told},
    fault::Fault,
    log, metrics, moment,
    objects::Taken,
    sources, spread,
    store::{EventBody, Occurrence, Outcomes, ProjectRow},
};

/// An event as it arrived: when it happened, and how often.
pub(super) struct Heard {
    pub(super) event: Event,
    pub(super) at: UnixMillis,
    pub(super) count: u32,
}

impl Heard {
    /// Whether it happened while events say the fingerprint of the version before as well.
    fn happened_before(&self, until: UnixMillis) -> bool {
        self.at < until
    }
}

/// Bytes of texts that are read in one go: the worst of them take some tens of milliseconds.
const REST_EVERY_BYTES: usize = 32 * 1024;

/// Events as they will be kept. Where the project has source maps, grouping sees frames as
/// they were written, for all of a request by one question.
pub(super) async fn told(project: &ProjectRow, mut heard: Vec<Heard>, agent: &Agent, env: &Env) -> Vec<Told> {
    let with_previous = heard.iter().any(|heard| heard.happened_before(project.previous_until));
    let (mut said, mut bytes) = (Vec::with_capacity(heard.len()), 0_usize);
    for heard in &mut heard {
        // Others are answered meanwhile.
        let of_this = reading::bytes(&heard.event);
        if bytes > 0 && bytes.saturating_add(of_this) > REST_EVERY_BYTES {
            Delay::from(Duration::ZERO).await;
            bytes = 0;
        }
        bytes = bytes.saturating_add(of_this);
        said.push(reading::read(&mut heard.event, with_previous));
    }
    let of_releases: Vec<(Option<&str>, &[Frame])> = heard
        .iter()
        .zip(&said)
        .map(|(heard, said)| (heard.event.release.as_deref(), &*said.frames))
        .collect();
    let traced = sources::for_grouping(project, &of_releases, env).await;
    let all = heard.into_iter().zip(said).zip(traced);
    all.map(|((heard, said), traced)| as_kept(project, heard, &said, traced.as_deref(), agent)).collect()
}

/// Where an error comes from is told by its own frames, which bug it is by the traced ones.
fn as_kept(project: &ProjectRow, heard: Heard, said: &Said, traced: Option<&[Frame]>, agent: &Agent) -> Told {
    let Heard { event, at, count } = heard;
    let built = &said.fingerprint;
    let traced_frames = traced;
    let traced = traced.map(|frames| group::fingerprint(&event, frames));
    // What came before there was a map, or by the version before, goes on where it was.
    let traced_before = said.previous.and(traced_frames).map(|frames| fingerprint_v1::traced(&event, frames));
    let fingerprint = traced.unwrap_or_else(|| built.clone());
    let mut before: Vec<_> = traced_before.into_iter().chain([built.hash]).chain(said.previous).collect();
    before.retain(|before| *before != fingerprint.hash);
    let rule = noise::of_event(&event, &said.frames);
    let seen = Occurrence {
        fingerprint: fingerprint.hash,
        before,
        version: group::VERSION,
        grouping: fingerprint.parts,
        title: said.title.clone(),
        kind: event.kind.code(),
        noise: rule.map(noted),
    };
    let is_failure = !is_noise(project, rule);
    Told {
        at: moment::stored(at, clock::now(), is_spread(project)),
        happened: at,
        count,
        is_failure,
        seen,
        body: EventBody::new(event, agent, count),
    }
}

/// A browser's report as it will be kept; its decoder scrubbed it already.
pub(super) fn reported(project: &ProjectRow, report: &Report, agent: &Agent, at: UnixMillis) -> Told {
    let rule = noise::of_report(report);
    let fingerprint = report.fingerprint();
    let seen = Occurrence {
        fingerprint: fingerprint.hash,
        before: Vec::new(),
        version: group::REPORT_VERSION,
        grouping: fingerprint.parts,
        title: report.title(),
        kind: report.kind().code(),
        noise: rule.map(noted),
    };
    let is_failure = report.severity() == Severity::Failure && !is_noise(project, rule);
    Told {
        at: moment::stored(at, at, is_spread(project)),
        happened: at,
        count: 1,
        is_failure,
        seen,
        body: EventBody::new(report.event(), agent, 1),
    }
}

/// Whether its events are in several objects.
fn is_spread(project: &ProjectRow) -> bool {
    project.spread.places().count() > 1
}

/// Whether a rule knew it that is on for the project.
fn is_noise(project: &ProjectRow, rule: Option<NoiseRule>) -> bool {
    rule.is_some_and(|rule| project.settings.is_noise(rule.name()))
}

/// The name of a rule that knew an event as noise, which is counted by it.
fn noted(rule: NoiseRule) -> String {
    metrics::noise(rule.name());
    rule.name().to_owned()
}

/// Has the project's objects keep what a request brought; returns after the write.
pub(super) async fn keep(project: &ProjectRow, mut delivery: Delivery, env: &Env) -> Result<(), Fault> {
    if delivery.is_empty() {
        return Ok(());
    }
    let refused = refusals::take(project.key);
    delivery.refused = delivery.refused.saturating_add(refused);
    let events = delivery.events();
    match spread::keep(env, project, delivery).await {
        Ok(Taken { outcomes, rows_written }) => {
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
pub(super) fn count_later(project: &ProjectRow, delivery: Delivery, env: &Env) -> Result<(), Fault> {
    spread::keep_later(env, project, delivery, |taken| match taken {
        Ok(Taken { outcomes, rows_written }) => metrics::delivered(&outcomes, rows_written),
        Err(fault) => log::failure("a visit was not counted", fault.detail.as_deref().unwrap_or(&fault.code)),
    })
}
