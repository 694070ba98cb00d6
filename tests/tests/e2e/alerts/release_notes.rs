//! Alerts and comments stand on the page of releases, by the release in whose time they were.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector},
    people::{admin_cookie, join},
};
use serde_json::json;

const MINUTE: i64 = 60_000;
/// The noon of 1 January 2030.
const NOON: i64 = 1_893_499_200_000;

#[test]
fn the_page_of_releases_has_the_alerts_and_comments_of_their_time() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    let (wired, key) = (&collector.wired, &collector.key);
    let at = |minute: i64| wired.doors(&json!({ "now": NOON + minute * MINUTE })).map(drop);
    at(0)?;
    let hook = collector.webhook(&receiver, "new")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({}))?;
    let cookie = admin_cookie(wired)?;
    let page = || wired.request("GET", &format!("/projects/{key}/releases"), &[("cookie", &cookie)], b"");
    let deploy = |release: &str| -> Result<()> {
        let path = format!("/api/projects/{key}/releases/{release}/deploys");
        let answer = wired.change("POST", &path, &json!({}))?;
        ensure!(answer.status < 300, "{answer:?}");
        Ok(())
    };
    deploy("1.0.0")?;
    ensure!(page()?.body.contains("No alert was raised"), "{:?}", page()?);
    at(10)?;
    collector.event("a", "FirstError")?;
    wired.ring("PROJECT", key)?;
    wired.ring("OUTBOX", key)?;
    receiver.wait_for(1)?;
    let list = wired.get(&format!("/api/projects/{key}/issues"))?;
    let issue = list["issues"][0]["id"].as_str().context("no issue")?;
    let ann = join(wired, "Ann", &json!("member"), &json!({}))?;
    at(20)?;
    deploy("2.0.0")?;
    at(30)?;
    let path = format!("/projects/{key}/issues/{issue}/comments");
    let origin = format!("http://127.0.0.1:{}", wired.port);
    let form = [("origin", origin.as_str()), ("cookie", &ann.cookie), corncrake_tests::people::FORM];
    let written = wired.request("POST", &path, &form, b"text=It+is+the+**cart**")?;
    ensure!(written.status == 303, "{written:?}");

    let page = page()?.body;
    let notes = page.split("id=\"notes\"").nth(1).context("no notes")?;
    let rows: Vec<&str> = notes.split("<tr>").skip(2).collect();
    ensure!(rows.len() == 2, "{notes}");
    for part in ["2.0.0", "by Ann", "It is the **cart**", issue] {
        ensure!(rows[0].contains(part), "{part}: {}", rows[0]);
    }
    for part in ["1.0.0", "Alert", "delivered", "FirstError"] {
        ensure!(rows[1].contains(part), "{part}: {}", rows[1]);
    }
    // What is erased is not there any more.
    let erased = wired.change("DELETE", &format!("/api/projects/{key}/issues/{issue}"), &json!({}))?;
    ensure!(erased.status < 300, "{erased:?}");
    let page = wired.request("GET", &format!("/projects/{key}/releases"), &[("cookie", &cookie)], b"")?.body;
    ensure!(!page.contains("cart") && !page.contains("FirstError"), "{page}");
    Ok(())
}
