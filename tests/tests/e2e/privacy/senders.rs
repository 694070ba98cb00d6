//! Attacks a14 and a16: somebody who can only send, with the address and browser of another, learns
//! neither from a ping's answer, nor from its time, nor from a refusal whether that one is here.

use std::thread;

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector, sender},
    http,
    wait::eventually,
};
use rustix::process::{Signal, kill_process};
use serde_json::json;

const PINGS: usize = 1_500;

/// Held by `pipeline::count_later`: the object is held before it writes, so an answer that waited
/// for it, as one that depends on who is known has to, would not come.
#[test]
fn the_time_of_a_pings_answer_cannot_depend_on_who_was_here() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    ensure!(wired.event(&key, "known", "AnError")?.status == 200);
    for visitor in ["known", "new"] {
        wired.doors(&json!({ "hold": "/Write", "passes": 0, "held": false }))?;
        let (pid, port, path) = (wired.pid()?, wired.port, format!("/v1/{key}/ping"));
        let answer = thread::scope(|scope| {
            let asked = scope.spawn(|| http::request(port, "POST", &path, &sender(visitor), b""));
            let ended = eventually("the answer to a ping", || Ok(asked.is_finished().then_some(())));
            let held = eventually("the object to be held", || {
                Ok((wired.doors(&json!({}))?["held"] == true).then_some(()))
            });
            kill_process(pid, Signal::KILL)?;
            held?;
            ended?;
            asked.join().unwrap_or_else(|_| anyhow::bail!("the request panicked"))
        })?;
        ensure!(answer.status == 200 && answer.body == "ok", "{visitor}: {answer:?}");
        wired.kill_and_restart()?;
    }
    Ok(())
}

/// Held by `Limits::admit`, which takes nothing for a ping and refuses none: with a token a ping the
/// attacker's storm is refused, or the visitor's own events are.
#[test]
fn a_storm_of_pings_under_anothers_name_cannot_feel_or_refuse_that_one() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    let batch = |number: usize| {
        let events = vec![json!({ "type": 1, "name": "AnError", "message": "m" }); 50];
        let body = json!({ "id": format!("{number:016x}"), "events": events }).to_string();
        wired.request("POST", &format!("/v1/{key}/batch"), &sender("victim"), body.as_bytes())
    };
    let ping = || wired.request("POST", &format!("/v1/{key}/ping"), &sender("victim"), b"");
    for number in 0..PINGS {
        ensure!(ping()?.status == 200, "the {number}th was refused");
    }
    // The victim has all of its 1,000 events, and pings tell nothing of them.
    for number in 0..20 {
        ensure!(batch(number)?.status == 200, "batch {number} was refused");
    }
    let mut refused = 0;
    for number in 20..40 {
        refused += usize::from(batch(number)?.status == 429);
    }
    ensure!(refused > 0, "the bucket of events never became empty");
    for _ in 0..PINGS / 10 {
        ensure!(ping()?.status == 200, "a ping felt the events");
    }
    Ok(())
}
