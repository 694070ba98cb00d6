//! Cookies, login links and tokens that are forged, cut, expired, changed by a bit, of another
//! purpose, of another collector, or revoked: none of them opens anything.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector, CollectorOptions,
        wired::{Salt, WiredCollector},
    },
    http::Response,
};
use serde_json::json;

const NOW: i64 = 1_893_456_000_000;
const HOUR: i64 = 3_600_000;

/// The path of a login link.
fn link(wired: &WiredCollector) -> Result<String> {
    let made = wired.change("POST", "/api/login-links", &json!({}))?.json();
    Ok(made["path"].as_str().context("no link")?.to_owned())
}

/// The name and value of the cookie that an answer sets.
fn cookie(answer: &Response) -> String {
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}

fn sees(wired: &WiredCollector, cookie: &str) -> Result<bool> {
    let answer = wired.request("GET", "/", &[("cookie", cookie)], b"")?;
    ensure!(matches!(answer.status, 200 | 303), "{cookie}: {answer:?}");
    ensure!(answer.status == 200 || answer.header("location") == "/login", "{answer:?}");
    Ok(answer.status == 200)
}

/// A text with each of its characters changed by a bit, one at a time.
fn flipped(text: &str) -> impl Iterator<Item = String> {
    (0..text.len()).map(move |at| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] ^= 1;
        String::from_utf8(bytes).unwrap_or_default()
    })
}

#[test]
fn a_cookie_is_good_as_it_was_made_for_as_long_as_it_was_made_and_here() -> Result<()> {
    let (wired, other) = (WiredCollector::start(Salt::Memory)?, WiredCollector::start(Salt::Memory)?);
    wired.doors(&json!({ "now": NOW }))?;
    let path = link(&wired)?;
    let own = cookie(&wired.request("GET", &path, &[], b"")?);
    ensure!(sees(&wired, &own)?, "the real one is good");
    let (name, value) = own.split_once('=').context("no value")?;
    let (expiry, mac) = value.split_once('.').context("no expiry")?;
    let later = expiry.parse::<i64>()? + 1;
    let ticket = path.rsplit('/').next().context("no ticket")?;
    let forged = [
        String::new(),
        name.to_owned(),
        format!("{name}="),
        format!("{name}=."),
        format!("{name}={expiry}."),
        format!("{name}={expiry}"),
        format!("{name}={later}.{mac}"),
        format!("{name}=+{expiry}.{mac}"),
        format!("{name}=0{expiry}.{mac}"),
        format!("{name}={expiry}.{}", mac.to_uppercase()),
        format!("{name}={expiry}.{mac}00"),
        format!("{name}={expiry}.{mac}."),
        format!("{name}={expiry}%2E{mac}"),
        format!("{name}=\"{value}\""),
        format!("{name}={}.{mac}", i64::MAX),
        format!("{name}=-1.{mac}"),
        format!("{name}={expiry}.{}", "0".repeat(mac.len())),
        // Of another purpose, of another name, and of https.
        format!("{name}={ticket}"),
        format!("__Host-{name}={value}"),
        format!("__Secure-{name}={value}"),
        format!("Corncrake={value}"),
        format!("x={name}={value}"),
    ];
    let cut = (1..value.len()).map(|length| format!("{name}={}", &value[..length]));
    let mut tried = 0;
    for bad in forged.into_iter().chain(cut).chain(flipped(value).map(|value| format!("{name}={value}"))) {
        ensure!(bad == own || !sees(&wired, &bad)?, "{bad} is let in");
        tried += 1;
    }
    ensure!(tried > 100, "{tried} were tried");
    // A foreign cookie beside it neither helps nor hurts.
    ensure!(sees(&wired, &format!("{name}=forged; {own}; theme=dark"))?);

    // A cookie that was planted before a login is not the one after it.
    let planted = format!("{name}=9999999999999.{mac}");
    let entered = wired.request("GET", &link(&wired)?, &[("cookie", &planted)], b"")?;
    ensure!(cookie(&entered) != planted && sees(&wired, &cookie(&entered))?, "{entered:?}");
    ensure!(!sees(&wired, &planted)?, "what was planted has become a login");

    // It ends by itself, and so does the link.
    for (hours, opens) in [(12, true), (14 * 24 - 1, true), (14 * 24, false), (24 * 365, false)] {
        wired.doors(&json!({ "now": NOW + hours * HOUR }))?;
        ensure!(sees(&wired, &own)? == opens, "after {hours} hours");
    }
    wired.doors(&json!({ "now": NOW }))?;
    let (of_the_day, of_none) = (link(&wired)?, link(&wired)?);
    wired.doors(&json!({ "now": NOW + 12 * HOUR - 1 }))?;
    ensure!(wired.request("GET", &of_the_day, &[], b"")?.status == 303, "the link of the day");
    wired.doors(&json!({ "now": NOW + 12 * HOUR }))?;
    let path = of_none;
    for late in [path.clone(), path.to_uppercase(), format!("{path}/"), format!("/login/{value}")] {
        let answer = wired.request("GET", &late, &[], b"")?;
        ensure!(answer.header("set-cookie").is_empty(), "{late}: {answer:?}");
    }
    wired.doors(&json!({ "now": NOW }))?;
    let ticket = path.rsplit('/').next().context("no ticket")?;
    for bad in flipped(ticket)
        .filter(|bad| bad != ticket && bad.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.'))
    {
        let answer = wired.request("GET", &format!("/login/{bad}"), &[], b"")?;
        ensure!(answer.status != 303 && answer.header("set-cookie").is_empty(), "{bad}: {answer:?}");
    }
    // The other collector has the same admin token, and logins of its own all the same: it cannot
    // know which of these have ended.
    other.doors(&json!({ "now": NOW }))?;
    ensure!(!sees(&other, &own)?, "a login of another collector");
    ensure!(other.request("GET", &path, &[], b"")?.status == 401, "a link of another collector");
    ensure!(wired.request("GET", &path, &[], b"")?.status == 303, "it was the real one, and nobody used it");
    // One with another admin token has logins of its own.
    let environment = vec![("ADMIN_TOKEN", "another token for tests only".to_owned())];
    let stranger = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    for cookie in [own.clone(), format!("__Host-{own}")] {
        let answer = stranger.request("GET", "/", &[("cookie", &cookie)], b"")?;
        ensure!(answer.status == 303 && answer.header("location") == "/login", "{answer:?}");
    }
    ensure!(stranger.request("GET", &path, &[], b"")?.status == 401, "a link of another collector");
    Ok(())
}

#[test]
fn a_token_is_of_one_collector_for_one_thing_until_it_is_revoked() -> Result<()> {
    let (wired, other) = (WiredCollector::start(Salt::Memory)?, WiredCollector::start(Salt::Memory)?);
    let key = wired.project()?;
    let body = json!({ "name": "CI", "scopes": ["read"] });
    let made = wired.change("POST", "/api/tokens", &body)?.json();
    let (id, token) = (made["id"].as_str().context("no id")?, made["token"].as_str().context("no token")?);
    let ask = |wired: &WiredCollector, header: &str, from: &str, path: &str| -> Result<u16> {
        Ok(wired.request("GET", path, &[("authorization", header), ("x-real-ip", from)], b"")?.status)
    };
    let (read, good) = (format!("/api/projects/{key}/issues"), format!("Bearer {token}"));
    ensure!(ask(&wired, &good, "192.0.2.1", &read)? == 200, "the real one is good");
    ensure!(ask(&other, &good, "192.0.2.1", "/api/projects")? == 401, "another collector's");
    ensure!(ask(&wired, &good, "192.0.2.1", "/api/tokens")? == 403, "another scope's");
    ensure!(ask(&wired, &good, "192.0.2.1", "/metrics")? == 403, "another scope's");

    let secret = token.rsplit('_').next().context("no secret")?;
    let zeros = format!("corncrake_{id}_{}", "0".repeat(secret.len()));
    let forged = [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Basic {token}"),
        token.to_owned(),
        format!("Bearer {secret}"),
        format!("Bearer {id}"),
        format!("Bearer corncrake_{id}_"),
        format!("Bearer corncrake_{id}"),
        format!("Bearer {zeros}"),
        format!("Bearer {token}0"),
        format!("Bearer {token},{token}"),
        format!("Bearer \"{token}\""),
        format!("Bearer {}", token.to_uppercase()),
        format!("Bearer corncrake_000000000000_{secret}"),
        format!("Bearer corncrake_%_{secret}"),
        format!("Bearer corncrake_' OR 1=1 --_{secret}"),
    ];
    let cut = (11..token.len()).map(|length| format!("Bearer {}", &token[..length]));
    let flipped = flipped(token).map(|token| format!("Bearer {token}"));
    for (number, bad) in forged.into_iter().chain(cut).chain(flipped).enumerate() {
        // Each from somewhere else, so that none is refused for the guesses before it.
        let from = format!("198.18.{}.{}", number / 250, number % 250 + 1);
        let status = ask(&wired, &bad, &from, "/api/projects")?;
        ensure!(matches!(status, 401 | 429), "{bad}: {status}");
    }
    ensure!(wired.change("DELETE", &format!("/api/tokens/{id}"), &json!({}))?.status == 204);
    ensure!(ask(&wired, &good, "192.0.2.2", "/api/projects")? == 401, "it was revoked");
    Ok(())
}
