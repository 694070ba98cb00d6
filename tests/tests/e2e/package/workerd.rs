//! `corncrake/workerd` in the real runtime: what a Worker's handler throws is sent, scrubbed, and thrown
//! on; a Worker that works sends nothing; nothing of a request is read; and what a collector does not take
//! is tried again, and lost only with a word in the log.

use std::{fs, thread};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::Collector,
    free_port,
    http::{Response, request},
    root,
    site::{
        keeper::{Keeper, Reply},
        worker::Worker,
    },
    wait::eventually,
};
use serde_json::Value;

const WORKER: &str = "
import { corncrake, sendEvent, meta } from 'corncrake/workerd';
meta.service = 'billing';
function charge(card) { throw new RangeError(`no card for jane.doe@example.com`); }
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const reviews = {
  changes: (event) => { event.meta = { ...event.meta, reviewed: 'at once' }; },
  later: async (event) => { await pause(50); return { ...event, meta: { reviewed: 'later' } }; },
  drops: (event, original) => original?.message !== 'dropped by the site' && undefined,
  throws: () => { throw new Error('a review that fails'); },
  never: () => new Promise(() => {}),
};
export default corncrake((env) => ({ endpoint: env.ENDPOINT, release: '1.4.2', origin: 'https://api.shop.example', onEvent: reviews[env.REVIEW] }), {
  async fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === '/fails') charge();
    if (pathname === '/fails-later') await new Promise(() => { throw new TypeError('in a promise') });
    if (pathname === '/sends') sendEvent(new Error(searchParams.get('text') ?? 'caught by the worker'), { step: 2 });
    if (pathname === '/throws-text') throw 'no error at all';
    return new Response('fine');
  },
});
";

fn start(endpoint: &str, review: &str) -> Result<Worker> {
    let entry = fs::read_to_string(root().join("client-wasm/dist/workerd.js"))?;
    let modules = [("worker.mjs", WORKER), ("corncrake/workerd", &entry)];
    Worker::start(&modules, &[("ENDPOINT", endpoint), ("REVIEW", review)])
}

fn get(worker: &Worker, path: &str) -> Result<Response> {
    let headers = [("user-agent", "MarkedAgent/83.19"), ("cookie", "session=marked-cookie-83")];
    request(worker.port, "GET", path, &headers, b"")
}

#[test]
fn what_a_worker_throws_is_sent_scrubbed_and_thrown_on() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("api", &["https://api.shop.example"])?;
    let worker = start(&format!("{}/v1/{key}", collector.address()), "")?;
    ensure!(get(&worker, "/")?.body == "fine");
    for (path, title) in [
        ("/fails?token=marked-query-83", "no card for [email]"),
        ("/fails-later", "in a promise"),
        ("/throws-text", "no error at all"),
    ] {
        let answer = get(&worker, path)?;
        ensure!(answer.status == 500, "{path}: {answer:?}");
        let found = collector.wait_for_issue(&key, title)?;
        let event = &found["event"];
        ensure!(event["type"] == 1 && event["release"] == "1.4.2", "{path}: {found:#}");
        ensure!(event["meta"]["service"] == "billing", "{path}: {found:#}");
        for mark in ["marked-query-83", "MarkedAgent", "marked-cookie-83", "jane.doe"] {
            ensure!(!found.to_string().contains(mark), "{mark}: {found:#}");
        }
    }
    let thrown = collector.wait_for_issue(&key, "no card for [email]")?;
    ensure!(thrown["event"]["name"] == "RangeError", "{thrown:#}");
    ensure!(thrown["event"]["frames"][0]["function"] == "charge", "{thrown:#}");
    ensure!(get(&worker, "/sends")?.body == "fine");
    let sent = collector.wait_for_issue(&key, "caught by the worker")?;
    ensure!(sent["event"]["type"] == 4 && sent["event"]["meta"]["step"] == 2, "{sent:#}");
    ensure!(collector.issues(&key)?.len() == 4, "{:#?}", collector.issues(&key)?);
    Ok(())
}

/// The bodies that hold a text, once there are so many.
fn bodies(keeper: &Keeper, text: &str, number: usize) -> Result<Vec<String>> {
    eventually(&format!("{number} requests with {text}"), || {
        let all = keeper.arrived()?;
        let found: Vec<String> =
            all.into_iter().map(|one| one.body).filter(|body| body.contains(text)).collect();
        Ok((found.len() >= number).then_some(found))
    })
}

#[test]
fn a_worker_that_works_sends_nothing_and_one_error_is_one_request() -> Result<()> {
    let keeper = Keeper::start()?;
    let worker = start(&format!("{}/v1/abc123def45", keeper.address()), "")?;
    for _ in 0..5 {
        ensure!(get(&worker, "/")?.body == "fine");
    }
    get(&worker, "/sends?text=first-marked-error")?;
    bodies(&keeper, "first-marked-error", 1)?;
    get(&worker, "/")?;
    get(&worker, "/sends?text=second-marked-error")?;
    bodies(&keeper, "second-marked-error", 1)?;
    let all = keeper.arrived()?;
    ensure!(all.len() == 2, "{all:#?}");
    Ok(())
}

#[test]
fn what_is_not_taken_is_tried_again_with_the_same_bytes_and_the_log_says_so() -> Result<()> {
    let keeper = Keeper::start()?;
    let worker = start(&format!("{}/v1/abc123def45", keeper.address()), "")?;
    // Within the same request of the Worker's: nobody comes after it.
    keeper.reply_next(&[Reply::Status(503), Reply::BreaksOff])?;
    get(&worker, "/sends?text=early-marked-error")?;
    let sent = bodies(&keeper, "early-marked-error", 3)?;
    ensure!(sent.iter().all(|body| *body == sent[0]), "{sent:#?}");
    ensure!(!worker.log()?.contains("corncrake:"), "{}", worker.log()?);

    // With a later request. What nobody answers is given up in time, so that the next try can be.
    keeper.reply_next(&[Reply::Nothing, Reply::Status(500), Reply::Status(429)])?;
    get(&worker, "/sends?text=late-marked-error")?;
    eventually("a word in the log", || {
        Ok(worker.log()?.contains("corncrake: the collector answered 429; the report waits").then_some(()))
    })?;
    let tried = bodies(&keeper, "late-marked-error", 3)?;
    let sent = eventually("another try", || {
        get(&worker, "/")?;
        Ok(Some(bodies_now(&keeper, "late-marked-error")?).filter(|sent| sent.len() > tried.len()))
    })?;
    ensure!(sent.iter().all(|body| *body == sent[0]), "{sent:#?}");
    get(&worker, "/sends?text=final-marked-error")?;
    bodies(&keeper, "final-marked-error", 1)?;
    ensure!(bodies_now(&keeper, "late-marked-error")?.len() == sent.len(), "it was taken, and sent again");
    Ok(())
}

fn bodies_now(keeper: &Keeper, text: &str) -> Result<Vec<String>> {
    Ok(keeper.arrived()?.into_iter().map(|one| one.body).filter(|body| body.contains(text)).collect())
}

#[test]
fn a_collector_that_wants_nothing_gets_nothing_more_and_the_log_says_so() -> Result<()> {
    let keeper = Keeper::start()?;
    let worker = start(&format!("{}/v1/abc123def45", keeper.address()), "")?;
    keeper.reply_next(&[Reply::Status(403)])?;
    get(&worker, "/sends?text=refused-marked-error")?;
    eventually("a word in the log", || {
        Ok(worker.log()?.contains("corncrake: the collector answered 403; the report is lost").then_some(()))
    })?;
    get(&worker, "/sends?text=never-marked-error")?;
    // Another Worker's request arrives after it.
    let other = start(&format!("{}/v1/abc123def45", keeper.address()), "")?;
    get(&other, "/sends?text=other-marked-error")?;
    bodies(&keeper, "other-marked-error", 1)?;
    ensure!(bodies_now(&keeper, "never-marked-error")?.is_empty(), "{:#?}", keeper.arrived()?);
    Ok(())
}

#[test]
fn requests_that_fail_at_once_are_few_requests_to_the_collector() -> Result<()> {
    const AT_ONCE: u64 = 40;
    let keeper = Keeper::start()?;
    let worker = start(&format!("{}/v1/abc123def45", keeper.address()), "")?;
    // The first is not answered, and all others come meanwhile.
    keeper.reply_next(&[Reply::Nothing])?;
    get(&worker, "/sends?text=first-marked-error")?;
    bodies(&keeper, "first-marked-error", 1)?;
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| get(&worker, "/fails"));
        }
    });
    let sent = eventually("a count of them all", || {
        let sent = bodies_now(&keeper, "no card for [email]")?;
        let mut counted = 0;
        for body in &sent {
            let batch: Value = serde_json::from_str(body)?;
            let events = batch["events"].as_array().context("no events")?;
            counted += events.iter().map(|event| event["count"].as_u64().unwrap_or(1)).sum::<u64>();
        }
        Ok((counted == AT_ONCE).then_some(sent))
    })?;
    ensure!(sent.len() <= 4, "{} requests", sent.len());
    Ok(())
}

#[test]
fn a_site_sees_changes_and_drops_events_at_once_or_later() -> Result<()> {
    let keeper = Keeper::start()?;
    let endpoint = format!("{}/v1/abc123def45", keeper.address());
    for (review, found) in
        [("changes", "\"reviewed\":\"at once\""), ("later", "\"reviewed\":\"later\""), ("throws", "billing")]
    {
        let worker = start(&endpoint, review)?;
        get(&worker, &format!("/sends?text={review}-marked-error"))?;
        let sent = bodies(&keeper, &format!("{review}-marked-error"), 1)?;
        ensure!(sent[0].contains(found), "{review}: {sent:#?}");
    }
    let worker = start(&endpoint, "drops")?;
    get(&worker, "/sends?text=dropped%20by%20the%20site")?;
    get(&worker, "/sends?text=passed-marked-error")?;
    bodies(&keeper, "passed-marked-error", 1)?;
    ensure!(bodies_now(&keeper, "dropped by the site")?.is_empty(), "{:#?}", keeper.arrived()?);
    // What is never decided on is never sent, and holds up nobody's answer.
    let worker = start(&endpoint, "never")?;
    ensure!(get(&worker, "/sends")?.body == "fine" && get(&worker, "/fails")?.status == 500);
    Ok(())
}

#[test]
fn a_collector_that_is_gone_changes_no_answer_and_is_in_the_log() -> Result<()> {
    let worker = start(&format!("http://127.0.0.1:{}/v1/abc123def45", free_port()?), "")?;
    for _ in 0..3 {
        let thrown = get(&worker, "/fails")?;
        ensure!(thrown.status == 500 && get(&worker, "/")?.body == "fine", "{thrown:?}");
    }
    eventually("a word in the log", || {
        Ok(worker.log()?.contains("corncrake: the collector did not answer; the report waits").then_some(()))
    })?;
    // What the Worker threw is what the runtime logs.
    ensure!(worker.log()?.contains("no card for jane.doe@example.com"), "{}", worker.log()?);
    Ok(())
}
