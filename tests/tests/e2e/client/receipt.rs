//! The visitor's receipt in every engine: a real page has a code, its visitor reads what is stored under it
//! and erases it, and then no byte of the data has any of it. The code itself is nowhere at any time.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::{Collector, launcher::run},
    inspect::{
        database::{look, of_objects},
        search::{all_holding, holding},
    },
    scenario::visit::{Engines, SitePage, Visit},
};

/// A site that imports the client and the receipt; `{at}` and `{key}` are filled in.
const IMPORT: &str = r#"<script type="importmap">{"imports": {"corncrake": "{at}/client/corncrake.js",
  "corncrake/receipt": "{at}/client/receipt.js"}}</script>
<script type="module">
import * as corncrake from 'corncrake';
import { receipt, receiptLink, receipts } from 'corncrake/receipt';
corncrake.meta.order = 'quokkadetail';
corncrake.setup('{at}/v1/{key}');
window.before = [receipt(), receiptLink()];
window.stop = receipts(corncrake.meta, '{at}/v1/{key}');
Object.assign(window, { corncrake, receipt, receiptLink, receipts });
</script>"#;
/// Words that nothing but the page's events has.
const MARKS: [&str; 2] = ["quokkaword", "quokkadetail"];

/// The hashes of receipts that the databases have.
fn stored_hashes(collector: &Collector) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for path in of_objects(&collector.data().join("objects/corncrake-project"))? {
        all.extend(look(&path, |database| {
            let mut statement = database.prepare("SELECT receipt FROM event WHERE receipt <> ''")?;
            statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()
        })?);
    }
    Ok(all)
}

/// Fails twice, and gives the code.
async fn fail_twice(visit: &Visit<'_>) -> Result<String> {
    visit.until("return !!window.corncrake?.setup").await?;
    let before = visit.run("return window.before.every((one) => one === undefined)").await?;
    ensure!(before == true, "there is no code before there is a receipt");
    let code = visit.run("return receipt()").await?.as_str().context("no code")?.to_owned();
    for text in ["quokkaword first", "quokkaword second"] {
        visit.run(&format!("fail('{text}')")).await?;
        let event = visit.event(text)?;
        ensure!(event["meta"] == serde_json::json!({ "order": "quokkadetail" }), "no hash is shown: {event}");
    }
    Ok(code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_reads_and_erases_what_the_page_sent_and_no_byte_is_left() -> Result<()> {
    let mut collector = Collector::start()?;
    let mut codes = Vec::new();
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(IMPORT), ..SitePage::default() }).await?;
        let code = fail_twice(&visit).await?;
        let link = visit.run("return receiptLink()").await?;
        ensure!(link == format!("{}/r/{code}", collector.address()), "{engine:?}: {link}");

        // The operator finds the errors by the code, however it is typed.
        for query in [code.clone(), format!("receipt:{}", code.to_lowercase())] {
            let found = collector.get(&format!("/api/projects/{}/issues?query={query}", visit.key))?;
            ensure!(
                found["issues"].as_array().is_some_and(|all| all.len() == 2),
                "{engine:?} {query}: {found}"
            );
        }
        let hashes = stored_hashes(&collector)?;
        ensure!(hashes.len() == 2, "{engine:?}: {hashes:?}");
        ensure!(hashes[0][..8] != hashes[1][..8], "{engine:?}: they have something in common: {hashes:?}");

        // The visitor follows the link.
        let browser = &engines.browser;
        browser.goto(link.as_str().context("no link")?).await?;
        browser.until("return !!document.querySelector('button.bad')").await?;
        let text = browser.run("return document.querySelector('main').innerText").await?.to_string();
        for part in
            ["2 reports of errors", "quokkaword first", "quokkaword second", "quokkadetail", "by itself"]
        {
            ensure!(text.contains(part), "{engine:?}: no {part} in {text}");
        }
        browser.run("document.querySelector('button.bad').click()").await?;
        browser.until("return !!document.querySelector('[role=status]')").await?;
        let erased = browser.run("return document.querySelector('[role=status]').innerText").await?;
        ensure!(erased.to_string().contains("2 reports were erased"), "{engine:?}: {erased}");
        let address = browser.run("return location.href").await?.to_string();
        ensure!(!address.contains(&code), "the code is in no address any more: {address}");

        let gone = collector.request("GET", &format!("/r/{code}"), &[], b"")?;
        ensure!(
            gone.status == 404 && gone.body.contains("nobody can tell them apart"),
            "{engine:?}: {gone:?}"
        );
        ensure!(collector.issues(&visit.key)?.is_empty(), "{engine:?}: an issue of nobody else is left");
        ensure!(visit.outcome("stored")? == 2, "{engine:?}: counts stay");

        codes.push(code);
    }
    let printed = run(&collector.data(), &["vacuum"])?;
    ensure!(printed.contains("rewritten without deleted data"), "{printed}");
    collector.interrupt()?;
    let left = all_holding(&collector.data(), &MARKS.map(str::as_bytes))?;
    ensure!(left.iter().all(|files| *files == 0), "bytes of {MARKS:?} are in {left:?} files");
    let log = collector.log()?;
    for code in codes {
        for written in [code.clone(), code.replace('-', "")] {
            ensure!(holding(&collector.data(), written.as_bytes())? == 0, "the code is on the disk");
            ensure!(!log.contains(&written), "the code is in the log: {log}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn two_codes_have_nothing_in_common_and_a_member_of_the_site_stays_its_own() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(IMPORT), ..SitePage::default() }).await?;
        let first = fail_twice(&visit).await?;
        let second = "stop(); const none = receipt(); window.stop = receipts(corncrake.meta, '/x/v1/abc123def45/event/'); \
            return [none ?? null, receipt(), receiptLink()]";
        let second = visit.run(second).await?;
        let code = second[1].as_str().context("no other code")?.to_owned();
        ensure!(second[0].is_null() && code.len() == 24, "{engine:?}: {second}");
        ensure!(second[2].as_str().is_some_and(|link| link.ends_with(&format!("/x/r/{code}"))), "{second}");
        // The first group is the project's, the others are random.
        ensure!(first[4..] != code[4..], "{engine:?}: {first} {code}");
        let own = "stop(); corncrake.meta.receipt = 'quokkaorder 17'; receipts(corncrake.meta, 'https://a.example/v1/abc123def45'); \
            return receipt() ?? null";
        ensure!(visit.run(own).await?.is_null(), "{engine:?}: the site's own member is in use");
        visit.run("fail('quokkaword third')").await?;
        let event = visit.event("quokkaword third")?;
        ensure!(event["meta"]["receipt"] == "quokkaorder 17", "{engine:?}: {event}");
        let hostile = "return [receipts(null, 'x'), receipts({}, 7), receipts(Object.freeze({}), 'https://a.example/v1/abc123def45'), \
            receipts({}, 'https://a.example/')].every((stop) => typeof stop === 'function')";
        ensure!(visit.run(hostile).await? == true, "{engine:?}: nothing throws");
    }
    Ok(())
}
