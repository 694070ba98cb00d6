//! A page of a file, and one of an application's own scheme, as a desktop application opens them: what is sent
//! as their origin, and what a project has to allow, as `docs/client.md` says it. Electron is in no registry of
//! packages: a real Chromium opens the file, and the scheme's origin is sent by hand.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, TOKEN},
    package::consumer::Consumer,
};
use serde_json::json;

const PAGE: &str =
    "<!doctype html><title>shop</title><script src='CLIENT' data-endpoint='ENDPOINT' data-ping></script>
<script>
    function failHere() { throw new TypeError('in a page of a file') }
    setTimeout(failHere);
</script>";
/// The bundle beside the page: the package, and the check.
const BUNDLE: &str = "
import { ping, setup } from 'corncrake';
import { check } from 'corncrake/check';

const { endpoint } = document.currentScript.dataset;
setup(endpoint);
ping();
window.check = () => check(endpoint).then((findings) => { window.findings = findings });";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_a_file_is_of_the_origin_null_which_a_project_may_allow() -> Result<()> {
    let collector = Collector::start()?;
    let project = Consumer::copy()?;
    fs::write(project.folder().join("bundle.js"), BUNDLE)?;
    project.tool("esbuild", &["bundle.js", "--bundle", "--format=iife", "--outfile=shop.js"])?;
    let browser = Browser::open().await?;
    let file = project.folder().join("index.html");
    let mut refused = Vec::new();
    for client in ["shop.js", &format!("{}/client/script.js", collector.address())] {
        for origin in ["https://shop.example", "null", "*"] {
            let key = collector.project("shop", &[origin])?;
            let endpoint = format!("{}/v1/{key}", collector.address());
            fs::write(&file, PAGE.replace("CLIENT", client).replace("ENDPOINT", &endpoint))?;
            browser.goto(&format!("file://{}", file.display())).await?;
            if client == "shop.js" {
                browser.run("check()").await?;
                browser.until("return window.findings !== undefined").await?;
                let last = browser.run("return findings.at(-1)").await?;
                let words = if origin.len() > 4 { "add null to the origins" } else { "takes events of null" };
                ensure!(last.to_string().contains(words), "{origin}: {last}");
            }
            if origin == "https://shop.example" {
                refused.push(key);
                continue;
            }
            let found = collector.wait_for_issue(&key, "in a page of a file")?;
            let named = format!("file://{}", file.display());
            ensure!(
                found["event"]["uri"] == named && found["event"]["frames"][0]["file"] == named,
                "{found:#}"
            );
            ensure!(found["issue"]["sessions"] == 1, "{found:#}");
        }
    }
    fs::write(
        &file,
        "<!doctype html><script>var script = 1</script><script type='module' src='shop.js'></script>",
    )?;
    browser.goto(&format!("file://{}", file.display())).await?;
    browser.until("return document.readyState === 'complete'").await?;
    ensure!(
        browser.run("return [script, 'check' in window]").await? == json!([1, false]),
        "a module was loaded"
    );
    for key in refused {
        ensure!(collector.issues(&key)?.is_empty(), "a project that allows another origin has events");
    }
    Ok(())
}

#[test]
fn a_scheme_of_an_applications_own_is_an_origin_and_file_is_none() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["app://shop"])?;
    let send = |origin: &str| {
        let headers = [("origin", origin), ("user-agent", "test"), ("content-type", "text/plain")];
        let event = br#"{"type":1,"name":"SchemeError","message":"m"}"#;
        collector.request("POST", &format!("/v1/{key}/event"), &headers, event)
    };
    for (origin, status) in [("app://shop", 200), ("app://other", 403), ("null", 403), ("file://", 403)] {
        let answer = send(origin)?;
        ensure!(answer.status == status, "{origin}: {answer:?}");
    }
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", &*bearer), ("content-type", "application/json")];
    let body = json!({ "name": "files", "origins": ["file://"] }).to_string();
    let answer = collector.request("POST", "/api/projects", &headers, body.as_bytes())?;
    ensure!(answer.status == 422 && answer.body.contains("which is not an origin"), "{answer:?}");
    Ok(())
}
