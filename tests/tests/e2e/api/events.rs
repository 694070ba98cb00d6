//! The content of the pages is in the API by the same names: events one by one and as lists, browsers'
//! reports with what to do, why events are one issue, and the ranges of the pages.

use anyhow::{Context, Result, ensure};
use corncrake_tests::scenario::{operator::Operator, shop::Shop};
use serde_json::{Value, json};

fn ids(list: &Value) -> Vec<&str> {
    list["events"].as_array().into_iter().flatten().filter_map(|event| event["id"].as_str()).collect()
}

#[test]
fn events_are_walked_by_name_and_listed_page_by_page() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "m", Some("1.0"), 3)?;
    shop.send_events("BError", "m", Some("2.0"), 2)?;
    let (a, b) = (shop.id("AError: m")?, shop.id("BError: m")?);
    let merge = shop.collector.request(
        "POST",
        &format!("/api/projects/{}/issues/{b}/merge", shop.key),
        &[
            ("authorization", &format!("Bearer {}", corncrake_tests::collector::TOKEN)),
            ("content-type", "application/json"),
        ],
        json!({ "into": a }).to_string().as_bytes(),
    )?;
    ensure!(merge.status == 200, "{merge:?}");

    let all = shop.get(&format!("/issues/{a}/events"))?;
    // All of one minute, and the newest first.
    let expected = [format!("2-{b}"), format!("1-{b}"), "3".to_owned(), "2".to_owned(), "1".to_owned()];
    ensure!(ids(&all) == expected && all["next"].is_null(), "{all}");
    let event = &all["events"][2];
    ensure!(event["name"] == "AError" && event["release"] == "1.0", "{event}");
    ensure!(event.get("frames").is_none() && event.get("raw_stack").is_none(), "{event}");

    let (mut walked, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = shop.get(&format!("/issues/{a}/events?limit=2{cursor}"))?;
        walked.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
        // It comes before, and moves nothing.
        shop.send_events("BError", "m", Some("2.0"), 1)?;
    }
    ensure!(walked == expected, "{walked:?}");

    let mut name = expected[0].clone();
    for place in 0..expected.len() {
        let one = shop.get(&format!("/issues/{a}/events/{name}"))?;
        ensure!(one["event"]["id"] == expected[place].as_str() && one["issue"]["id"] == a.as_str(), "{one}");
        ensure!(one["event"]["frames"].is_array(), "{one}");
        match expected.get(place + 1) {
            Some(earlier) => {
                ensure!(one["earlier"] == earlier.as_str(), "{one}");
                let before = shop.get(&format!("/issues/{a}/events/{earlier}"))?;
                ensure!(before["later"] == name.as_str(), "{before}");
                name.clone_from(earlier);
            }
            None => ensure!(one["earlier"].is_null(), "{one}"),
        }
        // The page of the same name shows the same event.
        let page = Operator::log_in(&shop)?
            .page(&format!("/projects/{}/issues/{a}/events/{}", shop.key, expected[place]))?;
        ensure!(page.contains(one["event"]["name"].as_str().context("no name")?), "{page}");
    }
    let newest = shop.get("/events?limit=2")?;
    ensure!(newest["events"][0]["issue"] == json!({ "id": a, "title": "AError: m" }), "{newest}");
    let of_first = [4, 3].map(|n| format!("{n}-{b}"));
    ensure!(ids(&newest) == of_first, "{newest}");
    // Whatever its issue is called.
    for name in ["CError", "DError", "EError", "FError", "AError", "GError"] {
        shop.send_events(name, "m", None, 1)?;
        let newest = shop.get("/events?limit=1")?;
        ensure!(newest["events"][0]["issue"]["title"] == format!("{name}: m"), "{newest}");
    }
    let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
    for (path, status) in [
        (format!("issues/{a}/events/99"), 404),
        (format!("issues/{a}/events/x"), 404),
        ("issues/0123456789abcdef/events".to_owned(), 404),
        ("issues/0123456789abcdef/events/1".to_owned(), 404),
        (format!("issues/{a}/events?cursor=x"), 422),
        ("events?limit=0".to_owned(), 422),
    ] {
        let path = format!("/api/projects/{}/{path}", shop.key);
        let answer = shop.collector.request("GET", &path, &[("authorization", &bearer)], b"")?;
        ensure!(answer.status == status, "{path}: {answer:?}");
        ensure!(shop.collector.request("GET", &path, &[], b"")?.status == 401, "{path} is open");
    }
    Ok(())
}

#[test]
fn reports_grouping_ranges_and_the_first_event_are_there() -> Result<()> {
    let shop = Shop::open()?;
    ensure!(shop.get("")?["first"].is_null());
    shop.send_events("AError", "m", Some("1.0"), 1)?;
    let id = shop.id("AError: m")?;
    ensure!(shop.get("")?["first"]["issue"] == id.as_str());
    let issue = shop.get(&format!("/issues/{id}"))?;
    ensure!(issue["grouping"].as_array().is_some_and(|parts| !parts.is_empty()), "{issue}");
    for (page, blocked) in [(1, "https://cdn.example/a.js"), (2, "chrome-extension://abc/x.js")] {
        shop.send_report(page, blocked)?;
    }
    let reports = shop.get("/reports")?;
    let all = reports["reports"].as_array().context("no reports")?;
    ensure!(all.len() == 1 && all[0]["fields"]["blockedURL"] == "https://cdn.example/a.js", "{reports}");
    ensure!(
        all[0]["advice"]["line"].as_str().is_some_and(|line| line.contains("https://cdn.example")),
        "{reports}"
    );
    let noise = shop.get("/reports?noise=1")?;
    let all = noise["reports"].as_array().context("no reports")?;
    ensure!(
        all.len() == 1 && all[0]["issue"]["noise"] == "extension" && all[0]["advice"].is_null(),
        "{noise}"
    );

    for (range, interval, points) in
        [("24h", "hour", 24), ("7d", "hour", 168), ("30d", "day", 30), ("90d", "day", 90)]
    {
        for place in ["/sessions", "/outcomes", &format!("/issues/{id}/trend")] {
            let series = shop.get(&format!("{place}?range={range}"))?;
            ensure!(series["interval"] == interval, "{series}");
            ensure!(series["series"].as_array().is_some_and(|all| all.len() == points), "{place} {range}");
        }
        ensure!(shop.get(&format!("/breakdown?range={range}"))?["type"]["values"][0]["value"].is_string());
    }
    shop.collector.project("Other", &["*"])?;
    let found = shop.collector.get("/api/projects?query=OTH")?;
    ensure!(found["projects"].as_array().is_some_and(|all| all.len() == 1), "{found}");
    ensure!(shop.titles("?status=any")?.len() == shop.titles("")?.len());
    Ok(())
}
