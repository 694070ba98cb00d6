//! `npm run bench:parse`, the native part: reads stacks from the files that are named and says
//! how many nanoseconds parsing one takes, and parsing and grouping it, round by round.

// A benchmark reads the clock; the ban is for what it measures.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::expect_used)]

use std::{hint::black_box, time::Instant};

use corncrake_core::{
    event::{Event, EventType},
    group, stack,
};

/// How often each is done in a round.
const TIMES: u32 = 1000;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let Some((rounds, files)) = args.split_first() else { return };
    let rounds: usize = rounds.parse().expect("a number of rounds");
    for file in files {
        let text = std::fs::read_to_string(file).expect("a stack");
        let event = Event {
            kind: EventType::UNHANDLED_ERROR,
            name: Some("TypeError".into()),
            message: "Cannot read properties of undefined (reading 'price')".into(),
            stack: Some(text.clone()),
            ..Event::default()
        };
        let parse = || stack::parse_event(black_box(&text), event.name.as_deref(), &event.message);
        let (mut parsing, mut grouping) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            parsing.push(nanoseconds(|| parse().len()));
            grouping.push(nanoseconds(|| group::fingerprint(&event, &parse()).parts.len()));
        }
        println!("{} {} {}", parse().len(), middle(parsing), middle(grouping));
    }
}

fn nanoseconds(work: impl Fn() -> usize) -> u128 {
    let began = Instant::now();
    for _ in 0..TIMES {
        black_box(work());
    }
    began.elapsed().as_nanos() / u128::from(TIMES)
}

fn middle(mut all: Vec<u128>) -> u128 {
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}
