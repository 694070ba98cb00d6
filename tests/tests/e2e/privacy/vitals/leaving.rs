//! What the browser measures of a page is final when the page is hidden or left: it is sent in that moment,
//! in every engine, and belongs to the page that was loaded.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    wait::{eventually, eventually_async},
};

use super::page::{Timing, VitalsSite};

/// Waits until every time that the engine measures has arrived, each once.
fn wait_for_all(site: &VitalsSite, names: &[String]) -> Result<Vec<Timing>> {
    let found = eventually("what was measured", || {
        let found = site.timings()?;
        let has = |name: &String| found.iter().any(|(own, ..)| own == name);
        Ok(names.iter().all(has).then_some(found))
    });
    let found =
        found.with_context(|| format!("{:?}: {:?}", site.engine, site.timings().unwrap_or_default()))?;
    for name in names {
        ensure!(found.iter().filter(|(own, ..)| own == name).count() == 1, "{:?}: {found:?}", site.engine);
    }
    Ok(found)
}

/// A page that was looked at and clicked, and has gone to another address by itself.
async fn use_it(site: &VitalsSite) -> Result<Vec<String>> {
    site.goto("/orders/4711/items?who=mary#jane").await?;
    site.run("history.replaceState(0, '', '/v2/users/jane.doe77/edit?by=mary')").await?;
    site.run("begin({ release: '7.1' }); vitals.time('search', 1234.5)").await?;
    site.browser.click("button").await?;
    site.run("history.pushState(0, '', '/checkout/9f86d081884c7d65#mary'); vitals.time('search', 99)")
        .await?;
    let mut names = site.measured().await?;
    // The event's own entry comes with the next picture; the library is told of it then.
    if names.iter().any(|name| name == "inp") {
        site.run(
            "window.hasInput = false;
            new PerformanceObserver(() => { window.hasInput = true }).observe({ type: 'first-input', buffered: true })",
        )
        .await?;
        site.browser.until("return hasInput").await?;
    }
    names.sort();
    Ok(names)
}

fn is_right(site: &VitalsSite, names: &[String], found: &[Timing]) -> Result<()> {
    let about = format!("{:?}: {found:?}", site.engine);
    ensure!(found.len() == names.len() + 2, "{about}");
    for (name, page, _) in found.iter().filter(|(name, ..)| name != "search") {
        ensure!(names.contains(name) && page == "/orders/:id/items", "{about}");
    }
    let own = |page: &str, bucket| ("search".to_owned(), page.to_owned(), bucket);
    ensure!(found.contains(&own("/v2/users/:id/edit", 2)), "{about}");
    ensure!(found.contains(&own("/checkout/:id", 0)), "{about}");
    let sent = serde_json::to_string(&site.bodies()?)?;
    for mark in ["mary", "jane", "4711", "9f86", "1234"] {
        ensure!(!sent.contains(mark), "{:?}: {sent}", site.engine);
    }
    ensure!(site.bodies()?.iter().all(|body| body["release"] == "7.1"), "{sent}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_left_sends_all_that_the_browser_measured() -> Result<()> {
    for engine in Engine::ALL {
        let site = VitalsSite::open(engine, "").await?;
        let names = use_it(&site).await?;
        site.goto("/else").await?;
        is_right(&site, &names, &wait_for_all(&site, &names)?)?;
    }
    Ok(())
}

/// A hidden page may be ended without another event, so nothing may wait for one.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_only_hidden_has_sent_it_then() -> Result<()> {
    for engine in Engine::ALL {
        let site = VitalsSite::open(engine, "").await?;
        let names = use_it(&site).await?;
        let first = site.browser.page.window().await?;
        let other = site.browser.page.new_window(true).await?.handle;
        site.browser.page.switch_to_window(other).await?;
        is_right(&site, &names, &wait_for_all(&site, &names)?)?;
        // Seen and hidden once more, it sends nothing twice.
        site.browser.page.switch_to_window(first).await?;
        eventually_async("the page is back", async || {
            Ok((site.run("return document.visibilityState").await? == "visible").then_some(()))
        })
        .await?;
        site.run("vitals.time('later', 5)").await?;
        site.goto("/else").await?;
        let found = eventually("the later time", || {
            let found = site.timings()?;
            Ok(found.iter().any(|(name, ..)| name == "later").then_some(found))
        })?;
        for name in &names {
            ensure!(found.iter().filter(|(own, ..)| own == name).count() == 1, "{engine:?}: {found:?}");
        }
    }
    Ok(())
}
