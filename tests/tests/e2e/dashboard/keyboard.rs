//! The dashboard by keyboard, its buttons that copy, and its clock, in three real engines: what
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

struct Visitor {
    browser: Browser,
    home: String,
}

impl Visitor {
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

async fn walk(visitor: &Visitor, shop: &Shop) -> Result<()> {
    let [a, b, c] = [shop.id("AError: m")?, shop.id("BError: m")?, shop.id("CError: m")?];
    visitor.go("issues").await?;
    let expected = [("j", &c), ("j", &b), ("j", &a), ("j", &a), ("k", &b)];
    for (key, row) in expected {
        visitor.press(key).await?;
        ensure!(visitor.row().await? == **row, "{key}: {}", visitor.row().await?);
    }
    let chosen = "return document.querySelectorAll('input.choose:checked').length";
    visitor.press("x").await?;
    ensure!(visitor.run(chosen).await? == 1);
    visitor.press("x").await?;
    ensure!(visitor.run(chosen).await? == 0);
    visitor.press("e").await?;
    visitor.says(".done p", "Resolved 1 issue.").await?;
    ensure!(shop.issue("BError: m")?["status"] == "resolved");
    visitor.until("!document.querySelector('.tools').hidden", "the module").await?;
    visitor.press("z").await?;
    visitor.says(".done p", "Undone.").await?;
    ensure!(shop.issue("BError: m")?["status"] == "open");

    visitor.go("issues").await?;
    visitor.press("/").await?;
    ensure!(visitor.run("return document.activeElement.id").await? == "query");
    visitor.press("jx?").await?;
    ensure!(visitor.run("return document.activeElement.value").await? == "jx?", "a field is typed into");
    ensure!(!visitor.is_open().await?);
    Ok(())
}

async fn list_of_keys(visitor: &Visitor) -> Result<()> {
    visitor.go("issues").await?;
    let combined = "for (const which of ['ctrlKey', 'altKey', 'metaKey'])
        document.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true, [which]: true }))";
    visitor.run(combined).await?;
    ensure!(!visitor.is_open().await?, "a key with Ctrl, Alt or Meta is the browser's");
    visitor.press("?").await?;
    ensure!(visitor.is_open().await?);
    visitor.press("j").await?;
    ensure!(visitor.row().await?.is_empty(), "the list below the dialog was walked");
    visitor.browser.click("[data-keys-switch]").await?;
    visitor.press(ESCAPE).await?;
    visitor.until("!document.querySelector('#keys').open", "the end of the dialog").await?;
    for again in [false, true] {
        if again {
            visitor.go("issues").await?;
        }
        visitor.press("j").await?;
        ensure!(visitor.row().await?.is_empty(), "keys that are off do nothing");
    }
    visitor.press("?").await?;
    visitor.browser.click("[data-keys-switch]").await?;
    visitor.browser.click("#keys form button").await?;
    visitor.press("j").await?;
    ensure!(!visitor.row().await?.is_empty());
    ensure!(visitor.run("return localStorage.length").await? == 0, "it is kept that they are off, alone");
    Ok(())
}

/// A part of a page that is renewed leaves the focus where it is, and its times are told.
async fn goes_on(visitor: &Visitor, shop: &Shop, name: &str) -> Result<()> {
    visitor.go("live").await?;
    visitor.says("[data-live-status]", "Live").await?;
    visitor.press("t").await?;
    visitor.press("j").await?;
    visitor.press("j").await?;
    let row = visitor.row().await?;
    ensure!(!row.is_empty());
    shop.send_events(name, "m", None, 1)?;
    visitor.says("main", name).await?;
    ensure!(visitor.row().await? == row, "the focus went elsewhere: {}", visitor.row().await?);
    visitor.press("k").await?;
    visitor.press("k").await?;
    ensure!(visitor.row().await? != row);
    let times = "[...document.querySelectorAll('#live time')].every((one) => one.title.endsWith(' UTC'))";
    ensure!(visitor.run(&format!("return {times}")).await? == true, "times of the new part");
    Ok(())
}

async fn copies(visitor: &Visitor, shop: &Shop, engine: Engine) -> Result<()> {
    visitor.go("issues?query=CError").await?;
    visitor.press("j").await?;
    visitor.press("o").await?;
    visitor.says("h1.title", "CError: m").await?;
    let id = shop.id("CError: m")?;
    visitor.go(&format!("issues/{id}")).await?;
    visitor.press("t").await?;
    let zone = if engine == Engine::Chromium { "UTC+5:30" } else { "UTC" };
    visitor.says("time[data-clock=full]", &format!(" {zone}")).await?;
    let title = visitor.run("return document.querySelector('time[data-clock=full]').title").await?;
    let title = title.as_str().context("no title")?;
    ensure!(title.contains(&format!(" {zone}\n")) && title.ends_with(" UTC"), "{title}");
    visitor.press("t").await?;
    visitor.until("/ UTC$/.test(document.querySelector('time[data-clock=full]').textContent)", "UTC").await?;

    visitor.browser.click("details.raw summary").await?;
    visitor.browser.click("details.raw [data-copy]").await?;
    visitor.says("[data-said]", "Copied").await?;
    visitor.says("details.raw [data-copy]", "Copied").await?;
    visitor.go("issues").await?;
    visitor.press("/").await?;
    visitor.press(&format!("{CONTROL}v")).await?;
    let pasted = visitor.run("return document.querySelector('#query').value").await?;
    ensure!(pasted.as_str().is_some_and(|text| text.trim() == STACK.trim()), "{engine:?}: {pasted}");

    visitor.go(&format!("issues/{id}")).await?;
    visitor.press("j").await?;
    visitor.until("location.pathname.includes('/events/')", "an earlier event").await?;
    Ok(())
}

async fn by_keys(engine: Engine) -> Result<()> {
    let shop = shop()?;
    let visitor = Visitor::open(&shop, engine).await?;
    walk(&visitor, &shop).await.context("walk")?;
    list_of_keys(&visitor).await.context("list of keys")?;
    copies(&visitor, &shop, engine).await.context("copies")?;
    goes_on(&visitor, &shop, "LaterError").await.context("goes on")
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
