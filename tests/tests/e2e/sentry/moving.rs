//! The steps of *Moving* in docs/sentry.md, done as somebody does them who has an application with Sentry: in
//! the dashboard, in the application's own text (the DSN and nothing else), in its build and in its pipeline.
//! While it moves, a page has our own client as well: what both see is one issue.

use std::{fs, path::Path, process::Command, sync::Arc, thread};

use anyhow::{Context, Result, anyhow, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::Collector,
    http::request,
    root,
    sentry::sdk::{SdkFolder, dsn},
    wait::eventually,
};
use serde_json::{Value, json};

/// The DSN that the applications below were written with.
const OLD_DSN: &str = "https://0123456789abcdef0123456789abcdef@o1.ingest.example/42";
const RELEASE: &str = "shop@1.4.2";

/// A page's script, as it stands in the application; `{tunnel}` is an option or nothing.
const PAGE: &str = "import * as Sentry from 'sentry-browser-11'
Sentry.init({ dsn: 'https://0123456789abcdef0123456789abcdef@o1.ingest.example/42', release: 'shop@1.4.2', {tunnel} })
Sentry.setTag('plan', 'gold')
Sentry.setTag('street', 'markof-street')
function readPrice(basket) {
  return basket.first.amount
}
document.querySelector('#pay').addEventListener('click', () => { readPrice({}) })
document.title = 'ready'
";
/// A service, likewise.
const SERVICE: &str = "const Sentry = require('sentry-node-11')
Sentry.init({ dsn: 'https://0123456789abcdef0123456789abcdef@o1.ingest.example/42', release: 'shop@1.4.2', debug: true })
Sentry.captureException(new Error('it works'))
Sentry.flush(10000)
";

/// The site: its page, alone and with our own client, its script, a policy that blocks an image and reports
/// that, and a tunnel.
struct MovingSite {
    server: Arc<tiny_http::Server>,
    origin: String,
}

impl MovingSite {
    fn serve(collector: &Collector, key: &str, script: String) -> Result<Self> {
        let (own, release) = (collector.address(), RELEASE.replace('@', "%40"));
        let report_uri = format!("{own}/api/1/security/?sentry_key={key}&sentry_release={release}");
        let tag = format!(
            "<script src='{own}/client/script.js' data-endpoint='{own}/v1/{key}' data-release='{RELEASE}'></script>"
        );
        let server = Arc::new(tiny_http::Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?);
        let port = server.server_addr().to_ip().context("no port")?.port();
        let (serving, to) = (Arc::clone(&server), collector.port);
        thread::spawn(move || {
            for mut asked in serving.incoming_requests() {
                let html = "<!doctype html><title>a shop</title><button id=pay>Pay</button>
                    <img src='https://blocked.example/x.png'><script src='/app.js'></script>";
                let (body, kind) = match asked.url() {
                    "/app.js" => (script.clone(), "text/javascript"),
                    "/both" => (html.replacen("<title>", &format!("{tag}<title>"), 1), "text/html"),
                    // What a tunnel is: the body goes on as it came.
                    "/tunnel" => {
                        let mut body = Vec::new();
                        let _ = asked.as_reader().read_to_end(&mut body);
                        let passed = request(to, "POST", "/tunnel", &[("user-agent", "a tunnel")], &body);
                        (passed.map(|answer| answer.body).unwrap_or_default(), "application/json")
                    }
                    _ => (html.to_owned(), "text/html"),
                };
                let mut answer = tiny_http::Response::from_string(body);
                for (name, value) in [
                    ("content-type", kind.to_owned()),
                    ("content-security-policy", format!("img-src 'self'; report-uri {report_uri}")),
                ] {
                    if let Ok(header) = tiny_http::Header::from_bytes(name, value) {
                        answer.add_header(header);
                    }
                }
                let _ = asked.respond(answer);
            }
        });
        Ok(Self { server, origin: format!("http://127.0.0.1:{port}") })
    }
}

impl Drop for MovingSite {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

/// Builds the application as a pipeline does: minified, with its map beside it.
fn build(folder: &SdkFolder, script: &str) -> Result<std::path::PathBuf> {
    let source = folder.write("shop.js", script)?;
    let out = source.with_file_name("dist");
    let mut esbuild = Command::new(root().join("node_modules/.bin/esbuild"));
    esbuild.arg(&source).args(["--bundle", "--minify", "--sourcemap", "--format=iife", "--log-level=error"]);
    let output = esbuild.arg(format!("--outfile={}", out.join("app.js").display())).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(out)
}

/// The command of the package in the place of `sentry-cli sourcemaps upload`.
fn upload(collector: &Collector, key: &str, token: &str, dist: &Path) -> Result<String> {
    let mut node = Command::new("node");
    node.arg(root().join("client-wasm/npm/command.js")).arg("sourcemaps").arg(dist);
    node.args(["--release", RELEASE, "--delete"]).env("CORNCRAKE_TOKEN", token);
    node.env("CORNCRAKE_ENDPOINT", format!("{}/v1/{key}", collector.address()));
    let output = node.output()?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    ensure!(output.status.success(), "{said}");
    Ok(said)
}

/// Fills in a field of a form and sends the form; `{}` is the field.
async fn fill_in(browser: &Browser, field: &str, value: &str) -> Result<()> {
    browser.until(&format!("return !!document.querySelector(\"{field}\")")).await?;
    let script = format!(
        "const field = document.querySelector(\"{field}\"); field.value = {};",
        serde_json::to_string(value)?
    );
    browser.run(&script).await?;
    Ok(())
}

async fn send_form(browser: &Browser, field: &str) -> Result<()> {
    // The page that follows has no such mark.
    browser.run("window.isBefore = true").await?;
    let script =
        format!("document.querySelector(\"{field}\").form.querySelector('button:not([formaction])').click()");
    browser.run(&script).await?;
    browser.until("return !window.isBefore && document.readyState === 'complete'").await
}

/// Steps 1 and 3 and the token of 7, in the dashboard: the key, the DSN of the page *Install*, and the token.
async fn set_up(browser: &Browser, collector: &Collector) -> Result<(String, String, String)> {
    let own = collector.address();
    browser.goto(&collector.login_link()?).await?;
    browser.goto(&format!("{own}/projects")).await?;
    fill_in(browser, "#new [name=name]", "shop").await?;
    fill_in(browser, "#new [name=origins]", "http://127.0.0.1\nserver").await?;
    send_form(browser, "#new [name=name]").await?;
    let place = browser.run("return location.pathname").await?;
    let key = place.as_str().and_then(|path| path.split('/').nth(2)).context("no project")?.to_owned();
    browser.goto(&format!("{own}/projects/{key}/install")).await?;
    let dsn = browser.text("#sentry .lead code").await?;

    browser.goto(&format!("{own}/projects/{key}/settings")).await?;
    fill_in(browser, "[name=kept_tags]", "plan").await?;
    send_form(browser, "[name=kept_tags]").await?;
    browser.goto(&format!("{own}/projects/{key}/settings")).await?;
    fill_in(browser, "[name=token-name]", "CI of the shop").await?;
    browser.run("document.querySelectorAll('[name=scope]').forEach((one) => { one.checked = one.value === 'upload' })").await?;
    send_form(browser, "[name=token-name]").await?;
    let token = browser.run("return document.querySelector('#new-token').value").await?;
    Ok((key, dsn, token.as_str().context("no token")?.to_owned()))
}

fn is_as_written(issue: &Value) -> bool {
    let event = &issue["event"];
    let original = &event["frames"][0]["original"];
    original["function"] == "readPrice"
        && original["file"].as_str().is_some_and(|file| file.ends_with("shop.js"))
        && event["release"] == RELEASE
        && event["meta"]["tags"] == json!({ "plan": "gold" })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_moves_by_the_steps_of_the_document() -> Result<()> {
    let (collector, browser, folder) = (Collector::start()?, Browser::open().await?, SdkFolder::new()?);
    let (key, dsn_shown, token) = set_up(&browser, &collector).await?;
    ensure!(dsn_shown == dsn(&collector.address(), &key), "{dsn_shown}");

    let mut wanted = 0;
    for tunnel in ["", "tunnel: '/tunnel'"] {
        // Step 2: the DSN where the old one was; 6 and 7: maps and the deploy, in the pipeline.
        let script = PAGE.replace(OLD_DSN, &dsn_shown).replace("{tunnel}", tunnel);
        ensure!(!script.contains("ingest.example"), "{script}");
        let dist = build(&folder, &script)?;
        let said = upload(&collector, &key, &token, &dist)?;
        ensure!(said.contains("uploaded, deleted"), "{said}");
        let bearer = format!("Bearer {token}");
        let deploys = format!("/api/projects/{key}/releases/{}/deploys", RELEASE.replace('@', "%40"));
        let deployed = collector.request("POST", &deploys, &[("authorization", &bearer)], b"")?;
        ensure!(deployed.status == 201, "{deployed:?}");

        // Step 4: the policy reports where Sentry's address was.
        let site = MovingSite::serve(&collector, &key, fs::read_to_string(dist.join("app.js"))?)?;
        for (page, clients) in [("/", 1), ("/both", 2)] {
            browser.goto(&format!("{}{page}", site.origin)).await?;
            browser.until("return document.title === 'ready'").await?;
            browser.click("#pay").await?;
            wanted += clients;
            let what = format!("{wanted} events of one error, the newest of {page}");
            let issue = eventually(&what, || {
                let issue = collector.wait_for_issue(&key, "TypeError")?;
                Ok((issue["issue"]["events"] == wanted).then_some(issue))
            })?;
            ensure!(clients > 1 || is_as_written(&issue), "{tunnel}: {issue:#}");
            let issues = collector.issues(&key)?;
            let errors =
                issues.iter().filter(|one| one["title"].as_str().is_some_and(|t| t.contains("TypeError")));
            ensure!(errors.count() == 1, "both clients make one issue of it: {issues:#?}");
        }
        collector.wait_for_issue(&key, "img-src blocked blocked.example")?;
    }
    let releases = collector.get(&format!("/api/projects/{key}/releases"))?;
    ensure!(
        releases["releases"][0]["name"] == RELEASE && releases["releases"][0]["deployed"].is_string(),
        "{releases:#}"
    );
    Ok(())
}

#[test]
fn a_policy_that_reported_to_glitchtip_does_so_here() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let report = json!({ "csp-report": { "document-uri": "https://shop.example/cart", "violated-directive": "img-src",
        "effective-directive": "img-src", "blocked-uri": "https://blocked.example/x.png", "disposition": "enforce" } });
    let path = format!("/api/19466/security/?glitchtip_key={key}");
    let headers = [("content-type", "application/csp-report"), ("user-agent", "a browser")];
    let answer = collector.request("POST", &path, &headers, report.to_string().as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    collector.wait_for_issue(&key, "img-src blocked blocked.example")?;
    Ok(())
}

#[test]
fn a_service_moves_and_a_wrong_dsn_says_why() -> Result<()> {
    let (collector, folder) = (Collector::start()?, SdkFolder::new()?);
    let key = collector.project("service", &["server"])?;
    let output = folder.node("service.cjs", &SERVICE.replace(OLD_DSN, &dsn(&collector.address(), &key)))?;
    ensure!(output.status.success(), "{output:?}");
    collector.wait_for_issue(&key, "Error: it works")?;

    // Step 8, where nothing comes: the project takes no servers.
    let pages_only = collector.project("pages", &["https://shop.example"])?;
    let output =
        folder.node("service.cjs", &SERVICE.replace(OLD_DSN, &dsn(&collector.address(), &pages_only)))?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    ensure!(collector.issues(&pages_only)?.is_empty(), "{said}");
    let refusals = collector.get(&format!("/api/projects/{pages_only}/refusals"))?;
    ensure!(said.contains("403") && refusals.to_string().contains("origin"), "{said}\n{refusals:#}");
    Ok(())
}
