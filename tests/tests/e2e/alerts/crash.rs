//! `kill -9` at each step of a delivery: every alert arrives, none more than twice, and a receiver
//! knows one that comes again by its id.

use std::{collections::BTreeMap, thread};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector, MailServer, ReceiverMode},
    wait::eventually,
};
use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use super::email::{PASSWORD, with_mail};

/// A time in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_456_000_000 + 43_200_000;
const MINUTE: i64 = 60_000;

/// Where a delivery can be held, how often that place is passed before, and how often the alert has
/// arrived by then: the write, the alarm of the project, the hand-over, the alarm of the outbox, its
/// flush before anything leaves, and the one after it noted what became of that.
const PLACES: [(&str, usize, usize); 13] = [
    ("written", 0, 0),
    ("flushed", 0, 0),
    ("/Write done", 0, 0),
    ("alarm", 0, 0),
    ("/TakeSignals", 0, 0),
    ("/TakeSignals done", 0, 0),
    ("alarm done", 0, 0),
    ("alarm", 1, 0),
    ("written", 1, 0),
    ("flushed", 1, 0),
    ("written", 2, 1),
    ("flushed", 2, 1),
    ("alarm done", 1, 1),
];

#[test]
fn every_alert_arrives_and_none_more_than_twice() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let mut collector = AlertingCollector::start(&[receiver.port])?;
    let hook = collector.webhook(&receiver, "crash")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({ "per_hour": 1_000 }))?;
    let key = collector.key.clone();
    let mut held = 0;
    for (number, (place, passes, arrived)) in PLACES.into_iter().enumerate() {
        let now = NOON + i64::try_from(number)? * 10 * MINUTE;
        collector.wired.doors(&json!({ "now": now }))?;
        let name = format!("Crash{}Error", char::from(b'A' + u8::try_from(number)?));
        let killed = collector.wired.kill_where_held(place, passes, |wired| {
            let sent = wired.event(&key, "visitor", &name).is_ok_and(|answer| answer.status == 200);
            // The alarms that would ring by themselves.
            sent && wired.ring("PROJECT", &key).is_ok() && wired.ring("OUTBOX", &key).is_ok()
        })?;
        held += usize::from(killed.was_held);
        let before = receiver.received().iter().filter(|one| one.body.contains(&name)).count();
        ensure!(before == arrived, "{place} {passes}: it had arrived {before} times");
        // Beyond the time after which a try that never ended is begun again.
        collector.wired.doors(&json!({ "now": now + 2 * MINUTE }))?;
        // A batch that was not acknowledged is sent again, as a client does.
        collector.event("visitor", &name)?;
        eventually(&format!("{place} {passes}: {name}"), || {
            collector.wired.ring("PROJECT", &key)?;
            collector.wired.ring("OUTBOX", &key)?;
            let arrived = receiver.received().iter().any(|one| one.body.contains(&name));
            Ok(arrived.then_some(()))
        })?;
    }
    ensure!(held == PLACES.len(), "{held} of {} places were reached", PLACES.len());
    let mut ids: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for one in receiver.received() {
        let title = one.json()["data"]["title"].as_str().context("no title")?.to_owned();
        let entry = ids.entry(title).or_insert((one.header("webhook-id").to_owned(), 0));
        ensure!(entry.0 == one.header("webhook-id"), "one alert has two ids: {one:?}");
        ensure!(entry.0 == one.header("idempotency-key"), "two ids in one message: {one:?}");
        entry.1 += 1;
    }
    ensure!(ids.len() == PLACES.len(), "{ids:?}");
    ensure!(ids.values().all(|(_, times)| *times <= 2), "{ids:?}");
    println!("{ids:?}");
    Ok(())
}

/// Without a test's hand on the alarms: they ring by themselves after a start.
#[test]
fn what_was_raised_before_a_kill_arrives_after_the_start() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let mut collector = AlertingCollector::start(&[receiver.port])?;
    let hook = collector.webhook(&receiver, "start")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({}))?;
    let key = collector.key.clone();
    // A new rule sets the alarm as well: what is held must be the alarm of the event.
    collector.event("visitor", "FirstError")?;
    receiver.wait_for(1)?;
    let killed = collector.wired.kill_where_held("alarm", 0, |wired| {
        // Until it is killed: the alarm rings by itself.
        let is_running = || wired.doors(&json!({})).map(|_| None::<()>);
        wired.event(&key, "visitor", "AloneError").is_ok() && eventually("the kill", is_running).is_ok()
    })?;
    ensure!(killed.was_held, "the alarm did not ring");
    let received = receiver.wait_for(2)?;
    ensure!(received[1].body.contains("AloneError"), "{received:?}");
    Ok(())
}

/// The one step at which nobody can know whether a message arrived: the receiver has it, and its answer
/// is not here yet.
#[test]
fn a_kill_before_the_answer_sends_it_once_more_under_the_same_id() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let mut collector = AlertingCollector::start(&[receiver.port])?;
    collector.wired.doors(&json!({ "now": NOON }))?;
    let hook = collector.webhook(&receiver, "unknown")?;
    collector.rule(&json!({ "on": "new_issue" }), &[&hook], &json!({}))?;
    receiver.set(ReceiverMode::Slow);
    let (running, pid) = (&collector, collector.wired.pid()?);
    thread::scope(|scope| -> Result<()> {
        scope.spawn(|| {
            running.event("visitor", "UnknownError")?;
            running.wired.ring("PROJECT", &running.key)?;
            // It ends with the process.
            running.wired.ring("OUTBOX", &running.key)
        });
        receiver.wait_for(1)?;
        kill_process(pid, Signal::KILL)?;
        Ok(())
    })?;
    receiver.set(ReceiverMode::Status(200));
    collector.wired.kill_and_restart()?;
    collector.wired.doors(&json!({ "now": NOON + 2 * MINUTE }))?;
    for _ in 0..3 {
        collector.wired.ring("OUTBOX", &collector.key)?;
    }
    let received = receiver.received();
    ensure!(received.len() == 2, "{received:?}");
    ensure!(received[0].header("webhook-id") == received[1].header("webhook-id"), "{received:?}");
    ensure!(collector.deliveries("delivered")?.len() == 1, "{:?}", collector.deliveries("")?);
    Ok(())
}

/// A mail that its server has not taken is sent once more alone; one that it took before it could say
/// so comes again, under the same `Message-ID`.
#[test]
fn a_kill_while_a_mail_is_on_its_way_loses_none() -> Result<()> {
    for (to, arrives) in [("held-rcpt@shop.example", 1), ("held-data@shop.example", 2)] {
        let server = MailServer::start("tls")?;
        let (mut collector, mail) = with_mail(&server, "smtps", PASSWORD, to)?;
        collector.wired.doors(&json!({ "now": NOON }))?;
        collector.rule(&json!({ "on": "new_issue" }), &[&mail], &json!({}))?;
        let (running, pid) = (&collector, collector.wired.pid()?);
        thread::scope(|scope| -> Result<()> {
            scope.spawn(|| {
                running.event("visitor", "MailedError")?;
                running.wired.ring("PROJECT", &running.key)?;
                // It ends with the process.
                running.wired.ring("OUTBOX", &running.key)
            });
            eventually("a mail that is held", || {
                Ok(server.session_log().iter().any(|one| one["held"] == true).then_some(()))
            })?;
            Ok(kill_process(pid, Signal::KILL)?)
        })?;
        collector.wired.kill_and_restart()?;
        collector.wired.doors(&json!({ "now": NOON + 2 * MINUTE }))?;
        for _ in 0..3 {
            collector.wired.ring("OUTBOX", &collector.key)?;
        }
        let log = server.session_log();
        let mails: Vec<&str> = log.iter().filter_map(|one| one["mail"].as_str()).collect();
        ensure!(mails.len() == arrives, "{to}: {mails:?}");
        let ids: Vec<Option<&str>> = mails
            .iter()
            .map(|mail| mail.lines().find(|line| line.starts_with("Message-ID: <msg_")))
            .collect();
        ensure!(ids[0].is_some() && ids.iter().all(|id| *id == ids[0]), "{to}: {ids:?}");
        let delivered: Vec<Value> = collector.deliveries("delivered")?;
        ensure!(delivered.len() == 1 && collector.deliveries("")?.len() == 1, "{to}: {delivered:?}");
    }
    Ok(())
}
