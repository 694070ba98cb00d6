//! The manifest of a running collector: everybody can read it, the databases on its disk have what it
//! names and nothing else, and its endpoints refuse what it does not name.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector, sender},
    inspect::database::{look, of_objects},
};
use serde_json::{Value, json};

fn manifest(wired: &WiredCollector) -> Result<Value> {
    let answer = wired.request("GET", "/.well-known/corncrake.json", &[], b"")?;
    ensure!(answer.status == 200, "everybody may read it: {answer:?}");
    Ok(answer.json())
}

fn texts(of: &Value) -> Vec<String> {
    let all = of.as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

#[test]
fn the_databases_have_the_tables_and_columns_that_the_manifest_names() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    ensure!(wired.event(&key, "one", "AError")?.status == 200);
    let manifest = manifest(&wired)?;
    let tables = manifest["stored"].as_array().context("no tables")?;
    let named: BTreeMap<String, Vec<String>> = tables
        .iter()
        .filter_map(|table| Some((table["name"].as_str()?.to_owned(), texts(&table["columns"]))))
        .collect();
    let mut looked = 0;
    for path in of_objects(&wired.data("objects").join("corncrake-project"))? {
        let found = look(&path, |database| {
            let mut tables = database.prepare(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
                    AND name NOT LIKE 'issue_text_%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
            )?;
            let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let mut found = BTreeMap::new();
            for table in tables {
                let mut columns = database.prepare("SELECT name FROM pragma_table_info(?) ORDER BY cid")?;
                let columns: Vec<String> =
                    columns.query_map([&table], |row| row.get(0))?.collect::<Result<_, _>>()?;
                found.insert(table, columns);
            }
            Ok(found)
        })?;
        ensure!(found == named, "{found:?} on the disk, {named:?} in the manifest");
        looked += 1;
    }
    ensure!(looked > 0, "there is no database");
    Ok(())
}

/// A body of response times has what the manifest names of it, and nothing more is taken in any of its places.
fn vitals_are_as_named(
    wired: &WiredCollector,
    key: &str,
    of: &impl Fn(&str) -> BTreeSet<String>,
) -> Result<()> {
    let on = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "vitals": true }))?;
    ensure!(on.status == 200, "{on:?}");
    let body = json!({
        "release": "1",
        "device": { "memory": "low", "cores": "mid", "connection": "high", "viewport": "mid" },
        "timings": [{ "name": "lcp", "page": "/", "bucket": 1 }],
    });
    for (place, format) in [("", "vitals"), ("/device", "vitals_device"), ("/timings/0", "vitals_timing")] {
        let members = body.pointer(place).and_then(Value::as_object).context("no object")?;
        ensure!(members.keys().cloned().collect::<BTreeSet<_>>() == of(format), "{format}: {members:?}");
        let is_taken = |body: &Value| -> Result<bool> {
            let path = format!("/v1/{key}/vitals");
            let sent = wired.request("POST", &path, &sender("one"), body.to_string().as_bytes())?;
            Ok(sent.status == 200 && sent.json()["accepted"] == 1)
        };
        ensure!(is_taken(&body)?, "{format}");
        for other in ["user", "value", "referrer", "url"] {
            let mut more = body.clone();
            let members = more.pointer_mut(place).and_then(Value::as_object_mut).context("no object")?;
            members.insert(other.to_owned(), "low".into());
            ensure!(!is_taken(&more)?, "{format}: {other}");
        }
    }
    Ok(())
}

#[test]
fn an_endpoint_takes_what_the_manifest_names_and_refuses_what_it_does_not() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    let manifest = manifest(&wired)?;
    let fields = manifest["sent"].as_array().context("no fields")?;
    let of = |format: &str| -> BTreeSet<String> {
        let own = fields.iter().filter(|field| texts(&field["formats"]).iter().any(|own| own == format));
        own.filter_map(|field| field["name"].as_str().map(str::to_owned)).collect()
    };
    let value = |name: &str| match name {
        "type" | "count" | "ago" | "lost" => json!(1),
        "meta" => json!({ "step": "pay" }),
        "id" => json!("9f86d081884c7d65"),
        "values" => json!({ "format": "pdf" }),
        "name" => json!("export"),
        _ => json!("text"),
    };
    let all: BTreeSet<String> =
        ["event", "batch", "batch_event"].iter().flat_map(|format| of(format)).collect();
    ensure!(all.len() > 10, "{manifest}");
    let others = ["user", "ip", "cookies", "referrer", "screenshot"].map(str::to_owned);
    let post = |path: &str, body: &Value| {
        wired.request("POST", &format!("/v1/{key}/{path}"), &sender("one"), body.to_string().as_bytes())
    };
    let on = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "installations": true }))?;
    ensure!(on.status == 200, "{on:?}");
    let installation = json!({ "version": "1", "platform": "linux", "runtime": "node 22" });
    let named: BTreeSet<String> = installation.as_object().context("none")?.keys().cloned().collect();
    ensure!(named == of("installation"), "{named:?}");
    ensure!(post("installation", &installation)?.status == 200);
    for name in all.iter().chain(&others) {
        let mut body = installation.clone();
        body[name.as_str()] = value(name);
        let taken = post("installation", &body)?.status;
        ensure!(taken != 200, "installation: {name}");
    }
    for name in &named {
        let mut body = installation.clone();
        body.as_object_mut().context("none")?.remove(name);
        ensure!(post("installation", &body)?.status != 200, "installation without {name}");
    }
    vitals_are_as_named(&wired, &key, &of)?;
    for name in all.iter().filter(|name| *name != "events").chain(&others) {
        let mut event = json!({ "type": 1, "message": "m" });
        event[name.as_str()] = value(name);
        let taken = post("event", &event)?.status;
        ensure!((taken == 200) == of("event").contains(name), "event: {name}: {taken}");
        let batch = post("batch", &json!({ "events": [event] }))?;
        ensure!(batch.status == 200, "{batch:?}");
        let refused = batch.json()["refused"].as_array().map_or(0, Vec::len);
        ensure!((refused == 0) == of("batch_event").contains(name), "batch's event: {name}: {batch:?}");
        let mut batch = json!({ "events": [{ "type": 1, "message": "m" }] });
        batch[name.as_str()] = value(name);
        let taken = post("batch", &batch)?.status;
        ensure!((taken == 200) == of("batch").contains(name), "batch: {name}: {taken}");
    }
    Ok(())
}
