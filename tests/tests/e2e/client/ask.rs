//! `corncrake/ask`: what an error report would say can be read before it is sent, to the byte, and nothing
//! leaves before somebody said so. In every engine, against a server that keeps what arrives.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    root,
    site::{
        folder::Folder,
        keeper::{Arrived, Keeper, Reply},
    },
    wait::eventually,
};
use serde_json::Value;
use tempfile::TempDir;

/// The files that a page with the entry loads, as the package has them.
const FILES: [&str; 5] = ["ask.js", "client.js", "dialogue.js", "corncrake_bg.wasm", "corncrake_fallback.js"];

/// A site with the entry, which is set up for an endpoint.
fn site(endpoint: &str, options: &str) -> Result<(TempDir, Folder)> {
    let folder = tempfile::tempdir()?;
    for file in FILES {
        fs::copy(root().join("client-wasm/dist").join(file), folder.path().join(file))?;
    }
    let page = format!(
        r#"<!doctype html><html lang="de-AT"><title>shop</title>
<script type="importmap">{{ "imports": {{ "corncrake/ask": "/ask.js" }} }}</script>
<script type="module">
import * as ask from 'corncrake/ask';
import {{ askToSend, languages }} from '/dialogue.js';
window.asked = [];
// An error of the page's own code: what WebDriver runs is none in every engine.
window.fail = (text) => setTimeout(() => {{ throw new RangeError(text) }});
Object.assign(window, {{ ask, askToSend, languages }});
ask.setup('{endpoint}', {options});
window.isReady = true;
</script>"#
    );
    fs::write(folder.path().join("index.html"), page)?;
    let served = Folder::serve(folder.path())?;
    Ok((folder, served))
}

/// Whatever a page can store.
const STORED: &str = "return [document.cookie, localStorage.length, sessionStorage.length,
    (await (indexedDB.databases?.() ?? [])).length, (await (globalThis.caches?.keys() ?? [])).length].join()";

fn fails(number: u32) -> String {
    format!("fail('basket {number} of jane.doe@example.com')")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_what_is_sent_and_nothing_else_is() -> Result<()> {
    for engine in Engine::ALL {
        let keeper = Keeper::start()?;
        let to = keeper.address();
        let (_files, served) = site(&format!("{to}/v1/abc123def45"), "{ release: '3.1', ping: true }")?;
        let browser = Browser::open_in(engine).await?;
        browser.goto(&format!("{}/", served.origin())).await?;
        browser.until("return window.isReady === true").await?;
        browser.run(&fails(1)).await?;
        browser.until("return ask.pending().some(({ body }) => body.includes('basket'))").await?;
        let pending = browser.run("return ask.pending()").await?;
        let bodies = |of: &Value| -> Vec<String> {
            let all = of.as_array().cloned().unwrap_or_default();
            all.iter().filter_map(|one| one["body"].as_str().map(str::to_owned)).collect()
        };
        let said = bodies(&pending);
        ensure!(said.iter().any(|body| body.contains("[email]")), "{engine:?}: {said:?}");
        ensure!(said.iter().all(|body| !body.contains("jane.doe")), "{engine:?}: {said:?}");
        ensure!(said.iter().any(|body| body == "3.1,,"), "{engine:?}: the visit waits as well: {said:?}");
        ensure!(keeper.arrived()?.is_empty(), "{engine:?}: something left too early");

        // Nothing of what comes after the question goes with the answer.
        browser.run("ask.sendEvent(new Error('a later quagga'))").await?;
        browser.run("window.statuses = null; ask.send().then((all) => { window.statuses = all })").await?;
        browser.until("return window.statuses !== null").await?;
        let now = keeper.arrived()?;
        let mut sent: Vec<String> = now.iter().map(|one| one.body.clone()).collect();
        let mut said = said;
        sent.sort();
        said.sort();
        ensure!(sent == said, "{engine:?}: {sent:?} was sent, and {said:?} was shown");
        ensure!(now.iter().all(|one| one.path.starts_with("/v1/abc123def45/")), "{engine:?}: {now:?}");
        browser.until("return ask.pending().some(({ body }) => body.includes('later quagga'))").await?;
        ensure!(keeper.arrived()?.len() == now.len(), "{engine:?}: it went by itself");

        // From a yes to all on, everything goes as it comes.
        browser.run("ask.consent(true); ask.sendEvent(new Error('an open quagga'))").await?;
        eventually("both later errors", || {
            let all = keeper.arrived()?;
            let has = |text: &str| all.iter().any(|one| one.body.contains(text));
            Ok((has("later quagga") && has("open quagga")).then_some(()))
        })?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_no_there_is_nothing_in_the_network_or_in_a_storage() -> Result<()> {
    for engine in Engine::ALL {
        let keeper = Keeper::start()?;
        let to = keeper.address();
        let (_files, served) = site(
            &format!("{to}/v1/abc123def45"),
            "{ onPending: () => askToSend({ onDecision: (said) => asked.push(said) }) }",
        )?;
        let browser = Browser::open_in(engine).await?;
        browser.goto(&format!("{}/", served.origin())).await?;
        browser.until("return window.isReady === true").await?;
        browser.run(&fails(2)).await?;
        browser.until("return !!document.querySelector('dialog[open]')").await?;
        // It is a dialogue with a name, in the page's language, and shows what would go.
        let shown = browser
            .run("const dialog = document.querySelector('dialog');
                return [dialog.lang, document.getElementById(dialog.getAttribute('aria-labelledby')).textContent,
                    dialog.querySelector('pre').textContent === ask.pending().map(({ body }) => body).join('\\n'),
                    dialog.contains(document.activeElement)]")
            .await?;
        ensure!(
            shown == serde_json::json!(["de", "Einen Fehlerbericht senden?", true, true]),
            "{engine:?}: {shown}"
        );
        browser.run("[...document.querySelectorAll('dialog button')].at(-1).click()").await?;
        browser.until("return asked.join() === 'never' && !document.querySelector('dialog')").await?;
        browser.run(&fails(3)).await?;
        browser.run("ask.sendEvent(new Error('nor this')); ask.ping(); console.error('nor that')").await?;
        browser.run("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'))").await?;
        ensure!(browser.run("return ask.pending().length").await? == 0, "{engine:?}");
        // A later error has come all the way: what was before it would have come as well.
        browser.run("ask.consent('ask'); ask.sendEvent(new Error('a later quagga'))").await?;
        browser.until("return ask.pending().some(({ body }) => body.includes('later quagga'))").await?;
        let later = browser.run("return ask.pending().map(({ body }) => body).join()").await?.to_string();
        for before in ["basket", "nor this", "nor that"] {
            ensure!(!later.contains(before), "{engine:?}: {later}");
        }
        let stored = browser.run(&format!("return (async () => {{ {STORED} }})()")).await?;
        ensure!(stored == ",0,0,0,0", "{engine:?}: {stored}");
        ensure!(keeper.arrived()?.is_empty(), "{engine:?}: {:?}", keeper.arrived()?);
    }
    Ok(())
}

fn with<'a>(all: &'a [Arrived], text: &str) -> Vec<&'a str> {
    all.iter().map(|one| one.body.as_str()).filter(|body| body.contains(text)).collect()
}

/// Presses the first button of the dialogue: to send this report.
const SEND_THIS: &str = "document.querySelector('dialog button').click()";

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_sends_what_was_shown_and_asks_again_for_what_came_meanwhile() -> Result<()> {
    for engine in Engine::ALL {
        let keeper = Keeper::start()?;
        let options =
            "{ ping: true, onPending: () => askToSend({ onDecision: (said) => asked.push(said) }) }";
        let (_files, served) = site(&format!("{}/v1/abc123def45", keeper.address()), options)?;
        let browser = Browser::open_in(engine).await?;
        browser.goto(&format!("{}/", served.origin())).await?;
        browser.until("return window.isReady === true").await?;
        // A visit is no failure, and nothing to ask about.
        browser.until("return ask.pending().length === 1").await?;
        ensure!(browser.run("return document.querySelector('dialog') === null").await? == true, "{engine:?}");
        browser.run(&fails(4)).await?;
        browser.until("return !!document.querySelector('dialog[open]')").await?;
        let shown = browser.run("return document.querySelector('dialog pre').textContent").await?;
        let shown = shown.as_str().unwrap_or_default().to_owned();
        ensure!(shown.contains("basket 4"), "{engine:?}: {shown}");
        // A second visit, as of a page that counts its routes: it has no answer to wait for.
        browser.run("ask.ping()").await?;
        browser.until("return ask.pending().length === 3").await?;
        browser.run(SEND_THIS).await?;
        eventually("what was shown", || Ok((keeper.arrived()?.len() >= 2).then_some(())))?;
        let sent: Vec<String> = keeper.arrived()?.into_iter().map(|one| one.body).collect();
        let mut lines: Vec<&str> = shown.split('\n').collect();
        let mut bodies: Vec<&str> = sent.iter().map(String::as_str).collect();
        lines.sort_unstable();
        bodies.sort_unstable();
        ensure!(lines == bodies, "{engine:?}: {bodies:?} was sent, and {lines:?} was shown");
        ensure!(browser.run("return ask.pending().length").await? == 1, "{engine:?}: the later visit went");

        // An error that comes while the question is there waits for a question of its own.
        browser.run(&fails(5)).await?;
        browser.until("return !!document.querySelector('dialog[open]')").await?;
        browser.run("const [batch] = ask.pending().filter(({ url }) => url.endsWith('/batch')); window.other = ask.send([batch])").await?;
        browser.run("window.number = null; other.then((all) => { window.number = all.length })").await?;
        browser.until("return window.number === 1").await?;
        browser.run(&fails(6)).await?;
        browser.until("return ask.pending().some(({ body }) => body.includes('basket 6'))").await?;
        browser.run(SEND_THIS).await?;
        // It comes again at once, with the one that was not in it.
        browser
            .until("return document.querySelector('dialog pre')?.textContent.includes('basket 6')")
            .await?;
        ensure!(with(&keeper.arrived()?, "basket 6").is_empty(), "{engine:?}: it was never shown");
        browser.run(SEND_THIS).await?;
        eventually("the last one", || Ok((!with(&keeper.arrived()?, "basket 6").is_empty()).then_some(())))?;
        ensure!(browser.run("return asked.join()").await? == "once,once,once", "{engine:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_let_go_and_did_not_arrive_is_sent_again_as_it_was() -> Result<()> {
    for engine in Engine::ALL {
        for reply in [Reply::BreaksOff, Reply::Status(503)] {
            let keeper = Keeper::start()?;
            let options = "{ onPending: () => askToSend({ onDecision: (said) => asked.push(said) }) }";
            let (_files, served) = site(&format!("{}/v1/abc123def45", keeper.address()), options)?;
            let browser = Browser::open_in(engine).await?;
            browser.goto(&format!("{}/", served.origin())).await?;
            browser.until("return window.isReady === true").await?;
            // A browser tries a connection that broke off once more by itself.
            keeper.reply_next(&[reply, reply])?;
            browser.run(&fails(7)).await?;
            browser.until("return !!document.querySelector('dialog[open]')").await?;
            browser.run(SEND_THIS).await?;
            let sent = eventually("a try that arrives", || {
                let all = keeper.arrived()?;
                Ok(Some(all).filter(|all| all.len() >= 3))
            })?;
            ensure!(
                sent.iter().all(|one| one == &sent[0] && one.body.contains("basket 7")),
                "{engine:?} {reply:?}: {sent:#?}"
            );
            ensure!(browser.run("return asked.join()").await? == "once", "{engine:?}: it was asked again");
            // What comes after it waits as ever.
            browser.run(&fails(8)).await?;
            browser.until("return ask.pending().some(({ body }) => body.includes('basket 8'))").await?;
            ensure!(with(&keeper.arrived()?, "basket 8").is_empty(), "{engine:?}");
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_language_has_every_text() -> Result<()> {
    let (_files, served) = site("http://127.0.0.1:9/v1/abc123def45", "{}")?;
    let browser = Browser::open().await?;
    browser.goto(&format!("{}/", served.origin())).await?;
    browser.until("return window.isReady === true").await?;
    let wrong = browser
        .run("const names = Object.keys(languages.en).sort().join();
            return Object.entries(languages).filter(([code, texts]) => Object.keys(texts).sort().join() !== names
                || new Set(Object.values(texts)).size !== 6 || Object.values(texts).some((text) => !text.trim()))")
        .await?;
    ensure!(wrong == serde_json::json!([]), "{wrong}");
    ensure!(browser.run("return Object.keys(languages).length").await? == 24, "each language of the Union");
    Ok(())
}
