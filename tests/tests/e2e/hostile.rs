//! Hostile requests, hundreds of them: each has its status, none fails the collector, none
//! leaves anything behind.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use corncrake_tests::collector::{Collector, TOKEN};

const PLACES: [&str; 4] = ["event", "batch", "ping", "report"];
const ORIGIN: &str = "https://shop.example";
const AGENT: &str = "visitor";
/// As many as must be tried at least.
const LEAST: usize = 200;

struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    status: u16,
}

impl Request {
    fn new(method: &str, path: String, body: impl Into<Vec<u8>>, status: u16) -> Self {
        let headers = [("origin", ORIGIN), ("user-agent", AGENT), ("content-type", "application/json")];
        let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Self { method: method.into(), path, headers, body: body.into(), status }
    }

    fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.headers.retain(|(found, _)| found != name);
        self.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        self
    }
}

fn good(place: &str) -> &'static str {
    match place {
        "event" => r#"{"type":1,"message":"m"}"#,
        "batch" => r#"{"events":[{"type":1,"message":"m"}]}"#,
        "report" => r#"[{"type":"deprecation","url":"https://shop.example/","body":{"id":"x"}}]"#,
        _ => "",
    }
}

/// Bodies that are no JSON, or no JSON that anybody should follow.
fn broken() -> Vec<Vec<u8>> {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    let mut bodies: Vec<Vec<u8>> = [
        "",
        " ",
        "\u{0}",
        "{",
        "}",
        "[",
        "{\"",
        "{\"type\":",
        "{\"type\":1,}",
        "{'type':1}",
        "{type:1}",
        "nul",
        "NaN",
        "Infinity",
        "undefined",
        "{}{}",
        "{} x",
        "\u{feff}{}",
        "<xml/>",
        "a=1&b=2",
        "--\r\nboundary",
        "{\"a\":01}",
        "{\"a\":1e}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\ud83\"}",
        "/**/{}",
    ]
    .iter()
    .map(|body| body.as_bytes().to_vec())
    .collect();
    bodies.extend([deep("[", "]").into_bytes(), deep("{\"a\":", "}").into_bytes()]);
    bodies.extend([
        b"\xff\xfe{\x00}\x00".to_vec(),
        b"{\"a\":\"\xc3\x28\"}".to_vec(),
        vec![0x1f, 0x8b, 8, 0, 0],
    ]);
    bodies
}

/// JSON that is no event.
const NO_EVENTS: [(&str, u16); 30] = [
    ("null", 400),
    ("true", 400),
    ("0", 400),
    ("\"text\"", 400),
    ("[]", 400),
    ("[{}]", 400),
    ("{}", 422),
    (r#"{"type":1}"#, 422),
    (r#"{"message":"m"}"#, 422),
    (r#"{"message":null,"type":1}"#, 422),
    (r#"{"message":"m","type":null}"#, 422),
    (r#"{"message":"m","type":-1}"#, 422),
    (r#"{"message":"m","type":1.5}"#, 422),
    (r#"{"message":"m","type":1e99}"#, 422),
    (r#"{"message":"m","type":99999999999999999999}"#, 422),
    (r#"{"message":"m","type":[1]}"#, 422),
    (r#"{"message":["m"],"type":1}"#, 422),
    (r#"{"message":"m","type":1,"name":1}"#, 422),
    (r#"{"message":"m","type":1,"uri":{}}"#, 422),
    (r#"{"message":"m","type":1,"stack":[]}"#, 422),
    (r#"{"message":"m","type":1,"meta":[]}"#, 422),
    (r#"{"message":"m","type":1,"meta":"x"}"#, 422),
    (r#"{"message":"m","type":1,"release":7}"#, 422),
    (r#"{"message":"m","type":1,"environment":false}"#, 422),
    (r#"{"message":"m","type":1,"__proto__":{}}"#, 400),
    (r#"{"message":"m","type":1,"constructor":1}"#, 400),
    (r#"{"message":"m","type":1,"ip":"203.0.113.7"}"#, 400),
    (r#"{"message":"m","type":1,"":1}"#, 400),
    (r#"{"message":"m","type":1,"count":1}"#, 400),
    (r#"{"message":"m","type":1,"Message":"m"}"#, 400),
];

/// JSON that is no batch.
const NO_BATCHES: [(&str, u16); 14] = [
    ("null", 400),
    ("[]", 400),
    ("{}", 422),
    (r#"{"events":null}"#, 422),
    (r#"{"events":{}}"#, 422),
    (r#"{"events":[]}"#, 422),
    (r#"{"events":[],"lost":0}"#, 422),
    (r#"{"events":"x"}"#, 422),
    (r#"{"events":[{}],"id":""}"#, 422),
    (r#"{"events":[{}],"id":"../../../../etc/"}"#, 422),
    (r#"{"events":[{}],"id":1}"#, 422),
    (r#"{"events":[{}],"lost":-1}"#, 422),
    (r#"{"events":[{}],"lost":"7"}"#, 422),
    (r#"{"events":[{}],"session":"x"}"#, 400),
];

const KEYS: [&str; 16] = [
    "aaaaaaaaaaa",
    "00000000000",
    "zzzzzzzzzzz",
    "AAAAAAAAAAA",
    "a",
    "aaaaaaaaaaaa",
    "..%2f..%2fdata",
    "%00",
    "%2e%2e",
    "a%20b",
    "'%20OR%201=1--",
    "%f0%9f%92%a9",
    "only",
    "null",
    "undefined",
    "__proto__",
];

const ORIGINS: [Option<&str>; 13] = [
    None,
    Some("null"),
    Some("https://evil.example"),
    Some("http://shop.example"),
    Some("https://shop.example:8443"),
    Some("https://shop.example.evil.test"),
    Some("https://evilshop.example"),
    Some("https://www.shop.example"),
    Some("https://shop.example/"),
    Some("https://shop.example@evil.test"),
    Some("https://shop.example#evil.test"),
    Some("//shop.example"),
    Some("*"),
];

const MEDIA_TYPES: [Option<&str>; 8] = [
    None,
    Some(""),
    Some("text/html"),
    Some("application/x-www-form-urlencoded"),
    Some("multipart/form-data; boundary=x"),
    Some("application/octet-stream"),
    Some("application/json2"),
    Some("json"),
];

fn requests(key: &str) -> Vec<Request> {
    let at = |place: &str| format!("/v1/{key}/{place}");
    let mut all = Vec::new();
    for place in ["event", "batch", "report"] {
        all.extend(broken().into_iter().map(|body| Request::new("POST", at(place), body, 400)));
        let large = vec![b' '; 1_048_577];
        all.push(Request::new("POST", at(place), large, 413));
        for media_type in MEDIA_TYPES {
            all.push(Request::new("POST", at(place), good(place), 415).with("content-type", media_type));
        }
    }
    all.extend(NO_EVENTS.iter().map(|(body, status)| Request::new("POST", at("event"), *body, *status)));
    all.extend(NO_BATCHES.iter().map(|(body, status)| Request::new("POST", at("batch"), *body, *status)));
    for place in PLACES {
        let body = good(place);
        for key in KEYS {
            all.push(Request::new("POST", format!("/v1/{key}/{place}"), body, 403));
        }
        for query in ["?", "?x", "?x=1", "?key=1&key=2", "?%00", "?__proto__=1"].into_iter().skip(1) {
            all.push(Request::new("POST", format!("{}{query}", at(place)), body, 400));
        }
        for method in ["PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL", "LOCK", "SEARCH"] {
            let bodiless = Request::new(method, at(place), "", 405);
            all.push(bodiless);
        }
        if place != "report" {
            for origin in ORIGINS {
                all.push(Request::new("POST", at(place), body, 403).with("origin", origin));
            }
            let long = "a".repeat(501);
            for user_agent in [None, Some(""), Some(long.as_str()), Some("caf\u{e9}")] {
                all.push(Request::new("POST", at(place), body, 400).with("user-agent", user_agent));
            }
        }
    }
    for path in [
        "/v1",
        "/v1/",
        "/v1//event",
        "/v1/event",
        "/v1/x/event/event/event",
        "/v1/x/Event",
        "/v1/x/event/../ping/x",
        "/v2/x/event",
        "/api",
        "/api/",
        "/api/projects/",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2fworkerd.capnp",
        "/client/../../entry.mjs",
        "/assets/%00.css",
        "/.git/config",
        "/admin-token",
        "/metrics/",
        "/doors",
    ] {
        all.push(Request::new("POST", path.to_owned(), "{}", 0));
    }
    all
}

#[test]
fn none_fails_it_and_none_leaves_anything() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &[ORIGIN])?;
    let all = requests(&key);
    ensure!(all.len() >= LEAST, "only {} requests", all.len());
    let (mut wrong, mut statuses) = (Vec::new(), BTreeMap::<u16, usize>::new());
    for Request { method, path, headers, body, status } in &all {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = collector.request(method, path, &headers, body)?;
        *statuses.entry(answer.status).or_default() += 1;
        // Of an address that nobody made, any refusal is right.
        let right = if *status == 0 { (400..500).contains(&answer.status) } else { answer.status == *status };
        if !right {
            let shown = String::from_utf8_lossy(body.get(..80).unwrap_or(body)).into_owned();
            wrong.push(format!("{method} {path} {headers:?} {shown:?}: {}, not {status}", answer.status));
        }
    }
    ensure!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
    println!("{} hostile requests: {statuses:?}", all.len());

    ensure!(collector.request("GET", "/health", &[], b"")?.status == 200, "it does not serve any more");
    ensure!(collector.issues(&key)?.is_empty() && collector.sessions(&key)? == (0, 0));
    ensure!(
        collector.get("/api/projects")?["projects"].as_array().map(Vec::len) == Some(2),
        "a project was made"
    );
    let log = collector.log()?;
    ensure!(!log.contains(r#"\"level\":\"error\""#) && !log.contains(TOKEN), "{log}");
    Ok(())
}
