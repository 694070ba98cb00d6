//! The worst texts that the generator of `core/src/linear.rs` finds, as large as the contract allows,
//! in every place of an event and of a report: each is taken, and others are answered beside it.
//!
//! The native test, which counts steps, holds the work linear. The time of `/health` is
//! printed here, beside the time with usual stacks, and not asserted.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::Collector;
use serde_json::{Value, json};

/// The worst texts on record, one a line, as JSON.
const WORST: &str = include_str!("../../../../core/tests/worst.txt");
/// The line of a usual stack.
const USUAL: &str = "    at Basket.total (https://shop.example/assets/index-BqT3k9aZ.js:11:30)\n";
/// Bytes of a batch's and of a report's body, and what is left of them for the rest.
const BATCH_BYTES: usize = 1024 * 1024;
const REPORT_BYTES: usize = 256 * 1024;
const REST_BYTES: usize = 4 * 1024;

fn filled(piece: &str, bytes: usize) -> String {
    let written = json!(piece).to_string().len() - 2;
    piece.repeat(bytes / written)
}

/// Bodies of the largest size, with the piece in every place that takes a long text.
fn bodies(piece: &str) -> [(&'static str, &'static str, Value); 4] {
    let whole = BATCH_BYTES - REST_BYTES;
    let event = |place: &str, bytes: usize| {
        let text = filled(piece, bytes);
        match place {
            "meta" => json!({ "type": 1, "message": "m", "meta": { "text": text } }),
            "message" => json!({ "type": 1, "message": text.chars().take(9_999).collect::<String>() }),
            _ => json!({ "type": 1, "message": "m", "stack": text }),
        }
    };
    let batch = |place, events: usize, most: usize| json!({ "events": vec![event(place, most.min(whole / events - 64)); events] });
    let report = json!([{ "type": "csp-violation", "age": 0, "url": "https://shop.example/", "user_agent": "x",
        "body": { "effectiveDirective": "script-src", "blockedURL": filled(piece, REPORT_BYTES - REST_BYTES),
            "documentURL": "https://shop.example/", "disposition": "enforce" } }]);
    [
        ("batch", "text/plain", batch("message", 50, 30_000)),
        ("batch", "text/plain", batch("stack", 8, 128 * 1024)),
        ("batch", "text/plain", batch("meta", 32, 32 * 1024)),
        ("report", "application/reports+json", report),
    ]
}

/// The longest that `/health` took while the bodies of a piece were read.
fn health_beside(collector: &Arc<Collector>, key: &str, piece: &str) -> Result<Duration> {
    let is_over = Arc::new(AtomicBool::new(false));
    let asking = {
        let (collector, is_over) = (Arc::clone(collector), Arc::clone(&is_over));
        thread::spawn(move || -> Result<Duration> {
            let mut longest = Duration::ZERO;
            while !is_over.load(Relaxed) {
                let asked = Instant::now();
                let answer = collector.request("GET", "/health", &[], b"")?;
                ensure!(answer.status == 200, "{answer:?}");
                longest = longest.max(asked.elapsed());
            }
            Ok(longest)
        })
    };
    for (place, kind, body) in bodies(piece) {
        let headers = [("origin", "https://shop.example"), ("user-agent", "visitor"), ("content-type", kind)];
        let answer = collector.request(
            "POST",
            &format!("/v1/{key}/{place}"),
            &headers,
            body.to_string().as_bytes(),
        )?;
        // A session may have to wait; what was read by then was read all the same.
        ensure!([200, 204, 429].contains(&answer.status), "{place} of {piece:?}: {answer:?}");
    }
    is_over.store(true, Relaxed);
    asking.join().ok().context("whoever asked panicked")?
}

#[test]
fn the_worst_texts_are_taken_and_others_are_answered_beside_them() -> Result<()> {
    let collector = Arc::new(Collector::start()?);
    let usual = health_beside(&collector, &collector.project("usual", &["*"])?, USUAL)?;
    println!("/health took {} ms at most beside usual stacks", usual.as_millis());
    let pieces = WORST.lines().filter(|line| !line.starts_with('#'));
    for (number, line) in pieces.enumerate() {
        let piece: String = serde_json::from_str(line)?;
        let key = collector.project(&format!("worst {number}"), &["*"])?;
        let longest = health_beside(&collector, &key, &piece)?;
        println!("/health took {} ms at most beside {line}", longest.as_millis());
    }
    Ok(())
}
