//! Receipts over HTTP: what is read and erased by a code in a sharded project, how wrong codes are limited,
//! that no code is written down, and that an export takes the hashes along.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_core::receipt::{ReceiptCode, ReceiptHash};
use corncrake_tests::{
    collector::{
        Collector, Response, TOKEN,
        wired::{self, Salt, WiredCollector},
    },
    inspect::search,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
/// Digits of a code.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of a project: the groups behind the prefix are given.
fn code_of(key: &str, rest: &str) -> Result<ReceiptCode> {
    let hash = Sha256::digest(format!("corncrake receipts of {key}"));
    let prefix: String =
        hash.iter().take(4).map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
    Ok(format!("{prefix}-{rest}").parse()?)
}

/// As a page writes it.
fn words(hash: &ReceiptHash) -> String {
    let letters: String = hash
        .0
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(b"bdfghklmnqrtvwyz"[usize::from(nibble)]))
        .collect();
    let words: Vec<&str> =
        letters.as_bytes().chunks(4).filter_map(|word| std::str::from_utf8(word).ok()).collect();
    words.join(" ")
}

fn event(code: &ReceiptCode, number: usize, name: &str, message: &str) -> String {
    let receipt = words(&code.hashes()[number]);
    let uri = format!("https://shop.example/{}", message.replace(' ', "-"));
    json!({ "type": 1, "name": name, "message": message, "uri": uri, "meta": { "receipt": receipt } })
        .to_string()
}

fn in_tables(wired: &WiredCollector, text: &str) -> Result<usize> {
    let mut found = 0;
    for folder in std::fs::read_dir(wired.data("objects"))?.flatten().filter(|one| one.path().is_dir()) {
        let values = search::values(&folder.path())?;
        found += values.iter().filter(|value| String::from_utf8_lossy(value).contains(text)).count();
    }
    Ok(found)
}

#[test]
fn a_sharded_project_is_read_and_erased_in_every_object_and_others_lose_nothing() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": FIRST }))?;
    let (key, other_key) = (wired.project()?, wired.project()?);
    let change = wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": 3 }))?;
    ensure!(change.status == 200, "{change:?}");
    wired.doors(&json!({ "now": FIRST + DAY }))?;
    let codes: Vec<ReceiptCode> =
        (0..9).map(|n| code_of(&key, &format!("4M2P-9T0C-WZ1E-H6A{n}"))).collect::<Result<_>>()?;
    let send = |visitor: usize, body: &str| -> Result<()> {
        let agent = format!("visitor {visitor}");
        let sent =
            wired.request("POST", &format!("/v1/{key}/event"), &wired::sender(&agent), body.as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
        Ok(())
    };
    for (visitor, code) in codes.iter().enumerate() {
        send(visitor, &event(code, 0, "SharedError", &format!("numbat{visitor}x walked in")))?;
        send(visitor, &event(code, 199, &format!("OwnError{visitor}"), &format!("numbat{visitor}x alone")))?;
    }
    // What a site of another project sends by the same hashes is another project's.
    let foreign = event(&codes[0], 1, "ForeignError", "wombat");
    let sent =
        wired.request("POST", &format!("/v1/{other_key}/event"), &wired::sender("v"), foreign.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");

    let read = |code: &ReceiptCode| wired.request("GET", &format!("/r/{code}.json"), &[], b"");
    let found = read(&codes[4])?;
    let messages = |found: &Response| -> Vec<String> {
        let body = found.json();
        let all = body["events"].as_array().cloned().unwrap_or_default();
        let mut all: Vec<String> =
            all.iter().filter_map(|event| event["message"].as_str().map(str::to_owned)).collect();
        all.sort();
        all
    };
    ensure!(found.status == 200 && messages(&found) == ["numbat4x alone", "numbat4x walked in"], "{found:?}");
    let body = found.json();
    ensure!(body["retention_days"] == 90 && body["events"][0]["stored_until"] == "2030-04-02", "{body}");
    let named: BTreeSet<&str> =
        body["events"][0].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "at",
        "browser",
        "count",
        "environment",
        "message",
        "meta",
        "name",
        "os",
        "release",
        "stack",
        "stored_until",
        "type",
        "uri",
    ];
    ensure!(named == expected.into(), "{named:?}");
    ensure!(found.header("cache-control") == "no-store" && found.header("x-robots-tag").contains("noindex"));

    // The operator: in the list of issues, and among the events of one.
    let issues = |code: &ReceiptCode| -> Result<Vec<Value>> {
        let found = wired.get(&format!("/api/projects/{key}/issues?query=receipt:{code}"))?;
        Ok(found["issues"].as_array().cloned().unwrap_or_default())
    };
    let listed = issues(&codes[4])?;
    ensure!(listed.len() == 2, "{listed:?}");
    let shared = listed.iter().find(|issue| issue["events"] == 9).context("no shared issue")?;
    let id = shared["id"].as_str().context("no id")?;
    let events = wired.get(&format!("/api/projects/{key}/issues/{id}/events?receipt={}", codes[4]))?;
    ensure!(events["matching"] == 1 && events["events"][0]["message"] == "numbat4x walked in", "{events}");
    let bearer = format!("Bearer {TOKEN}");
    let path = format!("/api/projects/{key}/issues/{id}/events?receipt=nonsense");
    let bad = wired.request("GET", &path, &[("authorization", &bearer)], b"")?;
    ensure!(bad.status == 422, "{bad:?}");
    // Triage copies an issue, with its title, to objects that never saw it.
    for issue in &listed {
        let path = format!("/api/projects/{key}/issues/{}", issue["id"].as_str().context("no id")?);
        let decided = wired.change("PATCH", &path, &json!({ "status": "ignored" }))?;
        ensure!(decided.status == 200, "{decided:?}");
    }
    ensure!(in_tables(&wired, "numbat4x")? > 4, "it has to be there to be erased");

    for visitor in [4, 0] {
        let code = &codes[visitor];
        let erased = wired.request("DELETE", &format!("/r/{code}.json"), &[], b"")?;
        ensure!(erased.status == 200 && erased.json() == json!({ "erased": 2 }), "{erased:?}");
        ensure!(in_tables(&wired, &format!("numbat{visitor}x"))? == 0, "{visitor} is still in a table");
        ensure!(read(code)?.status == 404 && issues(code)?.is_empty(), "{visitor}");
    }
    for visitor in [1, 2, 3, 5, 6, 7, 8] {
        let left = read(&codes[visitor])?;
        ensure!(messages(&left).len() == 2, "{visitor}: {left:?}");
    }
    let path = format!("/api/projects/{key}/issues/{id}");
    let goes_on = wired.request("GET", &path, &[("authorization", &bearer)], b"")?.json();
    let title = goes_on["issue"]["title"].as_str().unwrap_or_default();
    ensure!(goes_on["issue"]["events"] == 9 && title.starts_with("SharedError: numbat"), "{goes_on}");
    wired.kill_and_restart()?;
    ensure!(in_tables(&wired, "numbat4x")? == 0, "nor after a restart");
    ensure!(in_tables(&wired, "wombat")? > 0, "another project loses nothing");
    let log = wired.log()?;
    for code in &codes {
        let code = code.to_string();
        ensure!(!log.contains(&code) && in_tables(&wired, &code)? == 0, "a code is written down");
    }
    Ok(())
}

#[test]
fn wrong_codes_are_limited_and_the_right_one_is_answered_all_the_same() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let right = code_of(&key, "4M2P-9T0C-WZ1E-H6AB")?;
    let headers = [("origin", "https://shop.example"), ("user-agent", "one"), ("content-type", "text/plain")];
    let body = event(&right, 7, "AError", "quokkaword");
    let sent = collector.request("POST", &format!("/v1/{key}/event"), &headers, body.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    let get = |path: &str| collector.request("GET", path, &[], b"");

    ensure!(get("/r")?.status == 200 && get("/r/")?.status == 200);
    for (path, status) in [("/r/nonsense", 422), ("/r/nonsense.json", 422), ("/r/%00", 422), ("/r/a/b", 404)]
    {
        ensure!(get(path)?.status == status, "{path}: {:?}", get(path)?);
    }
    let mut statuses = Vec::new();
    for (number, last) in ALPHABET.iter().enumerate().take(12) {
        let wrong = format!("{}9{}", &right.to_string()[..22], char::from(*last));
        let answer = get(&format!("/r/{wrong}{}", if number % 2 == 0 { "" } else { ".json" }))?;
        ensure!(!answer.body.contains("quokkaword"), "{answer:?}");
        if answer.status == 429 {
            ensure!(
                answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds <= 601),
                "{answer:?}"
            );
        }
        statuses.push(answer.status);
    }
    ensure!(statuses[..9].iter().all(|status| *status == 404), "{statuses:?}");
    ensure!(statuses[10..].iter().all(|status| *status == 429), "{statuses:?}");
    // Who has the code is not kept out by those who guess.
    let page = get(&format!("/r/{right}"))?;
    ensure!(page.status == 200 && page.body.contains("quokkaword"), "{page:?}");
    ensure!(
        page.header("referrer-policy") == "no-referrer" && page.header("set-cookie").is_empty(),
        "{page:?}"
    );
    ensure!(
        page.header("cache-control") == "no-store" && page.header("x-robots-tag").contains("noindex"),
        "{page:?}"
    );
    // Nor from a login, whose attempts are counted by themselves.
    let bearer = [("authorization", "Bearer wrong")];
    let login = collector.request("GET", "/api/projects", &bearer, b"")?;
    ensure!(login.status == 401, "{login:?}");

    // The form takes it as people type it, and answers without it in the address.
    let typed = right.to_string().to_lowercase().replace('-', "+").replace('0', "o");
    let form_type = [("content-type", "application/x-www-form-urlencoded")];
    let shown = collector.request("POST", "/r", &form_type, format!("code={typed}").as_bytes())?;
    ensure!(shown.status == 200 && shown.body.contains("quokkaword"), "{shown:?}");
    let again = get(&format!("/r/{right}"))?;
    ensure!(again.status == 200, "reading erases nothing");
    for method in ["PUT", "DELETE", "POST"] {
        let refused = collector.request(method, &format!("/r/{right}"), &[], b"")?;
        ensure!(refused.status == 405, "{method}: {refused:?}");
    }
    let erased = collector.request("POST", "/r", &form_type, format!("code={typed}&erase=1").as_bytes())?;
    ensure!(erased.status == 200 && erased.body.contains("1 report was erased"), "{erased:?}");
    ensure!(collector.issues(&key)?.is_empty());
    let log = collector.log()?;
    ensure!(log.contains("receipt") && !log.contains(&right.to_string()), "{log}");
    ensure!(!log.contains(&right.to_string()[5..14]), "no part of the code: {log}");
    Ok(())
}

#[test]
fn an_export_takes_the_hashes_along_and_an_import_refuses_what_is_none() -> Result<()> {
    let collector = Collector::start()?;
    let (key, other) = (
        collector.project("shop", &["https://shop.example"])?,
        collector.project("copy", &["https://shop.example"])?,
    );
    let code = code_of(&key, "4M2P-9T0C-WZ1E-H6AB")?;
    let headers = [("origin", "https://shop.example"), ("user-agent", "one"), ("content-type", "text/plain")];
    let body = event(&code, 0, "AError", "quokkaword");
    ensure!(collector.request("POST", &format!("/v1/{key}/event"), &headers, body.as_bytes())?.status == 200);
    let bearer = format!("Bearer {TOKEN}");
    let admin = [("authorization", bearer.as_str())];
    let export = collector.request("GET", &format!("/api/projects/{key}/export"), &admin, b"")?.body;
    let hash = code.hashes()[0].to_string();
    ensure!(export.contains(&format!("\"receipt\":\"{hash}\"")), "{export}");
    let path = format!("/api/projects/{other}/import");
    let bad = collector.request("POST", &path, &admin, export.replace(&hash, "nonsense").as_bytes())?;
    ensure!(bad.status == 422, "{bad:?}");
    let imported = collector.request("POST", &path, &admin, export.as_bytes())?;
    ensure!(imported.status == 200, "{imported:?}");
    // The operator finds it there; the visitor's code begins with the key of the first project.
    let found = collector.get(&format!("/api/projects/{other}/issues?query={code}"))?;
    ensure!(found["issues"].as_array().is_some_and(|all| all.len() == 1), "{found}");
    Ok(())
}
