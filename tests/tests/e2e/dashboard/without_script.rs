//! A project's life by forms alone, in a real Chromium that runs no script: made, set, looked at
//! by each range, and deleted. Issues and tokens have their test in `keyboard_only.rs`.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    scenario::shop::Shop,
};
use fantoccini::Locator;

/// Writes into a field what is to stand there alone.
async fn write(browser: &Browser, field: &str, text: &str) -> Result<()> {
    let found = browser.page.find(Locator::Css(field)).await.with_context(|| field.to_owned())?;
    found.clear().await?;
    Ok(found.send_keys(text).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_made_set_looked_at_and_deleted() -> Result<()> {
    let shop = Shop::open()?;
    let browser = Browser::open_without_script(Engine::Chromium).await?;
    browser.goto(&shop.collector.login_link()?).await?;
    write(&browser, "#name", "Garden").await?;
    write(&browser, "#origins", "https://garden.example/pond").await?;
    browser.click("form[action='/projects'] button").await?;
    ensure!(browser.text("#origins-error").await?.contains("leave out all but https://garden.example"));
    ensure!(
        browser.page.find(Locator::Css("#name")).await?.prop("value").await?.as_deref() == Some("Garden")
    );
    write(&browser, "#origins", "https://garden.example").await?;
    browser.click("form[action='/projects'] button").await?;
    browser.text(".tabs").await?;
    ensure!(browser.text("h1").await? == "Garden");
    let address = browser.page.current_url().await?;
    let key = address.path().rsplit('/').next().context("no key")?.to_owned();

    for page in ["", "/sessions"] {
        for range in ["24h", "7d", "30d", "90d"] {
            // An empty project has nothing of which to choose a range.
            browser.goto(&format!("{}/projects/{}{page}", shop.collector.address(), shop.key)).await?;
            if page.is_empty() && range == "24h" {
                shop.send_events("AError", "m", None, 1)?;
                browser.page.refresh().await?;
            }
            browser.click(&format!("nav.ranges a[href$='range={range}']")).await?;
            browser.text(&format!("nav.ranges a[aria-current][href$='range={range}']")).await?;
        }
    }

    browser.goto(&format!("{}/projects/{key}/settings", shop.collector.address())).await?;
    write(&browser, "#name", "Garden and pond").await?;
    write(&browser, "#retention_days", "14").await?;
    browser.click("form[action$='/settings'] button").await?;
    ensure!(browser.text(".done p").await? == "Saved.");
    let set = shop.collector.get(&format!("/api/projects/{key}"))?;
    ensure!(set["name"] == "Garden and pond" && set["retention_days"] == 14, "{set}");

    write(&browser, "#confirm", "Garden").await?;
    browser.click("form[action$='/delete'] button").await?;
    ensure!(browser.text("#confirm-error").await?.contains("Nothing was deleted."));
    write(&browser, "#confirm", "Garden and pond").await?;
    browser.click("form[action$='/delete'] button").await?;
    browser.text("form[action='/projects']").await?;
    ensure!(!browser.text("main").await?.contains("Garden"), "it is still listed");
    Ok(())
}
