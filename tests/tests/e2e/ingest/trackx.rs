//! The npm package `trackx` 0.6.1, unmodified, sends to us: its default, lite, modern and
//! compat builds, from a page of another origin, and its Node build, from a process.

use std::{
    fs,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{browser::Browser, collector::Collector, root, site::Site, wait::eventually};

/// A page that uses one build, with errors of each kind that a click makes. (The compat build
/// hears what listeners throw, by wrapping them, and no rejection.)
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
        const on = (id, what) => document.getElementById(id).addEventListener('click', what);
        on('throw', () => {build}Total('click'));
        on('reject', () => {{ Promise.reject(new RangeError('{build} rejects')); }});
        on('console', () => console.error(new SyntaxError('{build} logs')));
        </script>"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn its_builds_have_their_errors_and_pings_stored() -> Result<()> {
    let collector = Collector::start()?;
    let package = root().join("tests/node_modules/trackx");
    let browser = Browser::open().await?;

    for (build, pings, hears_rejections) in
        [("default", true, true), ("lite", false, true), ("modern", true, true), ("compat", false, false)]
    {
        // A project each: the same bug in the same place is one issue, whichever build sends it.
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

        let thrown = collector.wait_for_issue(&key, &format!("reading '{build}'"))?;
        let event = &thrown["event"];
        ensure!(event["name"] == "TypeError", "{thrown:#}");
        ensure!(event["type"] == 1, "{thrown:#}");
        ensure!(event["uri"] == format!("{}/", site.origin()), "the query string is gone: {thrown:#}");
        ensure!(event["frames"][0]["function"] == format!("{build}Total"), "{thrown:#}");
        ensure!(event["frames"][0]["in_app"] == true, "{thrown:#}");
        ensure!(event["browser"].as_str().is_some_and(|browser| browser.starts_with("Chrom")), "{thrown:#}");

        if hears_rejections {
            let rejected = collector.wait_for_issue(&key, &format!("{build} rejects"))?;
            let event = &rejected["event"];
            ensure!(event["name"] == "RangeError" && event["type"] == 2, "{rejected:#}");
        }
        let logged = collector.wait_for_issue(&key, &format!("{build} logs"))?;
        ensure!(logged["event"]["name"] == "SyntaxError" && logged["event"]["type"] == 3, "{logged:#}");
        ensure!(logged["event"]["meta"]["_v"] == "0.6.1", "{logged:#}");
        ensure!(collector.sessions(&key)? == (1, 1), "{build}: {:?}", collector.sessions(&key)?);
    }
    Ok(())
}

/// A service that uses the Node build. An error that ends its process is left out: the build
/// sends it without waiting, and the process is over before it has left.
const SERVICE: &str = "
    const [endpoint, origin] = process.argv.slice(2);
    setup(endpoint, ...(origin ? [origin] : []));
    ping();
    sendEvent(new TypeError('node sends'), { job: 'billing' });
    console.error(new SyntaxError('node logs'));
    Promise.reject(new RangeError('node rejects'));
";

#[test]
fn its_node_build_has_its_errors_and_ping_stored() -> Result<()> {
    let collector = Collector::start()?;
    let folder = tempfile::tempdir()?;
    let package = root().join("tests/node_modules/trackx");
    // Both module systems; the origin that it names by itself, and one of the user's choice.
    let cases = [
        ("mjs", format!("import {{ setup, ping, sendEvent }} from '{}/node.mjs';", package.display()), ""),
        (
            "cjs",
            format!("const {{ setup, ping, sendEvent }} = require('{}/node.js');", package.display()),
            "https://jobs.example",
        ),
    ];
    for (ending, import, origin) in cases {
        let allowed = if origin.is_empty() { "node" } else { origin };
        let key = collector.project(ending, &[allowed])?;
        let script = folder.path().join(format!("service.{ending}"));
        fs::write(&script, format!("{import}{SERVICE}"))?;
        let endpoint = format!("{}/v1/{key}", collector.address());
        let mut node = Command::new("node");
        node.arg(&script).args([endpoint.as_str(), origin]).stderr(Stdio::piped());
        let mut service = node.spawn()?;
        for (title, name, kind) in [
            ("node sends", "TypeError", 4),
            ("node logs", "SyntaxError", 3),
            ("node rejects", "RangeError", 2),
        ] {
            let whole = collector.wait_for_issue(&key, title)?;
            let event = &whole["event"];
            ensure!(event["name"] == name && event["type"] == kind, "{whole:#}");
            ensure!(whole["issue"]["events"] == 1, "{whole:#}");
            ensure!(event["browser"].as_str().is_some_and(|b| b.starts_with("Node.js ")), "{whole:#}");
            ensure!(event["os"] == "Linux" && event["meta"]["_v"] == "0.6.1", "{whole:#}");
            let file = event["frames"][0]["file"].as_str().context("no frame")?;
            ensure!(file.ends_with(&format!("service.{ending}")), "{whole:#}");
        }
        ensure!(collector.sessions(&key)? == (1, 1), "{ending}: {:?}", collector.sessions(&key)?);
        // It never reads the answers, and so ends only when the connections do.
        service.kill()?;
        let said = service.wait_with_output()?.stderr;
        ensure!(!String::from_utf8_lossy(&said).contains("Send error"), "{}", String::from_utf8_lossy(&said));
    }
    Ok(())
}
