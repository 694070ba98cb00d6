//! Tries rules on the issues that were seen last: what a rule would have matched in the last week,
//! and what a new one matches that is there already.
//!
//! Of each issue the newest kept events are looked at, and of so many issues at most: an answer
//! says how many, and whether those were all.

use std::collections::BTreeSet;

use corncrake_core::{
    event::Event,
    group,
    ids::IssueId,
    stack::Frame,
    time::{DAY_MS, UnixMillis},
};
use corncrake_model::{
    events::{
        rule_candidate::{CandidateCursor, RuleCandidate},
        stored_event::StoredEvent,
    },
    project::{
        record::ProjectRecord,
        rule::{NewRule, RuleAction},
        rule_set::{self, Patterns, RuleSubject},
    },
    source_maps::debug_ids,
};
use worker::Env;

use crate::service::symbolicate::{self, LookedUpEvent};
use crate::{http::error::Fault, objects::rpc::ReadRuleCandidates, shards};

/// How far back a preview looks.
const WEEK_MS: i64 = 7 * DAY_MS;
/// Issues that rules are tried on: reading and comparing them takes about a second.
const MOST_ISSUES: u64 = 1_000;
/// Issues that are read in one request; with stacks, each has up to three of 8 KiB.
const ISSUES_AT_ONCE: u32 = 100;
/// The same where stacks are read.
const WITH_STACKS_AT_ONCE: u32 = 25;
/// Issues that a preview names.
const EXAMPLES: usize = 10;

/// What a rule would have matched.
pub(crate) struct RulePreview {
    pub(crate) since: UnixMillis,
    /// Issues, and their events since then.
    pub(crate) issues: u64,
    pub(crate) events: u64,
    /// Issues that it was tried on.
    pub(crate) looked_at: u64,
    /// Whether those were all that were seen since then.
    pub(crate) is_whole: bool,
    /// Some of the issues, those seen last: id, title and events.
    pub(crate) examples: Vec<(IssueId, String, u64)>,
}

/// What a rule would have matched in the last week, if it were the only one. Of an issue of which
/// some events match, a noise rule hides nothing, and others get their share.
pub(crate) async fn preview(
    project: &ProjectRecord,
    rule: &NewRule,
    now: UnixMillis,
    env: &Env,
) -> Result<RulePreview, Fault> {
    let since = UnixMillis(now.0.saturating_sub(WEEK_MS));
    let patterns = Patterns::new(&rule.conditions);
    let mut found =
        RulePreview { since, issues: 0, events: 0, looked_at: 0, is_whole: true, examples: Vec::new() };
    let mut walk = CandidateWalk::new(project, Some(since), rule.conditions.needs_frames());
    while let Some(candidates) = walk.next(env).await? {
        for candidate in candidates {
            let is_noise = rule.action == RuleAction::Noise;
            let gives_fingerprint = matches!(rule.action, RuleAction::Fingerprint(_));
            if candidate.issue.is_custom && gives_fingerprint {
                continue; // The site's own fingerprint counts more.
            }
            let (mut all, mut matched) = (0_u64, 0_u64);
            for subject in candidate.subjects() {
                all = all.saturating_add(1);
                matched = matched.saturating_add(u64::from(patterns.match_event(&subject)));
            }
            if matched == 0 || (is_noise && matched < all) {
                continue;
            }
            let share = candidate.issue.events.saturating_mul(matched) / all.max(1);
            found.issues = found.issues.saturating_add(1);
            found.events = found.events.saturating_add(share);
            if found.examples.len() < EXAMPLES {
                found.examples.push((candidate.issue.id, candidate.issue.title, share));
            }
        }
    }
    found.looked_at = walk.looked_at;
    found.is_whole = walk.is_whole();
    Ok(found)
}

/// An issue, and its newest events as rules look at them.
pub(crate) struct ParsedCandidate {
    pub(crate) issue: RuleCandidate,
    events: Vec<ParsedEvent>,
}

struct ParsedEvent {
    title: String,
    frames: Vec<Frame>,
    original: Vec<Frame>,
    debug_ids: Vec<(String, String)>,
    release: Option<String>,
    environment: Option<String>,
}

impl ParsedCandidate {
    /// What rules look at: its events, or its title where none is kept any more.
    pub(crate) fn subjects(&self) -> impl Iterator<Item = RuleSubject<'_>> {
        let events = self.events.iter().map(|event| RuleSubject {
            title: &event.title,
            frames: &event.frames,
            original: &event.original,
            release: event.release.as_deref(),
            environment: event.environment.as_deref(),
        });
        let alone = self.events.is_empty().then_some(RuleSubject {
            title: &self.issue.title,
            frames: &[],
            original: &[],
            release: None,
            environment: None,
        });
        events.chain(alone)
    }
}

/// A walk over a project's issues, those seen last first.
pub(crate) struct CandidateWalk<'a> {
    project: &'a ProjectRecord,
    since: Option<UnixMillis>,
    with_frames: bool,
    after: Option<CandidateCursor>,
    looked_at: u64,
    /// What was met: several objects may give one issue on several pages.
    met: BTreeSet<IssueId>,
    has_ended: bool,
}

impl<'a> CandidateWalk<'a> {
    /// Over the issues that were seen since then, or over all.
    pub(crate) fn new(project: &'a ProjectRecord, since: Option<UnixMillis>, with_frames: bool) -> Self {
        Self {
            project,
            since,
            with_frames,
            after: None,
            looked_at: 0,
            met: BTreeSet::new(),
            has_ended: false,
        }
    }

    /// Whether it met all issues.
    fn is_whole(&self) -> bool {
        self.has_ended
    }

    /// The next issues; nothing at the end, or at the bound.
    pub(crate) async fn next(&mut self, env: &Env) -> Result<Option<Vec<ParsedCandidate>>, Fault> {
        if self.has_ended || self.looked_at >= MOST_ISSUES {
            return Ok(None);
        }
        let limit = if self.with_frames { WITH_STACKS_AT_ONCE } else { ISSUES_AT_ONCE };
        let request =
            ReadRuleCandidates { since: self.since, after: self.after, with_stacks: self.with_frames, limit };
        let mut found = shards::query(env, self.project, &request).await?;
        self.has_ended = found.len() < limit as usize;
        found.truncate(limit as usize);
        self.after = found.last().map(|last| (last.last_seen, last.id));
        found.retain(|one| self.met.insert(one.id));
        self.looked_at = self.looked_at.saturating_add(found.len() as u64);
        Ok(Some(parse(self.project, found, self.with_frames, env).await))
    }
}

/// Reads what rules look at, with source maps where the project has any.
async fn parse(
    project: &ProjectRecord,
    candidates: Vec<RuleCandidate>,
    with_frames: bool,
    env: &Env,
) -> Vec<ParsedCandidate> {
    let mut parsed: Vec<ParsedCandidate> = candidates
        .into_iter()
        .map(|mut issue| {
            let newest = std::mem::take(&mut issue.newest);
            ParsedCandidate {
                issue,
                events: newest.into_iter().map(|body| event(body, with_frames)).collect(),
            }
        })
        .collect();
    if with_frames {
        let events = parsed.iter().flat_map(|one| &one.events);
        let looked_up: Vec<LookedUpEvent<'_>> = events
            .map(|event| LookedUpEvent {
                release: event.release.as_deref(),
                frames: &event.frames,
                debug_ids: &event.debug_ids,
            })
            .collect();
        let traced = symbolicate::for_grouping(project, &looked_up, env).await;
        let events = parsed.iter_mut().flat_map(|one| one.events.iter_mut());
        for (event, traced) in events.zip(traced) {
            event.original = traced.unwrap_or_default();
        }
    }
    parsed
}

fn event(body: StoredEvent, with_frames: bool) -> ParsedEvent {
    let frames = match with_frames {
        true if body.kind().is_report() => rule_set::frames_of_report(body.meta.as_ref()),
        true => body.frames(),
        false => Vec::new(),
    };
    ParsedEvent {
        title: title(&body),
        debug_ids: debug_ids_of(&body, &frames),
        frames,
        original: Vec::new(),
        release: body.release,
        environment: body.environment,
    }
}

/// The ids of source maps that a stored event names for its frames.
pub(crate) fn debug_ids_of(body: &StoredEvent, frames: &[Frame]) -> Vec<(String, String)> {
    let id = |file: &str| Some((file.to_owned(), debug_ids::of_file(body.meta.as_ref(), file)?.to_owned()));
    frames.iter().filter_map(|frame| id(frame.file.as_deref()?)).collect()
}

/// The title of a stored event: of a report its message is one.
pub(crate) fn title(body: &StoredEvent) -> String {
    if body.kind().is_report() {
        return body.message.clone();
    }
    group::title(&Event {
        kind: body.kind(),
        name: body.name.clone(),
        message: body.message.clone(),
        stack: body.stack.clone(),
        ..Event::default()
    })
}
