//! Response times as they are published: of past days alone, with noise that is drawn once, the same on every
//! way out; and neither the path of a page nor a name that is not on the project's list is stored.

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
    wired.request("POST", &format!("/v1/{key}/vitals"), &headers, body.to_string().as_bytes())
}

/// LCP of an order, whose number the page did not recognise.
fn waited(order: u32, bucket: u8) -> Value {
    json!({
        "release": "1.0",
        "device": { "memory": "low" },
        "timings": [{ "name": "lcp", "page": format!("/orders/markoforder{order}"), "bucket": bucket }],
    })
}

fn change(wired: &WiredCollector, key: &str, change: &Value) -> Result<Response> {
    wired.change("PATCH", &format!("/api/projects/{key}"), change)
}

fn switch_on(wired: &WiredCollector, key: &str) -> Result<()> {
    let on = json!({ "vitals": true, "vitals_list": ["checkout", "/orders/:id", "/docs/*"] });
    let changed = change(wired, key, &on)?;
    let lines = json!(["/orders/:id", "/docs/*", "checkout"]);
    ensure!(changed.status == 200 && changed.json()["vitals_list"] == lines, "{changed:?}");
    Ok(())
}

fn refused(wired: &WiredCollector, key: &str) -> Result<u64> {
    let answer = wired.get(&format!("/api/projects/{key}/outcomes?interval=day"))?;
    let days = answer["series"].as_array().context("no series")?;
    Ok(days.iter().filter_map(|day| day["refused"].as_u64()).sum())
}

/// What the API has: each bucket with its visitors, of all days together.
fn published(wired: &WiredCollector, key: &str) -> Result<BTreeMap<String, u64>> {
    let answer = wired.get(&format!("/api/projects/{key}/vitals"))?;
    let counts = answer["counts"].as_array().context("no counts")?;
    let word = |one: &Value, member: &str| one[member].as_str().unwrap_or_default().to_owned();
    let cell = |one: &Value| {
        let [by, name, key] = ["by", "name", "key"].map(|member| word(one, member));
        let bucket = one["bucket"].as_u64().map_or_else(String::new, |bucket| bucket.to_string());
        (format!("{by} {name} {key} {bucket}"), one["visitors"].as_u64().unwrap_or_default())
    };
    Ok(counts.iter().map(cell).collect())
}

/// Visitors by their group and bucket.
type ExportedCells = BTreeMap<(String, String), u64>;

/// What an export has, by the same words and by day; and all of its text.
fn export(wired: &WiredCollector, key: &str) -> Result<(ExportedCells, String)> {
    let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
    let answer = wired.request("GET", &format!("/api/projects/{key}/export"), &headers, b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    let mut all = BTreeMap::new();
    for line in answer.body.lines() {
        let line: Value = serde_json::from_str(line)?;
        let Some(one) = line.get("usage") else { continue };
        let word = |member: &str| one[member].as_str().unwrap_or_default();
        let by = match word("kind") {
            "timing" => "all",
            kind => kind.strip_prefix("timing_").context("another kind")?,
        };
        let cell = format!("{by} {} {} {}", word("name"), word("key"), word("cell"));
        *all.entry((word("day").to_owned(), cell)).or_default() +=
            one["visitors"].as_u64().unwrap_or_default();
    }
    Ok((all, answer.body))
}

fn sums(days: &BTreeMap<(String, String), u64>) -> BTreeMap<String, u64> {
    let mut sums = BTreeMap::new();
    for ((_, cell), visitors) in days {
        *sums.entry(cell.clone()).or_default() += visitors;
    }
    sums
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
fn response_times_are_off_by_themselves_and_no_path_and_no_unlisted_name_is_stored() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    let off = send(&wired, &key, 1, &waited(1, 1), &[])?;
    ensure!(off.status == 403 && off.json()["error"]["code"] == "vitals_off", "{off:?}");
    // A list alone switches nothing on.
    ensure!(change(&wired, &key, &json!({ "vitals_list": ["/orders/:id"] }))?.status == 200);
    ensure!(send(&wired, &key, 1, &waited(1, 1), &[])?.status == 403);
    for wrong in [json!(["Not a word"]), json!(["/a", "/a"]), json!(["/a?b"]), json!(["lcp"]), json!("a")] {
        let said = change(&wired, &key, &json!({ "vitals_list": wrong }))?;
        ensure!(
            said.status == 422 && said.json()["error"]["message"].to_string().contains("vitals_list"),
            "{said:?}"
        );
    }
    switch_on(&wired, &key)?;
    let timing = |name: &str, page: &str| json!({ "name": name, "page": page, "bucket": 4 });
    let mixed = json!({ "release": "1.0", "timings": [
        timing("lcp", "/orders/markoforder1"),
        timing("checkout", "/people/markofperson"),
        timing("markofname", "/orders/:id"),
        timing("Mark of Name", "/"),
        timing("cls", "/docs?who=markofquery"),
        { "name": "cls", "page": "/", "bucket": 4, "markofmember": "markofmember" },
        { "name": "cls", "page": "/", "bucket": 6 },
        timing("cls", "/docs/markofpage"),
    ] });
    let answer = send(&wired, &key, 2, &mixed, &[])?;
    ensure!(answer.status == 200 && answer.json()["accepted"] == 3, "{answer:?}");
    let said: Vec<String> = (0..5).map(|n| answer.json()["refused"][n]["error"].to_string()).collect();
    ensure!(said[0].contains("name is not on") && said[1].contains("must be 1 to 40"), "{said:?}");
    ensure!(said[2].contains("without query") && said[4].contains("0 to 5"), "{said:?}");
    ensure!(!answer.body.contains("markof"), "{answer:?}");
    for whole in [
        json!({ "timings": [] }),
        json!({ "timings": [timing("lcp", "/")], "markofmember": 1 }),
        json!({ "timings": [timing("lcp", "/")], "device": { "memory": "markofdevice" } }),
    ] {
        let status = send(&wired, &key, 2, &whole, &[])?.status;
        ensure!(matches!(status, 400 | 422), "{whole}: {status}");
    }
    // Two while it was off, five timings, three bodies.
    eventually("the refused ones", || {
        // What is refused as a whole goes with the next delivery.
        wired.event(&key, "Opera", "AnError")?;
        Ok((refused(&wired, &key)? == 10).then_some(()))
    })?;
    // With Global Privacy Control or of a robot nothing is counted, and nobody is told so.
    for more in [("sec-gpc", "1"), ("user-agent", "Googlebot/2.1 (+http://www.google.com/bot.html)")] {
        let sent = send(&wired, &key, 3, &waited(2, 0), &[more])?;
        ensure!(sent.status == 200, "{sent:?}");
    }
    let log = wired.log()?;
    ensure!(!log.contains("markof"), "{log}");
    let data = wired.data("objects");
    wired.stop()?;
    let counted: Vec<String> = counted_usage(&data)?.into_keys().collect();
    let cells = [
        "a/checkout//4",
        "a/cls//4",
        "a/lcp//4",
        "e/checkout//4",
        "e/cls//4",
        "e/lcp//4",
        "g/checkout//4",
        "g/cls//docs/*/4",
        "g/lcp//orders/:id/4",
    ];
    ensure!(counted == cells, "{counted:?}");
    for mark in [
        "markoforder",
        "markofperson",
        "markofname",
        "markofquery",
        "markofmember",
        "markofpage",
        "markofdevice",
    ] {
        ensure!(search::holding(&data, mark.as_bytes())? == 0, "{mark} is on the disk");
    }
    Ok(())
}

/// Held by `vitals::noise::publish` and `publish_vitals`: what is drawn is a row, which every way out reads. Of
/// a project that is spread, each object draws for its own visitors, and the API adds up what the export has.
#[test]
fn response_times_are_shown_once_their_day_is_over_and_no_way_out_has_another_number() -> Result<()> {
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
            let sent = wired.request("POST", &format!("/v1/{key}/event"), &headers, event.as_bytes())?;
            ensure!(sent.status == 200, "{sent:?}");
        }
        for visitor in 0..1_500 {
            let bucket = if visitor % 4 == 0 { 5 } else { 1 };
            for _ in 0..=visitor % 2 {
                ensure!(send(&wired, &key, visitor, &waited(visitor, bucket), &[])?.status == 200);
            }
        }
        let today = "2030-01-01";
        // The day before may be told, which is noise alone: nobody came. Today has 1,125 of them.
        let told = published(&wired, &key)?.get("all lcp  1").copied().unwrap_or_default();
        ensure!(told < 500, "today is told: {told}");
        let page = page_of(&wired, &format!("/projects/{key}/vitals?range=7d&name=lcp"))?;
        ensure!(
            ![">1,0", ">1,1", ">1,2", ">1,3"].iter().any(|number| page.contains(number)),
            "today is shown: {page}"
        );
        let (exported, _) = export(&wired, &key)?;
        ensure!(!exported.keys().any(|(day, _)| day == today), "today is exported: {exported:?}");
        // A visit is answered before it is counted: the last one is in the count once a later one is.
        wired.doors(&json!({ "now": NOON + DAY }))?;
        for visitor in 0..60 {
            ensure!(wired.event(&key, &format!("of the next day {visitor}"), "AnError")?.status == 200);
        }
        let all = published(&wired, &key)?;
        let of = |cell: &str| all.get(cell).copied().unwrap_or_default();
        for group in ["all lcp ", "page lcp /orders/:id", "release lcp 1.0"] {
            for (bucket, visitors) in [(1, 1_125), (5, 375), (3, 0)] {
                let told = of(&format!("{group} {bucket}"));
                ensure!(told.abs_diff(visitors) < 250, "{objects} objects: {group} {bucket}: {all:?}");
            }
        }
        ensure!(!all.keys().any(|cell| cell.contains("markof")), "{all:?}");
        let (exported, file) = export(&wired, &key)?;
        ensure!(sums(&exported) == all, "{objects} objects: {exported:?} and {all:?}");
        let page = page_of(&wired, &format!("/projects/{key}/vitals?range=90d&name=lcp"))?;
        let grouped = |number: u64| format!("{},{:03}", number / 1_000, number % 1_000);
        let shown = |number: u64| if number < 1_000 { number.to_string() } else { grouped(number) };
        ensure!(page.contains(&format!(">{}<", shown(of("all lcp  1")))), "{all:?}: {page}");
        let thousands = [">1,0", ">1,1", ">1,2", ">1,3"];
        ensure!(of("all lcp  1") < 1_000 || thousands.iter().any(|number| page.contains(number)), "{page}");
        ensure!(page.contains("/orders/:id") && page.contains("above 1250 to 2500 ms"), "{page}");

        // At another time and in another project: never drawn again.
        let other = wired.project()?;
        let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
        let path = format!("/api/projects/{other}/import");
        let brought = wired.request("POST", &path, &headers, file.as_bytes())?;
        ensure!(brought.status == 200, "{brought:?}");
        let settings = wired.get(&format!("/api/projects/{other}"))?;
        ensure!(settings["vitals"] == true && settings["vitals_list"][0] == "/orders/:id", "{settings}");
        let of_day = |key: &str| -> Result<BTreeMap<String, u64>> {
            let own = export(&wired, key)?.0.into_iter().filter(|((day, _), _)| day == today);
            Ok(own.map(|((_, cell), visitors)| (cell, visitors)).collect())
        };
        let own = of_day(&key)?;
        ensure!(own.len() > 18, "{own:?}");
        for day in 1..4 {
            next_day(&wired, &key, day)?;
            ensure!(of_day(&key)? == own, "it was drawn again");
            ensure!(of_day(&other)? == own, "the import has other numbers");
        }
        // Switched off, nothing more is counted, and what was published stays.
        ensure!(change(&wired, &key, &json!({ "vitals": false }))?.status == 200);
        ensure!(send(&wired, &key, 1, &waited(1, 1), &[])?.status == 403);
        ensure!(of_day(&key)? == own);
        // What is told of a release goes by an erasure; all pages keep it.
        let erase = |body: &Value| wired.change("POST", &format!("/api/projects/{key}/erase"), body);
        let found = erase(&json!({ "query": "1.0" }))?.json();
        let erased = erase(&json!({ "query": "1.0", "confirm": found["confirm"] }))?;
        ensure!(erased.status == 200, "{erased:?}");
        let without = of_day(&key)?;
        ensure!(!without.keys().any(|cell| cell.starts_with("release lcp 1.0")), "{without:?}");
        ensure!(without.get("all lcp  1") == own.get("all lcp  1"), "{without:?}");
    }
    Ok(())
}
