//! What the collector knows of itself, as a page for operators and as JSON: every database with its size,
//! its alarm and whether it is whole; a damaged one and an alarm that did not ring are named.

use std::{collections::BTreeSet, fs, os::unix::fs::FileExt};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector},
    },
    inspect::database::of_objects,
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::{Value, json};

const DAY_MS: i64 = 86_400_000;

fn checked(shop: &Shop, method: &str, path: &str) -> Result<Value> {
    let bearer = format!("Bearer {TOKEN}");
    let answer = shop.collector.request(method, path, &[("authorization", &bearer)], b"")?;
    ensure!(answer.status == 200, "{method} {path}: {answer:?}");
    Ok(answer.json())
}

fn databases(checked: &Value) -> Result<&[Value]> {
    checked["databases"].as_array().map(Vec::as_slice).context("no databases")
}

#[test]
fn every_database_is_named_and_a_damaged_one_is_found() -> Result<()> {
    let mut shop = Shop::open()?;
    for number in 0..200 {
        shop.send_events("Error", &format!("failure {} of the till", "x".repeat(number)), None, 1)?;
    }
    let token = shop.collector.upload_token(&shop.key)?;
    let map = br#"{"version":3,"sources":["a.js"],"sourcesContent":["let a"],"names":[],"mappings":"AAAA"}"#;
    let path = format!("/api/projects/{}/releases/1.0/files/a.js.map", shop.key);
    let bearer = format!("Bearer {token}");
    let put = shop.collector.request("PUT", &path, &[("authorization", &bearer)], map)?;
    ensure!(put.status == 201, "{put:?}");

    let plain = checked(&shop, "GET", "/api/check")?;
    ensure!(plain["ok"] == true && plain["version"].is_string() && plain["next"].is_null(), "{plain:#}");
    let kinds: BTreeSet<&str> = databases(&plain)?.iter().filter_map(|one| one["kind"].as_str()).collect();
    ensure!(kinds == BTreeSet::from(["directory", "events", "source maps"]), "{plain:#}");
    for one in databases(&plain)? {
        ensure!(
            one["bytes"].as_u64().is_some_and(|bytes| bytes >= 4_096) && one["is_whole"].is_null(),
            "{one}"
        );
    }
    let own = |checked: &Value| -> Result<Value> {
        let all = databases(checked)?.iter();
        let mut own = all.filter(|one| one["project"] == shop.key.as_str() && one["kind"] == "events");
        own.next().cloned().context("the project is not there")
    };
    let events = own(&plain)?;
    ensure!(events["last_arrival"].is_string() && events["alarm"].is_string(), "{events}");
    ensure!(events["is_alarm_late"] == false, "{events}");
    let thorough = checked(&shop, "POST", "/api/check")?;
    ensure!(databases(&thorough)?.iter().all(|one| one["is_whole"] == true), "{thorough:#}");

    let operator = Operator::log_in(&shop)?;
    let page = operator.page("/check")?;
    ensure!(
        page.contains("Nothing is wrong") && page.contains("source maps") && page.contains("can be read")
    );
    ensure!(operator.page("/")?.contains("href=\"/check\""), "nothing leads to it");
    let (cookie, address) = (operator.cookie.clone(), shop.collector.address());
    let form = |origin: &str| {
        shop.collector.request("POST", "/check", &[("cookie", &cookie), ("origin", origin)], b"")
    };
    ensure!(form("https://evil.example")?.status == 403);
    let whole = form(&address)?;
    ensure!(whole.status == 200 && whole.body.contains(">whole<"), "{whole:?}");

    // Nobody else learns of it.
    for (path, status) in [("/check", 303), ("/api/check", 401)] {
        let answer = shop.collector.request("GET", path, &[], b"")?;
        ensure!(answer.status == status && !answer.body.contains("source maps"), "{path}: {answer:?}");
    }
    let answer = shop.collector.request("GET", "/api/check", &[("authorization", &bearer)], b"")?;
    ensure!(answer.status == 403, "a token for uploads: {answer:?}");

    // The middle of the largest database is overwritten while nobody has it open.
    shop.collector.interrupt()?;
    let mut files = of_objects(&shop.collector.data().join("objects/corncrake-project"))?;
    files.sort_by_key(|path| fs::metadata(path).map(|it| it.len()).unwrap_or(0));
    let largest = files.pop().context("no database")?;
    let pages = fs::metadata(&largest)?.len() / 4_096;
    ensure!(pages > 12, "only {pages} pages");
    let file = fs::File::options().write(true).open(&largest)?;
    file.write_all_at(&[0x5a; 4_096 * 4], 4_096 * (pages - 6))?;
    shop.collector.start_again()?;
    let damaged = checked(&shop, "POST", "/api/check")?;
    ensure!(damaged["ok"] == false, "{damaged:#}");
    let wrong: Vec<&Value> = databases(&damaged)?
        .iter()
        .filter(|one| one["is_whole"] == false || one["is_readable"] == false)
        .collect();
    ensure!(wrong.len() == 1 && wrong[0]["project"] == shop.key.as_str(), "{damaged:#}");
    Ok(())
}

#[test]
fn an_alarm_that_did_not_ring_is_named_and_many_projects_are_several_looks() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let now: i64 = 1_893_456_000_000; // by a clock of the test, by which no alarm rings
    wired.doors(&json!({ "now": now }))?;
    let mut keys = BTreeSet::new();
    for _ in 0..45 {
        keys.insert(wired.project()?);
    }
    let key = keys.first().context("no key")?.clone();
    wired.event(&key, "one", "Error")?;
    ensure!(wired.get("/api/check")?["ok"] == true);
    wired.doors(&json!({ "now": now + 2 * DAY_MS }))?;
    let (mut found, mut looks, mut after, mut late) = (BTreeSet::new(), 0, String::new(), Vec::new());
    loop {
        let look = wired.get(&format!("/api/check{after}"))?;
        looks += 1;
        for one in databases(&look)? {
            let project = one["project"].as_str().unwrap_or_default().to_owned();
            if one["is_alarm_late"] == true {
                ensure!(look["ok"] == false, "{look:#}");
                late.push(project.clone());
            }
            ensure!(found.insert(project.clone()), "{project} twice");
        }
        match look["next"].as_str() {
            Some(next) => after = format!("?after={next}"),
            None => break,
        }
    }
    found.remove("");
    ensure!(found == keys && looks == 3, "{looks} looks: {found:?}");
    ensure!(late == [key], "{late:?}");
    ensure!(
        wired
            .request("GET", "/api/check?after=x", &[("authorization", &format!("Bearer {TOKEN}"))], b"")?
            .status
            == 422
    );
    Ok(())
}
