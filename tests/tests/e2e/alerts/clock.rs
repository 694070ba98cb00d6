//! What takes hours and days, by a clock that is set: spikes, full storage, quiet hours and digests, and
//! deliveries that are given up.

use anyhow::{Context, Result, ensure};
use corncrake_core::time::UnixMillis;
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector, ReceiverMode},
    collector::wired::sender,
};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// A time in the future, so that no alarm rings by itself: the noon of 1 January 2030.
const NOON: i64 = 1_893_456_000_000 + 12 * HOUR;

fn set(collector: &AlertingCollector, now: i64) -> Result<()> {
    collector.wired.doors(&json!({ "now": now })).map(drop)
}

/// The titles of what arrived.
fn titles(receiver: &AlertReceiver) -> Vec<String> {
    let title = |body: Value| body["data"]["title"].as_str().unwrap_or_default().to_owned();
    receiver.received().iter().map(|one| title(one.json())).collect()
}

#[test]
fn a_spike_against_the_issues_own_past_raises_one_alert_a_day() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    set(&collector, NOON)?;
    let hook = collector.webhook(&receiver, "spike")?;
    collector.rule(&json!({ "on": "spike", "sessions": 5, "times": 3 }), &[&hook], &json!({}))?;
    let visits = |hours: i64, count: usize| -> Result<Vec<String>> {
        set(&collector, NOON + hours * HOUR)?;
        (0..count).try_for_each(|number| collector.event(&format!("{hours} {number}"), "PeakError"))?;
        collector.ring()?;
        Ok(titles(&receiver))
    };
    // Two sessions an hour for a day; and twice five of them, while there is no average yet.
    ensure!(visits(0, 5)?.is_empty() && visits(1, 43)?.is_empty(), "it has no average yet");
    ensure!(visits(26, 4)?.is_empty(), "fewer sessions than the rule says");
    ensure!(visits(27, 5)?.is_empty(), "five are not three times as many as two");
    let told = visits(28, 7)?;
    ensure!(told == ["Spike, 7 sessions in an hour: PeakError: m"], "{told:?}");
    ensure!(visits(29, 9)?.len() == 1, "once a day");
    ensure!(visits(28 + 24, 9)?.len() == 2, "and again on the next");
    Ok(())
}

#[test]
fn storage_above_its_threshold_raises_one_alert() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let hosts = [format!("127.0.0.1:{}", receiver.port)];
    let collector = AlertingCollector::start_with_variables(&hosts, None, &[("PROJECT_MEGABYTES", "1")])?;
    set(&collector, NOON)?;
    let hook = collector.webhook(&receiver, "storage")?;
    collector.rule(&json!({ "on": "storage", "percent": 80 }), &[&hook], &json!({}))?;
    let storage = || -> Result<u64> {
        let project = collector.wired.get(&format!("/api/projects/{}", collector.key))?;
        let of =
            |name: &str| project["storage"][name].as_u64().with_context(|| format!("no {name}: {project}"));
        Ok(of("bytes")? * 100 / of("limit")?)
    };
    for number in 0..100_u32 {
        // Budgets of bytes fill again by time.
        set(&collector, NOON + i64::from(number) * HOUR / 4)?;
        let is_below = storage()? < 80;
        let letter = |digit: u32| char::from(b'A' + u8::try_from(digit % 26).unwrap_or_default());
        // A stack is kept once: each event has another one.
        let stack: String = (0..400)
            .map(|line| format!("    at f{number}x{line} (https://shop.example/a.js:{line}:{number})\n"))
            .collect();
        let name = format!("{}{}Error", letter(number / 26), letter(number));
        let body = json!({ "type": 1, "name": name, "message": "m", "stack": stack }).to_string();
        let path = format!("/v1/{}/event", collector.key);
        let sent = collector.wired.request("POST", &path, &sender(&name), body.as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
        collector.ring()?;
        if !is_below {
            break;
        }
        ensure!(
            storage()? >= 80 || titles(&receiver).is_empty(),
            "at {}%: {:?}",
            storage()?,
            titles(&receiver)
        );
        ensure!(number < 99, "it does not fill: {}%", storage()?);
    }
    collector.event("another", "AnotherError")?;
    collector.ring()?;
    let told = titles(&receiver);
    ensure!(
        told.len() == 1 && told[0].starts_with("Storage is 8") && told[0].ends_with("% full: shop"),
        "{told:?}"
    );
    Ok(())
}

#[test]
fn a_digest_that_falls_into_quiet_hours_is_one_message_at_their_end() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    set(&collector, NOON)?;
    let hook = collector.webhook(&receiver, "digest")?;
    let schedule = json!({ "quiet": { "from": 22 * 60, "to": 9 * 60 + 30 }, "digest": "daily" });
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &schedule)?;
    // The digest of the day is at 8:00, which is quiet; so it comes at 9:30.
    for (at, names) in
        [(0, &["OneError", "TwoError"][..]), (11 * HOUR, &["ThreeError", "FourError", "FiveError"])]
    {
        set(&collector, NOON + at)?;
        names.iter().try_for_each(|name| collector.event("visitor", name))?;
        collector.ring()?;
    }
    ensure!(collector.deliveries("scheduled")?.len() == 5, "{:?}", collector.deliveries("")?);
    let end = NOON + 21 * HOUR + HOUR / 2;
    for at in [NOON + 20 * HOUR, end - 1_000] {
        set(&collector, at)?;
        collector.ring()?;
        ensure!(receiver.received().is_empty(), "{:?}", titles(&receiver));
    }
    set(&collector, end)?;
    collector.ring()?;
    collector.ring()?;
    let received = receiver.received();
    ensure!(received.len() == 1 && received[0].json()["type"] == "alert.digest", "{received:?}");
    let lines = received[0].json()["data"]["lines"].to_string();
    for name in ["OneError", "TwoError", "ThreeError", "FourError", "FiveError"] {
        ensure!(lines.matches(name).count() == 1, "{name}: {lines}");
    }
    ensure!(collector.deliveries("in_digest")?.len() == 5 && collector.deliveries("delivered")?.len() == 1);
    Ok(())
}

#[test]
fn a_delivery_is_tried_for_a_day_later_each_time_and_then_given_up_in_sight() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    set(&collector, NOON)?;
    receiver.set(ReceiverMode::Status(503));
    let hook = collector.webhook(&receiver, "down")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({}))?;
    collector.event("visitor", "LostError")?;
    collector.ring()?;
    let (mut now, mut waits) = (NOON, Vec::new());
    let given_up = loop {
        let one = collector.deliveries("")?.pop().context("no delivery")?;
        ensure!(one["error"].as_str().is_some_and(|error| error.contains("answered 503")), "{one}");
        let Some(next) = one["next"].as_str() else { break one };
        let next = UnixMillis::parse(next).context("no time")?.0;
        // The time is shown to the second.
        waits.push(next - now);
        now = next + 1_000;
        set(&collector, now)?;
        collector.wired.ring("OUTBOX", &collector.key)?;
        ensure!(waits.len() < 60, "it never ends: {waits:?}");
    };
    ensure!(given_up["state"] == "given_up", "{given_up}");
    ensure!(receiver.received().len() == waits.len() + 1 && waits.len() >= 15, "{waits:?}");
    ensure!((DAY - 3 * HOUR..=DAY + HOUR).contains(&(now - NOON)), "{} h", (now - NOON) / HOUR);
    ensure!(waits[0] < 60_000 && waits.iter().all(|wait| *wait <= 3 * HOUR), "{waits:?}");
    // Nothing happens by itself any more, and somebody may send it again.
    set(&collector, now + 5 * DAY)?;
    receiver.set(ReceiverMode::Status(200));
    let before = receiver.received().len();
    collector.ring()?;
    ensure!(receiver.received().len() == before, "it was sent again");
    let again = format!("/api/projects/{}/alerts/again/{}", collector.key, given_up["number"]);
    ensure!(collector.wired.change("POST", &again, &json!({}))?.status == 202);
    collector.wired.ring("OUTBOX", &collector.key)?;
    ensure!(collector.deliveries("delivered")?.len() == 1);
    Ok(())
}
