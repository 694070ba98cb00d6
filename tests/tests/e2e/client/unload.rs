//! Errors of a page that is being left, in every engine: with the module there they arrive
//! whole, before it is there the stub sends a shortest report, made of nothing personal.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{Engines, SitePage, Visit},
    site::holding_proxy::holding_proxy,
};

/// A page that fails when it is left, in each of three ways.
const FAILS_AT_EXIT: &str = "<script>
addEventListener('beforeunload', () => { throw new TypeError('in beforeunload of mary@shop.example') });
addEventListener('pagehide', () => { throw new RangeError('in pagehide') });
document.addEventListener('visibilitychange', () => { throw new URIError('in visibilitychange') });
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_at_exit_arrives_whole_with_the_module_there() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page = SitePage { attributes: "data-load='eager'", after: FAILS_AT_EXIT, ..SitePage::default() };
        let visit = engines.visit(page).await?;
        // An event that arrives whole is the module's.
        visit.run("fail('told by the module')").await?;
        visit.event("told by the module")?;
        visit.leave().await?;
        for (title, name) in [
            ("in beforeunload of [email]", "TypeError"),
            ("in pagehide", "RangeError"),
            ("in visibilitychange", "URIError"),
        ] {
            let event = visit.event(title)?;
            ensure!(event["name"] == name, "{engine:?}: {event:#}");
            ensure!(
                event["frames"][0]["file"] == format!("{}/", visit.site.origin()),
                "{engine:?}: {event:#}"
            );
        }
        visit.wait_for_each_once(&[
            "told by the module",
            "beforeunload",
            "in pagehide",
            "in visibilitychange",
        ])?;
    }
    Ok(())
}

/// The stub's own report: the class of an error, and its place if that is a file.
fn is_least(visit: &Visit<'_>, engine: Engine, errors: &[&str]) -> Result<()> {
    for name in errors {
        let event = visit.event(name)?;
        ensure!(event["message"] == *name && event["uri"].is_null(), "{engine:?}: {event:#}");
        ensure!(event["meta"].is_null() && event["name"].is_null(), "{engine:?}: {event:#}");
        let text = event.to_string();
        ensure!(!text.contains("mary") && !text.contains("4111"), "{engine:?}: {event:#}");
    }
    let counts = visit.issue_counts()?;
    ensure!(
        counts.len() == errors.len() && counts.iter().all(|(_, events)| *events == 1),
        "{engine:?}: {counts:?}"
    );
    Ok(())
}

/// Errors that say much about a person.
const PERSONAL: &str = "<script>
throw new TypeError('mary@shop.example paid with 4111111111111111');
</script><script>
Promise.reject(new RangeError('for mary'));
corncrake.sendEvent(new URIError('of mary'), { name: 'mary' });
</script><script src='/app.js?mary'></script>";

/// Runs the scripts of a template when the page is complete, and after that: an import while `load`
/// is dispatched holds some engines' idea of a complete page.
const FAILS_LATER: &str = "<script>
addEventListener('load', () => setTimeout(() => {
  for (const of of document.querySelector('template').content.querySelectorAll('script')) {
    const script = document.createElement('script');
    script.textContent = of.textContent;
    if (of.src) {
      script.src = of.src;
      script.onload = script.onerror = () => setTimeout(() => { window.hasFailed = true });
    }
    document.body.append(script);
  }
}));
</script>";

/// A way to a collector on which its client never arrives, and all that is posted does.
fn hold(collector: &Collector) -> Result<String> {
    holding_proxy(collector, |request| *request.method() != tiny_http::Method::Post)
}

const HELD: &str = "<script src='{at}/client/script.js' data-endpoint='{to}/v1/{key}'></script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_left_before_the_module_is_there_tells_the_least() -> Result<()> {
    let collector = Collector::start()?;
    let tag = HELD.replace("{to}", &hold(&collector)?);
    // Once it is complete: Firefox has a page that imports wait for that before it calls it so.
    let after = format!("<template>{PERSONAL}</template>{FAILS_LATER}");
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(&tag), after: &after, ..SitePage::default() }).await?;
        visit.until("return window.hasFailed === true").await?;
        visit.leave().await?;
        is_least(&visit, engine, &["TypeError", "RangeError", "URIError", "SyntaxError"])?;
        let place = visit.event("SyntaxError")?;
        ensure!(
            place["raw_stack"]
                .as_str()
                .is_some_and(|stack| stack.starts_with(&format!("{}/app.js:1:", visit.site.origin()))),
            "{engine:?}: {place:#}"
        );
    }
    Ok(())
}

/// Errors without a class, and a script whose path could identify a person.
const CLASSLESS: &str = "<script>
Promise.reject('mary');
setTimeout(() => { throw 'mary' });
console.error('of mary');
corncrake.sendEvent({ name: 'mary' });
corncrake.sendEvent();
</script><img src='/mary.png'><script src='/mary%40shop.example/app.js'></script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_hidden_tells_the_least_at_once_and_no_issue_is_called_null() -> Result<()> {
    let collector = Collector::start()?;
    let tag = HELD.replace("{to}", &hold(&collector)?);
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let visit = engines.visit(SitePage { tag: Some(&tag), after: CLASSLESS, ..SitePage::default() }).await?;
    visit.until("return document.readyState === 'complete'").await?;
    // On a phone this is the last event that a page gets.
    visit
        .run(
            "Object.defineProperty(document, 'hidden', { get: () => true });
            document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))",
        )
        .await?;
    let titles = [
        "a rejection that is no error",
        "something that is no error was thrown",
        "a call of console.error",
        "an event of the site that is no error",
        "a resource failed to load",
    ];
    for title in titles {
        let event = visit.event(title)?;
        ensure!(!event.to_string().contains("mary"), "{event:#}");
    }
    Ok(())
}

/// Ten thousand errors with places of some length: all of them are far more than may outlive a page.
const STORM: &str = "<script>
const filename = `${location.origin}/assets/a-part-of-the-shop-with-a-long-name/index-b1946ac9.js`;
const error = new TypeError('again');
for (let lineno = 1; lineno <= 10_000; lineno++)
    dispatchEvent(new ErrorEvent('error', { error, message: 'again', filename, lineno, colno: 7 }));
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_failed_ten_thousand_times_tells_as_much_as_may_outlive_it() -> Result<()> {
    let collector = Collector::start()?;
    let tag = HELD.replace("{to}", &hold(&collector)?);
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let visit = engines.visit(SitePage { tag: Some(&tag), after: STORM, ..SitePage::default() }).await?;
    visit.until("return document.readyState === 'complete'").await?;
    visit.leave().await?;
    let event = visit.event("TypeError")?;
    ensure!(event["message"] == "TypeError", "{event:#}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_module_can_load_the_stub_tells_the_least() -> Result<()> {
    let collector = Collector::start()?;
    let policy = "<meta http-equiv='Content-Security-Policy' \
        content=\"script-src 'self' 'nonce-n' {at}/client/script.js\">";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let after = PERSONAL.replace("<script", "<script nonce='n'");
        let visit = engines
            .visit(SitePage { before: policy, attributes: "data-ping", after: &after, tag: None })
            .await?;
        // At once, when the module has failed to load.
        is_least(&visit, engine, &["TypeError", "RangeError", "URIError", "SyntaxError"])?;
        ensure!(visit.sessions()? == (1, 1), "{engine:?}: {:?}", visit.sessions()?);
        // And later ones when the page is left.
        visit.run("fail('LaterError')").await?;
        visit.leave().await?;
        is_least(&visit, engine, &["TypeError", "RangeError", "URIError", "SyntaxError", "LaterError"])?;
    }
    Ok(())
}
