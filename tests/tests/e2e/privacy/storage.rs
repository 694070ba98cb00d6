//! Nothing is stored in a page, in any engine: whatever the client does there, every kind of
//! storage is afterwards as it was before.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{Engines, SitePage},
};

/// Everything that an origin can keep, as text, in `stored`.
const LOOK: &str = "window.stored = undefined;
(async () => {
  const all = [document.cookie, { ...localStorage }, { ...sessionStorage }];
  all.push(await indexedDB.databases?.(), await globalThis.caches?.keys());
  all.push((await navigator.serviceWorker?.getRegistrations())?.length);
  all.push(history.length, history.state, window.name);
  window.stored = JSON.stringify(all);
})()";

/// The site's own values in each kind of storage.
const KEEPS: &str = "<script>
document.cookie = 'own=cookie'; localStorage.own = 'local'; sessionStorage.own = 'session'; name = 'own name';
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn every_storage_is_as_it_was() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let attributes = "data-consent='required' data-load='eager' data-ping";
        let visit = engines.visit(SitePage { before: KEEPS, attributes, ..SitePage::default() }).await?;
        let is_there = "return typeof stored === 'string'";
        visit.run(LOOK).await?;
        visit.until(is_there).await?;
        let before = visit.run("return stored").await?;
        ensure!(
            before.as_str().is_some_and(|all| all.contains("own=cookie") && all.contains("local")),
            "{before}"
        );

        visit
            .run("corncrake.consent(true); fail('one'); console.error('two'); corncrake.sendEvent('three')")
            .await?;
        visit.run("const img = new Image(); img.src = '/missing.png'; document.body.append(img); Promise.reject(new Error('four')); corncrake.ping()").await?;
        for title in ["one", "three", "missing.png"] {
            visit.event(title)?;
        }
        visit.run("corncrake.consent(false); corncrake.consent(true); fail('six')").await?;
        visit.event("six")?;
        ensure!(visit.sessions()? == (1, 1), "{engine:?}: {:?}", visit.sessions()?);

        visit.run(LOOK).await?;
        visit.until(is_there).await?;
        let after = visit.run("return stored").await?;
        ensure!(before == after, "{engine:?}: {before} became {after}");
        // The collector sets none either, and is sent none.
        let cookies = engines.browser.page.get_all_cookies().await?;
        ensure!(cookies.len() == 1, "{engine:?}: {cookies:?}");
    }
    Ok(())
}
