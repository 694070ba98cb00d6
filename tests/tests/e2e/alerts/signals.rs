//! What raises an alert, how often, and what never does.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector},
    collector::wired::sender,
};
use serde_json::{Value, json};

/// An hour, in milliseconds.
const HOUR: i64 = 3_600_000;
/// A time in the future, so that no alarm rings by itself: the noon of 1 January 2030.
const NOON: i64 = 1_893_456_000_000 + 12 * HOUR;

fn batch(collector: &AlertingCollector, visitor: &str, events: &[Value]) -> Result<()> {
    let path = format!("/v1/{}/batch", collector.key);
    let body = json!({ "events": events }).to_string();
    let sent = collector.wired.request("POST", &path, &sender(visitor), body.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    Ok(())
}

#[test]
fn ten_thousand_events_of_one_session_are_no_sessions_and_five_sessions_are_one_alert() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    collector.wired.doors(&json!({ "now": NOON }))?;
    let hook = collector.webhook(&receiver, "sessions")?;
    collector.rule(&json!({ "on": "sessions", "sessions": 5, "hours": 1 }), &[&hook], &json!({}))?;
    let event = |name: &str, count: u32| json!({ "type": 1, "name": name, "message": "m", "count": count });
    for _ in 0..10 {
        batch(&collector, "one", &vec![event("LoopError", 100); 10])?;
    }
    let issues = collector.wired.get(&format!("/api/projects/{}/issues", collector.key))?;
    ensure!(issues["issues"][0]["events"] == 10_000 && issues["issues"][0]["sessions"] == 1, "{issues}");
    collector.ring()?;
    ensure!(receiver.received().is_empty() && collector.deliveries("")?.is_empty());
    for visitor in ["a", "b", "c", "d", "e", "f", "g"] {
        collector.event(visitor, "ManyError")?;
    }
    collector.ring()?;
    collector.ring()?;
    let received = receiver.received();
    ensure!(received.len() == 1, "{received:?}");
    let title = received[0].json()["data"]["title"].to_string();
    ensure!(title.contains("5 sessions in 1 h") && title.contains("ManyError"), "{title}");
    Ok(())
}

#[test]
fn a_storm_of_new_issues_is_the_cap_one_summary_and_all_of_it_in_the_log() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    collector.wired.doors(&json!({ "now": NOON }))?;
    let hook = collector.webhook(&receiver, "storm")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({ "per_hour": 7 }))?;
    for batch_number in 0..20 {
        let events: Vec<Value> = (0..50)
            .map(|number| json!({ "type": 1, "name": format!("Storm{}Error", letters(batch_number * 50 + number)), "message": "m" }))
            .collect();
        batch(&collector, &format!("visitor {batch_number}"), &events)?;
    }
    // As many alarms as it takes: each is of bounded length.
    for _ in 0..4 {
        collector.ring()?;
    }
    ensure!(receiver.received().len() == 7, "{}", receiver.received().len());
    let in_log = (logged(&collector, "held_back")?, logged(&collector, "delivered")?);
    ensure!(in_log == (993, 7), "{in_log:?}");
    collector.wired.doors(&json!({ "now": NOON + HOUR + 1_000 }))?;
    collector.wired.ring("OUTBOX", &collector.key)?;
    let all = receiver.wait_for(8)?;
    ensure!(all.len() == 8, "{all:?}");
    let title = all[7].json()["data"]["title"].to_string();
    ensure!(title.contains("993 more alerts were held back"), "{title}");
    Ok(())
}

/// How many lines of a state the log has, page by page; each has another title.
fn logged(collector: &AlertingCollector, state: &str) -> Result<usize> {
    let log = format!("/api/projects/{}/alerts/deliveries?state={state}&limit=400", collector.key);
    let (mut titles, mut before) = (BTreeSet::new(), String::new());
    loop {
        let page = collector.wired.get(&format!("{log}{before}"))?;
        let lines = page["deliveries"].as_array().context("no deliveries")?;
        ensure!(
            lines.len() <= 400 && lines.iter().all(|one| titles.insert(one["title"].to_string())),
            "{page}"
        );
        match page["next"].as_str() {
            Some(next) => before = format!("&before={next}"),
            None => return Ok(titles.len()),
        }
    }
}

/// A number in letters, since digits group together.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
}

#[test]
fn a_regression_a_silence_and_a_new_report_raise_alerts() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    collector.wired.doors(&json!({ "now": NOON }))?;
    let hook = collector.webhook(&receiver, "all")?;
    for trigger in
        [json!({ "on": "regression" }), json!({ "on": "silence", "hours": 3 }), json!({ "on": "new_report" })]
    {
        collector.rule(&trigger, &[&hook], &json!({}))?;
    }
    collector.event("a", "BackError")?;
    let issues = collector.wired.get(&format!("/api/projects/{}/issues", collector.key))?;
    let id = issues["issues"][0]["id"].as_str().unwrap_or_default().to_owned();
    let resolve = format!("/api/projects/{}/issues/{id}", collector.key);
    ensure!(collector.wired.change("PATCH", &resolve, &json!({ "status": "resolved" }))?.status == 200);
    collector.wired.doors(&json!({ "now": NOON + 60_000 }))?;
    collector.event("b", "BackError")?;
    collector.ring()?;
    ensure!(receiver.wait_for(1)?[0].json()["type"] == "alert.regression");

    collector.wired.doors(&json!({ "now": NOON + 2 * HOUR }))?;
    collector.ring()?;
    ensure!(receiver.received().len() == 1, "not yet");
    collector.wired.doors(&json!({ "now": NOON + 3 * HOUR + 60_000 }))?;
    collector.ring()?;
    collector.ring()?;
    let all = receiver.wait_for(2)?;
    ensure!(all.len() == 2 && all[1].json()["type"] == "alert.silence", "{all:?}");
    collector.event("c", "BackError")?;
    collector.wired.doors(&json!({ "now": NOON + 7 * HOUR }))?;
    collector.ring()?;
    ensure!(
        receiver.wait_for(3)?[2].json()["type"] == "alert.silence",
        "after something arrived, it is told again"
    );

    let report = json!([{ "type": "deprecation", "age": 1, "url": "https://shop.example/", "user_agent": "x",
        "body": { "id": "WebSQL", "message": "WebSQL is deprecated" } }]);
    let path = format!("/v1/{}/report", collector.key);
    let headers = [("content-type", "application/reports+json"), ("origin", "https://shop.example")];
    for _ in 0..2 {
        collector.wired.request("POST", &path, &headers, report.to_string().as_bytes())?;
    }
    collector.ring()?;
    ensure!(receiver.wait_for(4)?[3].json()["type"] == "alert.new_report");
    ensure!(receiver.received().len() == 4, "{:?}", receiver.received());
    Ok(())
}

#[test]
fn filters_and_the_rules_of_all_projects() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    let make = |path: &str, body: &Value| -> Result<Value> {
        let made = collector.wired.change("POST", path, body)?;
        ensure!(made.status == 201, "{made:?}");
        Ok(made.json())
    };
    let url = format!("http://127.0.0.1:{}/all", receiver.port);
    let hook = make(
        "/api/alerts/destinations",
        &json!({ "name": "all", "kind": "webhook", "url": url, "token": "0123456789abcdef0" }),
    )?;
    make(
        "/api/alerts/rules",
        &json!({ "name": "Carts", "trigger": { "on": "new_issue" }, "destinations": [hook["id"]], "filter": { "title": "*cart*" } }),
    )?;
    collector.event("a", "OtherError")?;
    collector.event("a", "CartError")?;
    let received = receiver.wait_for(1)?;
    ensure!(received[0].json()["data"]["title"] == "New issue: CartError: m", "{received:?}");
    let off = collector.wired.change(
        "PATCH",
        &format!("/api/projects/{}/alerts", collector.key),
        &json!({ "defaults": false }),
    )?;
    ensure!(off.status == 204, "{off:?}");
    collector.event("a", "SecondCartError")?;
    // A rule of its own shows that all before it was done.
    let own = collector.webhook(&receiver, "own")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&own], &json!({}))?;
    collector.event("a", "LastError")?;
    let received = receiver.wait_for(2)?;
    ensure!(received.len() == 2 && received[1].path == "/own", "{received:?}");
    Ok(())
}
