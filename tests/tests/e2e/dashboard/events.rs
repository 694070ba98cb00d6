//! An issue's page: its trend, where its events came from, and each kept event by an address
//! of its own, also where issues are merged or a project is spread over objects.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::json;

/// The address of a link of this relation.
fn link_of<'a>(page: &'a str, rel: &str) -> Option<&'a str> {
    page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?.split('"').next()
}

/// Walks from an issue's page to its first kept event and back again; gives every address.
fn walk(see: impl Fn(&str) -> Result<String>, issue: &str) -> Result<Vec<String>> {
    let mut page = see(issue)?;
    ensure!(page.contains("Newest stored event") && link_of(&page, "next").is_none(), "{page}");
    let mut back = Vec::new();
    while let Some(earlier) = link_of(&page, "prev") {
        back.push(earlier.to_owned());
        page = see(earlier)?;
        ensure!(!page.contains("Newest stored event") && back.len() < 1_000, "{page}");
    }
    let mut forth = Vec::new();
    while let Some(later) = link_of(&page, "next") {
        forth.push(later.to_owned());
        page = see(later)?;
    }
    ensure!(page.contains("Newest stored event"), "{page}");
    let latest = forth.pop().into_iter();
    forth.reverse();
    ensure!(back.get(..back.len().saturating_sub(1)) == Some(forth.as_slice()), "{back:?} {forth:?}");
    let all: Vec<String> = latest.chain(back).collect();
    ensure!(all.iter().collect::<BTreeSet<_>>().len() == all.len(), "an event twice: {all:?}");
    Ok(all)
}

#[test]
fn events_of_an_issue_are_turned_over_one_by_one() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "m", Some("1.0"), 3)?;
    shop.send_events("BError", "m", Some("2.0"), 2)?;
    let (operator, a, b) = (Operator::log_in(&shop)?, shop.id("AError: m")?, shop.id("BError: m")?);
    let issue = format!("/projects/{}/issues/{a}", shop.key);
    let page = operator.page(&issue)?;
    for shown in ["issues?release=1.0", "issues?browser=Firefox%20153", "Events per hour"] {
        ensure!(page.contains(shown), "{shown}: {page}");
    }
    ensure!(operator.page(&format!("{issue}?range=30d"))?.contains("Events per day"));
    let see = |path: &str| operator.page(path);
    let events: Vec<String> = [3, 2, 1].iter().map(|number| format!("{issue}/events/{number}")).collect();
    ensure!(walk(see, &issue)? == events);
    let first = operator.page(&format!("{issue}/events/1"))?;
    ensure!(first.contains("Event 1") && first.contains("No earlier one is stored"), "{first}");

    for unknown in ["4", "0", "x", "1-", &format!("1-{b}"), "1-0123456789abcdef", &format!("1-{a}-1")] {
        let path = format!("{issue}/events/{unknown}");
        let answer = shop.collector.request("GET", &path, &[("cookie", &operator.cookie)], b"")?;
        ensure!(answer.status == 404, "{path}: {}", answer.status);
    }
    operator.send_form(&format!("/issues/{b}/merge"), &format!("into={a}"))?;
    let whole = walk(see, &issue)?;
    let of_b = format!("{issue}/events/2-{b}");
    ensure!(whole.len() == 5 && whole.contains(&of_b), "{whole:?}");
    ensure!(operator.page(&of_b)?.contains("BError"));
    ensure!(walk(see, &format!("/projects/{}/issues/{b}", shop.key))?.len() == 2, "it has its own still");
    Ok(())
}

#[test]
fn events_in_several_objects_are_one_row() -> Result<()> {
    const FIRST: i64 = 1_893_456_000_000;
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let key = wired.project()?;
    wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": 3 }))?;
    wired.doors(&json!({ "now": FIRST + 86_400_000 }))?;
    // All in the same millisecond: their time does not distinguish them.
    for visitor in 0..12 {
        ensure!(wired.event(&key, &format!("visitor {visitor}"), "CommonError")?.status == 200);
    }
    let link = wired.change("POST", "/api/login-links", &json!({}))?.json();
    let entered = wired.request("GET", link["path"].as_str().context("no link")?, &[], b"")?;
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let see = |path: &str| -> Result<String> {
        let answer = wired.request("GET", path, &[("cookie", &cookie)], b"")?;
        ensure!(answer.status == 200, "{path}: {answer:?}");
        Ok(answer.body)
    };
    let issues = wired.get(&format!("/api/projects/{key}/issues"))?;
    let id = issues["issues"][0]["id"].as_str().context("no issue")?;
    let all = walk(see, &format!("/projects/{key}/issues/{id}"))?;
    ensure!(all.len() == 12, "{all:?}");
    for page in ["", "/issues", "/live", "/install", "/sessions", "/reports", "/settings"] {
        see(&format!("/projects/{key}{page}"))?;
    }
    ensure!(see(&format!("/projects/{key}/live"))?.matches("CommonError").count() == 12);
    Ok(())
}
