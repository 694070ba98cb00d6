//! Triage of issues, by the API of the real collector.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::TOKEN,
    scenario::shop::{SENDER, Shop},
};
use serde_json::{Value, json};

#[test]
fn what_is_resolved_opens_again_in_a_later_release_only() -> Result<()> {
    let shop = Shop::open()?;
    for (name, release) in [("AError", "1.0"), ("BError", "1.1"), ("CError", "1.0")] {
        shop.send_events(name, "m", Some(release), 1)?;
    }
    let (a, b, c) = (shop.id("AError: m")?, shop.id("BError: m")?, shop.id("CError: m")?);
    let unknown = "0123456789abcdef";
    let decided =
        shop.change("POST", "/issues", json!({ "ids": [&a, &b, unknown], "status": "resolved" }))?;
    let change = |id: &str| json!({ "id": id, "from": "open", "to": "resolved" });
    ensure!(decided == json!({ "changed": [change(&a), change(&b)], "unknown": [unknown] }), "{decided}");
    let ignored = shop.change("PATCH", &format!("/issues/{c}"), json!({ "status": "ignored" }))?;
    ensure!(ignored["issue"]["status"] == "ignored" && ignored["issue"]["id"] == c.as_str(), "{ignored}");

    for (name, release) in [("AError", "1.1"), ("CError", "9.9")] {
        shop.send_events(name, "m", Some(release), 1)?;
    }
    let known = shop.issue("AError: m")?;
    ensure!(known["status"] == "resolved" && known["events"] == 2 && known["regressed"].is_null(), "{known}");
    ensure!(shop.issue("CError: m")?["status"] == "ignored");

    shop.send_events("AError", "m", Some("2.0"), 1)?;
    shop.send_events("BError", "m", None, 1)?;
    let back = shop.issue("AError: m")?;
    ensure!(back["status"] == "open" && back["regressed"]["release"] == "2.0", "{back}");
    ensure!(back["regressed"]["at"] == back["last_seen"], "{back}");
    let back = shop.issue("BError: m")?;
    ensure!(back["status"] == "open" && back["regressed"]["release"].is_null(), "{back}");

    let releases = shop.get("/releases")?;
    let names = releases["releases"].as_array().into_iter().flatten().map(|release| &release["name"]);
    ensure!(names.collect::<Vec<_>>() == ["2.0", "9.9", "1.1", "1.0"], "{releases}");
    Ok(())
}

#[test]
fn merged_issues_add_up_and_split_to_the_event() -> Result<()> {
    let shop = Shop::open()?;
    for (name, times) in [("AError", 5), ("BError", 3), ("CError", 2)] {
        shop.send_events(name, "m", None, times)?;
    }
    let (a, b, c) = (shop.id("AError: m")?, shop.id("BError: m")?, shop.id("CError: m")?);
    let before = shop.get("/issues")?;
    for _ in 0..2 {
        let merged = shop.change("POST", &format!("/issues/{b}/merge"), json!({ "into": a }))?;
        ensure!(merged["issue"]["id"] == a.as_str() && merged["issue"]["events"] == 8, "{merged}");
    }
    // Into a member is into its head.
    let merged = shop.change("POST", &format!("/issues/{c}/merge"), json!({ "into": b }))?;
    ensure!(merged["issue"]["id"] == a.as_str() && merged["issue"]["events"] == 10, "{merged}");
    ensure!(shop.titles("")? == ["AError: m"], "{:?}", shop.titles("")?);

    shop.send_events("BError", "m", None, 4)?;
    let whole = shop.issue("AError: m")?;
    ensure!(whole["events"] == 14, "{whole}");
    let members = shop.get(&format!("/issues/{a}/members"))?;
    let all = members["members"].as_array().map(Vec::as_slice).unwrap_or_default();
    let member = all.iter().find(|one| one["id"] == b.as_str()).unwrap_or(&Value::Null);
    ensure!(member["events"] == 7, "{members}");
    ensure!(member["merged_into"] == a.as_str() && member["grouping"].is_array(), "{members}");

    for id in [&b, &c, &c] {
        let split = shop.change("POST", &format!("/issues/{id}/split"), json!({}))?;
        ensure!(split["issue"]["merged_into"].is_null(), "{split}");
    }
    let counts = |list: &Value| -> Vec<(Value, Value)> {
        let issues = list["issues"].as_array().into_iter().flatten();
        let mut counts: Vec<_> =
            issues.map(|issue| (issue["title"].clone(), issue["events"].clone())).collect();
        counts.sort_by_key(|(title, _)| title.to_string());
        counts
    };
    ensure!(counts(&before)[1] == (json!("BError: m"), json!(3)), "{before}");
    let after = shop.get("/issues")?;
    let wanted = [("AError: m", 5), ("BError: m", 7), ("CError: m", 2)];
    ensure!(counts(&after) == wanted.map(|(title, events)| (json!(title), json!(events))), "{after}");
    // Numbers of events from the time of the merge do not collide with new ones.
    shop.send_events("AError", "m", None, 9)?;
    ensure!(shop.issue("AError: m")?["events"] == 14);
    Ok(())
}

#[test]
fn a_rule_of_noise_is_switched_off_and_on_again() -> Result<()> {
    let shop = Shop::open()?;
    let noise = "ResizeObserver loop completed with undelivered notifications.";
    shop.send_events("Error", noise, None, 3)?;
    shop.send_events("AError", "m", None, 1)?;
    ensure!(shop.titles("")? == ["AError: m"] && shop.titles("?noise=1")?.len() == 1);
    let rule = |shop: &Shop| -> Result<Value> {
        let rules = shop.get("/noise")?;
        let found = rules["rules"].as_array().into_iter().flatten().find(|r| r["name"] == "resize-observer");
        found.cloned().context("no such rule")
    };
    let on = rule(&shop)?;
    ensure!(on["on"] == true && on["events"] == 3 && on["issues"] == 1, "{on}");
    ensure!(on["explanation"].as_str().is_some_and(|text| text.ends_with('.')), "{on}");

    let changed = shop.change("PATCH", "", json!({ "noise_off": ["resize-observer"] }))?;
    ensure!(changed["noise_off"] == json!(["resize-observer"]) && changed["name"] == "shop", "{changed}");
    ensure!(shop.titles("")?.len() == 2 && shop.titles("?noise=1")?.is_empty());
    ensure!(rule(&shop)?["on"] == false && rule(&shop)?["events"] == 3);
    shop.change("PATCH", "", json!({ "noise_off": [] }))?;
    ensure!(shop.titles("")? == ["AError: m"]);

    let changed =
        shop.change("PATCH", "", json!({ "name": " Shop ", "origins": ["https://shop.example"] }))?;
    ensure!(changed["name"] == "Shop" && changed["origins"] == json!(["https://shop.example"]), "{changed}");
    let sent = shop.collector.request(
        "POST",
        &format!("/v1/{}/event", shop.key),
        &[("origin", "https://other.example"), SENDER[1], SENDER[2]],
        br#"{"name":"E","message":"m","type":1}"#,
    )?;
    ensure!(sent.status == 403, "the new origins count at once: {sent:?}");
    Ok(())
}

#[test]
fn what_is_wrong_is_named_and_changes_nothing() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "m", None, 1)?;
    let a = shop.id("AError: m")?;
    let (one, merge) = (format!("/issues/{a}"), format!("/issues/{a}/merge"));
    let unknown = "/issues/0123456789abcdef";
    let cases = [
        ("PATCH", String::new(), json!([]), 400, "JSON object"),
        ("PATCH", String::new(), json!({ "name": "" }), 422, "name must be"),
        ("PATCH", String::new(), json!({ "name": 7 }), 422, "name must be text"),
        ("PATCH", String::new(), json!({ "origins": [] }), 422, "origins must have"),
        ("PATCH", String::new(), json!({ "noise_off": ["all"] }), 422, "noise_off must be names of rules"),
        ("PATCH", String::new(), json!({ "nane": "n" }), 422, "nane is no field"),
        ("POST", "/issues".into(), json!({ "ids": [], "status": "open" }), 422, "ids must have 1 to 100"),
        ("POST", "/issues".into(), json!({ "ids": ["x"], "status": "open" }), 422, "ids[0] must be"),
        ("POST", "/issues".into(), json!({ "ids": [a.clone()] }), 422, "status must be"),
        (
            "PATCH",
            one.clone(),
            json!({ "status": "closed" }),
            422,
            "status must be open, resolved, ignored or snoozed",
        ),
        ("PATCH", unknown.into(), json!({ "status": "open" }), 404, "issue"),
        ("PATCH", "/issues/nonsense".into(), json!({ "status": "open" }), 404, "issue"),
        ("POST", merge.clone(), json!({}), 422, "into must be"),
        ("POST", merge.clone(), json!({ "into": a.clone() }), 422, "into must be another issue"),
        ("POST", merge, json!({ "into": "0123456789abcdef" }), 422, "into must be an issue of this project"),
        ("POST", format!("{unknown}/merge"), json!({ "into": a.clone() }), 404, "issue"),
        ("POST", format!("{unknown}/split"), json!({}), 404, "issue"),
        ("GET", format!("{unknown}/members"), json!({}), 404, "issue"),
        ("GET", format!("{one}/merge"), json!({}), 405, "method"),
        ("GET", format!("{one}/nothing"), json!({}), 404, "address"),
    ];
    for (method, path, body, status, says) in cases {
        // A GET has no body.
        let answer = match method {
            "GET" => {
                let bearer = format!("Bearer {TOKEN}");
                let path = format!("/api/projects/{}{path}", shop.key);
                shop.collector.request(method, &path, &[("authorization", &bearer)], b"")?
            }
            _ => shop.request(method, &path, body.clone())?,
        };
        let message = answer.json()["error"]["message"].as_str().unwrap_or_default().to_owned();
        ensure!(answer.status == status && message.contains(says), "{method} {path} {body}: {answer:?}");
    }
    for (method, path) in [("PATCH", one), ("POST", "/issues".into()), ("PATCH", String::new())] {
        let path = format!("/api/projects/{}{path}", shop.key);
        ensure!(shop.collector.request(method, &path, &[], b"{}")?.status == 401, "{method} {path}");
    }
    let issue = shop.issue("AError: m")?;
    ensure!(issue["status"] == "open" && issue["merged_into"].is_null() && issue["events"] == 1, "{issue}");
    ensure!(shop.get("")?["name"] == "shop");
    Ok(())
}
