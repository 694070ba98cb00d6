//! Set-ups of pages that a static host serves; and the visit of a page of any host.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    matrix::{
        bench::Bench,
        row::{Row, Trace},
        set_up::{Failure, SetUp},
    },
    package::{
        framework_app::ENDPOINT,
        kept_build::{KeptBuild, Line},
    },
    root,
    site::folder::Folder,
};

/// The message of an error that the test throws last: whatever was told before it has arrived with it.
const LAST: &str = "the page ends";
/// The failures of a page.
pub(super) const OF_PAGE: [Failure; 3] = [Failure::Error, Failure::Rejection, Failure::Handler];

/// What a visit found.
pub(super) struct Visit {
    /// What the page itself did.
    pub(super) trace: Trace,
    /// The form of the client that it ran.
    pub(super) form: &'static str,
}

/// Opens a page, lets it fail, and clicks its button; where there is a key, waits for what is told.
pub(super) async fn visit(bench: &Bench, address: &str, key: Option<&str>, more: &[&str]) -> Result<Visit> {
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
            OF_PAGE.iter().map(|failure| failure.message()).chain(more.iter().copied()).collect();
        bench.wait_for(key, &told).await?;
    }
    browser
        // An error that a test's own script throws would have no message.
        .run(&format!(
            "const error = new Error('{LAST}');
            const event = new ErrorEvent('error', {{ message: error.message, error }});
            window.endWorker ? endWorker() : window.dispatchEvent(event)"
        ))
        .await?;
    let is_over = if is_worker {
        "heard.length > 2".to_owned()
    } else {
        format!("heard.some((one) => one.includes('{LAST}'))")
    };
    browser.until(&format!("return {is_over}")).await?;
    if let Some(key) = key {
        bench.wait_for(key, &[LAST]).await?;
    }
    let found = browser
        .run("return [heard, document.body.innerText, ranWasm, performance.getEntriesByType('resource').map((one) => one.name)]")
        .await?;
    let heard = found[0].as_array().context("nothing is recorded")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut did: Vec<String> = heard.iter().map(text).filter(|one| !one.contains(LAST)).collect();
    did.sort();
    did.push(text(&found[1]));
    Ok(Visit { trace: Trace(did), form: if found[2] == true { "wasm" } else { "JavaScript" } })
}

/// The issues of a project, without that of the last error, which has to be there.
pub(super) fn told(bench: &Bench, key: &str) -> Result<Vec<Value>> {
    let mut issues = bench.issues(key)?;
    let before = issues.len();
    issues.retain(|issue| issue["issue"]["title"].as_str().is_none_or(|title| !title.contains(LAST)));
    ensure!(issues.len() + 1 == before, "the last error is not told: {issues:#?}");
    Ok(issues)
}

/// A page of `tests/matrix/tag`; without the client, the lines of the tag are not in it.
pub(super) async fn tag(bench: &Bench, set_up: &SetUp, page: &str) -> Result<Row> {
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let mut visits = Vec::new();
    for key in [Some(key.as_str()), None] {
        let folder = tempfile::tempdir()?;
        for source in ["tag", "shop"] {
            write_pages(
                bench,
                &root().join("tests/matrix").join(source),
                folder.path(),
                key.map(|_| endpoint.as_str()),
            )?;
        }
        let site = Folder::serve(folder.path())?;
        visits.push(visit(bench, &format!("{}/{page}", site.origin()), key, &[]).await?);
    }
    row(bench, set_up, &key, &visits)
}

/// Writes a folder's files into another one, with a collector or without any. A frame of no origin hears its own
/// errors only where their scripts stand in its page.
fn write_pages(bench: &Bench, from: &Path, to: &Path, endpoint: Option<&str>) -> Result<()> {
    let host = ENDPOINT.split("/v1/").next().unwrap_or_default();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?;
        let is_tag = |line: &&str| line.starts_with("<script") && line.contains(ENDPOINT);
        let text = match endpoint {
            Some(endpoint) => text.replace(ENDPOINT, endpoint).replace(host, &bench.collector.address()),
            None => text.lines().filter(|line| !is_tag(line)).map(|line| format!("{line}\n")).collect(),
        };
        fs::write(to.join(entry.file_name()), inlined(text)?)?;
    }
    Ok(())
}

/// The page with each script in it that is marked so.
fn inlined(mut page: String) -> Result<String> {
    for name in ["recorder.js", "shop.js"] {
        let script = format!("<script inline src=\"{name}\">");
        if page.contains(&script) {
            let text = fs::read_to_string(root().join("tests/matrix/shop").join(name))?;
            page = page.replace(&script, &format!("<script>{text}"));
        }
    }
    Ok(page)
}

/// A folder that is built and served; the client is set up where the page's address has an endpoint.
pub(super) async fn built(
    bench: &Bench,
    set_up: &SetUp,
    (app, lines): (&str, &'static [Line]),
    (served, page): (&str, &str),
) -> Result<Row> {
    let site = Folder::serve(&build(set_up.name, app, lines)?.join(served))?;
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let visits = [
        visit(bench, &site.page(page, &endpoint), Some(&key), &[]).await?,
        visit(bench, &site.page(page, ""), None, &[]).await?,
    ];
    row(bench, set_up, &key, &visits)
}

/// Builds a folder of `tests/matrix` with the shop in it.
pub(super) fn build(name: &str, app: &str, lines: &'static [Line]) -> Result<std::path::PathBuf> {
    let name: String = name.chars().map(|one| if one.is_ascii_alphanumeric() { one } else { '-' }).collect();
    let sources = vec![(format!("matrix/{app}"), ""), ("matrix/shop".to_owned(), "shop")];
    KeptBuild { name: format!("matrix-{}", name.to_lowercase()), sources, lines }.copy()
}

fn row(bench: &Bench, set_up: &SetUp, key: &str, visits: &[Visit]) -> Result<Row> {
    let [with, without] = visits else { anyhow::bail!("two visits") };
    let found = told(bench, key)?;
    let row = Row::of(set_up, &OF_PAGE, &found, (&with.trace, &without.trace));
    Ok(Row { form: Some(with.form), ..row })
}
