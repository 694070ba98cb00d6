//! Attacks A1 and A4: after midnight the memory of a process that nobody visits is read, and laid
//! beside the folder of the evening.

use anyhow::{Context, Result, ensure};
use corncrake_core::{ids::VisitorKey, session};
use corncrake_tests::{
    collector::wired::WiredCollector,
    inspect::{
        memory::{all_holding, holding},
        stolen::StolenFolder,
    },
    scenario::night::{ENDING, NightCollector},
    wait::eventually,
};
use serde_json::json;

const ORIGIN: &str = "https://shop.example";
const VISITORS: u8 = 40;

fn address(visitor: u8) -> String {
    format!("198.51.100.{}", 100 + visitor)
}

/// The visitors whose key is in memory, and those of whom an address is.
fn there(night: &NightCollector, keys: &[VisitorKey]) -> Result<(Vec<bool>, usize)> {
    let addresses: Vec<String> = (0..VISITORS).map(address).collect();
    let wanted = keys.iter().map(|key| &key.0[..]).chain(addresses.iter().map(|one| one.as_bytes()));
    let found = all_holding(night.wired.pid()?, &wanted.collect::<Vec<_>>())?.context("no memory")?;
    let (of_keys, of_addresses) = found.split_at(keys.len());
    let addresses = of_addresses.iter().filter(|count| **count > 0).count();
    Ok((of_keys.iter().map(|count| *count > 0).collect(), addresses))
}

fn event(wired: &WiredCollector, key: &str, ip: &str, agent: &str, name: &str) -> Result<()> {
    let headers =
        [("origin", ORIGIN), ("user-agent", agent), ("x-real-ip", ip), ("content-type", "text/plain")];
    let body = json!({ "type": 1, "name": name, "message": "m" }).to_string();
    let sent = wired.request("POST", &format!("/v1/{key}/event"), &headers, body.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    Ok(())
}

/// Held by `copy::forget_past` and the keeper's alarm: with the salt one guess an address is enough to
/// turn the evening's rows into visitors. What else stays is printed, and is in docs/privacy.md.
#[test]
fn the_memory_of_the_morning_cannot_turn_the_rows_of_the_evening_into_visitors() -> Result<()> {
    let night = NightCollector::start()?;
    let wired = &night.wired;
    let key = wired.project()?;
    let agent = |visitor: u8| format!("browser {visitor}");
    for name in ["AError", "BError"] {
        for visitor in 0..VISITORS {
            event(wired, &key, &address(visitor), &agent(visitor), name)?;
        }
    }
    let given = wired.random_bytes()?;
    let salt = *given.get(1).context("no salt behind the secret of keys")?;
    let project = key.parse()?;
    let keys: Vec<VisitorKey> = (0..VISITORS)
        .map(|visitor| session::visitor(&salt, project, ORIGIN, &address(visitor), &agent(visitor)))
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
    // Whose key is in memory still: his rows in free space are found again, though not who he is.
    let stolen = StolenFolder::take(&wired.data("objects").join("corncrake-project"))?;
    let issues = stolen.issues()?;
    let remains = stolen.remains(&issues, ENDING)?;
    for others in [0, 100] {
        for other in 0..others {
            event(wired, &key, &format!("203.0.113.{other}"), &format!("other browser {other}"), "AError")?;
        }
        let (has_key, addresses) = there(&night, &keys)?;
        let rows = |key: &VisitorKey| -> Result<usize> {
            let of_issue = |id: &String| Ok(key.session_of(id.parse()?).0);
            let all = issues.iter().map(of_issue).collect::<Result<Vec<_>>>()?;
            Ok(all.iter().filter(|hash| remains.contains_key(*hash)).count())
        };
        let joined =
            keys.iter().zip(&has_key).filter(|(key, has)| **has && rows(key).is_ok_and(|rows| rows > 1));
        println!(
            "after midnight and {others} other visitors the memory holds the keys of {} of {VISITORS}, by which \
             the rows of {} are joined, and the addresses of {addresses}",
            has_key.iter().filter(|has| **has).count(),
            joined.count(),
        );
    }
    Ok(())
}
