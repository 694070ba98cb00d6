//! Fingerprint v2: which events are the same bug, and why.
//!
//! In order: what kind of report it is, where it is one; the error's class; then the function
//! that failed, with its module, and its caller. Where that function has no name that outlives
//! a build and that all engines tell, what the message says counts, and the nearest caller that
//! has one, or else the module. Where it is the only one that is known, a helper may be it that
//! all requests go through: then statuses and codes of the message count as well. Engines'
//! wordings and ways to name functions are made one first; code of runtimes and libraries is
//! nobody's bug. Lines, columns, hashes, hosts and values never count: a deploy or another
//! visitor is not another bug. A site may say itself what counts (`custom`).
//!
//! What is hashed is exactly what `Fingerprint::parts` shows, each part led by its length.
//! Once released, a version never changes: a better algorithm is the next one.

mod address;
mod call;
mod code;
mod compiled;
mod custom;
mod date;
mod expression;
mod function;
mod generated;
mod message;
mod path;
mod quote;
mod resource;
mod template;
mod thrown;
mod title;
mod wording;
mod wordings;

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use sha2::{Digest, Sha256};

use crate::{
    event::{Event, EventType},
    ids::FingerprintHash,
    stack::{self, Frame},
};

pub use custom::is_default;
pub use title::{MAX_TITLE_CHARS, title};

/// The version of the algorithm.
pub const VERSION: u32 = 2;
/// The version that hashes reports of browsers, which are grouped by what they say alone: nothing
/// of that has changed since.
pub const REPORT_VERSION: u32 = 1;

/// Why an event belongs to its issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Fingerprint {
    /// What is compared.
    pub hash: FingerprintHash,
    /// What was hashed, in order, for a person to read.
    pub parts: Vec<String>,
}

/// The fingerprint of an event and its frames: the site's own, where it gives one.
pub fn fingerprint(event: &Event, frames: &[Frame]) -> Fingerprint {
    match &event.fingerprint {
        Some(custom) if !is_default(event) => with_custom_parts(custom, || default_parts(event, frames)),
        _ => {
            let parts = default_parts(event, frames);
            Fingerprint { hash: hash(VERSION, &parts), parts }
        }
    }
}

/// The fingerprint of the parts of a rule, for an event that has another one by itself.
pub fn with_rule(custom: &str, by_itself: &Fingerprint) -> Fingerprint {
    with_custom_parts(custom, || by_itself.parts.clone())
}

fn with_custom_parts(custom: &str, default: impl FnOnce() -> Vec<String>) -> Fingerprint {
    let mut parts = custom::hashed_parts(custom, default);
    let hash = hash(VERSION, &parts);
    parts.remove(0); // the marker
    Fingerprint { hash, parts }
}

/// What tells bugs apart where the site says nothing.
fn default_parts(event: &Event, frames: &[Frame]) -> Vec<String> {
    let thrown = thrown::ThrownError::of(event);
    let is_apart = is_apart(event.kind);
    let normalised = wording::normalise(thrown.name, &thrown.message, is_apart, !frames.is_empty());
    let class = normalised.class.as_deref();
    let mut calls = match normalised.place {
        wording::CallGrouping::Anywhere => call::CallSite::default(),
        place => call::of(&without_observers(on_the_stack(event, frames)), class, place),
    };
    let mut parts = Vec::new();
    if is_apart {
        parts.push(format!("report: {}", event.kind.label()));
    }
    parts.extend(class.map(|class| format!("type: {class}")));
    // What another language logged tells its place itself.
    if calls.named.is_empty() && calls.module.is_none() {
        calls.module = thrown.module;
        calls.named.extend(thrown.function.map(|function| format!("{function} (log)")));
    }
    if !calls.speak {
        parts.push(format!("message: {}", normalised.message));
        parts.extend(resource::part(event).map(|resource| format!("resource: {resource}")));
        parts.extend(calls.turns.map(|turns| format!("functions that call each other: {turns}")));
        parts.extend(
            calls.module.filter(|_| calls.named.is_empty()).map(|module| format!("module: {module}")),
        );
    } else if calls.named.len() == 1 && normalised.is_own {
        parts.extend(message::codes(&thrown.message).map(|codes| format!("code: {codes}")));
    }
    parts.extend(calls.named.into_iter().map(|call| format!("in: {call}")));
    parts
}

/// Whether a part of the site did not load, in whatever words of a bundler or an engine. All
/// that fails so is one issue.
pub fn is_chunk_load(event: &Event) -> bool {
    let thrown = thrown::ThrownError::of(event);
    !is_apart(event.kind)
        && wording::normalise(thrown.name, &thrown.message, false, false).place
            == wording::CallGrouping::Anywhere
}

/// Reports of browsers, and tests, are never the same issue as an error of a page. How an
/// error came to us (unhandled, console, the site's own call) does not make it another.
fn is_apart(kind: EventType) -> bool {
    kind.is_report() || kind == EventType::TEST
}

/// The frames without those by which our breadcrumbs observed a call: they are as if they were not there.
fn without_observers(frames: &[Frame]) -> Cow<'_, [Frame]> {
    let is_observer = |frame: &Frame| stack::is_observer(frame.function.as_deref());
    match frames.iter().any(is_observer) {
        true => frames.iter().filter(|frame| !is_observer(frame)).cloned().collect(),
        false => frames.into(),
    }
}

/// The frames that were on the stack. Functions that wait for them (`async`) are V8's
/// courtesy: Gecko and WebKit mostly do not tell them, so they cannot count.
fn on_the_stack<'a>(event: &Event, frames: &'a [Frame]) -> &'a [Frame] {
    // Only then is it worth reading the stack again.
    let may_wait = |stack: &&str| stack.contains("async") || stack.contains('*');
    let calls = event
        .stack
        .as_deref()
        .filter(may_wait)
        .map_or(frames.len(), |stack| stack::calls(stack, event.name.as_deref(), &event.message));
    frames.get(..calls).unwrap_or(frames)
}

pub(crate) fn hash(version: u32, parts: &[String]) -> FingerprintHash {
    let mut sha = Sha256::new();
    sha.update(b"corncrake fingerprint");
    sha.update(version.to_be_bytes());
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part.as_bytes());
    }
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..]: [u8; 32] = sha.finalize().into();
    FingerprintHash([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
}

#[cfg(test)]
mod tests;
