//! Retention down to the bytes: what is over it is gone from tables and from the full-text index after a
//! real night, and from every byte of the files once the databases were rewritten, while others send.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
};

use anyhow::{Context, Result, ensure};
use corncrake_core::time::{DAY_MS, HOUR_MS, UnixMillis};
use corncrake_tests::{
    collector::{Collector, CollectorOptions, TOKEN, clock::Clock, launcher::run},
    inspect::{
        database::{look, of_objects, rows},
        search::all_holding,
    },
    wait::eventually,
};
use serde_json::json;

/// The first midnight of a day whose night compacts the index: a Thursday, as 1 January 1970 was.
const MIDNIGHT: UnixMillis = UnixMillis(20_776 * DAY_MS);
/// The time before midnight at which the collector starts: an event and a look fit, on a busy machine too.
const BEFORE_MS: i64 = 25_000;
/// Events that are over their retention: enough for pages of the database to be split.
const OLD: usize = 120;
/// Marks of old events: no id, time or code can spell them.
const MARKS: [&str; 5] = ["QuokkaTitle", "quokka-message", "quokka-function", "quokka-meta", "/quokka-page"];
/// Three letters of the index that only old events have.
const TRIGRAM: &str = "uok";

struct Shop {
    collector: Collector,
    key: String,
}

impl Shop {
    /// Opens one with days of its own for errors and counts.
    fn open(clock: &Clock) -> Result<Self> {
        let environment = clock.variables().into_iter().chain([("SESSION_EVENTS", "100000".to_owned())]);
        let options = CollectorOptions { environment: environment.collect(), ..CollectorOptions::default() };
        let collector = Collector::start_with(options)?;
        let key = collector.project("shop", &["https://shop.example"])?;
        let shop = Self { collector, key };
        let set = shop.admin("PATCH", "", br#"{"retention_days":1,"count_retention_days":30}"#)?;
        ensure!(set.status == 200, "{set:?}");
        ensure!(set.json()["retention_days"] == 1 && set.json()["count_retention_days"] == 30, "{set:?}");
        Ok(shop)
    }

    fn admin(&self, method: &str, below: &str, body: &[u8]) -> Result<corncrake_tests::collector::Response> {
        let bearer = format!("Bearer {TOKEN}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.collector.request(method, &format!("/api/projects/{}{below}", self.key), &headers, body)
    }

    fn send(&self, event: &serde_json::Value) -> Result<u16> {
        let headers =
            [("origin", "https://shop.example"), ("user-agent", "one"), ("content-type", "text/plain")];
        let path = format!("/v1/{}/event", self.key);
        Ok(self.collector.request("POST", &path, &headers, event.to_string().as_bytes())?.status)
    }

    /// Old events, of issues of their own and of one that goes on.
    fn send_old(&self) -> Result<()> {
        for number in 0..OLD {
            if number % 10 == 0 {
                // Its title is that of an issue which stays.
                let event = json!({ "type": 1, "name": "GoesOnError", "message": "young 7",
                    "meta": { "note": format!("quokka-meta {number}") } });
                ensure!(self.send(&event)? == 200);
                continue;
            }
            let name = format!("QuokkaTitle{number}");
            let stack =
                format!("quokka-function{number}@https://shop.example/quokka-page/{number}.js:1:{number}\n");
            let event = json!({ "type": 1, "name": name, "message": format!("quokka-message {number}"),
                "stack": stack.repeat(20), "uri": format!("https://shop.example/quokka-page/{number}"),
                "release": "1.0", "meta": { "note": format!("quokka-meta {number}") } });
            ensure!(self.send(&event)? == 200);
        }
        Ok(())
    }

    fn goes_on(&self, number: u64) -> Result<u16> {
        self.send(&json!({ "type": 1, "name": "GoesOnError", "message": format!("young {number}") }))
    }

    fn folder(&self) -> std::path::PathBuf {
        self.collector.data().join("objects/corncrake-project")
    }

    /// The marks that any byte of the data folder still has.
    fn left(&self) -> Result<BTreeSet<&'static str>> {
        let wanted: Vec<&[u8]> = MARKS.iter().map(|mark| mark.as_bytes()).collect();
        let found = all_holding(&self.collector.data(), &wanted)?;
        Ok(MARKS.into_iter().zip(found).filter(|(_, files)| *files > 0).map(|(mark, _)| mark).collect())
    }

    /// How often the full-text indexes have a trigram, in rows that are deleted as well.
    fn indexed(&self) -> Result<i64> {
        let mut all = 0;
        for path in of_objects(&self.folder())? {
            all += look(&path, |database| {
                // Every segment is read as it is, whatever is marked as deleted.
                database.execute_batch(
                    "CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, issue_text, row)",
                )?;
                let query = "SELECT count(*) FROM terms WHERE term = ?";
                database.query_row(query, [TRIGRAM], |row| row.get::<_, i64>(0))
            })?;
        }
        Ok(all)
    }
}

/// The bytes of databases, without their logs.
fn bytes(folder: &Path) -> Result<u64> {
    let mut all = 0;
    for path in of_objects(folder)? {
        all += fs::metadata(path)?.len();
    }
    Ok(all)
}

#[test]
fn what_is_over_its_retention_is_in_no_byte_after_the_weekly_rewriting() -> Result<()> {
    let clock = Clock::new()?;
    clock.set(UnixMillis(MIDNIGHT.0 - DAY_MS - 14 * HOUR_MS))?;
    let mut shop = Shop::open(&clock)?;
    shop.send_old()?;
    ensure!(shop.left()?.len() == MARKS.len(), "the search finds what is there: {:?}", shop.left()?);
    ensure!(shop.indexed()? > 0, "the index has the words");
    let hours = rows(&shop.folder(), "session_hour")?;
    ensure!(hours > 0, "there are counts");
    shop.collector.interrupt()?;

    clock.set(UnixMillis(MIDNIGHT.0 - BEFORE_MS))?;
    shop.collector.start_again()?;
    ensure!(shop.goes_on(0)? == 200);
    ensure!(clock.now()? < MIDNIGHT, "this machine is too slow for the test");
    ensure!(shop.indexed()? > 0, "it is not midnight");
    // From here on nobody sends it a request.
    eventually("the night's work on tables and index", || {
        let events = rows(&shop.folder(), &format!("event WHERE at < {}", MIDNIGHT.0 - DAY_MS))?;
        let issues = rows(&shop.folder(), "issue WHERE title LIKE 'Quokka%'")?;
        Ok((clock.now()? > MIDNIGHT && events == 0 && issues == 0 && shop.indexed()? == 0).then_some(()))
    })?;
    let goes_on = shop.collector.wait_for_issue(&shop.key, "GoesOnError")?;
    ensure!(goes_on["issue"]["events"] == 13, "counts of what goes on are of all time: {goes_on}");
    ensure!(rows(&shop.folder(), "session_hour")? >= hours, "counts have days of their own");

    // The engine leaves them in the files.
    ensure!(!shop.left()?.is_empty(), "deleted rows are gone by themselves now: say so in docs/privacy.md");
    let before = bytes(&shop.folder())?;
    let (is_over, sent, refused) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|scope| -> Result<()> {
        let sender = scope.spawn(|| -> Result<()> {
            while !is_over.load(Ordering::SeqCst) {
                let status = shop.goes_on(sent.fetch_add(1, Ordering::SeqCst))?;
                refused.fetch_add(u64::from(status != 200), Ordering::SeqCst);
            }
            Ok(())
        });
        let rewritten = (0..5).try_for_each(|_| {
            let printed = run(&shop.collector.data(), &["vacuum"])?;
            ensure!(printed.contains("rewritten without deleted data"), "{printed}");
            Ok(())
        });
        is_over.store(true, Ordering::SeqCst);
        sender.join().map_err(|_| anyhow::anyhow!("the sender panicked"))??;
        rewritten
    })?;
    let (sent, refused) = (sent.into_inner(), refused.into_inner());
    ensure!(sent > 0 && refused == 0, "{refused} of {sent} events were refused meanwhile");
    ensure!(shop.left()?.is_empty(), "bytes are left: {:?}", shop.left()?);
    let after = bytes(&shop.folder())?;
    ensure!(after < before, "{before} bytes of databases became {after}, while {sent} events were taken");
    let counted = shop.collector.wait_for_issue(&shop.key, "GoesOnError")?;
    ensure!(counted["issue"]["events"] == 13 + sent, "each of them is counted: {counted}");
    ensure!(run(&shop.collector.data(), &["check"]).is_ok_and(|printed| !printed.contains("damaged")));
    Ok(())
}

#[test]
fn the_databases_are_rewritten_once_a_week_by_themselves() -> Result<()> {
    let clock = Clock::new()?;
    clock.set(UnixMillis(MIDNIGHT.0 + 12 * HOUR_MS))?;
    let mut shop = Shop::open(&clock)?;
    shop.send_old()?;
    let note = shop.collector.data().join("vacuumed");
    let week: u64 = fs::read_to_string(&note).context("no note of the week")?.trim().parse()?;
    let written = || Ok::<_, anyhow::Error>(fs::metadata(&note)?.modified()?);
    let first_written = written()?;
    for issue in shop.collector.issues(&shop.key)? {
        let path = format!("/issues/{}", issue["id"].as_str().context("no id")?);
        let answer = shop.admin("DELETE", &path, b"")?;
        ensure!(answer.status == 204, "{answer:?}");
    }
    shop.collector.interrupt()?;
    ensure!(shop.left()?.contains("quokka-message"), "erased rows are gone by themselves now");

    // In the same week nothing happens; in the next one it does, at a start too.
    clock.set(UnixMillis(MIDNIGHT.0 + 6 * DAY_MS))?;
    shop.collector.start_again()?;
    // A rewriting is noted before it begins, and it would have begun before the greeting.
    ensure!(written()? == first_written, "once a week");
    shop.collector.interrupt()?;
    clock.set(UnixMillis(MIDNIGHT.0 + 7 * DAY_MS + 4 * HOUR_MS))?;
    shop.collector.start_again()?;
    // The note has the next week alone once it is done.
    let next = format!("{}\n", week + 1);
    eventually("the note of another week", || Ok((fs::read_to_string(&note)? == next).then_some(())))?;
    ensure!(written()? != first_written, "a rewriting is noted");
    ensure!(shop.left()?.is_empty(), "bytes are left: {:?}", shop.left()?);
    Ok(())
}
