//! The requests to the collector, kind by kind, each to a project of its own.

use anyhow::Result;
use serde_json::json;

use crate::bench::{
    collector::Collector,
    event::{event, letters},
    wrk,
};

/// Visitors, in turns.
pub(super) const VISITORS: usize = 500;
/// Events of each batch.
const OF_A_BATCH: usize = 10;

type RequestMaker = Box<dyn Fn(usize) -> Vec<u8>>;

/// Requests of one kind.
pub(super) struct Workload {
    pub(super) name: &'static str,
    /// The project that they are sent to.
    pub(super) key: String,
    /// Events, or pings, of each request.
    pub(super) each: usize,
    /// Makes a request from its number.
    pub(super) make: RequestMaker,
}

pub(super) fn all(collector: &Collector) -> Result<Vec<Workload>> {
    let project = |name| collector.project(name);
    let visitor = |n: usize| format!("visitor {}", n % VISITORS);
    let (pings, hot, many, new, reports, batches) = (
        project("pings")?,
        project("hot")?,
        project("many")?,
        project("new")?,
        project("reports")?,
        project("batches")?,
    );
    let text = "text/plain";
    Ok(vec![
        Workload {
            name: "ping, known session",
            key: pings.clone(),
            each: 1,
            make: Box::new(move |n| {
                wrk::request("POST", &format!("/v1/{pings}/ping"), &visitor(n), text, "")
            }),
        },
        Workload {
            name: "one hot issue",
            key: hot.clone(),
            each: 1,
            make: Box::new(move |n| {
                wrk::request(
                    "POST",
                    &format!("/v1/{hot}/event"),
                    &visitor(n),
                    text,
                    &event("Hot").to_string(),
                )
            }),
        },
        Workload {
            name: "1,000 issues",
            key: many.clone(),
            each: 1,
            make: Box::new(move |n| {
                wrk::request(
                    "POST",
                    &format!("/v1/{many}/event"),
                    &visitor(n),
                    text,
                    &event(&letters(n)).to_string(),
                )
            }),
        },
        Workload {
            name: "a new session each",
            key: new.clone(),
            each: 1,
            make: Box::new(move |n| {
                wrk::request(
                    "POST",
                    &format!("/v1/{new}/event"),
                    &format!("new {n}"),
                    text,
                    &event("New").to_string(),
                )
            }),
        },
        Workload {
            name: "CSP reports",
            key: reports.clone(),
            each: 1,
            make: Box::new(move |n| {
                wrk::request(
                    "POST",
                    &format!("/v1/{reports}/report"),
                    &visitor(n),
                    "application/csp-report",
                    &violation(n),
                )
            }),
        },
        Workload {
            name: "batches of 10",
            key: batches.clone(),
            each: OF_A_BATCH,
            make: Box::new(move |n| {
                let events: Vec<_> =
                    (0..OF_A_BATCH).map(|place| event(&letters(n * OF_A_BATCH + place))).collect();
                let body = json!({ "id": format!("{n:016x}"), "events": events }).to_string();
                wrk::request("POST", &format!("/v1/{batches}/batch"), &visitor(n), text, &body)
            }),
        },
    ])
}

fn violation(n: usize) -> String {
    json!({ "csp-report": {
        "document-uri": "https://shop.example/cart", "violated-directive": "script-src-elem",
        "effective-directive": "script-src-elem", "original-policy": "script-src 'self'", "disposition": "enforce",
        "blocked-uri": format!("https://cdn{}.example/lib.js", n % 10), "status-code": 200, "line-number": 7,
    } })
    .to_string()
}
