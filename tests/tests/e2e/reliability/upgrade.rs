//! The data of earlier releases (`tests/releases`, one backup of each), opened by this build; and data
//! of a later one, which is refused in words and not changed.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use corncrake_core::time::UnixMillis;
use corncrake_tests::{
    collector::{
        Collector, CollectorOptions,
        clock::Clock,
        launcher::{fails, run},
    },
    inspect::database::{look, of_objects},
    root,
};
use rusqlite::Connection;

/// An hour after the newest backup was made: 29 November 2026.
const RELEASED: UnixMillis = UnixMillis(1_795_968_000_000);

#[test]
fn the_data_of_every_release_is_opened() -> Result<()> {
    let releases = fs::read_dir(root().join("tests/releases"))?.flatten().map(|entry| entry.path());
    let releases: Vec<_> =
        releases.filter(|path| path.extension().is_some_and(|ending| ending == "gz")).collect();
    ensure!(!releases.is_empty());
    for release in releases {
        let name = release.display().to_string();
        // At its own time: what is old enough is deleted at the first start.
        let clock = Clock::new()?;
        clock.set(RELEASED)?;
        let environment = clock.variables().into_iter().collect();
        let mut collector =
            Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
        collector.interrupt()?;
        fs::remove_dir_all(collector.data())?;
        run(&collector.data(), &["restore", &name])?;
        collector.start_again()?;
        let list = collector.get("/api/projects?query=shop")?;
        let key = list["projects"][0]["key"].as_str().with_context(|| format!("{name}: {list}"))?.to_owned();
        let mut issues = collector.issues(&key)?;
        issues.sort_by_key(|issue| issue["title"].to_string());
        let known: Vec<(&str, u64, &str)> = issues
            .iter()
            .filter_map(|it| Some((it["title"].as_str()?, it["events"].as_u64()?, it["status"].as_str()?)))
            .collect();
        let expected = [("OpenError: kept", 3, "open"), ("ResolvedError: kept", 1, "resolved")];
        ensure!(known == expected, "{name}: {known:?}");
        // It goes on: another event of a known issue is one of it.
        let headers =
            [("origin", "https://shop.example"), ("user-agent", "one"), ("content-type", "text/plain")];
        let body = br#"{"type":1,"name":"OpenError","message":"kept"}"#;
        ensure!(
            collector.request("POST", &format!("/v1/{key}/event"), &headers, body)?.status == 200,
            "{name}"
        );
        let issue = collector.wait_for_issue(&key, "OpenError")?;
        ensure!(issue["issue"]["events"] == 4, "{name}: {issue}");
        ensure!(collector.interrupt()? == Some(0), "{name}");
    }
    Ok(())
}

#[test]
fn the_data_of_a_later_release_is_refused_and_not_changed() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    collector.interrupt()?;
    let (directory, later) = (of_objects(&collector.data().join("objects/corncrake-directory"))?, 9_999);
    let [path] = directory.as_slice() else { anyhow::bail!("{directory:?}") };
    let version = |path: &Path| {
        look(path, |database| {
            database.query_row("SELECT version FROM schema", [], |row| row.get::<_, i64>(0))
        })
    };
    let own = version(path)?;
    Connection::open(path)?.execute("UPDATE schema SET version = ?", [later])?;
    let refused = fails(&collector.data(), &["start"])?;
    ensure!(refused.contains("newer version of Corncrake"), "{refused}");
    ensure!(
        refused.contains(&collector.data().display().to_string()) && !refused.contains("    at "),
        "{refused}"
    );
    ensure!(version(path)? == later, "it was changed");
    // A backup of it can still be made, for the version that wrote it.
    let file = collector.data().with_extension("tar.gz").display().to_string();
    run(&collector.data(), &["backup", &file])?;
    Connection::open(path)?.execute("UPDATE schema SET version = ?", [own])?;
    collector.start_again()?;
    ensure!(collector.get(&format!("/api/projects/{key}"))?["name"] == "shop");
    Ok(())
}
