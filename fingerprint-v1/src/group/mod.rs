//! Which events are the same bug: fingerprint v1, and why.
//!
//! In order: what kind of report it is, where it is one; the error's class; then the function
//! that failed, with its module, and its caller. Where that function has no name that outlives
//! a build and that all engines tell, what the message says counts, and the nearest caller that
//! has one, or else the module. Engines' wordings and ways to name functions are made
//! one first. Lines, columns, hashes, hosts and values never count: a deploy or another
//! visitor is not another bug.
//!
//! What is hashed is exactly what `Fingerprint::parts` shows, each part led by its length.
//! Once released, a version never changes: a better algorithm is the next one.

mod call;
mod expression;
mod function;
mod message;
mod path;
mod template;
mod thrown;
mod wording;
mod wordings;

use alloc::{format, string::String, vec::Vec};

use sha2::{Digest, Sha256};

use corncrake_core::{
    event::{Event, EventType},
    ids::FingerprintHash,
    stack::Frame,
};

use crate::stack;

/// The version of the algorithm.
const VERSION: u32 = 1;

/// The fingerprint of an event and its frames.
pub(crate) fn fingerprint(event: &Event, frames: &[Frame]) -> FingerprintHash {
    let thrown = thrown::Thrown::of(event);
    let is_report = is_report(event.kind);
    let said = wording::one(thrown.name, thrown.message, is_report);
    let class = said.class.as_deref();
    let calls = match said.place {
        wording::Place::Anywhere => call::Calls::default(),
        place => call::of(on_the_stack(event, frames), class, place),
    };
    let mut parts = Vec::new();
    if is_report {
        parts.push(format!("report: {}", event.kind.label()));
    }
    parts.extend(class.map(|class| format!("type: {class}")));
    if !calls.speak {
        parts.push(format!("message: {}", said.message));
        parts.extend(calls.turns.map(|turns| format!("functions that call each other: {turns}")));
        parts.extend(
            calls.module.filter(|_| calls.named.is_empty()).map(|module| format!("module: {module}")),
        );
    }
    parts.extend(calls.named.into_iter().map(|call| format!("in: {call}")));
    hash(&parts)
}

/// Reports of browsers, and tests, are never the same issue as an error of a page. How an
/// error came to us (unhandled, console, the site's own call) does not make it another.
fn is_report(kind: EventType) -> bool {
    matches!(kind.code(), 5..=13 | 96 | 99)
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

fn hash(parts: &[String]) -> FingerprintHash {
    let mut sha = Sha256::new();
    sha.update(b"corncrake fingerprint");
    sha.update(VERSION.to_be_bytes());
    for part in parts {
        sha.update((part.len() as u64).to_be_bytes());
        sha.update(part.as_bytes());
    }
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..]: [u8; 32] = sha.finalize().into();
    FingerprintHash([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
}
