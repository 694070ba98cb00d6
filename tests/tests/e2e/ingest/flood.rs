//! One client sends what it can at a small project. Then a real visitor's new error is an open issue
//! with its stack, every event has an outcome, and the operator deletes the flood in one action.
//!
//! `FLOOD_SECONDS=60` floods for a minute.

use std::{
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use corncrake_core::time::UnixMillis;
use corncrake_tests::{
    collector::{Collector, CollectorOptions, TOKEN},
    scenario::error_names::error_name,
    wait::eventually,
};
use serde_json::{Value, json};

/// How long the flood lasts, in seconds, unless `FLOOD_SECONDS` is set.
const SECONDS: u64 = 8;
/// Senders of the one client.
const SENDERS: usize = 4;
/// Events of a batch, which then has close to the megabyte that it may have.
const EVENTS: usize = 40;
const MEGABYTES: u64 = 20;

fn now() -> Result<UnixMillis> {
    Ok(UnixMillis(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?))
}

/// Events that are a flood of a project of this size.
const LEAST: u64 = 1_000;

/// Floods a project from one address; how many events were taken.
fn flood(collector: &Collector, key: &str, address: &str) -> Result<u64> {
    let seconds = std::env::var("FLOOD_SECONDS").ok().and_then(|text| text.parse().ok());
    let until = Instant::now() + Duration::from_secs(seconds.unwrap_or(SECONDS));
    let (next, taken, refused) = (AtomicUsize::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let path = format!("/v1/{key}/batch");
    thread::scope(|scope| {
        for _ in 0..SENDERS {
            scope.spawn(|| {
                // So many at least, however busy the machine is.
                while Instant::now() < until || taken.load(Ordering::Relaxed) <= LEAST {
                    let number = next.fetch_add(EVENTS, Ordering::Relaxed);
                    let event = |number| {
                        let name = error_name(number);
                        let line = format!("    at {name} (https://shop.example/{name}.js:1:2)\n");
                        let stack = line.repeat(20_000 / line.len());
                        json!({ "type": 1, "name": name, "message": name, "stack": stack })
                    };
                    let events: Vec<Value> = (number..number + EVENTS).map(event).collect();
                    // Another browser each time, since that would be another session.
                    let agent = format!("flood {number}");
                    let headers = [
                        ("origin", "https://shop.example"),
                        ("user-agent", agent.as_str()),
                        ("content-type", "text/plain"),
                        ("x-real-ip", address),
                    ];
                    let body = json!({ "events": events }).to_string();
                    let answer = collector.request("POST", &path, &headers, body.as_bytes());
                    let count =
                        if answer.is_ok_and(|answer| answer.status == 200) { &taken } else { &refused };
                    count.fetch_add(EVENTS as u64, Ordering::Relaxed);
                }
            });
        }
    });
    let (taken, refused) = (taken.into_inner(), refused.into_inner());
    println!("{taken} events taken, {refused} refused");
    ensure!(taken > LEAST, "that is no flood: {taken}");
    Ok(taken)
}

fn flooded_and_mended(header: Option<&str>) -> Result<()> {
    let mut environment = vec![("PROJECT_MEGABYTES", MEGABYTES.to_string())];
    environment.extend(header.map(|header| ("CLIENT_IP_HEADER", header.to_owned())));
    let collector = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let from = now()?;
    let taken = flood(&collector, &key, "198.51.100.7")?;
    let to = UnixMillis(now()?.0 + 1);

    let project = collector.get(&format!("/api/projects/{key}"))?;
    let bytes = project["storage"]["bytes"].as_u64().context("no bytes")?;
    println!("{header:?}: {bytes} bytes, {} issues", collector.issues(&key)?.len());
    ensure!(bytes < MEGABYTES * 1_000_000, "{project}");
    let outcomes = ["stored", "sampled", "full"].map(|name| collector.outcome(&key, name));
    let counted = outcomes.into_iter().sum::<Result<u64>>()?;
    ensure!(counted == taken, "{counted} of {taken} have an outcome");
    let (sessions, _) = collector.sessions(&key)?;
    ensure!(sessions <= 1_000, "{sessions} sessions of one address");

    // The flood's issues are selected by minutes: the real error comes in the next one.
    eventually("the next minute", || Ok((now()?.minute() > to.minute()).then_some(())))?;
    let stack = "TypeError: cart is null\n    at pay (https://shop.example/cart.js:7:9)";
    let real = json!({ "type": 1, "name": "TypeError", "message": "cart is null", "stack": stack });
    let headers = [
        ("origin", "https://shop.example"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
        ("content-type", "text/plain"),
        ("x-real-ip", "203.0.113.9"),
    ];
    let path = format!("/v1/{key}/event");
    let sent = collector.request("POST", &path, &headers, real.to_string().as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    let issue = collector.wait_for_issue(&key, "cart is null")?;
    ensure!(issue["issue"]["status"] == "open", "{issue:#}");
    ensure!(issue["event"]["frames"][0]["function"] == "pay", "{issue:#}");

    let bearer = format!("Bearer {TOKEN}");
    let delete = |confirm: Option<&Value>| {
        let mut body = json!({ "first_seen": { "from": from.rfc3339(), "to": to.rfc3339() } });
        if let Some(confirm) = confirm {
            body["confirm"] = confirm.clone();
        }
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let path = format!("/api/projects/{key}/issues/delete");
        collector.request("POST", &path, &headers, body.to_string().as_bytes())
    };
    let found = delete(None)?;
    ensure!(found.status == 200 && found.json()["erased"] == false, "{found:?}");
    let all = collector.issues(&key)?.len() as u64;
    ensure!(found.json()["issues"] == all - 1, "all but the real one: {found:?}");
    ensure!(delete(Some(&json!(all)))?.status == 409, "another number than there are");
    let erased = delete(Some(&found.json()["confirm"]))?;
    ensure!(erased.status == 200 && erased.json()["erased"] == true, "{erased:?}");
    let left = collector.issues(&key)?;
    ensure!(left.len() == 1 && left[0]["title"] == "TypeError: cart is null", "{left:#?}");
    let after = collector.get(&format!("/api/projects/{key}"))?["storage"]["bytes"].as_u64();
    println!("{header:?}: {after:?} bytes after it was deleted");
    ensure!(after.is_some_and(|after| after < bytes / 2), "{after:?} of {bytes}");
    Ok(())
}

#[test]
fn one_address_floods_and_a_real_error_is_there() -> Result<()> {
    flooded_and_mended(Some("X-Real-IP"))
}

#[test]
fn a_flood_where_no_address_is_known_and_a_real_error_is_there() -> Result<()> {
    flooded_and_mended(None)
}
