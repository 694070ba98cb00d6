//! Erasure of an event, of an issue, and by text, by the API and
//! by forms in two steps; then it is in no table of any object.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{self, Salt, WiredCollector},
    inspect::search,
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::{Value, json};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
const NAME: &str = "Anna Musterfrau";

fn in_tables(wired: &WiredCollector, text: &str) -> Result<usize> {
    let mut found = 0;
    for folder in std::fs::read_dir(wired.data("objects"))?.flatten().filter(|one| one.path().is_dir()) {
        let values = search::values(&folder.path())?;
        found += values.iter().filter(|value| String::from_utf8_lossy(value).contains(text)).count();
    }
    Ok(found)
}

fn sum(series: &Value, name: &str) -> u64 {
    series["series"].as_array().into_iter().flatten().filter_map(|point| point[name].as_u64()).sum()
}

#[test]
fn a_text_is_counted_confirmed_and_gone_from_every_object() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let key = wired.project()?;
    let change = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": 3 }))?;
    ensure!(change.status == 200, "{change:?}");
    wired.doors(&json!({ "now": FIRST + DAY }))?;
    for visitor in 0..12 {
        for body in [
            json!({ "type": 1, "name": "AError", "message": "all is well" }),
            json!({ "type": 1, "name": "AError", "message": "all is well", "meta": { "by": NAME } }),
            json!({ "type": 1, "name": "BError", "message": format!("{NAME} is not defined") }),
            json!({ "type": 1, "name": "CError", "message": "c", "release": format!("of {NAME}") }),
        ] {
            let agent = format!("visitor {visitor}");
            let path = format!("/v1/{key}/event");
            let sent = wired.request("POST", &path, &wired::sender(&agent), body.to_string().as_bytes())?;
            ensure!(sent.status == 200, "{sent:?}");
        }
    }
    ensure!(in_tables(&wired, NAME)? > 36, "it has to be there to be erased");

    let erase = |body: &Value| wired.change("POST", &format!("/api/projects/{key}/erase"), body);
    let found = erase(&json!({ "query": "anna musterfrau" }))?;
    let expected = json!({ "events": 24, "issues": 1, "traces": 1, "confirm": 26, "erased": false });
    ensure!(found.status == 200 && found.json() == expected, "{found:?}");
    for (body, status) in [
        (json!({ "query": NAME, "confirm": 25 }), 409),
        (json!({ "query": "ab" }), 422),
        (json!({}), 422),
        (json!({ "query": NAME, "confirm": -1 }), 422),
        (json!({ "query": NAME, "confrim": 26 }), 422),
    ] {
        let answer = erase(&body)?;
        ensure!(answer.status == status, "{body}: {answer:?}");
    }
    ensure!(in_tables(&wired, NAME)? > 36, "nothing went yet");
    let done = erase(&json!({ "query": NAME, "confirm": 26 }))?;
    ensure!(done.status == 200 && done.json()["erased"] == true, "{done:?}");
    ensure!(in_tables(&wired, NAME)? == 0, "it is still in a table");
    let none = erase(&json!({ "query": NAME }))?.json();
    ensure!(none["confirm"] == 0, "{none}");

    let list = wired.get(&format!("/api/projects/{key}/issues"))?;
    let all = list["issues"].as_array().context("no issues")?;
    let mut left: Vec<_> = all.iter().map(|one| (one["title"].to_string(), one["events"].as_u64())).collect();
    left.sort();
    ensure!(
        left == [("\"AError: all is well\"".to_owned(), Some(24)), ("\"CError: c\"".to_owned(), Some(12))],
        "{left:?}"
    );
    let outcomes = wired.get(&format!("/api/projects/{key}/outcomes?interval=day"))?;
    ensure!(sum(&outcomes, "stored") == 48, "what the project counted stays: {outcomes}");
    wired.kill_and_restart()?;
    ensure!(in_tables(&wired, NAME)? == 0, "nor after a restart");
    Ok(())
}

#[test]
fn an_event_and_an_issue_with_its_members_are_erased() -> Result<()> {
    let shop = Shop::open()?;
    for (name, times) in [("AError", 3), ("BError", 2), ("CError", 1)] {
        shop.send_events(name, "m", Some("1.0"), times)?;
    }
    let (a, b) = (shop.id("AError: m")?, shop.id("BError: m")?);
    let ask = |method: &str, path: &str| {
        let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
        let path = format!("/api/projects/{}/issues/{path}", shop.key);
        shop.collector.request(method, &path, &[("authorization", &bearer)], b"{}")
    };
    let latest = ask("GET", &format!("{a}/events/latest"))?.json();
    ensure!(
        latest["event"]["id"] == "3" && latest["earlier"] == "2" && latest["later"].is_null(),
        "{latest}"
    );
    ensure!(latest["event"]["message"] == "m", "{latest}");
    for (path, status) in [("events/3", 204), ("events/3", 404), ("events/x", 404), ("events/99", 404)] {
        let answer = ask("DELETE", &format!("{a}/{path}"))?;
        ensure!(answer.status == status, "{path}: {answer:?}");
    }
    ensure!(ask("DELETE", &format!("{a}/events/1-{b}"))?.status == 404, "it is another issue's");
    let latest = ask("GET", &format!("{a}/events/latest"))?.json();
    ensure!(latest["event"]["id"] == "2" && shop.issue("AError: m")?["events"] == 3, "{latest}");

    // The same by the forms of the pages, which work without JavaScript.
    let (operator, home) = (Operator::log_in(&shop)?, format!("/projects/{}/issues", shop.key));
    let page = operator.page(&format!("{home}/{a}"))?;
    ensure!(page.contains(&format!("action=\"{home}/{a}/erase/2\"")), "{page}");
    let place = operator.send_form(&format!("/issues/{a}/erase/2"), "")?;
    ensure!(operator.page(&place)?.contains("Erased the event."), "{place}");
    ensure!(ask("GET", &format!("{a}/events/latest"))?.json()["event"]["id"] == "1");

    operator.send_form(&format!("/issues/{b}/merge"), &format!("into={a}"))?;
    let page = operator.page(&format!("{home}/{a}"))?;
    ensure!(page.contains(&format!("action=\"{home}/{a}/erase\"")), "{page}");
    let place = operator.send_form(&format!("/issues/{a}/erase"), "")?;
    ensure!(place == format!("{home}?done=erased-issue"), "{place}");
    ensure!(operator.page(&place)?.contains("Erased the issue"), "{place}");
    ensure!(shop.titles("")? == ["CError: m"], "{:?}", shop.titles("")?);
    let c = shop.id("CError: m")?;
    ensure!(ask("DELETE", &c)?.status == 204 && ask("DELETE", &c)?.status == 404);
    ensure!(shop.titles("")?.is_empty());
    shop.send_events("AError", "m", None, 1)?;
    ensure!(shop.issue("AError: m")?["events"] == 1, "as if it had never been");
    Ok(())
}

#[test]
fn the_form_counts_first_and_then_erases() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "said by <b>Anna</b>", None, 2)?;
    shop.send_events("BError", "m", None, 1)?;
    let operator = Operator::log_in(&shop)?;
    let own = shop.collector.address();
    let send = |form: &str| {
        let path = format!("/projects/{}/erase", shop.key);
        let form_type = ("content-type", "application/x-www-form-urlencoded");
        let headers = [("cookie", operator.cookie.as_str()), ("origin", own.as_str()), form_type];
        shop.collector.request("POST", &path, &headers, form.as_bytes())
    };
    let query = "query=%3Cb%3EAnna%3C%2Fb%3E";
    let counted = send(query)?;
    ensure!(counted.status == 200 && counted.body.contains("1 whole issue"), "{counted:?}");
    ensure!(counted.body.contains(r#"name="confirm" value="1""#) && !counted.body.contains("<b>Anna"));
    let changed = send(&format!("{query}&confirm=2"))?;
    ensure!(changed.status == 409 && changed.body.contains("Nothing was erased yet"), "{changed:?}");
    let refused = send("query=ab")?;
    ensure!(refused.status == 422 && refused.body.contains("The text must be 3 to 200"), "{refused:?}");
    let done = send(&format!("{query}&confirm=1"))?;
    ensure!(done.status == 303 && done.header("location").ends_with("settings?done=erased-text"), "{done:?}");
    ensure!(shop.titles("")? == ["BError: m"]);
    Ok(())
}
