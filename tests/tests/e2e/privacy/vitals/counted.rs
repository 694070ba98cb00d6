//! The collector's own `client/vitals.js` in a page of a site, against the collector itself: what a browser
//! measures and what the site times are in the counts of the day, by the project's pattern of the page.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::{Collector, TOKEN},
    inspect::{search, usage::counted_usage},
    scenario::visit::{Engines, SitePage},
    wait::eventually,
};
use serde_json::json;

const IMPORT: &str = r#"<script type="module">
import { setup, time } from '{at}/client/vitals.js';
window.begin = () => { setup('{at}/v1/{key}', { release: '7.1' }); time('checkout', 900) };
</script>"#;

#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_measures_is_counted_by_its_pattern_and_bucket() -> Result<()> {
    let mut collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(IMPORT), ..SitePage::default() }).await?;
        visit.until("return !!window.begin").await?;
        let change = json!({ "vitals": true, "vitals_list": ["/*", "checkout"] }).to_string();
        let authorization = format!("Bearer {TOKEN}");
        let headers = [("authorization", &*authorization), ("content-type", "application/json")];
        let path = format!("/api/projects/{}", visit.key);
        let changed = collector.request("PATCH", &path, &headers, change.as_bytes())?;
        ensure!(changed.status == 200, "{changed:?}");
        visit.run("history.replaceState(null, '', '/markovitals-4711/?who=markoquery'); begin()").await?;
        visit.leave().await?;
    }
    let engines = i64::try_from(Engine::ALL.len())?;
    let data = collector.data();
    // 900 ms are in the second bucket of a site's own timings.
    let own = ["a/checkout//1", "g/checkout//*/1"];
    let counts = eventually("every timing", || {
        let counts = counted_usage(&data)?;
        let has_own = own.iter().all(|cell| counts.get(*cell) == Some(&engines));
        let of_browser =
            counts.keys().any(|cell| cell.starts_with("g/ttfb//*/") || cell.starts_with("g/lcp//*/"));
        Ok((has_own && of_browser).then_some(counts))
    })?;
    let is_known = |cell: &&String| ["a/", "d/", "e/", "g/"].iter().any(|kind| cell.starts_with(kind));
    ensure!(counts.keys().all(|cell| is_known(&cell)), "{counts:?}");
    ensure!(!collector.log()?.contains("marko"), "an address is in the log");
    collector.interrupt()?;
    for mark in ["markovitals", "markoquery"] {
        ensure!(search::holding(&data, mark.as_bytes())? == 0, "{mark} is on the disk");
    }
    Ok(())
}
