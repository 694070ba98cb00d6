//! Installations as they are published: of past days alone, with noise that is drawn once, the same on every
//! way out; an address more is an installation more, and nothing but listed words is stored.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Response, TOKEN,
        wired::{Salt, WiredCollector},
    },
    inspect::{search, usage::counted_usage},
    wait::eventually,
};
use serde_json::{Value, json};

/// Noon of a day in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_499_200_000;
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

fn send(
    wired: &WiredCollector,
    key: &str,
    machine: u32,
    body: &str,
    more: &[(&str, &str)],
) -> Result<Response> {
    let address = format!("10.{}.{}.7", machine / 250, machine % 250);
    let usual = [
        ("origin", "node"),
        ("user-agent", "corncrake-installation (linux; node 22)"),
        ("content-type", "application/json"),
        ("x-real-ip", address.as_str()),
    ];
    let is_other = |name: &str| more.iter().any(|(other, _)| *other == name);
    let headers: Vec<(&str, &str)> =
        usual.into_iter().filter(|(name, _)| !is_other(name)).chain(more.iter().copied()).collect();
    wired.request("POST", &format!("/v1/{key}/installation"), &headers, body.as_bytes())
}

fn installed(version: &str) -> String {
    json!({ "version": version, "platform": "linux", "runtime": "node 22" }).to_string()
}

fn change(wired: &WiredCollector, key: &str, change: &Value) -> Result<()> {
    let changed = wired.change("PATCH", &format!("/api/projects/{key}"), change)?;
    ensure!(changed.status == 200, "{changed:?}");
    Ok(())
}

fn deploy(wired: &WiredCollector, key: &str, release: &str) -> Result<()> {
    let path = format!("/api/projects/{key}/releases/{release}/deploys");
    let answer = wired.change("POST", &path, &json!({}))?;
    ensure!(answer.status == 201, "{answer:?}");
    Ok(())
}

/// What the API has: each cell of a day with its installations.
fn published(wired: &WiredCollector, key: &str) -> Result<BTreeMap<String, u64>> {
    let answer = wired.get(&format!("/api/projects/{key}/installations"))?;
    let counts = answer["counts"].as_array().context("no counts")?;
    Ok(counts
        .iter()
        .map(|one| {
            let word = |member: &str| one[member].as_str().unwrap_or_default();
            let day = word("day").split('T').next().unwrap_or_default();
            let cell = format!("{day} {}/{}", word("by"), word("cell"));
            (cell, one["installations"].as_u64().unwrap_or_default())
        })
        .collect())
}

/// The same of the export, and all of its text.
fn exported(wired: &WiredCollector, key: &str) -> Result<(BTreeMap<String, u64>, String)> {
    let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
    let answer = wired.request("GET", &format!("/api/projects/{key}/export"), &headers, b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    let mut all = BTreeMap::new();
    for line in answer.body.lines() {
        let line: Value = serde_json::from_str(line)?;
        let one = &line["usage"];
        let Some(by) = one["kind"].as_str().and_then(|kind| kind.strip_prefix("installed_")) else {
            continue;
        };
        let word = |member: &str| one[member].as_str().unwrap_or_default();
        *all.entry(format!("{} {by}/{}", word("day"), word("cell"))).or_default() +=
            one["visitors"].as_u64().unwrap_or_default();
    }
    Ok((all, answer.body))
}

fn page_of(wired: &WiredCollector, path: &str) -> Result<String> {
    let bearer = format!("Bearer {TOKEN}");
    let link = wired.request("POST", "/api/login-links", &[("authorization", &bearer)], b"")?;
    let link = link.json()["path"].as_str().context("no link")?.to_owned();
    let login = wired.request("GET", &link, &[], b"")?;
    let cookie = login.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let page = wired.request("GET", path, &[("cookie", &cookie)], b"")?;
    ensure!(page.status == 200, "{page:?}");
    Ok(page.body)
}

fn next_day(wired: &WiredCollector, key: &str, day: i64) -> Result<()> {
    wired.doors(&json!({ "now": NOON + day * DAY }))?;
    wired.ring("PROJECT", key)
}

#[test]
fn each_machine_counts_once_a_day_and_nothing_but_listed_words_is_stored() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    let off = send(&wired, &key, 1, &installed("1.0"), &[])?;
    ensure!(off.status == 403 && off.json()["error"]["code"] == "installations_off", "{off:?}");
    change(&wired, &key, &json!({ "installations": true }))?;
    deploy(&wired, &key, "1.0")?;
    for machine in 0..40 {
        for start in 0..=machine % 3 {
            let version = if start == 0 { "1.0" } else { "1.0-markofother" };
            let answer = send(&wired, &key, machine, &installed(version), &[])?;
            ensure!(answer.status == 200 && answer.body == r#"{"accepted":true}"#, "{answer:?}");
        }
    }
    // Another platform behind one address is another machine.
    let windows = r#"{"version":"1.0-markofother","platform":"windows","runtime":"other"}"#;
    let agent = [("user-agent", "corncrake-installation (windows; other)")];
    ensure!(send(&wired, &key, 0, windows, &agent)?.status == 200);
    for (bad, status) in [
        (r#"{"version":"markofjane doe","platform":"linux","runtime":"node 22"}"#.to_owned(), 422),
        (r#"{"version":"1.0","platform":"markofhost","runtime":"node 22"}"#.to_owned(), 422),
        (r#"{"version":"1.0","platform":"linux","runtime":"markofruntime"}"#.to_owned(), 422),
        (r#"{"version":"1.0","platform":"linux","runtime":"node 22","host":"markofhost"}"#.to_owned(), 422),
        (r#"{"version":"1.0"}"#.to_owned(), 422),
        ("[]".to_owned(), 400),
        (format!(r#"{{"version":"{}"}}"#, "markoflength".repeat(200)), 413),
    ] {
        let answer = send(&wired, &key, 50, &bad, &[])?;
        let is_close = answer.status == status || (status != 413 && matches!(answer.status, 400 | 422));
        ensure!(is_close && !answer.body.contains("markof"), "{bad}: {answer:?}");
    }
    // Of a robot, with Global Privacy Control, or from elsewhere: nothing is counted.
    for more in [("sec-gpc", "1"), ("user-agent", "Googlebot/2.1 (+http://www.google.com/bot.html)")] {
        let answer = send(&wired, &key, 60, &installed("1.0"), &[more])?;
        ensure!(answer.status == 200 && answer.body == r#"{"accepted":true}"#, "{answer:?}");
    }
    change(&wired, &key, &json!({ "origins": ["node"] }))?;
    ensure!(send(&wired, &key, 61, &installed("1.0"), &[("origin", "https://shop.example")])?.status == 403);
    // What is sent is counted behind its answer: the last of it is there once a later one is.
    ensure!(send(&wired, &key, 62, &installed("1.0"), &[])?.status == 200);
    let data = wired.data("objects");
    let expected = [
        ("i///", 1),
        ("i///1.0", 41),
        ("s///linux", 41),
        ("s///windows", 1),
        ("t///", 1),
        ("t///node 22", 41),
    ];
    eventually("every machine", || {
        Ok((counted_usage(&data)? == expected.map(|(cell, count)| (cell.to_owned(), count)).into())
            .then_some(()))
    })?;
    // While it was off, each bad body, and the one from elsewhere: a later installation brings their number.
    let refused = eventually("the refused ones", || {
        let outcomes = wired.get(&format!("/api/projects/{key}/outcomes?interval=day"))?;
        let days = outcomes["series"].as_array().context("no series")?;
        let refused: u64 = days.iter().filter_map(|day| day["refused"].as_u64()).sum();
        Ok((refused > 0).then_some(refused))
    })?;
    ensure!(refused == 9, "{refused}");
    let log = wired.log()?;
    wired.stop()?;
    for mark in
        ["markofother", "markofjane", "markofhost", "markofruntime", "markoflength", "corncrake-installation"]
    {
        ensure!(!log.contains(mark), "{mark} is in the log");
        ensure!(search::holding(&data, mark.as_bytes())? == 0, "{mark} is on the disk");
    }
    Ok(())
}

/// Held by `past_day::publish` and `publish_installations`: what is drawn is a row, which every way out reads.
#[test]
fn installations_are_shown_once_their_day_is_over_and_no_way_out_has_another_number() -> Result<()> {
    for objects in [1, 3] {
        let wired = WiredCollector::start(Salt::Memory)?;
        wired.doors(&json!({ "now": NOON - DAY }))?;
        let key = wired.project()?;
        change(&wired, &key, &json!({ "installations": true, "objects": objects }))?;
        wired.doors(&json!({ "now": NOON }))?;
        deploy(&wired, &key, "1.0")?;
        for machine in 0..600 {
            ensure!(send(&wired, &key, machine, &installed("1.0"), &[])?.status == 200);
        }
        // The salt of the day is another one after midnight: the same machines count on each day.
        let today = "2030-01-01";
        let page = format!("/projects/{key}/installations?range=7d");
        ensure!(!published(&wired, &key)?.keys().any(|cell| cell.starts_with(today)), "today is published");
        ensure!(!page_of(&wired, &page)?.contains("datetime=\"2030-01-01"), "today is shown");
        ensure!(!exported(&wired, &key)?.0.keys().any(|cell| cell.starts_with(today)), "today is exported");
        ensure!(!page_of(&wired, &format!("/projects/{key}/usage"))?.contains("node 22"));

        // Midnight comes by the clock: the first word of the new day begins it in each object.
        wired.doors(&json!({ "now": NOON + 12 * HOUR + 1 }))?;
        for visitor in 0..60 {
            ensure!(wired.event(&key, &format!("of the next day {visitor}"), "AnError")?.status == 200);
        }
        let all = eventually("the day to be published", || {
            let all = published(&wired, &key)?;
            Ok(all.contains_key(&format!("{today} version/1.0")).then_some(all))
        })?;
        let of = |cell: &str| all.get(&format!("{today} {cell}")).copied().unwrap_or_default();
        for (cell, off) in [("version/1.0", 120), ("platform/linux", 250), ("runtime/node 22", 250)] {
            ensure!(of(cell).abs_diff(600) < off, "{objects} objects: {cell}: {all:?}");
        }
        let (of_export, file) = exported(&wired, &key)?;
        ensure!(of_export == all, "{objects} objects: {of_export:?} and {all:?}");
        let shown = page_of(&wired, &page)?;
        ensure!(shown.contains(&of("version/1.0").to_string()), "{all:?}: {shown}");
        ensure!(shown.contains("1.0") && shown.contains("node 22") && shown.contains("linux"), "{shown}");
        // The counters of features have none of it.
        let usage = wired.get(&format!("/api/projects/{key}/usage"))?;
        ensure!(usage["counts"] == json!([]), "{usage}");

        // At another time and in another project: never drawn again.
        let other = wired.project()?;
        let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
        let path = format!("/api/projects/{other}/import");
        let brought = wired.request("POST", &path, &headers, file.as_bytes())?;
        ensure!(brought.status == 200, "{brought:?}");
        ensure!(wired.get(&format!("/api/projects/{other}"))?["installations"] == true);
        let of_day = |key: &str| -> Result<BTreeMap<String, u64>> {
            Ok(published(&wired, key)?.into_iter().filter(|(cell, _)| cell.starts_with(today)).collect())
        };
        let own = of_day(&key)?;
        ensure!(own.len() >= 6, "{own:?}");
        for day in 1..4 {
            next_day(&wired, &key, day)?;
            ensure!(of_day(&key)? == own, "it was drawn again");
            ensure!(of_day(&other)? == own, "the import has other numbers");
        }
        // Switched off, nothing more is counted, and what was published stays.
        change(&wired, &key, &json!({ "installations": false }))?;
        ensure!(send(&wired, &key, 1, &installed("1.0"), &[])?.status == 403);
        ensure!(of_day(&key)? == own);
        // The name of a version goes by an erasure, and its installations stay.
        let erase = |body: &Value| wired.change("POST", &format!("/api/projects/{key}/erase"), body);
        let found = erase(&json!({ "query": "1.0" }))?.json();
        let erased = erase(&json!({ "query": "1.0", "confirm": found["confirm"] }))?;
        ensure!(erased.status == 200, "{erased:?}");
        let without = of_day(&key)?;
        ensure!(!without.contains_key(&format!("{today} version/1.0")), "{without:?}");
        let versions = |of: &BTreeMap<String, u64>| {
            of.iter().filter(|(cell, _)| cell.contains("version/")).map(|(_, count)| count).sum::<u64>()
        };
        ensure!(versions(&own) == versions(&without), "{without:?}");
    }
    Ok(())
}

/// Held by the retention of usage.
#[test]
fn installations_are_deleted_with_usage() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    change(&wired, &key, &json!({ "installations": true, "usage_retention_days": 2 }))?;
    for day in 1..6 {
        next_day(&wired, &key, day)?;
    }
    eventually("the night to end", || {
        wired.ring("PROJECT", &key)?;
        let days = published(&wired, &key)?;
        let days: std::collections::BTreeSet<_> =
            days.keys().filter_map(|cell| cell.split(' ').next().map(str::to_owned)).collect();
        Ok((days.into_iter().collect::<Vec<_>>() == ["2030-01-04", "2030-01-05"]).then_some(()))
    })
}
