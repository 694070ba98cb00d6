//! `npm run bench:ingest`: what taking an event costs, beside a no-op route of the same
//! worker in the same run. Read the ratios: the rates are this machine's of this minute. The
//! no-op and what is measured take turns, so that whatever else the machine does is in both.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{
    bench::{
        load::{self, Run},
        used::Used,
    },
    data::Data,
    listen::Listening,
    serve::Collector,
    start,
};

/// Requests of each case: enough that a few slow ones do not decide it.
const REQUESTS: usize = ROUNDS * OF_A_ROUND;
/// How often the no-op and a case take turns; the ratio is the one in the middle.
const ROUNDS: usize = 7;
/// Requests of each round.
const OF_A_ROUND: usize = 500;
/// Visitors who take turns, so that none reaches the limit of a session.
const VISITORS: usize = 500;
/// Events of each batch.
const OF_A_BATCH: usize = 10;

/// Dollars for a million, by the platform's price list: requests of the Worker and of an
/// object, rows written; and for a million gigabyte-seconds of an object, which has 128 MB.
const WORKER_REQUESTS: f64 = 0.30;
const OBJECT_REQUESTS: f64 = 0.15;
const ROWS_WRITTEN: f64 = 1.00;
const OBJECT_GB_SECONDS: f64 = 12.50;
const OBJECT_GB: f64 = 0.128;

type Make = Box<dyn Fn(usize) -> Vec<u8> + Sync>;

struct Case {
    name: &'static str,
    /// The project that it sends to.
    key: String,
    /// Events, or pings, of each request.
    each: usize,
    make: Make,
}

/// Builds, measures and prints.
pub(crate) fn ingest() -> Result<()> {
    start::build()?;
    let folder = tempfile_folder()?;
    let measured = measure(&folder);
    fs::remove_dir_all(&folder)?;
    measured
}

fn tempfile_folder() -> Result<std::path::PathBuf> {
    let folder = std::env::temp_dir().join(format!("corncrake-bench-{}", std::process::id()));
    fs::create_dir(&folder)?;
    Ok(folder)
}

fn measure(folder: &Path) -> Result<()> {
    let data = Data::open_at(folder.to_owned())?;
    let settings = [("PROJECT_EVENTS_PER_SECOND", "1000000"), ("LOG", "errors")];
    let mut collector = Collector::start(&data, Listening::anywhere()?, &settings)?;
    let port = collector.port;
    println!(
        "{REQUESTS} requests over {} connections; a batch has {OF_A_BATCH} events\n\n{:<24}{:>9}{:>8}{:>9}{:>9}{:>9}{:>8}{:>9}{:>9}",
        load::CONNECTIONS,
        "",
        "events/s",
        "ratio",
        "p50 ms",
        "p99 ms",
        "CPU us",
        "rows",
        "bytes",
        "$/M"
    );
    let no_op = collector.post("/api/projects", json!({ "name": "no-op", "origins": ["*"] }))?;
    let no_op = format!("/v1/{}/event", no_op["key"].as_str().context("no key")?);
    let no_op = |n: usize| load::request("OPTIONS", &no_op, &format!("visitor {n}"), "text/plain", "");
    load::run(port, OF_A_ROUND, 204, &no_op)?;
    let mut rates = Vec::new();
    for case in cases(&collector)? {
        // Visitors and issues are known before it counts, unless new ones are what is measured.
        load::run(port, VISITORS, 200, &case.make)?;
        let (mut runs, mut used, mut ratios) = (Vec::new(), Used::default(), Vec::new());
        for round in 0..ROUNDS {
            let base = load::run(port, OF_A_ROUND, 204, &no_op)?.per_second();
            rates.push(base);
            let before = Used::of(&collector, &case.key)?;
            let first = VISITORS + round * OF_A_ROUND;
            let run = load::run(port, OF_A_ROUND, 200, &|n| (case.make)(n + first))?;
            used = used.and(&Used::of(&collector, &case.key)?.since(&before));
            ratios.push(run.per_second() / base);
            runs.push(run);
        }
        ratios.sort_by(f64::total_cmp);
        print(&case, &Run::of(runs), ratios[ROUNDS / 2], &used);
    }
    println!(
        "\nThe no-op (a preflight): {:.0} a second. ratio: requests a second, of the no-op's. rows: written,\nindexes included. bytes: of the project's database. $/M: for a million events at the edge, by the price list.",
        rates.iter().sum::<f64>() / rates.len() as f64
    );
    collector.stop()
}

fn cases(collector: &Collector) -> Result<Vec<Case>> {
    let project = |name: &str| -> Result<String> {
        let made = collector.post("/api/projects", json!({ "name": name, "origins": ["*"] }))?;
        Ok(made["key"].as_str().context("no key")?.to_owned())
    };
    let stack = "TypeError: cart is undefined\n".to_owned()
        + &"    at checkout (https://shop.example/assets/app-4f1c2d.js:1:24817)\n".repeat(12);
    let event = move |issue: &str| {
        json!({
            "name": format!("{issue}Error"), "message": "cart is undefined", "type": 1, "stack": stack,
            "uri": "https://shop.example/checkout", "meta": { "step": "pay", "theme": "dark" },
            "release": "1.4.2", "environment": "production",
        })
    };
    let visitor = |n: usize| format!("visitor {}", n % VISITORS);
    let letters =
        |n: usize| format!("{}{}", char::from(b'a' + (n / 10 % 10) as u8), char::from(b'a' + (n % 10) as u8));
    let (pings, hot, many, new, reports, batches) = (
        project("pings")?,
        project("hot")?,
        project("many")?,
        project("new")?,
        project("reports")?,
        project("batches")?,
    );
    let text = "text/plain";
    let (one, two, three, four) = (event.clone(), event.clone(), event.clone(), event);
    Ok(vec![
        Case {
            name: "ping, known session",
            key: pings.clone(),
            each: 1,
            make: Box::new(move |n| {
                load::request("POST", &format!("/v1/{pings}/ping"), &visitor(n), text, "")
            }),
        },
        Case {
            name: "one hot issue",
            key: hot.clone(),
            each: 1,
            make: Box::new(move |n| {
                load::request("POST", &format!("/v1/{hot}/event"), &visitor(n), text, &one("Hot").to_string())
            }),
        },
        Case {
            name: "100 issues",
            key: many.clone(),
            each: 1,
            make: Box::new(move |n| {
                load::request(
                    "POST",
                    &format!("/v1/{many}/event"),
                    &visitor(n),
                    text,
                    &two(&letters(n)).to_string(),
                )
            }),
        },
        Case {
            name: "a new session each",
            key: new.clone(),
            each: 1,
            make: Box::new(move |n| {
                load::request(
                    "POST",
                    &format!("/v1/{new}/event"),
                    &format!("new {n}"),
                    text,
                    &three("New").to_string(),
                )
            }),
        },
        Case {
            name: "CSP reports",
            key: reports.clone(),
            each: 1,
            make: Box::new(move |n| {
                load::request(
                    "POST",
                    &format!("/v1/{reports}/report"),
                    &visitor(n),
                    "application/csp-report",
                    &violation(n),
                )
            }),
        },
        Case {
            name: "batches, 100 issues",
            key: batches.clone(),
            each: OF_A_BATCH,
            make: Box::new(move |n| {
                let events: Vec<_> =
                    (0..OF_A_BATCH).map(|place| four(&letters(n * OF_A_BATCH + place))).collect();
                let body = json!({ "id": format!("{n:016x}"), "events": events }).to_string();
                load::request("POST", &format!("/v1/{batches}/batch"), &visitor(n), text, &body)
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

fn print(case: &Case, run: &Run, ratio: f64, used: &Used) {
    let events = (REQUESTS * case.each) as f64;
    let per_second = run.per_second() * case.each as f64;
    let a_request = WORKER_REQUESTS + OBJECT_REQUESTS;
    let active = OBJECT_GB / per_second * OBJECT_GB_SECONDS;
    let dollars = a_request / case.each as f64 + used.rows / events * ROWS_WRITTEN + active;
    let ms = |share| run.within(share).as_secs_f64() * 1_000.0;
    println!(
        "{:<24}{:>9.0}{:>8.2}{:>9.1}{:>9.1}{:>9.0}{:>8.2}{:>9.0}{:>9.2}",
        case.name,
        per_second,
        ratio,
        ms(0.5),
        ms(0.99),
        used.cpu_us / events,
        used.rows / events,
        used.bytes / events,
        dollars
    );
}
