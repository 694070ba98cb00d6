//! Breadcrumbs of a real page, in every engine: an event says what the page did before, by kinds and
//! places; no value, text or key is in it; and what the page's own functions do is as it was.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::{Collector, TOKEN},
    inspect::search,
    scenario::visit::{Engines, SitePage, Visit},
};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use serde_json::{Value, json};

/// A site that imports the client and breadcrumbs; `{at}` and `{key}` are filled in.
const IMPORT: &str = r#"<script type="importmap">{"imports": {"corncrake": "{at}/client/corncrake.js",
  "corncrake/breadcrumbs": "{at}/client/breadcrumbs.js"}}</script>
<script type="module">
import * as corncrake from 'corncrake';
import { breadcrumb, breadcrumbs } from 'corncrake/breadcrumbs';
corncrake.setup('{at}/v1/{key}');
window.stop = breadcrumbs(corncrake.meta);
Object.assign(window, { corncrake, breadcrumb, breadcrumbs });
</script>"#;

/// Everything that a page has, with marked values: `markof` may be nowhere behind the scrubber.
const SHOP: &str = r#"<form id="pay-form" title="markof-title" class="markof-class">
  <label>markof-label <input id="card" name="card" value="markof-value" placeholder="markof-placeholder"></label>
  <input type="password" id="pin" value="markof-password"><textarea id="words">markof-text</textarea>
  <select id="choice"><option value="markof-option">markof-option-text</select>
  <input type="hidden" name="parentNode" value="markof-hidden"><input type="hidden" name="getAttribute" value="markof-member">
  <button type="button" id="buy" aria-label="markof-aria" data-user="markof-data"><b>markof-button-text</b></button>
  <button type="button" id="user-4711" name="markof 17">markof-other-text</button>
</form><p id="words-of-page">markof-paragraph</p><script>var markofVariable = 1</script>"#;

/// What a page does; each step ends before the next one begins. It is the page's own script: what
/// WebDriver runs sees another page in Firefox, and in Chromium its errors are nobody's.
const LIFE: &str = r#"<script>window.life = () => (async () => {
  history.pushState({ id: 'markof-state' }, '', '/shop/4711/cart?token=markof-query#markof-fragment');
  await fetch('/else?user=markof-fetch', { headers: { 'x-mark': 'markof-header' } });
  await fetch('/orders/4711/items', { method: 'POST', body: 'markof-body' });
  await fetch(new Request('/app.js?markof-request', { method: 'PUT', body: 'markof-body' })).catch(() => {});
  await new Promise((done) => {
    const request = new XMLHttpRequest();
    request.onloadend = done;
    request.open('GET', '/missing/markof%20name?markof-xhr');
    request.send();
  });
  console.warn('slow answer of %s', 'mary@markof.example', { markof: 'markof-object' });
  breadcrumb('cart', { items: 3, mail: 'mary@markof.example', deep: { a: 'markof-deep' } });
  breadcrumb('not a kind!', { a: 'markof-refused' });
})().then(() => { window.isOver = true }, (error) => { window.isOver = `${error}` })</script>"#;

/// Opens the page in an engine, and has it live.
async fn live<'a>(engines: &'a Engines<'_>) -> Result<Visit<'a>> {
    let after = format!("{SHOP}{LIFE}");
    let visit = engines.visit(SitePage { tag: Some(IMPORT), after: &after, ..SitePage::default() }).await?;
    visit.until("return !!window.corncrake?.setup").await?;
    // By the page itself: Chromium's driver never ends a click in a form that has a field `parentNode`.
    visit.run("document.querySelector('#card').click()").await?;
    visit.run("document.querySelector('#card').focus()").await?;
    let keys = "markofkeys".chars().fold(KeyActions::new("keys".to_owned()), |keys, value| {
        keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
    });
    engines.browser.page.perform_actions(keys).await?;
    for button in ["#buy", "#user-4711"] {
        visit.run(&format!("document.querySelector('{button}').click()")).await?;
    }
    visit.run("life()").await?;
    visit.until("return !!window.isOver").await?;
    let over = visit.run("return window.isOver").await?;
    ensure!(over == true, "{:?}: {over}", engines.engine);
    Ok(visit)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_has_the_breadcrumbs_of_its_page_and_no_value_of_it() -> Result<()> {
    let mut collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = live(&engines).await?;
        visit.run("fail('after all that')").await?;
        let event = visit.event("after all that")?;
        let crumbs = event["meta"]["breadcrumbs"].as_array().context("no breadcrumbs")?;
        ensure!(crumbs.iter().all(|crumb| crumb["ago"].is_number()), "{engine:?}: {crumbs:#?}");
        let without_time = |crumb: &Value| {
            let mut crumb = crumb.clone();
            crumb.as_object_mut().map(|crumb| crumb.remove("ago"));
            crumb
        };
        let found: Vec<Value> = crumbs.iter().map(without_time).collect();
        let expected = [
            json!({ "kind": "navigation", "url": "/" }),
            json!({ "kind": "click", "role": "textbox", "selector": "form#pay-form > input#card" }),
            json!({ "kind": "click", "role": "button", "selector": "form#pay-form > button#buy" }),
            json!({ "kind": "click", "role": "button", "selector": "form#pay-form > button" }),
            json!({ "kind": "navigation", "url": "/shop/[id]/cart" }),
            json!({ "kind": "fetch", "method": "GET", "url": "/else", "status": 200 }),
            json!({ "kind": "fetch", "method": "POST", "url": "/orders/[id]/items", "status": 404 }),
            json!({ "kind": "fetch", "method": "PUT", "url": "/app.js", "status": 200 }),
            json!({ "kind": "xhr", "method": "GET", "url": "/missing/[id]", "status": 404 }),
            json!({ "kind": "console", "level": "warn", "text": "slow answer of %s [email] [object]" }),
            json!({ "kind": "cart", "data": { "items": 3, "mail": "[email]" } }),
        ];
        ensure!(found == expected, "{engine:?}: {found:#?}");
        // The timeline is plain HTML of the event's page.
        let issue = collector.wait_for_issue(&visit.key, "after all that")?;
        let id = issue["issue"]["id"].as_str().context("no id")?;
        let (own, form) = (collector.address(), format!("token={}", TOKEN.replace(' ', "+")));
        let headers = [("origin", own.as_str()), ("content-type", "application/x-www-form-urlencoded")];
        let login = collector.request("POST", "/login", &headers, form.as_bytes())?;
        let cookie = login.header("set-cookie").split(';').next().unwrap_or_default();
        let path = format!("/projects/{}/issues/{id}", visit.key);
        let page = collector.request("GET", &path, &[("cookie", cookie)], b"")?.body;
        for shown in
            ["<h3 id=\"breadcrumbs\">", "button#buy", "POST <code>/orders/[id]/items</code> <b>404</b>"]
        {
            ensure!(page.contains(shown), "{engine:?}: no {shown} in {page}");
        }
        ensure!(!page.contains("Extra data"), "{engine:?}: it is no data of the site");
    }
    collector.interrupt()?;
    let found = search::holding(&collector.data(), b"markof")?;
    ensure!(found == 0, "a marked value is in {found} files");
    ensure!(!collector.log()?.contains("markof"), "{}", collector.log()?);
    Ok(())
}

/// Looks at the page's functions as another script of it would, before and while they are observed.
const SEEN: &str = r#"<script>window.seen = async () => {
  const functions = { fetch: window.fetch, open: XMLHttpRequest.prototype.open, send: XMLHttpRequest.prototype.send,
    push: history.pushState, replace: history.replaceState, warn: console.warn, log: console.log };
  const out = {};
  for (const [name, one] of Object.entries(functions)) {
    const keys = Reflect.ownKeys(one).filter((key) => key !== 'prototype').map(String).sort();
    out[name] = [one.name, one.length, typeof one, Function.prototype.toString.call(one).includes('[native code]'), keys, 'prototype' in one];
  }
  const thrown = (act) => { try { return [act()] } catch (error) { return [error.constructor.name] } };
  out.self = [thrown(() => XMLHttpRequest.prototype.open.call({}, 'GET', '/')), thrown(() => history.pushState(() => {}, '')),
    thrown(() => history.pushState.call({}, null, '')), thrown(() => new XMLHttpRequest().send()),
    thrown(() => new window.fetch('/'))];
  out.returns = [console.warn('seen'), history.pushState(null, '', '/seen'), new XMLHttpRequest().open('GET', '/else')]
    .map((value) => typeof value);
  const answer = window.fetch('/else');
  out.fetched = [answer instanceof Promise, (await answer) instanceof Response, await (await window.fetch('/else')).text()];
  out.rejected = await window.fetch('http://127.0.0.1:1/').catch((error) => error.constructor.name);
  out.bad = await window.fetch('/', { method: 'NOT A METHOD' }).catch((error) => error.constructor.name);
  let asked = 0;
  const counted = { toString() { asked++; return '/else' } };
  await window.fetch(counted);
  await window.fetch('/else', { get method() { asked++; return 'GET' } });
  console.log({ get a() { asked++; return 1 }, toString() { asked++; return '' } });
  out.asked = asked;
  let unhandled = 0;
  const count = (event) => { if (/fetch|network|load|access/i.test(event.reason)) unhandled++; event.preventDefault() };
  addEventListener('unhandledrejection', count);
  await window.fetch('http://127.0.0.1:1/').catch(() => {});
  window.fetch('http://127.0.0.1:1/');
  for (let turns = 0; turns < 100 && !unhandled; turns++) await new Promise((done) => setTimeout(done, 50));
  removeEventListener('unhandledrejection', count);
  out.unhandled = unhandled;
  return out;
};
window.look = () => {
  window.isSeen = undefined;
  seen().then((out) => { window.isSeen = JSON.stringify(out) }, (error) => { window.isSeen = `failed: ${error}` });
};
window.native = [fetch, console.warn, XMLHttpRequest.prototype.open, history.pushState];
window.areNative = () => [fetch, console.warn, XMLHttpRequest.prototype.open, history.pushState].map((one, at) => one === native[at]);
window.stopWrapped = () => {
  stop = breadcrumbs(corncrake.meta);
  const ours = fetch;
  const theirs = window.fetch = (...args) => ours(...args);
  stop();
  breadcrumb('late');
  return fetch === theirs && corncrake.meta.breadcrumbs === undefined;
};
window.stopOwn = () => {
  window.fetch = native[0];
  stop = breadcrumbs(corncrake.meta);
  corncrake.meta.breadcrumbs = 'of the site';
  stop();
  const stays = corncrake.meta.breadcrumbs === 'of the site' && areNative().every(Boolean);
  delete corncrake.meta.breadcrumbs;
  return stays;
};
window.refuse = () => {
  const stops = [Object.freeze({}), Object.preventExtensions({})].map((meta) => breadcrumbs(meta));
  const isUntouched = areNative().every(Boolean);
  for (const one of stops) one();
  // It was no start: the next one is.
  breadcrumbs(corncrake.meta)();
  return isUntouched && typeof corncrake.meta.breadcrumbs === 'undefined';
};</script>"#;

#[tokio::test(flavor = "multi_thread")]
async fn the_functions_of_the_page_do_what_they_did() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page = SitePage { before: SEEN, tag: Some(IMPORT), ..SitePage::default() };
        let visit = engines.visit(page).await?;
        visit.until("return !!window.corncrake?.setup").await?;
        let look = async || -> Result<Value> {
            visit.run("look()").await?;
            visit.until("return !!window.isSeen").await?;
            visit.run("return isSeen").await
        };
        let is_native = "return areNative()";
        let observed = look().await?;
        ensure!(
            visit.run(is_native).await? == json!([false, false, false, false]),
            "{engine:?}: nothing is observed"
        );
        visit.run("stop()").await?;
        ensure!(
            visit.run(is_native).await? == json!([true, true, true, true]),
            "{engine:?}: something stays"
        );
        ensure!(visit.run("return 'breadcrumbs' in corncrake.meta").await? == false, "{engine:?}");
        let alone = look().await?;
        ensure!(observed == alone, "{engine:?}: {observed:#}\nis not {alone:#}");
        let is_unhandled = alone.as_str().is_some_and(|seen| seen.contains("\"unhandled\":1"));
        ensure!(is_unhandled, "{engine:?}: {alone:#}");
        // Somebody may have wrapped ours since: theirs stays, and ours is silent.
        ensure!(visit.run("return stopWrapped()").await? == true, "{engine:?}");
        ensure!(visit.run("return stopOwn()").await? == true, "{engine:?}: what the site set is gone");
        ensure!(visit.run("return refuse()").await? == true, "{engine:?}: hooks without breadcrumbs");
    }
    Ok(())
}

/// Errors of a page whose functions are observed, and of one where they are not.
const FAILURES: &str = r#"window.refused = function refused() { return fetch('http://127.0.0.1:1/markof') };
window.shout = function shout() { console.error('stock is low today') };
setTimeout(() => { refused(); shout() })"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_observed_error_is_the_same_issue() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let mut fingerprints = Vec::new();
        for tag in [IMPORT.to_owned(), IMPORT.replace("window.stop = breadcrumbs(corncrake.meta);", "")] {
            let failures = format!("<script>window.life = () => {{ {FAILURES} }}</script>");
            let visit =
                engines.visit(SitePage { before: &failures, tag: Some(&tag), ..SitePage::default() }).await?;
            visit.until("return !!window.corncrake?.setup").await?;
            visit.run("life()").await?;
            visit.event("stock is low")?;
            let refused = collector.wait_for_issue(&visit.key, "TypeError")?;
            let shouted = collector.wait_for_issue(&visit.key, "stock is low")?;
            fingerprints.push([refused["grouping"].clone(), shouted["grouping"].clone()]);
        }
        ensure!(
            fingerprints[0] == fingerprints[1] && fingerprints[0][0].is_array(),
            "{engine:?}: {fingerprints:?}"
        );
    }
    Ok(())
}

/// Addresses, which the device and the collector read alike.
const ADDRESSES: &[&str] = &[
    "/",
    "/shop/cart",
    "/shop/4711",
    "/v2/orders",
    "/v2024/orders",
    "/oauth2/token",
    "/item-7/oauth22",
    "/a/b/c/d/e/f/g/h/i/j",
    "/user/mary@example.org/edit",
    "/u/mary%20smith",
    "/dGhpc2lzYWxvbmd0b2tlbndpdGhvdXRhZGlnaXQ",
    "/app.js",
    "//",
    "/~mary/_x",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_path_is_the_same_pattern_on_the_device_and_at_the_edge() -> Result<()> {
    let collector = Collector::start()?;
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let visit = engines.visit(SitePage { tag: Some(IMPORT), ..SitePage::default() }).await?;
    visit.until("return !!window.corncrake?.setup").await?;
    let addresses = serde_json::to_string(ADDRESSES)?;
    let script = format!("for (const one of {addresses}) {{ history.pushState(null, '', location.origin + '/between'); history.pushState(null, '', location.origin + one) }}
        return corncrake.meta.breadcrumbs.map((crumb) => crumb.url)");
    let on_device = visit.run(&script).await?;
    let on_device = on_device.as_array().context("no list")?;
    let expected: Vec<Option<String>> =
        ADDRESSES.iter().map(|one| corncrake_core::breadcrumbs::pattern(one)).collect();
    let sent: Vec<Option<String>> = on_device
        .iter()
        .filter_map(Value::as_str)
        .filter(|one| *one != "/between")
        .skip(1)
        .map(|one| Some(one.to_owned()))
        .collect();
    ensure!(sent == expected, "{sent:#?}\nis not {expected:#?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_not_cut_within_what_scrubbing_would_know() -> Result<()> {
    let collector = Collector::start()?;
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let visit = engines.visit(SitePage { tag: Some(IMPORT), ..SitePage::default() }).await?;
    visit.until("return !!window.corncrake?.setup").await?;
    let script = "const words = (length) => 'word '.repeat(length / 5);
        for (const length of [85, 90, 95]) {
          console.info(words(length) + '4111 1111 1111 1111');
          breadcrumb('own', { text: words(length) + 'mary.smith@shop.example and more' });
        }
        console.info('x'.repeat(120));
        return corncrake.meta.breadcrumbs.map((crumb) => crumb.text ?? crumb.data?.text).filter((text) => text)";
    let texts = visit.run(script).await?;
    let texts: Vec<&str> = texts.as_array().context("no list")?.iter().filter_map(Value::as_str).collect();
    ensure!(texts.len() == 7, "{texts:?}");
    let is_whole = |text: &&str| text.starts_with("word word") && text.ends_with("word …");
    ensure!(texts.iter().take(6).all(is_whole) && texts.last() == Some(&"…"), "{texts:?}");
    Ok(())
}
