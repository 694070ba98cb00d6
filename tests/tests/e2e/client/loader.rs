//! Errors from the first byte on, in every engine: the stub catches them before anything else
//! is loaded, whichever way and whenever it came to the page.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{COUNT, Engines, SitePage},
};

/// Whether the module has come.
const IS_LOADED: &str =
    "return performance.getEntriesByType('resource').some(entry => /_bg.wasm/.test(entry.name))";

/// Whether so many pings were answered.
fn pings(many: u32) -> String {
    format!("return answered.filter(name => name == 'ping').length == {many}")
}

/// A page that fails in every way before its first script has ended.
const EARLY: &str = "<script>throw new TypeError('in the next script')</script>
<script>Promise.reject(new RangeError('nobody caught it'))</script>
<script>let const = 1</script>
<script src='/missing.js?token=secret'></script>
<link rel='stylesheet' href='/missing.css'>
<img src='/missing.png'>
<script>corncrake.meta.shop = 'north'; corncrake.sendEvent(new URIError('sent early'), { step: 1 })</script>";
const EARLY_TOLD: [&str; 7] = [
    "in the next script",
    "nobody caught it",
    "SyntaxError",
    "missing.js",
    "missing.css",
    "missing.png",
    "sent early",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_first_arrives_once_from_where_it_happened() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        for load in ["", "data-load='eager'", "data-load='on-error'"] {
            // The page's address changes before the module comes.
            let after = format!("{EARLY}<script>history.replaceState(0, '', '/later')</script>");
            let visit =
                engines.visit(SitePage { attributes: load, after: &after, ..SitePage::default() }).await?;
            visit.until(IS_LOADED).await?;
            visit.wait_for_each_once(&EARLY_TOLD)?;
            let own =
                [("in the next script", 1), ("nobody caught it", 2), ("SyntaxError", 1), ("sent early", 4)];
            for (title, kind) in own {
                let event = visit.event(title)?;
                ensure!(event["type"] == kind, "{engine:?} {load}: {event:#}");
                // Rejections are reported when the script is over, and the page was another one then.
                let page = format!("{}/", visit.site.origin());
                ensure!(event["uri"] == page || kind == 2, "{engine:?} {load}: {event:#}");
            }
            let sent = visit.event("sent early")?;
            ensure!(sent["meta"]["shop"] == "north" && sent["meta"]["step"] == 1, "{engine:?}: {sent:#}");
            let resource = visit.event("missing.js")?;
            ensure!(!resource.to_string().contains("secret"), "{engine:?}: {resource:#}");
            // With the module there, the stub listens no more.
            visit.run("fail('and later'); corncrake.sendEvent('by hand')").await?;
            visit.wait_for_each_once(&[&EARLY_TOLD[..], &["and later", "by hand"]].concat())?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn on_error_an_error_free_page_loads_the_stub_alone() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page = SitePage { before: COUNT, attributes: "data-load='on-error'", ..SitePage::default() };
        let visit = engines.visit(page).await?;
        visit.run("corncrake.ping()").await?;
        visit.until(&pings(1)).await?;
        let mut loaded = visit.loaded().await?;
        loaded.retain(|name| name != "ping");
        ensure!(loaded == ["script.js"], "{engine:?}: {loaded:?}");
        ensure!(visit.sessions()? == (1, 0), "{engine:?}");

        visit.run("fail('the first')").await?;
        visit.wait_for_each_once(&["the first"])?;
        let loaded = visit.loaded().await?;
        ensure!(loaded.iter().any(|name| name == "corncrake_bg.wasm"), "{engine:?}: {loaded:?}");
        visit.run("corncrake.ping()").await?;
        ensure!(visit.sessions()? == (1, 1), "{engine:?}");
        visit.until(&pings(2)).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stub_in_the_page_or_added_late_works_too() -> Result<()> {
    let collector = Collector::start()?;
    let script = collector.request("GET", "/client/script.js", &[], b"")?.body;
    let inline = format!("<script data-endpoint='{{at}}/v1/{{key}}'>{script}</script>");
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit =
            engines.visit(SitePage { tag: Some(&inline), after: EARLY, ..SitePage::default() }).await?;
        visit.wait_for_each_once(&EARLY_TOLD)?;
        let loaded = visit.loaded().await?;
        ensure!(!loaded.iter().any(|name| name == "script.js"), "{engine:?}: {loaded:?}");

        let visit = engines.visit(SitePage { tag: Some(""), ..SitePage::default() }).await?;
        visit.until("return document.readyState == 'complete'").await?;
        let (at, key) = (collector.address(), &visit.key);
        let add = format!(
            "const tag = document.createElement('script');
            tag.src = '{at}/client/script.js'; tag.dataset.endpoint = '{at}/v1/{key}'; tag.dataset.ping = '';
            tag.onload = () => fail('after it came');
            document.body.append(tag)"
        );
        visit.run(&add).await?;
        visit.wait_for_each_once(&["after it came"])?;
        ensure!(visit.sessions()? == (1, 1), "{engine:?}");
    }
    Ok(())
}
