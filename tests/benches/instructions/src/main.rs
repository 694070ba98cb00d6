//! One piece of taking an event, done so often: `corncrake-instructions PIECE TIMES`.
//!
//! A tool that counts instructions runs it twice with other numbers of times; the difference is the
//! piece's own, without what starts and ends a process. It must never read a clock or a random number.

// What fails here fails the count.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alert_rules;
mod database;
mod sample;

use std::hint::black_box;

use corncrake_core::{group, scrub, stack, wire::trackx};
use corncrake_store::RuleWatch;

use database::EventStore;

fn main() {
    let mut args = std::env::args().skip(1);
    let (Some(piece), Some(times)) = (args.next(), args.next()) else { return list() };
    let times: usize = times.parse().expect("a number of times");
    let Some((_, run)) = PIECES.iter().find(|(name, _)| *name == piece) else { return list() };
    run(times);
}

fn list() {
    PIECES.iter().for_each(|(name, _)| println!("{name}"));
}

/// Does a piece of the work so often.
type Piece = fn(times: usize);

/// A piece with `+rules` is the one before it with ten rules of alerts.
const PIECES: [(&str, Piece); 8] = [
    ("decode", decode),
    ("scrub", scrub),
    ("parse", parse),
    ("group", group),
    ("fold", |times| fold(times, RuleWatch::default())),
    ("fold+rules", |times| fold(times, alert_rules::ten())),
    ("visitor", |times| visitor(times, RuleWatch::default())),
    ("visitor+rules", |times| visitor(times, alert_rules::ten())),
];

/// A body of the wire becomes an event.
fn decode(times: usize) {
    let body = sample::body();
    for _ in 0..times {
        black_box(trackx::decode(black_box(body.as_bytes())).expect("an event"));
    }
}

/// Personal data is taken out of an event.
fn scrub(times: usize) {
    let event = sample::event();
    for _ in 0..times {
        let mut event = black_box(&event).clone();
        scrub::event(&mut event);
        black_box(event);
    }
}

/// A stack becomes frames.
fn parse(times: usize) {
    let event = sample::event();
    let text = event.stack.as_deref().unwrap_or_default();
    for _ in 0..times {
        black_box(stack::parse_event(black_box(text), event.name.as_deref(), &event.message));
    }
}

/// Frames and message become a fingerprint and a title.
fn group(times: usize) {
    let event = sample::event();
    let text = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(text, event.name.as_deref(), &event.message);
    for _ in 0..times {
        black_box(group::fingerprint(black_box(&event), &frames));
        black_box(group::title(black_box(&event)));
    }
}

/// A delivery with an event of an issue and a session that are known is counted and kept.
fn fold(times: usize, watch: RuleWatch) {
    let mut store = EventStore::open(watch);
    for _ in 0..times {
        store.receive();
    }
}

/// The same for another visitor each time, so that the issue gains a session.
fn visitor(times: usize, watch: RuleWatch) {
    let mut store = EventStore::open(watch);
    for _ in 0..times {
        store.receive_another_visitor();
    }
}
