//! Ten thousand errors in a second, in every engine: a few requests, and every one of them
//! counted.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{COUNT, Engines, SitePage},
    wait::eventually,
};

const ERRORS: u64 = 10_000;
/// Requests that a storm may cost a page.
const MOST_REQUESTS: u64 = 20;

/// A page that fails ten thousand times, by timers of its own so that it stays alive.
const STORMS: &str = "<script>
var left = 10000;
function storm(text) {
  for (let i = 0; i < 500; i++) { left--; reportError(new Error(text(left))) }
  if (left > 0) setTimeout(storm, 20, text);
}
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_costs_few_requests_and_every_error_is_counted() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        for text in ["() => 'the same'", "(number) => 'another ' + 'abcdefghij'[number % 10] + number"] {
            let page = SitePage { before: COUNT, attributes: "data-load='eager'", after: STORMS, tag: None };
            let visit = engines.visit(page).await?;
            // At once, so that a part of it comes before the module.
            visit.run(&format!("storm({text})")).await?;
            visit.until("return left === 0").await?;
            let counted = || -> Result<u64> {
                let kept: u64 = visit.issue_counts()?.iter().map(|(_, events)| events).sum();
                Ok(kept + visit.outcome("lost")?)
            };
            let all = eventually("the whole storm", || Ok(Some(counted()?).filter(|all| *all >= ERRORS)));
            ensure!(all.is_ok(), "{engine:?} {text}: {} were counted", counted()?);
            ensure!(counted()? == ERRORS, "{engine:?} {text}: {}", counted()?);
            let asked = visit.run("return asked.filter(name => name == 'batch').length").await?;
            ensure!(asked.as_u64().is_some_and(|asked| asked <= MOST_REQUESTS), "{engine:?} {text}: {asked}");
        }
    }
    Ok(())
}
