//! The npm package `trackx` 0.6.1, unmodified, sends to us: its default, lite and modern
//! builds, from a page of another origin.

use anyhow::{Result, ensure};
use corncrake_tests::{browser::Browser, collector::Collector, eventually, root, site::Site};

/// A page that uses one build, with errors of each kind that a click makes.
fn page(build: &str, endpoint: &str, pings: bool) -> String {
    let ping = if pings { "trackx.ping();" } else { "" };
    format!(
        r#"<!doctype html><title>a shop</title>
        <button id="throw">throw</button><button id="reject">reject</button><button id="console">log</button>
        <script type="module">
        import * as trackx from '/{build}.mjs';
        trackx.setup('{endpoint}');
        {ping}
        function {build}Total(how) {{ const cart = undefined; return cart.{build}.total(how); }}
        document.getElementById('throw').onclick = () => {build}Total('click');
        document.getElementById('reject').onclick = () => Promise.reject(new RangeError('{build} rejects'));
        document.getElementById('console').onclick = () => console.error(new SyntaxError('{build} logs'));
        </script>"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn its_builds_have_their_errors_and_pings_stored() -> Result<()> {
    let collector = Collector::start()?;
    let package = root().join("tests/node_modules/trackx");
    let browser = Browser::open().await?;

    for (build, pings) in [("default", true), ("lite", false), ("modern", true)] {
        // A project each: the same bug in the same place is one issue, whoever sends it.
        let key = collector.project(build, &["http://127.0.0.1"])?;
        let script = std::fs::read_to_string(package.join(format!("{build}.mjs")))?;
        // Both ways its users write the endpoint: its README's ends in /event.
        let tail = if build == "modern" { "/event" } else { "" };
        let endpoint = format!("{}/v1/{key}{tail}", collector.address());
        let site =
            Site::serve(&[("/", &page(build, &endpoint, pings)), (&format!("/{build}.mjs"), &script)])?;
        browser.goto(&format!("{}/?visit=1", site.origin())).await?;
        if pings {
            eventually("a session by ping", || Ok((collector.sessions(&key)? == (1, 0)).then_some(())))?;
        }
        for button in ["throw", "reject", "console"] {
            browser.click(&format!("#{button}")).await?;
        }

        let (thrown, _) = collector.wait_for_issue(&key, &format!("reading '{build}'"))?;
        let event = &thrown["event"];
        ensure!(event["name"] == "TypeError", "{thrown:#}");
        ensure!(event["type"] == 1, "{thrown:#}");
        ensure!(event["uri"] == format!("{}/", site.origin()), "the query string is gone: {thrown:#}");
        ensure!(event["frames"][0]["function"] == format!("{build}Total"), "{thrown:#}");
        ensure!(event["frames"][0]["in_app"] == true, "{thrown:#}");
        ensure!(event["browser"].as_str().is_some_and(|browser| browser.starts_with("Chrom")), "{thrown:#}");

        let (rejected, _) = collector.wait_for_issue(&key, &format!("{build} rejects"))?;
        ensure!(rejected["event"]["name"] == "RangeError" && rejected["event"]["type"] == 2, "{rejected:#}");
        let (logged, _) = collector.wait_for_issue(&key, &format!("{build} logs"))?;
        ensure!(logged["event"]["name"] == "SyntaxError" && logged["event"]["type"] == 3, "{logged:#}");
        ensure!(logged["event"]["meta"]["_v"] == "0.6.1", "{logged:#}");
        ensure!(collector.sessions(&key)? == (1, 1), "{build}: {:?}", collector.sessions(&key)?);
    }
    Ok(())
}
