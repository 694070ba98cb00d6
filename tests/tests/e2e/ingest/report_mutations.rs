//! Recorded reports, changed at random: each request is answered with what the contract has, each
//! report is stored or refused, and the collector serves on.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{collector::Collector, root, xorshift::XorShift};
use serde_json::Value;

const AGENT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");
/// How often each recorded body is changed: 41 of them make some hundred requests.
const ROUNDS: usize = 12;
/// Statuses that a report may be answered with.
const STATUSES: [u16; 6] = [200, 400, 403, 413, 415, 422];
/// Replacements of a value.
const VALUES: [&str; 12] = [
    "null",
    "true",
    "-1",
    "1e308",
    "\"\"",
    "[]",
    "{}",
    "\"\\ud83d\"",
    "\"https://[\"",
    "\"about:srcdoc\"",
    "\"https://1111111111.example:1/?a#b\"",
    "[[[[{\"a\":[]}]]]]",
];

/// Changes one place in a value, seldom all of it.
fn change(value: &mut Value, numbers: &mut XorShift) {
    let length = match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    };
    let place = numbers.below(length);
    let goes_on = length > 0 && numbers.below(12) > 0;
    match value {
        Value::Array(items) if goes_on => change(&mut items[place], numbers),
        Value::Object(members) if goes_on => {
            let name = members.keys().nth(place).cloned().unwrap_or_default();
            match numbers.below(6) {
                0 => drop(members.remove(&name)),
                1 => {
                    let moved = members.remove(&name).unwrap_or_default();
                    members.insert(name.to_uppercase().replace("URL", "-uri"), moved);
                }
                _ => change(members.get_mut(&name).unwrap_or(&mut Value::Null), numbers),
            }
        }
        _ => *value = serde_json::from_str(VALUES[numbers.below(VALUES.len())]).unwrap_or_default(),
    }
}

/// The bytes of a value, perhaps with some of them changed, cut or doubled.
fn bytes(value: &Value, numbers: &mut XorShift) -> Vec<u8> {
    let mut body = value.to_string().into_bytes();
    let place = numbers.below(body.len());
    match numbers.below(8) {
        0 => body.truncate(place),
        1 => body[place] = [0, 0x22, 0x5c, 0x7b, 0xe9, 0xff][numbers.below(6)],
        2 => body.extend_from_within(place..),
        3 => drop(body.splice(0..0, [0xef, 0xbb, 0xbf])),
        _ => {}
    }
    body
}

#[test]
fn a_changed_report_is_stored_or_refused() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://app.test:8443"])?;
    let mut numbers = XorShift(0x9e37_79b9_7f4a_7c15);
    let (mut statuses, mut sent, mut refused_whole) = (BTreeMap::<u16, u32>::new(), 0, 0);
    let mut files: Vec<_> = fs::read_dir(root().join("core/tests/fixtures/reports"))?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        let recorded: Value = serde_json::from_str(&fs::read_to_string(path)?)?;
        for round in 0..ROUNDS {
            let mut body = recorded["body"].clone();
            for _ in 0..round / 2 {
                change(&mut body, &mut numbers);
            }
            let body = bytes(&body, &mut numbers);
            let headers =
                [("origin", "https://app.test:8443"), ("content-type", "application/reports+json"), AGENT];
            let answer = collector.request("POST", &format!("/v1/{key}/report"), &headers, &body)?;
            ensure!(STATUSES.contains(&answer.status), "{}: {answer:?}", String::from_utf8_lossy(&body));
            *statuses.entry(answer.status).or_default() += 1;
            if answer.status == 200 {
                let all =
                    corncrake_core::report::decode_all(&body).map_err(|error| anyhow::anyhow!("{error}"))?;
                sent += all.reports.len() + all.refused;
            } else {
                refused_whole += 1;
            }
        }
    }
    ensure!(statuses.len() > 2 && statuses[&200] > 100, "{statuses:?}");
    // A last one hands over what was refused since the one before.
    let last = br#"{"type":"crash","url":"https://app.test:8443/last","body":{}}"#;
    let headers = [("origin", "https://app.test:8443"), AGENT];
    ensure!(collector.request("POST", &format!("/v1/{key}/report"), &headers, last)?.status == 200);
    let answer = collector.get(&format!("/api/projects/{key}/outcomes?interval=hour"))?;
    let sum: u64 = answer["series"]
        .as_array()
        .context("no series")?
        .iter()
        .flat_map(|hour| {
            ["stored", "sampled", "repeated", "refused", "full", "limited"].map(|name| &hour[name])
        })
        .filter_map(Value::as_u64)
        .sum();
    ensure!(
        usize::try_from(sum)? == sent + refused_whole + 1,
        "{sum} of {sent} and {refused_whole}: {answer:#}"
    );
    ensure!(collector.request("GET", "/health", &[], b"")?.status == 200);
    println!("{statuses:?}");
    Ok(())
}
