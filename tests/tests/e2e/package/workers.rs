//! `corncrake/worker` in dedicated, shared and service workers, in three engines.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    package::consumer::Consumer,
    site::folder::Folder,
    wait::eventually_async,
};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_in_a_worker_arrives() -> Result<()> {
    let project = Consumer::copy()?;
    let entries = ["worker.js", "workers.js", "dedicated.js", "shared.js", "service.js"];
    let out = project.esbuild(&entries, &["worker.html", "workers.html"], "out")?;
    let module = "corncrake_bg.wasm"; // for the page; a worker's is inside
    fs::copy(project.folder().join("node_modules/corncrake").join(module), out.join(module))?;
    let site = Folder::serve(&out)?;
    let collector = Collector::start()?;

    for engine in Engine::ALL {
        let browser = Browser::open_in(engine).await?;
        let key = collector.project(&format!("{engine:?}"), &["http://127.0.0.1"])?;
        let endpoint = format!("{}/v1/{key}", collector.address());
        browser.goto(&site.page("worker.html", &endpoint)).await?;
        for (title, kind) in [
            ("sent by the worker", 4),
            ("thrown in the worker for [email]", 1),
            ("rejected in the worker", 2),
        ] {
            let issue = collector.wait_for_issue(&key, title)?;
            let event = &issue["event"];
            ensure!(event["type"] == kind, "{engine:?}: {issue:#}");
            ensure!(
                event["release"] == "w1" && event["meta"]["worker"] == "dedicated",
                "{engine:?}: {issue:#}"
            );
            ensure!(event["uri"] == format!("{}/dedicated.js", site.origin()), "{engine:?}: {issue:#}");
            ensure!(issue["issue"]["events"] == 1, "{engine:?}: {issue:#}");
        }
        ensure!(
            page_errors(&browser).await? == json!([]),
            "{engine:?}: a page can keep to itself what bubbles"
        );
        // Where it does not, the page gets an event as well, without the error: this is
        // what the README says, and what a later browser may change.
        browser.run("window.start()").await?;
        let errors = eventually_async("an error that the page gets", async || {
            Ok(Some(page_errors(&browser).await?).filter(|heard| *heard != json!([])))
        })
        .await?;
        let message = "TypeError: thrown in the worker for ann.lee@example.com";
        ensure!(errors == json!([[message, null]]), "{engine:?}: {errors}");

        browser.goto(&site.page("workers.html", &endpoint)).await?;
        for title in ["thrown in the shared worker", "thrown in the service worker"] {
            let issue = collector.wait_for_issue(&key, title)?;
            ensure!(issue["event"]["type"] == 1, "{engine:?}: {issue:#}");
        }
    }
    Ok(())
}

async fn page_errors(browser: &Browser) -> Result<Value> {
    browser.run("return window.heard").await
}
