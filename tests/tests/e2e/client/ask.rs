//! `corncrake/ask`: what an error report would say can be read before it is sent, to the byte, and nothing
//! leaves before somebody said so. In every engine, against a server that keeps what arrives.

use std::{
    fs,
    sync::{Arc, Mutex},
};

use anyhow::{Result, anyhow, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    root,
    site::folder::Folder,
    wait::eventually,
};
use serde_json::Value;
use tempfile::TempDir;

/// The files that a page with the entry loads, as the package has them.
const FILES: [&str; 5] = ["ask.js", "client.js", "dialogue.js", "corncrake_bg.wasm", "corncrake_fallback.js"];

/// Requests as they arrived: the path, and the body.
type Arrived = Arc<Mutex<Vec<(String, String)>>>;

/// A collector that takes everything and keeps it.
fn keeper() -> Result<(String, Arrived)> {
    let server = tiny_http::Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?;
    let address =
        server.server_addr().to_ip().map_or_else(String::new, |address| format!("http://{address}"));
    let arrived: Arrived = Arc::default();
    let keeps = Arc::clone(&arrived);
    std::thread::spawn(move || {
        for mut request in server.incoming_requests() {
            let mut body = String::new();
            let _ = request.as_reader().read_to_string(&mut body);
            if let Ok(mut arrived) = keeps.lock() {
                arrived.push((request.url().to_owned(), body));
            }
            let everybody = tiny_http::Header::from_bytes("access-control-allow-origin", "*");
            let answer = tiny_http::Response::from_string("ok");
            let _ = match everybody {
                Ok(header) => request.respond(answer.with_header(header)),
                Err(()) => request.respond(answer),
            };
        }
    });
    Ok((address, arrived))
}

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
        let (to, arrived) = keeper()?;
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
        ensure!(arrived.lock().is_ok_and(|all| all.is_empty()), "{engine:?}: something left too early");

        // Nothing of what comes after the question goes with the answer.
        browser.run("ask.sendEvent(new Error('a later quagga'))").await?;
        browser.run("window.statuses = null; ask.send().then((all) => { window.statuses = all })").await?;
        browser.until("return window.statuses !== null").await?;
        let now = arrived.lock().map(|all| all.clone()).unwrap_or_default();
        let mut sent: Vec<String> = now.iter().map(|(_, body)| body.clone()).collect();
        let mut said = said;
        sent.sort();
        said.sort();
        ensure!(sent == said, "{engine:?}: {sent:?} was sent, and {said:?} was shown");
        ensure!(now.iter().all(|(path, _)| path.starts_with("/v1/abc123def45/")), "{engine:?}: {now:?}");
        browser.until("return ask.pending().some(({ body }) => body.includes('later quagga'))").await?;
        ensure!(arrived.lock().is_ok_and(|all| all.len() == now.len()), "{engine:?}: it went by itself");

        // From a yes to all on, everything goes as it comes.
        browser.run("ask.consent(true); ask.sendEvent(new Error('an open quagga'))").await?;
        eventually("both later errors", || {
            let all = arrived.lock().map(|all| all.clone()).unwrap_or_default();
            let has = |text: &str| all.iter().any(|(_, body)| body.contains(text));
            Ok((has("later quagga") && has("open quagga")).then_some(()))
        })?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_no_there_is_nothing_in_the_network_or_in_a_storage() -> Result<()> {
    for engine in Engine::ALL {
        let (to, arrived) = keeper()?;
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
        browser.run("dispatchEvent(new Event('pagehide')); window.isLater = false; setTimeout(() => { window.isLater = true }, 500)").await?;
        browser.until("return window.isLater === true").await?;
        ensure!(browser.run("return ask.pending().length").await? == 0, "{engine:?}");
        let stored = browser.run(&format!("return (async () => {{ {STORED} }})()")).await?;
        ensure!(stored == ",0,0,0,0", "{engine:?}: {stored}");
        ensure!(arrived.lock().is_ok_and(|all| all.is_empty()), "{engine:?}: {:?}", arrived.lock());
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
