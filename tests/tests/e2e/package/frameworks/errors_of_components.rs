//! The helpers for React, Vue and Svelte with the real frameworks, built by Vite; and the error page of
//! Next.js, as the README writes it, in React.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser, collector::Collector, package::consumer::Consumer, root, site::folder::Folder,
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn react_vue_and_svelte_say_where_it_was() -> Result<()> {
    let project = Consumer::copy()?;
    project.link(&["@sveltejs", "svelte", "vue", "react", "react-dom"])?;
    project.tool("vite", &["build", "--config", "vite.config.mjs", "--logLevel", "error"])?;
    let site = Folder::serve(&project.folder().join("out/vite"))?;
    let collector = Collector::start()?;
    let browser = Browser::open().await?;
    let project_of = |name: &str| -> Result<(String, String)> {
        let key = collector.project(name, &["http://127.0.0.1"])?;
        Ok((site.page(&format!("{name}.html"), &format!("{}/v1/{key}", collector.address())), key))
    };

    let (page, react) = project_of("react")?;
    browser.goto(&page).await?;
    ensure!(browser.text("#reset").await? == "TypeError", "the boundary shows its fallback");
    let caught = collector.wait_for_issue(&react, "the basket is empty for [email]")?;
    let uncaught = collector.wait_for_issue(&react, "no shop today")?;
    for (issue, kind) in [(&caught, "caught"), (&uncaught, "uncaught")] {
        let meta = &issue["event"]["meta"];
        ensure!(meta["react"] == kind, "{issue:#}");
        ensure!(meta["componentStack"].as_str().is_some_and(|stack| stack.contains(" at ")), "{issue:#}");
    }
    collector.wait_for_issue(&react, "nobody handles this")?;
    let said = browser.run("return [window.own, window.heard]").await?;
    // React's own default goes on where the site has no handler.
    ensure!(said == json!([["no shop today"], ["Uncaught URIError: nobody handles this"]]), "{said}");

    let (page, vue) = project_of("vue")?;
    browser.goto(&page).await?;
    let hook = collector.wait_for_issue(&vue, "the list is empty for [email]")?;
    ensure!(hook["event"]["meta"]["component"] == "BasketList", "{hook:#}");
    let own = collector.wait_for_issue(&vue, "an own handler hears it too")?;
    ensure!(own["event"]["meta"]["component"] == "OwnHandler", "{own:#}");
    let said = browser.run("return [window.printed, window.own]").await?;
    let printed = "TypeError: the list is empty for ann.lee@example.com";
    ensure!(said == json!([[printed], "an own handler hears it too"]), "{said}");

    let (page, svelte) = project_of("svelte")?;
    browser.goto(&page).await?;
    ensure!(browser.text("#failed").await? == "TypeError", "the boundary shows its snippet");
    let boundary = collector.wait_for_issue(&svelte, "the svelte basket is empty for [email]")?;
    ensure!(boundary["event"]["meta"]["svelte"] == "boundary", "{boundary:#}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn sveltekits_hook_tells_the_route_and_not_the_address() -> Result<()> {
    let project = Consumer::copy()?;
    project.link(&["@sveltejs", "svelte", "vite"])?;
    project.tool_in("kit", "vite", &["build", "--logLevel", "error"])?;
    let site = Folder::serve(&project.folder().join("kit/out"))?;
    let collector = Collector::start()?;
    let key = collector.project("kit", &["http://127.0.0.1"])?;
    let browser = Browser::open().await?;
    let endpoint = format!("{}/v1/{key}", collector.address());
    browser.goto(&format!("{}/shop/7#{endpoint}", site.origin())).await?;
    let issue = collector.wait_for_issue(&key, "no such shop for [email]")?;
    ensure!(issue["event"]["type"] == 4 && issue["event"]["meta"]["route"] == "/shop/[id]", "{issue:#}");
    ensure!(issue["event"]["uri"] == format!("{}/shop/7", site.origin()), "{issue:#}");
    ensure!(browser.text("#shown").await? == "shown: TypeError", "the site's own hook has the last word");
    Ok(())
}

/// A boundary that shows an error page with what Next.js gives it.
const BOUNDARY: &str = "
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import { setup } from 'corncrake';
import { endpoint } from './endpoint.js';
import ErrorPage from './error-page.jsx';
class Boundary extends React.Component {
  state = {};
  static getDerivedStateFromError(error) { return { error }; }
  render() {
    return this.state.error ? <ErrorPage error={this.state.error} reset={() => {}} /> : this.props.children;
  }
}
function Basket() { throw new TypeError('the basket of the page is empty'); }
setup(endpoint, { consoleErrors: false });
createRoot(document.body).render(<Boundary><Basket /></Boundary>);
";

#[tokio::test(flavor = "multi_thread")]
async fn an_error_page_of_nextjs_as_the_readme_writes_it_sends_its_error_once() -> Result<()> {
    let readme = fs::read_to_string(root().join("client-wasm/npm/README.md"))?;
    let (_, snippet) = readme.split_once("```jsx\n// Next.js: app/error.js").context("no error page")?;
    let (_, snippet) = snippet.split_once('\n').context("no text")?;
    let snippet = snippet.split("```").next().unwrap_or_default();
    let project = Consumer::copy()?;
    project.link(&["react", "react-dom"])?;
    fs::write(project.folder().join("error-page.jsx"), snippet)?;
    fs::write(project.folder().join("boundary.jsx"), BOUNDARY)?;
    let page = "<!doctype html><title>shop</title><body><script type='module' src='boundary.js'></script>";
    fs::write(project.folder().join("boundary.html"), page)?;
    let entries = ["boundary.jsx", "--jsx=automatic", "--splitting"];
    let out = project.esbuild(&entries, &["boundary.html"], "out/boundary")?;
    let site = Folder::serve(&out)?;
    let collector = Collector::start()?;
    let key = collector.project("shop", &["http://127.0.0.1"])?;
    let browser = Browser::open().await?;
    browser.goto(&site.page("boundary.html", &format!("{}/v1/{key}", collector.address()))).await?;
    ensure!(browser.text("button").await? == "Try again", "the error page is not shown");
    let found = collector.wait_for_issue(&key, "the basket of the page is empty")?;
    ensure!(found["event"]["type"] == 4 && found["issue"]["events"] == 1, "{found:#}");
    Ok(())
}
