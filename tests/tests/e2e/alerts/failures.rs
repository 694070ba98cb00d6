//! Receivers that fail: each delivery says in words why, and when it is tried next, or that it was given
//! up.

use anyhow::{Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector, ReceiverMode, SECRET},
    free_port,
    wait::eventually,
};
use serde_json::{Value, json};

/// The delivery of a test, once it failed.
fn failed(collector: &AlertingCollector, destination: &str) -> Result<Value> {
    let test = format!("/api/projects/{}/alerts/test/{destination}", collector.key);
    ensure!(collector.wired.change("POST", &test, &json!({}))?.status == 202);
    eventually("a delivery that failed", || {
        let all = collector.deliveries("")?;
        Ok(all.into_iter().find(|one| one["destination"] == destination && !one["error"].is_null()))
    })
}

#[test]
fn a_receiver_that_fails_is_tried_again_and_one_that_refuses_is_given_up() -> Result<()> {
    let (receiver, closed) = (AlertReceiver::start()?, free_port()?);
    let collector = AlertingCollector::start(&[receiver.port, closed])?;
    for (mode, state, says) in [
        (ReceiverMode::Status(500), "waiting", "answered 500"),
        (ReceiverMode::Busy(7_000), "waiting", "answered 429"),
        (ReceiverMode::Status(404), "given_up", "answered 404"),
        (ReceiverMode::Redirect, "given_up", "redirects are not followed"),
        (ReceiverMode::Slow, "waiting", "no answer within 10 s"),
    ] {
        receiver.set(mode);
        let hook = collector.webhook(&receiver, &says.replace(' ', "-"))?;
        let delivery = failed(&collector, &hook)?;
        ensure!(delivery["state"] == state, "{mode:?}: {delivery}");
        ensure!(delivery["error"].as_str().is_some_and(|error| error.contains(says)), "{mode:?}: {delivery}");
        ensure!(delivery["next"].is_null() == (state == "given_up"), "{mode:?}: {delivery}");
    }
    ensure!(receiver.received().iter().all(|one| one.path != "/elsewhere"), "a redirect was followed");
    let gone = collector.destination(&json!({
        "name": "closed", "kind": "webhook", "url": format!("http://127.0.0.1:{closed}/"), "token": SECRET,
    }))?;
    let delivery = failed(&collector, &gone)?;
    ensure!(delivery["state"] == "waiting", "{delivery}");

    // What was given up is sent again when somebody says so.
    let given_up = collector.deliveries("given_up")?.remove(0);
    receiver.set(ReceiverMode::Status(200));
    let again = format!("/api/projects/{}/alerts/again/{}", collector.key, given_up["number"]);
    ensure!(collector.wired.change("POST", &again, &json!({}))?.status == 202);
    eventually("the delivery that was given up", || {
        let delivered = collector.deliveries("delivered")?;
        Ok(delivered.into_iter().find(|one| one["number"] == given_up["number"]))
    })?;
    Ok(())
}

#[test]
fn a_busy_receiver_is_not_tried_before_its_retry_after() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    receiver.set(ReceiverMode::Busy(7_000));
    let hook = collector.webhook(&receiver, "busy")?;
    let delivery = failed(&collector, &hook)?;
    let next = delivery["next"].as_str().unwrap_or_default().to_owned();
    let at = delivery["at"].as_str().unwrap_or_default().to_owned();
    let hours = |text: &str| corncrake_core::time::UnixMillis::parse(text).map_or(0, |at| at.0);
    ensure!(hours(&next) - hours(&at) >= 7_000_000 - 60_000, "{delivery}");
    Ok(())
}

#[test]
fn private_addresses_are_refused_unless_they_are_listed() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[])?;
    let path = format!("/api/projects/{}/alerts/destinations", collector.key);
    let port = receiver.port;
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("https://localhost:{port}/"),
        format!("https://[::1]:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://0x7f.1:{port}/"),
        "https://10.0.0.1/".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
    ] {
        let fields = json!({ "name": "x", "kind": "webhook", "url": url, "token": SECRET });
        let refused = collector.wired.change("POST", &path, &fields)?;
        ensure!(refused.status == 422 && refused.body.contains("url "), "{url}: {refused:?}");
    }
    // Whatever a name resolves to: the runtime's own way out refuses it where the connection is made.
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let url = format!("http://{host}:{port}/");
        let answer = collector.wired.request("POST", "/doors/outbound", &[], url.as_bytes())?;
        ensure!(answer.body.starts_with("refused"), "{url}: {answer:?}");
        println!("{url}: {}", answer.body);
    }
    ensure!(receiver.received().is_empty(), "{:?}", receiver.received());
    Ok(())
}
