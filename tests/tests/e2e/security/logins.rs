//! Logins and their end: a link works for the first visit alone; a login that was logged out
//! is over for every copy of its cookie; all of them end at once where their operator wants.

use std::thread;

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::wired::{Salt, WiredCollector};
use serde_json::json;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn link(wired: &WiredCollector) -> Result<String> {
    let made = wired.change("POST", "/api/login-links", &json!({}))?.json();
    Ok(made["path"].as_str().context("no link")?.to_owned())
}

/// The cookie of a new login.
fn log_in(wired: &WiredCollector) -> Result<String> {
    let entered = wired.request("GET", &link(wired)?, &[], b"")?;
    ensure!(entered.status == 303, "{entered:?}");
    Ok(entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned())
}

fn is_in(wired: &WiredCollector, cookie: &str) -> Result<bool> {
    Ok(wired.request("GET", "/", &[("cookie", cookie)], b"")?.status == 200)
}

/// Sends a form of our own page.
fn send(wired: &WiredCollector, path: &str, cookie: &str) -> Result<()> {
    let own = format!("http://127.0.0.1:{}", wired.port);
    let left = wired.request("POST", path, &[("origin", &own), ("cookie", cookie), FORM], b"")?;
    ensure!(left.status == 303 && left.header("location") == "/login", "{left:?}");
    ensure!(left.header("set-cookie").contains("Max-Age=0"), "{left:?}");
    Ok(())
}

#[test]
fn of_all_who_have_a_link_one_gets_in() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let path = link(&wired)?;
    // A look at it is no use of it: some programs ask for the head of every link they are shown.
    ensure!(wired.request("HEAD", &path, &[], b"")?.status == 405);
    let entered = thread::scope(|scope| {
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(|| wired.request("GET", &path, &[], b""))).collect();
        asking
            .into_iter()
            .filter_map(|asked| asked.join().ok()?.ok())
            .map(|answer| answer.status)
            .collect::<Vec<_>>()
    });
    let of = |status| entered.iter().filter(|entered| **entered == status).count();
    ensure!(of(303) == 1 && of(401) == 7, "{entered:?}");
    wired.kill_and_restart()?;
    ensure!(wired.request("GET", &path, &[], b"")?.status == 401, "it was forgotten that it was used");
    Ok(())
}

#[test]
fn logging_out_ends_the_login_for_every_copy_of_its_cookie_and_no_other() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let (own, other) = (log_in(&wired)?, log_in(&wired)?);
    ensure!(is_in(&wired, &own)? && is_in(&wired, &other)?);
    send(&wired, "/logout", &own)?;
    ensure!(!is_in(&wired, &own)? && is_in(&wired, &other)?);
    send(&wired, "/logout", &own)?; // once more is no harm
    wired.kill_and_restart()?;
    ensure!(!is_in(&wired, &own)? && is_in(&wired, &other)?, "after a restart");
    Ok(())
}

#[test]
fn all_logins_and_links_end_at_once_and_tokens_stay() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    let body = json!({ "name": "CI", "scopes": ["read"] });
    let token =
        wired.change("POST", "/api/tokens", &body)?.json()["token"].as_str().context("no token")?.to_owned();
    let by_page = |wired: &WiredCollector, cookie: &str| -> Result<()> {
        let page = wired.request("GET", &format!("/projects/{key}/settings"), &[("cookie", cookie)], b"")?;
        ensure!(page.body.contains(r#"action="/logout/everywhere""#), "there is no button");
        send(wired, "/logout/everywhere", cookie)
    };
    let by_api = |wired: &WiredCollector, _: &str| -> Result<()> {
        ensure!(wired.change("DELETE", "/api/logins", &json!({}))?.status == 204);
        Ok(())
    };
    for end in [&by_page as &dyn Fn(&WiredCollector, &str) -> Result<()>, &by_api] {
        let (own, other, unused) = (log_in(&wired)?, log_in(&wired)?, link(&wired)?);
        end(&wired, &own)?;
        for _ in 0..2 {
            ensure!(!is_in(&wired, &own)? && !is_in(&wired, &other)?);
            ensure!(wired.request("GET", &unused, &[], b"")?.status == 401, "the link outlived it");
            let bearer = format!("Bearer {token}");
            let asked = wired.request("GET", "/api/projects", &[("authorization", &bearer)], b"")?;
            ensure!(asked.status == 200, "{asked:?}");
            wired.kill_and_restart()?;
        }
        ensure!(is_in(&wired, &log_in(&wired)?)?, "nobody gets in again");
    }
    // By nobody else: not without a login, not from another page, not with a token for less.
    let own = log_in(&wired)?;
    let here = format!("http://127.0.0.1:{}", wired.port);
    let foreign = wired.request(
        "POST",
        "/logout/everywhere",
        &[("origin", "https://evil.example"), ("cookie", &own)],
        b"",
    )?;
    let nobody = wired.request("POST", "/logout/everywhere", &[("origin", &here)], b"")?;
    ensure!(foreign.status == 403 && nobody.status == 303 && nobody.header("location") == "/login");
    let bearer = format!("Bearer {token}");
    let less = wired.request("DELETE", "/api/logins", &[("authorization", &bearer)], b"")?;
    ensure!(less.status == 403 && is_in(&wired, &own)?, "{less:?}");
    Ok(())
}

#[test]
fn a_short_token_opens_nothing_and_that_is_said() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let short = "nineteen characters";
    let wired = WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &[("ADMIN_TOKEN", short)])?;
    let bearer = format!("Bearer {short}");
    let api = wired.request("GET", "/api/projects", &[("authorization", &bearer)], b"")?;
    ensure!(api.status == 503 && api.json()["error"]["code"] == "weak_token", "{api:?}");
    let own = format!("http://127.0.0.1:{}", wired.port);
    let form = format!("token={}", short.replace(' ', "+"));
    let page = wired.request("POST", "/login", &[("origin", &own), FORM], form.as_bytes())?;
    ensure!(page.status == 503 && page.body.contains("at least 20 characters"), "{page:?}");

    let folder = tempfile::tempdir()?;
    let wired =
        WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &[("METRICS_TOKEN", short)])?;
    for (token, status) in [(short, 503), ("another", 401), ("", 401)] {
        let bearer = format!("Bearer {token}");
        let metrics = wired.request("GET", "/metrics", &[("authorization", &bearer)], b"")?;
        ensure!(metrics.status == status, "{token:?}: {metrics:?}");
    }
    Ok(())
}
