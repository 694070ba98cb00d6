//! The visit of a page: it fails by itself, its button is clicked, and what was told of it is read while it is
//! still there.

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::matrix::{
    bench::Bench,
    row::{Row, Trace},
    set_up::{Failure, SetUp},
};

/// The message of an error that the test throws last: whatever was told before it has arrived with it.
const LAST: &str = "the page ends";
/// The failures of a page.
pub(super) const OF_PAGE: [Failure; 3] = [Failure::Error, Failure::Rejection, Failure::Handler];

/// What a visit found.
pub(super) struct PageVisit {
    /// What the page itself did.
    pub(super) trace: Trace,
    /// The form of the client that it ran.
    form: &'static str,
    /// What was told of it, without the last error.
    found: Vec<Value>,
}

/// Opens a page, lets it fail, and clicks its button; where there is a key, waits for what is told.
pub(super) async fn visit(
    bench: &Bench,
    set_up: &SetUp,
    address: &str,
    key: Option<&str>,
) -> Result<PageVisit> {
    let browser = &bench.browser;
    browser.goto(address).await?;
    let is_worker = browser.run("return !!document.documentElement.dataset.worker").await? == true;
    if browser.run("return !!document.querySelector('iframe')").await? == true {
        browser.page.clone().enter_frame(0).await?;
    }
    browser.says("button", "0 bought").await?;
    if !is_worker {
        // What a framework's server sent has no handlers before the page itself has begun.
        browser
            .until(&format!("return heard.some((one) => one.includes('{}'))", Failure::Error.message()))
            .await?;
    }
    browser.click("button").await?;
    browser.says("button", "1 bought").await?;
    if let Some(key) = key {
        let told: Vec<&str> =
            OF_PAGE.iter().map(|failure| failure.message()).chain(set_up.more.iter().copied()).collect();
        bench.wait_for(key, &told).await?;
    }
    end(bench, is_worker).await?;
    if let Some(key) = key {
        bench.wait_for(key, &[LAST]).await?;
    }
    let found = browser.run("return [heard, document.body.innerText, ranWasm]").await?;
    let heard = found[0].as_array().context("nothing is recorded")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut did: Vec<String> = heard.iter().map(text).filter(|one| !one.contains(LAST)).collect();
    did.sort();
    did.push(text(&found[1]));
    // What a page does while it is left, or its server ends, is none of its failures.
    let told = key.map(|key| read_issues(bench, key)).transpose()?.unwrap_or_default();
    browser.goto("about:blank").await?;
    Ok(PageVisit {
        trace: Trace(did),
        found: told,
        form: if found[2] == true { "wasm" } else { "JavaScript" },
    })
}

/// Has the page or its worker meet the last error, and waits until it has.
async fn end(bench: &Bench, is_worker: bool) -> Result<()> {
    if is_worker {
        bench.browser.run("endWorker()").await?;
        // The worker gives what it heard before that.
        return bench.browser.until(&format!("return heard.length >= {}", OF_PAGE.len())).await;
    }
    // An error that a test's own script throws would have no message.
    let script = "const error = new Error(LAST);
        window.dispatchEvent(new ErrorEvent('error', { message: error.message, error }))";
    bench.browser.run(&script.replace("LAST", &format!("'{LAST}'"))).await?;
    Ok(())
}

/// The issues of a project, without that of the last error, which has to be there.
fn read_issues(bench: &Bench, key: &str) -> Result<Vec<Value>> {
    let mut issues = bench.issues(key)?;
    let before = issues.len();
    issues.retain(|issue| issue["issue"]["title"].as_str().is_none_or(|title| !title.contains(LAST)));
    ensure!(issues.len() + 1 == before, "the last error is not told: {issues:#?}");
    Ok(issues)
}

/// The row of two visits, with the client and without it.
pub(super) fn row(set_up: &SetUp, failures: &[Failure], visits: &[PageVisit]) -> Result<Row> {
    let [with, without] = visits else { bail!("two visits") };
    let row = Row::of(set_up, failures, &with.found, (&with.trace, &without.trace));
    Ok(Row { form: Some(with.form), ..row })
}
