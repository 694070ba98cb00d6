//! The list of issues as the API gives it: searched, filtered and sorted; what an issue and a
//! project are broken down by, and an issue's trend.

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::Collector;
use serde_json::{Value, json};

fn send(collector: &Collector, key: &str, user_agent: &str, event: &Value) -> Result<()> {
    let headers =
        [("origin", "https://shop.example"), ("user-agent", user_agent), ("content-type", "text/plain")];
    let path = format!("/v1/{key}/event");
    let answer = collector.request("POST", &path, &headers, event.to_string().as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

#[test]
fn issues_are_found_and_broken_down() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
    let event = |name: &str, release: &str| {
        json!({
            "type": 1, "name": name, "message": "the basket is empty", "release": release,
            "environment": "production", "uri": "https://shop.example/checkout/pay?card=1",
            "stack": format!("{name}: the basket is empty\n    at payNow{name} (https://shop.example/assets/app.js:1:2)"),
        })
    };
    for (name, release, user_agent) in [
        ("AlphaError", "1.0", firefox),
        ("AlphaError", "1.1", "somebody"),
        ("AlphaError", "1.1", "somebody else"),
        ("BetaError", "1.1", firefox),
    ] {
        send(&collector, &key, user_agent, &event(name, release))?;
    }
    let titles = |query: &str| -> Result<Vec<String>> {
        let page = collector.get(&format!("/api/projects/{key}/issues?{query}"))?;
        let issues = page["issues"].as_array().context("no issues")?;
        let mut titles: Vec<String> =
            issues.iter().map(|issue| issue["title"].as_str().unwrap_or_default()[..5].to_owned()).collect();
        // They are of one minute, in which there is no order.
        if !query.contains("sort=events") && !query.contains("sort=sessions") {
            titles.sort_unstable();
        }
        Ok(titles)
    };
    for (query, expected) in [
        ("query=basket", vec!["Alpha", "BetaE"]),
        ("query=checkout/PAY", vec!["Alpha", "BetaE"]),
        ("query=paynowalpha", vec!["Alpha"]),
        ("query=app.js+beta", vec!["BetaE"]),
        ("query=nothing", vec![]),
        ("query=card", vec![]),
        ("release=1.0", vec!["Alpha"]),
        ("release=1.1&browser=Firefox+153", vec!["Alpha", "BetaE"]),
        ("environment=production&type=1&status=open", vec!["Alpha", "BetaE"]),
        ("type=2", vec![]),
        ("sort=events", vec!["Alpha", "BetaE"]),
        ("sort=sessions&limit=1", vec!["Alpha"]),
        ("sort=first_seen", vec!["Alpha", "BetaE"]),
    ] {
        ensure!(titles(query)? == expected, "{query}: {:?}", titles(query)?);
    }
    let first = collector.get(&format!("/api/projects/{key}/issues?sort=events&limit=1"))?;
    let next = first["next"].as_str().context("no next page")?;
    ensure!(titles(&format!("sort=events&limit=1&cursor={next}"))? == ["BetaE"]);

    let id = first["issues"][0]["id"].as_str().context("no id")?;
    let trend = collector.get(&format!("/api/projects/{key}/issues/{id}/trend"))?;
    let events: u64 =
        trend["series"].as_array().into_iter().flatten().filter_map(|hour| hour["events"].as_u64()).sum();
    ensure!(events == 3 && trend["series"].as_array().is_some_and(|all| all.len() == 24), "{trend}");
    let of_issue = collector.get(&format!("/api/projects/{key}/issues/{id}/breakdown"))?;
    let expected = json!([
        { "value": "1.1", "events": 2, "sessions": 2 },
        { "value": "1.0", "events": 1, "sessions": 1 },
    ]);
    ensure!(of_issue["release"]["values"] == expected, "{of_issue}");
    let of_project = collector.get(&format!("/api/projects/{key}/breakdown?interval=day"))?;
    ensure!(of_project["type"]["values"][0]["events"] == 4, "{of_project}");
    ensure!(of_project["environment"]["values"][0]["value"] == "production", "{of_project}");
    Ok(())
}
