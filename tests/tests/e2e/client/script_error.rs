//! A script of another site that may not be read: the browser reports "Script error." and
//! nothing else, in every engine, and that is labelled as what it is.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{Engines, SitePage},
    site::Site,
};

#[tokio::test(flavor = "multi_thread")]
async fn an_error_that_the_browser_withholds_is_labelled() -> Result<()> {
    let collector = Collector::start()?;
    let other = Site::serve(&[("/theirs.js", "theirs.is.missing")])?;
    let after = format!("<script src='{}/theirs.js'></script>", other.origin());
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { after: &after, ..SitePage::default() }).await?;
        visit.wait_for_each_once(&["Script error."])?;
        ensure!(collector.issues(&visit.key)?.is_empty(), "{engine:?}: it is off the list");
        let noise = collector.get(&format!("/api/projects/{}/issues?noise=1", visit.key))?;
        let issue = noise["issues"].as_array().and_then(|all| all.first()).context("no issue")?;
        ensure!(issue["noise"] == "script-error", "{engine:?}: {issue:#}");
    }
    Ok(())
}
