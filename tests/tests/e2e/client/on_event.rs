//! The site's own function is called for each event, in every engine: it may change or drop
//! it, late as well, and nothing that it does harms the page or loses the event.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{COUNT, Engines, SitePage},
};

/// A site that imports the client; `second` is the second argument of `setup`.
fn import(second: &str) -> String {
    format!(
        r#"<script type="importmap">{{"imports": {{"corncrake": "{{at}}/client/corncrake.js"}}}}</script>
        <script type="module">
        import * as corncrake from 'corncrake';
        window.corncrake = corncrake;
        window.unhandled = 0;
        addEventListener('unhandledrejection', () => {{ unhandled++ }});
        const later = () => new Promise((done) => setTimeout(done, 50));
        corncrake.setup('{{at}}/v1/{{key}}', {second});
        </script>"#
    )
}

/// One that does something else with each event.
const ASKED: &str = "{ load: 'eager', onEvent: async (event, original) => {
    const { message } = event;
    if (message === 'dropped') return false;
    if (message === 'dropped late') { await later(); return null; }
    if (message === 'changed') { event.meta = { by: 'mary@shop.example', original: original.own }; return event; }
    if (message === 'changed in place') event.environment = 'place';
    if (message === 'replaced late') { await later(); return { ...event, message: 'came late for 4111111111111111' }; }
    if (message === 'throws') { event.message = 'half-changed'; throw new Error('thrown by onEvent') }
    if (message === 'throws late') { await later(); throw new Error('thrown by onEvent') }
    if (message === 'no answer') return new Promise(() => {});
    if (message === 'nonsense') return { type: 'x', name: 7, message: { a: 1 }, meta: 'text', stack: event.stack };
} }";

const SENDS: &str = "let number = 0;
for (const message of ['dropped', 'dropped late', 'changed', 'changed in place', 'replaced late', 'throws',
  'throws late', 'no answer', 'left alone']) {
  const error = new Error(message);
  error.name = 'Error_' + 'abcdefghij'[number++];
  error.own = 'the original';
  corncrake.sendEvent(error);
}";

#[tokio::test(flavor = "multi_thread")]
async fn a_site_may_change_or_drop_what_is_sent() -> Result<()> {
    let collector = Collector::start()?;
    let tag = import(ASKED);
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { before: COUNT, tag: Some(&tag), ..SitePage::default() }).await?;
        visit.until("return !!window.corncrake?.setup").await?;
        visit.run(SENDS).await?;
        visit.wait_for_each_once(
            &["changed", "in place", "came late for [digits]", "throws", "throws late", "left alone"].map(
                |title| match title {
                    "changed" => "Error_c",
                    "throws" => "Error_f",
                    other => other,
                },
            ),
        )?;
        let changed = visit.event("Error_c")?;
        ensure!(changed["meta"]["by"] == "[email]", "{engine:?}: {changed:#}");
        ensure!(changed["meta"]["original"] == "the original", "{engine:?}: {changed:#}");
        ensure!(visit.event("in place")?["environment"] == "place", "{engine:?}");
        ensure!(visit.event("Error_f")?["message"] == "throws", "{engine:?}: it goes as it was");
        ensure!(visit.run("return unhandled").await? == 0, "{engine:?}: the page heard of it");

        visit.run("corncrake.sendEvent(new Error('nonsense'))").await?;
        visit.run("corncrake.sendEvent(new TypeError('after nonsense'))").await?;
        visit.event("after nonsense")?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_as_the_second_argument_is_asked() -> Result<()> {
    let collector = Collector::start()?;
    let tag = import(
        "(event, original) => { if (/unwanted/.test(event.message)) return false; event.meta = { was: `${original}` } }",
    );
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(&tag), ..SitePage::default() }).await?;
        visit.until("return !!window.corncrake?.setup").await?;
        visit.run("fail('unwanted'); fail('wanted here')").await?;
        visit.wait_for_each_once(&["wanted here"])?;
        let event = visit.event("wanted here")?;
        ensure!(event["meta"]["was"] == "wanted_here: wanted here", "{engine:?}: {event:#}");
    }
    Ok(())
}
