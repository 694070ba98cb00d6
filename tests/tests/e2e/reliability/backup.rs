//! `corncrake-collector backup` and `restore`: a file of a collector that runs has everything of one
//! moment and nothing of a visitor, and a kill at any time leaves no half of either.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector, CollectorOptions, TOKEN,
        launcher::{command, fails, run, spawn},
        wired::{Salt, WiredCollector},
    },
    inspect::{
        database::{look, of_objects, rows},
        search,
    },
    scenario::exported::{ExportedShop, ensure_same},
    wait::eventually,
};
use serde_json::json;

/// The first millisecond of the scenario's days.
const FIRST: i64 = 1_893_456_000_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// The load of a collector while it is backed up.
const EVENTS_A_SECOND: u64 = 150;
/// The senders of that load.
const SENDERS: u64 = 3;
/// Events of a database that is large enough to be killed in the middle of.
const MANY: usize = 1_500;
/// Tables with hashes of visitors.
const VISITORS: [&str; 4] = ["session", "issue_session", "release_session", "report"];

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Unpacks a backup by the system's own program.
fn unpacked(file: &Path) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let status = Command::new("tar").arg("-xzf").arg(file).arg("-C").arg(folder.path()).status()?;
    ensure!(status.success(), "tar does not read {}", file.display());
    Ok(folder)
}

/// Whether a file's name is a backup's that is not whole.
fn partial(folder: &Path) -> Result<Vec<PathBuf>> {
    let all = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    Ok(all.filter(|path| text(path).contains(".partial-")).collect())
}

fn send(collector: &Collector, key: &str, name: &str, size: usize) -> Result<u16> {
    // What cannot be compressed is what a busy site has most of.
    let mut state = name.bytes().fold(7_u64, |state, byte| state.wrapping_mul(31).wrapping_add(byte.into()));
    let noise: String = (0..size)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            char::from(b'a' + u8::try_from(state >> 33 & 15).unwrap_or_default())
        })
        .collect();
    let noise: Vec<&str> = noise.as_bytes().chunks(8).filter_map(|it| std::str::from_utf8(it).ok()).collect();
    let body = json!({ "type": 1, "name": name, "message": "m", "meta": { "text": noise.join(" ") } });
    let headers = [("origin", "https://shop.example"), ("user-agent", "one"), ("content-type", "text/plain")];
    let path = format!("/v1/{key}/event");
    Ok(collector.request("POST", &path, &headers, body.to_string().as_bytes())?.status)
}

/// Sends the share of one sender, by the clock: what is late is made up for.
fn load(is_over: &AtomicBool, mut send: impl FnMut(u64)) {
    let (began, mut sent) = (Instant::now(), 0);
    while !is_over.load(Ordering::Relaxed) {
        let due = Duration::from_millis(sent * SENDERS * 1_000 / EVENTS_A_SECOND);
        if let Some(early) = due.checked_sub(began.elapsed()) {
            thread::sleep(early);
        }
        send(sent);
        sent += 1;
    }
}

/// A collector with a database of some megabytes.
fn filled() -> Result<(Collector, String)> {
    let environment = vec![("SESSION_EVENTS", "1000000".to_owned()), ("LOG", "errors".to_owned())];
    let collector = Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let key = collector.project("shop", &["https://shop.example"])?;
    for at in 0..MANY {
        ensure!(send(&collector, &key, &format!("Error{}", at % 40), 6_000)? == 200);
    }
    Ok((collector, key))
}

#[test]
fn a_restored_collector_answers_as_the_one_that_was_backed_up() -> Result<()> {
    let shop = ExportedShop::open()?;
    let secrets = shop.wired.random_bytes()?;
    let before = shop.answers(&shop.key)?;
    let folder = tempfile::tempdir()?;
    let (file, restored) = (folder.path().join("backup.tar.gz"), folder.path().join("restored"));
    let source = shop.wired.data("");
    run(&source, &["backup", &text(&file)])?;
    ensure!(rows(&shop.wired.data("objects/corncrake-project"), "session")? > 0, "there is no visitor");
    // It changes nothing, and can be done again.
    ensure_same(&before, &shop.answers(&shop.key)?)?;

    run(&restored, &["restore", &text(&file)])?;
    let wired = WiredCollector::start_in(restored.clone(), Salt::Memory, &[])?;
    wired.doors(&json!({ "now": FIRST + DAY + 2 * HOUR }))?;
    let again = ExportedShop { wired, key: shop.key.clone() };
    ensure_same(&before, &again.answers(&shop.key)?)?;

    // The secret of keys is in the file, the salts of both days are not, and no visitor is.
    let content = unpacked(&file)?;
    let (secret, salts) = secrets.split_first().context("nothing random")?;
    ensure!(search::holding(content.path(), secret)? > 0, "the search finds nothing at all");
    ensure!(salts.len() > 1);
    for salt in salts {
        ensure!(search::holding(content.path(), salt)? == 0, "a salt is in the backup");
    }
    ensure!(!content.path().join("objects/corncrake-salt").exists());
    let mut hashes = Vec::new();
    for database in of_objects(&shop.wired.data("objects/corncrake-project"))? {
        for table in ["session", "issue_session"] {
            hashes.extend(look(&database, |database| {
                let mut all = database.prepare(&format!("SELECT hash FROM {table}"))?;
                all.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()
            })?);
        }
    }
    let wanted: Vec<&[u8]> = hashes.iter().map(Vec::as_slice).collect();
    ensure!(wanted.len() > 10);
    let found = search::all_holding(content.path(), &wanted)?;
    ensure!(found.iter().all(|count| *count == 0), "the hash of a visitor is in the backup");
    for table in VISITORS {
        ensure!(rows(&content.path().join("objects/corncrake-project"), table)? == 0, "{table}");
    }
    Ok(())
}

#[test]
fn a_backup_under_load_has_every_event_that_was_acknowledged_before_it() -> Result<()> {
    let (collector, key) = filled()?;
    let (acknowledged, is_over) = (AtomicU64::new(MANY as u64), AtomicBool::new(false));
    let folder = tempfile::tempdir()?;
    let (file, restored) = (folder.path().join("backup.tar.gz"), folder.path().join("restored"));
    let (before, after, took, rate) = thread::scope(|scope| -> Result<_> {
        for sender in 0..SENDERS {
            let (collector, key, acknowledged, is_over) = (&collector, &key, &acknowledged, &is_over);
            scope.spawn(move || {
                load(is_over, |sent| {
                    let name = format!("Load{sender}x{}", sent % 30);
                    if send(collector, key, &name, 400).is_ok_and(|status| status == 200) {
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                });
            });
        }
        let measured = (|| {
            eventually("load", || {
                Ok((acknowledged.load(Ordering::SeqCst) > MANY as u64 + EVENTS_A_SECOND).then_some(()))
            })?;
            let (before, start) = (acknowledged.load(Ordering::SeqCst), Instant::now());
            run(&collector.data(), &["backup", &text(&file)])?;
            let (after, took) = (acknowledged.load(Ordering::SeqCst), start.elapsed());
            Ok((before, after, took, (after - before) as f64 / took.as_secs_f64()))
        })();
        is_over.store(true, Ordering::Relaxed);
        measured
    })?;
    println!(
        "{} of backup in {} ms, at {rate:.0} events a second beside it",
        fs::metadata(&file)?.len(),
        took.as_millis()
    );
    run(&restored, &["restore", &text(&file)])?;
    let events: i64 = of_objects(&restored.join("objects/corncrake-project"))?
        .iter()
        .map(|path| {
            look(path, |database| {
                let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
                assert_eq!(check, "ok");
                database
                    .query_row("SELECT coalesce(sum(events), 0) FROM issue", [], |row| row.get::<_, i64>(0))
            })
        })
        .sum::<Result<i64>>()?;
    let events = u64::try_from(events)?;
    // Three senders may each have had an answer on the way.
    ensure!((before..=after + 3).contains(&events), "{before} <= {events} <= {after}");
    // Nothing that was acknowledged is missing in what goes on.
    let counted: u64 = collector.issues(&key)?.iter().filter_map(|issue| issue["events"].as_u64()).sum();
    ensure!(counted >= acknowledged.load(Ordering::SeqCst), "{counted}");
    Ok(())
}

#[test]
fn every_read_of_the_api_is_the_same_of_a_backup_that_was_made_under_load() -> Result<()> {
    let shop = ExportedShop::open()?;
    let before = shop.answers(&shop.key)?;
    let busy = shop.wired.project()?;
    let folder = tempfile::tempdir()?;
    let (file, restored) = (folder.path().join("backup.tar.gz"), folder.path().join("restored"));
    let (acknowledged, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| -> Result<()> {
        for sender in 0..SENDERS {
            let (wired, busy, acknowledged, is_over) = (&shop.wired, &busy, &acknowledged, &is_over);
            scope.spawn(move || {
                load(is_over, |sent| {
                    let (visitor, name) = (format!("{sender} {sent}"), format!("Load{sender}x{}", sent % 30));
                    if wired.event(busy, &visitor, &name).is_ok_and(|answer| answer.status == 200) {
                        acknowledged.fetch_add(1, Ordering::SeqCst);
                    }
                });
            });
        }
        let done =
            eventually("load", || Ok((acknowledged.load(Ordering::SeqCst) > EVENTS_A_SECOND).then_some(())))
                .and_then(|()| run(&shop.wired.data(""), &["backup", &text(&file)]));
        is_over.store(true, Ordering::Relaxed);
        done.map(drop)
    })?;
    // The project that nothing was sent to: its moment is any moment.
    ensure_same(&before, &shop.answers(&shop.key)?)?;
    run(&restored, &["restore", &text(&file)])?;
    let wired = WiredCollector::start_in(restored, Salt::Memory, &[])?;
    wired.doors(&json!({ "now": FIRST + DAY + 2 * HOUR }))?;
    let again = ExportedShop { wired, key: shop.key.clone() };
    ensure_same(&before, &again.answers(&shop.key)?)?;
    let issues = again.wired.get(&format!("/api/projects/{busy}/issues"))?;
    ensure!(issues["issues"].as_array().is_some_and(|all| all.len() > 10), "{issues}");
    Ok(())
}

#[test]
fn a_kill_in_the_middle_of_a_backup_leaves_no_file_of_that_name() -> Result<()> {
    let (collector, _) = filled()?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("backup.tar.gz");
    // While databases are copied, and while they are packed.
    for half in ["content/objects", "archive"] {
        let mut running = spawn(&collector.data(), &["backup", &text(&file)])?;
        eventually("the middle", || {
            ensure!(running.try_wait()?.is_none() && !file.exists(), "{half}: it was faster than the kill");
            Ok(partial(folder.path())?.iter().any(|path| path.join(half).exists()).then_some(()))
        })?;
        running.kill()?;
        running.wait()?;
        ensure!(!file.exists(), "{half}: a half is called as if it were whole");
        ensure!(!partial(folder.path())?.is_empty());
    }
    // One whose owner is gone is in nobody's way.
    run(&collector.data(), &["backup", &text(&file)])?;
    ensure!(partial(folder.path())?.is_empty(), "{:?}", partial(folder.path())?);
    unpacked(&file)?;
    // A file that is there is not replaced.
    let refused = fails(&collector.data(), &["backup", &text(&file)])?;
    ensure!(refused.contains("exists"), "{refused}");
    Ok(())
}

#[test]
fn a_kill_in_the_middle_of_a_restore_leaves_nothing_that_starts() -> Result<()> {
    let (mut collector, key) = filled()?;
    let before = collector.issues(&key)?;
    let folder = tempfile::tempdir()?;
    let (file, restored) = (folder.path().join("backup.tar.gz"), folder.path().join("restored"));
    run(&collector.data(), &["backup", &text(&file)])?;
    collector.interrupt()?;

    let mut running = spawn(&restored, &["restore", &text(&file)])?;
    eventually("the middle", || {
        ensure!(running.try_wait()?.is_none(), "it was faster than the kill");
        Ok(restored.join("restoring/objects").exists().then_some(()))
    })?;
    running.kill()?;
    running.wait()?;
    ensure!(!restored.join("objects").exists());
    let refused = fails(&restored, &["start"])?;
    ensure!(refused.contains("a restore into") && refused.contains("broken off"), "{refused}");

    run(&restored, &["restore", &text(&file)])?;
    ensure!(!restored.join("restoring").exists());
    fs::remove_dir_all(collector.data())?;
    fs::rename(&restored, collector.data())?;
    collector.start_again()?;
    ensure!(collector.issues(&key)? == before);
    Ok(())
}

#[test]
fn a_file_that_is_not_whole_is_refused_and_the_folder_stays_empty() -> Result<()> {
    let collector = Collector::start()?;
    let folder = tempfile::tempdir()?;
    let (file, restored) = (folder.path().join("backup.tar.gz"), folder.path().join("restored"));
    run(&collector.data(), &["backup", &text(&file)])?;
    let mut whole = Vec::new();
    File::open(&file)?.read_to_end(&mut whole)?;
    let bad = folder.path().join("bad");
    let mut cases = vec![Vec::new(), b"no backup at all".to_vec()];
    cases.extend(
        [10, whole.len() / 3, whole.len() / 2, whole.len() - 9, whole.len() - 1]
            .map(|at| whole[..at].to_vec()),
    );
    for at in [30, whole.len() / 2, whole.len() - 20] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        cases.push(changed);
    }
    for (number, case) in cases.iter().enumerate() {
        fs::write(&bad, case)?;
        let refused = fails(&restored, &["restore", &text(&bad)])?;
        ensure!(refused.contains("was not restored") && !refused.contains("    at "), "{number}: {refused}");
        let left: Vec<_> = fs::read_dir(&restored)?.flatten().map(|entry| entry.file_name()).collect();
        ensure!(left == ["lock"], "{number}: {left:?}");
    }
    // An archive of something else, one with too much in it, and one of a later version.
    let content = unpacked(&file)?;
    let pack = |names: &[&str]| -> Result<()> {
        let status =
            Command::new("tar").arg("-czf").arg(&bad).arg("-C").arg(content.path()).args(names).status()?;
        ensure!(status.success());
        Ok(())
    };
    pack(&["objects"])?;
    ensure!(fails(&restored, &["restore", &text(&bad)])?.contains("was not restored"));
    fs::write(content.path().join("extra"), "x")?;
    pack(&["corncrake-backup.json", "extra"])?;
    ensure!(fails(&restored, &["restore", &text(&bad)])?.contains("extra does not belong"));
    let manifest = content.path().join("corncrake-backup.json");
    let later = fs::read_to_string(&manifest)?.replace("\"format\": 1", "\"format\": 2");
    fs::write(&manifest, later)?;
    pack(&["corncrake-backup.json"])?;
    let refused = fails(&restored, &["restore", &text(&bad)])?;
    ensure!(refused.contains("format 2") && refused.contains(env!("CARGO_PKG_VERSION")), "{refused}");
    // Data is never replaced, nor is a file of somebody else.
    let refused = fails(&collector.data(), &["restore", &text(&file)])?;
    ensure!(refused.contains("is using"), "{refused}");
    let own = folder.path().join("own");
    fs::create_dir(&own)?;
    fs::write(own.join("letter.txt"), "x")?;
    let refused = fails(&own, &["restore", &text(&file)])?;
    ensure!(refused.contains("not empty (letter.txt)") && own.join("letter.txt").exists(), "{refused}");
    Ok(())
}

#[test]
fn the_token_is_in_it_only_if_it_is_asked_for() -> Result<()> {
    let environment = vec![("ADMIN_TOKEN", String::new())];
    let mut collector =
        Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let token = fs::read_to_string(collector.data().join("admin-token"))?;
    let folder = tempfile::tempdir()?;
    for (name, options, count) in [("without", &[][..], 0), ("with", &["--with-token"], 1)] {
        let file = folder.path().join(name);
        run(&collector.data(), &[&["backup", &text(&file)], options].concat())?;
        let content = unpacked(&file)?;
        ensure!(search::holding(content.path(), token.trim().as_bytes())? == count, "{name}");
        ensure!(
            std::os::unix::fs::MetadataExt::mode(&fs::metadata(&file)?) & 0o077 == 0,
            "{name}: others may read it"
        );
    }
    // After a kill, with journals that nobody has closed.
    rustix::process::kill_process(collector.workerd()?, rustix::process::Signal::KILL)?;
    eventually("its end", || Ok(collector.workerd().is_err().then_some(())))?;
    let (file, restored) = (folder.path().join("killed"), folder.path().join("restored"));
    run(&collector.data(), &["backup", &text(&file), "--with-token"])?;
    run(&restored, &["restore", &text(&file)])?;
    ensure!(fs::read_to_string(restored.join("admin-token"))? == token);
    ensure!(rows(&restored.join("objects/corncrake-directory"), "project")? > 0);
    // The environment's token is nowhere to be taken from; and where there is no data, there is no backup.
    let given = Collector::start()?;
    let refused = fails(&given.data(), &["backup", &text(&folder.path().join("given")), "--with-token"])?;
    ensure!(refused.contains("environment") && !refused.contains(TOKEN), "{refused}");
    let nothing = fails(&folder.path().join("nowhere"), &["backup", &text(&folder.path().join("nothing"))])?;
    ensure!(nothing.contains("nothing to back up") && !folder.path().join("nowhere").exists(), "{nothing}");
    let elsewhere = command(&given.data(), &["backup", "/no/such/folder/file"]).output()?;
    ensure!(
        elsewhere.status.code() == Some(1)
            && String::from_utf8_lossy(&elsewhere.stderr).contains("cannot write")
    );
    let _ = collector.kill();
    Ok(())
}
