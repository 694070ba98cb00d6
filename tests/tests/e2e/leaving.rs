//! Errors of a page that is being left, in every engine: with the module there they arrive
//! whole, before it is there the stub tells the least of them, made of nothing personal.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::Collector,
    engine::Engine,
    visit::{Engines, Page, Visit},
};

/// A page that fails when it is left, in each of three ways.
const FAILS_AT_EXIT: &str = "<script>
var ownError = console.error;
function isHooked() { return ownError !== console.error }
addEventListener('beforeunload', () => { throw new TypeError('in beforeunload of mary@shop.example') });
addEventListener('pagehide', () => { throw new RangeError('in pagehide') });
document.addEventListener('visibilitychange', () => { throw new URIError('in visibilitychange') });
</script>";

/// Whether the module has taken over: the console is its own then.
const IS_THERE: &str = "return isHooked()";

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_at_exit_arrives_whole_with_the_module_there() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page = Page { attributes: "data-load='eager'", after: FAILS_AT_EXIT, ..Page::default() };
        let visit = engines.visit(page).await?;
        visit.until(IS_THERE).await?;
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
        visit.tells_once(&["beforeunload", "in pagehide", "in visibilitychange"])?;
    }
    Ok(())
}

/// What the stub tells by itself: the class of an error, and where it was if that is a file.
fn is_least(visit: &Visit<'_>, engine: Engine, errors: &[&str]) -> Result<()> {
    for name in errors {
        let event = visit.event(name)?;
        ensure!(event["message"] == *name && event["uri"].is_null(), "{engine:?}: {event:#}");
        ensure!(event["meta"].is_null() && event["name"].is_null(), "{engine:?}: {event:#}");
        let text = event.to_string();
        ensure!(!text.contains("mary") && !text.contains("4111"), "{engine:?}: {event:#}");
    }
    let told = visit.told()?;
    ensure!(
        told.len() == errors.len() && told.iter().all(|(_, events)| *events == 1),
        "{engine:?}: {told:?}"
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

/// The same, once a stub has come late, and then the page is left.
const LATE: &str = "<script>
addEventListener('load', () => {
  const add = (src, onload) => {
    const tag = document.createElement('script');
    tag.dataset.endpoint = '{at}/v1/{key}';
    document.body.append(Object.assign(tag, { src, onload }));
  };
  add('{at}/client/script.js', () => {
    setTimeout(() => { throw new TypeError('mary@shop.example paid with 4111111111111111') });
    Promise.reject(new RangeError('for mary'));
    corncrake.sendEvent(new URIError('of mary'), { name: 'mary' });
    add('/app.js?mary', () => setTimeout(() => { location.href = '/else' }, 50));
  });
});
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_left_before_the_module_is_there_tells_the_least() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        // A stub that comes after the page was loaded waits some seconds for its module. (Before
        // it was loaded, WebKit tells a page nothing of its end.)
        let visit = engines.visit(Page { tag: Some(LATE), ..Page::default() }).await?;
        visit.until("return location.pathname == '/else'").await?;
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

#[tokio::test(flavor = "multi_thread")]
async fn where_no_module_can_load_the_stub_tells_the_least() -> Result<()> {
    let collector = Collector::start()?;
    let policy = "<meta http-equiv='Content-Security-Policy' \
        content=\"script-src 'self' 'nonce-n' {at}/client/script.js\">";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let after = PERSONAL.replace("<script", "<script nonce='n'");
        let visit =
            engines.visit(Page { before: policy, attributes: "data-ping", after: &after, tag: None }).await?;
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
