//! The dashboard by keyboard, its buttons that copy, and its time zone, in three real engines: what
//! the module of the pages adds to them.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    scenario::shop::Shop,
    wait::eventually_async,
};
use serde_json::{Value, json};

/// The key of a list line that has the focus.
const ROW: &str = "return document.activeElement.dataset.row ?? ''";
const STACK: &str = "    at total (https://shop.example/cart.js:3:7)";
/// WebDriver's names of keys (section 17.4.2).
const CONTROL: char = '\u{e009}';
const ESCAPE: &str = "\u{e00c}";

struct DashboardUser {
    browser: Browser,
    home: String,
}

impl DashboardUser {
    async fn open(shop: &Shop, engine: Engine) -> Result<Self> {
        let browser = Browser::open_in(engine).await?;
        if engine == Engine::Chromium {
            browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Kolkata" }))?;
        }
        browser.goto(&shop.collector.login_link()?).await?;
        Ok(Self { browser, home: format!("{}/projects/{}", shop.collector.address(), shop.key) })
    }

    /// Goes to a page of the project and waits for the module.
    async fn go(&self, page: &str) -> Result<()> {
        self.browser.goto(&format!("{}/{page}", self.home)).await?;
        self.until("!document.querySelector('.tools').hidden", "the module").await
    }

    async fn press(&self, keys: &str) -> Result<()> {
        eventually_async(&format!("a place for {keys}"), async || {
            // For a moment, the focus is still in the dialog that was just closed.
            Ok(self.browser.page.active_element().await?.send_keys(keys).await.ok())
        })
        .await
    }

    async fn run(&self, script: &str) -> Result<Value> {
        self.browser.run(script).await
    }

    async fn row(&self) -> Result<String> {
        Ok(self.run(ROW).await?.as_str().unwrap_or_default().to_owned())
    }

    async fn until(&self, is: &str, what: &str) -> Result<()> {
        let script = format!("return Boolean({is})");
        eventually_async(what, async || {
            // A page that is being left answers nothing.
            Ok(self.run(&script).await.is_ok_and(|is| is == true).then_some(()))
        })
        .await
    }

    async fn says(&self, selector: &str, text: &str) -> Result<()> {
        self.until(&format!("document.querySelector({selector:?})?.textContent.includes({text:?})"), text)
            .await
    }

    async fn is_open(&self) -> Result<bool> {
        Ok(self.run("return document.querySelector('#keys').open").await? == true)
    }
}

fn shop() -> Result<Shop> {
    let shop = Shop::open()?;
    for name in ["AError", "BError", "CError"] {
        let body = json!({ "name": name, "message": "m", "type": 1, "stack": STACK });
        let headers = [
            ("origin", "https://shop.example"),
            ("content-type", "application/json"),
            ("user-agent", "Mozilla/5.0"),
        ];
        for _ in 0..2 {
            let path = format!("/v1/{}/event", shop.key);
            let answer = shop.collector.request("POST", &path, &headers, body.to_string().as_bytes())?;
            ensure!(answer.status == 200, "{answer:?}");
        }
    }
    Ok(shop)
}

async fn walk(user: &DashboardUser, shop: &Shop) -> Result<()> {
    let [a, b, c] = [shop.id("AError: m")?, shop.id("BError: m")?, shop.id("CError: m")?];
    user.go("issues").await?;
    let expected = [("j", &c), ("j", &b), ("j", &a), ("j", &a), ("k", &b)];
    for (key, row) in expected {
        user.press(key).await?;
        ensure!(user.row().await? == **row, "{key}: {}", user.row().await?);
    }
    let chosen = "return document.querySelectorAll('input.choose:checked').length";
    user.press("x").await?;
    ensure!(user.run(chosen).await? == 1);
    user.press("x").await?;
    ensure!(user.run(chosen).await? == 0);
    user.press("e").await?;
    user.says(".done p", "Resolved 1 issue.").await?;
    ensure!(shop.issue("BError: m")?["status"] == "resolved");
    user.until("!document.querySelector('.tools').hidden", "the module").await?;
    user.press("z").await?;
    user.says(".done p", "Undone.").await?;
    ensure!(shop.issue("BError: m")?["status"] == "open");

    user.go("issues").await?;
    user.press("/").await?;
    user.until("document.activeElement.id === 'query'", "the search field").await?;
    user.press("jx?").await?;
    ensure!(user.run("return document.activeElement.value").await? == "jx?", "a field is typed into");
    ensure!(!user.is_open().await?);
    Ok(())
}

async fn list_of_keys(user: &DashboardUser) -> Result<()> {
    user.go("issues").await?;
    let combined = "for (const which of ['ctrlKey', 'altKey', 'metaKey'])
        document.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true, [which]: true }))";
    user.run(combined).await?;
    ensure!(!user.is_open().await?, "a key with Ctrl, Alt or Meta is the browser's");
    user.press("?").await?;
    ensure!(user.is_open().await?);
    user.press("j").await?;
    ensure!(user.row().await?.is_empty(), "the list below the dialog was walked");
    user.browser.click("[data-keys-switch]").await?;
    user.press(ESCAPE).await?;
    user.until("!document.querySelector('#keys').open", "the end of the dialog").await?;
    for again in [false, true] {
        if again {
            user.go("issues").await?;
        }
        user.press("j").await?;
        ensure!(user.row().await?.is_empty(), "keys that are off do nothing");
    }
    user.press("?").await?;
    user.browser.click("[data-keys-switch]").await?;
    user.browser.click("#keys form button").await?;
    user.press("j").await?;
    ensure!(!user.row().await?.is_empty());
    ensure!(user.run("return localStorage.length").await? == 0, "it is kept that they are off, alone");
    Ok(())
}

/// A part of a page with the focus in it does not move: what is new waits behind a bar, which a screen reader
/// hears; shown by its key, the focus stays where it is.
async fn goes_on(user: &DashboardUser, shop: &Shop, name: &str) -> Result<()> {
    user.go("live").await?;
    user.says("[data-live-status]", "Live").await?;
    user.press("j").await?;
    user.press("j").await?;
    let row = user.row().await?;
    ensure!(!row.is_empty());
    shop.send_events(name, "m", None, 1)?;
    user.says("[role=status][data-live-waiting-text]", "1 new").await?;
    ensure!(!user.run("return document.querySelector('main').textContent").await?.to_string().contains(name));
    ensure!(user.row().await? == row, "the focus went elsewhere: {}", user.row().await?);
    user.press("r").await?;
    user.says("main", name).await?;
    user.until("document.querySelector('[data-live-waiting]').hidden", "the end of the bar").await?;
    ensure!(user.row().await? == row, "the focus went elsewhere: {}", user.row().await?);
    user.press("k").await?;
    user.press("k").await?;
    ensure!(user.row().await? != row);
    let times = "[...document.querySelectorAll('#live time[title]')].every((one) => one.title.endsWith('Z'))";
    ensure!(user.run(&format!("return {times}")).await? == true, "times of the new part");
    Ok(())
}

/// The place in a list is there again after Back, after an action and after its undo.
async fn comes_back(user: &DashboardUser, shop: &Shop) -> Result<()> {
    let [a, b] = [shop.id("AError: m")?, shop.id("BError: m")?];
    user.go("issues").await?;
    while user.row().await? != b {
        user.press("j").await?;
    }
    user.press("o").await?;
    user.says("h1.title", "BError: m").await?;
    user.browser.back().await?;
    user.until(&format!("document.activeElement.dataset.row === {b:?}"), "the line after Back").await?;
    user.press("e").await?;
    user.says(".done p", "Resolved 1 issue.").await?;
    user.until(&format!("document.activeElement.dataset.row === {a:?}"), "the next line").await?;
    user.until("location.search === ''", "an address without the message").await?;
    user.press("z").await?;
    user.says(".done p", "Undone.").await?;
    user.until("document.activeElement.dataset.row", "a line after the undo").await
}

async fn copies(user: &DashboardUser, shop: &Shop, engine: Engine) -> Result<()> {
    user.go("issues?query=CError").await?;
    user.press("j").await?;
    user.press("o").await?;
    user.says("h1.title", "CError: m").await?;
    let id = shop.id("CError: m")?;
    user.go(&format!("issues/{id}")).await?;
    let zone = if engine == Engine::Chromium { "UTC+5:30" } else { "UTC" };
    user.says("main", &format!(" {zone}")).await?;

    user.browser.click("details.raw summary").await?;
    user.browser.click("details.raw [data-copy]").await?;
    user.says("[data-said]", "Copied").await?;
    user.says("details.raw [data-copy]", "Copied").await?;
    user.go("issues").await?;
    user.press("/").await?;
    user.press(&format!("{CONTROL}v")).await?;
    let pasted = user.run("return document.querySelector('#query').value").await?;
    ensure!(pasted.as_str().is_some_and(|text| text.trim() == STACK.trim()), "{engine:?}: {pasted}");

    user.go(&format!("issues/{id}")).await?;
    user.press("j").await?;
    user.until("location.pathname.includes('/events/')", "an earlier event").await?;
    Ok(())
}

async fn by_keys(engine: Engine) -> Result<()> {
    let shop = shop()?;
    let user = DashboardUser::open(&shop, engine).await?;
    walk(&user, &shop).await.context("walk")?;
    list_of_keys(&user).await.context("list of keys")?;
    copies(&user, &shop, engine).await.context("copies")?;
    comes_back(&user, &shop).await.context("comes back")?;
    goes_on(&user, &shop, "LaterError").await.context("goes on")
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_walked_and_texts_copied_in_chromium() -> Result<()> {
    by_keys(Engine::Chromium).await
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_walked_and_texts_copied_in_firefox() -> Result<()> {
    by_keys(Engine::Firefox).await
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_walked_and_texts_copied_in_webkit() -> Result<()> {
    by_keys(Engine::WebKit).await
}
