//! Consent and Global Privacy Control, in every engine: without, nothing is loaded and
//! nothing hooked; and both can change while the page lives.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{COUNT, Engines, SitePage},
};

/// Counts the listeners on the page, and keeps its own console.
const HOOKS: &str = "<script>
var hooks = 0, ownError = console.error;
function isHooked() { return ownError !== console.error }
for (const [name, by] of [['addEventListener', 1], ['removeEventListener', -1]]) {
  const own = window[name];
  window[name] = (...args) => { hooks += by; return own(...args) };
}
</script>";

/// The page's hooks, as text.
const IS_UNHOOKED: &str = "return hooks === 0 && !isHooked()";

#[tokio::test(flavor = "multi_thread")]
async fn without_consent_nothing_is_sent_loaded_or_hooked() -> Result<()> {
    let collector = Collector::start()?;
    let before = format!("{COUNT}{HOOKS}");
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let attributes = "data-consent='required' data-load='eager' data-ping";
        let visit = engines.visit(SitePage { before: &before, attributes, ..SitePage::default() }).await?;
        visit.run("fail('too early'); corncrake.sendEvent('too early as well'); corncrake.ping()").await?;
        visit.run("setTimeout(() => { window.isLater = true }, 500)").await?;
        visit.until("return window.isLater === true").await?;
        ensure!(visit.run(IS_UNHOOKED).await? == true, "{engine:?}");
        ensure!(visit.loaded().await? == ["script.js"], "{engine:?}: {:?}", visit.loaded().await?);

        // Taken back before the module could come.
        visit
            .run("corncrake.consent(true); corncrake.sendEvent('taken back'); corncrake.consent(false)")
            .await?;
        ensure!(visit.run(IS_UNHOOKED).await? == true, "{engine:?}");

        visit.run("corncrake.consent(true); fail('with consent')").await?;
        visit.event("with consent")?;
        visit.until("return isHooked()").await?;

        // Waiting events are dropped, and the page is as if the client had never been there.
        visit.run("corncrake.sendEvent('forgotten'); corncrake.consent(false)").await?;
        ensure!(visit.run(IS_UNHOOKED).await? == true, "{engine:?}: {}", visit.run("return hooks").await?);
        let asked = visit.run("return asked.length").await?;
        visit.run("fail('unheard'); corncrake.sendEvent('unheard too'); corncrake.ping(); console.error('nor this')").await?;
        visit.run("window.isLater = false; setTimeout(() => { window.isLater = true }, 500)").await?;
        visit.until("return isLater").await?;
        ensure!(visit.run("return asked.length").await? == asked, "{engine:?}");

        visit.run("corncrake.consent(true); fail('live again'); corncrake.ping()").await?;
        visit.wait_for_each_once(&["with consent", "live again"])?;
        ensure!(visit.run(IS_UNHOOKED).await? == false, "{engine:?}");
    }
    Ok(())
}

/// Milliseconds in which a timer of the client's would have done what it does.
const LOADED_LATE: u32 = 2_000;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_stays_so() -> Result<()> {
    let collector = Collector::start()?;
    let before = format!("{COUNT}{HOOKS}");
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let visit = engines.visit(SitePage { before: &before, ..SitePage::default() }).await?;
    visit.until("return isHooked()").await?;
    visit.run("corncrake.consent(false)").await?;
    visit.run(&format!("setTimeout(() => {{ window.isLater = true }}, {LOADED_LATE})")).await?;
    visit.until("return window.isLater === true").await?;
    ensure!(visit.run(IS_UNHOOKED).await? == true, "a timer of the stub's gave consent by itself");
    Ok(())
}

/// A browser with the signal.
const PRIVATE: &str = "<script>
Object.defineProperty(navigator, 'globalPrivacyControl', { value: true, writable: true });
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn privacy_control_stops_pings_and_where_asked_events() -> Result<()> {
    let collector = Collector::start()?;
    let before = format!("{COUNT}{PRIVATE}");
    let pings = "return asked.filter(name => name == 'ping').length";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let page =
            SitePage { before: &before, attributes: "data-ping data-load='eager'", ..SitePage::default() };
        let visit = engines.visit(page).await?;
        visit.run("corncrake.ping(); fail('an event goes')").await?;
        visit.wait_for_each_once(&["an event goes"])?;
        visit.run("corncrake.ping()").await?;
        ensure!(visit.run(pings).await? == 0, "{engine:?}");
        visit.run("navigator.globalPrivacyControl = false; corncrake.ping()").await?;
        ensure!(visit.run(pings).await? == 1, "{engine:?}");

        // By the stub first, which posts nothing by itself; then by the module.
        let attributes = "data-privacy-control='all' data-ping data-load='on-error'";
        let visit = engines.visit(SitePage { before: &before, attributes, ..SitePage::default() }).await?;
        visit
            .run("fail('private'); corncrake.sendEvent('private too'); dispatchEvent(new Event('pagehide'))")
            .await?;
        visit.run("setTimeout(() => { window.isLater = true }, 300)").await?;
        visit.until("return window.isLater === true").await?;
        let posts = "return asked.filter(name => name != 'corncrake_bg.wasm').length";
        ensure!(visit.run(posts).await? == 0, "{engine:?}");
        visit.run("navigator.globalPrivacyControl = false; fail('not private')").await?;
        visit.event("not private")?;
        visit.run("navigator.globalPrivacyControl = true; corncrake.sendEvent('private again')").await?;
        visit.run("navigator.globalPrivacyControl = false; corncrake.sendEvent('not any more')").await?;
        visit.wait_for_each_once(&["not private", "not any more"])?;
        ensure!(visit.run(pings).await? == 0, "{engine:?}");
    }
    Ok(())
}
