//! The access log: who logged in, changed, exported, erased, and when; for twelve months, without an
//! address.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    http::Response,
    people::{FORM, join, origin},
};
use serde_json::{Value, json};

/// The lines, the newest first: who, what, and the project's key.
fn lines(wired: &WiredCollector) -> Result<Vec<(String, String, Option<String>)>> {
    let log = wired.get("/api/access-log")?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let lines = log["lines"].as_array().context("no lines")?.iter();
    Ok(lines
        .map(|line| {
            (
                text(&line["who"]).unwrap_or_default(),
                text(&line["action"]).unwrap_or_default(),
                text(&line["project"]),
            )
        })
        .collect())
}

#[test]
fn logins_changes_exports_and_erasures_are_written_down_with_who_and_where() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    wired.event(&key, "agent", "FirstError")?;
    let ann = join(&wired, "Ann", &json!("owner"), &json!({}))?;
    let from = "203.0.113.77";
    let send = |method: &str, path: &str, body: &str| -> Result<Response> {
        let headers = [("cookie", &*ann.cookie), ("origin", &*origin(&wired)), FORM, ("x-real-ip", from)];
        wired.request(method, path, &headers, body.as_bytes())
    };
    let issues = wired.get(&format!("/api/projects/{key}/issues"))?;
    let id = issues["issues"][0]["id"].as_str().context("no issue")?.to_owned();
    let home = format!("/projects/{key}");
    for (method, path, body) in [
        ("POST", format!("{home}/issues"), format!("id={id}&to=resolved")),
        // What changes nothing is not written down.
        ("POST", format!("{home}/issues"), format!("id={id}&to=resolved")),
        ("POST", format!("{home}/issues"), "to=resolved".to_owned()),
        ("POST", format!("{home}/issues/{id}/merge"), format!("into={id}")),
        ("POST", format!("{home}/issues/{id}/split"), String::new()),
        ("POST", format!("{home}/undo"), format!("step=resolved%7E{id}")),
        ("POST", format!("{home}/settings"), "name=shop&origins=*&objects=1&retention_days=90".to_owned()),
        ("GET", format!("{home}/export"), String::new()),
        ("POST", format!("{home}/issues/{id}/erase"), String::new()),
        ("POST", format!("{home}/settings"), "name=&origins=".to_owned()), // refused
        ("GET", format!("{home}/issues"), String::new()),
    ] {
        let answer = send(method, &path, &body)?;
        ensure!(answer.status < 400 || answer.status == 422, "{path}: {answer:?}");
    }
    let expected = [
        ("Ann", "erased an issue or an event", Some(&key)),
        ("Ann", "exported the project", Some(&key)),
        ("Ann", "triaged issues", Some(&key)),
        ("Ann", "accepted the invitation, and logged in", None),
        ("the admin token", "invited somebody", None),
        ("the admin token", "made a project", None),
    ];
    let expected = expected.map(|(who, what, project)| (who.to_owned(), what.to_owned(), project.cloned()));
    let read = lines(&wired)?;
    ensure!(read == expected, "{read:#?}");
    // By a token, and by its name as long as it is there.
    let token = wired.change("POST", "/api/tokens", &json!({ "name": "CI", "scopes": ["write"] }))?.json();
    let bearer = format!("Bearer {}", token["token"].as_str().context("no token")?);
    let deploy = wired.request(
        "PATCH",
        &format!("/api/projects/{key}"),
        &[("authorization", &bearer)],
        br#"{"name":"shop2"}"#,
    )?;
    ensure!(deploy.status == 200, "{deploy:?}");
    let line = lines(&wired)?.remove(0);
    ensure!(
        line == ("the token CI".to_owned(), "changed the settings".to_owned(), Some(key.clone())),
        "{line:?}"
    );
    // The page has the same, with the project's name.
    let page = send("GET", "/people/log", "")?.body;
    for shown in ["exported the project", "shop2", "Ann", "the token CI", "the admin token"] {
        ensure!(page.contains(shown), "{shown}: {page}");
    }
    wired.kill_and_restart()?;
    ensure!(lines(&wired)?.len() == 8, "{:#?}", lines(&wired)?);
    // What was done is on disk, so that the search finds what is there; the address is not.
    for (text, is_there) in [("exported the project", true), (from, false)] {
        let found = corncrake_tests::inspect::search::holding(&wired.data("objects"), text.as_bytes())?;
        ensure!((found > 0) == is_there, "{text} is in {found} files");
    }
    Ok(())
}

#[test]
fn lines_are_read_page_by_page_and_go_after_twelve_months() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let start = 1_893_456_000_000_i64;
    wired.doors(&json!({ "now": start }))?;
    let key = wired.project()?;
    let path = format!("/api/projects/{key}");
    for n in 0..4 {
        let changed = wired.change("PATCH", &path, &json!({ "name": format!("shop {n}") }))?;
        ensure!(changed.status == 200, "{changed:?}");
    }
    let first = wired.get("/api/access-log?limit=2")?;
    let last = first["lines"][1]["number"].as_i64().context("no number")?;
    let second = wired.get(&format!("/api/access-log?limit=2&before={last}"))?;
    ensure!(second["lines"][0]["number"].as_i64() == Some(last - 1), "{first} {second}");
    ensure!(
        wired.request("GET", "/api/access-log?before=x", &[("authorization", &bearer())], b"")?.status == 422
    );
    wired.doors(&json!({ "now": start + 364 * 86_400_000 }))?;
    ensure!(lines(&wired)?.len() == 5, "a year is not over");
    wired.doors(&json!({ "now": start + 367 * 86_400_000 }))?;
    ensure!(lines(&wired)?.is_empty(), "it is read after twelve months");
    // The daily work deletes it, without another line.
    ensure!(wired.change("POST", "/api/maintenance", &json!({}))?.status == 200);
    wired.doors(&json!({ "now": start }))?;
    ensure!(lines(&wired)?.is_empty(), "it is still there: {:#?}", lines(&wired)?);
    Ok(())
}

fn bearer() -> String {
    format!("Bearer {}", corncrake_tests::collector::TOKEN)
}
