//! The main path in three engines, with JavaScript and without: somebody's page fails, an
//! operator logs in, sees it, opens it, resolves it, and takes that back.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::TOKEN,
    scenario::shop::Shop,
    site::Site,
};
use fantoccini::Locator;

async fn walk(shop: &Shop, browser: &Browser, name: &str) -> Result<()> {
    let own = shop.collector.address();
    browser.goto(&format!("{own}/login")).await?;
    let field = browser.page.find(Locator::Css("input[name=token]")).await?;
    field.send_keys("not the token").await?;
    browser.click("main form button").await?;
    ensure!(browser.text("[role=alert]").await?.contains("not the admin token"));
    let field = browser.page.find(Locator::Css("input[name=token]")).await?;
    field.send_keys(TOKEN).await?;
    browser.click("main form button").await?;
    browser.click(&format!("h2 a[href='/projects/{}']", shop.key)).await?;
    browser.click(".tabs a[href$='/issues']").await?;

    let title = format!("{name}: is not for sale");
    let id = shop.id(&title)?;
    browser.click(&format!("td.what a[href*='{id}']")).await?;
    ensure!(browser.text("h1.title").await? == title);
    let text = browser.text("main").await?;
    ensure!(text.contains("sell") && text.contains("1.4.2"), "its function and its release: {text}");
    browser.click("form[aria-label='This issue'] button[data-key=e]").await?;
    browser.says(".done p", "Resolved 1 issue.").await?;
    ensure!(shop.issue(&title)?["status"] == "resolved");
    browser.click(".done button").await?;
    browser.says(".done p", "Undone.").await?;
    ensure!(shop.issue(&title)?["status"] == "open");
    browser.click("form[action='/logout'] button").await?;
    browser.text("input[name=token]").await?;
    browser.goto(&format!("{own}/projects/{}/issues/{id}", shop.key)).await?;
    browser.text("input[name=token]").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_tells_is_seen_and_resolved_in_every_engine() -> Result<()> {
    let shop = Shop::open()?;
    for engine in Engine::ALL {
        let name = format!("{engine:?}Error");
        let browser = Browser::open_in(engine).await?;
        let page = format!(
            "<!doctype html><title>shop</title>
            <script src='{0}/client/script.js' data-endpoint='{0}/v1/{1}' data-release='1.4.2' data-load='eager'></script>
            <script>class {name} extends Error {{ name = '{name}' }}
            function sell() {{ throw new {name}('is not for sale') }}
            setTimeout(sell)</script>",
            shop.collector.address(),
            shop.key
        );
        let site = Site::serve(&[("/", &page)])?;
        browser.goto(&format!("{}/", site.origin())).await?;
        shop.collector.wait_for_issue(&shop.key, &name)?;
        walk(&shop, &browser, &name).await.with_context(|| format!("{engine:?}"))?;
        drop(browser);
        let without = Browser::open_without_script(engine).await?;
        // The script of the page would send an event if it ran.
        without.goto(&format!("{}/", site.origin())).await?;
        walk(&shop, &without, &name).await.with_context(|| format!("{engine:?} without JavaScript"))?;
        let events = shop.issue(&format!("{name}: is not for sale"))?["events"].clone();
        ensure!(events == 1, "{engine:?} runs scripts: {events}");
    }
    Ok(())
}
