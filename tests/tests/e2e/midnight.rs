//! Days as the collector sees them, by a clock that the test sets: what midnight ends, and
//! that nothing of a past day can be found afterwards.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_core::session;
use corncrake_tests::{
    search::holding,
    slow::Slow,
    wired::{Salt, Wired, sender},
};
use rusqlite::types::ValueRef;
use serde_json::json;

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const MIDNIGHT: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
const ORIGIN: &str = "https://shop.example";

fn event(wired: &Wired, key: &str, ip: &str, user_agent: &str) -> Result<()> {
    let mut headers = sender(user_agent).to_vec();
    headers.push(("x-real-ip", ip));
    headers.push(("x-test-cf", r#"{"country":"DE"}"#));
    headers.push(("referer", "https://shop.example/?coupon=s3cr3t-coupon"));
    let body = json!({
        "type": 1,
        "name": "TypeError for jane.doe@example.com",
        "message": format!("cannot bill jane.doe@example.com from {ip}, https://shop.example/?coupon=s3cr3t-coupon"),
        "uri": "https://shop.example/cart?coupon=s3cr3t-coupon",
        "stack": "TypeError: x\n    at pay (https://shop.example/app.js?coupon=s3cr3t-coupon:10:5)",
        "meta": { "user": "jane.doe@example.com", "ip": ip },
        "release": "jane.doe@example.com",
    });
    let answer = wired.request("POST", &format!("/v1/{key}/event"), &headers, body.to_string().as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

#[test]
fn at_the_last_and_the_first_millisecond_with_a_request_in_flight() -> Result<()> {
    for kept in [Salt::Memory, Salt::Halves] {
        let wired = Wired::start(kept)?;
        wired.doors(&json!({ "now": MIDNIGHT - 1 }))?;
        let key = wired.project()?;
        ensure!(wired.event(&key, "one", "LastError")?.status == 200);
        let body = json!({ "type": 1, "name": "FlightError", "message": "m" }).to_string();
        let in_flight = Slow::begin(&wired, &format!("/v1/{key}/event"), "one", &body)?;
        ensure!(wired.sessions(&key)? == [1]);

        wired.doors(&json!({ "now": MIDNIGHT }))?;
        ensure!(in_flight.end()? == 200);
        ensure!(wired.event(&key, "one", "FirstError")?.status == 200);
        // The same visitor on another day is another session; the one in flight arrived on it.
        ensure!(wired.sessions(&key)? == [1, 1], "{:?}", wired.sessions(&key)?);
        let issues = wired.get(&format!("/api/projects/{key}/issues"))?;
        let all = issues["issues"].as_array().map(Vec::as_slice).unwrap_or_default();
        ensure!(all.len() == 3 && all.iter().all(|i| i["events"] == 1 && i["sessions"] == 1), "{issues}");
    }
    Ok(())
}

#[test]
fn two_days_later_nothing_says_who_was_here() -> Result<()> {
    let mut wired = Wired::start(Salt::Memory)?;
    let visitors =
        [("203.0.113.77", "Mozilla/5.0 (X11; Linux x86_64) Firefox/153.0 one"), ("2001:db8::77", "two")];
    wired.doors(&json!({ "now": MIDNIGHT }))?;
    let key = wired.project()?;
    for day in 0..2 {
        for (hour, (ip, user_agent)) in [0, 7, 23].into_iter().flat_map(|hour| visitors.map(|v| (hour, v))) {
            wired.doors(&json!({ "now": MIDNIGHT + day * DAY + hour * 3_600_000 }))?;
            event(&wired, &key, ip, user_agent)?;
        }
    }
    ensure!(wired.sessions(&key)? == [2, 2], "{:?}", wired.sessions(&key)?);
    let countries = wired.get(&format!("/api/projects/{key}/countries"))?;
    let counts: Vec<_> = countries["countries"].as_array().into_iter().flatten().collect();
    ensure!(
        counts.len() == 2 && counts.iter().all(|c| c["country"] == "DE" && c["sessions"] == 2),
        "{countries}"
    );

    let salts = wired.random_bytes()?.split_off(1);
    ensure!(salts.len() == 2, "{} salts", salts.len());
    let hashes = |day: usize| visitors.map(|(ip, agent)| session::hash(&salts[day], ORIGIN, ip, agent).0);
    let data = wired.data("objects");
    for hash in hashes(1) {
        ensure!(holding(&data, &hash)? > 0, "the hashes of today are not found, so the search is no good");
    }
    wired.doors(&json!({ "now": MIDNIGHT + 2 * DAY }))?;
    wired.ring("PROJECT", &key)?;
    wired.ring("SALT", "only")?;
    let personal = ["203.0.113.77", "2001:db8::77", "Linux x86_64", "jane.doe", "s3cr3t-coupon"];
    for text in personal {
        ensure!(holding(&data, text.as_bytes())? == 0, "{text} is on the disk");
        ensure!(!wired.log()?.contains(text), "{text} is in the log");
    }
    for secret in salts.iter().map(<[u8; 32]>::as_slice) {
        ensure!(holding(&data, secret)? == 0, "a salt is on the disk");
    }
    // Free space of a database may hold what was deleted until something else is written
    // there; no table does.
    wired.stop()?;
    let mut searched = 0;
    for file in fs::read_dir(data.join("corncrake-project"))? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "sqlite") {
            let values = values(&rusqlite::Connection::open(&path)?)?;
            searched += values.len();
            for hash in hashes(0).into_iter().chain(hashes(1)) {
                let holds = |value: &Vec<u8>| value.windows(hash.len()).any(|window| window == hash);
                ensure!(!values.iter().any(holds), "the hash of a past day is in a table");
            }
        }
    }
    ensure!(searched > 20, "only {searched} values were searched");
    Ok(())
}

/// Every text and blob of every table.
fn values(database: &rusqlite::Connection) -> Result<Vec<Vec<u8>>> {
    let mut tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut values = Vec::new();
    for name in names {
        let mut table = database.prepare(&format!("SELECT * FROM \"{name}\""))?;
        let columns = table.column_count();
        let mut rows = table.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                match row.get_ref(column)? {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => values.push(bytes.to_vec()),
                    _ => {}
                }
            }
        }
    }
    Ok(values)
}
