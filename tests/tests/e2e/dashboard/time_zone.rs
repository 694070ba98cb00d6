//! Times are in the browser's own zone, on every page, in charts and in what is typed; in a chosen one or in
//! UTC without JavaScript. Nothing of it is stored but a cookie of the operator's own browser.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::json;

/// Half an hour beside the hours of UTC, and with a summer time.
const ZONE: &str = "Australia/Adelaide";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_and_every_other_is_in_the_browsers_own_zone() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("Error", "in what zone", Some("1.0"), 1)?;
    let id = shop.id("Error: in what zone")?;
    let browser = Browser::open().await?;
    browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": ZONE }))?;
    browser.goto(&shop.collector.login_link()?).await?;
    browser.shows(".foot", &format!("Times: {ZONE}")).await.context("the first page")?;
    let home = format!("{}/projects/{}", shop.collector.address(), shop.key);
    browser.goto(&home).await?;
    browser.shows("figure.chart", &format!("per hour, {ZONE}")).await?;
    let half = "return [...document.querySelectorAll('svg text')].some((one) => /:30–\\d\\d:30/.test(one.textContent))";
    ensure!(browser.run(half).await? == true, "the hours of a chart are of the zone");
    browser.goto(&format!("{home}/issues/{id}")).await?;
    browser.shows("main", ":30").await?;
    let typed = "const [, at] = document.querySelector('main').textContent.match(/(\\d\\d:\\d\\d):\\d\\d UTC\\+(9|10):30/); return at";
    let at = browser.run(typed).await?;
    let at = at.as_str().context("no time")?;
    browser.goto(&format!("{home}/issues/{id}/events?at={}", at.replace(':', "%3A"))).await?;
    ensure!(
        browser.run("return location.pathname.includes('/events/')").await? == true,
        "{at}: not found by its time"
    );

    // What is chosen stays, whatever the browser's own zone is.
    browser.goto(&format!("{home}/issues/{id}")).await?;
    browser.click(".foot a[href='/zone']").await?;
    browser.shows("main", &format!("Times are in {ZONE}")).await?;
    browser.run("document.querySelector('#zone').value = 'America/St_Johns'").await?;
    browser.click("main form button").await?;
    browser.shows(".foot", "Times: America/St_Johns").await?;
    ensure!(browser.run("return location.pathname").await? == format!("/projects/{}/issues/{id}", shop.key));
    browser.shows("main", ":30").await?;
    browser.goto(&home).await?;
    browser.shows("figure.chart", "per hour, America/St_Johns").await?;
    browser.goto(&format!("{home}?range=30d")).await?;
    browser.shows("figure.chart", "per day, UTC").await?;
    Ok(())
}

#[test]
fn without_a_script_times_are_of_utc_or_of_the_zone_that_was_chosen() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("Error", "in what zone", None, 1)?;
    let operator = Operator::log_in(&shop)?;
    let path = format!("/projects/{}/issues/{}", shop.key, shop.id("Error: in what zone")?);
    ensure!(operator.page(&path)?.contains("Times: <a href=\"/zone\""), "no zone is named");
    let form = operator.page("/zone")?;
    ensure!(
        form.contains("<option value=\"Europe/Berlin\">") && form.contains("Times are in <b>UTC</b>"),
        "{form}"
    );

    let own = shop.collector.address();
    let choose = |zone: &str, back: &str, origin: &str| {
        let headers = [
            ("cookie", operator.cookie.as_str()),
            ("origin", origin),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let form = format!("zone={}&back={back}", zone.replace('/', "%2F"));
        shop.collector.request("POST", "/zone", &headers, form.as_bytes())
    };
    let chosen = choose("Asia/Kathmandu", &path, &own)?;
    ensure!(chosen.status == 303 && chosen.header("location") == path, "{chosen:?}");
    let cookie = chosen.header("set-cookie").to_owned();
    ensure!(
        cookie.starts_with("corncrake-zone=Asia/Kathmandu; Path=/;") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let with = |zone: &str| {
        let cookie = format!("{}; corncrake-zone={zone}", operator.cookie);
        shop.collector.request("GET", &path, &[("cookie", &cookie)], b"").map(|answer| answer.body)
    };
    ensure!(with("Asia/Kathmandu")?.contains("UTC+5:45") && with("~Asia/Kathmandu")?.contains("UTC+5:45"));
    for bad in
        ["Mars/Olympus", "", "~", "../../etc/passwd", "%00", "Europe/Berlin\"><script>", &"x".repeat(4_000)]
    {
        let page = with(bad)?;
        ensure!(page.contains(" UTC</time>") && !page.contains("<script>"), "{bad}: {page}");
    }
    let refused = choose("Mars/Olympus", &path, &own)?;
    ensure!(refused.status == 422 && refused.body.contains("There is no such time zone."), "{refused:?}");
    for away in ["https%3A%2F%2Fevil.example%2F", "%2F%2Fevil.example", "javascript%3A1", ""] {
        let sent = choose("UTC", away, &own)?;
        ensure!(sent.status == 303 && sent.header("location") == "/", "{away}: {sent:?}");
    }
    ensure!(choose("UTC", &path, "https://evil.example")?.status == 403);
    ensure!(choose("", &path, &own)?.header("set-cookie").contains("Max-Age=0"), "the browser's own again");
    Ok(())
}
