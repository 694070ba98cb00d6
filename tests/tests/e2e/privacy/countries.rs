//! Attacks a01, a02, a03, a05, a13, a13c, a15, a17, a19 on countries, the only number that stands on
//! no event: they are told of past days, with noise drawn once, the same on every way out.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector},
    },
    wait::eventually,
};
use serde_json::{Value, json};

/// Noon of a day in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_499_200_000;
const DAY: i64 = 86_400_000;

/// The sessions of the day that goes on.
fn sessions_today(wired: &WiredCollector, key: &str) -> Result<u64> {
    let series = wired.get(&format!("/api/projects/{key}/sessions?interval=day"))?;
    let days = series["series"].as_array().context("no series")?;
    days.last().and_then(|day| day["sessions"].as_u64()).context("no sessions")
}

/// Visits of a country by so many new browsers, from `first` on, until all are counted.
fn visits(wired: &WiredCollector, key: &str, country: &str, first: u32, visitors: u32) -> Result<()> {
    let before = sessions_today(wired, key)?;
    for visitor in first..first + visitors {
        let agent = format!("{country} {visitor}");
        let cf = json!({ "country": country }).to_string();
        let headers = [("origin", "https://shop.example"), ("user-agent", &*agent), ("x-test-cf", &*cf)];
        let ping = wired.request("POST", &format!("/v1/{key}/ping"), &headers, b"")?;
        ensure!(ping.status == 200, "{ping:?}");
    }
    eventually("the visits to be counted", || {
        Ok((sessions_today(wired, key)? == before + u64::from(visitors)).then_some(()))
    })
}

/// The countries that the API tells: the day, the country or null, and the sessions.
fn published_countries(wired: &WiredCollector, key: &str) -> Result<Vec<Value>> {
    let answer = wired.get(&format!("/api/projects/{key}/countries"))?;
    Ok(answer["countries"].as_array().context("no countries")?.clone())
}

/// The names of countries that somebody came from, and the others. Of some 250 countries that nobody came from,
/// noise alone names one in a few tables of a thousand.
fn names(published: &[Value]) -> Vec<&str> {
    let names = published.iter().map(|one| one["country"].as_str().unwrap_or("others"));
    names.filter(|name| ["AT", "DE", "LI", "SM", "VA", "others"].contains(name)).collect()
}

/// The lines of an export that are about countries, and all of its text.
fn export(wired: &WiredCollector, key: &str) -> Result<(Vec<Value>, String)> {
    let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
    let answer = wired.request("GET", &format!("/api/projects/{key}/export"), &headers, b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    let lines: Vec<Value> =
        answer.body.lines().map(serde_json::from_str).collect::<std::result::Result<_, _>>()?;
    let all = lines.iter().filter_map(|line| line.get("country")).cloned().collect();
    Ok((all, answer.body))
}

/// As the API tells it, whatever the way out calls the day.
fn numbers(of: &[Value]) -> Vec<(Value, Value)> {
    let mut all: Vec<_> = of.iter().map(|one| (one["country"].clone(), one["sessions"].clone())).collect();
    all.sort_by_key(|(country, _)| country.to_string());
    all
}

/// The next day begins, and its alarm rings.
fn next_day(wired: &WiredCollector, key: &str, day: i64) -> Result<()> {
    wired.doors(&json!({ "now": NOON + day * DAY }))?;
    wired.ring("PROJECT", key)
}

/// Held by `publish_countries`, which reads days that are over, and by `countries`, which reads what
/// was published and never `country_day`.
#[test]
fn a_reader_who_polls_cannot_see_the_country_of_an_event() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    visits(&wired, &key, "AT", 0, 60)?;
    next_day(&wired, &key, 1)?;
    let yesterday = published_countries(&wired, &key)?;
    ensure!(names(&yesterday) == ["AT", "others"], "{yesterday:?}");
    let before = export(&wired, &key)?.0;
    // Somebody of Austria comes with an event, and more of elsewhere: no answer moves.
    for country in ["AT", "LI", "DE"] {
        visits(&wired, &key, country, 100, 30)?;
        let cf = json!({ "country": country }).to_string();
        let headers = [
            ("origin", "https://shop.example"),
            ("user-agent", country),
            ("content-type", "text/plain"),
            ("x-test-cf", &*cf),
        ];
        let event = json!({ "type": 1, "name": "AnError", "message": "m" }).to_string();
        ensure!(
            wired.request("POST", &format!("/v1/{key}/event"), &headers, event.as_bytes())?.status == 200
        );
        ensure!(published_countries(&wired, &key)? == yesterday, "today is told");
        let (all, text) = export(&wired, &key)?;
        ensure!(all == before, "the export tells today: {all:?}");
        ensure!(!text.contains("\"LI\"") && !text.contains("\"DE\""), "a country of today is exported");
    }
    // The visits were counted: tomorrow tells them.
    next_day(&wired, &key, 2)?;
    ensure!(names(&published_countries(&wired, &key)?) == ["AT", "others", "AT", "DE", "LI", "others"]);
    Ok(())
}

/// Held by the merge of the shards' answers, which adds up in the order of the names: by sessions it
/// is LI, DE, AT.
#[test]
fn the_order_of_countries_tells_nothing_of_their_numbers() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    for (country, visitors) in [("AT", 60), ("DE", 120), ("LI", 180), ("SM", 2), ("VA", 1)] {
        visits(&wired, &key, country, 0, visitors)?;
    }
    next_day(&wired, &key, 1)?;
    let all = published_countries(&wired, &key)?;
    ensure!(names(&all) == ["AT", "DE", "LI", "others"], "{all:?}");
    ensure!(names(&export(&wired, &key)?.0).iter().collect::<BTreeSet<_>>().len() == 4);
    Ok(())
}

/// Held by `put_published`: what is drawn is a row, which every way out reads. Of a project that is
/// spread, each object draws for its own visitors, and the API adds up what the export tells.
#[test]
fn no_way_out_tells_another_number_than_another() -> Result<()> {
    for objects in [1, 4] {
        let wired = WiredCollector::start(Salt::Memory)?;
        wired.doors(&json!({ "now": NOON - DAY }))?;
        let key = wired.project()?;
        let spread =
            wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": objects }))?;
        ensure!(spread.status == 200, "{spread:?}");
        wired.doors(&json!({ "now": NOON }))?;
        visits(&wired, &key, "DE", 0, 300)?;
        visits(&wired, &key, "AT", 0, 3)?;
        // Each object begins the new day with the first event that it gets.
        wired.doors(&json!({ "now": NOON + DAY }))?;
        for visitor in 0..60 {
            ensure!(wired.event(&key, &format!("of no country {visitor}"), "AnError")?.status == 200);
        }
        let first = published_countries(&wired, &key)?;
        ensure!(names(&first) == ["DE", "others"], "{objects} objects: {first:?}");
        let (exported, file) = export(&wired, &key)?;
        let mut sums: std::collections::BTreeMap<String, u64> = Default::default();
        for one in &exported {
            *sums.entry(one["country"].to_string()).or_default() += one["sessions"].as_u64().unwrap_or(0);
        }
        let of_api =
            first.iter().map(|one| (one["country"].to_string(), one["sessions"].as_u64().unwrap_or(0)));
        ensure!(sums == of_api.collect(), "{objects} objects: {exported:?} and {first:?}");
        // At another time and in another project: never drawn again.
        let other = wired.project()?;
        let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
        let path = format!("/api/projects/{other}/import");
        let brought = wired.request("POST", &path, &headers, file.as_bytes())?;
        ensure!(brought.status == 200, "{brought:?}");
        for day in 1..4 {
            next_day(&wired, &key, day)?;
            ensure!(published_countries(&wired, &key)? == first, "it was drawn again");
            ensure!(
                numbers(&published_countries(&wired, &other)?) == numbers(&first),
                "{:?}",
                published_countries(&wired, &other)?
            );
        }
    }
    Ok(())
}

/// Held by `histogram::publish`: without its noise each of the twelve days has the number that was
/// sent, and the sender counts the others by taking its own away.
#[test]
fn a_sender_of_made_up_visits_cannot_count_the_others() -> Result<()> {
    const DAYS: i64 = 12;
    const MADE_UP: u32 = 40;
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    for day in 0..DAYS {
        wired.doors(&json!({ "now": NOON + day * DAY }))?;
        visits(&wired, &key, "LI", 0, MADE_UP + 1)?;
    }
    next_day(&wired, &key, DAYS)?;
    let all = published_countries(&wired, &key)?;
    let of_li: Vec<u64> =
        all.iter().filter(|one| one["country"] == "LI").filter_map(|one| one["sessions"].as_u64()).collect();
    ensure!(of_li.len() == usize::try_from(DAYS)?, "{all:?}");
    let right = of_li.iter().filter(|told| **told == u64::from(MADE_UP) + 1).count();
    println!("the others of LI are counted right on {right} of {DAYS} days: {of_li:?}");
    // A number that is right with a chance of 36% is so on all twelve days once in 200,000 runs.
    ensure!(right < of_li.len(), "each day was told exactly");
    Ok(())
}

/// Held by the tables: triage, noise rules and erasure touch no country.
#[test]
fn merging_splitting_and_erasing_move_no_country() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    visits(&wired, &key, "DE", 0, 60)?;
    for name in ["AError", "BError"] {
        ensure!(wired.event(&key, "Opera", name)?.status == 200);
    }
    next_day(&wired, &key, 1)?;
    let before = published_countries(&wired, &key)?;
    let path = format!("/api/projects/{key}");
    let issues = wired.get(&format!("{path}/issues"))?;
    let id = |place: usize| issues["issues"][place]["id"].as_str().map(str::to_owned).context("no issue");
    let (one, other) = (id(0)?, id(1)?);
    let erased = json!({ "query": "AError" });
    let asked = wired.change("POST", &format!("{path}/erase"), &erased)?.json();
    let steps = [
        ("POST", format!("/issues/{one}/merge"), json!({ "into": other })),
        ("POST", format!("/issues/{one}/split"), json!({})),
        ("PATCH", String::new(), json!({ "noise_off": [] })),
        ("POST", "/erase".into(), json!({ "query": "AError", "confirm": asked["confirm"] })),
    ];
    for (method, step, body) in steps {
        let done = wired.change(method, &format!("{path}{step}"), &body)?;
        ensure!(done.status == 200, "{step}: {done:?}");
        ensure!(published_countries(&wired, &key)? == before, "{step} moved a country");
    }
    ensure!(wired.get(&format!("{path}/issues"))?["issues"].as_array().map(Vec::len) == Some(1), "erased");
    Ok(())
}
