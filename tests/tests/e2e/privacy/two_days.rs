//! Two days of visitors with personal data in every field, by a clock that
//! the test sets; and after each midnight a search of every byte and every line for them.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_core::{
    ids::hmac_sha256,
    session,
    time::{UnixMillis, UtcDay},
};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    inspect::search::{all_holding, holding, values},
    root,
};
use serde_json::{Map, Value, json};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const MIDNIGHT: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
const ORIGIN: &str = "https://shop.example";
/// The visitors: address and User-Agent, of which nothing may be found afterwards.
const VISITORS: [(&str, &str); 3] = [
    ("203.0.113.77", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
    (
        "2001:db8:85a3::8a2e:370:7334",
        "Mozilla/5.0 (Linux; Android 15; SM-S938B Build/AP3A) AppleWebKit/537.36 Chrome/156.0.7777.31 Mobile",
    ),
    ("198.51.100.201", "Node.js/20.1 (Linux x64)"),
];
/// Their networks, as their limits know them.
const NETWORKS: [&str; 3] = ["203.0.113.0/24", "2001:db8:85a3::/64", "198.51.100.0/24"];

/// An address as it is hashed: of IPv6 the /64.
fn client(ip: &str) -> &str {
    NETWORKS.into_iter().find(|network| ip.contains(':') && network.contains(':')).unwrap_or(ip)
}

/// More texts that must be nowhere.
const PERSONAL: [&str; 15] = [
    "Gecko/20100101",
    "SM-S938B",
    "156.0.7777.31",
    "Linux x64",
    "192.0.2.146",
    "jane.doe",
    "s3cr3t-coupon",
    "coupon=",
    "4111 1111",
    "4111111111111111",
    "c2lnbmF0dXJl",
    "hunter2",
    "/home/jane",
    "session=1f0c",
    "intranet.example",
];
/// A visitor's text in every field.
const TEXT: &str = "jane.doe@example.com 192.0.2.146 4111 1111 1111 1111 \
    eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ /home/jane/shop";
/// The query and fragment behind an address.
const TAIL: &str = "?coupon=s3cr3t-coupon&mail=jane.doe%40example.com#jane.doe@example.com";

fn event(name: &str) -> Value {
    json!({
        "type": 1,
        "name": format!("{name} {TEXT}"),
        "message": format!("cannot bill {TEXT} at https://shop.example/pay{TAIL}"),
        "uri": format!("https://shop.example/cart{TAIL}"),
        "stack": format!("{name} {TEXT}: {TEXT}\n    at pay (https://shop.example/app.js{TAIL}:10:5)\n    at run (/home/jane/shop/app.js:1:2)"),
        "meta": {
            "user": TEXT, "password": "hunter2", "list": [TEXT, { "url": format!("https://a.example/{TAIL}") }],
            "jane.doe@example.com": 1, "card": "4111111111111111",
        },
        "release": "1.4 jane.doe@example.com",
        "environment": "jane.doe@example.com",
    })
}

/// A recorded report with something personal behind every text of its body.
fn with_personal_data(mut report: Value) -> Value {
    match &mut report {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = with_personal_data(item.take())),
        Value::Object(members) => {
            for (name, value) in members.iter_mut().filter(|(name, _)| *name != "type") {
                let page = matches!(name.as_str(), "url" | "documentURL" | "document-uri");
                *value = match value.take() {
                    Value::String(_) if page => format!("https://shop.example/cart{TAIL}").into(),
                    Value::String(_) if matches!(name.as_str(), "referrer" | "server_ip" | "sample") => {
                        format!("https://intranet.example/{TEXT}").into()
                    }
                    Value::String(text) if text.contains("://") => format!("{text}{TAIL}").into(),
                    Value::String(text) => format!("{text} {TEXT}").into(),
                    other => with_personal_data(other),
                };
            }
            let more = [("user_agent", VISITORS[0].1), ("jane.doe@example.com", TEXT), ("referrer", TEXT)];
            members.extend(
                more.map(|(name, value)| (name.to_owned(), value.into())).into_iter().collect::<Map<_, _>>(),
            );
        }
        _ => {}
    }
    report
}

/// Every recorded report of three engines, and one of a type that nobody knows.
fn reports() -> Result<Vec<Value>> {
    let mut all = vec![with_personal_data(
        json!([{ "type": "new-type", "url": "x", "body": { "what": "x", "in": ["x"] } }]),
    )];
    for entry in fs::read_dir(root().join("core/tests/fixtures/reports"))?.flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "json") {
            let recorded: Value = serde_json::from_str(&fs::read_to_string(entry.path())?)?;
            all.push(with_personal_data(recorded["body"].clone()));
        }
    }
    Ok(all)
}

/// The requests of one visitor in an hour, each of which has to be taken, or refused.
fn visit(wired: &WiredCollector, key: &str, (ip, agent): (&str, &str), reports: &[Value]) -> Result<()> {
    let send = |method: &str, place: &str, body: &str, status: u16| {
        let headers = [
            ("origin", ORIGIN),
            ("user-agent", agent),
            ("content-type", "text/plain"),
            ("x-real-ip", ip),
            ("x-forwarded-for", ip),
            ("cf-connecting-ip", ip),
            ("x-test-cf", r#"{"country":"DE","city":"Kleinmachnow","latitude":"52.40"}"#),
            ("referer", "https://shop.example/?coupon=s3cr3t-coupon"),
            ("cookie", "session=1f0c"),
        ];
        let answer = wired.request(method, &format!("/v1/{key}/{place}"), &headers, body.as_bytes())?;
        ensure!(answer.status == status, "{place}: {answer:?}");
        Ok(())
    };
    send("GET", "ping", "", 200)?;
    send("POST", "event", &event("TypeError").to_string(), 200)?;
    let batch = json!({ "id": "9f86d081884c7d65", "lost": 1, "events": [event("RangeError"), { "jane.doe@example.com": 1 }] });
    send("POST", "batch", &batch.to_string(), 200)?;
    for report in reports {
        send("POST", "report", &report.to_string(), 200)?;
    }
    // A refused request is logged, and has the most in it.
    send("POST", "event", r#"{"message":"m","type":1,"jane.doe@example.com":"hunter2"}"#, 400)?;
    send("POST", "event", "{\"message\":\"jane.doe", 400)?;
    send("POST", &format!("event{}", TAIL.replace('#', "&")), "", 400)?;
    send("GET", "ping?session=1f0c", "", 400)?;
    send("POST", "jane.doe@example.com", "", 404)
}

/// Everything that may be nowhere, by bytes below the data folder and by lines of the log.
fn search(wired: &WiredCollector, secrets: &[[u8; 32]]) -> Result<()> {
    let log = wired.log()?;
    ensure!(log.lines().count() > 10, "there is no log to search");
    let texts: Vec<&str> = VISITORS.iter().flat_map(|(ip, agent)| [*ip, *agent]).chain(PERSONAL).collect();
    for text in &texts {
        ensure!(!log.contains(text), "{text} is in the log");
    }
    let wanted: Vec<&[u8]> =
        texts.iter().map(|text| text.as_bytes()).chain(secrets.iter().map(<[u8; 32]>::as_slice)).collect();
    for place in ["objects", "kv"] {
        for (index, files) in all_holding(&wired.data(place), &wanted)?.into_iter().enumerate() {
            let what = texts.get(index).unwrap_or(&"a salt");
            ensure!(files == 0, "{what} is in {place}");
        }
    }
    Ok(())
}

/// The salt of a day, and the half of it that the KV had, from what was given at random.
fn salt(kept: Salt, given: &[[u8; 32]], day: UtcDay) -> Result<([u8; 32], Option<[u8; 32]>)> {
    match (kept, given) {
        (Salt::Memory, [.., salt]) => Ok((*salt, None)),
        (Salt::Halves, [.., one, other]) => Ok((session::salt_of_halves(one, other, day), Some(*other))),
        _ => anyhow::bail!("{} random runs", given.len()),
    }
}

fn two_days(kept: Salt) -> Result<()> {
    let mut wired = WiredCollector::start(kept)?;
    let (mut key, mut past, reports) = (String::new(), Vec::new(), reports()?);
    for day in 0..2 {
        let midnight = MIDNIGHT + day * DAY;
        for hour in [0, 11, 23] {
            wired.doors(&json!({ "now": midnight + hour * HOUR }))?;
            if key.is_empty() {
                key = wired.project()?;
            }
            for (place, visitor) in VISITORS.into_iter().enumerate() {
                // Each sends all reports once a day.
                let reports = if hour / 11 == place as i64 { reports.as_slice() } else { &[] };
                visit(&wired, &key, visitor, reports)?;
            }
        }
        ensure!(wired.sessions(&key)? == vec![3; day as usize + 1], "{:?}", wired.sessions(&key)?);
        let issues = wired.get(&format!("/api/projects/{key}/issues?limit=100"))?;
        ensure!(issues["issues"].as_array().is_some_and(|all| all.len() > 10), "too little was stored");

        let (salt, half) = salt(kept, &wired.random_bytes()?, UnixMillis(midnight).day())?;
        let project = key.parse()?;
        let keys = VISITORS.map(|(ip, agent)| session::visitor(&salt, project, ORIGIN, client(ip), agent));
        for network in NETWORKS {
            let [a, b, c, d, e, f, g, h, ..] =
                hmac_sha256(&salt[..], &[b"corncrake network", network.as_bytes()]);
            let key = [a, b, c, d, e, f, g, h];
            let as_text = u64::from_be_bytes(key).to_string();
            for trace in [&key[..], as_text.as_bytes(), network.as_bytes()] {
                ensure!(holding(&wired.data("objects"), trace)? == 0, "a network is on the disk");
            }
        }
        for visitor in &keys {
            ensure!(holding(&wired.data("objects"), &visitor.0)? == 0, "a visitor's key is on the disk");
        }
        let hashes = keys.map(|visitor| visitor.session().0);
        for hash in hashes {
            ensure!(
                holding(&wired.data("objects"), &hash)? > 0,
                "today's hashes are not where they should be"
            );
        }
        past.extend(hashes);
        wired.doors(&json!({ "now": midnight + DAY }))?;
        wired.ring("PROJECT", &key)?;
        wired.ring("SALT", "only")?;
        search(&wired, &[salt])?;
        if let Some(half) = half {
            ensure!(holding(&wired.data("kv"), &half)? == 0, "half of a past day's salt is still there");
        }
        // Once more after the databases were closed and their journals written back.
        wired.stop()?;
        search(&wired, &[salt])?;
        let values = values(&wired.data("objects").join("corncrake-project"))?;
        ensure!(values.len() > 50, "only {} values were searched", values.len());
        for hash in &past {
            let holds = |value: &Vec<u8>| value.windows(hash.len()).any(|window| window == hash);
            ensure!(!values.iter().any(holds), "the hash of a past day is in a table");
        }
        wired.kill_and_restart()?;
    }
    wired.doors(&json!({ "now": MIDNIGHT + 2 * DAY }))?;
    let countries = wired.get(&format!("/api/projects/{key}/countries"))?;
    // Three of one country a day: too few to be named, and published once the day is over.
    let days = countries["countries"].as_array().context("no days")?;
    let others = days.iter().filter(|day| day["country"].is_null()).count();
    ensure!(others == 2 && !days.iter().any(|day| day["country"] == "DE"), "{countries}");
    Ok(())
}

#[test]
fn nothing_says_who_was_here_with_the_salt_in_memory() -> Result<()> {
    two_days(Salt::Memory)
}

#[test]
fn nothing_says_who_was_here_with_the_salt_in_halves() -> Result<()> {
    two_days(Salt::Halves)
}
