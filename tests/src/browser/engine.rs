//! The three browser engines: how each one's WebDriver is started, and the capabilities of its session.
//!
//! A session has the capabilities of the client's own tests
//! (`client-wasm/webdriver.json`).

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use crate::root;

/// The browsers that a visitor may have, by their engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Blink and V8.
    Chromium,
    /// Gecko and SpiderMonkey.
    Firefox,
    /// WebKitGTK and JavaScriptCore.
    WebKit,
}

impl Engine {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Fails at once where the installed browser is older than `tests/oldest-browsers.json` says:
    /// a test that waits for what it cannot do would only run into its time limit.
    pub fn ensure_not_too_old(self) -> Result<()> {
        let oldest: Value = serde_json::from_str(include_str!("../../oldest-browsers.json"))?;
        let oldest = &oldest[format!("{self:?}")];
        let Some(needed) = oldest["version"].as_u64() else { return Ok(()) };
        let (binary, found) = self.version()?;
        ensure!(
            found >= needed,
            "{binary} is {self:?} {found}, and this test needs {needed} or newer: {}",
            oldest["why"].as_str().unwrap_or_default()
        );
        Ok(())
    }

    /// The program of the browser, and its major version.
    fn version(self) -> Result<(String, u64)> {
        let asked = self.capabilities()?;
        let binary = asked.values().find_map(|options| options["binary"].as_str()).context("no binary")?;
        let output = Command::new(binary).arg("--version").output().with_context(|| binary.to_owned())?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let major = text.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok());
        Ok((binary.to_owned(), major.with_context(|| format!("{binary} tells no version: {text}"))?))
    }

    fn driver(self) -> &'static str {
        match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
        }
    }

    /// The capabilities of a session.
    pub(crate) fn capabilities(self) -> Result<Map<String, Value>> {
        let all = std::fs::read(root().join("client-wasm/webdriver.json"))?;
        let name = match self {
            Self::Chromium => "goog:chromeOptions",
            Self::Firefox => "moz:firefoxOptions",
            Self::WebKit => "webkitgtk:browserOptions",
        };
        let mut all: Map<String, Value> = serde_json::from_slice(&all)?;
        let (name, mut asked) = all.remove_entry(name).with_context(|| format!("no {name}"))?;
        if self == Self::Chromium {
            let args = asked["args"].as_array_mut().context("no args")?;
            args.push("--window-size=1440,1000".into());
        }
        Ok([(name, asked)].into_iter().collect())
    }

    /// The capabilities of a session of Chromium that keeps what is on the console of its pages.
    pub(crate) fn with_console() -> Result<Map<String, Value>> {
        let mut asked = Self::Chromium.capabilities()?;
        asked.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        Ok(asked)
    }

    /// The capabilities of a session in which no page runs a script; Chromium needs a command besides.
    pub(crate) fn scriptless(self) -> Result<Map<String, Value>> {
        let mut asked = self.capabilities()?;
        if let Some(firefox) = asked.get_mut("moz:firefoxOptions") {
            firefox["prefs"] = json!({ "javascript.enabled": false });
        }
        if let Some(webkit) = asked.get_mut("webkitgtk:browserOptions") {
            let args = webkit["args"].as_array_mut().context("no args")?;
            args.push("--enable-javascript-markup=false".into());
        }
        Ok(asked)
    }

    /// The capabilities of a session of Firefox for which these hosts are this machine.
    pub(crate) fn with_hosts(hosts: &[&str]) -> Result<Map<String, Value>> {
        let mut asked = Self::Firefox.capabilities()?;
        let firefox = asked.get_mut("moz:firefoxOptions").context("no options")?;
        firefox["prefs"] = json!({ "network.dns.localDomains": hosts.join(",") });
        Ok(asked)
    }

    /// The capabilities of a session whose reports come at once, to an address whose certificate
    /// nobody signed.
    pub(crate) fn reporting(self, key_digest: &str) -> Result<Map<String, Value>> {
        let mut asked = self.capabilities()?;
        asked.insert("acceptInsecureCerts".to_owned(), true.into());
        if let Some(chromium) = asked.get_mut("goog:chromeOptions") {
            let args = chromium["args"].as_array_mut().context("no args")?;
            // With it, nothing is reported; its driver adds it, too.
            args.retain(|arg| arg != "--disable-background-networking");
            args.push("--short-reporting-delay".into());
            args.push(format!("--ignore-certificate-errors-spki-list={key_digest}").into());
            // The list is only heeded with a profile that was chosen: the driver chooses one.
            chromium["excludeSwitches"] = json!(["disable-background-networking", "disable-features"]);
        }
        Ok(asked)
    }

    /// Starts its driver on a port, and whatever that needs besides.
    pub(crate) fn start(self, port: u16) -> Result<RunningDriver> {
        let screen = if self == Self::WebKit { Some(Screen::start()?) } else { None };
        let name = self.driver();
        let mut driver = Command::new(name);
        driver.arg(format!("--port={port}")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some(screen) = &screen {
            driver.env("DISPLAY", &screen.display);
        }
        let driver = driver.spawn().with_context(|| {
            format!("{name} is not on the PATH; `cargo xtask test e2e` installs it and puts it there")
        })?;
        Ok(RunningDriver { driver, _screen: screen })
    }
}

/// A driver; it ends when this goes out of scope, and its screen after it.
pub(crate) struct RunningDriver {
    driver: Child,
    _screen: Option<Screen>,
}

impl Drop for RunningDriver {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A screen that nobody sees: WebKitGTK has no headless mode of its own.
struct Screen {
    display: String,
    server: Child,
}

impl Screen {
    fn start() -> Result<Self> {
        let mut server = Command::new("Xvfb");
        // It looks for a free number by itself, and prints it once it can be used.
        server.args(["-displayfd", "1", "-screen", "0", "1440x1000x24", "-nolisten", "tcp"]);
        server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = server.spawn().context("Xvfb is not installed; `npm test` installs it")?;
        let out = server.stdout.take().context("Xvfb has no output")?;
        let mut screen = Self { display: String::new(), server };
        let mut number = String::new();
        BufReader::new(out).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb ended at once");
        screen.display = format!(":{}", number.trim());
        Ok(screen)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Kindly, so that it takes its lock file away.
        if let Some(pid) = rustix::process::Pid::from_raw(self.server.id().try_into().unwrap_or(0)) {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        let _ = self.server.wait();
    }
}
