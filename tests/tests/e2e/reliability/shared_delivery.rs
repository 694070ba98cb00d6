//! Requests that share a way to their project: each is answered for itself, one whose sender
//! goes away takes nobody with it, and a trap costs nothing that was acknowledged.

use std::{
    io::Write,
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector,
        wired::{Salt, WiredCollector},
    },
    wait::eventually,
};
use serde_json::json;

/// Senders at the same time; half of them go away.
const SENDERS: usize = 24;
/// Events of each that stays.
const EACH: usize = 25;

fn event(sender: usize) -> String {
    json!({ "type": 1, "name": "SharedError", "message": format!("of {sender}") }).to_string()
}

#[test]
fn who_goes_away_takes_nobody_with_him() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let address = collector.address();
    let port = address.rsplit(':').next().context("no port")?;
    let (gone, kept) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| -> Result<()> {
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let (key, collector, gone, kept) = (&key, &collector, &gone, &kept);
                scope.spawn(move || -> Result<()> {
                    for _ in 0..EACH {
                        if sender % 2 == 0 {
                            let headers = [
                                ("origin", "https://shop.example"),
                                ("user-agent", "one who stays"),
                                ("content-type", "text/plain"),
                            ];
                            let path = format!("/v1/{key}/event");
                            let answer = collector.request("POST", &path, &headers, event(sender).as_bytes())?;
                            ensure!(answer.status == 200, "{answer:?}");
                            kept.fetch_add(1, Ordering::Relaxed);
                        } else {
                            let mut stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
                            let body = event(sender);
                            write!(
                                stream,
                                "POST /v1/{key}/event HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: https://shop.example\r\n\
                                 user-agent: one who goes\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n\r\n{body}",
                                body.len()
                            )?;
                            gone.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                    Ok(())
                })
            })
            .collect();
        senders.into_iter().try_for_each(|sender| sender.join().ok().context("a sender panicked")?)
    })?;
    let kept = kept.into_inner() as u64;
    ensure!(kept == (SENDERS / 2 * EACH) as u64);
    let events = || -> Result<u64> {
        Ok(collector.issues(&key)?.iter().filter_map(|issue| issue["events"].as_u64()).sum())
    };
    // An event whose sender went away may be stored or not; every other one is.
    let counted = eventually("the events of who stayed", || {
        let events = events()?;
        Ok((events >= kept).then_some(events))
    })?;
    ensure!(counted <= kept + gone.into_inner() as u64, "{counted} of {kept} that were acknowledged");
    Ok(())
}

#[test]
fn a_trap_is_told_with_the_id_of_its_request() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    ensure!(wired.event(&key, "visitor", "BeforeError")?.status == 200);
    for place in ["stateless", "object"] {
        wired.doors(&json!({ "trap": place }))?;
        let caught = wired.event(&key, "visitor", "CaughtError")?;
        let id = caught.header("x-request-id");
        ensure!(caught.status == 500 && id.len() == 16, "{place}: {caught:?}");
        let log = wired.log()?;
        let line = log.lines().find(|line| line.contains("the module trapped") && line.contains(id));
        ensure!(line.is_some(), "{place}: {id} is not in the log");
    }
    Ok(())
}
