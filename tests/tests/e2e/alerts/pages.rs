//! The pages of alerts: forms without JavaScript, secrets that are never shown nor on disk, and what an
//! export and an erasure do with them.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector, SECRET},
    collector::{
        Response, TOKEN,
        wired::{Salt, WiredCollector},
    },
    http::percent_encoded,
    inspect::search::holding,
    wait::eventually,
};
use serde_json::json;

/// A logged-in operator of a collector.
struct OperatorSession<'a> {
    collector: &'a AlertingCollector,
    cookie: String,
}

impl<'a> OperatorSession<'a> {
    fn log_in(collector: &'a AlertingCollector) -> Result<Self> {
        let origin = format!("http://127.0.0.1:{}", collector.wired.port);
        let headers = [("origin", &*origin), ("content-type", "application/x-www-form-urlencoded")];
        let form = format!("token={}", percent_encoded(TOKEN));
        let entered = collector.wired.request("POST", "/login", &headers, form.as_bytes())?;
        let cookie = entered.header("set-cookie").split(';').next().context("no cookie")?.to_owned();
        Ok(Self { collector, cookie })
    }

    fn page(&self, path: &str) -> Result<Response> {
        self.collector.wired.request("GET", path, &[("cookie", &self.cookie)], b"")
    }

    fn send(&self, path: &str, form: &str) -> Result<Response> {
        let origin = format!("http://127.0.0.1:{}", self.collector.wired.port);
        let headers = [
            ("cookie", &*self.cookie),
            ("origin", &*origin),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        self.collector.wired.request("POST", path, &headers, form.as_bytes())
    }
}

#[test]
fn a_rule_and_its_destination_are_made_tried_changed_and_removed_by_forms() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    let operator = OperatorSession::log_in(&collector)?;
    let home = format!("/projects/{}/alerts", collector.key);
    let empty = operator.page(&home)?.body;
    ensure!(empty.contains("No rules yet") && empty.contains("No destinations yet"), "{empty}");

    let url = percent_encoded(&format!("http://127.0.0.1:{}/secret-path", receiver.port));
    let bad = operator.send(
        &format!("{home}/destinations"),
        &format!("destination-name=Chat&kind=webhook&url={url}&token=short"),
    )?;
    ensure!(bad.status == 422 && bad.body.contains("The secret must have at least 16"), "{bad:?}");
    ensure!(bad.body.contains("value=\"Chat\"") && !bad.body.contains("secret-path"), "{bad:?}");
    let form = format!("destination-name=Chat&kind=webhook&url={url}&token={SECRET}");
    let made = operator.send(&format!("{home}/destinations"), &form)?;
    ensure!(made.status == 303, "{made:?}");
    let shown = operator.page(&home)?.body;
    ensure!(shown.contains("Chat") && shown.contains(&format!("127.0.0.1:{}", receiver.port)), "{shown}");
    ensure!(!shown.contains("secret-path") && !shown.contains(SECRET), "{shown}");

    let all = collector.wired.get(&format!("/api{home}"))?;
    let id = all["destinations"][0]["id"].as_str().context("no id")?.to_owned();
    ensure!(!all.to_string().contains("secret-path") && !all.to_string().contains(SECRET), "{all}");
    let tested = operator.send(&format!("{home}/test/{id}"), "")?;
    ensure!(tested.status == 303, "{tested:?}");
    ensure!(receiver.wait_for(1)?[0].path == "/secret-path");

    let rule = "rule-name=Carts&trigger=sessions&sessions=5&hours=2&times=5&percent=80&digest=off&per-hour=20\
        &title=%2Acart%2A&quiet-from=22%3A00&quiet-to=07%3A00";
    let nowhere = operator.send(&format!("{home}/rules"), rule)?;
    ensure!(nowhere.status == 422 && nowhere.body.contains("The destinations must be"), "{nowhere:?}");
    let rule = format!("{rule}&destination={id}");
    ensure!(operator.send(&format!("{home}/rules"), &rule)?.status == 303);
    let shown = operator.page(&home)?.body;
    ensure!(
        shown.contains("An open issue reaches 5 sessions within 2 h.") && shown.contains("Title: *cart*"),
        "{shown}"
    );
    let all = collector.wired.get(&format!("/api{home}"))?;
    let rule_id = all["rules"][0]["id"].as_str().context("no id")?.to_owned();
    let form = operator.page(&format!("{home}/rules/{rule_id}"))?.body;
    ensure!(form.contains("value=\"22:00\"") && form.contains("value=\"Carts\""), "{form}");
    let changed = rule.replace("rule-name=Carts", "rule-name=Baskets");
    ensure!(operator.send(&format!("{home}/rules/{rule_id}"), &changed)?.status == 303);
    ensure!(operator.page(&home)?.body.contains("Baskets"));
    ensure!(operator.send(&format!("{home}/rules/{rule_id}/delete"), "")?.status == 303);
    ensure!(operator.send(&format!("{home}/destinations/{id}/delete"), "")?.status == 303);
    ensure!(operator.page(&home)?.body.contains("No rules yet"));
    ensure!(operator.page("/alerts")?.body.contains("No rules yet"), "the page of all projects");
    Ok(())
}

#[test]
fn secrets_are_neither_on_disk_nor_in_an_export() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let mut collector = AlertingCollector::start(&[receiver.port])?;
    let url = format!("http://127.0.0.1:{}/hidden-path", receiver.port);
    let hook =
        collector.destination(&json!({ "name": "hook", "kind": "webhook", "url": url, "token": SECRET }))?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({}))?;
    collector.event("a", "DiskError")?;
    receiver.wait_for(1)?;
    eventually("a delivery", || Ok(collector.deliveries("delivered")?.pop()))?;
    let bearer = format!("Bearer {TOKEN}");
    let path = format!("/api/projects/{}/export", collector.key);
    let export = collector.wired.request("GET", &path, &[("authorization", &bearer)], b"")?.body;
    ensure!(
        export.contains("\"alerts\"") && !export.contains("hidden-path") && !export.contains(SECRET),
        "{export}"
    );
    // Into another project come the rules, and destinations whose secrets are to be entered again.
    let other = collector.wired.project()?;
    let path = format!("/api/projects/{other}/import");
    let imported =
        collector.wired.request("POST", &path, &[("authorization", &bearer)], export.as_bytes())?;
    ensure!(imported.status == 200, "{imported:?}");
    let alerts = collector.wired.get(&format!("/api/projects/{other}/alerts"))?;
    ensure!(
        alerts["rules"][0]["name"] == "A rule" && alerts["rules"][0]["destinations"][0] == hook,
        "{alerts}"
    );
    ensure!(alerts["destinations"][0]["has_secret"] == false, "{alerts}");
    let test =
        collector.wired.change("POST", &format!("/api/projects/{other}/alerts/test/{hook}"), &json!({}))?;
    ensure!(test.status == 202, "{test:?}");
    let log = format!("/api/projects/{other}/alerts/deliveries?state=given_up");
    eventually("a delivery without a secret", || {
        let given_up = collector.wired.get(&log)?;
        Ok(given_up.to_string().contains("Enter the secret again").then_some(()))
    })?;
    collector.wired.stop()?;
    for secret in [SECRET, "hidden-path"] {
        let found = holding(&collector.wired.data("objects"), secret.as_bytes())?;
        ensure!(found == 0, "{secret} is in {found} places");
    }
    Ok(())
}

#[test]
fn another_key_does_not_open_what_was_sealed_and_the_log_says_so() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let folder = tempfile::tempdir()?;
    let hosts = format!("127.0.0.1:{}", receiver.port);
    let start = |key: &str| {
        let variables = [("ALERT_PRIVATE_HOSTS", &*hosts), ("SECRETS_KEY", key)];
        WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &variables)
    };
    let mut wired = start("the first key of this test")?;
    let key = wired.project()?;
    let url = format!("http://127.0.0.1:{}/", receiver.port);
    let fields = json!({ "name": "hook", "kind": "webhook", "url": url, "token": SECRET });
    let made = wired.change("POST", &format!("/api/projects/{key}/alerts/destinations"), &fields)?.json();
    let id = made["id"].as_str().context("no id")?.to_owned();
    wired.stop()?;
    let wired = start("another key of this test")?;
    let path = format!("/api/projects/{key}/alerts/test/{id}");
    ensure!(wired.change("POST", &path, &json!({}))?.status == 202);
    eventually("a delivery that was given up", || {
        let log = wired.get(&format!("/api/projects/{key}/alerts/deliveries?state=given_up"))?.to_string();
        Ok(log.contains("SECRETS_KEY or ADMIN_TOKEN was changed").then_some(()))
    })?;
    ensure!(receiver.received().is_empty());
    // Entered again, it works.
    let path = format!("/api/projects/{key}/alerts/destinations/{id}");
    ensure!(wired.change("PUT", &path, &fields)?.status == 200);
    ensure!(
        wired.change("POST", &format!("/api/projects/{key}/alerts/test/{id}"), &json!({}))?.status == 202
    );
    receiver.wait_for(1)?;
    Ok(())
}

#[test]
fn an_erasure_reaches_the_log_of_deliveries() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    let hook = collector.webhook(&receiver, "erase")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({}))?;
    for name in ["AnnaError", "BertError"] {
        collector.event("a", name)?;
    }
    receiver.wait_for(2)?;
    let path = format!("/api/projects/{}/erase", collector.key);
    let found = collector.wired.change("POST", &path, &json!({ "query": "AnnaError" }))?.json();
    let erased = collector.wired.change(
        "POST",
        &path,
        &json!({ "query": "AnnaError", "confirm": found["confirm"] }),
    )?;
    ensure!(erased.status == 200, "{erased:?}");
    let log = serde_json::to_string(&collector.deliveries("")?)?;
    ensure!(!log.contains("AnnaError") && log.contains("BertError"), "{log}");
    let issues = collector.wired.get(&format!("/api/projects/{}/issues", collector.key))?;
    let id = issues["issues"][0]["id"].as_str().context("no issue")?.to_owned();
    let gone = collector.wired.change(
        "DELETE",
        &format!("/api/projects/{}/issues/{id}", collector.key),
        &json!({}),
    )?;
    ensure!(gone.status == 204, "{gone:?}");
    ensure!(collector.deliveries("")?.is_empty(), "{:?}", collector.deliveries("")?);
    Ok(())
}
