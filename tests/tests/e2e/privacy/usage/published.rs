//! Usage counters: what is on no event is told of past days alone, with noise that is drawn once, the same
//! on every way out; and what is not on the project's list is counted nowhere.

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
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";

fn send(
    wired: &WiredCollector,
    key: &str,
    visitor: u32,
    body: &Value,
    more: &[(&str, &str)],
) -> Result<Response> {
    let address = format!("10.{}.{}.7", visitor / 250, visitor % 250);
    let usual = [
        ("origin", "https://shop.example"),
        ("user-agent", AGENT),
        ("content-type", "text/plain"),
        ("x-real-ip", address.as_str()),
    ];
    let is_other = |name: &str| more.iter().any(|(other, _)| *other == name);
    let headers: Vec<(&str, &str)> =
        usual.into_iter().filter(|(name, _)| !is_other(name)).chain(more.iter().copied()).collect();
    wired.request("POST", &format!("/v1/{key}/usage"), &headers, body.to_string().as_bytes())
}

fn export_of(format: &str) -> Value {
    json!({ "release": "1.0", "uses": [{ "name": "export", "values": { "format": format } }] })
}

fn change(wired: &WiredCollector, key: &str, change: &Value) -> Result<Response> {
    wired.change("PATCH", &format!("/api/projects/{key}"), change)
}

fn switch_on(wired: &WiredCollector, key: &str) -> Result<()> {
    let on = json!({ "usage": true, "usage_list": ["export format=pdf,csv", "search"] });
    let changed = change(wired, key, &on)?;
    ensure!(changed.status == 200 && changed.json()["usage_list"][1] == "search", "{changed:?}");
    Ok(())
}

fn refused(wired: &WiredCollector, key: &str) -> Result<u64> {
    let answer = wired.get(&format!("/api/projects/{key}/outcomes?interval=day"))?;
    let days = answer["series"].as_array().context("no series")?;
    Ok(days.iter().filter_map(|day| day["refused"].as_u64()).sum())
}

/// What the API has: each cell with its visitors.
fn published(wired: &WiredCollector, key: &str) -> Result<Vec<Value>> {
    Ok(wired.get(&format!("/api/projects/{key}/usage"))?["counts"].as_array().context("no counts")?.clone())
}

/// The lines of an export that are about usage, and all of its text.
fn export(wired: &WiredCollector, key: &str) -> Result<(Vec<Value>, String)> {
    let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
    let answer = wired.request("GET", &format!("/api/projects/{key}/export"), &headers, b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    let lines: Vec<Value> =
        answer.body.lines().map(serde_json::from_str).collect::<std::result::Result<_, _>>()?;
    Ok((lines.iter().filter_map(|line| line.get("usage")).cloned().collect(), answer.body))
}

/// Each cell by its words, whatever a way out calls the day.
fn numbers(of: &[Value]) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    for one in of {
        let word = |member: &str| one[member].as_str().unwrap_or_default();
        let day = word("day").split('T').next().unwrap_or_default();
        let cell = ["kind", "name", "key", "cell"].map(word).join("/");
        *all.entry(format!("{day} {cell}")).or_default() += one["visitors"].as_u64().unwrap_or_default();
    }
    all
}

/// The next day begins, and its alarm rings.
fn next_day(wired: &WiredCollector, key: &str, day: i64) -> Result<()> {
    wired.doors(&json!({ "now": NOON + day * DAY }))?;
    wired.ring("PROJECT", key)
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

#[test]
fn usage_is_off_by_itself_and_what_is_not_listed_is_refused_and_counted_as_that() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    let off = send(&wired, &key, 1, &export_of("pdf"), &[])?;
    ensure!(off.status == 403 && off.json()["error"]["code"] == "usage_off", "{off:?}");
    // A list alone switches nothing on.
    ensure!(change(&wired, &key, &json!({ "usage_list": ["export format=pdf,csv"] }))?.status == 200);
    ensure!(send(&wired, &key, 1, &export_of("pdf"), &[])?.status == 403);
    for wrong in [json!(["Not a word"]), json!(["a", "a"]), json!("a"), json!([1])] {
        let said = change(&wired, &key, &json!({ "usage_list": wrong }))?;
        ensure!(
            said.status == 422 && said.json()["error"]["message"].to_string().contains("usage_list"),
            "{said:?}"
        );
    }
    switch_on(&wired, &key)?;
    let mixed = json!({ "uses": [
        { "name": "export", "values": { "format": "pdf" } },
        { "name": "markofname" },
        { "name": "export", "values": { "markofkey": "pdf" } },
        { "name": "export", "values": { "format": "markofvalue" } },
        { "name": "markofuser@shop.example" },
        { "name": "search", "user": "markofuser" },
    ] });
    let answer = send(&wired, &key, 2, &mixed, &[])?;
    ensure!(answer.status == 200 && answer.json()["accepted"] == 1, "{answer:?}");
    let said: Vec<String> = (0..5).map(|n| answer.json()["refused"][n]["error"].to_string()).collect();
    ensure!(said[0].contains("name is not on") && said[1].contains("a key is not on"), "{said:?}");
    ensure!(said[2].contains("a value is not on") && said[3].contains("must be 1 to 40"), "{said:?}");
    ensure!(!answer.body.contains("markof"), "{answer:?}");
    for whole in [json!({ "uses": [] }), json!({ "uses": [{ "name": "search" }], "markofmember": 1 })] {
        let status = send(&wired, &key, 2, &whole, &[])?.status;
        ensure!(matches!(status, 400 | 422), "{whole}: {status}");
    }
    // Two while it was off, five uses, two bodies.
    eventually("the refused ones", || {
        // What is refused as a whole goes with the next delivery.
        wired.event(&key, "Opera", "AnError")?;
        Ok((refused(&wired, &key)? == 9).then_some(()))
    })?;
    // With Global Privacy Control, of a robot, or from elsewhere nothing is counted, and nobody is told so.
    for more in [("sec-gpc", "1"), ("user-agent", "Googlebot/2.1 (+http://www.google.com/bot.html)")] {
        let sent = send(&wired, &key, 3, &export_of("csv"), &[more])?;
        ensure!(sent.status == 200, "{sent:?}");
    }
    let log = wired.log()?;
    ensure!(!log.contains("markof"), "{log}");
    let data = wired.data("objects");
    wired.stop()?;
    let counted: Vec<String> = counted_usage(&data)?.into_keys().collect();
    let cells = ["n///export", "p/export//Firefox, Linux", "r/export//", "v/export/format/pdf"];
    ensure!(counted == cells, "{counted:?}");
    for mark in ["markofname", "markofkey", "markofvalue", "markofuser", "markofmember"] {
        ensure!(search::holding(&data, mark.as_bytes())? == 0, "{mark} is on the disk");
    }
    Ok(())
}

/// Held by `past_day::publish` and `publish_usage`: what is drawn is a row, which every way out reads. Of a
/// project that is spread, each object draws for its own visitors, and the API adds up what the export has.
#[test]
fn usage_is_shown_once_its_day_is_over_and_no_way_out_has_another_number() -> Result<()> {
    for objects in [1, 3] {
        let wired = WiredCollector::start(Salt::Memory)?;
        wired.doors(&json!({ "now": NOON - DAY }))?;
        let key = wired.project()?;
        switch_on(&wired, &key)?;
        ensure!(change(&wired, &key, &json!({ "objects": objects }))?.status == 200);
        wired.doors(&json!({ "now": NOON }))?;
        // The release is known from its events.
        let event = json!({ "type": 1, "message": "m", "release": "1.0" }).to_string();
        let sender =
            [("origin", "https://shop.example"), ("user-agent", AGENT), ("content-type", "text/plain")];
        for visitor in 0..60_u32 {
            let address = format!("10.9.9.{visitor}");
            let headers: Vec<(&str, &str)> =
                sender.iter().copied().chain([("x-real-ip", &*address)]).collect();
            ensure!(
                wired.request("POST", &format!("/v1/{key}/event"), &headers, event.as_bytes())?.status == 200
            );
        }
        for visitor in 0..1_500 {
            for _ in 0..=visitor % 2 {
                ensure!(send(&wired, &key, visitor, &export_of("pdf"), &[])?.status == 200);
            }
        }
        let before = published(&wired, &key)?;
        ensure!(
            before.iter().all(|one| one["day"].as_str().is_some_and(|day| !day.starts_with("2030-01-01")))
        );
        ensure!(
            !page_of(&wired, &format!("/projects/{key}/usage?range=7d"))?.contains("datetime=\"2030-01-01"),
            "today is shown"
        );
        ensure!(!export(&wired, &key)?.1.contains("\"cell\":\"pdf\""), "today is exported");
        // A visit is answered before it is counted: the last one is in the count once a later one is.
        wired.doors(&json!({ "now": NOON + DAY }))?;
        for visitor in 0..60 {
            ensure!(wired.event(&key, &format!("of the next day {visitor}"), "AnError")?.status == 200);
        }
        let first = published(&wired, &key)?;
        let all = numbers(&first);
        let of = |cell: &str| all.get(&format!("2030-01-01 {cell}")).copied().unwrap_or_default();
        for cell in [
            "name///export",
            "value/export/format/pdf",
            "release/export//1.0",
            "platform/export//Firefox, Linux",
        ] {
            ensure!(of(cell).abs_diff(1_500) < 700, "{objects} objects: {cell}: {all:?}");
        }
        ensure!(of("name///search") < 400 && of("value/export/format/csv") < 700, "{all:?}");
        let (exported, file) = export(&wired, &key)?;
        ensure!(numbers(&exported) == all, "{objects} objects: {exported:?} and {first:?}");
        let page = page_of(&wired, &format!("/projects/{key}/usage?range=7d&name=export"))?;
        let grouped = |number: u64| format!("{},{:03}", number / 1_000, number % 1_000);
        let shown = |number: u64| if number < 1_000 { number.to_string() } else { grouped(number) };
        for cell in ["name///export", "value/export/format/pdf"] {
            ensure!(page.contains(&shown(of(cell))), "{cell} {}: {page}", of(cell));
        }

        // At another time and in another project: never drawn again.
        let other = wired.project()?;
        let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
        let path = format!("/api/projects/{other}/import");
        let brought = wired.request("POST", &path, &headers, file.as_bytes())?;
        ensure!(brought.status == 200, "{brought:?}");
        let settings = wired.get(&format!("/api/projects/{other}"))?;
        ensure!(
            settings["usage"] == true && settings["usage_list"][0] == "export format=csv,pdf",
            "{settings}"
        );
        let of_day = |key: &str| -> Result<BTreeMap<String, u64>> {
            let all = numbers(&published(&wired, key)?);
            Ok(all.into_iter().filter(|(cell, _)| cell.starts_with("2030-01-01")).collect())
        };
        let own = of_day(&key)?;
        ensure!(own.len() > 5);
        for day in 1..4 {
            next_day(&wired, &key, day)?;
            ensure!(of_day(&key)? == own, "it was drawn again");
            ensure!(of_day(&other)? == own, "the import has other numbers");
        }
        // Switched off, nothing more is counted, and what was published stays.
        ensure!(change(&wired, &key, &json!({ "usage": false }))?.status == 200);
        ensure!(send(&wired, &key, 1, &export_of("pdf"), &[])?.status == 403);
        ensure!(of_day(&key)? == own);
        // The name of a release goes by an erasure, and its visitors stay.
        let erase = |body: &Value| wired.change("POST", &format!("/api/projects/{key}/erase"), body);
        let found = erase(&json!({ "query": "1.0" }))?.json();
        let erased = erase(&json!({ "query": "1.0", "confirm": found["confirm"] }))?;
        ensure!(erased.status == 200, "{erased:?}");
        let (with, without) = (own, of_day(&key)?);
        ensure!(!without.contains_key("2030-01-01 release/export//1.0"), "{without:?}");
        let releases = |of: &BTreeMap<String, u64>| {
            of.iter().filter(|(cell, _)| cell.contains("release/export/")).map(|(_, n)| n).sum::<u64>()
        };
        ensure!(releases(&with) == releases(&without), "{without:?}");
    }
    Ok(())
}

/// Held by the retention of its own kind.
#[test]
fn usage_has_days_of_its_own() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    switch_on(&wired, &key)?;
    let set = change(&wired, &key, &json!({ "usage_retention_days": 2 }))?.json();
    ensure!(set["usage_retention_days"] == 2 && set["count_retention_days"] == 90, "{set}");
    for day in 1..6 {
        next_day(&wired, &key, day)?;
    }
    eventually("the night to end", || {
        wired.ring("PROJECT", &key)?;
        let days = |of: &[Value]| {
            let days = of.iter().filter_map(|one| one["day"].as_str().map(str::to_owned));
            days.collect::<std::collections::BTreeSet<_>>()
        };
        let days = days(&published(&wired, &key)?);
        Ok((days.into_iter().collect::<Vec<_>>() == ["2030-01-04T00:00:00Z", "2030-01-05T00:00:00Z"])
            .then_some(()))
    })?;
    let wrong = change(&wired, &key, &json!({ "usage_retention_days": 0 }))?;
    ensure!(wrong.status == 422, "{wrong:?}");
    Ok(())
}
