//! The lines of the install page, taken from it as people copy them, and run as they stand.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::Collector,
    package::consumer::Consumer,
    scenario::{operator::Operator, shop::Shop},
    site::Site,
};
use serde_json::json;

/// Every snippet of the page, as text.
fn snippets(page: &str) -> Vec<String> {
    let shown =
        page.split(r#"<pre tabindex="0"><code>"#).skip(1).filter_map(|rest| rest.split("</code>").next());
    let text = |shown: &str| {
        shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    };
    shown.map(text).collect()
}

fn with<'a>(all: &'a [String], words: &str) -> Result<&'a String> {
    all.iter().find(|one| one.contains(words)).with_context(|| format!("no snippet with {words}"))
}

fn open() -> Result<(Shop, Vec<String>)> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*", "node"])?;
    let shop = Shop { collector, key };
    let page = Operator::log_in(&shop)?.page(&format!("/projects/{}/install", shop.key))?;
    Ok((shop, snippets(&page)))
}

fn page(tag: &str, rest: &str, error: &str) -> String {
    format!(
        "<!doctype html><title>shop</title>{tag}{rest}<script>setTimeout(() => {{ throw new Error('{error}') }})</script>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tags_load_and_send_with_and_without_a_digest() -> Result<()> {
    let (shop, all) = open()?;
    let tag = all.iter().find(|one| one.starts_with("<script src=") && !one.contains("integrity"));
    let tag = tag.context("no tag")?;
    let pinned = with(&all, "integrity=\"sha384-")?;
    ensure!(pinned.contains("crossorigin=\"anonymous\""), "{pinned}");
    let other = pinned.replace("sha384-", "sha384-AAAA");
    let consent = with(&all, "corncrake.consent(this.checked)")?;
    let site = Site::serve(&[
        ("/tag", &page(tag, "", "from the tag")),
        ("/pinned", &page(pinned, "", "from the pinned one")),
        ("/other", &page(&other, "", "from another script")),
        ("/consent", &page(tag, consent, "before the no")),
    ])?;
    let browser = Browser::open().await?;
    browser.goto(&format!("{}/other", site.origin())).await?;
    ensure!(browser.run("return typeof corncrake").await? == "undefined", "a script of another digest ran");
    for (path, error) in
        [("tag", "from the tag"), ("pinned", "from the pinned one"), ("consent", "before the no")]
    {
        browser.goto(&format!("{}/{path}", site.origin())).await?;
        shop.collector.wait_for_issue(&shop.key, error).with_context(|| path.to_owned())?;
    }
    let throws = |text: &str| {
        format!(
            "const s = document.createElement('script'); s.textContent = \"setTimeout(() => {{ throw new Error('{text}') }})\"; document.body.append(s)"
        )
    };
    browser.click("input[type=checkbox]").await?;
    browser.run(&throws("after the no")).await?;
    browser.run("setTimeout(() => { window.isLater = true }, 100)").await?;
    browser.click("input[type=checkbox]").await?;
    browser.run(&throws("after the yes")).await?;
    shop.collector.wait_for_issue(&shop.key, "after the yes")?;
    let titles = shop.titles("")?;
    ensure!(
        !titles.iter().any(|title| title.contains("after the no") || title.contains("another")),
        "{titles:?}"
    );
    Ok(())
}

#[test]
fn programs_run_and_bundles_are_built_from_what_stands_there() -> Result<()> {
    let (shop, all) = open()?;
    let project = Consumer::copy()?;
    let node = with(&all, "corncrake/node")?;
    let script = format!("{node}\nsetTimeout(() => {{ throw new TypeError('from Node') }})\n");
    fs::write(project.folder().join("server.mjs"), script)?;
    let ended = project.node(&[], &["server.mjs"])?;
    ensure!(ended.status.code() == Some(1), "{ended:?}");
    shop.collector.wait_for_issue(&shop.key, "from Node")?;

    project.link(&["react", "vue", "svelte"])?;
    let entries = [
        "from 'corncrake'",
        "corncrake/worker",
        "corncrake/react",
        "corncrake/vue",
        "corncrake/svelte",
        "consent, setup",
    ];
    let mut files = Vec::new();
    for (number, words) in entries.iter().enumerate() {
        let file = format!("snippet{number}.jsx");
        fs::write(project.folder().join(&file), with(&all, words)?)?;
        files.push(file);
    }
    let files: Vec<&str> =
        files.iter().map(String::as_str).chain(["--jsx=automatic", "--splitting"]).collect();
    let out = project.esbuild(&files, &[], "out/snippets")?;
    ensure!(fs::read_dir(out)?.count() >= entries.len());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_for_the_console_says_whether_the_client_works_in_the_page() -> Result<()> {
    let (_shop, all) = open()?;
    let line = with(&all, "/client/check.js")?;
    let tag = all.iter().find(|one| one.starts_with("<script src=") && !one.contains("integrity"));
    let site = Site::serve(&[
        ("/with", &page(tag.context("no tag")?, "", "of the page")),
        ("/without", "<!doctype html><title>shop</title>"),
    ])?;
    let browser = Browser::open_with_console().await?;
    for (path, wrong) in [("with", None), ("without", Some("script"))] {
        browser.goto(&format!("{}/{path}", site.origin())).await?;
        browser.until("return document.readyState === 'complete'").await?;
        browser.console()?;
        // As Chromium's console does it with a line that somebody pastes.
        let pasted = json!({ "expression": line, "awaitPromise": true, "returnByValue": true });
        let answer = browser.devtools("Runtime.evaluate", pasted)?;
        let findings = answer["result"]["value"].as_array().with_context(|| format!("{path}: {answer:#}"))?;
        let of = |status: &str| -> Vec<&str> {
            let found = findings.iter().filter(|one| one["status"] == status);
            found.filter_map(|one| one["name"].as_str()).collect()
        };
        ensure!(of("failure") == Vec::from_iter(wrong), "{path}: {findings:#?}");
        ensure!(of("ok").contains(&"endpoint"), "{path}: {findings:#?}");
        let printed = browser.console()?.join("\n");
        for finding in findings {
            let text = finding["text"].as_str().context("no text")?;
            ensure!(printed.contains(text), "{path}: {text} is not in {printed}");
        }
    }
    Ok(())
}
