//! The main path with the keyboard alone, in a real Chromium without a line of JavaScript: Tab,
//! Shift+Tab, Enter, Space and letters. Wherever the focus goes it can be seen, and it goes on.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{
        Browser,
        keyboard::{FOCUSED, Keyboard},
    },
    collector::TOKEN,
    scenario::shop::Shop,
};
use fantoccini::key::Key;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_done_without_a_mouse() -> Result<()> {
    let shop = Shop::open()?;
    for (name, release) in [("AlphaError", "1.0"), ("BetaError", "1.0"), ("GammaError", "2.0")] {
        shop.send_events(name, "m", Some(release), 2)?;
    }
    let (alpha, beta) = (shop.id("AlphaError: m")?, shop.id("BetaError: m")?);
    let keyboard = Keyboard { browser: Browser::open().await? };
    keyboard.browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
    let home = format!("/projects/{}", shop.key);

    keyboard.browser.goto(&format!("{}/login", shop.collector.address())).await?;
    keyboard.to("input[name=token]").await?;
    keyboard.letters(TOKEN).await?;
    keyboard.key(Key::Enter).await?;
    keyboard.browser.shows("h1", "Projects").await?;
    // The first Tab offers to leave out what is on every page.
    keyboard.key(Key::Tab).await?;
    ensure!(keyboard.browser.page.execute(FOCUSED, vec![json!("a.skip")]).await?["wanted"] == true);
    keyboard.follow(&format!("h2 a[href='{home}']")).await?;
    keyboard.browser.shows("h1", "1 new issue since 2").await?;
    keyboard.follow(&format!(".tabs a[href='{home}/issues']")).await?;
    keyboard.browser.shows("h1", "Issues").await?;

    // Search, and filter by what is folded; then take both away.
    keyboard.to("#query").await?;
    keyboard.letters("Alpha").await?;
    keyboard.key(Key::Enter).await?;
    keyboard.browser.shows("main", "Clear").await?;
    ensure!(!keyboard.browser.text("main").await?.contains("BetaError"));
    keyboard.follow("a.clear").await?;
    keyboard.browser.shows("main", "BetaError").await?;
    keyboard.to("details.more summary").await?;
    keyboard.letters(" ").await?;
    keyboard.to("#release").await?;
    keyboard.letters("2").await?;
    keyboard.go("form.filters button", false).await?;
    keyboard.key(Key::Enter).await?;
    keyboard.browser.shows("main", "GammaError").await?;
    ensure!(!keyboard.browser.text("main").await?.contains("AlphaError"), "the filter was not applied");
    keyboard.follow("a.clear").await?;
    keyboard.browser.shows("main", "AlphaError").await?;

    // Two are chosen and resolved, and taken back.
    for id in [&beta, &alpha] {
        keyboard.to(&format!("input.choose[value='{id}']")).await?;
        keyboard.letters(" ").await?;
    }
    keyboard.go("form#chosen button[value=resolved]", false).await?;
    keyboard.key(Key::Enter).await?;
    keyboard.browser.shows(".done p", "Resolved 2 issues.").await?;
    keyboard.follow(".done button").await?;
    keyboard.browser.shows(".done p", "Undone.").await?;
    ensure!(shop.issue("AlphaError: m")?["status"] == "open");

    // An issue, its earlier event and back, another merged into it, and split.
    keyboard.follow(&format!("td.what a[href*='{alpha}']")).await?;
    keyboard.browser.shows("h1", "AlphaError").await?;
    keyboard.follow("nav.events a[rel=prev]").await?;
    keyboard.browser.shows(".told h2", "Event 1").await?;
    keyboard.follow("nav.events a[rel=next]").await?;
    keyboard.browser.shows(".told h2", "Newest stored event").await?;
    keyboard.to("details.merge summary").await?;
    keyboard.key(Key::Enter).await?;
    keyboard.to("#into").await?;
    keyboard.letters(&beta).await?;
    keyboard.key(Key::Enter).await?;
    keyboard.browser.shows(".done p", "Merged 1 issue.").await?;
    keyboard.follow(".members button").await?;
    keyboard.browser.shows(".done p", "Split 1 issue.").await?;
    ensure!(shop.issue("BetaError: m")?["events"] == 2);

    // A token is made, copied by hand, and revoked.
    keyboard.follow(&format!(".tabs a[href='{home}/settings']")).await?;
    keyboard.browser.shows("h1", "Settings").await?;
    keyboard.to("#token-name").await?;
    keyboard.letters("CI").await?;
    keyboard.to("input[name=scope][value=read]").await?;
    keyboard.letters(" ").await?;
    keyboard.follow("form[action$='/tokens'] button").await?;
    keyboard.browser.shows("#tokens", "Copy the new token now").await?;
    keyboard.to("#new-token").await?;
    keyboard.follow("button[aria-label='Revoke CI']").await?;
    keyboard.browser.shows(".done p", "Revoked the token.").await?;

    keyboard.follow("form[action='/logout'] button").await?;
    keyboard.browser.text("input[name=token]").await?;
    let left = shop.collector.get("/api/tokens")?;
    ensure!(left["tokens"].as_array().context("no tokens")?.is_empty(), "{left}");
    Ok(())
}
