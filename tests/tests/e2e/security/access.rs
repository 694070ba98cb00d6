//! Access: tokens by their scopes, logins by the cookie, and nobody by guessing.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector},
    },
    http::Response,
    inspect::search,
};
use serde_json::json;

/// A request that each scope allows: scope, method, path, and its status when allowed.
const DOORS: [(&str, &str, &str, u16); 9] = [
    ("read", "GET", "/api/projects", 200),
    ("read", "GET", "/api/projects/KEY/issues", 200),
    ("write", "POST", "/api/projects", 422),
    ("write", "DELETE", "/api/projects/none", 404),
    ("metrics", "GET", "/metrics", 200),
    ("admin", "GET", "/api/tokens", 200),
    ("admin", "GET", "/api/request", 200),
    ("admin", "POST", "/api/login-links", 201),
    ("admin", "DELETE", "/api/tokens/none", 404),
];

fn request(wired: &WiredCollector, token: &str, method: &str, path: &str, from: &str) -> Result<Response> {
    let bearer = format!("Bearer {token}");
    wired.request(method, path, &[("authorization", &bearer), ("x-real-ip", from)], b"{\"origins\":[]}")
}

fn make(wired: &WiredCollector, name: &str, scopes: &[&str]) -> Result<(String, String)> {
    let made = wired.change("POST", "/api/tokens", &json!({ "name": name, "scopes": scopes }))?;
    ensure!(made.status == 201, "{made:?}");
    let text = |field: &str| made.json()[field].as_str().map(str::to_owned).context("no token");
    Ok((text("id")?, text("token")?))
}

#[test]
fn a_token_opens_what_its_scope_names_and_nothing_else() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    for scope in ["read", "write", "upload", "metrics"] {
        let (id, token) = make(&wired, scope, &[scope])?;
        for (wanted, method, path, status) in DOORS {
            let path = path.replace("KEY", &key);
            let expected = if wanted == scope { status } else { 403 };
            let answer = request(&wired, &token, method, &path, "198.51.100.7")?;
            ensure!(answer.status == expected, "{scope}: {method} {path}: {answer:?}");
        }
        ensure!(search::holding(&wired.data("objects"), token.as_bytes())? == 0, "the token is on disk");
        let secret = token.rsplit('_').next().unwrap_or_default();
        ensure!(search::holding(&wired.data("objects"), secret.as_bytes())? == 0, "its secret is on disk");

        let listed = wired.get("/api/tokens")?;
        let own = listed["tokens"].as_array().into_iter().flatten().find(|token| token["id"] == *id);
        let own = own.context("it is not listed")?;
        ensure!(
            own["scopes"] == json!([scope]) && own["used_on"].is_string() && own["token"].is_null(),
            "{own}"
        );
        ensure!(!listed.to_string().contains(secret), "{listed}");
        ensure!(wired.change("DELETE", &format!("/api/tokens/{id}"), &json!({}))?.status == 204);
        let revoked = request(&wired, &token, "GET", "/api/projects", "198.51.100.8")?;
        ensure!(revoked.status == 401, "{revoked:?}");
    }
    for bad in
        [json!({}), json!({ "name": "x", "scopes": ["admin"] }), json!({ "name": " ", "scopes": ["read"] })]
    {
        let refused = wired.change("POST", "/api/tokens", &bad)?;
        ensure!(refused.status == 422, "{bad}: {refused:?}");
    }
    Ok(())
}

#[test]
fn who_guesses_is_refused_and_who_has_the_right_one_never() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": 1_893_456_000_000_i64 }))?;
    for guess in 1..=12 {
        let answer = request(&wired, &format!("guess{guess}"), "GET", "/api/projects", "203.0.113.9")?;
        let expected = if guess < 10 { 401 } else { 429 };
        ensure!(answer.status == expected, "guess {guess}: {answer:?}");
        ensure!(expected == 401 || !answer.header("retry-after").is_empty(), "{answer:?}");
    }
    // On the guesser's network: the operator, a build, Prometheus.
    let (_, build) = make(&wired, "build", &["read"])?;
    for right in [TOKEN, &build] {
        let answer = request(&wired, right, "GET", "/api/projects", "203.0.113.9")?;
        ensure!(answer.status == 200, "{answer:?}");
    }
    // As a proxy for both kinds of addresses writes it, it is the same; others are others.
    let mapped = request(&wired, "guess", "GET", "/api/projects", "::ffff:203.0.113.9")?;
    ensure!(mapped.status == 429, "{mapped:?}");
    let other = request(&wired, "guess", "GET", "/api/projects", "::ffff:203.0.113.77")?;
    ensure!(other.status == 401, "{other:?}");
    let form = |from: &str, token: &str| {
        let origin = format!("http://127.0.0.1:{}", wired.port);
        let headers = [
            ("origin", &*origin),
            ("content-type", "application/x-www-form-urlencoded"),
            ("x-real-ip", from),
        ];
        wired.request("POST", "/login", &headers, format!("token={token}").as_bytes())
    };
    ensure!(form("203.0.113.9", "wrong")?.status == 429, "nor by the login page");
    ensure!(form("203.0.113.9", TOKEN)?.status == 303, "the operator gets in");
    ensure!(form("203.0.113.10", "wrong")?.status == 401);
    ensure!(form("203.0.113.10", TOKEN)?.status == 303, "others get in");
    wired.doors(&json!({ "now": 1_893_456_602_000_i64 }))?;
    ensure!(
        request(&wired, "wrong", "GET", "/api/projects", "203.0.113.9")?.status == 401,
        "ten minutes later"
    );
    Ok(())
}

#[test]
fn a_flood_of_guesses_keeps_nobody_out_who_has_a_right_token() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let (_, build) = make(&wired, "build", &["read"])?;
    // More than all networks together may guess, each from its own; of no known address, too.
    for guess in 0..320 {
        let from = format!("198.18.{}.{}", guess / 200, guess % 200 + 1);
        request(&wired, &format!("corncrake_0123456789ab_{guess:040x}"), "GET", "/api/projects", &from)?;
    }
    let wrong = request(&wired, "wrong", "GET", "/api/projects", "203.0.113.9")?;
    ensure!(wrong.status == 429, "it was no flood: {wrong:?}");
    for right in [TOKEN, &build] {
        for from in ["203.0.113.9", "198.18.0.7"] {
            let answer = request(&wired, right, "GET", "/api/projects", from)?;
            ensure!(answer.status == 200, "{answer:?}");
        }
    }
    Ok(())
}

#[test]
fn a_form_of_another_page_changes_nothing() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let link = wired.change("POST", "/api/login-links", &json!({}))?.json();
    let entered = wired.request("GET", link["path"].as_str().unwrap_or_default(), &[], b"")?;
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    ensure!(!cookie.is_empty(), "{entered:?}");
    let key = wired.project()?;
    let own = format!("http://127.0.0.1:{}", wired.port);
    let forms = ["/projects", "/logout", "/login"];
    for path in forms {
        for origin in
            ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1.evil.example", ""]
        {
            let headers = [("origin", origin), ("cookie", &*cookie)];
            let headers = if origin.is_empty() { &headers[1..] } else { &headers[..] };
            let answer = wired.request("POST", path, headers, b"name=stolen&origins=*")?;
            ensure!(answer.status == 403, "{path} from {origin:?}: {answer:?}");
        }
    }
    for path in ["/", &format!("/projects/{key}")] {
        ensure!(wired.request("GET", path, &[("cookie", &cookie)], b"")?.status == 200, "{path}");
        for forged in [
            "",
            "corncrake=",
            "corncrake=9999999999999.00",
            &format!("{cookie}0"),
            &cookie.replace('.', "0."),
        ] {
            let answer = wired.request("GET", path, &[("cookie", forged)], b"")?;
            ensure!(
                answer.status == 303 && answer.header("location").starts_with("/login"),
                "{forged}: {answer:?}"
            );
        }
    }
    let made = wired.request(
        "POST",
        "/projects",
        &[("origin", &own), ("cookie", &cookie)],
        b"name=own&origins=*",
    )?;
    ensure!(made.status == 303, "our own page may: {made:?}");
    Ok(())
}
