//! A visitor with uBlock Origin and its lists, in a real Firefox: what its pages send to a host that the lists
//! name never arrives, and over a route of the site itself everything does. The route is the one that
//! `docs/proxies.md` gives for a Worker; that page says what is found here.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::Collector,
    package::consumer::Consumer,
    site::{Site, worker::Worker},
    wait::eventually_async,
};
use serde_json::json;

use super::own_route::documented;

/// A host that the lists name with all below its domain, as they do other trackers of errors. Browsers go to
/// it without TLS, and here to this machine.
const LISTED: &str = "notify.bugsnag.com";
const HOSTS: [&str; 5] = ["shop.example", "errors.example", "matomo.example", "cdn.example", LISTED];

/// The site: its pages, the bundle of the npm package, and a route to the collector.
const FRONT: &str = "
import route from 'route.mjs';

export default {
  fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname.startsWith('/report/')) return route.fetch(request);
    if (pathname === '/shop.js') return new Response(env.SHOP, { headers: { 'content-type': 'text/javascript' } });
    const endpoint = searchParams.get('endpoint') ?? '';
    if (pathname === '/policy') {
      const policy = `img-src 'none'; report-uri ${endpoint}/report`;
      const headers = { 'content-type': 'text/html', 'content-security-policy': policy };
      return new Response(`<!doctype html><img src='http://${searchParams.get('by')}.example/x.png'>`, { headers });
    }
    const script = endpoint.replace(/v1\\/.*/, 'client/script.js');
    const client = pathname === '/tag'
      ? `<script src='${script}' data-endpoint='${endpoint}' data-ping></script>`
      : `<script type=module src=/shop.js></script>`;
    const page = `<!doctype html><title>shop</title>${client}<script>
      const fail = (text) => setTimeout(() => { throw new Error(text) });
      addEventListener('load', () => fail('now by ${searchParams.get('by')}'));
      addEventListener('pagehide', () => { throw new Error('at exit by ${searchParams.get('by')}') });
    </script>`;
    return new Response(page, { headers: { 'content-type': 'text/html' } });
  },
};";

/// The site's bundle, which has the package in it.
const SHOP: &str = "
import { ping, setup } from 'corncrake';
setup(new URLSearchParams(location.search).get('endpoint'), { load: 'eager' });
ping();";

/// Scripts that note whether the browser lets the page have a script, post to an address, and send a beacon
/// there, which no page is told.
const LOADS: &str = "
    const script = document.createElement('script');
    window.loaded = undefined;
    script.onload = () => { window.loaded = true };
    script.onerror = () => { window.loaded = false };
    script.src = ADDRESS;
    document.head.append(script)";
const POSTS: &str = "
    window.posted = undefined;
    fetch(ADDRESS, { method: 'POST', mode: 'no-cors', body: '{}' })
        .then(() => { window.posted = true }, () => { window.posted = false })";
const BEACON: &str = r#"navigator.sendBeacon(ADDRESS, '{"type":1,"name":"BY","message":"beacon"}')"#;

struct BlockedShop {
    collector: Collector,
    key: String,
    front: Worker,
}

impl BlockedShop {
    fn start() -> Result<Self> {
        let collector = Collector::start()?;
        let key = collector.project("shop", &["*"])?;
        let route = documented("js")?.replace("https://errors.example.com", &collector.address());
        let project = Consumer::copy()?;
        fs::write(project.folder().join("shop.js"), SHOP)?;
        let bundle = fs::read_to_string(project.esbuild(&["shop.js"], &[], "out")?.join("shop.js"))?;
        let front = Worker::start(&[("front.mjs", FRONT), ("route.mjs", &route)], &[("SHOP", &bundle)])?;
        Ok(Self { collector, key, front })
    }

    fn site(&self) -> String {
        format!("http://shop.example:{}", self.front.port)
    }

    /// The endpoint of the collector by a host of its own.
    fn endpoint_at(&self, host: &str) -> String {
        format!("http://{host}:{}/v1/{}", self.collector.port, self.key)
    }

    /// Visits the page with the tag and the page with the package, and leaves both.
    async fn visit(&self, browser: &Browser, endpoint: &str, by: &str) -> Result<()> {
        let endpoint = endpoint.replace(':', "%3A");
        for client in ["tag", "npm"] {
            let address = format!("{}/{client}?endpoint={endpoint}&by={client},{by}", self.site());
            browser.goto(&address).await?;
            browser.until("return document.readyState === 'complete'").await?;
            if by != "listed" {
                self.collector.wait_for_issue(&self.key, &format!("now by {client},{by}"))?;
            }
        }
        browser.goto(&format!("{}/report/client/check.js", self.site())).await
    }

    /// Adds the blocker, and waits until it has read its lists.
    async fn add_blocker(&self, browser: &Browser) -> Result<()> {
        browser.add_blocker()?;
        let others = Site::serve(&[("/any.js", "window.any = true")])?;
        let at = |host: &str| others.origin().replace("127.0.0.1", host) + "/any.js";
        browser.goto(&format!("{}/tag", self.site())).await?;
        eventually_async("the blocker's first refusal", async || {
            Ok((!outcome(browser, LOADS, &at(LISTED), "loaded").await?).then_some(()))
        })
        .await?;
        ensure!(outcome(browser, LOADS, &at("cdn.example"), "loaded").await?, "it refuses everything");
        Ok(())
    }

    fn arrive(&self, by: &str) -> Result<()> {
        for client in ["tag", "npm"] {
            for moment in ["now", "at exit"] {
                self.collector.wait_for_issue(&self.key, &format!("{moment} by {client},{by}"))?;
            }
        }
        Ok(())
    }
}

/// What the script leaves in a variable, once it has run.
async fn outcome(browser: &Browser, script: &str, address: &str, variable: &str) -> Result<bool> {
    browser.run(&script.replace("ADDRESS", &json!(address).to_string())).await?;
    let found = format!("return window.{variable}");
    eventually_async(address, async || Ok(browser.run(&found).await?.as_bool())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn events_arrive_over_the_sites_own_route_where_a_blocker_refuses_the_collectors_host() -> Result<()> {
    let shop = BlockedShop::start()?;
    let browser = Browser::open_with_hosts(&HOSTS).await?;
    // Without the blocker that host is as good as any.
    shop.visit(&browser, &shop.endpoint_at(LISTED), "unblocked").await?;
    shop.arrive("unblocked")?;

    shop.add_blocker(&browser).await?;
    shop.visit(&browser, &shop.endpoint_at(LISTED), "listed").await?;
    let check = "import('/report/client/check.js').then(({ check }) => check(ENDPOINT))
        .then((findings) => { window.findings = JSON.stringify(findings) })";
    browser.goto(&format!("{}/tag", shop.site())).await?;
    browser.run(&check.replace("ENDPOINT", &json!(shop.endpoint_at(LISTED)).to_string())).await?;
    browser.until("return window.findings?.includes('a content blocker refuses it')").await?;
    // A host that no list names is let through, also by one of its own.
    shop.visit(&browser, &shop.endpoint_at("errors.example"), "unlisted").await?;
    shop.visit(&browser, &format!("/report/v1/{}", shop.key), "route").await?;
    shop.arrive("unlisted")?;
    shop.arrive("route")?;
    let issues = json!(shop.collector.issues(&shop.key)?).to_string();
    ensure!(!issues.contains(",listed"), "the listed host was reached: {issues}");
    Ok(())
}

/// What a page posts, to the collector or to a path of its own, and whether it leaves.
const POSTED: [(&str, bool); 13] = [
    ("http://errors.example/v1/KEY/batch", true),
    ("http://errors.example/v1/KEY/event", true),
    ("http://errors.example/v1/KEY/feedback", true),
    ("http://errors.example/v1/KEY/ping", true),
    ("http://errors.example/v1/KEY/usage", true),
    ("http://errors.example/v1/KEY/vitals", true),
    ("http://errors.example/tunnel", true),
    ("http://errors.example/api/1/envelope/?sentry_version=7&sentry_key=KEY", false),
    ("http://errors.example/api/1/envelope/?sentry_key=KEY&sentry_version=7", false),
    ("http://matomo.example/v1/KEY/batch", false),
    ("/monitoring", true),
    ("/api/1/envelope/?sentry_key=KEY&sentry_version=7", false),
    ("/report/api/1/envelope/?sentry_key=KEY&sentry_version=7", false),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_blocker_refuses_reports_beacons_and_the_address_of_sentrys_sdks_as_documented() -> Result<()> {
    let shop = BlockedShop::start()?;
    let route = format!("/report/v1/{}", shop.key);
    let browser = Browser::open_with_hosts(&HOSTS).await?;
    let report = async |to: &str, by: &str| {
        browser.goto(&format!("{}/policy?endpoint={}&by={by}", shop.site(), to.replace(':', "%3A"))).await?;
        browser.until("return document.readyState === 'complete'").await
    };
    let beacon = async |to: &str, name: &str| {
        let script = BEACON.replace("ADDRESS", &json!(format!("{to}/event")).to_string());
        browser.run(&script.replace("BY", name)).await
    };
    let other = shop.endpoint_at("errors.example");
    report(&route, "before").await?;
    shop.collector.wait_for_issue(&shop.key, "before.example")?;
    beacon(&other, "UnblockedBeacon").await?;
    shop.collector.wait_for_issue(&shop.key, "UnblockedBeacon")?;

    shop.add_blocker(&browser).await?;
    report(&route, "after").await?;
    report(&other, "after").await?;
    browser.goto(&format!("{}/tag", shop.site())).await?;
    beacon(&other, "OtherBeacon").await?;
    for (address, leaves) in POSTED {
        let own = address.replace("KEY", &shop.key);
        let own = own.replace(".example/", &format!(".example:{}/", shop.collector.port));
        ensure!(outcome(&browser, POSTS, &own, "posted").await? == leaves, "{address}");
    }
    beacon(&route, "OwnBeacon").await?;
    shop.collector.wait_for_issue(&shop.key, "OwnBeacon")?;
    let issues = json!(shop.collector.issues(&shop.key)?).to_string();
    ensure!(!issues.contains("OtherBeacon") && !issues.contains("after.example"), "{issues}");
    Ok(())
}
