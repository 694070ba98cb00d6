//! Pages that update by themselves, in real browsers; and clients that may not follow them.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    scenario::{operator::Operator, shop::Shop},
};

/// A mark in a page, so that a reload would be seen.
const MARK: &str = "window.unreloaded = true";

#[tokio::test(flavor = "multi_thread")]
async fn new_events_appear_by_themselves() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("FirstError", "m", None, 1)?;
    let home = format!("{}/projects/{}", shop.collector.address(), shop.key);
    for (engine, name) in
        [(Engine::Chromium, "Second"), (Engine::Firefox, "Third"), (Engine::WebKit, "Fourth")]
    {
        let browser = Browser::open_in(engine).await?;
        browser.goto(&shop.collector.login_link()?).await?;
        for page in ["live", "issues"] {
            browser.goto(&format!("{home}/{page}")).await?;
            browser.run(MARK).await?;
            browser.shows("[data-live-status]", "Live").await?;
            let error = format!("{name}{}Error", if page == "live" { "Tail" } else { "List" });
            ensure!(!browser.text("main").await?.contains(&error));
            shop.send_events(&error, "m", None, 1)?;
            browser.shows("main", &error).await.with_context(|| format!("{engine:?} {page}"))?;
            ensure!(
                browser.run("return window.unreloaded === true").await? == true,
                "{engine:?}: it was reloaded"
            );
        }
        // A ticked box stays ticked.
        browser.run("document.querySelector('[data-live-part] input[type=checkbox]').checked = true").await?;
        shop.send_events(&format!("{name}LaterError"), "m", None, 1)?;
        // The promise is about time: within these seconds the page would have been renewed.
        tokio::time::sleep(Duration::from_secs(4)).await;
        let ticked = browser.run("return document.querySelectorAll('main input:checked').length").await?;
        ensure!(ticked.as_u64().is_some_and(|ticked| ticked > 0), "{engine:?}: the choice is gone: {ticked}");
    }
    Ok(())
}

#[test]
fn nobody_else_follows() -> Result<()> {
    let shop = Shop::open()?;
    let operator = Operator::log_in(&shop)?;
    let own = shop.collector.address();
    let path = format!("/projects/{}/live/0", shop.key);
    let ask = |path: &str, origin: &str, cookie: &str| {
        let headers = [
            ("origin", origin),
            ("cookie", cookie),
            ("upgrade", "websocket"),
            ("connection", "Upgrade"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        shop.collector.request("GET", path, &headers, b"").map(|answer| answer.status)
    };
    ensure!(ask(&path, "https://evil.example", &operator.cookie)? == 403, "another site's page");
    ensure!(ask(&path, &own, "")? == 303, "nobody is logged in");
    ensure!(ask(&path.replace("/0", "/1"), &own, &operator.cookie)? == 404, "there is one object");
    ensure!(ask(&path.replace("/0", "/x"), &own, &operator.cookie)? == 404);
    let plain =
        shop.collector.request("GET", &path, &[("origin", &own), ("cookie", &operator.cookie)], b"")?;
    ensure!(plain.status == 426, "no WebSocket was asked for: {plain:?}");
    ensure!(shop.collector.request("GET", "/health", &[], b"")?.status == 200);
    Ok(())
}
