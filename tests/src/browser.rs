//! A real Chromium, driven over WebDriver.

use std::{
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::{eventually, free_port};

/// How long an element may take to appear.
const ELEMENT: Duration = Duration::from_secs(20);

/// A browser with one empty profile; it is closed when it goes out of scope.
pub struct Browser {
    /// The WebDriver session.
    pub page: Client,
    /// The address of the session, by which it is ended.
    session: String,
    driver: Child,
}

impl Browser {
    /// Opens one.
    pub async fn open() -> Result<Self> {
        let port = free_port()?;
        let mut driver = Command::new("chromedriver");
        driver.arg(format!("--port={port}")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let driver = driver.spawn().context("chromedriver is not installed; `npm test` installs it")?;
        eventually("chromedriver", || Ok(TcpStream::connect(("127.0.0.1", port)).ok()))?;
        let options = json!({
            "binary": "/usr/bin/chromium",
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--window-size=1440,1000",
            ],
        });
        let capabilities = [("goog:chromeOptions".to_owned(), options)].into_iter().collect();
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await?;
        let id = page.session_id().await?.context("no session")?;
        let session = format!("http://127.0.0.1:{port}/session/{id}");
        Ok(Self { page, session, driver })
    }

    /// Goes to an address.
    pub async fn goto(&self, address: &str) -> Result<()> {
        Ok(self.page.goto(address).await?)
    }

    /// Clicks what a selector finds, once it is there.
    pub async fn click(&self, selector: &str) -> Result<()> {
        let element = self.page.wait().at_most(ELEMENT).for_element(Locator::Css(selector)).await;
        Ok(element.with_context(|| format!("no {selector}"))?.click().await?)
    }

    /// The text of what a selector finds, once it is there.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let element = self.page.wait().at_most(ELEMENT).for_element(Locator::Css(selector)).await;
        Ok(element.with_context(|| format!("no {selector}"))?.text().await?)
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.page.execute(script, Vec::new()).await?)
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

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session closes the browser; chromedriver alone would leave it behind.
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
