//! A project whose objects stay in a jurisdiction: every one of them is asked for there, whatever is done with
//! the project. The runtime of one machine has no jurisdictions and says so; a test's namespaces have them
//! (`tests/wired/jurisdictions.mjs`), and refuse whoever names an object anywhere else.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector,
        wired::{self, Salt, WiredCollector},
    },
    inspect::search,
};
use serde_json::{Value, json};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const DAY: i64 = 24 * 3_600_000;

const SCRIPT: &str = "console.log(1);\n//# debugId=6b9d8f0e-1111-4222-8333-944445555666\n";

fn new_project(jurisdiction: &Value) -> Value {
    json!({ "name": "shop", "origins": ["*", "server"], "jurisdiction": jurisdiction })
}

#[test]
fn a_project_of_a_jurisdiction_is_asked_for_there_alone() -> Result<()> {
    let wired = WiredCollector::start_with(Salt::Memory, &[("TEST_JURISDICTIONS", "1")])?;
    wired.doors(&json!({ "now": FIRST }))?;
    let made = wired.change("POST", "/api/projects", &new_project(&json!("eu")))?;
    ensure!(made.status == 201 && made.json()["jurisdiction"] == "eu", "{made:?}");
    let key = made.json()["key"].as_str().context("no key")?.to_owned();
    ensure!(key.starts_with("eu") && key.len() == 13, "{key}");
    let path = |rest: &str| format!("/api/projects/{key}{rest}");

    // Events of the client and of a Sentry SDK, in one object and then in three.
    ensure!(wired.event(&key, "visitor 1", "FirstError")?.status == 200);
    let changed = wired.change("PATCH", &path(""), &json!({ "objects": 3 }))?;
    ensure!(changed.status == 200, "{changed:?}");
    wired.doors(&json!({ "now": FIRST + DAY }))?;
    for visitor in 0..12 {
        ensure!(wired.event(&key, &format!("visitor {visitor}"), "SecondError")?.status == 200);
    }
    let envelope =
        "{}\n{\"type\":\"event\"}\n{\"exception\":{\"values\":[{\"type\":\"SdkError\",\"value\":\"m\"}]}}\n";
    let sdk = format!("/api/1/envelope/?sentry_key={key}");
    let sent = wired.request("POST", &sdk, &wired::sender("visitor 1"), envelope.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    let issues = wired.get(&path("/issues"))?;
    let events: u64 =
        issues["issues"].as_array().context("no issues")?.iter().filter_map(|i| i["events"].as_u64()).sum();
    ensure!(events == 14, "{issues:#}");
    ensure!(search::holding(&wired.data("objects"), b"SecondError")? >= 3);

    // Its source maps, its alerts, its export and its follower.
    let uploaded = wired.request(
        "PUT",
        &path("/releases/1.0/files/app.js"),
        &[("authorization", &*wired::bearer())],
        SCRIPT.as_bytes(),
    )?;
    ensure!(uploaded.status == 201, "{uploaded:?}");
    ensure!(wired.get(&path("/alerts/deliveries"))?["deliveries"] == json!([]));
    let export = wired.request("GET", &path("/export"), &[("authorization", &*wired::bearer())], b"")?;
    ensure!(export.status == 200 && export.body.contains("SdkError"), "{}", export.body);

    // One of no jurisdiction stands beside it; one that the platform does not have is refused by name.
    let plain = wired.change("POST", "/api/projects", &new_project(&json!("")))?.json();
    ensure!(plain["jurisdiction"].is_null(), "{plain}");
    let plain = plain["key"].as_str().context("no key")?.to_owned();
    ensure!(wired.event(&plain, "visitor 1", "PlainError")?.status == 200);
    let refused = wired.change("POST", "/api/projects", &new_project(&json!("us")))?;
    ensure!(refused.status == 422 && refused.body.contains("eu, fedramp"), "{refused:?}");

    ensure!(wired.change("DELETE", &path(""), &json!({}))?.status == 204);
    ensure!(wired.event(&key, "visitor 1", "LateError")?.status == 410);
    ensure!(search::holding(&wired.data("objects"), b"SecondError")? == 0);
    ensure!(!wired.log()?.contains("is not in"), "{}", wired.log()?);
    Ok(())
}

#[test]
fn one_machine_says_that_it_has_no_jurisdictions() -> Result<()> {
    let collector = Collector::start()?;
    let bearer = wired::bearer();
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    let body = new_project(&json!("eu")).to_string();
    let refused = collector.request("POST", "/api/projects", &headers, body.as_bytes())?;
    ensure!(refused.status == 422, "{refused:?}");
    ensure!(
        refused.json()["error"]["message"].as_str().is_some_and(|said| said.contains("one machine")),
        "{refused:?}"
    );
    Ok(())
}
