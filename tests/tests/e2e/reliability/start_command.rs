//! `npm start` as a command: where it keeps things, and how it starts and stops.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{self, Collector, CollectorOptions, TOKEN},
    free_port,
};

#[test]
fn it_stops_cleanly_and_a_second_start_has_everything() -> Result<()> {
    let mut collector = Collector::start()?;
    let demo = collector.demo_key()?;
    let headers =
        [("origin", "http://localhost:5173"), ("user-agent", "test"), ("content-type", "text/plain")];
    let body = br#"{"name":"KeptError","message":"m","type":1}"#;
    let answer = collector.request("POST", &format!("/v1/{demo}/event"), &headers, body)?;
    ensure!(answer.status == 200, "{answer:?}");
    let workerd = collector.workerd()?;
    ensure!(collector.interrupt()? == Some(0), "Ctrl-C is no failure");
    ensure!(rustix::process::test_kill_process(workerd).is_err(), "workerd was left behind");
    ensure!(collector.log()?.contains("Stopped."));

    collector.start_again()?;
    ensure!(collector.demo_key()? == demo, "a second demo project was made");
    collector.wait_for_issue(&demo, "KeptError")?;
    Ok(())
}

#[test]
fn the_token_it_makes_is_its_owners_only() -> Result<()> {
    let mut collector = Collector::start_with(CollectorOptions {
        environment: vec![("ADMIN_TOKEN", String::new())],
        ..CollectorOptions::default()
    })?;
    let file = collector.data().join("admin-token");
    let mode = fs::metadata(&file)?.permissions().mode() & 0o777;
    ensure!(mode == 0o600, "{mode:o}");
    let token = fs::read_to_string(&file)?.trim().to_owned();
    ensure!(token.len() == 64, "{token}");
    let ask = |token: &str| {
        collector.request("GET", "/api/projects", &[("authorization", &format!("Bearer {token}"))], b"")
    };
    ensure!(ask(&token)?.status == 200);
    ensure!(ask(TOKEN)?.status == 401);
    ensure!(ask("")?.status == 401);
    ensure!(!collector.log()?.contains(&token), "the token was printed");
    collector.interrupt()?;
    collector.start_again()?;
    ensure!(fs::read_to_string(&file)?.trim() == token, "a second start made another token");
    Ok(())
}

#[test]
fn what_keeps_it_from_starting_is_said() -> Result<()> {
    let collector = Collector::start()?;
    let elsewhere = tempfile::tempdir()?;
    let said = |command: &mut Command| -> Result<String> {
        let output = command.output()?;
        ensure!(!output.status.success());
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let taken = said(&mut collector::command(collector.port, elsewhere.path())?)?;
    ensure!(taken.contains(&collector.port.to_string()) && taken.contains("PORT"), "{taken}");
    let in_use = said(&mut collector::command(free_port()?, &collector.data())?)?;
    ensure!(in_use.contains("DATA_DIR"), "{in_use}");
    let mut nonsense = collector::command(1, elsewhere.path())?;
    let nonsense = said(nonsense.env("PORT", "http"))?;
    ensure!(nonsense.contains("PORT=http"), "{nonsense}");
    ensure!(collector.request("GET", "/health", &[], b"")?.status == 200);
    Ok(())
}

#[test]
fn the_login_link_logs_in_once() -> Result<()> {
    let collector = Collector::start()?;
    let link = collector.printed_link()?;
    let path = link.strip_prefix(&collector.address()).context("the link is of another place")?;
    let answer = collector.request("GET", path, &[], b"")?;
    ensure!(answer.status == 303 && answer.header("location") == "/", "{answer:?}");
    let set = answer.header("set-cookie");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        ensure!(set.contains(part), "{set}");
    }
    let cookie = set.split(';').next().unwrap_or_default();
    ensure!(collector.request("GET", "/", &[("cookie", cookie)], b"")?.status == 200);
    let again = collector.request("GET", path, &[], b"")?;
    ensure!(again.status == 401 && again.header("set-cookie").is_empty(), "{again:?}");
    Ok(())
}

#[test]
fn a_token_that_can_be_guessed_keeps_it_from_starting() -> Result<()> {
    for (name, token) in
        [("ADMIN_TOKEN", "nineteen characters"), ("METRICS_TOKEN", "zq8zq"), ("ADMIN_TOKEN", "zq9")]
    {
        let folder = tempfile::tempdir()?;
        let output = collector::command(free_port()?, folder.path())?.env(name, token).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(!output.status.success() && said.contains(name) && said.contains("at least 20"), "{said}");
        ensure!(!said.contains(token), "the token was printed: {said}");
    }
    // One that somebody wrote into the file, too.
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("admin-token"), "short\n")?;
    let output = collector::command(free_port()?, folder.path())?.env("ADMIN_TOKEN", "").output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(
        !output.status.success() && said.contains("admin-token") && said.contains("at least 20"),
        "{said}"
    );
    Ok(())
}
