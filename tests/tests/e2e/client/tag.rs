//! The tag as it stands in real pages: more than once, with two keys, as a module, late, ahead of
//! being shown, beside elements that take its place, and with an endpoint in any spelling.

use std::sync::{Arc, Mutex};

use anyhow::{Result, anyhow, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    scenario::visit::{COUNT, Engines, SitePage},
    site::Site,
    wait::eventually,
};

/// A page that fails once the client listens.
const FAILS: &str = "<script>{ const timer = setInterval(() => {
    if (!window.corncrake) return;
    clearInterval(timer);
    console.error('logged');
    throw new TypeError('uncaught');
}, 20) }</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_one_client_however_often_it_stands_there() -> Result<()> {
    let collector = Collector::start()?;
    let one = r#"<script src="{at}/client/script.js" data-endpoint="{at}/v1/{key}" data-ping></script>"#;
    // Turbo and htmx run it once more with each page that they put in.
    let again = "<script>addEventListener('load', () => {
        for (let i = 0; i < 3; i++) {
            const tag = document.createElement('script');
            Object.assign(tag.dataset, document.querySelector('script[src]').dataset);
            tag.src = document.querySelector('script[src]').src;
            document.body.append(tag);
        }
        setTimeout(() => { throw new RangeError('later') }, 600);
    })</script>";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let after = format!("{FAILS}{again}");
        let page = SitePage {
            before: COUNT,
            tag: Some(&format!("{one}{}{one}", one.replace("{key}", "{key}/ "))),
            after: &after,
            ..SitePage::default()
        };
        let visit = engines.visit(page).await?;
        visit.wait_for_each_once(&["uncaught", "logged", "later"])?;
        let pings = visit.run("return asked.filter((name) => name === 'ping').length").await?;
        ensure!(pings == 1, "{engine:?}: {pings} pings");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keys_of_one_page_both_get_each_error_once() -> Result<()> {
    let collector = Collector::start()?;
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let other = collector.project("other", &["http://127.0.0.1"])?;
    let tag = |key: &str| {
        format!(
            r#"<script src="{{at}}/client/script.js" data-endpoint="{{at}}/v1/{key}" data-ping></script>"#
        )
    };
    let both = format!("{}{}", tag("{key}"), tag(&other));
    let visit = engines.visit(SitePage { tag: Some(&both), after: FAILS, ..SitePage::default() }).await?;
    visit.wait_for_each_once(&["uncaught", "logged"])?;
    for title in ["uncaught", "logged"] {
        let issue = collector.wait_for_issue(&other, title)?;
        ensure!(issue["issue"]["events"] == 1, "{issue:#}");
    }
    ensure!(collector.issues(&other)?.len() == 2 && collector.sessions(&other)? == (1, 1));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_and_a_page_with_its_own_current_script_find_their_tag() -> Result<()> {
    let collector = Collector::start()?;
    let module =
        r#"<script type="module" src="{at}/client/script.js" data-endpoint="{at}/v1/{key}"></script>"#;
    let heard = "<script>var heard = [], warned = [];
        addEventListener('error', ({ message }) => message && heard.push(message));
        addEventListener('unhandledrejection', () => heard.push('a rejection'));
        console.warn = (...words) => { warned.push(words.join(' ')) };</script>";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page = SitePage { before: heard, tag: Some(module), after: FAILS, ..SitePage::default() };
        let visit = engines.visit(page).await?;
        visit.wait_for_each_once(&["uncaught", "logged"])?;
        let said = visit.run("return heard.length === 1 && warned.length === 0").await?;
        ensure!(said == true, "{engine:?}: {}", visit.run("return [heard, warned]").await?);

        // Markup that somebody else wrote: it must not send the page's errors anywhere. A page
        // that has it is not watched where an engine does not say which tag is which.
        for element in [
            "<img name='currentScript' data-endpoint='{at}/v1/{key}/evil'>",
            "<form name='currentScript' data-endpoint='{at}/v1/{key}/evil'><input name='text'></form>",
            "<form name='currentScript'></form><form name='currentScript'></form>",
        ] {
            let before = format!("{heard}{element}");
            let visit = engines.visit(SitePage { before: &before, ..SitePage::default() }).await?;
            visit.until("return warned.length === 1 || 'corncrake' in window").await?;
            let loaded = visit.loaded().await?;
            ensure!(!loaded.iter().any(|name| name == "evil"), "{engine:?} {element}: {loaded:?}");
            ensure!(visit.run("return heard.length").await? == 0, "{engine:?} {element}");
        }

        // Without an endpoint there is one word in the console, and nothing else.
        let bare = r#"<script src="{at}/client/script.js"></script>"#;
        let before = format!("{COUNT}{heard}");
        let visit =
            engines.visit(SitePage { before: &before, tag: Some(bare), ..SitePage::default() }).await?;
        visit.until("return warned.length === 1 && heard.length === 0").await?;
        ensure!(
            visit.run("return asked.length").await? == 0,
            "{engine:?}: {}",
            visit.run("return asked").await?
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_may_be_spelt_as_sites_spell_it() -> Result<()> {
    let collector = Collector::start()?;
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    for (before, end) in [("", "/"), ("", "/event"), ("", "/event/"), ("", " "), ("", "//"), (" \n", "\n")] {
        for kind in ["", "type='module'"] {
            let tag = format!(
                r#"<script {kind} src="{{at}}/client/script.js" data-endpoint="{before}{{at}}/v1/{{key}}{end}" data-ping></script>"#
            );
            let visit =
                engines.visit(SitePage { tag: Some(&tag), after: FAILS, ..SitePage::default() }).await?;
            visit.wait_for_each_once(&["uncaught", "logged"])?;
            eventually("the ping", || Ok((visit.sessions()? == (1, 1)).then_some(())))?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_with_an_empty_endpoint_says_so_once_and_asks_for_nothing() -> Result<()> {
    let collector = Collector::start()?;
    let warns = "<script>var warned = [], own = console.warn;
        console.warn = (...words) => { warned.push(words.join(' ')); own(...words) }</script>";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        for endpoint in ["", " ", "\n"] {
            let tag = format!(
                r#"<script src="{{at}}/client/script.js" data-endpoint="{endpoint}" data-ping></script>"#
            );
            let before = format!("{COUNT}{warns}");
            let page = SitePage { before: &before, tag: Some(&tag), ..SitePage::default() };
            let visit = engines.visit(page).await?;
            visit.until("return warned.length > 0").await?;
            let said = visit.run("return [warned, asked, typeof corncrake]").await?;
            ensure!(said[0].as_array().is_some_and(|warned| warned.len() == 1), "{engine:?}: {said}");
            ensure!(said[1] == serde_json::json!([]) && said[2] == "undefined", "{engine:?}: {said}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_that_comes_late_loses_nothing_from_then_on() -> Result<()> {
    let collector = Collector::start()?;
    let late = "<script>addEventListener('load', () => setTimeout(() => {
        const tag = document.createElement('script');
        Object.assign(tag.dataset, { endpoint: '{at}/v1/{key}' });
        tag.src = '{at}/client/script.js';
        tag.onload = () => { console.error('a log'); fail('an error'); };
        document.head.append(tag);
    }, 300))</script>";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(late), ..SitePage::default() }).await?;
        visit.wait_for_each_once(&["a log", "an error"])?;
        ensure!(visit.event("an error")?["uri"] == format!("{}/", visit.site.origin()));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_that_adds_headers_is_answered() -> Result<()> {
    let collector = Collector::start()?;
    let wraps = "<script>{ const own = fetch; window.fetch = (url, init) => own(url, { ...init,
        headers: { ...init?.headers, traceparent: '00-0-0-00', 'x-request-id': '1', authorization: 'x' } }) }</script>";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page = SitePage { before: wraps, attributes: "data-ping", after: FAILS, tag: None };
        let visit = engines.visit(page).await?;
        visit.wait_for_each_once(&["uncaught", "logged"])?;
        eventually("the ping", || Ok((visit.sessions()? == (1, 1)).then_some(())))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_rendered_ahead_counts_when_it_is_shown() -> Result<()> {
    let collector = Collector::start()?;
    let (at, key) = (collector.address(), collector.project("shop", &["http://127.0.0.1"])?);
    let ahead = format!(
        r#"<!doctype html><title>ahead</title>
        <script src="{at}/client/script.js" data-endpoint="{at}/v1/{key}" data-ping></script>
        <script>throw new TypeError('before it was shown')</script>
        <script>
        var wasAhead = document.prerendering;
        addEventListener('load', () => setTimeout(() => {{ localStorage.ready = 1 }}, 1500));
        </script>"#
    );
    let first = r#"<!doctype html><title>first</title>
        <script>setInterval(() => { if (localStorage.ready) document.title = 'ready' }, 50)</script>
        <script type="speculationrules">{"prerender":[{"urls":["/ahead"],"eagerness":"immediate"}]}</script>"#;
    let site = Site::serve(&[("/first", first), ("/ahead", &ahead)])?;
    let browser = Browser::open().await?;
    browser.goto(&format!("{}/first", site.origin())).await?;
    browser.until("return document.title === 'ready'").await?;
    ensure!(
        collector.issues(&key)?.is_empty() && collector.sessions(&key)? == (0, 0),
        "it was counted unseen"
    );
    browser.run("location.href = '/ahead'").await?;
    collector.wait_for_issue(&key, "before it was shown")?;
    eventually("the ping", || Ok((collector.sessions(&key)? == (1, 1)).then_some(())))?;
    ensure!(browser.run("return wasAhead").await? == true, "it was not rendered ahead: nothing was tested");
    Ok(())
}

/// A collector that answers nothing and keeps the requests, headers and all.
fn listener() -> Result<(String, Arc<Mutex<Vec<String>>>)> {
    let server = tiny_http::Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?;
    let address =
        server.server_addr().to_ip().map_or_else(String::new, |address| format!("http://{address}"));
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let keeps = Arc::clone(&asked);
    std::thread::spawn(move || {
        for request in server.incoming_requests() {
            let headers: Vec<String> = request.headers().iter().map(ToString::to_string).collect();
            if let Ok(mut asked) = keeps.lock() {
                asked.push(format!("{} {}\n{}", request.method(), request.url(), headers.join("\n")));
            }
            let _ = request.respond(tiny_http::Response::empty(404));
        }
    });
    Ok((address, asked))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_of_the_stub_says_which_page_it_is_from() -> Result<()> {
    let collector = Collector::start()?;
    let (to, asked) = listener()?;
    let tag = format!(
        r#"<script src="{{at}}/client/script.js" referrerpolicy="strict-origin" data-endpoint="{to}/v1/abc123def45" data-ping></script>"#
    );
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page = SitePage {
            before: "<meta name='referrer' content='unsafe-url'>",
            tag: Some(&tag),
            after: FAILS,
            ..SitePage::default()
        };
        let visit = engines.visit(page).await?;
        // The client does not come from there, so that the stub sends its shortest report by itself.
        let all = eventually("a ping and a batch", || {
            let all = asked.lock().map(|asked| asked.join("\n\n")).unwrap_or_default();
            Ok((all.contains("POST /v1/abc123def45/ping") && all.contains("POST /v1/abc123def45/batch"))
                .then_some(all))
        });
        let all = all?;
        ensure!(!all.contains("mary"), "{engine:?}: {all}");
        visit.leave().await?;
        if let Ok(mut asked) = asked.lock() {
            asked.clear();
        }
    }
    Ok(())
}
