//! A site that imports `corncrake/vitals`, and a server that keeps what its pages send. Every body is looked
//! at as it is read: it has the members that may be sent, and nothing else.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    root,
    site::{folder::Folder, keeper::Keeper},
};
use serde_json::Value;
use tempfile::TempDir;

/// What a page has of the entry; `begin` sets it up.
const IMPORT: &str = r#"<script type="importmap">{"imports": {"corncrake/vitals": "/vitals.js"}}</script>
<script type="module">
import * as vitals from 'corncrake/vitals';
window.warned = [];
window.failed = [];
console.warn = (...args) => warned.push(args.join(' '));
addEventListener('error', ({ message }) => failed.push(message));
addEventListener('unhandledrejection', ({ reason }) => failed.push(`${reason}`));
window.begin = (options) => vitals.setup('{to}/v1/abc123def45', options);
// As when a page is left: what waits is sent at once.
window.sendNow = () => dispatchEvent(new Event('pagehide'));
window.vitals = vitals;
</script>"#;

/// One time as it was sent.
pub(super) type Timing = (String, String, u64);

/// A browser on that site.
pub(super) struct VitalsSite {
    pub(super) browser: Browser,
    pub(super) engine: Engine,
    keeper: Keeper,
    site: Folder,
    _files: TempDir,
}

impl VitalsSite {
    /// Opens one whose pages have this HTML before the entry.
    pub(super) async fn open(engine: Engine, before: &str) -> Result<Self> {
        let keeper = Keeper::start()?;
        let files = tempfile::tempdir()?;
        fs::copy(root().join("client-wasm/dist/vitals.js"), files.path().join("vitals.js"))?;
        let page = format!(
            "<!doctype html><title>shop</title>{before}{}<h1>The shop</h1><button>Pay</button>",
            IMPORT.replace("{to}", &keeper.address())
        );
        fs::write(files.path().join("index.html"), page)?;
        let site = Folder::serve(files.path())?;
        let browser = Browser::open_in(engine).await?;
        Ok(Self { browser, engine, keeper, site, _files: files })
    }

    /// Goes to one of its pages: every path has the same.
    pub(super) async fn goto(&self, path: &str) -> Result<()> {
        self.browser.goto(&format!("{}{path}", self.site.origin())).await?;
        self.browser.until("return !!window.vitals && document.readyState === 'complete'").await
    }

    /// Runs a script in the page.
    pub(super) async fn run(&self, script: &str) -> Result<Value> {
        self.browser.run(script).await.with_context(|| format!("{:?}: {script}", self.engine))
    }

    /// The text that a call gave, which must be one.
    pub(super) async fn says(&self, script: &str, part: &str) -> Result<()> {
        let said = self.run(&format!("return {script}")).await?;
        ensure!(said.as_str().is_some_and(|text| text.contains(part)), "{:?}: {script}: {said}", self.engine);
        Ok(())
    }

    /// Every body that arrived.
    pub(super) fn bodies(&self) -> Result<Vec<Value>> {
        let mut bodies = Vec::new();
        for arrived in self.keeper.arrived()? {
            let about = format!("{:?}: {arrived:?}", self.engine);
            ensure!(arrived.path == "/v1/abc123def45/vitals", "{about}");
            for (name, value) in &arrived.headers {
                ensure!(!["cookie", "authorization"].contains(&name.as_str()), "{about}");
                ensure!(name != "content-type" || value.starts_with("text/plain"), "{about}");
                // The origin, and not the page.
                ensure!(name != "referer" || *value == format!("{}/", self.site.origin()), "{about}");
            }
            let body: Value = serde_json::from_str(&arrived.body)?;
            is_as_agreed(&body).with_context(|| about)?;
            bodies.push(body);
        }
        Ok(bodies)
    }

    /// Every time that arrived, in order.
    pub(super) fn timings(&self) -> Result<Vec<Timing>> {
        let bodies = self.bodies()?;
        let all = bodies.iter().filter_map(|body| body["timings"].as_array()).flatten();
        all.map(|timing| {
            let text = |name: &str| timing[name].as_str().context("no text").map(str::to_owned);
            Ok((text("name")?, text("page")?, timing["bucket"].as_u64().context("no bucket")?))
        })
        .collect()
    }

    /// The names of the times that the browser measures. WebKit counts whole milliseconds, so that an answer
    /// of this machine may come at 0, which says nothing.
    pub(super) async fn measured(&self) -> Result<Vec<String>> {
        let names = self
            .run(
                "const is = (type) => PerformanceObserver.supportedEntryTypes.includes(type);
                return [is('largest-contentful-paint') && 'lcp', is('layout-shift') && 'cls',
                    performance.getEntriesByType('navigation')[0].responseStart > 0 && 'ttfb',
                    is('event') && 'interactionId' in PerformanceEventTiming.prototype && 'inp'].filter(Boolean)",
            )
            .await?;
        Ok(serde_json::from_value(names)?)
    }
}

fn has_only(object: &Value, names: &[&str]) -> Result<()> {
    let members = object.as_object().context("no object")?;
    ensure!(members.keys().all(|name| names.contains(&name.as_str())), "{object}");
    Ok(())
}

/// Holds a body to what the collector and the client agreed on.
fn is_as_agreed(body: &Value) -> Result<()> {
    has_only(body, &["release", "device", "timings"])?;
    ensure!(body["release"].is_null() || body["release"].is_string(), "{body}");
    has_only(&body["device"], &["memory", "cores", "connection", "viewport"])?;
    let mut classes = body["device"].as_object().context("no device")?.values();
    ensure!(classes.all(|class| ["low", "mid", "high"].iter().any(|known| class == known)), "{body}");
    let timings = body["timings"].as_array().context("no timings")?;
    ensure!((1..=50).contains(&timings.len()), "{body}");
    for timing in timings {
        has_only(timing, &["name", "page", "bucket"])?;
        ensure!(timing["bucket"].as_u64().is_some_and(|bucket| bucket <= 5), "{timing}");
        let page = timing["page"].as_str().context("no page")?;
        ensure!(page.starts_with('/') && page.len() <= 200 && !page.contains(['?', '#']), "{timing}");
    }
    Ok(())
}
