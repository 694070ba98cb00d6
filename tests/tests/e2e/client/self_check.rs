//! `corncrake/check` in a real page: every fault that keeps a client from working is made for real, and
//! is told by its name with what mends it; of a page that works nothing is said to be wrong.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::{Collector, TOKEN},
    free_port, root,
    site::{Site, front::Front},
};
use serde_json::{Value, json};

/// Runs the check in the page, which has its file as a bundler would put it there.
const RUN: &str = "import(FILE).then(({ check }) => check(ENDPOINT)).then(
    (findings) => { window.findings = findings }, (error) => { window.findings = [`${error}`] })";

struct PageCheck<'a> {
    browser: &'a Browser,
    /// The file, as the package has it.
    file: String,
}

impl PageCheck<'_> {
    /// What is found in a page with this in its head. No endpoint: that of the page.
    async fn in_page(&self, head: &str, endpoint: Option<&str>) -> Result<Vec<Value>> {
        let page = format!("<!doctype html><title>shop</title>{head}");
        let site = Site::serve(&[("/", &page), ("/check.js", &self.file)])?;
        self.at(&format!("{}/", site.origin()), "'/check.js'", endpoint).await
    }

    async fn at(&self, page: &str, file: &str, endpoint: Option<&str>) -> Result<Vec<Value>> {
        self.browser.goto(page).await?;
        let endpoint = endpoint.map_or("undefined".to_owned(), |endpoint| json!(endpoint).to_string());
        self.browser.run(&RUN.replace("FILE", file).replace("ENDPOINT", &endpoint)).await?;
        self.browser.until("return window.findings !== undefined").await?;
        let findings = self.browser.run("return window.findings").await?;
        findings.as_array().cloned().context("no findings")
    }
}

/// One finding must be this one and no other a failure; each that is not `ok` says what to do.
fn is(what: &str, findings: &[Value], name: &str, status: &str, words: &[&str]) -> Result<()> {
    for finding in findings {
        ensure!(finding["text"].is_string(), "{what}: {findings:#?}");
        let wants_action = finding["status"] != "ok";
        ensure!(!wants_action || finding["action"].is_string(), "{what}: nothing to do: {finding}");
        let is_it = finding["name"] == name && finding["status"] == status;
        ensure!(is_it || finding["status"] != "failure", "{what}: another fault: {findings:#?}");
    }
    let found = findings.iter().find(|finding| finding["name"] == name && finding["status"] == status);
    let text = found.with_context(|| format!("{what}: no {status} of {name}: {findings:#?}"))?.to_string();
    for word in words {
        ensure!(text.contains(word), "{what}: {word:?} is not in {text}");
    }
    Ok(())
}

fn policy(text: &str) -> String {
    format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{text}\">")
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_page_is_named_with_its_remedy() -> Result<()> {
    let collector = Collector::start()?;
    let own = collector.address();
    let key = collector.project("shop", &["*"])?;
    let endpoint = format!("{own}/v1/{key}");
    let browser = Browser::open().await?;
    let file = fs::read_to_string(root().join("client-wasm/dist/check.js"))?;
    let check = PageCheck { browser: &browser, file };
    let tag = format!("<script src='{own}/client/script.js' data-endpoint='{endpoint}'></script>");

    let right = check.in_page(&tag, None).await?;
    is("a page that works", &right, "endpoint", "ok", &["takes events of http://127.0.0.1"])?;
    ensure!(right.iter().all(|finding| finding["status"] == "ok") && right.len() == 5, "{right:#?}");
    for (name, words) in
        [("script", "is set up"), ("module", "WebAssembly"), ("connection", &*own), ("CORS", "")]
    {
        is("a page that works", &right, name, "ok", &[words])?;
    }

    let none = check.in_page("", None).await?;
    is("no client", &none, "endpoint", "failure", &["no tag", "install page"])?;
    for wrong in ["https://errors.example/", "abc123def45", "ftp://errors.example/v1/abc123def45", "http://["]
    {
        is(wrong, &check.in_page("", Some(wrong)).await?, "endpoint", "failure", &["install page"])?;
    }
    let not_set_up = check.in_page("", Some(&endpoint)).await?;
    is("no tag", &not_set_up, "script", "failure", &["not set up", "setup()"])?;

    let allowed = format!("script-src 'self' 'unsafe-inline' 'unsafe-eval' {own}; connect-src {own}");
    let no_wasm = allowed.replace(" 'unsafe-eval'", "");
    let found = check.in_page(&(policy(&no_wasm) + &tag), None).await?;
    is("no wasm", &found, "module", "warning", &["'wasm-unsafe-eval'", "script-src"])?;
    let no_connection = "script-src * 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self'";
    let found = check.in_page(&(policy(no_connection) + &tag), None).await?;
    is("no connect-src", &found, "connection", "failure", &["connect-src", "Content-Security-Policy", &own])?;
    let no_script = format!("script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src {own}");
    let found = check.in_page(&(policy(&no_script) + &tag), None).await?;
    is("no script-src", &found, "script", "failure", &["script-src", "Content-Security-Policy", &own])?;
    let without_policy = check.in_page(&tag, None).await?;
    is("nothing is left of the policy before", &without_policy, "endpoint", "ok", &[])?;
    let pinned = tag.replace("<script", "<script crossorigin integrity='sha384-AAAA'");
    is("another version", &check.in_page(&pinned, None).await?, "script", "failure", &["integrity"])?;

    let unknown = endpoint.replace(&key, "aaaaaaaaaaa");
    let tag_of = |endpoint: &str| tag.replace(&format!("'{own}/v1/{key}'"), &format!("'{endpoint}'"));
    let found = check.in_page(&tag_of(&unknown), None).await?;
    is("an unknown key", &found, "key", "failure", &["no project with the key", "install page"])?;
    let narrow = format!("{own}/v1/{}", collector.project("narrow", &["https://shop.example"])?);
    let found = check.in_page(&tag_of(&narrow), None).await?;
    is("another origin", &found, "origin", "failure", &["add http://127.0.0.1:", "settings"])?;
    let gone = collector.project("gone", &["*"])?;
    let bearer = format!("Bearer {TOKEN}");
    let path = format!("/api/projects/{gone}");
    let deleted = collector.request("DELETE", &path, &[("authorization", &bearer)], b"")?;
    ensure!(deleted.status < 300, "{deleted:?}");
    let found = check.in_page(&tag_of(&format!("{own}/v1/{gone}")), None).await?;
    is("a deleted project", &found, "key", "failure", &["was deleted"])?;

    // Nobody listens there; and a server that lets no other origin read.
    let nobody = format!("http://127.0.0.1:{}/v1/{key}", free_port()?);
    let found = check.in_page(&tag_of(&nobody), None).await?;
    is("nobody there", &found, "connection", "failure", &["is not reached", "content blocker"])?;
    let silent = Site::serve(&[(&format!("/v1/{key}/batch"), "ok")])?;
    let found = check.in_page(&tag_of(&format!("{}/v1/{key}", silent.origin())), None).await?;
    is("a proxy without CORS", &found, "CORS", "failure", &["may not read it", "OPTIONS"])?;
    ensure!(collector.issues(&key)?.is_empty() && collector.sessions(&key)? == (0, 0), "a check is no event");

    // The snippet of the install page, which gets the file of the collector, in a page of https.
    let port = Front::port()?;
    let page = "<!doctype html><title>shop</title>";
    let only_reports =
        json!({ "content-security-policy-report-only": "connect-src 'none'; script-src 'none'" });
    let pages = json!({
        "/": { "body": page, "headers": {} },
        "/only-reports": { "body": page, "headers": only_reports },
    });
    let front = Front::start(port, collector.port, &pages)?;
    let browser = Browser::open_to_report(Engine::Chromium, &front.key_digest).await?;
    let check = PageCheck { browser: &browser, file: String::new() };
    let served = format!("'https://127.0.0.1:{port}/client/check.js'");
    let page = format!("{}/", front.site());
    let plain = format!("http://errors.example/v1/{key}");
    let found = check.at(&page, &served, Some(&plain)).await?;
    let mixed = found.iter().find(|finding| finding["name"] == "connection").context("no connection")?;
    ensure!(
        mixed["status"] == "failure" && mixed["text"].to_string().contains("https may not send to http"),
        "{found:#?}"
    );
    // A policy that only reports refuses nothing.
    let page = format!("{}/only-reports", front.site());
    let nobody = format!("https://127.0.0.1:{}/v1/{key}", free_port()?);
    let found = check.at(&page, &served, Some(&nobody)).await?;
    let connection = found.iter().find(|finding| finding["name"] == "connection").context("no connection")?;
    ensure!(
        connection["status"] == "failure" && connection["text"].to_string().contains("is not reached"),
        "{found:#?}"
    );
    Ok(())
}

/// Ways in which a page is set up, and names of the endpoint by which it is looked for there.
const SET_UP: [(&str, &str, Option<&str>); 7] = [
    ("corncrake.js", "AT/v1/KEY", None),
    ("corncrake.js", "AT/v1/KEY/event/", Some("AT/v1/KEY")),
    ("corncrake.js", "http://errors.example:80/v1/KEY", Some("http://errors.example/v1/KEY")),
    ("corncrake.js", "/report/v1/KEY", None),
    ("corncrake.js", "/report/v1/KEY", Some("/report/v1/KEY/")),
    ("corncrake.js", "report/v1/KEY", Some("/report/v1/KEY")),
    ("ask.js", "AT/v1/KEY", None),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_found_however_its_endpoint_is_written_and_where_it_asks_first() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let filled = |text: &str| text.replace("AT", &collector.address()).replace("KEY", &key);
    let read = |file: &str| fs::read_to_string(root().join("client-wasm/dist").join(file));
    let files = [read("check.js")?, read("corncrake.js")?, read("ask.js")?];
    let browser = Browser::open().await?;
    let check = PageCheck { browser: &browser, file: String::new() };
    for (file, endpoint, asked) in SET_UP {
        let set_up = json!(filled(endpoint));
        let page = format!(
            "<!doctype html><title>shop</title><script type='module'>
            import {{ setup }} from '/{file}'; setup({set_up}); window.isReady = true</script>"
        );
        let site = Site::serve(&[
            ("/", &page),
            ("/check.js", &files[0]),
            ("/corncrake.js", &files[1]),
            ("/ask.js", &files[2]),
        ])?;
        let asked = asked.map(filled);
        let found = check.at(&format!("{}/", site.origin()), "'/check.js'", asked.as_deref()).await?;
        let script = found.iter().find(|finding| finding["name"] == "script");
        ensure!(script.is_some_and(|script| script["status"] == "ok"), "{file} {endpoint}: {found:#?}");
        if endpoint.starts_with("AT") {
            is(file, &found, "endpoint", "ok", &["takes events"])?;
        }
    }
    Ok(())
}
