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
pub(super) const OF_A_BATCH: usize = 10;
/// The issues of a case that has many.
pub(super) const ISSUES: usize = 1_000;
/// Events that an issue has had before a case of counted events begins: the first 100 are kept
/// whole, whatever they are, and of the next ones every tenth.
const COUNTED_FROM: usize = 110;

/// The cases that are compared with each other.
pub(super) const HOT: &str = "one hot issue";
pub(super) const KEPT: &str = "1,000 issues, kept";
pub(super) const COUNTED: &str = "1,000 issues, counted";

/// Numbers of the batches that are sent before a case, beyond those of the case: a batch whose number
/// was there counts nothing.
const OTHER_BATCHES: usize = 1_000_000;

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
    /// Batches that are sent before, and makes one of them from its number.
    pub(super) before: (usize, RequestMaker),
}

impl Workload {
    /// A case for which nothing is sent before.
    fn of(name: &'static str, key: &str, each: usize, make: impl Fn(usize) -> Vec<u8> + 'static) -> Self {
        let none: RequestMaker = Box::new(|_| Vec::new());
        Self { name, key: key.to_owned(), each, make: Box::new(make), before: (0, none) }
    }
}

pub(super) fn all(collector: &Collector) -> Result<Vec<Workload>> {
    let project = |name| collector.project(name);
    let visitor = |n: usize| format!("visitor {}", n % VISITORS);
    let (pings, hot, kept, counted, new, reports, batches) = (
        project("pings")?,
        project("hot")?,
        project("kept")?,
        project("counted")?,
        project("new")?,
        project("reports")?,
        project("batches")?,
    );
    let send = move |key: &str, what: &str, visitor: &str, body: &str| {
        wrk::request("POST", &format!("/v1/{key}/{what}"), visitor, "text/plain", body)
    };
    let event_of = move |key: &str| {
        let key = key.to_owned();
        move |n: usize| send(&key, "event", &visitor(n), &event(&letters(n)).to_string())
    };
    let batch_of = move |key: &str| {
        let key = key.to_owned();
        move |n: usize| {
            let events: Vec<_> =
                (0..OF_A_BATCH).map(|place| event(&letters(n * OF_A_BATCH + place))).collect();
            send(
                &key,
                "batch",
                &visitor(n),
                &json!({ "id": format!("{n:016x}"), "events": events }).to_string(),
            )
        }
    };
    let before = move |key: &str| -> (usize, RequestMaker) {
        let make = batch_of(key);
        (ISSUES * COUNTED_FROM / OF_A_BATCH, Box::new(move |n| make(n + OTHER_BATCHES)))
    };
    let (of_pings, of_hot, of_new, of_reports) = (pings.clone(), hot.clone(), new.clone(), reports.clone());
    Ok(vec![
        Workload::of("ping, known session", &pings, 1, move |n| send(&of_pings, "ping", &visitor(n), "")),
        Workload::of(HOT, &hot, 1, move |n| send(&of_hot, "event", &visitor(n), &event("Hot").to_string())),
        Workload::of(KEPT, &kept, 1, event_of(&kept)),
        Workload { before: before(&counted), ..Workload::of(COUNTED, &counted, 1, event_of(&counted)) },
        Workload::of("a new session each", &new, 1, move |n| {
            send(&of_new, "event", &format!("new {n}"), &event("New").to_string())
        }),
        Workload::of("CSP reports", &reports, 1, move |n| {
            let path = format!("/v1/{of_reports}/report");
            wrk::request("POST", &path, &visitor(n), "application/csp-report", &violation(n))
        }),
        Workload {
            before: before(&batches),
            ..Workload::of("batches of 10, counted", &batches, OF_A_BATCH, batch_of(&batches))
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
