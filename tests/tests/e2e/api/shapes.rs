//! The admin API, by its documented shapes.

use anyhow::{Result, ensure};
use corncrake_tests::collector::{Collector, Response, TOKEN};
use serde_json::{Value, json};

const SENDER: [(&str, &str); 3] = [
    ("origin", "https://shop.example"),
    ("content-type", "application/json"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
];

fn is_rfc3339_utc(text: &str) -> bool {
    text.len() >= 20 && text.as_bytes().get(10) == Some(&b'T') && text.ends_with('Z')
}

#[test]
fn projects_issues_events_and_sessions_have_their_shapes() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    ensure!(key.len() == 11 && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{key}");
    let projects = collector.get("/api/projects")?;
    let shop = projects["projects"].as_array().into_iter().flatten().find(|p| p["name"] == "shop");
    ensure!(shop.is_some_and(|shop| shop["key"] == key.as_str()), "{projects}");
    ensure!(shop.is_some_and(|shop| shop["origins"] == json!(["https://shop.example"])), "{projects}");

    let event = json!({
        "name": "TypeError",
        "message": "can't access property \"total\", cart is undefined",
        "type": 1,
        "uri": "https://shop.example/cart?coupon=SECRET#pay",
        "stack": "pay@https://shop.example/app.js:10:5\ncheckout@https://shop.example/app.js:20:7\n",
        "meta": { "step": 3, "release": "1.4.2" },
    });
    let path = format!("/v1/{key}/event");
    for _ in 0..3 {
        let answer = collector.request("POST", &path, &SENDER, event.to_string().as_bytes())?;
        ensure!(answer.status == 200, "{answer:?}");
    }

    let list = collector.get(&format!("/api/projects/{key}/issues?limit=10"))?;
    ensure!(list["next"].is_null(), "{list}");
    let issue = &list["issues"][0];
    ensure!(issue["title"] == "TypeError: can't access property \"total\", cart is undefined", "{issue}");
    ensure!(issue["type"] == 1 && issue["status"] == "open", "{issue}");
    ensure!(issue["events"] == 3 && issue["sessions"] == 1, "{issue}");
    for time in ["first_seen", "last_seen"] {
        ensure!(issue[time].as_str().is_some_and(is_rfc3339_utc), "{issue}");
    }

    let id = issue["id"].as_str().unwrap_or_default();
    let whole = collector.get(&format!("/api/projects/{key}/issues/{id}"))?;
    ensure!(whole["issue"] == *issue, "{whole}");
    let latest = &whole["event"];
    ensure!(latest["name"] == "TypeError" && latest["type"] == 1, "{latest}");
    ensure!(latest["uri"] == "https://shop.example/cart", "{latest}");
    ensure!(latest["meta"]["step"] == 3 && latest["release"] == "1.4.2", "{latest}");
    ensure!(latest["browser"] == "Firefox 153" && latest["os"] == "Linux", "{latest}");
    ensure!(
        latest["raw_stack"]
            .as_str()
            .is_some_and(|stack| stack.starts_with("pay@https://shop.example/app.js:10:5")),
        "{latest}"
    );
    let frames = json!([
        { "function": "pay", "file": "https://shop.example/app.js", "line": 10, "column": 5, "in_app": true },
        { "function": "checkout", "file": "https://shop.example/app.js", "line": 20, "column": 7, "in_app": true },
    ]);
    ensure!(latest["frames"] == frames, "{latest}");

    let sessions = collector.get(&format!("/api/projects/{key}/sessions"))?;
    ensure!(
        sessions["interval"] == "hour" && sessions["series"].as_array().map(Vec::len) == Some(24),
        "{sessions}"
    );
    ensure!(collector.sessions(&key)? == (1, 1), "{sessions}");
    let days = collector.get(&format!("/api/projects/{key}/sessions?interval=day"))?;
    ensure!(days["interval"] == "day", "{days}");
    Ok(())
}

#[test]
fn pages_of_issues_follow_each_other_without_gap_or_repeat() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    for name in ["AlphaError", "BetaError", "GammaError", "DeltaError", "EpsilonError"] {
        let body = json!({ "name": name, "message": "m", "type": 4 }).to_string();
        collector.request("POST", &format!("/v1/{key}/event"), &SENDER, body.as_bytes())?;
    }
    let (mut titles, mut after) = (Vec::new(), String::new());
    for _ in 0..3 {
        let page = collector.get(&format!("/api/projects/{key}/issues?limit=2{after}"))?;
        titles.extend(page["issues"].as_array().into_iter().flatten().map(|issue| issue["title"].clone()));
        after = format!("&after={}", page["next"].as_str().unwrap_or_default());
    }
    // Of one minute, in which there is no order: each once. That the newest come first is tested natively.
    let mut titles: Vec<&str> = titles.iter().filter_map(Value::as_str).collect();
    titles.sort_unstable();
    let wanted = ["AlphaError: m", "BetaError: m", "DeltaError: m", "EpsilonError: m", "GammaError: m"];
    ensure!(titles == wanted, "{titles:?}");
    Ok(())
}

#[test]
fn what_is_wrong_is_named() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.demo_key()?;
    let bearer = format!("Bearer {TOKEN}");
    let ask = |method: &str, path: &str, body: &str| -> Result<Response> {
        collector.request(
            method,
            path,
            &[("authorization", &bearer), ("content-type", "application/json")],
            body.as_bytes(),
        )
    };
    let cases = [
        ("POST", "/api/projects".to_owned(), "{", 400),
        ("POST", "/api/projects".to_owned(), r#"{"origins":["*"]}"#, 422),
        ("POST", "/api/projects".to_owned(), r#"{"name":"n"}"#, 422),
        ("POST", "/api/projects".to_owned(), r#"{"name":"n","origins":[]}"#, 422),
        ("POST", "/api/projects".to_owned(), r#"{"name":"n","origins":["*"],"object":2}"#, 422),
        ("POST", "/api/projects".to_owned(), r#"{"name":"n","origins":["not an origin"]}"#, 422),
        ("GET", "/api/projects/aaaaaaaaaaa/issues".to_owned(), "", 404),
        ("GET", format!("/api/projects/{key}/issues/0000000000000000"), "", 404),
        ("GET", format!("/api/projects/{key}/issues/not-an-id"), "", 404),
        ("GET", format!("/api/projects/{key}/issues?limit=0"), "", 422),
        ("GET", format!("/api/projects/{key}/issues?limit=many"), "", 422),
        ("GET", format!("/api/projects/{key}/issues?after=nowhere"), "", 422),
        ("GET", format!("/api/projects/{key}/sessions?interval=week"), "", 422),
        ("DELETE", "/api/projects".to_owned(), "", 405),
    ];
    for (method, path, body, status) in cases {
        let answer = ask(method, &path, body)?;
        ensure!(answer.status == status, "{method} {path} {body}: {answer:?}");
        ensure!(answer.json()["error"]["message"].is_string(), "{method} {path}: {answer:?}");
    }
    Ok(())
}
