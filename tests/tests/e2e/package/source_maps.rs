//! Real builds of Vite and webpack, minified, with their maps uploaded by the package's
//! command: an error of a real browser is shown as it was written, to programs and people.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::Collector,
    package::built::{BundledShop, Bundler},
    site::folder::Folder,
};
use serde_json::Value;

/// The line of `tests/bugs/src/cart.js` that fails, and its function.
const FAILS: &str = "  for (const item of cart.items.all) {";
const FUNCTION: &str = "sumOf";

/// The frame that was traced back to the function that fails.
fn traced(issue: &Value) -> Result<&Value> {
    let frames = issue["event"]["frames"].as_array().context("no frames")?;
    let found = frames.iter().find(|frame| frame["original"]["function"] == FUNCTION);
    found.with_context(|| format!("no frame of {FUNCTION}: {issue:#}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_minified_build_is_shown_as_it_was_written() -> Result<()> {
    let shop = BundledShop::install()?;
    let collector = Collector::start()?;
    let browser = Browser::open().await?;
    browser.goto(&collector.login_link()?).await?;
    for bundler in [Bundler::Vite, Bundler::Webpack] {
        let key = collector.project(&format!("{bundler:?}"), &["http://127.0.0.1"])?;
        let out = shop.build(bundler, "one")?;
        let folder = out.to_string_lossy().into_owned();
        let args = ["sourcemaps", &folder, "--release", "shop@one", "--delete"];
        let (code, said) = shop.command(&collector, &key, &args)?;
        ensure!(code == 0 && said.contains("uploaded, deleted"), "{said}");
        let site = Folder::serve(&out)?;
        browser.goto(&site.page("index.html", &format!("{}/v1/{key}", collector.address()))).await?;
        let issue = collector.wait_for_issue(&key, "reading 'all'")?;

        let frame = traced(&issue)?;
        let original = &frame["original"];
        let file = original["file"].as_str().unwrap_or_default();
        ensure!(file.ends_with("src/cart.js") && original["in_app"] == true, "{bundler:?}: {frame:#}");
        let line = original["line"].as_u64().context("no line")?;
        let source = original["source"].as_array().context("no source")?;
        let numbers: Vec<u64> = source.iter().filter_map(|line| line["line"].as_u64()).collect();
        ensure!(numbers == (line - 5..=line + 5).collect::<Vec<_>>(), "{bundler:?}: {numbers:?}");
        ensure!(source[5]["text"] == FAILS, "{bundler:?}: {frame:#}");
        // The browser's own frame is still there.
        ensure!(frame["file"].as_str().is_some_and(|file| file.contains(&site.origin())), "{frame:#}");
        ensure!(frame["column"].as_u64() > Some(100), "is it minified? {frame:#}");

        let id = issue["issue"]["id"].as_str().context("no id")?;
        browser.goto(&format!("{}/projects/{key}/issues/{id}", collector.address())).await?;
        ensure!(browser.text(".ours .function").await? == FUNCTION, "{bundler:?}");
        ensure!(browser.text(".ours .here code").await?.trim() == FAILS.trim(), "{bundler:?}");
        let built = browser.text(".ours .built").await?;
        ensure!(
            built.starts_with("in the bundle: ") && built.contains(&site.origin()),
            "{bundler:?}: {built}"
        );
        let page = browser.text("main").await?;
        ensure!(page.contains(&format!("in: {FUNCTION} (")), "grouping saw it: {page}");
    }
    Ok(())
}

#[test]
fn the_command_says_what_it_did_and_what_is_wrong() -> Result<()> {
    let shop = BundledShop::install()?;
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let out = shop.build(Bundler::Vite, "one")?;
    let folder = out.to_string_lossy().into_owned();
    let files = |what: &str| -> Result<usize> {
        let all = std::fs::read_dir(out.join("assets"))?.flatten();
        Ok(all.filter(|entry| entry.file_name().to_string_lossy().ends_with(what)).count())
    };
    let maps = files(".js.map")?;
    ensure!(maps > 1, "a chunk of its own should be there: {maps}");
    let scripts = || -> Result<Vec<String>> {
        let all = std::fs::read_dir(out.join("assets"))?.flatten().map(|entry| entry.path());
        let mut all: Vec<_> = all.filter(|path| path.extension().is_some_and(|is| is == "js")).collect();
        all.sort();
        all.into_iter().map(|path| Ok(std::fs::read_to_string(path)?)).collect()
    };
    let before = scripts()?;

    let run = |args: &[&str]| shop.command(&collector, &key, args);
    for (args, code, text) in [
        (&["--help"][..], 0, "CORNCRAKE_TOKEN"),
        (&[], 2, "sourcemaps <folder>"),
        (&["sourcemaps"], 2, "sourcemaps <folder>"),
        (&["sourcemaps", &folder], 2, "--release is missing"),
        (&["sourcemaps", &folder, "--release", "1", "--colour"], 2, "--colour"),
        (&["sourcemaps", "nowhere", "--release", "1"], 2, "no folder"),
        (&["sourcemaps", "bugs/src", "--release", "1"], 1, "no script in bugs/src has a source map"),
        (&["sourcemaps", &folder, "--release", "1", "--endpoint", "http://a/b"], 2, "no endpoint"),
        (
            &["sourcemaps", &folder, "--release", "1", "--endpoint", "http://127.0.0.1:1/v1/abc"],
            1,
            "cannot reach",
        ),
        (&["sourcemaps", &folder, "--release", "1", "--dry-run", "--delete"], 0, "would be uploaded"),
    ] {
        let (ended, said) = run(args)?;
        ensure!(ended == code && said.contains(text), "{args:?} ended with {ended}: {said}");
    }
    ensure!(
        collector.get(&format!("/api/projects/{key}/releases/1/files"))?["files"] == serde_json::json!([])
    );

    let (code, said) = run(&["sourcemaps", &folder, "--release", "1", "--no-inject"])?;
    ensure!(code == 0 && said.contains(&format!("{maps} of {maps} maps were uploaded")), "{said}");
    let (code, said) = run(&["sourcemaps", &folder, "--release", "a/b@1 é", "--delete"])?;
    ensure!(code == 0 && files(".map")? == 0, "{said}");
    let listed = collector.get(&format!("/api/projects/{key}/releases/a%2Fb%401%20%C3%A9/files"))?;
    let listed = listed["files"].as_array().context("no files")?;
    ensure!(listed.len() == maps, "{listed:#?}");
    let is_whole = |file: &Value| {
        let has = |member: &str| file[member].as_u64() > Some(0);
        file["debug_id"].is_string() && has("mappings") && file["bad"].is_null()
    };
    ensure!(listed.iter().all(is_whole), "{listed:#?}");

    // A script got a comment and nothing else.
    let after = scripts()?;
    ensure!(after.len() == before.len() && !after.is_empty());
    for (before, after) in before.iter().zip(&after) {
        let added = after.strip_prefix(before.as_str()).context("a script was changed")?;
        let is_comment = added.trim().starts_with("//# debugId=") && added.trim().lines().count() == 1;
        ensure!(is_comment, "{added}");
    }
    Ok(())
}
