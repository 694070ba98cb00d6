//! The helpers for React, Vue and Svelte with the real frameworks, built by Vite.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::Browser, collector::Collector, package::consumer::Consumer, site::folder::Folder,
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
