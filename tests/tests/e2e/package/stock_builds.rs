//! Stock builds of bundlers and frameworks, with the settings that `docs/source-maps.md` gives for
//! each: an error of a real browser is shown as it was written, after the package's command ran,
//! and the three engines' errors are one issue.
//!
//! `npm run stock` runs these tests alone.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    package::stock::StockBuild,
    wait::eventually,
};
use serde_json::Value;

/// The function that fails, in each of the applications.
const FUNCTION: &str = "readPrice";

/// Builds, uploads, deploys, visits; and looks at what the issue shows.
async fn is_shown_as_it_was_written(build: &StockBuild) -> Result<()> {
    let name = build.name;
    let collector = Collector::start()?;
    let key = collector.project(name, &["http://127.0.0.1"])?;
    let deploy = build.deploy()?;
    let (code, said) = deploy.upload_maps(&collector, &key)?;
    ensure!(code == 0 && said.contains("uploaded, deleted"), "{name}: the command ended with {code}: {said}");

    let site = deploy.serve()?;
    let page = site.page(&format!("{}/v1/{key}", collector.address()));
    for (engine, visits) in Engine::ALL.into_iter().zip(1..) {
        let browser = Browser::open_in(engine).await?;
        browser.goto(&page).await?;
        let issues = eventually(&format!("the error of {name} in {engine:?}"), || {
            // Firefox reports a `modulepreload` of React Router that it does not load.
            let is_resource = |issue: &Value| {
                issue["title"].as_str().is_some_and(|title| title.starts_with("ResourceError"))
            };
            let issues: Vec<Value> =
                collector.issues(&key)?.into_iter().filter(|issue| !is_resource(issue)).collect();
            let events: u64 = issues.iter().filter_map(|issue| issue["events"].as_u64()).sum();
            Ok((events >= visits).then_some(issues))
        })?;
        ensure!(issues.len() == 1, "{name}: {engine:?} opened an issue of its own: {issues:#?}");
    }
    // Whatever it is titled: the first engine opened it.
    let issue = collector.wait_for_issue(&key, "reading 'amount'")?;
    let frames = issue["event"]["frames"].as_array().context("no frames")?;
    let innermost = frames.first().context("an empty stack")?;
    let original = &innermost["original"];
    let (line, text) = build.failing_line()?;
    ensure!(original["function"] == FUNCTION, "{name}: {innermost:#}\n{said}");
    ensure!(original["line"] == line && original["in_app"] == true, "{name}: {innermost:#}");
    ensure!(
        original["file"].as_str().is_some_and(|file| file.ends_with(build.file)),
        "{name}: {innermost:#}"
    );
    let source = original["source"].as_array().context("no source")?;
    let shown = source.iter().find(|shown| shown["line"] == line).context("the line is not shown")?;
    ensure!(shown["text"] == text.as_str(), "{name}: {shown} is not {text}");
    // The browser met something else: the built file.
    ensure!(innermost["function"] != FUNCTION || innermost["line"] != line, "{name}: {innermost:#}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_rspack_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "rspack",
        app: "rspack",
        lines: &[&["node", "build.mjs"]],
        maps: "dist",
        served: Some("."),
        file: "shop/price.js",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_esbuild_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "esbuild",
        app: "esbuild",
        lines: &[&[
            "esbuild",
            "shop/main.ts",
            "--bundle",
            "--splitting",
            "--format=esm",
            "--minify",
            "--sourcemap=external",
            "--outdir=dist",
        ]],
        maps: "dist",
        served: Some("."),
        file: "shop/price.ts",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_parcel_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "parcel",
        app: "parcel",
        lines: &[&["parcel", "build", "index.html", "--cache-dir", ".parcel-cache"]],
        maps: "dist",
        served: Some("dist"),
        file: "shop/price.ts",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_sveltekit_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "sveltekit",
        app: "sveltekit",
        lines: &[&["vite", "build"]],
        maps: "build",
        served: Some("build"),
        file: "src/routes/+page.svelte",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_vite_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "vite",
        app: "vite",
        lines: &[&["vite", "build", "--sourcemap", "hidden"]],
        maps: "dist",
        served: Some("dist"),
        file: "shop/price.ts",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_webpack_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "webpack",
        app: "webpack",
        lines: &[&["node", "build.mjs"]],
        maps: "dist",
        served: Some("."),
        file: "shop/price.js",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_rollup_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "rollup",
        app: "rollup",
        lines: &[&["rollup", "--config"]],
        maps: "dist",
        served: Some("."),
        file: "shop/price.js",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_react_router_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "react-router",
        app: "react-router",
        lines: &[&["react-router", "build"]],
        maps: "build/client",
        served: Some("build/client"),
        file: "app/routes/shelf.jsx",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_next_js_by_turbopack_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "next-js-by-turbopack",
        app: "next",
        lines: &[&["next", "build"]],
        maps: ".next/static",
        served: None,
        file: "app/shelf.jsx",
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_stock_build_of_next_js_by_webpack_is_shown_as_it_was_written() -> Result<()> {
    is_shown_as_it_was_written(&StockBuild {
        name: "next-js-by-webpack",
        app: "next",
        lines: &[&["next", "build", "--webpack"]],
        maps: ".next/static",
        served: None,
        file: "app/shelf.jsx",
    })
    .await
}
