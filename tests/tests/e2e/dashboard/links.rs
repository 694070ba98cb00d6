//! A page is a link: it opens from another site for somebody who is logged in, it is the page after a
//! login, and a form whose login has expired is done after it. In every engine, without losing what
//! SameSite=Strict protects.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::TOKEN,
    scenario::shop::Shop,
    site::Site,
};
use fantoccini::Locator;

async fn log_in(browser: &Browser) -> Result<()> {
    browser.text("input[name=token]").await?;
    browser.page.find(Locator::Css("input[name=token]")).await?.send_keys(TOKEN).await?;
    browser.click("main form button").await
}

async fn walk(shop: &Shop, browser: &Browser, id: &str, title: &str) -> Result<()> {
    let own = shop.collector.address();
    let issue = format!("{own}/projects/{}/issues/{id}?range=7d", shop.key);
    // A chat of another site (another host, so that it is another site) with a link to the issue.
    let chat = Site::serve(&[("/", &format!("<!doctype html><a href='{issue}'>look at this</a>"))])?;
    let chat = format!("{}/", chat.origin().replace("127.0.0.1", "localhost"));
    browser.goto(&chat).await?;
    browser.click("a").await?;
    log_in(browser).await?;
    browser.says("h1.title", title).await?;
    ensure!(browser.page.current_url().await?.as_str() == issue, "the page itself, with its range");
    // Now that somebody is logged in, the link is the page.
    browser.goto(&chat).await?;
    browser.click("a").await?;
    browser.says("h1.title", title).await?;
    // The login expires, and the form is sent.
    browser.page.delete_all_cookies().await?;
    browser.click("form[aria-label='This issue'] button[value=ignored]").await?;
    browser.shows("h1", "Log in to go on").await?;
    let field = browser.page.find(Locator::Css("input[name=token]")).await?;
    field.send_keys("not the token").await?;
    browser.click("main form button").await?;
    browser.shows("[role=alert]", "not the admin token").await?;
    log_in(browser).await?;
    browser.says(".done p", "Ignored 1 issue.").await?;
    ensure!(shop.issue(title)?["status"] == "ignored");
    browser.click(".done button").await?;
    browser.says(".done p", "Undone.").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_of_another_site_is_the_page_and_an_expired_form_is_done_after_the_login() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("Error", "linked", None, 1)?;
    shop.collector.wait_for_issue(&shop.key, "linked")?;
    let title = "Error: linked";
    let id = shop.id(title)?;
    for engine in Engine::ALL {
        let browser = Browser::open_in(engine).await?;
        walk(&shop, &browser, &id, title).await.with_context(|| format!("{engine:?}"))?;
    }
    let browser = Browser::open_without_script(Engine::Chromium).await?;
    walk(&shop, &browser, &id, title).await.context("without JavaScript")
}

#[test]
fn a_login_leads_nowhere_else_and_a_form_of_another_site_is_refused_as_ever() -> Result<()> {
    let shop = Shop::open()?;
    let own = shop.collector.address();
    let form = ("content-type", "application/x-www-form-urlencoded");
    for bad in
        ["//evil.example", "https://evil.example/", "/projects/%2e%2e/logout", "/api/projects", "/login"]
    {
        let encoded: String = bad.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let page = shop.collector.request("GET", &format!("/login?next={encoded}"), &[], b"")?;
        ensure!(page.status == 200 && !page.body.contains("evil.example"), "{bad}: {page:?}");
        for field in ["next", "login-action"] {
            let body = format!("token={TOKEN}&{field}={encoded}");
            let done =
                shop.collector.request("POST", "/login", &[("origin", &own), form], body.as_bytes())?;
            ensure!(done.status == 303 && done.header("location") == "/", "{field}={bad}: {done:?}");
        }
    }
    // A form of another site that names an action, without the cookie and with the fields of a browser.
    let issues = format!("/projects/{}/issues", shop.key);
    let headers = [("origin", "https://evil.example"), ("sec-fetch-mode", "navigate"), form];
    let forged = shop.collector.request("POST", &issues, &headers, b"to=ignored&id=00ff00ff00ff00ff")?;
    ensure!(forged.status == 403, "{forged:?}");
    // A page that asks once more holds nothing of the project.
    let headers = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    let again = shop.collector.request("GET", &issues, &headers, b"")?;
    ensure!(again.status == 200 && again.body.contains("http-equiv=\"refresh\""), "{again:?}");
    let reads =
        shop.collector.request("GET", &issues, &[("sec-fetch-site", "same-origin"), headers[1]], b"")?;
    ensure!(reads.status == 303 && reads.header("location").starts_with("/login?next="), "{reads:?}");
    Ok(())
}
