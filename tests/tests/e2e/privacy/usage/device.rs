//! `corncrake/usage` in real pages of every engine: words of the list are counted, once a visitor; free text
//! is refused on the device and is nowhere afterwards; and without consent, with Global Privacy Control, or
//! in a page that is rendered ahead, nothing leaves.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::{Collector, TOKEN},
    inspect::{search, usage::counted_usage},
    root,
    scenario::visit::{COUNT, Engines, SitePage, Visit},
    wait::eventually,
};
use serde_json::{Value, json};

/// A site that imports the entry, and sets it up when a test says so.
const IMPORT: &str = r#"<script type="importmap">{"imports": {"corncrake/usage": "{at}/client/usage.js"}}</script>
<script type="module">
import * as usage from 'corncrake/usage';
window.warned = [];
console.warn = (...args) => warned.push(args.join(' '));
window.begin = (options) => usage.setup('{at}/v1/{key}', options);
// As when a page is left: what waits is sent at once.
window.sendNow = () => dispatchEvent(new Event('pagehide'));
window.usage = usage;
</script>"#;

/// Free texts that a site's bug may track; each has a mark that is nowhere else.
const FREE: [&str; 5] = [
    "markofusage Jane Doe",
    "jane.markofusage@shop.example",
    "Markofusage",
    "markofusage/order/4711",
    "markofusage-0123456789-0123456789-0123456789",
];

async fn open<'a>(engines: &'a Engines<'_>, before: &str) -> Result<Visit<'a>> {
    let before = format!("{COUNT}{before}");
    let visit = engines.visit(SitePage { before: &before, tag: Some(IMPORT), ..SitePage::default() }).await?;
    visit.until("return !!window.usage").await?;
    Ok(visit)
}

fn switch_on(collector: &Collector, key: &str) -> Result<()> {
    let change = json!({ "usage": true, "usage_list": ["export format=pdf,csv coupon", "search"] });
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("authorization", &*authorization), ("content-type", "application/json")];
    let path = format!("/api/projects/{key}");
    let changed = collector.request("PATCH", &path, &headers, change.to_string().as_bytes())?;
    ensure!(changed.status == 200, "{changed:?}");
    Ok(())
}

async fn count_requests(visit: &Visit<'_>) -> Result<usize> {
    let count = visit.run("return asked.filter((name) => name === 'usage').length").await?;
    Ok(usize::try_from(count.as_u64().context("no count")?)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_device_takes_the_same_words_as_the_collector() -> Result<()> {
    let cases = fs::read_to_string(root().join("core/tests/usage_words.txt"))?;
    let cases: Vec<(bool, Value)> = cases
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (is, text) = line.split_once(' ').context("no case")?;
            Ok((is == "yes", serde_json::from_str(text)?))
        })
        .collect::<Result<_>>()?;
    ensure!(cases.len() > 20);
    let texts = Value::from(cases.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>()).to_string();
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = open(&engines, "").await?;
        for call in ["track(text)", "track('a', { [text]: 'b' })", "track('a', { k: text })"] {
            let script = format!("return {texts}.map((text) => usage.{call} === undefined)");
            let taken = visit.run(&script).await?;
            let expected: Vec<bool> = cases.iter().map(|(is, _)| *is).collect();
            ensure!(taken == json!(expected), "{engine:?}: {call}: {taken}");
        }
        ensure!(count_requests(&visit).await? == 0, "{engine:?}: it was not set up");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_the_list_are_counted_and_free_text_is_nowhere() -> Result<()> {
    let mut collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = open(&engines, "").await?;
        // Off: the request is refused, in words for who develops on this machine.
        visit.run("begin({ release: '7.1' }); usage.track('search'); sendNow()").await?;
        visit.until("return warned.some((text) => text.includes('counts no usage'))").await?;
        switch_on(&collector, &visit.key)?;
        // What is forgotten may be tracked again.
        visit.run("usage.consent(false); usage.consent(true)").await?;

        let free = json!(FREE).to_string();
        let script = format!(
            "return {free}.flatMap((text) => [usage.track(text), usage.track('export', {{ format: text }}),
                usage.track('export', {{ [text]: 'pdf' }})])"
        );
        let said = visit.run(&script).await?;
        let said: Vec<&str> = said.as_array().context("no list")?.iter().filter_map(Value::as_str).collect();
        ensure!(said.len() == 3 * FREE.len(), "{engine:?}: {said:?}");
        ensure!(said.iter().all(|text| text.contains("must be") && !text.contains("arkofusage")), "{said:?}");
        // Nothing that a site passes makes it throw.
        let odd = "return [null, undefined, 7, {}, [], Symbol('a'), { get a() { throw 1 } }, new Proxy({}, { ownKeys() { throw 2 } })]
            .map((odd) => [typeof usage.track(odd), typeof usage.track('search', odd)]).length";
        ensure!(visit.run(odd).await? == 8, "{engine:?}");
        let settled = "const all = []; for (const odd of [7, {}, { get a() { throw 1 } }]) {
            all.push(usage.setup(odd), usage.consent(odd)) } return all.length";
        ensure!(visit.run(settled).await? == 6, "{engine:?}");

        let uses = "for (let turn = 0; turn < 3; turn++) {
            usage.track('export', { format: 'pdf', coupon: true }); usage.track('search'); usage.track('wishlist') }
            sendNow()";
        visit.run(uses).await?;
        // What is not on the list is refused by the collector, and counted as that.
        visit
            .until("return warned.some((text) => text.includes('wishlist was refused: name is not on'))")
            .await?;
        eventually(
            "the refused ones",
            || Ok((collector.outcome(&visit.key, "refused")? >= 1).then_some(())),
        )?;
        // A page that is left says the rest, and a visitor counts once.
        visit
            .run("usage.track('export', { format: 'csv' }); usage.track('export', { format: 'pdf' })")
            .await?;
        visit.leave().await?;
    }
    let engines = i64::try_from(Engine::ALL.len())?;
    let cells = [
        "n///export",
        "n///search",
        // No visit and no event has told of 7.1, so that it is not counted by its name.
        "r/export//",
        "v/export/coupon/true",
        "v/export/format/csv",
        "v/export/format/pdf",
    ];
    let data = collector.data();
    let counts = eventually("every use", || {
        let counts = counted_usage(&data)?;
        Ok(cells.iter().all(|cell| counts.get(*cell) == Some(&engines)).then_some(counts))
    })?;
    let others = |cell: &&String| !cells.contains(&cell.as_str()) && !cell.starts_with(['p', 'r']);
    ensure!(counts.keys().find(others).is_none(), "{counts:?}");
    for mark in ["arkofusage", "wishlist"] {
        ensure!(!collector.log()?.contains(mark), "{mark} is in the log");
    }
    collector.interrupt()?;
    for mark in ["markofusage", "Markofusage", "wishlist"] {
        ensure!(search::holding(&data, mark.as_bytes())? == 0, "{mark} is on the disk");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_without_consent_with_privacy_control_or_before_a_page_is_shown() -> Result<()> {
    let collector = Collector::start()?;
    const STATE: &str = "<script>
        Object.defineProperty(navigator, 'globalPrivacyControl', { value: false, writable: true });
        Object.defineProperty(document, 'prerendering', { value: false, writable: true });</script>";
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        // A yes is required: by the option, and by the page's tag.
        for (tag, options) in [
            ("", "{ consent: 'required' }"),
            ("<script data-endpoint='x' data-consent='required'></script>", "{}"),
        ] {
            let visit = open(&engines, &format!("{STATE}{tag}")).await?;
            switch_on(&collector, &visit.key)?;
            visit.run(&format!("usage.track('search'); begin({options})")).await?;
            let said = visit.run("return usage.track('export')").await?;
            ensure!(said == "there is no consent", "{engine:?}: {said}");
            visit.run("sendNow()").await?;
            ensure!(count_requests(&visit).await? == 0, "{engine:?}: {options}");
            // Taken back before it could be sent.
            visit.run("usage.consent(true); usage.track('search'); usage.consent(false); sendNow()").await?;
            ensure!(count_requests(&visit).await? == 0, "{engine:?}: {options}");
            visit.run("usage.consent(true); usage.track('search'); sendNow()").await?;
            ensure!(count_requests(&visit).await? == 1, "{engine:?}: {options}");
        }

        let visit = open(&engines, STATE).await?;
        switch_on(&collector, &visit.key)?;
        let said =
            visit.run("navigator.globalPrivacyControl = true; begin(); return usage.track('search')").await?;
        ensure!(said.as_str().is_some_and(|text| text.contains("Global Privacy Control")), "{said}");
        // The signal may come while something waits.
        visit.run("navigator.globalPrivacyControl = false; usage.track('search'); navigator.globalPrivacyControl = true; sendNow()").await?;
        ensure!(count_requests(&visit).await? == 0, "{engine:?}");
        visit.run("navigator.globalPrivacyControl = false").await?;

        let visit = open(&engines, STATE).await?;
        switch_on(&collector, &visit.key)?;
        visit.run("document.prerendering = true; begin(); usage.track('search'); sendNow()").await?;
        ensure!(count_requests(&visit).await? == 0, "{engine:?}: nobody saw the page");
        visit.run("document.prerendering = false; document.dispatchEvent(new Event('prerenderingchange', { bubbles: true }))").await?;
        ensure!(count_requests(&visit).await? == 1, "{engine:?}");
        visit.until("return answered.includes('usage')").await?;
    }
    Ok(())
}
