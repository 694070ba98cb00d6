//! `npm run bench:client`: what the client costs the main thread of a page, beside others, in
//! a real Chromium: on a visit without an error, for the first error, and in a storm of them. By
//! default ours loads the tag alone, so its first error has the load of the client in it.
//!
//! All are measured in one run and in turns, so that a busy machine is busy for all; what
//! counts are the ratios. Nothing about time is ever asserted: it fails only where something
//! did not work.

// A benchmark waits for a real browser; the ban on the clock is for what it measures.
#![allow(clippy::disallowed_methods)]

mod figures;
mod sink;
mod subject;
mod visit;

use anyhow::{Result, ensure};
use corncrake_tests::browser::Browser;

use crate::{
    figures::Measurements,
    subject::{ALL, EMPTY, IN_STORM, OURS, Subject, TRACKX},
    visit::MeasuredVisit,
};

/// Visits of each, and storms, which take far longer; variables of these names say otherwise.
const ROUNDS: usize = 15;
const STORM_ROUNDS: usize = 3;
/// The unthrottled processor, and about that of a cheap phone.
const SLOWDOWNS: [u32; 2] = [1, 6];

const LOAD: &str = "a visit without an error";
const ONE: &str = "the first error";
/// The two storms, and how many errors that is.
const STORMS: [(&str, bool); 2] = [("10,000 identical", false), ("10,000 different", true)];
const IN_A_STORM: u64 = 10_000;
/// What each of them sends: requests, preflights, bytes of bodies, errors in them,
/// and errors that Corncrake only counted as discarded.
const SENT: [[&str; 5]; 2] = [
    ["identical: requests", "preflights", "bytes", "errors told", "counted only"],
    ["different: requests", "preflights ", "bytes ", "errors told ", "counted only "],
];
/// Requests that a storm may cost a page, by the client's own promise.
const MOST_REQUESTS: usize = 20;

/// Parts of one visit that measure the cost of each kind of error, and how many errors each has:
/// below what is read at once (`NEW` in `client-wasm/src/client.rs`), below what is looked at
/// (`LOOKS`), and past that.
const NEW: (&str, u64) = ("new", 30);
const AGAIN: (&str, u64) = ("again", 4_000);
const PAST: (&str, u64) = ("past the limits", 8_000);
const LOST: &str = "lost";

#[tokio::main]
async fn main() -> Result<()> {
    let asked = |name: &str| std::env::var(name).ok().and_then(|number| number.parse().ok());
    let rounds = asked("ROUNDS").unwrap_or(ROUNDS);
    let storms = asked("STORM_ROUNDS").unwrap_or(STORM_ROUNDS);
    let browser = Browser::open().await?;
    let mut figures = Measurements::default();
    for round in 0..rounds.max(storms) {
        eprintln!("round {}", round + 1);
        for slowdown in SLOWDOWNS {
            for subject in ALL.into_iter().filter(|_| round < rounds) {
                page(&browser, subject, slowdown, &mut figures).await?;
            }
            if round < storms {
                for (part, are_different) in STORMS {
                    for subject in IN_STORM {
                        storm(&browser, subject, slowdown, (part, are_different), &mut figures).await?;
                    }
                }
                for subject in [EMPTY, OURS] {
                    pieces(&browser, subject, slowdown, &mut figures).await?;
                }
            }
        }
    }
    print(&figures, rounds, storms);
    Ok(())
}

/// A visit on which one error happens.
async fn page(browser: &Browser, subject: Subject, slowdown: u32, figures: &mut Measurements) -> Result<()> {
    let mut visit = MeasuredVisit::begin(browser, subject, slowdown).await?;
    figures.add(subject, slowdown, LOAD, visit.load().await?);
    figures.add(subject, slowdown, ONE, visit.one().await?);
    Ok(())
}

/// A visit on which it fails without end.
async fn storm(
    browser: &Browser,
    subject: Subject,
    slowdown: u32,
    (part, are_different): (&'static str, bool),
    figures: &mut Measurements,
) -> Result<()> {
    let mut visit = MeasuredVisit::begin(browser, subject, slowdown).await?;
    visit.load().await?;
    // So that whatever is loaded by an error is there.
    visit.one().await?;
    let before = visit.sink.see(|arrived| (arrived.bodies.len(), arrived.preflights, arrived.bytes()));
    let told = visit.sink.see(|arrived| arrived.errors().0);
    figures.add(subject, slowdown, part, visit.storm(IN_A_STORM, are_different).await?);
    let (requests, preflights, bytes, (errors, lost)) = visit.sink.see(|arrived| {
        let (bodies, preflights, bytes) = before;
        (
            arrived.bodies.len() - bodies,
            arrived.preflights - preflights,
            arrived.bytes() - bytes,
            arrived.errors(),
        )
    });
    let errors = errors - told;
    if subject == OURS {
        ensure!(errors + lost == IN_A_STORM, "{part}: {errors} errors and {lost} lost arrived");
        ensure!(requests <= MOST_REQUESTS, "{part}: {requests} requests");
    }
    let names = SENT.get(usize::from(are_different)).into_iter().flatten();
    let numbers = [requests as u64, preflights as u64, bytes as u64, errors, lost];
    for (name, number) in names.zip(numbers) {
        figures.add(subject, slowdown, name, number as f64);
    }
    Ok(())
}

/// A visit on which each kind of error happens by itself.
async fn pieces(
    browser: &Browser,
    subject: Subject,
    slowdown: u32,
    figures: &mut Measurements,
) -> Result<()> {
    let mut visit = MeasuredVisit::begin(browser, subject, slowdown).await?;
    visit.load().await?;
    visit.one().await?;
    for ((part, count), are_different) in [(NEW, true), (AGAIN, false), (PAST, false)] {
        let lost = visit.sink.see(|arrived| arrived.errors().1);
        figures.add(subject, slowdown, part, visit.storm(count, are_different).await?);
        let lost = visit.sink.see(|arrived| arrived.errors().1) - lost;
        if part == PAST.0 {
            figures.add(subject, slowdown, LOST, lost as f64);
        } else if lost > 0 {
            eprintln!("{part}: {lost} of {count} were lost, so this is not what one costs");
        }
    }
    Ok(())
}

fn print(figures: &Measurements, rounds: usize, storms: usize) {
    println!(
        "\nMilliseconds of the page's main thread, median of {rounds} visits ({storms} with a storm); in brackets \
         what is added to the page without any, and how many times as much that is as Corncrake adds.\n"
    );
    for slowdown in SLOWDOWNS {
        let parts = [LOAD, ONE, STORMS[0].0, STORMS[1].0];
        println!("{}", figures.table(&format!("slowed down {slowdown} times"), &ALL, slowdown, &parts));
        let [ours, others] = [OURS, TRACKX].map(|of| figures.added(of, slowdown, LOAD).unwrap_or_default());
        println!("A visit without an error costs {:.2} times what it costs with trackx.\n", ours / others);
    }
    if storms == 0 {
        return;
    }
    for names in SENT {
        println!("| at full speed | {} |\n|---|{}", names.join(" | "), "---:|".repeat(names.len()));
        for subject in IN_STORM {
            let number = |name| format!("{:.0}", figures.median(subject, 1, name).unwrap_or_default());
            println!("| {} | {} |", subject.name, names.map(number).join(" | "));
        }
        println!();
    }
    println!(
        "| microseconds that Corncrake adds | new: read, scrubbed, sent | again: counted | past the limits |"
    );
    println!("|---|---:|---:|---:|");
    for slowdown in SLOWDOWNS {
        let [new, again, past] = [NEW, AGAIN, PAST]
            .map(|(part, _)| figures.added(OURS, slowdown, part).unwrap_or_default() * 1_000.0);
        let lost = figures.median(OURS, slowdown, LOST).unwrap_or_default();
        let (new, again) = (new / NEW.1 as f64, again / AGAIN.1 as f64);
        // Those of them that the limit let through cost what one costs again.
        let past = (lost > 0.0).then(|| (past - again * (PAST.1 as f64 - lost)) / lost);
        let past = past.map_or_else(|| "none were".to_owned(), |past| format!("{past:.0}"));
        println!("| slowed down {slowdown} times | {new:.0} | {again:.0} | {past} |");
    }
}
