//! `npm run bench:memory`: whether a collector under a steady load grows. 50 events a second of 500 issues
//! and 2,000 sessions, for an hour; what the process has of memory is printed each minute.

use std::{
    fs,
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};

use crate::{
    bench::{
        collector::Collector,
        event::{event, letters},
        in_folder,
    },
    build,
};

/// Minutes of a run; the variable MINUTES says otherwise.
const MINUTES: u64 = 60;
/// Minutes in which a collector comes to know its visitors, and what it is compared with.
const WARM_MINUTES: u64 = 10;
const EVENTS_A_SECOND: u64 = 50;
const ISSUES: usize = 500;
const VISITORS: u64 = 2_000;

/// Builds, measures and prints.
pub(crate) fn memory() -> Result<()> {
    build::all()?;
    in_folder(measure)
}

fn measure(folder: &Path) -> Result<()> {
    let minutes = std::env::var("MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(MINUTES);
    let collector = Collector::start(folder, &[("CLIENT_IP_HEADER", "X-Real-IP")])?;
    let key = collector.project("memory")?;
    let address = format!("http://127.0.0.1:{}/v1/{key}/event", collector.port);
    println!("{EVENTS_A_SECOND} events a second, {ISSUES} issues, {VISITORS} sessions, {minutes} minutes\n");
    println!("{:>7}{:>10}{:>10}", "minute", "MB", "events");
    let sender = ureq::Agent::new_with_defaults();
    let began = Instant::now();
    let (mut sent, mut warm, mut last) = (0, None, 0.0);
    for minute in 0..=minutes {
        while sent < minute * 60 * EVENTS_A_SECOND {
            let due = Duration::from_millis(sent * 1_000 / EVENTS_A_SECOND);
            sleep(due.saturating_sub(began.elapsed()));
            send(&sender, &address, sent)?;
            sent += 1;
        }
        last = resident_mb(collector.process())?;
        if minute == WARM_MINUTES {
            warm = Some(last);
        }
        println!("{minute:>7}{last:>10.1}{sent:>10}");
    }
    if let Some(warm) = warm {
        println!(
            "\nAfter the first {WARM_MINUTES} minutes: {warm:.1} MB; at the end {:.2} times that.",
            last / warm
        );
    }
    Ok(())
}

/// One event, of the next visitor and the next issue; it has to be stored.
fn send(sender: &ureq::Agent, address: &str, number: u64) -> Result<()> {
    // Visitors meet all issues in time.
    let (visitor, issue) = (number % VISITORS, number as usize / 3 % ISSUES);
    let answer = sender
        .post(address)
        .header("origin", "https://shop.example")
        .header("x-real-ip", format!("10.0.{}.{}", visitor / 250, visitor % 250))
        .header("user-agent", format!("visitor {visitor}"))
        .header("content-type", "text/plain")
        .send(event(&letters(issue)).to_string())?;
    ensure!(answer.status() == 200, "event {number}: {}", answer.status());
    Ok(())
}

/// Megabytes of memory that a process has.
fn resident_mb(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024.0)
}
