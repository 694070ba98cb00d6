//! @sentry/browser 7 to 11 and @sentry/react, unmodified, in real browsers: the right issue with the right
//! frames, one session of a page whatever the version counts, and nothing on the page's console.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    sentry::sdk::{SdkFolder, dsn},
    site::Site,
};

const VERSIONS: [&str; 5] = ["7", "8", "9", "10", "11"];

fn page(version: &str, dsn: &str) -> String {
    format!(
        "import * as Sentry from 'sentry-browser-{version}'
Sentry.init({{ dsn: '{dsn}', release: 'shop@1.4.2', environment: 'production' }})
class CheckoutError extends Error {{ constructor(text, options) {{ super(text, options); this.name = 'CheckoutError' }} }}
function readCart(carts, id) {{ return carts[id].items }}
function checkoutCart(id) {{
  try {{ return readCart({{}}, id) }} catch (error) {{ throw new CheckoutError('checkout failed', {{ cause: error }}) }}
}}
document.querySelector('#caught').addEventListener('click', () => {{
  try {{ checkoutCart(7) }} catch (error) {{ Sentry.captureException(error) }}
}})
document.querySelector('#thrown').addEventListener('click', () => {{ checkoutCart(8) }})
document.querySelector('#rejected').addEventListener('click', () => {{ Promise.reject(new RangeError('no stock')) }})
document.title = 'ready'
"
    )
}

const HTML: &str = "<!doctype html><title>a shop</title>
    <button id='caught'>caught</button><button id='thrown'>thrown</button><button id='rejected'>rejected</button>
    <script src='/app.js'></script>";

async fn visit(browser: &Browser, collector: &Collector, folder: &SdkFolder, version: &str) -> Result<()> {
    let key = collector.project(version, &["http://127.0.0.1"])?;
    let script = folder.bundle("page.js", &page(version, &dsn(&collector.address(), &key)))?;
    let site = Site::serve(&[("/", HTML), ("/app.js", &script)])?;
    browser.goto(&format!("{}/?email=jane@example.com#top", site.origin())).await?;
    browser.until("return document.title === 'ready'").await?;
    for button in ["caught", "thrown", "rejected"] {
        browser.click(&format!("#{button}")).await?;
    }
    let issue = collector.wait_for_issue(&key, "CheckoutError: checkout failed")?;
    let event = &issue["event"];
    // Firefox and WebKit count the error's constructor as a call.
    let innermost =
        event["frames"].as_array().into_iter().flatten().find(|one| one["function"] != "CheckoutError");
    let is_right = innermost.is_some_and(|one| one["function"] == "checkoutCart" && one["in_app"] == true);
    ensure!(is_right, "{version}: {issue:#}");
    ensure!(event["uri"] == format!("{}/", site.origin()), "{version}: {issue:#}");
    ensure!(event["release"] == "shop@1.4.2" && event["environment"] == "production", "{version}: {issue:#}");
    ensure!(event["browser"].is_string() && event["os"] == "Linux", "{version}: {issue:#}");
    ensure!(event["meta"]["cause"]["name"] == "TypeError", "{version}: {issue:#}");
    let rejected = collector.wait_for_issue(&key, "RangeError: no stock")?;
    ensure!(rejected["event"]["type"] == 2, "{version}: {rejected:#}");
    ensure!(collector.sessions(&key)? == (1, 1), "{version}: {:?}", collector.sessions(&key)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_makes_the_right_issues_in_chromium() -> Result<()> {
    let (collector, folder, browser) = (Collector::start()?, SdkFolder::new()?, Browser::open().await?);
    for version in VERSIONS {
        visit(&browser, &collector, &folder, version).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_version_does_in_every_engine() -> Result<()> {
    let (collector, folder) = (Collector::start()?, SdkFolder::new()?);
    for engine in Engine::ALL {
        visit(&Browser::open_in(engine).await?, &collector, &folder, "11").await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn raven_js_of_2018_does_as_well() -> Result<()> {
    let (collector, folder, browser) = (Collector::start()?, SdkFolder::new()?, Browser::open().await?);
    let key = collector.project("raven", &["http://127.0.0.1"])?;
    let text = format!(
        "import Raven from 'raven-js'
Raven.config('{}', {{ release: 'shop@1.4.2' }}).install()
function readCart(carts, id) {{ return carts[id].items }}
Raven.setUserContext({{ email: 'jane@example.org' }})
setTimeout(() => readCart({{}}, 7), 1)",
        dsn(&collector.address(), &key)
    );
    let script = folder.bundle("page.js", &text)?;
    let html = "<!doctype html><title>a shop</title><script src='/app.js'></script>";
    let site = Site::serve(&[("/", html), ("/app.js", &script)])?;
    browser.goto(&site.origin()).await?;
    let issue =
        collector.wait_for_issue(&key, "TypeError: Cannot read properties of undefined (reading 'items')")?;
    let event = &issue["event"];
    ensure!(event["frames"][0]["function"] == "readCart" && event["release"] == "shop@1.4.2", "{issue:#}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn react_s_boundary_tells_its_components() -> Result<()> {
    let (collector, folder, browser) = (Collector::start()?, SdkFolder::new()?, Browser::open().await?);
    let key = collector.project("react", &["http://127.0.0.1"])?;
    let text = format!(
        "import * as Sentry from '@sentry/react'
import {{ createRoot }} from 'react-dom/client'
Sentry.init({{ dsn: '{}', release: 'shop@1.4.2' }})
function Basket() {{ return [].at(0).items }}
const shown = <Sentry.ErrorBoundary fallback={{<p id='fallback'>sorry</p>}}><Basket /></Sentry.ErrorBoundary>
createRoot(document.querySelector('#app')).render(shown)",
        dsn(&collector.address(), &key)
    );
    let script = folder.bundle("page.jsx", &text)?;
    let html = "<!doctype html><title>a shop</title><div id='app'></div><script src='/app.js'></script>";
    let site = Site::serve(&[("/", html), ("/app.js", &script)])?;
    browser.goto(&site.origin()).await?;
    ensure!(browser.text("#fallback").await? == "sorry", "the boundary shows its fallback");
    let issue = collector.wait_for_issue(&key, "TypeError")?;
    let meta = &issue["event"]["meta"];
    ensure!(issue["event"]["frames"][0]["function"] == "Basket", "{issue:#}");
    ensure!(meta["componentStack"].as_str().is_some_and(|stack| stack.contains("Basket")), "{issue:#}");
    ensure!(meta["cause"].is_null(), "the stack of components is no cause: {issue:#}");
    Ok(())
}
