//! The whole line: a page in a real Chromium throws, the wasm client catches it, the
//! collector stores it, the dashboard shows it as an issue.

use anyhow::{Result, ensure};
use corncrake_tests::{browser::Browser, collector::Collector, root};

/// A button of the demo, and what its error must look like.
struct DemoButton {
    button: &'static str,
    title: &'static str,
    kind: u8,
    name: Option<&'static str>,
    message: &'static str,
    /// The innermost frame's function.
    function: Option<&'static str>,
}

const fn button(
    button: &'static str,
    kind: u8,
    name: Option<&'static str>,
    message: &'static str,
    function: Option<&'static str>,
) -> DemoButton {
    DemoButton { button, title: message, kind, name, message, function }
}

const BUTTONS: [DemoButton; 10] = [
    button("throw", 1, Some("Error"), "The basket was clicked, and the basket broke", Some("throwInHandler")),
    button("nested", 1, Some("RangeError"), "A discount of 15 is more than the price", Some("discountFor")),
    button(
        "type-error",
        1,
        Some("TypeError"),
        "Cannot read properties of undefined (reading 'items')",
        Some("readPropertyOfUndefined"),
    ),
    button("timer", 1, Some("Error"), "The stock could not be refreshed", Some("refreshStock")),
    button("reject", 2, Some("Error"), "The payment service did not answer", Some("rejectWithError")),
    DemoButton {
        title: "out of stock",
        ..button("reject-value", 2, None, r#"{"code":7,"reason":"out of stock"}"#, None)
    },
    button(
        "console-error",
        3,
        None,
        r#"The basket is empty, although it was not a moment ago: {"items":0}"#,
        Some("logAnError"),
    ),
    DemoButton {
        title: "ResourceError",
        ..button("image", 1, Some("ResourceError"), "img failed to load: ORIGIN/demo/no-such-image.png", None)
    },
    DemoButton {
        title: "SyntaxError",
        ..button("send-event", 4, Some("SyntaxError"), "Unexpected end of JSON input", None)
    },
    button("personal", 1, Some("Error"), "Cannot bill [email], card [digits]", Some("leakPersonalData")),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_error_becomes_an_issue_on_the_dashboard() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.demo_key()?;
    let browser = Browser::open().await?;
    let demo = format!("{}/demo/", collector.address());
    browser.goto(&demo).await?;

    for DemoButton { button, title, kind, name, message, function } in BUTTONS {
        let message = message.replace("ORIGIN", &collector.address());
        browser.click(&format!("#{button}")).await?;
        let found = collector.wait_for_issue(&key, title)?;
        let event = &found["event"];
        ensure!(event["type"] == kind, "{button}: {found:#}");
        ensure!(event["name"].as_str() == name, "{button}: {found:#}");
        ensure!(
            event["message"].as_str().is_some_and(|text| text.starts_with(&message)),
            "{button}: {message:?} in {found:#}"
        );
        ensure!(event["uri"] == demo.as_str(), "{button}: {found:#}");
        ensure!(event["release"] == "demo" && event["environment"] == "demo", "{button}: {found:#}");
        ensure!(event["os"] == "Linux", "{button}: {found:#}");
        if let Some(function) = function {
            let frame = &event["frames"][0];
            ensure!(frame["function"] == function, "{button}: {found:#}");
            ensure!(
                frame["file"] == format!("{}/assets/demo.js", collector.address()),
                "{button}: {found:#}"
            );
            ensure!(frame["line"].as_u64().is_some_and(|line| line > 1), "{button}: {found:#}");
            ensure!(frame["column"].as_u64().is_some_and(|column| column > 1), "{button}: {found:#}");
            ensure!(frame["in_app"] == true, "{button}: {found:#}");
        }
    }
    let sent = collector.wait_for_issue(&key, "SyntaxError")?;
    ensure!(sent["event"]["meta"]["step"] == "restore basket", "{sent:#}");
    ensure!(sent["event"]["meta"]["basket"]["items"] == 3, "{sent:#}");

    let issues = collector.issues(&key)?;
    ensure!(issues.len() == BUTTONS.len(), "each bug is one issue: {issues:#?}");
    ensure!(issues.iter().all(|issue| issue["events"] == 1 && issue["sessions"] == 1), "{issues:#?}");
    ensure!(collector.sessions(&key)? == (1, 1), "one visitor is one session, with errors");

    // The same on the dashboard.
    let pictures = root().join("tests/screenshots");
    browser.screenshot(&pictures.join("demo.png")).await?;
    browser.goto(&collector.login_link()?).await?;
    browser.screenshot(&pictures.join("projects.png")).await?;
    browser.goto(&format!("{}/projects/{key}", collector.address())).await?;
    browser.screenshot(&pictures.join("overview.png")).await?;
    browser.goto(&format!("{}/projects/{key}/issues", collector.address())).await?;
    let list = browser.text("main").await?;
    for DemoButton { button, title, .. } in BUTTONS {
        ensure!(list.contains(title), "{button} is not on the dashboard: {list}");
    }
    browser.screenshot(&pictures.join("issues.png")).await?;
    let nested = issues.iter().find(|issue| issue["title"].as_str().is_some_and(|t| t.contains("discount")));
    let id = nested.and_then(|issue| issue["id"].as_str()).unwrap_or_default();
    browser.click(&format!("a[href^='/projects/{key}/issues/{id}']")).await?;
    let page = browser.text("main").await?;
    for wanted in
        ["RangeError", "A discount of 15 is more than the price", "discountFor", "priceOf", "checkout"]
    {
        ensure!(page.contains(wanted), "{wanted} is not on the issue's page: {page}");
    }
    browser.screenshot(&pictures.join("issue.png")).await?;
    Ok(())
}
