//! `kill -9` under load: what was acknowledged is there after a restart.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Result, ensure};
use corncrake_tests::{collector::Collector, scenario::error_names::error_name, wait::eventually};

/// Senders at the same time: enough that some are in every phase of a write.
const SENDERS: usize = 12;
/// Acknowledged events before the process is killed.
const BEFORE_THE_KILL: usize = 400;

#[test]
fn kill_9_under_load_loses_no_acknowledged_event() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let acknowledged = Mutex::new(Vec::new());
    let path = format!("/v1/{key}/event");
    let headers =
        [("origin", "https://shop.example"), ("user-agent", "test"), ("content-type", "text/plain")];

    let (running, process) = (&collector, collector.workerd()?);
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let name = error_name(next.fetch_add(1, Ordering::Relaxed));
                    let body = format!(r#"{{"name":"{name}","message":"it broke","type":1}}"#);
                    match running.request("POST", &path, &headers, body.as_bytes()) {
                        Ok(answer) if answer.status == 200 => {
                            if let Ok(mut all) = acknowledged.lock() {
                                all.push(name);
                            }
                        }
                        // It may be dead: a sender that goes on at once would only burn the processor.
                        _ => thread::sleep(Duration::from_millis(5)),
                    }
                }
            });
        }
        let waited = eventually("enough acknowledged events", || {
            Ok(acknowledged.lock().is_ok_and(|all| all.len() >= BEFORE_THE_KILL).then_some(()))
        });
        let killed = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        stop.store(true, Ordering::Relaxed);
        waited.and(killed.map_err(anyhow::Error::from))
    })?;
    collector.kill_and_restart()?;

    let acknowledged = acknowledged.into_inner().unwrap_or_default();
    ensure!(acknowledged.len() >= BEFORE_THE_KILL);
    let mut kept: Vec<String> = Vec::new();
    for issue in collector.issues(&key)? {
        ensure!(issue["events"] == 1, "{issue}");
        kept.extend(issue["title"].as_str().and_then(|title| title.split(':').next()).map(str::to_owned));
    }
    let lost: Vec<&String> = acknowledged.iter().filter(|name| !kept.contains(name)).collect();
    ensure!(
        lost.is_empty(),
        "{} of {} acknowledged events are lost: {lost:?}",
        lost.len(),
        acknowledged.len()
    );
    println!("{} acknowledged before the kill, {} kept", acknowledged.len(), kept.len());

    // The rest of the last event is there too, and the collector goes on.
    let whole = collector.wait_for_issue(&key, acknowledged.last().map_or("", String::as_str))?;
    ensure!(whole["event"]["message"] == "it broke", "{whole}");
    let answer = collector.request("POST", &path, &headers, br#"{"name":"After","message":"m","type":1}"#)?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

/// The count of the event of each batch.
const COUNT: u64 = 3;

#[test]
fn kill_9_under_load_counts_every_batch_exactly_once_when_it_is_sent_again() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let path = format!("/v1/{key}/batch");
    let send = |collector: &Collector, number: usize| {
        let event =
            format!(r#"{{"name":"{}","message":"it broke","type":1,"count":{COUNT}}}"#, error_name(number));
        let body = format!(r#"{{"id":"{number:016x}","events":[{event}]}}"#);
        let agent = format!("visitor {}", number % 7);
        let headers = [
            ("origin", "https://shop.example"),
            ("user-agent", agent.as_str()),
            ("content-type", "text/plain"),
        ];
        let answer = collector.request("POST", &path, &headers, body.as_bytes());
        answer.is_ok_and(|answer| answer.status == 200)
    };
    let (next, acknowledged) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (running, process, stop) = (&collector, collector.workerd()?, AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    if send(running, next.fetch_add(1, Ordering::Relaxed)) {
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                    } else {
                        return;
                    }
                }
            });
        }
        let waited = eventually("enough acknowledged batches", || {
            Ok((acknowledged.load(Ordering::Relaxed) >= BEFORE_THE_KILL).then_some(()))
        });
        let killed = rustix::process::kill_process(process, rustix::process::Signal::KILL);
        stop.store(true, Ordering::Relaxed);
        waited.and(killed.map_err(anyhow::Error::from))
    })?;
    collector.kill_and_restart()?;
    let sent = next.load(Ordering::Relaxed);
    ensure!(acknowledged.load(Ordering::Relaxed) >= BEFORE_THE_KILL);
    // As pages do that saw no answer; some of these were written all the same.
    for number in sent.saturating_sub(4 * SENDERS)..sent {
        ensure!(send(&collector, number), "batch {number} was not taken");
    }
    let issues = collector.issues(&key)?;
    ensure!(issues.len() == sent, "{} issues of {sent} batches", issues.len());
    for issue in issues {
        ensure!(issue["events"] == COUNT, "{issue}");
    }
    Ok(())
}
