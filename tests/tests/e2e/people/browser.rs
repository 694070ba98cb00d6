//! The whole of it in a real Chromium with its virtual authenticator: invited, registered, logged in,
//! as another, removed.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::wired::{Salt, WiredCollector},
    people::invite,
};
use serde_json::{Value, json};

/// Gives the browser an authenticator as a phone or a laptop has it.
fn add_authenticator(browser: &Browser, verifies: bool) -> Result<String> {
    browser.devtools("WebAuthn.enable", json!({ "enableUI": false }))?;
    let options = json!({
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": verifies, "automaticPresenceSimulation": true,
    });
    let added = browser.devtools("WebAuthn.addVirtualAuthenticator", json!({ "options": options }))?;
    Ok(added["authenticatorId"].as_str().with_context(|| format!("no authenticator: {added}"))?.to_owned())
}

/// How many passkeys an authenticator has.
fn passkeys(browser: &Browser, id: &str) -> Result<usize> {
    let found = browser.devtools("WebAuthn.getCredentials", json!({ "authenticatorId": id }))?;
    Ok(found["credentials"].as_array().map_or(0, Vec::len))
}

#[tokio::test(flavor = "multi_thread")]
async fn people_register_log_in_and_are_removed_in_a_real_browser() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    // A passkey needs a host's name.
    let home = format!("http://localhost:{}", wired.port);
    let (ann, path) = invite(&wired, "Ann", &json!("owner"), &json!({}))?;
    let browser = Browser::open().await?;
    let phone = add_authenticator(&browser, true)?;

    // By an address without a name it says so, and registers nothing.
    browser.goto(&format!("http://127.0.0.1:{}{path}", wired.port)).await?;
    browser.click("form[data-passkey] button").await?;
    browser.shows("form[data-passkey] [role=alert]", "Passkeys need a host name").await?;
    ensure!(passkeys(&browser, &phone)? == 0);

    browser.goto(&format!("{home}{path}")).await?;
    browser.says("h1", "Welcome, Ann").await?;
    browser.click("form[data-passkey] button").await?;
    browser.says("h1", "Projects").await?;
    ensure!(passkeys(&browser, &phone)? == 1);
    browser.click("a[href='/account']").await?;
    browser.says("h1", "Ann").await?;
    browser.shows("main", "owner of all projects").await?;
    // This device has one already.
    browser.click("form[data-passkey] button").await?;
    browser.shows("form[data-passkey] [role=alert]", "has a passkey of yours already").await?;

    browser.click("form[action='/logout'] button").await?;
    browser.text("form[action='/login/passkey'] button").await?;
    // A page that needs a login leads to it, and back.
    browser.goto(&format!("{home}/projects/{key}/settings")).await?;
    browser.click("form[action='/login/passkey'] button").await?;
    browser.says("h1", "Settings").await?;

    // Ann invites Bob, by the page.
    browser.goto(&format!("{home}/people")).await?;
    for (field, text) in [("#name", "Bob"), ("#email", "bob@team.example")] {
        let input = browser.page.find(fantoccini_css(field)).await?;
        input.send_keys(text).await?;
    }
    browser.run("document.querySelector('#role').value = 'viewer'").await?;
    browser.click("form[action='/people'] button").await?;
    let link = browser.run("return document.querySelector('#new-link').value").await;
    let link = match link {
        Ok(Value::String(link)) => link,
        _ => {
            browser.text("#new-link").await?;
            let link = browser.run("return document.querySelector('#new-link').value").await?;
            link.as_str().context("no link")?.to_owned()
        }
    };
    ensure!(link.starts_with(&format!("{home}/invite/")), "{link}");

    // Bob has a device of his own.
    browser.devtools("WebAuthn.removeVirtualAuthenticator", json!({ "authenticatorId": phone }))?;
    browser.page.delete_all_cookies().await?;
    let unverified = add_authenticator(&browser, false)?;
    browser.goto(&link).await?;
    browser.click("form[data-passkey] button").await?;
    browser.text("form[data-passkey] [role=alert]:not([hidden])").await?;
    ensure!(passkeys(&browser, &unverified)? == 0, "a passkey without verification");
    browser.devtools("WebAuthn.removeVirtualAuthenticator", json!({ "authenticatorId": unverified }))?;
    let laptop = add_authenticator(&browser, true)?;
    browser.goto(&link).await?;
    browser.click("form[data-passkey] button").await?;
    browser.says("h1", "Projects").await?;
    browser.goto(&format!("{home}/account")).await?;
    browser.says("h1", "Bob").await?;
    browser.goto(&format!("{home}/people")).await?;
    browser.shows("main", "This needs an owner; your role here is viewer.").await?;
    browser.goto(&format!("{home}/projects/{key}")).await?;
    ensure!(browser.text("nav.tabs").await?.contains("Overview"));

    // Bob is removed: he is out at once, and his passkey opens nothing.
    let users = wired.get("/api/users")?;
    let bob = users["users"].as_array().into_iter().flatten().find(|user| user["name"] == "Bob");
    let bob = bob.and_then(|user| user["id"].as_str()).context("no Bob")?;
    ensure!(wired.change("DELETE", &format!("/api/users/{bob}"), &json!({}))?.status == 204);
    browser.goto(&format!("{home}/projects/{key}")).await?;
    browser.click("form[action='/login/passkey'] button").await?;
    browser.shows("main", "This passkey opens nothing here, or was removed.").await?;
    ensure!(passkeys(&browser, &laptop)? == 1, "the device knows nothing of that");
    let left = wired.get("/api/users")?;
    ensure!(
        left["users"][0]["id"] == json!(ann) && left["users"].as_array().map(Vec::len) == Some(1),
        "{left}"
    );
    Ok(())
}

fn fantoccini_css(selector: &str) -> fantoccini::Locator<'_> {
    fantoccini::Locator::Css(selector)
}
