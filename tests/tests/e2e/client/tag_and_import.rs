//! The npm package on a user's site, cross-origin: by the script tag and by an import.

use anyhow::{Result, ensure};
use corncrake_tests::{browser::Browser, collector::Collector, site::Site, wait::eventually};

#[tokio::test(flavor = "multi_thread")]
async fn a_script_tag_and_an_import_both_work() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["http://127.0.0.1"])?;
    let address = collector.address();
    let tag = format!(
        r#"<!doctype html><title>tag</title>
        <script src="{address}/client/script.js" data-endpoint="{address}/v1/{key}" data-release="1.2.3" data-environment="test" data-ping></script>
        <script>throw new TypeError('thrown before anything was loaded')</script>
        <script>setTimeout(function later() {{ throw new RangeError('thrown by the tag page') }}, 300)</script>"#
    );
    let import = format!(
        r#"<!doctype html><title>import</title>
        <script type="importmap">{{"imports": {{"corncrake": "{address}/client/corncrake.js"}}}}</script>
        <script type="module">
        import {{ setup, sendEvent, ping, meta }} from 'corncrake';
        setup('{address}/v1/{key}/event/', {{ release: '4.5.6' }});
        meta.shop = 'north';
        ping();
        try {{ null.x }} catch (error) {{ sendEvent(error, {{ step: 'import' }}) }}
        setTimeout(function later() {{ throw new URIError('thrown by the import page') }}, 300);
        </script>"#
    );
    let site = Site::serve(&[("/tag", &tag), ("/import", &import)])?;
    let browser = Browser::open().await?;

    browser.goto(&format!("{}/tag?who=me", site.origin())).await?;
    let early = collector.wait_for_issue(&key, "thrown before anything was loaded")?;
    ensure!(early["event"]["name"] == "TypeError" && early["event"]["type"] == 1, "{early:#}");
    ensure!(early["event"]["release"] == "1.2.3" && early["event"]["environment"] == "test", "{early:#}");
    ensure!(early["event"]["uri"] == format!("{}/tag", site.origin()), "{early:#}");
    let later = collector.wait_for_issue(&key, "thrown by the tag page")?;
    ensure!(later["event"]["frames"][0]["function"] == "later", "{later:#}");

    browser.goto(&format!("{}/import", site.origin())).await?;
    let sent = collector.wait_for_issue(&key, "null")?;
    ensure!(sent["event"]["type"] == 4 && sent["event"]["name"] == "TypeError", "{sent:#}");
    ensure!(
        sent["event"]["meta"]["shop"] == "north" && sent["event"]["meta"]["step"] == "import",
        "{sent:#}"
    );
    let thrown = collector.wait_for_issue(&key, "thrown by the import page")?;
    ensure!(thrown["event"]["release"] == "4.5.6", "{thrown:#}");

    for issue in collector.issues(&key)? {
        ensure!(issue["events"] == 1, "each error arrives once: {issue}");
    }
    ensure!(collector.sessions(&key)? == (1, 1), "{:?}", collector.sessions(&key)?);
    let left = browser.run("return [document.cookie, localStorage.length, sessionStorage.length]").await?;
    ensure!(left == serde_json::json!(["", 0, 0]), "the page's storage was touched: {left}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_alone_is_a_session_without_an_error() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["http://127.0.0.1"])?;
    let address = collector.address();
    let page = format!(
        r#"<!doctype html><script>
        window.answered = 0;
        const send = window.fetch;
        window.fetch = (url, init) => send(url, init).finally(() => window.answered += /ping$/.test(url));
        </script>
        <script src="{address}/client/script.js" data-endpoint="{address}/v1/{key}" data-ping></script>"#
    );
    let site = Site::serve(&[("/", &page)])?;
    let browser = Browser::open().await?;
    for _ in 0..3 {
        browser.goto(&site.origin()).await?;
        browser.until("return window.answered === 1").await?;
    }
    eventually("one session", || Ok((collector.sessions(&key)? == (1, 0)).then_some(())))?;
    Ok(())
}
