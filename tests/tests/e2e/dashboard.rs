//! The dashboard's pages with real events in them: what each shows, and where its links lead.

use anyhow::{Context, Result, ensure};

use crate::{decision_forms::Operator, decisions::Shop};

/// The titles of the issues that a page lists, in its order.
fn titles(page: &str) -> Vec<&str> {
    let links = page.split("/issues/").skip(1).filter_map(|rest| rest.split_once('>'));
    let titles = links.filter_map(|(_, rest)| rest.split('<').next());
    titles.filter(|title| title.contains("Error: ")).collect()
}

/// The address that a link leads to, by what stands before it.
fn href<'a>(page: &'a str, before: &str) -> Option<&'a str> {
    page.split(before).nth(1)?.split("href=\"").nth(1)?.split('"').next()
}

#[test]
fn the_overview_and_the_list_show_what_was_heard() -> Result<()> {
    let shop = Shop::open()?;
    let (operator, home) = (Operator::log_in(&shop)?, format!("/projects/{}", shop.key));
    let empty = operator.see(&home)?;
    ensure!(empty.contains("Nothing heard yet") && empty.contains("/client/script.js"), "{empty}");
    ensure!(operator.see(&format!("{home}/issues"))?.contains("Nothing heard yet"));

    shop.hear("AError", "m", Some("1.0"), 3)?;
    shop.hear("BError", "m", Some("2.0"), 2)?;
    shop.hear("Error", "ResizeObserver loop limit exceeded", None, 1)?;
    let overview = operator.see(&home)?;
    ensure!(titles(&overview) == ["BError: m", "AError: m"], "{overview}");
    for shown in [
        "<dt>Events</dt><dd>6</dd>",
        "<dt>Sessions</dt><dd>1</dd>",
        "What became of what was sent",
        "issues?release=2.0",
        "issues?browser=Firefox%20153",
        "fewer than 5",
    ] {
        ensure!(overview.contains(shown), "{shown}: {overview}");
    }
    let quarter = operator.see(&format!("{home}?range=90d"))?;
    ensure!(quarter.contains(r#"?range=90d" aria-current="true""#), "{quarter}");

    let list = |query: &str| operator.see(&format!("{home}/issues{query}"));
    let cases = [
        ("", vec!["BError: m", "AError: m"]),
        ("?sort=events", vec!["AError: m", "BError: m"]),
        ("?query=aerr", vec!["AError: m"]),
        ("?release=2.0", vec!["BError: m"]),
        ("?release=2.0&query=AError", vec![]),
        ("?browser=Firefox+153&type=1", vec!["BError: m", "AError: m"]),
        ("?type=5", vec![]),
        ("?status=ignored", vec![]),
        ("?status=any", vec!["BError: m", "AError: m"]),
    ];
    for (query, expected) in cases {
        let page = list(query)?;
        ensure!(titles(&page) == expected, "{query}: {page}");
        ensure!(expected.is_empty() == page.contains("Nothing matches"), "{query}: {page}");
    }
    let all = list("")?;
    ensure!(all.contains("1 issue with 1 event is known noise"), "{all}");
    ensure!(all.contains(r#"<option value="1.0">1.0</option>"#), "{all}");
    ensure!(list("?noise=1")?.contains("ResizeObserver loop") && !all.contains("ResizeObserver loop"));

    operator.send("/issues", &format!("id={}&to=ignored", shop.id("AError: m")?))?;
    ensure!(titles(&list("")?) == ["BError: m"]);
    ensure!(titles(&list("?status=ignored")?) == ["AError: m"]);
    ensure!(titles(&operator.see(&home)?) == ["BError: m"], "the overview shows what is open");
    Ok(())
}

#[test]
fn pages_of_a_filtered_list_go_on_where_the_last_one_ended() -> Result<()> {
    let shop = Shop::open()?;
    for place in 0..60_u8 {
        let letter = |n: u8| char::from(b'a' + n);
        let name = format!("Walk{}{}Error", letter(place / 10), letter(place % 10));
        shop.hear(&name, "m", Some("1.0"), 1)?;
    }
    shop.hear("OtherError", "m", Some("1.0"), 1)?;
    let operator = Operator::log_in(&shop)?;
    let first = operator.see(&format!("/projects/{}/issues?query=Walk&sort=first_seen", shop.key))?;
    ensure!(titles(&first).len() == 50, "{:?}", titles(&first));
    let next = href(&first, r#"rel="next""#).context("no next page")?.replace("&amp;", "&");
    ensure!(next.contains("query=Walk") && next.contains("sort=first_seen"), "{next}");
    shop.hear("WalkNewError", "m", Some("1.0"), 1)?;
    let second = operator.see(&next)?;
    let mut all = [titles(&first), titles(&second)].concat();
    ensure!(all.len() == 60 && !second.contains(r#"rel="next""#), "{all:?}");
    all.sort_unstable();
    all.dedup();
    ensure!(all.len() == 60, "an issue twice: {all:?}");
    Ok(())
}
