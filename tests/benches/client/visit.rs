//! One visit to the page with one error tracker, in a tab of its own, and what the page's main
//! thread spent in each part of it.
//!
//! Chromium tells: every task of the thread, by the thread's own clock, so that what it waits
//! for other processes does not count. Script alone would leave out what an error tracker makes
//! the browser do besides: compiling, collecting garbage, answers of the network.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use corncrake_tests::browser::Browser;
use serde_json::{Value, json};
use tokio::time::{Duration, sleep};

use crate::{
    sink::Sink,
    subject::{EMPTY, Subject},
};

/// The time in which the page is left alone before it is asked what it spent. Nothing else is waited
/// for with a fixed time, and an idle page spends nothing.
const REST: Duration = Duration::from_millis(500);
/// The quiet time after a storm: longer than a first retry takes.
const QUIET: Duration = Duration::from_millis(2_500);
/// The interval of looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long anything is waited for: a storm on a slow page of a busy machine takes a while.
const PATIENCE: Duration = Duration::from_secs(180);

pub(crate) struct MeasuredVisit<'a> {
    browser: &'a Browser,
    subject: Subject,
    pub(crate) sink: Sink,
    /// Milliseconds that the main thread had spent when the last part ended.
    spent: f64,
    /// Errors that happened so far.
    errors: u64,
}

impl<'a> MeasuredVisit<'a> {
    /// Opens a tab, and waits before the door: what opening costs is not of the page.
    pub(crate) async fn begin(browser: &'a Browser, subject: Subject, slowdown: u32) -> Result<Self> {
        let sink = Sink::serve(subject)?;
        let tab = browser.page.new_window(false).await?.handle;
        browser.page.close_window().await?;
        browser.page.switch_to_window(tab).await?;
        browser.goto(&format!("{}/before", sink.site())).await?;
        browser.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" }))?;
        browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": slowdown }))?;
        let mut visit = Self { browser, subject, sink, spent: 0.0, errors: 0 };
        visit.part().await?;
        Ok(visit)
    }

    /// Milliseconds of the main thread since the last part ended.
    async fn part(&mut self) -> Result<f64> {
        sleep(REST).await;
        let metrics = self.browser.devtools("Performance.getMetrics", json!({}))?;
        let metrics = metrics["metrics"].as_array().context("no metrics")?;
        let tasks = metrics.iter().find(|metric| metric["name"] == "TaskDuration").context("no tasks")?;
        let spent = tasks["value"].as_f64().context("no number")? * 1_000.0;
        Ok(spent - std::mem::replace(&mut self.spent, spent))
    }

    /// Loads the page; what is tracked by then, and by what, is set up.
    pub(crate) async fn load(&mut self) -> Result<f64> {
        self.browser.goto(&self.sink.site()).await?;
        let files = self.subject.files();
        self.until("the client", |visit| Ok(visit.sink.see(|arrived| arrived.files) >= files)).await?;
        let spent = self.part().await?;
        // While DevTools listen, Chromium spends far more on each uncaught error.
        for domain in ["Runtime", "Log"] {
            self.browser.devtools(&format!("{domain}.disable"), json!({}))?;
        }
        let loaded = self.sink.see(|arrived| arrived.files);
        ensure!(loaded == files, "{}: {loaded} files were loaded", self.subject.name);
        Ok(spent)
    }

    /// Has one error happen, and waits until it has arrived.
    pub(crate) async fn one(&mut self) -> Result<f64> {
        self.happen(1, false)?;
        self.until("the error", |visit| Ok(visit.has_arrived())).await?;
        self.part().await
    }

    /// Has so many happen, and waits until nothing of them is left to do.
    pub(crate) async fn storm(&mut self, count: u64, are_different: bool) -> Result<f64> {
        self.happen(count, are_different)?;
        sleep(Duration::from_millis(count / 10)).await;
        while self.evaluate("left")? != 0 {
            sleep(REST).await;
        }
        self.until("the errors", |visit| Ok(visit.has_arrived())).await?;
        if self.tells_all() {
            return self.part().await;
        }
        let (mut seen, mut since) = (0, Instant::now());
        self.until("quiet", |visit| {
            let now = visit.sink.see(|arrived| arrived.bodies.len() + arrived.preflights);
            if std::mem::replace(&mut seen, now) != now {
                since = Instant::now();
            }
            Ok(since.elapsed() > QUIET)
        })
        .await?;
        self.part().await
    }

    fn happen(&mut self, count: u64, are_different: bool) -> Result<()> {
        self.errors += count;
        self.evaluate(&format!("errors({count}, {are_different})")).map(drop)
    }

    /// Whether it is known that all has arrived: ours sends or counts every error, the
    /// page alone none. Others send what they see fit.
    fn tells_all(&self) -> bool {
        self.subject.is_ours() || self.subject == EMPTY
    }

    /// Whether all errors have arrived; of other trackers, which may drop some, whether any has.
    fn has_arrived(&self) -> bool {
        let (errors, lost) = self.sink.see(|arrived| arrived.errors());
        match self.subject {
            EMPTY => true,
            subject if subject.is_ours() => errors + lost >= self.errors,
            _ => errors > 0,
        }
    }

    fn evaluate(&self, script: &str) -> Result<Value> {
        let params = json!({ "expression": script, "returnByValue": true });
        let mut answer = self.browser.devtools("Runtime.evaluate", params)?;
        ensure!(answer["exceptionDetails"].is_null(), "{script}: {answer}");
        Ok(answer["result"]["value"].take())
    }

    async fn until(&self, what: &str, mut look: impl FnMut(&Self) -> Result<bool>) -> Result<()> {
        let began = Instant::now();
        while !look(self)? {
            ensure!(began.elapsed() < PATIENCE, "{}: {what} did not come", self.subject.name);
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}
