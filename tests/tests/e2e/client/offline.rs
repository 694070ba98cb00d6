//! No network, and then there is one again: what a page could not send arrives, once. In every
//! engine without a collector; in Chromium, which can emulate it, without any network.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    scenario::visit::{COUNT, Engines, SitePage},
    site::Site,
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_collector_missed_it_gets_when_it_is_back() -> Result<()> {
    let mut collector = Collector::start()?;
    for engine in Engine::ALL {
        let key = collector.project("shop", &["http://127.0.0.1"])?;
        let at = collector.address();
        let page = format!(
            "<!doctype html><title>shop</title>{COUNT}
            <script src='{at}/client/script.js' data-endpoint='{at}/v1/{key}' data-load='eager'></script>"
        );
        let site = Site::serve(&[("/", &page)])?;
        let browser = Browser::open_in(engine).await?;
        browser.goto(&site.origin()).await?;
        // An event that arrives whole is the module's.
        browser.run("corncrake.sendEvent(new Error('somebody was there'))").await?;
        collector.wait_for_issue(&key, "somebody was there")?;
        browser.until("return answered.includes('batch')").await?;
        browser.run("answered.length = 0").await?;
        collector.interrupt()?;
        browser.run("corncrake.sendEvent(new Error('nobody was there'))").await?;
        browser.until("return answered.includes('batch')").await?;
        collector.start_again()?;
        let issue = collector.wait_for_issue(&key, "nobody was there")?;
        ensure!(issue["issue"]["events"] == 1, "{engine:?}: {issue:#}");
        browser.run("corncrake.sendEvent(new TypeError('and then'))").await?;
        collector.wait_for_issue(&key, "and then")?;
        for issue in collector.issues(&key)? {
            ensure!(issue["events"] == 1, "{engine:?}: {issue:#}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_without_a_network_waits_for_it() -> Result<()> {
    let collector = Collector::start()?;
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let page = SitePage { before: COUNT, attributes: "data-load='eager'", ..SitePage::default() };
    let visit = engines.visit(page).await?;
    visit.run("fail('told by the module')").await?;
    visit.event("told by the module")?;
    visit.until("return answered.includes('batch')").await?;
    visit.run("asked.length = 0").await?;
    let network = |offline: bool| json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    engines.browser.devtools("Network.enable", json!({}))?;
    engines.browser.devtools("Network.emulateNetworkConditions", network(true))?;
    visit.until("return !navigator.onLine").await?;
    visit.run("for (let i = 0; i < 7; i++) fail('offline')").await?;
    // Half a second, in which it could have tried.
    visit.run("setTimeout(() => { window.isLater = true }, 500)").await?;
    visit.until("return window.isLater === true").await?;
    ensure!(visit.run("return asked.includes('batch')").await? == false, "it tried without a network");
    ensure!(visit.issue_counts()?.len() == 1);
    engines.browser.devtools("Network.emulateNetworkConditions", network(false))?;
    let event = visit.event("offline")?;
    ensure!(event["message"] == "offline", "{event:#}");
    let counts = visit.issue_counts()?;
    let count = counts.iter().find(|(title, _)| title.contains("offline")).map(|(_, events)| *events);
    ensure!(counts.len() == 2 && count == Some(7), "{counts:?}");
    Ok(())
}
