//! Imports that go wrong: files that are cut, broken, hostile or for another project, and a
//! collector that is killed in the middle of one. What is sent again converges.

use std::{io::Write, net::TcpStream, thread::sleep, time::Duration};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::TOKEN,
    scenario::exported::{ExportedShop, content, ensure_same},
};
use serde_json::json;

#[test]
fn what_is_no_export_is_refused_in_words_and_may_come_again() -> Result<()> {
    let shop = ExportedShop::open()?;
    let (before, file) = (shop.answers(&shop.key)?, shop.export(&shop.key)?);
    let key = shop.wired.project()?;
    let lines: Vec<&str> = file.lines().collect();
    let with = |number: usize, line: &str| {
        let mut all = lines.clone();
        all[number] = line;
        all.join("\n")
    };
    let without = |number: usize| {
        let mut all = lines.clone();
        all.remove(number);
        all.join("\n")
    };
    let personal = |line: &str| line.replace("\"version\":2", "\"version\":3");
    let cases = [
        (String::new(), 400, "breaks off after line 0"),
        ("no json".to_owned(), 422, "line 1: it does not read"),
        ("[1,2]".to_owned(), 422, "line 1: it does not read"),
        ("{\"a\":1}".to_owned(), 422, "line 1: it is no line"),
        (without(0), 422, "line 1: this is not the first line"),
        (with(0, &personal(lines[0])), 422, "line 1: this collector reads versions 1 to 2"),
        (with(0, &lines[0].replace("\"*\"", "\"a b\"")), 422, "line 1: origins"),
        (with(0, &lines[0].replace("\"objects\":3", "\"objects\":65")), 422, "line 1: objects must be"),
        (with(0, &lines[0].replace("\"megabytes\":77", "\"megabytes\":0")), 422, "must be at least 1"),
        (without(1), 422, "line 2: a line that says which object"),
        (with(2, "{\"object\":{\"number\":3}}"), 422, "line 3: the project has no such object"),
        (with(5, "{\"issue\":{}}"), 422, "line 6: it is no line"),
        (with(7, &"x".repeat(5_000_000)), 413, "a line may have at most"),
        (without(40), 422, "lines before it"),
        (format!("{file}{}", lines[3]), 422, "nothing may come behind"),
    ];
    for (file, status, says) in &cases {
        // After a whole file nothing else would be read.
        let key = if says.starts_with("nothing") { shop.wired.project()? } else { key.clone() };
        let answer = shop.import(&key, file.as_bytes(), &[])?;
        ensure!(answer.status == *status && answer.body.contains(says), "{says}: {answer:?}");
    }
    for part in [10, 3, 2] {
        let cut = &file[..file.len() - file.len() / part];
        let answer = shop.import(&key, cut.as_bytes(), &[])?;
        let is_refused = answer.status == 400 && answer.body.contains("breaks off") || answer.status == 422;
        ensure!(is_refused, "{answer:?}");
    }
    let bad = shop.import(&key, file.as_bytes(), &[("content-encoding", "gzip")])?;
    ensure!(bad.status == 400 && bad.body.contains("not gzip"), "{bad:?}");
    let none = shop.import(&key, file.as_bytes(), &[("content-encoding", "br")])?;
    ensure!(none.status == 415, "{none:?}");

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(file.as_bytes())?;
    let done = shop.import(&key, &gzip.finish()?, &[("content-encoding", "gzip")])?;
    ensure!(done.status == 200 && done.json()["left_out"] == 0, "{done:?}");
    ensure_same(&before, &shop.answers(&key)?)?;
    ensure!(!shop.wired.log()?.contains("trapped"), "it trapped on the way");
    Ok(())
}

#[test]
fn another_project_is_not_mixed_up_with_it() -> Result<()> {
    let shop = ExportedShop::open()?;
    let (before, file) = (shop.answers(&shop.key)?, shop.export(&shop.key)?);
    let own = shop.import(&shop.key, file.as_bytes(), &[])?;
    ensure!(own.status == 409 && own.body.contains("import into a new one"), "{own:?}");
    ensure_same(&before, &shop.answers(&shop.key)?)?;

    // Half of it, then a page that sends: the page is kept, and the rest is refused.
    let key = shop.wired.project()?;
    // A line that names an object has the lines before it written.
    let part = file.rfind("{\"event\":").and_then(|end| file.get(..end)).context("no events")?;
    let part = format!("{part}{{\"object\":{{\"number\":0}}}}\n");
    ensure!(shop.import(&key, part.as_bytes(), &[])?.status >= 400);
    let other = shop.export(&shop.key)?;
    ensure!(shop.import(&key, other.as_bytes(), &[])?.status == 409, "another export of the same project");
    ensure!(shop.wired.event(&key, "visitor", "NewError")?.status == 200);
    let answer = shop.import(&key, file.as_bytes(), &[])?;
    ensure!(answer.status == 409, "{answer:?}");
    let list = shop.wired.get(&format!("/api/projects/{key}/issues?query=NewError"))?;
    ensure!(list["issues"][0]["events"] == 1, "{list}");
    Ok(())
}

#[test]
fn a_collector_that_is_killed_in_the_middle_goes_on_from_there() -> Result<()> {
    let mut shop = ExportedShop::open()?;
    let (before, file) = (shop.answers(&shop.key)?, shop.export(&shop.key)?);
    let key = shop.wired.project()?;
    let now = shop.wired.doors(&json!({}))?["now"].clone();
    for part in [4, 2, 1] {
        // The body stops half-way, as does the collector.
        let mut socket = TcpStream::connect(("127.0.0.1", shop.wired.port))?;
        let head = format!(
            "POST /api/projects/{key}/import HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {TOKEN}\r\ncontent-length: {}\r\n\r\n",
            file.len()
        );
        socket.write_all(head.as_bytes())?;
        socket.write_all(&file.as_bytes()[..(file.len() - 40) / part])?;
        socket.flush()?;
        // Any moment is right: it is killed wherever it is by then.
        sleep(Duration::from_millis(300));
        shop.wired.kill_and_restart()?;
        shop.wired.doors(&json!({ "now": now }))?;
    }
    let done = shop.import(&key, file.as_bytes(), &[])?;
    ensure!(done.status == 200 && done.json()["was_here"] == false, "{done:?}");
    ensure_same(&before, &shop.answers(&key)?)?;
    ensure!(content(&shop.export(&key)?)? == content(&file)?);
    Ok(())
}
