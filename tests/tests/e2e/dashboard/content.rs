//! The dashboard's pages with real events in them: what each shows, and where its links lead.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::json;

/// The titles of the issues that a page lists, in its order.
fn titles(page: &str) -> Vec<&str> {
    let links = page.split("/issues/").skip(1).filter_map(|rest| rest.split_once('>'));
    let titles = links.filter_map(|(_, rest)| rest.split('<').next());
    titles.filter(|title| title.contains("Error: ")).collect()
}

/// Sorted: within a minute there is no order.
fn sorted(mut titles: Vec<&str>) -> Vec<&str> {
    titles.sort_unstable();
    titles
}

/// The address that a link leads to, by what stands before it.
fn href<'a>(page: &'a str, before: &str) -> Option<&'a str> {
    page.split(before).nth(1)?.split("href=\"").nth(1)?.split('"').next()
}

#[test]
fn the_overview_and_the_list_show_what_was_heard() -> Result<()> {
    let shop = Shop::open()?;
    let (operator, home) = (Operator::log_in(&shop)?, format!("/projects/{}", shop.key));
    let empty = operator.page(&home)?;
    ensure!(empty.contains("No events yet") && empty.contains("/client/script.js"), "{empty}");
    ensure!(operator.page(&format!("{home}/issues"))?.contains("No events yet"));

    shop.send_events("AError", "m", Some("1.0"), 3)?;
    shop.send_events("BError", "m", Some("2.0"), 2)?;
    shop.send_events("Error", "ResizeObserver loop limit exceeded", None, 1)?;
    let overview = operator.page(&home)?;
    ensure!(sorted(titles(&overview)) == ["AError: m", "BError: m"], "{overview}");
    for shown in [
        "<dt>Sessions</dt><dd>1</dd>",
        "Accepted and dropped",
        "issues?release=2.0",
        "issues?browser=Firefox%20153",
    ] {
        ensure!(overview.contains(shown), "{shown}: {overview}");
    }
    let quarter = operator.page(&format!("{home}?range=90d"))?;
    ensure!(quarter.contains(r#"?range=90d" aria-current="true""#), "{quarter}");

    let list = |query: &str| operator.page(&format!("{home}/issues{query}"));
    let cases = [
        ("", vec!["AError: m", "BError: m"]),
        ("?sort=events", vec!["AError: m", "BError: m"]),
        ("?query=aerr", vec!["AError: m"]),
        ("?release=2.0", vec!["BError: m"]),
        ("?release=2.0&query=AError", vec![]),
        ("?browser=Firefox+153&type=1", vec!["AError: m", "BError: m"]),
        ("?type=5", vec![]),
        ("?status=ignored", vec![]),
        ("?status=any", vec!["AError: m", "BError: m"]),
    ];
    for (query, expected) in cases {
        let page = list(query)?;
        let found = titles(&page);
        // Within a minute there is no order.
        let found = if query == "?sort=events" { found } else { sorted(found) };
        ensure!(found == expected, "{query}: {page}");
        ensure!(expected.is_empty() == page.contains("Nothing matches"), "{query}: {page}");
    }
    let all = list("")?;
    ensure!(all.contains("1 issue with 1 event is known noise"), "{all}");
    ensure!(all.contains(r#"<option value="1.0">1.0</option>"#), "{all}");
    ensure!(list("?noise=1")?.contains("ResizeObserver loop") && !all.contains("ResizeObserver loop"));

    operator.send_form("/issues", &format!("id={}&to=ignored", shop.id("AError: m")?))?;
    ensure!(titles(&list("")?) == ["BError: m"]);
    ensure!(titles(&list("?status=ignored")?) == ["AError: m"]);
    ensure!(titles(&operator.page(&home)?) == ["BError: m"], "the overview shows what is open");
    let (found, none) = (operator.page("/?query=SHO")?, operator.page("/?query=nothing")?);
    ensure!(found.contains(&home) && !found.contains(">demo<") && !none.contains(&home), "{found}");
    Ok(())
}

#[test]
fn pages_of_a_filtered_list_go_on_where_the_last_one_ended() -> Result<()> {
    let shop = Shop::open()?;
    for place in 0..60_u8 {
        let letter = |n: u8| char::from(b'a' + n);
        let name = format!("Walk{}{}Error", letter(place / 10), letter(place % 10));
        shop.send_events(&name, "m", Some("1.0"), 1)?;
    }
    shop.send_events("OtherError", "m", Some("1.0"), 1)?;
    let operator = Operator::log_in(&shop)?;
    let first = operator.page(&format!("/projects/{}/issues?query=Walk&sort=first_seen", shop.key))?;
    ensure!(titles(&first).len() == 50, "{:?}", titles(&first));
    let next = href(&first, r#"rel="next""#).context("no next page")?.replace("&amp;", "&");
    ensure!(next.contains("query=Walk") && next.contains("sort=first_seen"), "{next}");
    shop.send_events("WalkNewError", "m", Some("1.0"), 1)?;
    let second = operator.page(&next)?;
    let mut all = [titles(&first), titles(&second)].concat();
    ensure!(all.len() == 60 && !second.contains(r#"rel="next""#), "{all:?}");
    all.sort_unstable();
    all.dedup();
    ensure!(all.len() == 60, "an issue twice: {all:?}");
    Ok(())
}

#[test]
fn reports_sessions_install_and_live_show_what_arrived() -> Result<()> {
    let shop = Shop::open()?;
    let (operator, home) = (Operator::log_in(&shop)?, format!("/projects/{}", shop.key));
    let see = |page: &str| operator.page(&format!("{home}/{page}"));
    ensure!(see("install")?.contains("Waiting for the first event."));
    ensure!(see("reports")?.contains("No reports yet") && see("live")?.contains("No events yet"));

    shop.send_events("AError", "m", Some("1.0"), 2)?;
    shop.send_events("BError", "m", Some("2.0"), 1)?;
    for (page, blocked) in [(1, "https://cdn.example/a.js"), (2, "chrome-extension://abc/x.js")] {
        shop.send_report(page, blocked)?;
    }
    let reports = see("reports")?;
    for shown in ["Content Security Policy", "<h3>script-src</h3>", "cdn.example"] {
        ensure!(reports.contains(shown), "{shown}: {reports}");
    }
    ensure!(!reports.contains("AError") && !reports.contains("chrome-extension"), "{reports}");
    ensure!(
        see("reports?noise=1")?.contains("extension") && !see("reports?noise=1")?.contains("cdn.example")
    );

    let install = see("install")?;
    // Within a minute there is no order.
    let is_one = install.contains(">AError: m<") || install.contains(">BError: m<");
    ensure!(install.contains("First event received") && is_one, "{install}");
    ensure!(install.contains("Reporting-Endpoints") && install.contains(&shop.key), "{install}");
    let live = see("live")?;
    let heard: Vec<&str> = titles(&live).into_iter().filter(|title| title.ends_with(": m")).collect();
    ensure!(sorted(heard) == ["AError: m", "AError: m", "BError: m"], "{live}");
    let sessions = see("sessions?range=7d")?;
    ensure!(sessions.contains("<dt>With an error</dt><dd>1</dd>"), "{sessions}");
    ensure!(sessions.contains(r#"?range=7d" aria-current="true""#), "{sessions}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tab_leads_to_its_page_without_a_script() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "m", Some("1.0"), 2)?;
    let browser = Browser::open().await?;
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
    browser.goto(&shop.collector.login_link()?).await?;
    let home = format!("/projects/{}", shop.key);
    browser.click(&format!("h2 a[href='{home}']")).await?;
    let tabs = [
        ("issues", "Issues"),
        ("reports", "Reports"),
        ("releases", "Releases"),
        ("live", "Live"),
        ("install", "Install"),
        ("settings", "Settings"),
    ];
    ensure!(browser.text(".tabs a[aria-current=page]").await? == "Overview");
    for (page, title) in tabs {
        browser.click(&format!(".tabs a[href='{home}/{page}']")).await?;
        // Only the new page has this, so that the heading is not the last one's.
        let here = format!(".tabs a[aria-current=page][href='{home}/{page}']");
        ensure!(browser.text(&here).await? == title, "{page}");
        ensure!(browser.text("h1").await? == title, "{page}: {}", browser.text("h1").await?);
    }
    browser.click(&format!(".tabs a[href='{home}/issues']")).await?;
    browser.click("td.what a").await?;
    ensure!(browser.text("h1.title").await? == "AError: m");
    browser.click("nav.events a[rel=prev]").await?;
    browser.click("nav.events a[rel=next]").await?;
    browser.click("nav.ranges li:last-child a").await?;
    browser.text("nav.ranges li:last-child a[aria-current]").await?;
    ensure!(browser.text(".told h2").await?.starts_with("Newest stored event"));
    Ok(())
}
