//! @sentry/browser 7 to 11 and @sentry/react, unmodified, in real browsers: the right issue with the right
//! frames, one session of a page whatever the version counts, nothing on the page's console, and nothing
//! of all that a page can tell an SDK besides on disk or in the log.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    inspect::search,
    sentry::sdk::{SdkFolder, dsn},
    site::Site,
};

const VERSIONS: [&str; 5] = ["7", "8", "9", "10", "11"];
const READING: &str = "TypeError: Cannot read properties of undefined (reading 'items')";

/// Everything that a page can hand an SDK, with marked values, and every way of sending more switched on.
const EVERYTHING: &str = "
const mark = (name) => `markof-${name}`
const optional = ['extraErrorDataIntegration', 'httpClientIntegration', 'contextLinesIntegration', 'browserTracingIntegration',
  'reportingObserverIntegration']
const everything = {
  sendDefaultPii: true, tracesSampleRate: 1, enableLogs: true, attachStacktrace: true, normalizeDepth: 10, serverName: mark('server'),
  _experiments: { enableLogs: true },
  dataCollection: { userInfo: true, cookies: true, httpHeaders: true, urlQueryParams: true, databaseQueryData: true, stackFrameVariables: true,
    httpBodies: ['incomingRequest', 'outgoingRequest', 'incomingResponse', 'outgoingResponse'] },
  replaysSessionSampleRate: 1, replaysOnErrorSampleRate: 1,
  integrations: (usual) => [...usual, ...optional.filter((name) => Sentry[name]).map((name) => Sentry[name]()),
    Sentry.replayIntegration({ minReplayDuration: 0, maskAllText: false, maskAllInputs: false, blockAllMedia: false })],
}
const tellEverything = () => {
  document.cookie = 'session=markof-cookie'
  Sentry.setUser({ id: mark('id'), email: 'markof@example.org', username: mark('username'), ip_address: '203.0.113.77', plan: mark('plan') })
  Sentry.setTag('other', mark('tag'))
  Sentry.setTags({ street: mark('tags') })
  Sentry.setExtra('basket', mark('extra'))
  Sentry.setExtras({ carts: [{ owner: mark('extras') }] })
  Sentry.setContext('order', { id: mark('context') })
  for (const name of ['device', 'os', 'browser', 'runtime', 'app', 'culture', 'trace', 'response', 'state']) {
    Sentry.setContext(name, { name: mark(name), type: mark(name), version: mark(name), data: mark(name) })
  }
  Sentry.addBreadcrumb({ category: mark('category'), message: mark('crumb'), data: { url: mark('crumb-url') } })
  Sentry.addBreadcrumb({ category: 'auth', message: mark('crumb'), data: { user: mark('crumb-data') } })
  console.info(mark('console'), { user: mark('console-argument') })
  Sentry.getCurrentScope?.().addAttachment?.({ filename: mark('file'), data: mark('content') })
  Sentry.logger?.info?.(mark('log'), { user: mark('log-attribute') })
  Sentry.metrics?.count?.('cart', 1, { attributes: { user: mark('metric') } })
  const tell = Sentry.captureFeedback ?? Sentry.captureUserFeedback
  tell({ message: 'the words of a person', comments: 'the words of a person', event_id: '0123456789abcdef0123456789abcdef',
    name: mark('person'), email: 'markof@example.org', url: '/?q=' + mark('feedback-url') })
  Sentry.startSpan({ name: mark('span'), attributes: { user: mark('attribute') } }, () => 1)
  history.replaceState({ user: mark('state') }, '', `?step=${mark('step')}`)
  return fetch(`/app.js?token=${mark('fetch')}`, { method: 'POST', body: mark('body'), headers: { authorization: mark('bearer') } })
}
";

fn page(version: &str, dsn: &str) -> String {
    format!(
        "import * as Sentry from 'sentry-browser-{version}'
{EVERYTHING}
Sentry.init({{ dsn: '{dsn}', release: 'shop@1.4.2', environment: 'production', ...everything }})
class CheckoutError extends Error {{ constructor(text, options) {{ super(text, options); this.name = 'CheckoutError'; this.card = mark('property') }} }}
function readCart(carts, id) {{ return carts[id].items }}
function checkoutCart(id) {{
  try {{ return readCart({{}}, id) }} catch (error) {{ throw new CheckoutError('checkout failed', {{ cause: error }}) }}
}}
document.querySelector('#caught').addEventListener('click', () => {{
  try {{ checkoutCart(7) }} catch (error) {{ Sentry.captureException(error) }}
}})
document.querySelector('#thrown').addEventListener('click', () => {{ checkoutCart(8) }})
document.querySelector('#rejected').addEventListener('click', () => {{ Promise.reject(new RangeError('no stock')) }})
tellEverything().then(() => {{ document.title = 'ready' }})
"
    )
}

const HTML: &str = "<!doctype html><link rel='icon' href='data:,'><title>a shop</title>
    <button id='caught' title='markof-title' aria-label='markof-label'>markof-text</button>
    <button id='thrown' name='markof 7'>thrown</button><button id='rejected'>rejected</button>
    <script src='/app.js'></script>";
/// A page's query and fragment.
const QUERY: &str = "/?email=markof@example.org&token=markof-query#markof-fragment";
/// What no byte on disk and no line of a log may hold.
const MARKS: [&str; 3] = ["markof", "example.org", "203.0.113.77"];

/// Ends a collector, and searches what it leaves: the marks are nowhere, what was kept is there.
fn leaves_no_mark(collector: &mut Collector, kept: &str) -> Result<()> {
    collector.interrupt()?;
    let wanted: Vec<&[u8]> = MARKS.into_iter().chain([kept]).map(str::as_bytes).collect();
    let found = search::all_holding(&collector.data(), &wanted)?;
    ensure!(found[..MARKS.len()].iter().all(|files| *files == 0), "{MARKS:?} are in {found:?} files");
    ensure!(found[MARKS.len()] > 0, "{kept} is kept");
    let log = collector.log()?;
    ensure!(MARKS.iter().all(|mark| !log.contains(mark)), "{log}");
    Ok(())
}

/// Whether nothing is on the console of a page but these: the page's own lines and errors.
fn is_quiet(browser: &Browser, own: &[&str]) -> Result<()> {
    for line in browser.console()? {
        ensure!(own.iter().any(|one| line.contains(one)), "on the console: {line}");
    }
    Ok(())
}

async fn visit(browser: &Browser, collector: &Collector, folder: &SdkFolder, version: &str) -> Result<()> {
    let key = collector.project(version, &["http://127.0.0.1"])?;
    let script = folder.bundle("page.js", &page(version, &dsn(&collector.address(), &key)))?;
    let site = Site::serve(&[("/", HTML), ("/app.js", &script)])?;
    browser.goto(&format!("{}{QUERY}", site.origin())).await?;
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
    collector.wait_for_issue(&key, "Feedback: the words of a person")?;
    ensure!(collector.sessions(&key)? == (1, 1), "{version}: {:?}", collector.sessions(&key)?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_makes_the_right_issues_in_chromium() -> Result<()> {
    let (mut collector, folder) = (Collector::start()?, SdkFolder::new()?);
    let browser = Browser::open_with_console().await?;
    for version in VERSIONS {
        visit(&browser, &collector, &folder, version).await?;
        is_quiet(&browser, &["markof-console", "CheckoutError: checkout failed", "RangeError: no stock"])?;
    }
    leaves_no_mark(&mut collector, "checkout failed")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_version_does_in_every_engine() -> Result<()> {
    let (mut collector, folder) = (Collector::start()?, SdkFolder::new()?);
    for engine in Engine::ALL {
        visit(&Browser::open_in(engine).await?, &collector, &folder, "11").await?;
    }
    leaves_no_mark(&mut collector, "checkout failed")
}

#[tokio::test(flavor = "multi_thread")]
async fn raven_js_of_2018_does_as_well() -> Result<()> {
    let (mut collector, folder) = (Collector::start()?, SdkFolder::new()?);
    let browser = Browser::open_with_console().await?;
    let key = collector.project("raven", &["http://127.0.0.1"])?;
    let text = format!(
        "import Raven from 'raven-js'
Raven.config('{}', {{ release: 'shop@1.4.2', environment: 'production', serverName: 'markof-server', tags: {{ street: 'markof-tag' }},
  extra: {{ basket: 'markof-extra' }} }}).install()
function readCart(carts, id) {{ return carts[id].items }}
document.cookie = 'session=markof-cookie'
Raven.setUserContext({{ id: 'markof-id', username: 'markof-username', email: 'markof@example.org', ip_address: '203.0.113.77' }})
Raven.setTagsContext({{ other: 'markof-tag' }})
Raven.setExtraContext({{ cart: {{ owner: 'markof-extra' }} }})
Raven.captureBreadcrumb({{ category: 'auth', message: 'markof-crumb', data: {{ user: 'markof-data' }} }})
console.info('markof-console')
setTimeout(() => readCart({{}}, 7), 1)",
        dsn(&collector.address(), &key)
    );
    let script = folder.bundle("page.js", &text)?;
    let html =
        "<!doctype html><link rel='icon' href='data:,'><title>a shop</title><script src='/app.js'></script>";
    let site = Site::serve(&[("/", html), ("/app.js", &script)])?;
    browser.goto(&format!("{}{QUERY}", site.origin())).await?;
    let issue = collector.wait_for_issue(&key, READING)?;
    let event = &issue["event"];
    ensure!(event["frames"][0]["function"] == "readCart", "{issue:#}");
    ensure!(event["release"] == "shop@1.4.2" && event["environment"] == "production", "{issue:#}");
    is_quiet(&browser, &["markof-console", READING])?;
    leaves_no_mark(&mut collector, "readCart")
}

#[tokio::test(flavor = "multi_thread")]
async fn react_s_boundary_tells_its_components() -> Result<()> {
    let (mut collector, folder) = (Collector::start()?, SdkFolder::new()?);
    let browser = Browser::open_with_console().await?;
    let key = collector.project("react", &["http://127.0.0.1"])?;
    let text = format!(
        "import * as Sentry from '@sentry/react'
import {{ createRoot }} from 'react-dom/client'
{EVERYTHING}
Sentry.init({{ dsn: '{}', release: 'shop@1.4.2', environment: 'production', ...everything }})
tellEverything()
function Basket({{ owner }}) {{ return [].at(0).items }}
const shown = <Sentry.ErrorBoundary fallback={{<p id='fallback'>sorry</p>}}><Basket owner={{mark('property')}} /></Sentry.ErrorBoundary>
createRoot(document.querySelector('#app')).render(shown)",
        dsn(&collector.address(), &key)
    );
    let script = folder.bundle("page.jsx", &text)?;
    let html = "<!doctype html><link rel='icon' href='data:,'><title>a shop</title><div id='app'></div>
        <script src='/app.js'></script>";
    let site = Site::serve(&[("/", html), ("/app.js", &script)])?;
    browser.goto(&format!("{}{QUERY}", site.origin())).await?;
    ensure!(browser.text("#fallback").await? == "sorry", "the boundary shows its fallback");
    let issue = collector.wait_for_issue(&key, "TypeError")?;
    let meta = &issue["event"]["meta"];
    let event = &issue["event"];
    ensure!(event["frames"][0]["function"] == "Basket", "{issue:#}");
    ensure!(event["release"] == "shop@1.4.2" && event["environment"] == "production", "{issue:#}");
    ensure!(meta["componentStack"].as_str().is_some_and(|stack| stack.contains("Basket")), "{issue:#}");
    ensure!(meta["cause"].is_null(), "the stack of components is no cause: {issue:#}");
    // React itself writes an error that a boundary caught to the console.
    is_quiet(&browser, &["markof-console", "(reading 'items')"])?;
    leaves_no_mark(&mut collector, "Basket")
}
