//! Measures what each way of loading the client loses (`npm run lost`): 1,000 visits for each, or as many as
//! `VISITS` says, that end at random, `WINDOWS` of them at the same time in `BROWSERS`. It prints the table of
//! docs/client.md, and writes nothing. It fails where a visit told an error that its visitor did not meet, or
//! did not end.

// It tells how long it took.
#![allow(clippy::disallowed_methods)]

use std::{
    collections::HashMap,
    sync::Mutex,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, CollectorOptions},
    lost_visits::{
        plan::{self, WAYS},
        site::{ADDRESS_HEADER, SlowSite},
        tally::{HEAD, Tally},
        visits,
    },
};

/// What is on its way when the last visit has ended has so long to arrive.
const SETTLES: Duration = Duration::from_secs(5);

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = CollectorOptions {
        environment: vec![("CLIENT_IP_HEADER", ADDRESS_HEADER.to_owned())],
        ..CollectorOptions::default()
    };
    let collector = Collector::start_with(options)?;
    let mut keys = HashMap::new();
    for way in WAYS {
        keys.insert(way, collector.project(way, &["http://127.0.0.1"])?);
    }
    let planned = plan::visits(number("VISITS", 1_000));
    let site = SlowSite::new(collector.port, keys.clone(), planned.clone());
    let mut browsers = Vec::new();
    for _ in 0..number("BROWSERS", 3) {
        browsers.push(Mutex::new(Browser::open().await?));
    }
    let began = Instant::now();
    visits::make(&site, &browsers, &planned, number("WINDOWS", 36))?;
    thread::sleep(SETTLES);
    let open = visits::still_open(&browsers)?;
    let [median, most] = site.lateness();
    println!(
        "{} visits in {:.0} s; they ended {median:.0} ms late in the median, 95% of them at most {most:.0} ms",
        planned.len() * WAYS.len(),
        began.elapsed().as_secs_f64()
    );
    let (asked, mut tallies) = (site.requests(), Vec::new());
    for way in WAYS {
        let key = keys.get(way).map_or("", String::as_str);
        tallies.push((way, Tally::of(&collector, way, key, &asked, &planned)?));
    }
    for (way, tally) in &tallies {
        println!("\n{way}: other events {:?}; visits without an error asked for:", tally.others);
        for (names, many) in &tally.asked {
            println!("{many:>5}  {names}");
        }
    }
    println!("\n{HEAD}");
    for (way, tally) in &tallies {
        println!("{}", tally.row(way));
    }
    let unmet: usize = tallies.iter().map(|(_, tally)| tally.unmet).sum();
    ensure!(unmet == 0, "{unmet} errors arrived that no visitor met");
    ensure!(open == 0, "{open} visits did not end");
    Ok(())
}
