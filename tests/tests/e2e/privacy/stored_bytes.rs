//! Privacy is a property: events full of personal data come in, and then every byte under
//! the data folder and every line of the log is searched for it.

use std::{fs, path::Path};

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{Collector, CollectorOptions, TOKEN},
    wait::eventually,
};
use serde_json::json;

const IP: &str = "203.0.113.77";
const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
/// Personal data that must be nowhere afterwards.
const PERSONAL: [&str; 9] = [
    IP,
    "Gecko/20100101",
    "jane.doe@example.com",
    "4111 1111 1111 1111",
    "s3cr3t-coupon",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ",
    "/home/jane",
    "hunter2-password",
    TOKEN,
];

fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

#[test]
fn nothing_personal_reaches_disk_or_log() -> Result<()> {
    let mut collector = Collector::start_with(CollectorOptions {
        environment: vec![("CLIENT_IP_HEADER", "X-Real-IP".to_owned())],
        ..CollectorOptions::default()
    })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let headers = [
        ("origin", "https://shop.example"),
        ("user-agent", AGENT),
        ("x-real-ip", IP),
        ("referer", "https://shop.example/?coupon=s3cr3t-coupon"),
        ("content-type", "application/json"),
    ];
    let jwt = PERSONAL[5];
    let event = json!({
        "name": "TypeError for jane.doe@example.com",
        "message": format!("Cannot bill jane.doe@example.com, card 4111 1111 1111 1111, from {IP}, bearer {jwt}, at https://shop.example/pay?coupon=s3cr3t-coupon"),
        "type": 1,
        "uri": "https://shop.example/cart?coupon=s3cr3t-coupon#jane.doe@example.com",
        "stack": "TypeError: jane.doe@example.com\n    at pay (https://shop.example/app.js?coupon=s3cr3t-coupon:10:5)\n    at run (/home/jane/shop/app.js:1:2)",
        "meta": { "user": "jane.doe@example.com", "password": "hunter2-password", "list": [IP, { "url": "https://shop.example/?coupon=s3cr3t-coupon" }] },
        "release": "1.0.0",
    });
    let path = format!("/v1/{key}/event");
    let answer = collector.request("POST", &path, &headers, event.to_string().as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    // Refusals are logged least of all.
    for body in ["{", r#"{"message":"jane.doe@example.com","type":1,"jane.doe@example.com":1}"#] {
        collector.request("POST", &path, &headers, body.as_bytes())?;
    }
    collector.request("GET", &format!("/v1/{key}/ping"), &headers, b"")?;
    let stored = collector.wait_for_issue(&key, "TypeError")?;
    ensure!(stored["event"]["message"].as_str().is_some_and(|text| text.contains("[email]")), "{stored:#}");
    ensure!(stored["event"]["frames"][0]["file"] == "https://shop.example/app.js", "{stored:#}");

    let check = |collector: &Collector| -> Result<usize> {
        let mut all = Vec::new();
        files(&collector.data(), &mut all)?;
        let mut bytes = 0;
        for file in &all {
            let content = fs::read(file)?;
            bytes += content.len();
            for secret in PERSONAL {
                let found = content.windows(secret.len()).any(|window| window == secret.as_bytes());
                ensure!(!found, "{secret:?} is in {}", file.display());
            }
        }
        let log = collector.log()?;
        for secret in PERSONAL {
            ensure!(!log.contains(secret), "{secret:?} is in the log:\n{log}");
        }
        Ok(bytes)
    };
    ensure!(check(&collector)? > 10_000, "there is nothing to search");
    // Once more after the databases were closed and their journals written back.
    collector.interrupt()?;
    check(&collector)?;
    Ok(())
}

#[test]
fn a_session_is_its_address_and_agent_and_a_forged_header_is_not_believed() -> Result<()> {
    let trusting = Collector::start_with(CollectorOptions {
        environment: vec![("CLIENT_IP_HEADER", "X-Real-IP".to_owned())],
        ..CollectorOptions::default()
    })?;
    let alone = Collector::start()?;
    for (collector, sessions) in [(&trusting, 3), (&alone, 2)] {
        let key = collector.project("shop", &["*"])?;
        let ping = |ip: &str, agent: &str| {
            let headers = [
                ("origin", "https://shop.example"),
                ("user-agent", agent),
                ("x-real-ip", ip),
                ("cf-connecting-ip", ip),
                ("x-forwarded-for", ip),
            ];
            collector.request("POST", &format!("/v1/{key}/ping"), &headers, b"")
        };
        for (ip, agent) in [(IP, "one"), (IP, "one"), (IP, "two"), ("2001:db8::7", "one")] {
            let answer = ping(ip, agent)?;
            ensure!(answer.status == 200, "{answer:?}");
        }
        eventually("sessions", || Ok((collector.sessions(&key)? == (sessions, 0)).then_some(())))?;
    }
    let key = trusting.project("shop", &["*"])?;
    let headers = [("origin", "https://shop.example"), ("user-agent", "one"), ("x-real-ip", "nonsense")];
    let answer = trusting.request("POST", &format!("/v1/{key}/ping"), &headers, b"")?;
    ensure!(answer.status == 200, "what is no address refuses nothing: {answer:?}");
    // The same address, however a proxy spells it, and the same household.
    let spellings =
        ["203.0.113.77", "203.0.113.77:4711", "::ffff:203.0.113.77", "10.0.0.1, for=203.0.113.77"];
    let household = ["2001:db8:1:2::1", "[2001:db8:1:2::2]:443", "2001:db8:1:2:ffff::3%eth0"];
    for spelling in spellings.iter().chain(&household) {
        let headers = [("origin", "https://shop.example"), ("user-agent", "two"), ("x-real-ip", spelling)];
        let answer = trusting.request("POST", &format!("/v1/{key}/ping"), &headers, b"")?;
        ensure!(answer.status == 200, "{spelling}: {answer:?}");
    }
    let agent = "Dalvik/1.6.0 (Linux; INCO AIR) ".to_owned() + &"x".repeat(500);
    let headers = [("origin", "https://shop.example"), ("user-agent", agent.as_str()), ("x-real-ip", IP)];
    let answer = trusting.request("POST", &format!("/v1/{key}/ping"), &headers, b"")?;
    ensure!(answer.status == 200, "{answer:?}");
    eventually("four sessions", || Ok((trusting.sessions(&key)? == (4, 0)).then_some(())))?;
    for (collector, said) in [(&trusting, "held no address"), (&alone, "CLIENT_IP_HEADER is not set")] {
        let log = collector.log()?;
        ensure!(log.matches(said).count() == 1, "once: {log}");
        ensure!(!log.contains("nonsense") && !log.contains("203.0.113.77"), "{log}");
    }
    Ok(())
}
