//! `BASE_PATH=/errors`: every address in every page is below it, and what a page tells is seen and
//! resolved there, in a browser, whether a proxy passes the path on or takes it off.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, CollectorOptions, TOKEN},
    demo::Demo,
    http::Response,
    scenario::shop::Shop,
    site::Site,
};
use fantoccini::Locator;
use serde_json::json;

const BASE: &str = "/errors";
/// Fields of forms, whose addresses are for the collector itself and have no base path in them; their
/// examples; and keys.
const NO_ADDRESSES: [&str; 3] = ["value", "placeholder", "data-key"];

/// The addresses of this host in a page, each with the name of its attribute. In a text, a quotation
/// mark is escaped: what follows a bare one is an attribute's value.
fn addresses(page: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (at, _) in page.match_indices("=\"") {
        let name = page[..at].rsplit([' ', '\n']).next().unwrap_or_default();
        let value = page[at + 2..].split('"').next().unwrap_or_default();
        let value = value.strip_prefix("0;url=").unwrap_or(value);
        found.extend(value.split(' ').filter(|word| word.starts_with('/')).map(|word| (name, word)));
    }
    found
}

/// What an answer names of this host must be below the base path.
fn is_below(what: &str, answer: &Response) -> Result<Vec<String>> {
    let below = |address: &str| address == BASE || address.starts_with(&format!("{BASE}/"));
    let location = answer.header("location");
    ensure!(location.is_empty() || below(location), "{what} leads to {location}");
    if !answer.header("content-type").starts_with("text/html") {
        return Ok(Vec::new());
    }
    let mut links = Vec::new();
    for (name, address) in addresses(&answer.body) {
        if !NO_ADDRESSES.contains(&name) {
            ensure!(below(address), "{what}: {name}=\"{address}\"\n{}", answer.body);
            ensure!(!address.starts_with(&format!("{BASE}{BASE}")), "{what}: twice in {name}=\"{address}\"");
        }
        if matches!(name, "href" | "src") {
            links.push(address.replace("&amp;", "&").split('#').next().unwrap_or_default().to_owned());
        }
    }
    ensure!(!links.is_empty(), "{what} has no link: {}", answer.body);
    Ok(links)
}

#[test]
fn every_address_of_every_page_is_below_the_base_path() -> Result<()> {
    let demo = Demo::open_with(&[("BASE_PATH", BASE)])?;
    let key = demo.wired.project()?; // the demo page needs one of its name
    let renamed = demo.wired.change(
        "PATCH",
        &format!("/api/projects/{key}"),
        &json!({ "name": "demo", "origins": ["*"] }),
    )?;
    ensure!(renamed.status == 200, "{renamed:?}");
    let link = demo.login_link()?.replace(&demo.address(), "");
    ensure!(link.starts_with(&format!("{BASE}/login/")), "{link}");
    let entered = demo.wired.request("GET", &link, &[], b"")?;
    is_below("the login", &entered)?;
    let set = entered.header("set-cookie");
    ensure!(set.contains(&format!("; Path={BASE};")) && set.starts_with("corncrake="), "{set}");
    let cookie = set.split(';').next().unwrap_or_default();
    let own = demo.address();
    let headers = [("cookie", cookie), ("origin", own.as_str())];
    let get = |path: &str| demo.wired.request("GET", path, &headers, b"");

    let mut links = BTreeSet::new();
    for page in demo.pages()? {
        let path = page.path.strip_prefix(BASE).unwrap_or(&page.path);
        let answer = get(&format!("{BASE}{path}"))?;
        ensure!(matches!(answer.status, 200 | 401 | 404), "{path}: {answer:?}");
        links.extend(is_below(path, &answer)?);
        // The same page, where a proxy has taken the path off.
        let answer = get(path)?;
        is_below(path, &answer)?;
    }
    for page in demo.posted() {
        let form = page.fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+")));
        let form = form.collect::<Vec<_>>().join("&");
        let headers = [&headers[..], &[("content-type", "application/x-www-form-urlencoded")]].concat();
        let answer =
            demo.wired.request("POST", &format!("{BASE}{}", page.place), &headers, form.as_bytes())?;
        links.extend(is_below(page.name, &answer)?);
    }
    // A page of another site's link, and one that needs a login.
    let issues = format!("{BASE}/projects/{}/issues?status=any&sort=events", demo.key);
    let cross = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
    let again = demo.wired.request("GET", &issues, &cross, b"")?;
    ensure!(again.body.contains(&format!("0;url={BASE}/projects/")), "{}", again.body);
    is_below("again", &again)?;
    is_below("a page without a login", &demo.wired.request("GET", &issues, &[], b"")?)?;
    ensure!(links.len() > 100, "only {links:?}");
    for link in links {
        let answer = get(&link)?;
        let is_missing_on_purpose = link.contains("0123456789abcdef");
        ensure!(matches!(answer.status, 200 | 303) || is_missing_on_purpose, "{link}: {answer:?}");
        is_below(&link, &answer)?;
    }
    let live = get(&format!("{BASE}/projects/{}/live", demo.key))?;
    ensure!(
        live.body.contains(&format!("data-live=\"{BASE}/projects/{}/live/0\"", demo.key)),
        "{}",
        live.body
    );
    let demo_page = get(&format!("{BASE}/demo/"))?;
    ensure!(demo_page.body.contains(&format!("data-endpoint=\"{BASE}/v1/{key}\"")), "{}", demo_page.body);
    ensure!(
        demo_page.body.contains(&format!("data-endpoint=&quot;{BASE}/v1/{key}&quot;")),
        "{}",
        demo_page.body
    );

    // Addresses that leave the browser: snippets, the DSN, the headers of a policy.
    let install = get(&format!("{BASE}/projects/{}/install", demo.key))?.body;
    let host = own.trim_start_matches("http://");
    for wanted in [
        format!("src=&quot;{own}{BASE}/client/script.js&quot;"),
        format!("setup('{own}{BASE}/v1/{}'", demo.key),
        format!("http://{}@{host}{BASE}/1", demo.key),
        format!("script-src 'self' {own} 'wasm-unsafe-eval'"),
        format!("report-uri {own}{BASE}/v1/{}/report", demo.key),
    ] {
        ensure!(install.contains(&wanted), "{wanted} is not in {install}");
    }
    // What is not below it is not there, and neither is what only begins like it.
    for path in ["/errorsx", "/errorsx/login", "/errors%2flogin", "/Errors/login", "/errors/errors/login"] {
        ensure!(get(path)?.status == 404, "{path}");
    }
    for path in [BASE, "/errors/", "/errors?query=tea", "/errors/health", "/errors/client/script.js"] {
        ensure!(get(path)?.status == 200, "{path}");
    }
    Ok(())
}

#[test]
fn by_https_the_cookie_is_of_the_path_and_the_policy_reports_below_it() -> Result<()> {
    let environment = vec![
        ("BASE_PATH", format!("{BASE}/")),
        ("CSP_REPORT_PROJECT", corncrake_tests::collector::UNSET.to_owned()),
    ];
    let collector = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let link = collector.printed_link()?;
    let path = link.strip_prefix(&collector.address()).context("another address")?;
    ensure!(path.starts_with(&format!("{BASE}/login/")), "{link}");
    for proto in ["https", "wss"] {
        let login = collector.login_link()?.replace(&collector.address(), "");
        let entered = collector.request("GET", &login, &[("x-forwarded-proto", proto)], b"")?;
        let set = entered.header("set-cookie");
        ensure!(
            set.starts_with("__Secure-corncrake=") && set.contains("; Path=/errors;"),
            "{proto}: {entered:?}"
        );
        let cookie = set.split(';').next().unwrap_or_default();
        let page =
            collector.request("GET", "/errors/", &[("x-forwarded-proto", proto), ("cookie", cookie)], b"")?;
        ensure!(page.status == 200 && page.body.contains("New project"), "{proto}: {page:?}");
        let policy = page.header("content-security-policy");
        ensure!(policy.contains("report-uri /errors/v1/"), "{policy}");
        let endpoints = page.header("reporting-endpoints");
        ensure!(endpoints.starts_with("own=\"/errors/v1/"), "{endpoints}");
    }
    // An address that cannot be one is refused as ever.
    for host in ["a@errors.example", "errors.example/errors/health", "errors.example?x"] {
        let answer = collector.request("GET", "/errors/health", &[("host", host)], b"");
        ensure!(answer.as_ref().is_ok_and(|answer| answer.status == 400), "{host}: {answer:?}");
    }
    Ok(())
}

#[test]
fn a_path_that_makes_no_sense_is_refused_at_the_start() -> Result<()> {
    for (name, value, message) in [
        ("BASE_PATH", "errors", "BASE_PATH must be a path such as /errors"),
        ("BASE_PATH", "/api", "must not begin with a path of the collector's own"),
        ("DASHBOARD_URL", "errors.example.com", "DASHBOARD_URL"),
        ("DASHBOARD_URL", "https://errors.example.com/errors", "must be without a path"),
        ("INGEST_URL", "ftp://in.example.com", "INGEST_URL must be an address"),
    ] {
        let environment = vec![(name, value.to_owned())];
        let started = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() });
        let error = started.err().with_context(|| format!("{name}={value} starts"))?;
        let error = format!("{error:#}");
        ensure!(error.contains(message), "{name}={value}: {error}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_a_page_is_seen_and_resolved_below_the_base_path() -> Result<()> {
    let environment = vec![("BASE_PATH", BASE.to_owned())];
    let collector = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["*"])?;
    let shop = Shop { collector, key };
    let own = format!("{}{BASE}", shop.collector.address());
    let browser = Browser::open().await?;
    // The tag, as the install page gives it.
    let page = format!(
        "<!doctype html><title>shop</title>
        <script src='{own}/client/script.js' data-endpoint='{own}/v1/{0}' data-ping data-load='eager'></script>
        <script>function sell() {{ throw new RangeError('is not for sale') }}
        setTimeout(sell)</script>",
        shop.key
    );
    let site = Site::serve(&[("/", &page)])?;
    browser.goto(&format!("{}/", site.origin())).await?;
    shop.collector.wait_for_issue(&shop.key, "is not for sale")?;

    browser.goto(&format!("{own}/projects/{}/live", shop.key)).await?;
    let field = browser.page.find(Locator::Css("input[name=token]")).await?;
    field.send_keys(TOKEN).await?;
    browser.click("main form button").await?;
    // The page itself, which follows by its WebSocket.
    browser.shows("[data-live-status]", "Live").await?;
    shop.send_events("FollowedError", "m", None, 1)?;
    browser.shows("main", "FollowedError").await?;
    browser.click(".tabs a[href$='/issues']").await?;
    let title = "RangeError: is not for sale";
    let id = shop.id(title)?;
    browser.click(&format!("td.what a[href*='{id}']")).await?;
    ensure!(browser.text("h1.title").await? == title);
    ensure!(browser.page.current_url().await?.as_str().starts_with(&format!("{own}/projects/")));
    browser.click("form[aria-label='This issue'] button[data-key=e]").await?;
    browser.says(".done p", "Resolved 1 issue.").await?;
    ensure!(shop.issue(title)?["status"] == "resolved");
    browser.click(".done button").await?;
    browser.says(".done p", "Undone.").await?;
    let outside = "return performance.getEntriesByType('resource').map((entry) => entry.name) \
                   .filter((name) => !new URL(name).pathname.startsWith('/errors/'))";
    ensure!(browser.run(outside).await? == json!([]), "{}", browser.run(outside).await?);
    browser.click("form[action='/errors/logout'] button").await?;
    browser.text("input[name=token]").await?;
    browser.goto(&format!("{own}/projects/{}/issues/{id}", shop.key)).await?;
    browser.text("input[name=token]").await?;

    // The demo's page loads the client by addresses of this host alone.
    browser.goto(&format!("{own}/demo/")).await?;
    browser.click("#throw").await?;
    let demo = shop.collector.demo_key()?;
    shop.collector.wait_for_issue(&demo, "the basket broke")?;
    // Sentry's SDKs make their address of the DSN's path.
    let event = json!({ "exception": { "values": [{ "type": "OfSdkError", "value": "sent" }] } });
    let envelope = format!("{{}}\n{{\"type\":\"event\"}}\n{event}\n");
    let path = format!("{BASE}/api/1/envelope/?sentry_key={}", shop.key);
    let sent =
        shop.collector.request("POST", &path, &[("origin", "https://shop.example")], envelope.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    shop.collector.wait_for_issue(&shop.key, "OfSdkError")?;
    Ok(())
}
