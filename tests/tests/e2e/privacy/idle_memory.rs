//! Attacks A1 and A4: after midnight the memory of a process that nobody visits is read, and laid
//! beside the folder of the evening.

use anyhow::{Context, Result, ensure};
use corncrake_core::{ids::VisitorKey, session};
use corncrake_tests::{
    collector::night::NightCollector,
    inspect::memory::{all_holding, holding},
    wait::eventually,
};
use serde_json::json;

const ORIGIN: &str = "https://shop.example";
const VISITORS: u8 = 40;

fn address(visitor: u8) -> String {
    format!("198.51.100.{}", 100 + visitor)
}

/// Held by `copy::forget_past` and the keeper's alarm: with the salt one guess an address is enough to
/// turn the evening's rows into visitors. What else stays is printed, and is in the threat model.
#[test]
fn the_memory_of_the_morning_cannot_turn_the_rows_of_the_evening_into_visitors() -> Result<()> {
    let night = NightCollector::start()?;
    let wired = &night.wired;
    let key = wired.project()?;
    for visitor in 0..VISITORS {
        let (ip, agent) = (address(visitor), format!("browser {visitor}"));
        let headers = [
            ("origin", ORIGIN),
            ("user-agent", &*agent),
            ("x-real-ip", &*ip),
            ("content-type", "text/plain"),
        ];
        let body = json!({ "type": 1, "name": "AnError", "message": "m" }).to_string();
        let sent = wired.request("POST", &format!("/v1/{key}/event"), &headers, body.as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
    }
    let given = wired.random_bytes()?;
    let salt = *given.get(1).context("no salt behind the secret of keys")?;
    let project = key.parse()?;
    let keys: Vec<VisitorKey> = (0..VISITORS)
        .map(|visitor| session::visitor(&salt, project, ORIGIN, &address(visitor), &format!("browser {visitor}")))
        .collect();
    let Some(found) = holding(wired.pid()?, &salt)? else {
        println!("this machine does not let a test look into memory");
        return Ok(());
    };
    ensure!(found > 0, "the salt was not found in the memory while it was there");
    night.pass()?;
    eventually("the salt to leave the memory", || {
        Ok((holding(wired.pid()?, &salt)? == Some(0)).then_some(()))
    })?;
    let addresses: Vec<String> = (0..VISITORS).map(address).collect();
    let wanted: Vec<&[u8]> = keys.iter().map(|key| &key.0[..]).chain(addresses.iter().map(|one| one.as_bytes())).collect();
    let found = all_holding(wired.pid()?, &wanted)?.context("the memory could be read before")?;
    let (of_keys, of_addresses) = found.split_at(keys.len());
    let there = |found: &[usize]| found.iter().filter(|count| **count > 0).count();
    println!(
        "after midnight the memory holds the keys of {} of {VISITORS} visitors, and the addresses of {}",
        there(of_keys),
        there(of_addresses)
    );
    Ok(())
}
