//! A deploy that is announced makes its release known: in the list of releases, on its page, in the charts,
//! and as the release since which issues are new; by a token of the scope `upload`, and by nothing less.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::TOKEN,
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::{Value, json};

/// A token of the project with one scope.
fn token(shop: &Shop, scope: &str) -> Result<String> {
    let (bearer, body) = (format!("Bearer {TOKEN}"), json!({ "name": "CI", "scopes": [scope] }).to_string());
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let made = shop.collector.request("POST", "/api/tokens", &headers, body.as_bytes())?;
    made.json()["token"].as_str().map(str::to_owned).with_context(|| format!("{made:?}"))
}

fn deploy(shop: &Shop, token: &str, release: &str, body: &str) -> Result<(u16, Value)> {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("/api/projects/{}/releases/{release}/deploys", shop.key);
    let answer = shop.collector.request("POST", &path, &headers, body.as_bytes())?;
    Ok((answer.status, answer.json()))
}

#[test]
fn a_deploy_is_known_before_its_first_event_and_marks_what_is_new_since() -> Result<()> {
    let shop = Shop::open()?;
    let ci = token(&shop, "upload")?;
    shop.send_events("Error", "there before the deploy", Some("1.0.0"), 1)?;
    let (status, answer) = deploy(&shop, &ci, "1.1.0", "")?;
    ensure!(status == 201 && answer["release"] == "1.1.0", "{status} {answer}");
    let at = answer["at"].as_str().context("no time")?.to_owned();

    let releases = shop.get("/releases")?;
    let newest = &releases["releases"][0];
    ensure!(newest["name"] == "1.1.0" && newest["deployed"] == at.as_str(), "{releases:#}");
    ensure!(releases["releases"][1]["deployed"].is_null(), "no deploy of it was announced: {releases:#}");
    let operator = Operator::log_in(&shop)?;
    let home = format!("/projects/{}", shop.key);
    let page = operator.page(&format!("{home}/releases"))?;
    ensure!(page.contains("1.1.0"), "{page}");
    for chart in ["", "/sessions"] {
        let page = operator.page(&format!("{home}{chart}"))?;
        ensure!(page.contains("▾ 1.1.0"), "{chart}: no mark: {page}");
    }

    // A report of a browser names no release, and is new since the deploy.
    shop.send_report(1, "https://widget.example/new.js")?;
    let overview = operator.page(&home)?;
    ensure!(overview.contains("New since 1.1.0"), "{overview}");
    shop.send_events("Error", "there before the deploy", Some("1.1.0"), 1)?;
    let issue = operator.page(&format!("{home}/issues/{}", shop.id("Error: there before the deploy")?))?;
    ensure!(issue.contains("▾ 1.0.0 (first)") && issue.contains("▾ 1.1.0 (last)"), "{issue}");
    Ok(())
}

#[test]
fn a_deploy_of_before_is_noted_at_its_time_and_once_more_moves_nothing() -> Result<()> {
    let shop = Shop::open()?;
    let ci = token(&shop, "upload")?;
    let now = corncrake_core::time::UnixMillis(i64::try_from(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis(),
    )?);
    let hours = |back: i64| corncrake_core::time::UnixMillis(now.0 - back * 3_600_000).rfc3339();
    let minute = |time: &str| time.get(..16).map(str::to_owned).unwrap_or_default();
    let (status, answer) = deploy(&shop, &ci, "2.0%2Bbuild", &json!({ "at": hours(5) }).to_string())?;
    ensure!(status == 201 && answer["release"] == "2.0+build", "{status} {answer}");
    ensure!(answer["at"].as_str().is_some_and(|at| minute(at) == minute(&hours(5))), "{answer}");
    ensure!(deploy(&shop, &ci, "2.0%2Bbuild", "")?.0 == 201);
    let all = shop.get("/releases")?;
    let list = all["releases"].as_array().context("no list")?;
    ensure!(list.len() == 1, "{all:#}");
    // Of a day that is over the list shows the hour.
    let hour = |time: &str| time.get(..13).map(str::to_owned).unwrap_or_default();
    ensure!(list[0]["first_seen"].as_str().is_some_and(|at| hour(at) == hour(&hours(5))), "{all:#}");

    let wrong = [hours(24 * 91), hours(-3), "yesterday".to_owned(), String::new()];
    for at in wrong {
        let (status, answer) = deploy(&shop, &ci, "3.0", &json!({ "at": at }).to_string())?;
        ensure!(
            status == 422 && answer["error"].to_string().contains("at must be"),
            "{at}: {status} {answer}"
        );
    }
    for (body, expected) in [(r#"{"at":5}"#, 422), (r#"{"when":"now"}"#, 422), ("[", 400)] {
        let (status, answer) = deploy(&shop, &ci, "3.0", body)?;
        ensure!(status == expected, "{body}: {status} {answer}");
    }
    ensure!(deploy(&shop, &ci, &"x".repeat(300), "")?.0 == 422);
    ensure!(shop.get("/releases")?["releases"].as_array().is_some_and(|all| all.len() == 1), "none of these");
    Ok(())
}

#[test]
fn a_deploy_needs_the_scope_upload_and_the_method() -> Result<()> {
    let shop = Shop::open()?;
    for (scope, expected) in [("upload", 201), ("read", 403), ("metrics", 403)] {
        let (status, answer) = deploy(&shop, &token(&shop, scope)?, "1.0", "")?;
        ensure!(status == expected, "{scope}: {status} {answer}");
    }
    ensure!(deploy(&shop, "cct_made-up-token", "1.0", "")?.0 == 401);
    let answer = shop.request("GET", "/releases/1.0/deploys", json!({}))?;
    ensure!(answer.status == 405, "{answer:?}");
    Ok(())
}
