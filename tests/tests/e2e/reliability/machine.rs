//! What an operator's machine does to a collector, met as it happens: a disk that is full, a clock
//! that was wrong, descriptors that run out, a parent that is killed.

use std::{fs, io::Write, net::TcpStream, os::unix::process::ExitStatusExt, process::Command};

use anyhow::{Result, ensure};
use corncrake_core::time::{DAY_MS, UnixMillis};
use corncrake_tests::{
    collector::{Collector, CollectorOptions, Response, TOKEN, clock::Clock},
    inspect::database::alarms,
    wait::eventually,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

/// A file system of its own in memory, as small as a disk that fills soon, where the data folder is.
const SMALL_DISK: [&str; 7] = [
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    r#"mkdir -p "$DATA_DIR" && mount -t tmpfs -o size=48m tmpfs "$DATA_DIR" && exec "$0" "$@""#,
];
/// A soft limit, as many services have it.
const FEW_FILES: [&str; 3] = ["sh", "-c", r#"ulimit -Sn 1024 && exec "$0" "$@""#];
/// A hard limit.
const FEW_FILES_FOR_GOOD: [&str; 3] = ["sh", "-c", r#"ulimit -n 1024 && exec "$0" "$@""#];
/// Connections at once, for which 1,024 descriptors are too few.
const CONNECTIONS: usize = 700;

fn send_event(collector: &Collector, key: &str, name: &str) -> Result<Response> {
    let body = json!({ "type": 1, "name": name, "message": "m", "meta": { "text": "x y ".repeat(2_000) } });
    let headers = [("origin", "https://shop.example"), ("user-agent", "one"), ("content-type", "text/plain")];
    collector.request("POST", &format!("/v1/{key}/event"), &headers, body.to_string().as_bytes())
}

/// The status and the code of `/health`.
fn health(collector: &Collector) -> Result<(u16, String)> {
    let answer = collector.request("GET", "/health", &[], b"")?;
    Ok((answer.status, answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned()))
}

fn can_mount() -> bool {
    let [program, args @ ..] = SMALL_DISK;
    let Ok(folder) = tempfile::tempdir() else { return false };
    let tried = Command::new(program).args(args).arg("true").env("DATA_DIR", folder.path()).output();
    tried.is_ok_and(|tried| tried.status.success())
}

#[test]
fn a_full_disk_is_reported_and_stored_events_stay() -> Result<()> {
    if !can_mount() {
        println!("this machine does not let a test mount a disk of its own");
        return Ok(());
    }
    let around = SMALL_DISK.to_vec();
    let mut collector = Collector::start_with(CollectorOptions { around, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    ensure!(send_event(&collector, &key, "BeforeError")?.status == 200);

    // From outside, as another program on the same disk would.
    let pid = collector.workerd()?.as_raw_nonzero();
    let filler = format!("/proc/{pid}/root{}/filler", collector.data().display());
    let mut file = fs::File::create(&filler)?;
    while file.write_all(&[7; 4_096]).is_ok() {}
    drop(file);

    let (mut stored, mut refused) = (1, None);
    for at in 0..3_000 {
        let answer = send_event(&collector, &key, &format!("Error{at}"))?;
        if answer.status == 200 {
            stored += 1;
        } else if answer.body.contains("disk_full") {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.ok_or_else(|| anyhow::anyhow!("{stored} events found room on a full disk"))?;
    ensure!(refused.status == 503 && !refused.header("retry-after").is_empty(), "{refused:?}");
    ensure!(health(&collector)? == (503, "disk_full".into()), "{:?}", health(&collector)?);
    ensure!(collector.log()?.contains("disk is full"), "{}", collector.log()?);
    // Reading needs no room.
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let listed = collector.request("GET", &format!("/api/projects/{key}/issues"), &headers, b"")?;
    ensure!(listed.status == 200 && listed.body.contains("BeforeError"), "{listed:?}");
    let changed =
        collector.request("PATCH", &format!("/api/projects/{key}"), &headers, br#"{"retention_days":9}"#)?;
    ensure!(changed.status == 503 && changed.body.contains("disk_full"), "{changed:?}");

    fs::remove_file(&filler)?;
    eventually("events to be stored again", || {
        Ok((send_event(&collector, &key, "AfterError")?.status == 200).then_some(()))
    })?;
    eventually("a healthy answer", || Ok((health(&collector)?.0 == 200).then_some(())))?;
    let listed = collector.get(&format!("/api/projects/{key}/issues?limit=100"))?.to_string();
    ensure!(listed.contains("AfterError") && listed.contains("BeforeError"), "{listed}");
    ensure!(collector.interrupt()? == Some(0));
    Ok(())
}

#[test]
fn a_clock_that_was_a_year_ahead_is_seen_and_mended() -> Result<()> {
    let clock = Clock::new()?;
    let right = clock.now()?;
    for days in [1, 365] {
        clock.set(right)?;
        let environment = clock.variables().into_iter().collect();
        let mut collector =
            Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
        let key = collector.project("shop", &["https://shop.example"])?;
        ensure!(send_event(&collector, &key, "BeforeError")?.status == 200);
        clock.set(UnixMillis(right.0 + days * DAY_MS + 60_000))?;
        // An object with a timer of its own sees another time when that has rung.
        eventually("an event of a day ahead", || {
            ensure!(send_event(&collector, &key, "AheadError")?.status == 200);
            let ahead = UnixMillis(right.0 + days * DAY_MS);
            let issues = collector.issues(&key)?;
            let mut seen = issues.iter().filter_map(|issue| UnixMillis::parse(issue["last_seen"].as_str()?));
            Ok(seen.any(|seen| seen >= ahead).then_some(()))
        })?;
        clock.set(UnixMillis(right.0 + 120_000))?;
        eventually("the clock to be seen", || {
            ensure!(send_event(&collector, &key, "RightError")?.status == 200);
            let health = collector.request("GET", "/health", &[], b"")?;
            ensure!(health.status == 200, "{health:?}");
            Ok(health.body.contains("clock_went_back").then_some(()))
        })?;
        // The first that arrived had this seen, the next mended it.
        ensure!(send_event(&collector, &key, "RightError")?.status == 200);
        let now = clock.now()?;
        for issue in collector.issues(&key)? {
            let seen = issue["last_seen"].as_str().and_then(UnixMillis::parse);
            ensure!(seen.is_some_and(|seen| seen <= now), "{days}: seen in the future: {issue:#}");
        }
        let health = collector.request("GET", "/health", &[], b"")?;
        ensure!(health.status == 200 && health.body.contains("clock_went_back"), "{days}: {}", health.body);
        ensure!(collector.log()?.contains("clock"), "{}", collector.log()?);
        // An object that saw the time ahead can set no alarm before that; the next start does.
        collector.interrupt()?;
        collector.start_again()?;
        let at = alarms(&collector.data().join("objects/corncrake-project"))?;
        ensure!(!at.is_empty() && at.iter().all(|at| at - now.0 <= DAY_MS), "{days}: {at:?}");
    }
    Ok(())
}

#[test]
fn seven_hundred_connections_at_1024_descriptors() -> Result<()> {
    let around = FEW_FILES.to_vec();
    let collector = Collector::start_with(CollectorOptions { around, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let mut held = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut stream = TcpStream::connect(("127.0.0.1", collector.port))?;
        write!(stream, "POST /v1/{key}/event HTTP/1.1\r\nhost: x\r\norigin: https://shop.example\r\n")?;
        held.push(stream);
    }
    // Beside all of them.
    ensure!(send_event(&collector, &key, "BesideError")?.status == 200);
    drop(held);
    ensure!(send_event(&collector, &key, "AfterError")?.status == 200);
    Ok(())
}

#[test]
fn a_low_hard_limit_of_files_is_reported_at_start() -> Result<()> {
    let around = FEW_FILES_FOR_GOOD.to_vec();
    let collector = Collector::start_with(CollectorOptions { around, ..CollectorOptions::default() })?;
    ensure!(collector.log()?.contains("LimitNOFILE="), "{}", collector.log()?);
    Ok(())
}

#[test]
fn a_killed_parent_takes_workerd_along() -> Result<()> {
    let mut collector = Collector::start()?;
    let workerd = collector.workerd()?;
    let status = collector.kill()?;
    ensure!(status.signal() == Some(Signal::KILL.as_raw()), "{status}");
    eventually("workerd to end", || Ok(is_gone(workerd).then_some(())))?;
    // Its lock goes with the last of its threads.
    eventually("a start on the same data", || Ok(collector.start_again().ok()))?;
    ensure!(health(&collector)?.0 == 200);
    Ok(())
}

/// Whether a process is there no more, or only its name is.
fn is_gone(pid: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero())).unwrap_or_default();
    kill_process(pid, Signal::CONT).is_err() || status.contains("State:\tZ")
}
