//! The salt: nowhere on disk as a whole, alive through an eviction where it has two halves,
//! and gone with its day.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_core::{session, time::UnixMillis};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    inspect::search::holding,
};
use serde_json::json;

/// Noon of a day in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_499_200_000;
const DAY: i64 = 86_400_000;

/// A visit that is counted once it is answered, as a ping is not.
fn visit(wired: &WiredCollector, key: &str) -> Result<()> {
    let answer = wired.event(key, "visitor", "VisitError")?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

#[test]
fn in_two_halves_it_lives_through_an_eviction_and_ends_with_its_day() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Halves)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    visit(&wired, &key)?;
    let given = wired.random_bytes()?;
    let [_, one, other] = given.as_slice() else { anyhow::bail!("{} random runs", given.len()) };
    let salt = session::salt_of_halves(one, other, UnixMillis(NOON).day());
    ensure!(holding(&wired.data("objects"), one)? > 0 && holding(&wired.data("kv"), one)? == 0);
    ensure!(holding(&wired.data("kv"), other)? == 1 && holding(&wired.data("objects"), other)? == 0);
    for place in ["objects", "kv"] {
        ensure!(holding(&wired.data(place), &salt)? == 0, "the salt itself is in {place}");
    }

    wired.kill_and_restart()?;
    wired.doors(&json!({ "now": NOON + 60_000 }))?;
    visit(&wired, &key)?;
    ensure!(sessions(&wired, &key)? == 1, "the same visitor was counted twice");

    wired.doors(&json!({ "now": NOON + DAY }))?;
    wired.ring("SALT", "only")?;
    ensure!(holding(&wired.data("kv"), other)? == 0, "half of a past day's salt is still there");
    visit(&wired, &key)?;
    ensure!(sessions(&wired, &key)? == 2);
    // If only one half is there, it is another salt, and the day goes on.
    for file in fs::read_dir(wired.data("kv"))? {
        fs::remove_file(file?.path())?;
    }
    wired.kill_and_restart()?;
    wired.doors(&json!({ "now": NOON + DAY }))?;
    visit(&wired, &key)?;
    ensure!(sessions(&wired, &key)? == 3);
    Ok(())
}

/// Sessions of all days, by the clock that the collector has now.
fn sessions(wired: &WiredCollector, key: &str) -> Result<u64> {
    Ok(wired.sessions(key)?.iter().sum())
}

#[test]
fn in_memory_it_is_nowhere_else() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let mut seen = Vec::new();
    let key = wired.project()?;
    for day in 0..3 {
        wired.doors(&json!({ "now": NOON + day * DAY }))?;
        visit(&wired, &key)?;
        ensure!(wired.event(&key, "another visitor", "DayError")?.status == 200);
    }
    seen.extend(wired.random_bytes()?);
    ensure!(seen.len() == 4, "a secret for the keys, and a salt a day: {}", seen.len());
    wired.kill_and_restart()?;
    wired.doors(&json!({ "now": NOON + 2 * DAY }))?;
    visit(&wired, &key)?;
    ensure!(sessions(&wired, &key)? == 7, "a restart begins with a new salt");
    let (secret, salts) = seen.split_first().context("nothing random")?;
    ensure!(holding(&wired.data("objects"), secret)? > 0, "the search finds nothing at all");
    for salt in salts {
        ensure!(holding(&wired.data("objects"), salt)? == 0, "a salt is on the disk");
    }
    Ok(())
}
