//! Tabs that are closed while the client is on its way, by their visitors or by themselves, and pages that are
//! left while something else is. Chromium stops what a page loads before a page that closes itself hears of its end,
//! and of what that page posts at its end not all arrives.

use std::{thread, time::Duration};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    scenario::visit::{Engines, SitePage},
    site::{Site, holding_proxy::holding_proxy},
    wait::eventually,
};
use serde_json::json;

/// As many tabs are closed: by chance one may arrive.
const TABS: u64 = 12;

/// A way to a collector on which the module never arrives, and all else does.
fn hold_module(collector: &Collector) -> Result<String> {
    holding_proxy(collector, |request| request.url().contains("corncrake_bg.wasm"))
}

/// Opens tabs whose page fails in a file of its own, and closes them when the module was asked for; what arrived.
fn closed_tabs(collector: &Collector, browser: &Browser, closes_itself: bool) -> Result<Vec<(String, u64)>> {
    let key = collector.project("shop", &["http://127.0.0.1"])?;
    let close = if closes_itself { "setTimeout(() => close(), 1500);" } else { "" };
    let (mut sites, mut tabs) = (Vec::new(), Vec::new());
    for _ in 0..TABS {
        // Each has a host of its own, since a browser opens six connections to one.
        let at = hold_module(collector)?;
        let page = format!(
            "<!doctype html><title>shop</title>
            <script src='{at}/client/script.js' data-endpoint='{at}/v1/{key}'></script>
            <script src='/app.js'></script>"
        );
        let app =
            format!("{close}\nsetTimeout(() => {{ throw new TypeError('of mary@shop.example') }}, 100);");
        let site = Site::serve(&[("/", &page), ("/app.js", &app)])?;
        let made = browser.devtools(
            "Target.createTarget",
            json!({ "url": format!("{}/", site.origin()), "newWindow": true }),
        )?;
        sites.push(site);
        tabs.push(made["targetId"].clone());
    }
    if !closes_itself {
        thread::sleep(Duration::from_millis(1_500));
        for tab in tabs {
            browser.devtools("Target.closeTarget", json!({ "targetId": tab }))?;
        }
    }
    let told = || -> Result<Vec<(String, u64)>> {
        let list = collector.get(&format!("/api/projects/{key}/issues?limit=100"))?;
        let issues = list["issues"].as_array().context("no issues")?;
        let one = |issue: &serde_json::Value| {
            let title = issue["title"].as_str().unwrap_or_default().to_owned();
            (title, issue["events"].as_u64().unwrap_or_default())
        };
        Ok(issues.iter().map(one).collect())
    };
    let all = eventually("every closed tab", || {
        let told = told()?;
        Ok((told.iter().map(|(_, events)| events).sum::<u64>() >= TABS).then_some(()))
    });
    all.with_context(|| format!("by itself {closes_itself}: {:?}", told().unwrap_or_default()))?;
    // What is told twice comes later.
    thread::sleep(Duration::from_secs(1));
    let event = collector.wait_for_issue(&key, "TypeError")?["event"].take();
    ensure!(event["raw_stack"].as_str().is_some_and(|stack| stack.contains("/app.js:2:")), "{event:#}");
    ensure!(!event.to_string().contains("mary"), "{event:#}");
    told()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_is_closed_while_the_module_is_on_its_way_tells_the_least_once() -> Result<()> {
    let collector = Collector::start()?;
    let browser = Browser::open().await?;
    for closes_itself in [false, true] {
        let told = closed_tabs(&collector, &browser, closes_itself)?;
        // Each tab has a site of its own, and its file is another place.
        let events: u64 = told.iter().map(|(_, events)| events).sum();
        ensure!(events == TABS, "by itself {closes_itself}: {told:?}");
        ensure!(told.iter().all(|(title, _)| title.contains("TypeError")), "{told:?}");
    }
    Ok(())
}

/// A picture that never arrives, asked for when the page is complete: what drives a browser waits for that.
const SLOW_PICTURE: &str = "<script>
addEventListener('load', () => setTimeout(() => {
  const picture = new Image();
  picture.src = '{slow}/corncrake_bg.wasm';
  document.body.append(picture);
  window.asks = true;
}));
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_on_its_way_when_a_page_is_left_has_not_failed() -> Result<()> {
    let collector = Collector::start()?;
    let after = SLOW_PICTURE.replace("{slow}", &hold_module(&collector)?);
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        for attributes in ["", "data-load='eager'"] {
            let page = || SitePage { attributes, after: &after, ..SitePage::default() };
            let quiet = engines.visit(page()).await?;
            quiet.until("return window.asks === true").await?;
            quiet.leave().await?;
            let failing = engines.visit(page()).await?;
            failing.until("return window.asks === true").await?;
            failing.run("fail('the page failed')").await?;
            failing.event("the page failed")?;
            failing.leave().await?;
            thread::sleep(Duration::from_secs(1));
            failing.wait_for_each_once(&["the page failed"])?;
            let told = quiet.issue_counts()?;
            ensure!(told.is_empty(), "{engine:?} {attributes}: {told:?}");
        }
    }
    Ok(())
}
