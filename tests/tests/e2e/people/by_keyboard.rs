//! The main path of triage by the keyboard alone, in a real Chromium: without a line of JavaScript, and the
//! keys of the inbox with it.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, keyboard::Keyboard},
    collector::TOKEN,
    scenario::shop::Shop,
    wait::eventually_async,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_a_person_a_snooze_and_a_comment_need_no_mouse() -> Result<()> {
    let shop = Shop::open()?;
    for name in ["AlphaError", "BetaError"] {
        shop.send_events(name, "m", Some("1.0"), 1)?;
    }
    let (alpha, home) = (shop.id("AlphaError: m")?, format!("/projects/{}", shop.key));
    let keyboard = Keyboard { browser: Browser::open().await? };
    let browser = &keyboard.browser;
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
    let go = async |path: &str| browser.goto(&format!("{}{path}", shop.collector.address())).await;

    go("/login").await?;
    keyboard.to("input[name=token]").await?;
    keyboard.letters(TOKEN).await?;
    keyboard.key(Key::Enter).await?;
    browser.shows("h1", "Projects").await?;

    // A destination, and a rule that tells it.
    go(&home).await?;
    keyboard.follow(&format!("a[href='{home}/alerts']")).await?;
    browser.shows("h1", "Alerts").await?;
    keyboard.to("#destination-name").await?;
    keyboard.letters("Chat").await?;
    keyboard.to("#url").await?;
    keyboard.letters("https://hooks.example/x").await?;
    keyboard.to("#token").await?;
    keyboard.letters("a secret of sixteen letters").await?;
    keyboard.key(Key::Enter).await?;
    browser.shows("main", "hooks.example").await?;
    keyboard.to("#rule-name").await?;
    keyboard.letters("Every new one").await?;
    keyboard.to("input[name=destination]").await?;
    keyboard.letters(" ").await?;
    keyboard.go("#rule-name", false).await?;
    keyboard.key(Key::Enter).await?;
    browser.shows("main", "Every new one").await?;
    let rules = shop.collector.get(&format!("/api{home}/alerts"))?;
    ensure!(rules["rules"][0]["destinations"][0] == rules["destinations"][0]["id"], "{rules}");

    // A person, as a member of the project.
    keyboard.follow("a[href='/account']").await?;
    keyboard.follow("a[href='/people']").await?;
    browser.shows("h1", "People").await?;
    keyboard.to("#name").await?;
    keyboard.letters("Ann Lee").await?;
    keyboard.to("#email").await?;
    keyboard.letters("ann@team.example").await?;
    keyboard.to(&format!("#role-{}", shop.key)).await?;
    keyboard.letters("M").await?;
    keyboard.to("form[action='/people'] button").await?;
    keyboard.key(Key::Enter).await?;
    browser.text("#new-link").await?;
    let users = shop.collector.get("/api/users")?;
    let ann = users["users"][0]["id"].as_str().context("no user")?.to_owned();
    ensure!(users["users"][0]["projects"][&shop.key] == "member", "{users}");

    // From the inbox: an issue is assigned, commented on, and snoozed.
    keyboard.follow("a[href='/inbox']").await?;
    browser.shows("h1", "Inbox").await?;
    keyboard.follow(&format!("a[href='{home}/issues/{alpha}']")).await?;
    browser.shows("h1", "AlphaError").await?;
    keyboard.to("details.assign summary").await?;
    keyboard.key(Key::Enter).await?;
    keyboard.to("#assignee").await?;
    keyboard.letters("Ann").await?;
    keyboard.follow("details.assign button").await?;
    browser.shows(".done p", "Assigned").await?;
    keyboard.to("#comment").await?;
    keyboard.letters("It is **ours**").await?;
    keyboard.follow("form.comment button").await?;
    browser.shows("main", "It is ours").await?;
    keyboard.to("details.snooze summary").await?;
    keyboard.key(Key::Enter).await?;
    keyboard.follow("details.snooze button[value=snoozed-week]").await?;
    browser.shows(".done p", "Snoozed 1 issue.").await?;
    let issue = shop.issue("AlphaError: m")?;
    ensure!(issue["status"] == "snoozed" && issue["assignee"] == ann.as_str(), "{issue}");

    // What sleeps does not wait; the other one is resolved where it stands, and that is taken back.
    keyboard.follow("a[href='/inbox']").await?;
    browser.shows("h1", "Inbox").await?;
    ensure!(!browser.text("main").await?.contains("AlphaError"), "it sleeps");
    keyboard.follow(".inbox button[value=resolved]").await?;
    browser.shows(".done p", "Resolved 1 issue.").await?;
    ensure!(shop.issue("BetaError: m")?["status"] == "resolved");
    keyboard.follow(".done button").await?;
    browser.shows(".done p", "Undone.").await?;
    browser.shows("h1", "Inbox").await?;
    ensure!(shop.issue("BetaError: m")?["status"] == "open");
    Ok(())
}

/// The key of the line that has the focus.
async fn row(browser: &Browser) -> Result<Value> {
    browser.run("return document.activeElement.dataset.row ?? ''").await
}

async fn until(browser: &Browser, is: &str) -> Result<()> {
    let script = format!("return Boolean({is})");
    eventually_async(is, async || {
        // A page that is being left answers nothing.
        Ok(browser.run(&script).await.is_ok_and(|is| is == true).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inbox_is_walked_and_decided_by_the_keys_of_a_list() -> Result<()> {
    let shop = Shop::open()?;
    for name in ["AError", "BError", "CError"] {
        shop.send_events(name, "m", None, 1)?;
    }
    let keyboard = Keyboard { browser: Browser::open().await? };
    let browser = &keyboard.browser;
    browser.goto(&shop.collector.login_link()?).await?;
    browser.goto(&format!("{}/inbox", shop.collector.address())).await?;
    let ready = "!document.querySelector('.tools').hidden";
    until(browser, ready).await?;
    let rows = browser
        .run("return [...document.querySelectorAll('[data-row]')].map((one) => one.dataset.row)")
        .await?;
    let status = |id: &Value| -> Result<Value> {
        let id = id.as_str().context("no id")?;
        let issue = shop.collector.get(&format!("/api/projects/{}/issues/{id}", shop.key))?;
        Ok(issue["issue"]["status"].clone())
    };
    // Without a current line, a key of triage decides about none.
    keyboard.letters("e").await?;
    for (key, at) in [("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)] {
        keyboard.letters(key).await?;
        ensure!(row(browser).await? == rows[at], "{key}: {} of {rows}", row(browser).await?);
    }
    for at in 0..3 {
        ensure!(status(&rows[at])? == "open", "{at} was decided");
    }
    keyboard.letters("e").await?;
    browser.shows(".done p", "Resolved 1 issue.").await?;
    ensure!(status(&rows[1])? == "resolved" && status(&rows[0])? == "open" && status(&rows[2])? == "open");
    until(browser, ready).await?;
    // The focus is at the line that took its place, and the address has no message.
    until(browser, &format!("document.activeElement.dataset.row === {}", rows[2])).await?;
    until(browser, "location.search === ''").await?;
    keyboard.letters("z").await?;
    browser.shows(".done p", "Undone.").await?;
    ensure!(status(&rows[1])? == "open");
    until(browser, ready).await?;
    until(browser, "document.activeElement.dataset.row").await?;
    let current = row(browser).await?;
    keyboard.letters("i").await?;
    browser.shows(".done p", "Ignored 1 issue.").await?;
    ensure!(status(&current)? == "ignored");
    Ok(())
}
