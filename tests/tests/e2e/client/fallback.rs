//! Pages that refuse WebAssembly: a policy without `'wasm-unsafe-eval'`, or a file that does
//! not arrive. The same client runs there as JavaScript, and sends the same.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    site::Site,
};

/// A page that throws early, later, and in a script of its own; and sends one itself.
fn page(policy: &str, tag: &str) -> String {
    format!(
        r#"<!doctype html><title>shop</title>
        <meta http-equiv="Content-Security-Policy" content="{policy}">
        {tag}
        <script nonce="n">throw new TypeError('thrown early')</script>
        <script nonce="n" src="/app.js"></script>"#
    )
}

const APP: &str = "setTimeout(function later() {
  throw new RangeError('for mary@shop.example at https://shop.example/pay?card=4111111111111111');
}, 300);
setTimeout(function rejected() { Promise.reject(new URIError('nobody caught it')) }, 300);
setTimeout(() => corncrake.sendEvent(new Error('sent by hand'), { from: 'mary@shop.example' }), 300);
const least = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 4, 1, 2, 0, 11]);
const say = (title) => () => { document.title = title };
WebAssembly.instantiate(least).then(say('runs wasm'), say('refuses wasm'));";

/// The events of such a page, as wasm or as JavaScript.
fn tells_everything(collector: &Collector, key: &str, site: &Site, engine: Engine) -> Result<()> {
    let early = collector.wait_for_issue(key, "thrown early")?;
    ensure!(early["event"]["name"] == "TypeError" && early["event"]["type"] == 1, "{engine:?} {early:#}");
    let later = collector.wait_for_issue(key, "for [email] at")?;
    let event = &later["event"];
    ensure!(event["message"] == "for [email] at https://shop.example/pay", "{engine:?} {event:#}");
    ensure!(event["uri"] == format!("{}/", site.origin()), "{engine:?} {event:#}");
    let frame = &event["frames"][0];
    ensure!(frame["function"] == "later" && frame["line"] == 2, "{engine:?} {event:#}");
    ensure!(frame["file"] == format!("{}/app.js", site.origin()), "{engine:?} {event:#}");
    let rejected = collector.wait_for_issue(key, "nobody caught it")?;
    ensure!(rejected["event"]["type"] == 2, "{engine:?} {rejected:#}");
    let sent = collector.wait_for_issue(key, "sent by hand")?;
    ensure!(sent["event"]["meta"]["from"] == "[email]", "{engine:?} {sent:#}");
    for issue in collector.issues(key)? {
        ensure!(issue["events"] == 1, "{engine:?}: each error is heard once: {issue}");
    }
    Ok(())
}

/// Visits such a page under a policy, until everything has arrived.
async fn visited(collector: &Collector, engine: Engine, policy: &str) -> Result<Browser> {
    let (at, key) = (collector.address(), collector.project("shop", &["http://127.0.0.1"])?);
    let tag = format!(r#"<script src="{at}/client/script.js" data-endpoint="{at}/v1/{key}"></script>"#);
    let site = Site::serve(&[("/", &page(policy, &tag)), ("/app.js", APP)])?;
    let browser = Browser::open_in(engine).await?;
    browser.goto(&format!("{}/?who=mary", site.origin())).await?;
    tells_everything(collector, &key, &site, engine)?;
    Ok(browser)
}

/// The addresses of all that the page loaded.
async fn loaded(browser: &Browser) -> Result<String> {
    let all = "return performance.getEntriesByType('resource').map(entry => entry.name).join(' ')";
    Ok(browser.run(all).await?.as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_refuses_wasm_changes_nothing() -> Result<()> {
    let collector = Collector::start()?;
    let at = collector.address();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-n' {at}; connect-src {at}; \
         require-trusted-types-for 'script'"
    );
    for engine in Engine::ALL {
        let browser = visited(&collector, engine, &policy).await?;
        let title = browser.run("return document.title").await?;
        ensure!(title == "refuses wasm", "{engine:?}: {title}: nothing was tested");
        let loaded = loaded(&browser).await?;
        ensure!(loaded.contains("corncrake_fallback.js?v="), "{engine:?} {loaded}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_that_does_not_arrive_changes_nothing() -> Result<()> {
    let collector = Collector::start()?;
    let at = collector.address();
    // Wasm is allowed, its file is not: a module of code is a script, wasm is fetched.
    let policy = format!("script-src 'self' 'nonce-n' 'wasm-unsafe-eval' {at}; connect-src {at}/v1/");
    for engine in Engine::ALL {
        visited(&collector, engine, &policy).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_wasm_runs_the_fallback_is_not_loaded() -> Result<()> {
    let collector = Collector::start()?;
    let at = collector.address();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-n' 'wasm-unsafe-eval' {at}; connect-src {at}; \
         require-trusted-types-for 'script'"
    );
    for engine in Engine::ALL {
        let browser = visited(&collector, engine, &policy).await?;
        let loaded = loaded(&browser).await?;
        ensure!(
            loaded.contains("corncrake_bg.wasm?v=") && !loaded.contains("fallback"),
            "{engine:?} {loaded}"
        );
    }
    Ok(())
}
