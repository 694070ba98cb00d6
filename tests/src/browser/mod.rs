//! A real browser, driven over WebDriver: Chromium unless a test names another engine.

pub mod audit;
pub mod blocker;
pub mod engine;
pub mod keyboard;

use std::{net::TcpStream, path::Path, time::Duration};

use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder, Locator, error::CmdError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::time::timeout;

use crate::{
    browser::engine::{Engine, RunningDriver},
    free_port, test_times,
    wait::{eventually, eventually_async},
};

/// How long an element may take to appear.
const ELEMENT: Duration = Duration::from_secs(20);

/// How long a browser may take to answer: an engine that lost a command never does.
const ANSWER: Duration = Duration::from_secs(120);

/// A browser with one empty profile; it is closed when it goes out of scope.
pub struct Browser {
    /// The WebDriver session.
    pub page: Client,
    /// The address of the session, by which it is ended.
    session: String,
    _driver: RunningDriver,
}

impl Browser {
    /// Opens a Chromium.
    pub async fn open() -> Result<Self> {
        Self::open_in(Engine::Chromium).await
    }

    /// Opens one of this engine.
    pub async fn open_in(engine: Engine) -> Result<Self> {
        Self::open_with(engine, engine.capabilities()?).await
    }

    /// Opens a Chromium that keeps what is on the console of its pages, for `console`.
    pub async fn open_with_console() -> Result<Self> {
        Self::open_with(Engine::Chromium, Engine::with_console()?).await
    }

    /// Opens one of this engine that sends its reports at once, and to a `front` with this
    /// digest of its key.
    pub async fn open_to_report(engine: Engine, key_digest: &str) -> Result<Self> {
        Self::open_with(engine, engine.reporting(key_digest)?).await
    }

    /// Opens one of this engine that runs no script of any page.
    pub async fn open_without_script(engine: Engine) -> Result<Self> {
        let browser = Self::open_with(engine, engine.scriptless()?).await?;
        if engine == Engine::Chromium {
            browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
        }
        Ok(browser)
    }

    async fn open_with(engine: Engine, capabilities: Map<String, Value>) -> Result<Self> {
        test_times::begin();
        let port = free_port()?;
        let driver = engine.start(port)?;
        eventually(&format!("{engine:?}'s driver"), || Ok(TcpStream::connect(("127.0.0.1", port)).ok()))?;
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .with_context(|| format!("{engine:?} gives no session"))?;
        let id = page.session_id().await?.context("no session")?;
        let session = format!("http://127.0.0.1:{port}/session/{id}");
        Ok(Self { page, session, _driver: driver })
    }

    /// Goes to an address.
    pub async fn goto(&self, address: &str) -> Result<()> {
        answered(address, self.page.goto(address)).await
    }

    /// Clicks what a selector finds, once it is there.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self.page.wait().at_most(ELEMENT).for_element(Locator::Css(selector)).await;
        Ok(element.with_context(|| format!("no {selector}"))?.click().await?)
    }

    /// The text of what a selector finds, once it is there.
    pub async fn text(&self, selector: &str) -> Result<String> {
        loop {
            let element = self.page.wait().at_most(ELEMENT).for_element(Locator::Css(selector)).await;
            match element.with_context(|| format!("no {selector}"))?.text().await {
                // It went with the page before; the next one has its own, or is waited for.
                Err(error) if error.is_stale_element_reference() => {}
                text => return Ok(text?),
            }
        }
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Result<Value> {
        answered(script, self.page.execute(script, Vec::new())).await
    }

    /// Goes back, as by the browser's own button, and waits for that page. A script that did so would
    /// leave the next one to a page that is going, where WebKit loses it.
    pub async fn back(&self) -> Result<()> {
        answered("Back", self.page.back()).await
    }

    /// Runs a script until it gives true.
    pub async fn until(&self, script: &str) -> Result<()> {
        eventually_async(script, async || Ok((self.run(script).await? == true).then_some(()))).await
    }

    /// Waits until the text of what a selector finds is this: a click does not wait in every
    /// engine for the page that it leads to.
    pub async fn says(&self, selector: &str, text: &str) -> Result<()> {
        self.until_text(selector, text, |found| found == text).await
    }

    /// Waits until this is a part of the text of what a selector finds.
    pub async fn shows(&self, selector: &str, part: &str) -> Result<()> {
        self.until_text(selector, part, |found| found.contains(part)).await
    }

    async fn until_text(&self, selector: &str, wanted: &str, is_it: impl Fn(&str) -> bool) -> Result<()> {
        let what = format!("{wanted:?} in {selector}");
        let waited = eventually_async(&what, async || {
            // Between two pages there may be no such element.
            Ok(self.text(selector).await.is_ok_and(|found| is_it(&found)).then_some(()))
        });
        let Err(error) = waited.await else { return Ok(()) };
        Err(error.context(self.text("body").await?))
    }

    /// What came to the console of pages since it was last asked: of scripts, and of the browser itself, such
    /// as a refusal of CORS.
    pub fn console(&self) -> Result<Vec<String>> {
        let answer = ureq::post(format!("{}/se/log", self.session)).send_json(json!({ "type": "browser" }));
        let lines: Value = answer.context("the console")?.body_mut().read_json()?;
        let lines = lines["value"].as_array().context("no console")?;
        Ok(lines.iter().map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect())
    }

    /// Sends Chromium a command of the DevTools protocol.
    pub fn devtools(&self, command: &str, params: Value) -> Result<Value> {
        let body = json!({ "cmd": command, "params": params });
        let answer = ureq::post(format!("{}/goog/cdp/execute", self.session)).send_json(body);
        let mut answer: Value = answer.with_context(|| command.to_owned())?.body_mut().read_json()?;
        Ok(answer["value"].take())
    }

    /// Has Chromium show pages as a screen of this size does, in a theme: `light` or `dark`.
    pub fn look(&self, width: u64, height: u64, theme: &str) -> Result<()> {
        let is_phone = width < 600;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone });
        self.devtools("Emulation.setDeviceMetricsOverride", size)?;
        let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
        // Without motion: a colour on its way to another one is none of ours.
        let features = [feature("prefers-color-scheme", theme), feature("prefers-reduced-motion", "reduce")];
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).map(drop)
    }

    /// Takes a picture of the page.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        let picture = self.page.screenshot().await?;
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(file, picture)?)
    }
}

/// What a browser answers, or that it answers nothing.
async fn answered<T>(what: &str, answer: impl Future<Output = Result<T, CmdError>>) -> Result<T> {
    let answer = timeout(ANSWER, answer).await;
    Ok(answer.with_context(|| format!("the browser did not answer in {} s: {what}", ANSWER.as_secs()))??)
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session closes the browser; a driver alone would leave it behind.
        let _ = ureq::delete(&self.session).call();
    }
}
