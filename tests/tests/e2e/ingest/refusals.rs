//! Requests that must be refused, with the statuses of the contract, a clear JSON error, nothing
//! stored, and a process that goes on serving.

use anyhow::{Result, ensure};
use corncrake_tests::{collector::Collector, wait::eventually};

const ORIGIN: (&str, &str) = ("origin", "https://shop.example");
const JSON: (&str, &str) = ("content-type", "application/json");
const AGENT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");
const SENDER: &[(&str, &str)] = &[ORIGIN, JSON, AGENT];
const GOOD: &str = r#"{"name":"Error","message":"stored","type":1}"#;

struct RefusedRequest {
    what: &'static str,
    method: &'static str,
    path: String,
    headers: &'static [(&'static str, &'static str)],
    body: Vec<u8>,
    status: u16,
    code: &'static str,
}

fn cases(key: &str) -> Vec<RefusedRequest> {
    let event = format!("/v1/{key}/event");
    let ping = format!("/v1/{key}/ping");
    let to = |what, path: &str, headers, body: &str, status, code| RefusedRequest {
        what,
        method: "POST",
        path: path.to_owned(),
        headers,
        body: body.as_bytes().to_vec(),
        status,
        code,
    };
    let body = |what, text: &str, status, code| to(what, &event, SENDER, text, status, code);
    let mut cases = vec![
        body("no body", "", 400, "bad_body"),
        body("half a body", r#"{"message":"m","#, 400, "bad_body"),
        body("no object", "[1]", 400, "bad_body"),
        body("a deep body", &"[".repeat(100_000), 400, "bad_body"),
        body("an unknown property", r#"{"message":"m","type":1,"userId":7}"#, 400, "unknown_property"),
        body("no message", r#"{"type":1}"#, 422, "invalid_field"),
        body("no type", r#"{"message":"m"}"#, 422, "invalid_field"),
        body("a type out of range", r#"{"message":"m","type":100}"#, 422, "invalid_field"),
        body("a type that is text", r#"{"message":"m","type":"1"}"#, 422, "invalid_field"),
        body("a message that is no text", r#"{"message":{},"type":1}"#, 422, "invalid_field"),
        body("meta that is no object", r#"{"message":"m","type":1,"meta":"x"}"#, 422, "invalid_field"),
        body(
            "a long name",
            &format!(r#"{{"name":"{}","message":"m","type":1}}"#, "n".repeat(513)),
            422,
            "invalid_field",
        ),
        body(
            "a long message",
            &format!(r#"{{"message":"{}","type":1}}"#, "m".repeat(10_001)),
            422,
            "invalid_field",
        ),
        body(
            "a long uri",
            &format!(r#"{{"uri":"{}","message":"m","type":1}}"#, "u".repeat(1_001)),
            422,
            "invalid_field",
        ),
        body(
            "a long stack",
            &format!(r#"{{"stack":"{}","message":"m","type":1}}"#, "s".repeat(131_073)),
            422,
            "invalid_field",
        ),
        body("2 MB", &"a".repeat(2_000_000), 413, "body_too_large"),
        to("an unknown key", "/v1/aaaaaaaaaaa/event", SENDER, GOOD, 403, "unknown_key"),
        to("a key of another form", "/v1/UPPER/event", SENDER, GOOD, 403, "unknown_key"),
        to("a key that climbs", "/v1/..%2f..%2fdata/event", SENDER, GOOD, 403, "unknown_key"),
        to("a query", &format!("{event}?debug=1"), SENDER, GOOD, 400, "unknown_parameter"),
        to("no origin", &event, &[JSON, AGENT], GOOD, 403, "origin_not_allowed"),
        to(
            "another origin",
            &event,
            &[("origin", "https://evil.example"), JSON, AGENT],
            GOOD,
            403,
            "origin_not_allowed",
        ),
        to(
            "an origin that looks like ours",
            &event,
            &[("origin", "https://shop.example.evil.test"), JSON, AGENT],
            GOOD,
            403,
            "origin_not_allowed",
        ),
        to("a null origin", &event, &[("origin", "null"), JSON, AGENT], GOOD, 403, "origin_not_allowed"),
        to("no User-Agent", &event, &[ORIGIN, JSON], GOOD, 400, "bad_user_agent"),
        to(
            "a form",
            &event,
            &[ORIGIN, AGENT, ("content-type", "application/x-www-form-urlencoded")],
            GOOD,
            415,
            "unsupported_media_type",
        ),
        to(
            "a ping from another origin",
            &ping,
            &[("origin", "https://evil.example"), AGENT],
            "",
            403,
            "origin_not_allowed",
        ),
        to("a ping with a query", &format!("{ping}?x=1"), SENDER, "", 400, "unknown_parameter"),
        to(
            "the API without a token",
            "/api/projects",
            &[JSON],
            r#"{"name":"n","origins":["*"]}"#,
            401,
            "unauthorized",
        ),
        to(
            "the API with a wrong token",
            "/api/projects",
            &[JSON, ("authorization", "Bearer wrong")],
            "{}",
            401,
            "unauthorized",
        ),
        to("an unknown address of the API", "/api/nothing", &[JSON], "{}", 404, "not_found"),
    ];
    cases.push(RefusedRequest {
        method: "GET",
        ..to("GET of an event", &event, SENDER, "", 405, "method_not_allowed")
    });
    cases.push(RefusedRequest {
        method: "DELETE",
        ..to("DELETE of a ping", &ping, SENDER, "", 405, "method_not_allowed")
    });
    cases
}

#[test]
fn each_has_its_status_a_clear_error_and_leaves_nothing_behind() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    for case in cases(&key) {
        let RefusedRequest { what, method, path, headers, body, status, code } = case;
        let answer = collector.request(method, &path, headers, &body)?;
        ensure!(answer.status == status, "{what}: {} {}", answer.status, answer.body);
        ensure!(answer.json()["error"]["code"] == code, "{what}: {}", answer.body);
        let message = answer.json()["error"]["message"].as_str().unwrap_or_default().to_owned();
        ensure!(message.len() > 10, "{what}: the message helps nobody: {}", answer.body);
        ensure!(
            collector.request("GET", "/health", &[], b"")?.status == 200,
            "{what}: it does not serve any more"
        );
    }
    ensure!(collector.issues(&key)?.is_empty(), "an issue was stored: {:?}", collector.issues(&key)?);
    ensure!(collector.sessions(&key)? == (0, 0), "a session was stored");

    // And what is right is taken, with the same headers.
    let good = collector.request("POST", &format!("/v1/{key}/event"), SENDER, GOOD.as_bytes())?;
    ensure!((good.status, good.body.as_str()) == (200, "ok"), "{good:?}");
    ensure!(good.header("cache-control") == "no-store");
    ensure!(collector.issues(&key)?.len() == 1);
    Ok(())
}

#[test]
fn a_page_can_read_every_answer_and_a_preflight_is_answered() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let path = format!("/v1/{key}/event");
    let ask = [
        ORIGIN,
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let preflight = collector.request("OPTIONS", &path, &ask, b"")?;
    ensure!(preflight.status == 204, "{preflight:?}");
    ensure!(preflight.header("access-control-allow-origin") == ORIGIN.1);
    ensure!(preflight.header("access-control-allow-methods").contains("POST"));
    ensure!(preflight.header("access-control-allow-headers").contains("content-type"));
    for body in [GOOD, "{"] {
        let answer = collector.request("POST", &path, SENDER, body.as_bytes())?;
        ensure!(answer.header("access-control-allow-origin") == ORIGIN.1, "{answer:?}");
        ensure!(answer.header("access-control-expose-headers").contains("retry-after"), "{answer:?}");
    }
    Ok(())
}

#[test]
fn a_ping_is_an_image_for_who_asks_for_one() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let path = format!("/v1/{key}/ping");
    let image = collector.request("GET", &path, &[ORIGIN, AGENT, ("accept", "image/avif,image/*")], b"")?;
    ensure!(image.header("content-type") == "image/gif", "{image:?}");
    ensure!(image.bytes.starts_with(b"GIF87a") && image.bytes.ends_with(b";"), "{image:?}");
    ensure!(image.bytes.len() == 35, "{image:?}");
    let text = collector.request("GET", &path, &[ORIGIN, AGENT, ("accept", "*/*")], b"")?;
    ensure!(text.body == "ok", "{text:?}");
    let post = collector.request("POST", &path, &[ORIGIN, AGENT], b"")?;
    ensure!(post.body == "ok", "{post:?}");
    eventually("one session", || Ok((collector.sessions(&key)? == (1, 0)).then_some(())))?;
    Ok(())
}
