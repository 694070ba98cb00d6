//! The buckets of the entry that is shipped are those of the collector, at each of their edges. The browser
//! has to measure just these values, so here the page has what it measures with.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{browser::engine::Engine, root, wait::eventually};

use super::page::{Timing, VitalsSite};

/// A browser that measures what the page's address says.
const MEASURES: &str = "<script>
var given = Object.fromEntries([...new URLSearchParams(location.search)].map(([name, text]) => [name, +text]));
const entries = {
  paint: [{ entryType: 'paint', name: 'first-contentful-paint', startTime: 1 }],
  'largest-contentful-paint': [{ entryType: 'largest-contentful-paint', startTime: given.lcp }],
  'layout-shift': [{ entryType: 'layout-shift', startTime: 1, value: given.cls, hadRecentInput: false }],
  event: [{ entryType: 'event', startTime: 1, duration: given.inp, interactionId: 7 }],
};
var awaited = 0;
window.PerformanceObserver = class {
  static supportedEntryTypes = Object.keys(entries);
  #tell;
  constructor(tell) { this.#tell = tell }
  observe({ type }) {
    if (!entries[type]) return;
    awaited++;
    setTimeout(() => {
      this.#tell({ getEntries: () => entries[type] });
      // The library looks at them in a task of its own.
      setTimeout(() => awaited--);
    });
  }
  disconnect() {}
  takeRecords() { return [] }
};
window.PerformanceEventTiming = class { get interactionId() { return 0 } };
const own = performance.getEntriesByType.bind(performance);
performance.getEntriesByType = (type) =>
  type === 'navigation' ? [{ name: location.href, responseStart: given.ttfb, type: 'navigate' }] : own(type);
performance.now = () => 1e6;
var isComplete = false;
addEventListener('load', () => setTimeout(() => setTimeout(() => { isComplete = true })));
</script>";

/// The names, each with the largest value of each bucket but the last.
fn edges() -> Result<Vec<(String, Vec<f64>)>> {
    let text = fs::read_to_string(root().join("core/tests/vitals_buckets.txt"))?;
    let all: Vec<(String, Vec<f64>)> = text
        .lines()
        .map(|line| {
            let (name, edges) = line.split_once(' ').context("no name")?;
            let edges = edges.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>()?;
            Ok((name.to_owned(), edges))
        })
        .collect::<Result<_>>()?;
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    ensure!(names == ["lcp", "inp", "cls", "ttfb", "own"], "{names:?}");
    ensure!(all.iter().all(|(_, edges)| edges.len() == 5 && edges.is_sorted()), "{all:?}");
    Ok(all)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_at_an_edge_is_in_the_bucket_before_it_and_one_above_in_the_next() -> Result<()> {
    let edges = edges()?;
    for engine in Engine::ALL {
        let site = VitalsSite::open(engine, MEASURES).await?;
        let mut expected: BTreeSet<Timing> = BTreeSet::new();
        for at in 0..5 {
            for (place, factor) in [("below", 0.999), ("edge", 1.0), ("above", 1.001)] {
                let page = format!("/{}/{place}", ["a", "b", "c", "d", "e"][at]);
                let bucket = u64::try_from(at)? + u64::from(factor > 1.0);
                let values: Vec<(&str, f64)> =
                    edges.iter().map(|(name, edges)| (name.as_str(), edges[at] * factor)).collect();
                let query: Vec<String> =
                    values.iter().map(|(name, value)| format!("{name}={value}")).collect();
                site.goto(&format!("{page}?{}", query.join("&"))).await?;
                site.run("begin(); vitals.time('own', given.own)").await?;
                site.browser.until("return isComplete && awaited === 0").await?;
                expected.extend(values.iter().map(|(name, _)| ((*name).to_owned(), page.clone(), bucket)));
            }
        }
        // The last page is left as well.
        site.goto("/").await?;
        let found = eventually("every value", || {
            let found = site.timings()?;
            Ok((found.len() >= expected.len()).then_some(found))
        });
        let found = found.with_context(|| format!("{engine:?}: {:?}", site.timings().unwrap_or_default()))?;
        ensure!(found.len() == expected.len(), "{engine:?}: {found:?}");
        let found: BTreeSet<Timing> = found.into_iter().collect();
        let missing: Vec<&Timing> = expected.difference(&found).collect();
        ensure!(missing.is_empty(), "{engine:?}: {missing:?} in {found:?}");
    }
    Ok(())
}
