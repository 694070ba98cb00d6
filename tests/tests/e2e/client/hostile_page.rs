//! Pages that take away what a client stands on, in every engine: frozen prototypes, their own
//! `fetch`, `JSON`, `Promise` and `Reflect`, members that everything has. The page gets no
//! error of ours, and what it did wrong itself arrives all the same.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    scenario::visit::{Engines, SitePage},
    site::Site,
};

/// A page that listens for errors, and keeps those that are not its own where the page around it
/// can read them: WebDriver itself cannot run a script in some of these.
const HEARS: &str = "<script>
const own = localStorage, place = location.pathname;
own[place] = '';
const hear = (what) => { if (!/thrown anyway/.test(what)) own[place] += ` | ${what}` };
addEventListener('error', (event) => hear(event.message));
addEventListener('unhandledrejection', (event) => hear(`rejected ${event.reason}`));
</script>";

/// Scripts of hostile pages.
const HOSTILITIES: [(&str, &str); 9] = [
    (
        "frozen prototypes",
        "for (const name of Object.getOwnPropertyNames(window)) {
          try { Object.freeze(window[name].prototype); } catch {}
          try { if (typeof window[name] === 'function') Object.freeze(window[name]); } catch {}
        }",
    ),
    (
        "a JSON that throws",
        "const no = () => { throw new Error('no JSON') }; window.JSON = Object.freeze({ parse: no, stringify: no })",
    ),
    ("no JSON", "window.JSON = undefined"),
    ("no Promise", "window.Promise = undefined"),
    (
        "a Promise of nonsense",
        "Promise.resolve = Promise.reject = Promise.prototype.catch = Promise.prototype.finally = () => 7;
        window.Promise = function () { return 7 }",
    ),
    ("a Reflect that throws", "Reflect.get = Reflect.apply = Reflect.ownKeys = () => { throw new Error('no Reflect') }"),
    (
        "members of every array",
        "Array.prototype.last = function () {}; Array.prototype.text = 'text';
        for (const name of ['push', 'map', 'join', 'includes', 'forEach', 'fill', 'indexOf', 'pop', 'concat'])
          Array.prototype[name] = () => { throw new Error('no ' + name) }",
    ),
    (
        "members of every object",
        "Object.prototype.text = 'text'; Object.prototype.extend = function () {}; Object.prototype.list = [];
        Object.prototype.signal = 'none'; Object.prototype.mode = 'nonsense'; Object.prototype.capture = 7;
        String.prototype.more = Function.prototype.more = Number.prototype.more = 'more'",
    ),
    (
        "stacks of its own, and a frozen console",
        "Error.prepareStackTrace = () => { throw new Error('no stack') }; Error.stackTraceLimit = 'none';
        console.error = () => {}; Object.freeze(console)",
    ),
];

/// After the page was hostile: an error, a rejection, an event of its own, the console.
const FAILS: &str = "<script>setTimeout(function failed() { throw new TypeError('thrown anyway') })</script>
<script>corncrake.sendEvent(new RangeError('sent anyway'), { step: [1, { two: 2 }] }); corncrake.ping()</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_notices_nothing_and_is_heard() -> Result<()> {
    let collector = Collector::start()?;
    let at = collector.address();
    let mut wrong = Vec::new();
    for engine in Engine::ALL {
        // Each in a frame of one page, which has its own prototypes and stays as it should be.
        let mut frames = Vec::new();
        let mut around = "<!doctype html><title>around</title>".to_owned();
        for (what, hostility) in HOSTILITIES {
            for is_before in [true, false] {
                let key = collector.project("shop", &["http://127.0.0.1"])?;
                let hostile = format!("<script>{{{hostility}}}</script>");
                // `on-error`, so that the module comes after the page has become hostile.
                let tag = format!(
                    r#"<script src="{at}/client/script.js" data-endpoint="{at}/v1/{key}" data-load="on-error"></script>"#
                );
                let (first, second) = if is_before { (&hostile, &tag) } else { (&tag, &hostile) };
                let html = format!("<!doctype html><title>shop</title>{HEARS}{first}{second}{FAILS}");
                let path = format!("/{}", frames.len());
                around += &format!(r#"<iframe src="{path}"></iframe>"#);
                let when = if is_before { "before the stub" } else { "after it" };
                frames.push((path, html, key, format!("{engine:?}: {what} {when}")));
            }
        }
        let mut pages: Vec<(&str, &str)> =
            frames.iter().map(|(path, html, ..)| (path.as_str(), html.as_str())).collect();
        pages.push(("/", &around));
        let site = Site::serve(&pages)?;
        let browser = Browser::open_in(engine).await?;
        browser.goto(&site.origin()).await?;
        for (_, _, key, case) in &frames {
            let arrived = collector.wait_for_issue(key, "thrown anyway").and_then(|_| {
                let sent = collector.wait_for_issue(key, "sent anyway")?;
                ensure!(sent["event"]["meta"]["step"][1]["two"] == 2, "{sent:#}");
                Ok(())
            });
            wrong.extend(arrived.err().map(|error| format!("{case}: {error:#}")));
        }
        let heard = browser.run("return { ...localStorage }").await?;
        for (path, _, _, case) in &frames {
            if heard[path] != "" {
                wrong.push(format!("{case}: the page heard {}", heard[path]));
            }
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// Ways in which a page's own `fetch` does not fetch.
const NO_FETCH: [&str; 5] = [
    "() => { throw new Error('no fetch') }",
    "() => 7",
    "() => Promise.reject(new Error('rejected fetch'))",
    "() => new Promise(() => {})",
    "undefined",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_of_the_pages_own_is_never_the_pages_trouble() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        for fetch in NO_FETCH {
            let hostile = format!("<script>window.fetch = {fetch}</script>");
            // After the stub: the network still works, and the stub has its own way to it.
            let after = format!("{hostile}{FAILS}");
            let page =
                SitePage { before: HEARS, attributes: "data-load='on-error'", after: &after, tag: None };
            let visit = engines.visit(page).await?;
            visit.wait_for_each_once(&["thrown anyway", "sent anyway"])?;
            visit.leave().await?;
            let heard = visit.run("return localStorage['/']").await?;
            ensure!(heard == "", "{engine:?}: {fetch}: {heard}");

            // Before it: nothing can arrive, and the page is as it was.
            let before = format!("{HEARS}{hostile}");
            let page = SitePage {
                before: &before,
                attributes: "data-ping data-load='eager'",
                after: FAILS,
                tag: None,
            };
            let visit = engines.visit(page).await?;
            visit.run("setTimeout(() => { document.body.className = 'settled' }, 300)").await?;
            for step in ["fail('thrown anyway')", "corncrake.ping()", "console.error('thrown anyway')"] {
                visit.run(step).await?;
            }
            visit.until("return document.body.className == 'settled'").await?;
            visit.leave().await?;
            let heard = visit.run("return localStorage['/']").await?;
            ensure!(heard == "", "{engine:?}: {fetch}: {heard}");
        }
    }
    Ok(())
}
