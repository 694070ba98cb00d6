//! A report that a person sends on purpose: its very bytes are there before they leave, nothing leaves before
//! `send`, and nothing else goes with it. In every engine, against a server that keeps what arrives, and
//! against the collector, where it becomes an issue that a receipt finds and erases.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    root,
    scenario::visit::{Engines, SitePage},
    site::{
        folder::Folder,
        keeper::{Keeper, Reply},
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The files that a page with the entry loads, as the package has them.
const FILES: [&str; 4] = ["feedback.js", "client.js", "corncrake_bg.wasm", "corncrake_fallback.js"];
/// Whatever a page can store.
const STORED: &str = "return [document.cookie, localStorage.length, sessionStorage.length,
    (await (indexedDB.databases?.() ?? [])).length, (await (globalThis.caches?.keys() ?? [])).length].join()";
/// Makes a report of an error, in `report`.
const MAKE: &str = "window.report = undefined;
    feedback(endpoint, ' Paying for basket 41 fails, write to jane.doe@example.com ', {
        error: Object.assign(new RangeError('card 4111 1111 1111 1111 refused'), { stack: 'quokkastack' }),
        meta: { step: 'pay', password: 'quokkasecret' }, release: '3.1', environment: 'shop',
    }).then((made) => { window.report = made ?? null })";

/// A page with the entry and nothing else, for the keeper.
fn site(keeper: &Keeper) -> Result<(TempDir, Folder)> {
    let folder = tempfile::tempdir()?;
    for file in FILES {
        fs::copy(root().join("client-wasm/dist").join(file), folder.path().join(file))?;
    }
    let page = format!(
        "<!doctype html><html lang=en><title>shop</title><script type=module>
import {{ feedback }} from '/feedback.js';
Object.assign(window, {{ feedback, endpoint: '{}/v1/abc123def45/event' }});
</script>",
        keeper.address()
    );
    fs::write(folder.path().join("index.html"), page)?;
    let served = Folder::serve(folder.path())?;
    Ok((folder, served))
}

async fn open(engine: Engine, served: &Folder) -> Result<Browser> {
    let browser = Browser::open_in(engine).await?;
    browser.goto(&format!("{}/?who=quokkaquery", served.origin())).await?;
    browser.until("return !!window.feedback").await?;
    Ok(browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_person_saw_is_what_is_sent_and_nothing_leaves_before() -> Result<()> {
    for engine in Engine::ALL {
        let keeper = Keeper::start()?;
        let (_files, served) = site(&keeper)?;
        let browser = open(engine, &served).await?;
        browser.run(MAKE).await?;
        browser.until("return window.report !== undefined").await?;
        let report = browser.run("return report && [report.url, report.body, report.message]").await?;
        let [url, body, message] = [0, 1, 2].map(|at| report[at].as_str().unwrap_or_default().to_owned());
        ensure!(url == format!("{}/v1/abc123def45/batch", keeper.address()), "{engine:?}: {report}");
        ensure!(message == "Paying for basket 41 fails, write to [email]", "{engine:?}: {message}");
        let sent: Value = serde_json::from_str(&body)?;
        let event = &sent["events"][0];
        ensure!(sent["events"].as_array().is_some_and(|all| all.len() == 1), "{engine:?}: {body}");
        let is_right = event["name"] == "Feedback"
            && event["message"] == message
            && event["release"] == "3.1"
            && event["environment"] == "shop"
            && event["meta"]["step"] == "pay"
            && event["meta"]["cause"]["name"] == "RangeError"
            && event["uri"] == format!("{}/", served.origin());
        ensure!(is_right, "{engine:?}: {body}");
        for secret in ["jane", "4111", "quokka"] {
            ensure!(!body.contains(secret), "{engine:?}: {secret} is in {body}");
        }

        // What fails in the page meanwhile goes nowhere: no hook is in it.
        browser
            .run("setTimeout(() => { throw new Error('a later quagga') }); console.error('and a quagga')")
            .await?;
        browser.run("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'))").await?;
        ensure!(keeper.arrived()?.is_empty(), "{engine:?}: {:?}", keeper.arrived()?);
        browser.run("window.answer = []; for (let i = 0; i < 3; i++) report.send().then((one) => answer.push(one))").await?;
        browser.until("return answer.length === 3").await?;
        ensure!(browser.run("return answer").await? == json!([200, 200, 200]), "{engine:?}");
        let arrived = keeper.arrived()?;
        ensure!(arrived.len() == 1 && arrived[0].body == body, "{engine:?}: {arrived:?} and {body}");
        let has_cookie = arrived[0].headers.iter().any(|(name, _)| name == "cookie");
        ensure!(!has_cookie, "{engine:?}: {arrived:?}");

        // The same words again are a report of their own.
        browser.run(MAKE).await?;
        browser.until("return window.report !== undefined && report.body !== undefined").await?;
        let again = browser.run("return report.body").await?;
        ensure!(again != body && again.as_str().is_some_and(|one| one.contains(&message)), "{again}");
        let stored = browser.run(&format!("return (async () => {{ {STORED} }})()")).await?;
        ensure!(stored == ",0,0,0,0", "{engine:?}: {stored}");
        ensure!(keeper.arrived()?.len() == 1, "{engine:?}: it went by itself");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_did_not_arrive_may_be_sent_again_and_what_cannot_be_made_is_nothing() -> Result<()> {
    for engine in Engine::ALL {
        let keeper = Keeper::start()?;
        let (_files, served) = site(&keeper)?;
        let browser = open(engine, &served).await?;
        browser.run(MAKE).await?;
        browser.until("return !!window.report").await?;
        // A browser may try a connection that broke off once more by itself, and so does the entry.
        let off = Reply::BreaksOff;
        keeper.reply_next(&[Reply::Status(503), off, off, off, off])?;
        let mut statuses = Vec::new();
        while statuses.last() != Some(&200) && statuses.len() < 5 {
            browser.run("window.answer = null; report.send().then((one) => { window.answer = one })").await?;
            browser.until("return window.answer !== null").await?;
            statuses.push(browser.run("return window.answer").await?.as_u64().context("no status")?);
        }
        ensure!(statuses.starts_with(&[503, 0]) && statuses.ends_with(&[200]), "{engine:?}: {statuses:?}");
        let arrived = keeper.arrived()?;
        ensure!(arrived.iter().all(|one| one.body == arrived[0].body), "{engine:?}: {arrived:#?}");

        let before = arrived.len();
        let nothing = "window.made = null;
            Promise.all([feedback(endpoint, ' '), feedback(endpoint, 7), feedback(endpoint), feedback('', 'words'),
                feedback(null, 'words'), feedback(endpoint, 'words', { get error() { throw 1 } })])
            .then((all) => { window.made = all.map((one) => one ?? null) })";
        browser.run(nothing).await?;
        browser.until("return window.made !== null").await?;
        ensure!(
            browser.run("return made").await? == json!([null, null, null, null, null, null]),
            "{engine:?}"
        );
        // Errors that throw when they are read, and values that are none.
        let odd = "window.made = null;
            const hostile = new Proxy({}, { get() { throw new Error('quagga') } });
            const rejected = { reason: Object.assign(new TypeError('refused'), { stack: 'quokkastack' }), promise: 'quokka' };
            Promise.all([{ error: 'thrown words' }, { meta: hostile }, { error: hostile }, { error: null },
                { error: rejected }, { error: { user: 'quokka', message: { deep: 'quokka' } } }]
                .map((given) => feedback(endpoint, 'words', given)))
            .then((all) => { window.made = all.map(({ body, message }) => [message, JSON.parse(body).events[0].meta?.cause ?? null, /quokka/.test(body)]) })";
        browser.run(odd).await?;
        browser.until("return window.made !== null").await?;
        let causes = [
            json!("thrown words"),
            json!(null),
            json!(null),
            json!(null),
            json!({ "name": "TypeError", "message": "refused" }),
            json!(null),
        ];
        let wanted: Vec<Value> = causes.into_iter().map(|cause| json!(["words", cause, false])).collect();
        let made = browser.run("return made").await?;
        ensure!(made == json!(wanted), "{engine:?}: {made}");
        // Many words are cut between two of them; with too much data there is none.
        let long = "window.made = null;
            const words = 'quoll '.repeat(3_000);
            Promise.all([feedback(endpoint, words), feedback(endpoint, `w${'\\u0001'.repeat(9_990)}w`, { meta: { much: Array.from({ length: 100 }, () => 'quoll '.repeat(150)) } })])
            .then(([long, none]) => {
                const { message } = long;
                window.made = [message.length > 9_000 && message.length <= 10_000, /^(quoll ?)+\\W?$/.test(message), none ? none.body.length : null];
            })";
        browser.run(long).await?;
        browser.until("return window.made !== null").await?;
        let made = browser.run("return made").await?;
        ensure!(made == json!([true, true, null]), "{engine:?}: {made}");
        // A page makes fifty at most.
        let many = "window.made = null;
            (async () => { let all = 0; for (let i = 0; i < 60; i++) all += !!(await feedback(endpoint, `words ${i}`)); return all })()
            .then((all) => { window.made = all })";
        browser.run(many).await?;
        browser.until("return window.made !== null").await?;
        let made = browser.run("return made").await?;
        ensure!(made == 50 - 8, "{engine:?}: {made} after eight others");
        ensure!(keeper.arrived()?.len() == before, "{engine:?}: something left by itself");
    }
    Ok(())
}

/// A site with the client, the receipt and a form; `{at}` and `{key}` are filled in.
const IMPORT: &str = r#"<script type="importmap">{"imports": {"corncrake": "{at}/client/corncrake.js",
  "corncrake/receipt": "{at}/client/receipt.js", "corncrake/feedback": "{at}/client/feedback.js"}}</script>
<script type="module">
import { meta, setup } from 'corncrake';
import { receipt, receiptLink, receipts } from 'corncrake/receipt';
import { feedback } from 'corncrake/feedback';
const endpoint = '{at}/v1/{key}';
setup(endpoint);
receipts(meta, endpoint);
Object.assign(window, { endpoint, feedback, meta, receipt, receiptLink });
</script>"#;

#[tokio::test(flavor = "multi_thread")]
async fn it_is_an_issue_that_the_receipt_finds_and_its_sender_erases() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(IMPORT), ..SitePage::default() }).await?;
        visit.until("return !!window.feedback").await?;
        visit.run("fail('quokkaword failure')").await?;
        visit.event("quokkaword failure")?;
        let make = "window.answer = null;
            feedback(endpoint, 'I pressed quokkabutton and nothing happened', { error: new TypeError('quokkaword'), meta })
            .then((report) => report.send()).then((one) => { window.answer = one })";
        visit.run(make).await?;
        visit.until("return window.answer === 200").await?;
        let event = visit.event("Feedback: I pressed quokkabutton and nothing happened")?;
        ensure!(
            event["meta"] == json!({ "cause": { "name": "TypeError", "message": "quokkaword" } }),
            "{event}"
        );
        ensure!(event["type"] == 4 || event["type"] == "programmatic", "{event}");

        // One code finds the error and the words about it.
        let code = visit.run("return receipt()").await?.as_str().context("no code")?.to_owned();
        let found = collector.get(&format!("/api/projects/{}/issues?query=receipt:{code}", visit.key))?;
        ensure!(found["issues"].as_array().is_some_and(|all| all.len() == 2), "{engine:?}: {found}");
        let erased = collector.request("DELETE", &format!("/r/{code}.json"), &[], b"")?;
        ensure!(erased.status == 200 && erased.json()["erased"] == 2, "{engine:?}: {erased:?}");
        ensure!(collector.issues(&visit.key)?.is_empty(), "{engine:?}: words of a person are left");
    }
    Ok(())
}

/// The form of docs/feedback.md, for this collector.
fn form_of_the_document() -> Result<String> {
    let document = fs::read_to_string(root().join("docs/feedback.md"))?;
    let (_, rest) = document.split_once("```html\n").context("the document has no form")?;
    let (form, _) = rest.split_once("```").context("the form does not end")?;
    ensure!(form.contains("https://errors.example.com/v1/KEY"), "{form}");
    let form = form.replace("https://errors.example.com/v1/KEY", "{at}/v1/{key}");
    Ok(form.replace("https://errors.example.com", "{at}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_the_document_works_as_it_stands() -> Result<()> {
    let collector = Collector::start()?;
    let form = form_of_the_document()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        let visit = engines.visit(SitePage { tag: Some(&form), ..SitePage::default() }).await?;
        visit.until("return document.readyState === 'complete'").await?;
        visit.run("words.value = 'Quokkabutton does nothing, ask jane.doe@example.com'; feedback.requestSubmit()").await?;
        visit.until("return !preview.hidden").await?;
        let shown = visit
            .run("return [preview.textContent, said.textContent, document.querySelector('#send').hidden]")
            .await?;
        let body = shown[0].as_str().unwrap_or_default();
        ensure!(body.contains("Quokkabutton does nothing, ask [email]") && !body.contains("jane"), "{shown}");
        ensure!(shown[1] == "Nothing was sent yet." && shown[2] == false, "{engine:?}: {shown}");
        ensure!(collector.issues(&visit.key)?.is_empty(), "{engine:?}: it went before it was agreed to");

        // Other words are not what was shown.
        visit.run("words.value += '!'; words.dispatchEvent(new Event('input'))").await?;
        ensure!(visit.run("return preview.hidden && document.querySelector('#send').hidden").await? == true);
        visit.run("feedback.requestSubmit()").await?;
        visit.until("return !preview.hidden").await?;
        visit.run("document.querySelector('#send').click()").await?;
        visit.until("return said.textContent === 'Thank you, it was sent.'").await?;
        visit.event("Feedback: Quokkabutton does nothing, ask [email]!")?;
        ensure!(visit.run("return document.querySelector('#send').disabled").await? == true, "{engine:?}");
    }
    Ok(())
}
