//! The site says what its events are grouped by, in every engine: what it calls different is two
//! issues, what it calls the same is one, before the client is loaded and after.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{Engines, SitePage},
    wait::eventually,
};
use serde_json::json;

/// The tag, asked about each event.
const ASKED: &str = r#"<script src="{at}/client/script.js" data-endpoint="{at}/v1/{key}"></script>
<script nonce="n">
corncrake.onEvent = (event) => {
  if (event.message === 'told late') event.fingerprint = ['late'];
  if (event.message === 'told no more') delete event.fingerprint;
  event.meta = { was: event.fingerprint ?? 'none', ...event.meta };
};
</script>"#;

/// Two of one bug that are told apart, two of different bugs that are not; the rest is for `onEvent`.
const SENDS: &str = "
const bug = () => new RangeError('of one bug');
for (const at of ['cart', 'checkout'])
  corncrake.sendEvent(bug(), { at }, { fingerprint: ['{default}', at] });
corncrake.sendEvent(new TypeError('a card was refused'), {}, { fingerprint: ['payment', 'mary@shop.example'] });
corncrake.sendEvent('no answer of the bank', {}, { fingerprint: ['payment', 'mary@shop.example'] });
corncrake.sendEvent(new SyntaxError('told late'));
corncrake.sendEvent(new EvalError('told no more'), {}, { fingerprint: ['never'] });";

#[tokio::test(flavor = "multi_thread")]
async fn a_site_says_what_is_one_issue() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(ASKED), ..SitePage::default() }).await?;
        // The first records wait for the client in the loader; then it is there itself.
        for times in 1..=2 {
            visit.run(SENDS).await?;
            let expected = [
                ("EvalError: told no more", times),
                ("RangeError: of one bug", times),
                ("RangeError: of one bug", times),
                ("SyntaxError: told late", times),
                ("TypeError: a card was refused", 2 * times),
            ];
            let expected = expected.map(|(title, events)| (title.to_owned(), events));
            let is_all =
                eventually("what the site grouped", || Ok((visit.issue_counts()? == expected).then_some(())));
            is_all.with_context(|| format!("{engine:?}: {:?}", visit.issue_counts().unwrap_or_default()))?;
        }
        let parts = |title: &str| -> Result<Vec<String>> {
            let issue = collector.wait_for_issue(&visit.key, title)?;
            let parts = issue["grouping"].as_array().context("no parts")?;
            Ok(parts.iter().filter_map(|part| Some(part.as_str()?.to_owned())).collect())
        };
        let of_payment = parts("a card was refused")?;
        ensure!(of_payment == ["custom: payment", "custom: [email]"], "{engine:?}: {of_payment:?}");
        let late = parts("told late")?;
        ensure!(late == ["custom: late"], "{engine:?}: {late:?}");
        let no_more = parts("told no more")?;
        ensure!(no_more.iter().all(|part| !part.starts_with("custom")), "{engine:?}: {no_more:?}");
        let of_one = parts("of one bug")?;
        let with_default = of_one.iter().any(|part| part == "type: RangeError")
            && of_one.last().is_some_and(|last| last == "custom: cart" || last == "custom: checkout");
        ensure!(with_default, "{engine:?}: {of_one:?}");
        let asked = visit.event("a card was refused")?;
        ensure!(asked["meta"]["was"] == json!(["payment", "[email]"]), "{engine:?}: {asked:#}");
    }
    Ok(())
}
