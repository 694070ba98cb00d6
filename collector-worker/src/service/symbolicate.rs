//! Symbolicates the frames of events: looks them up in the source maps, in one request, and
//! waits only so long for the answer.
//!
//! Isolates remember for some seconds what they asked, so that a storm of one error asks
//! once; the object remembers for good.

use std::{cell::RefCell, collections::HashMap, time::Duration};

use corncrake_core::{ids::ProjectKey, stack::Frame, time::UnixMillis};
use corncrake_model::{
    bounded_map::BoundedMap,
    events::stored_event::StoredEvent,
    project::record::ProjectRecord,
    source_maps::{
        debug_ids,
        frame_lookup::{FrameLookup, FramePosition, LookupFailure, LookupOutcome, OriginalFrame},
    },
};
use corncrake_source_map::scope::NAMELESS;
use futures_util::future::{Either, select};
use worker::{Delay, Env};

use crate::{
    http::error::Fault,
    objects::{rpc::LookUpFrames, stub},
    platform::{clock, log},
};

/// How long an event waits for its maps. An object that wakes takes some hundreds of
/// milliseconds, and one that reads a map a second or two.
const EVENT_WAITS: Duration = Duration::from_secs(2);
/// How long a person waits.
const PERSON_WAITS: Duration = Duration::from_secs(10);
/// Innermost frames of the site that grouping looks at: it hashes two.
const GROUPED: usize = 12;
/// How long an isolate believes what it asked: a map that is uploaded meanwhile counts then.
const BELIEVED_MS: u64 = 10_000;
/// The column from which a frame of a project without maps is taken for a minified one.
const MINIFIED_COLUMN: u32 = 300;
/// Places that an isolate remembers.
const REMEMBERED: usize = 2_000;

/// A frame as it was sent, and the outcome of its lookup; nothing where no lookup was
/// asked.
pub(crate) struct SymbolicatedFrame {
    pub(crate) frame: Frame,
    pub(crate) outcome: Option<LookupOutcome>,
}

/// The frames of an event to look up, by its release or the ids of its scripts' maps.
pub(crate) struct LookedUpEvent<'a> {
    pub(crate) release: Option<&'a str>,
    pub(crate) frames: &'a [Frame],
    pub(crate) debug_ids: &'a [(String, String)],
}

type LookupKey = (ProjectKey, Option<String>, FramePosition);

thread_local! {
    static COPY: RefCell<BoundedMap<LookupKey, (UnixMillis, LookupOutcome), REMEMBERED>> = RefCell::default();
}

/// The frames of events as grouping should see them, where that is otherwise than they are:
/// symbolicated as far as they can be.
pub(crate) async fn for_grouping(
    project: &ProjectRecord,
    events: &[LookedUpEvent<'_>],
    env: &Env,
) -> Vec<Option<Vec<Frame>>> {
    if !project.maps {
        return vec![None; events.len()];
    }
    let now = clock::now();
    // Outcomes that are known now are copied: the isolate may forget them while this request waits.
    let mut known: HashMap<LookupKey, LookupOutcome> = HashMap::new();
    let mut lookups = Vec::new();
    for LookedUpEvent { release, frames, debug_ids } in events {
        let release = release.map(str::to_owned);
        let id = |file: &str| debug_ids.iter().find(|(known, _)| known == file).map(|(_, id)| id.clone());
        let position = |frame: &Frame| position_of(frame, id);
        let mut positions: Vec<FramePosition> = frames.iter().filter_map(position).take(GROUPED).collect();
        positions.retain(|position| {
            let key = (project.key, release.clone(), position.clone());
            let Some(outcome) = cached(&key, now) else { return true };
            known.insert(key, outcome);
            false
        });
        lookups.push(FrameLookup { release, positions });
    }
    lookups.retain(|lookup| !lookup.positions.is_empty());
    lookups.dedup_by(|one, other| one.release == other.release && one.positions == other.positions);
    if !lookups.is_empty() {
        let request = LookUpFrames { lookups, with_lines: false };
        match with_timeout(EVENT_WAITS, project, &request, env).await {
            Ok(all) => {
                for (lookup, outcome) in request.lookups.iter().zip(&all) {
                    let key =
                        |position: &FramePosition| (project.key, lookup.release.clone(), position.clone());
                    known.extend(lookup.positions.iter().map(key).zip(outcome.iter().cloned()));
                }
                cache(project.key, &request.lookups, all, now);
            }
            Err(fault) => {
                // A stack that is half symbolicated would be an issue of its own.
                known.clear();
                log::failure("source maps did not answer; events go on without", &fault.code);
            }
        }
    }
    let traced = |LookedUpEvent { release, frames, debug_ids }: &LookedUpEvent<'_>| {
        let id = |file: &str| debug_ids.iter().find(|(known, _)| known == file).map(|(_, id)| id.clone());
        let one = |frame: &Frame| {
            let position = position_of(frame, id)?;
            known.get(&(project.key, release.map(str::to_owned), position)).cloned()
        };
        let outcomes: Vec<Option<LookupOutcome>> = frames.iter().map(one).collect();
        let traced: Vec<Frame> =
            join(frames.to_vec(), outcomes).iter().map(SymbolicatedFrame::written).collect();
        (traced.as_slice() != *frames).then_some(traced)
    };
    events.iter().map(traced).collect()
}

/// The frames of an event as people should see them, with lines; and whether the project has
/// any maps.
pub(crate) async fn for_people(
    project: &ProjectRecord,
    body: &StoredEvent,
    env: &Env,
) -> Vec<SymbolicatedFrame> {
    let (release, frames) = (body.release.as_deref(), body.frames());
    let id = |file: &str| debug_ids::of_file(body.meta.as_ref(), file).map(str::to_owned);
    let positions: Vec<FramePosition> = frames.iter().filter_map(|frame| position_of(frame, id)).collect();
    if !project.maps || positions.is_empty() {
        let why = |frame: &Frame| {
            let is_minified = frame.in_app && frame.column.is_some_and(|column| column >= MINIFIED_COLUMN);
            is_minified.then_some(LookupOutcome::Not(LookupFailure::NoMap))
        };
        return frames.into_iter().map(|frame| SymbolicatedFrame { outcome: why(&frame), frame }).collect();
    }
    let lookups = vec![FrameLookup { release: release.map(str::to_owned), positions }];
    let answer = with_timeout(PERSON_WAITS, project, &LookUpFrames { lookups, with_lines: true }, env).await;
    let mut answers = match answer {
        Ok(all) => all.into_iter().next().unwrap_or_default().into_iter(),
        Err(fault) => {
            log::failure("source maps did not answer", &fault.code);
            Vec::new().into_iter()
        }
    };
    let mut next = |frame: &Frame| {
        position_of(frame, id).map(|_| answers.next().unwrap_or(LookupOutcome::Not(LookupFailure::Slow)))
    };
    let outcomes = frames.iter().map(&mut next).collect();
    join(frames, outcomes)
}

/// A place of the site's own code that a map may know.
fn position_of(frame: &Frame, debug_id: impl Fn(&str) -> Option<String>) -> Option<FramePosition> {
    let Frame { file: Some(file), line: Some(line), column: Some(column), in_app: true, .. } = frame else {
        return None;
    };
    Some(FramePosition { file: file.clone(), line: *line, column: *column, debug_id: debug_id(file) })
}

fn join(frames: Vec<Frame>, mut outcome: Vec<Option<LookupOutcome>>) -> Vec<SymbolicatedFrame> {
    // A source without its text does not show the names of its functions; then the caller's map has the
    // name of the function that it calls.
    let called = |outcome: &Option<LookupOutcome>| match outcome {
        Some(LookupOutcome::Original(original)) => original.called.clone(),
        _ => None,
    };
    let callers: Vec<Option<String>> = outcome.iter().skip(1).map(called).collect();
    for (outcome, caller) in outcome.iter_mut().zip(callers) {
        if let Some(LookupOutcome::Original(OriginalFrame {
            function: function @ None,
            has_text: false,
            ..
        })) = outcome
        {
            *function = caller;
        }
    }
    frames.into_iter().zip(outcome).map(|(frame, outcome)| SymbolicatedFrame { frame, outcome }).collect()
}

impl SymbolicatedFrame {
    /// The frame as it was written, as far as that is known. One without a name is the function
    /// around it: engines tell that one's call, too, but for WebKit where it was the last act.
    fn written(&self) -> Frame {
        match &self.outcome {
            Some(LookupOutcome::Original(original)) => Frame {
                function: original.function.as_deref().map(|name| name.trim_end_matches(NAMELESS).to_owned()),
                file: Some(original.file.clone()),
                line: Some(original.line),
                column: Some(original.column),
                in_app: original.is_own(),
            },
            _ => self.frame.clone(),
        }
    }
}

async fn with_timeout(
    patience: Duration,
    project: &ProjectRecord,
    question: &LookUpFrames,
    env: &Env,
) -> Result<Vec<Vec<LookupOutcome>>, Fault> {
    let stub = stub::sources(env, project.key)?;
    let asking = std::pin::pin!(stub::request(&stub, question));
    match select(asking, Delay::from(patience)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(Fault::new(503, "slow", "the source maps did not answer in time")),
    }
}

fn cached(key: &LookupKey, now: UnixMillis) -> Option<LookupOutcome> {
    COPY.with_borrow(|copy| {
        let (at, outcome) = copy.get(key)?;
        is_believed(*at, now).then(|| outcome.clone())
    })
}

fn is_believed(at: UnixMillis, now: UnixMillis) -> bool {
    now.0.abs_diff(at.0) < BELIEVED_MS
}

fn cache(key: ProjectKey, lookups: &[FrameLookup], all: Vec<Vec<LookupOutcome>>, now: UnixMillis) {
    COPY.with_borrow_mut(|copy| {
        for (lookup, outcomes) in lookups.iter().zip(all) {
            for (position, outcome) in lookup.positions.iter().zip(outcomes) {
                let key = (key, lookup.release.clone(), position.clone());
                copy.insert(key, (now, outcome), |(at, _)| !is_believed(*at, now));
            }
        }
    });
}
