//! What was refused is told: on the empty page of a project, in its settings and by the API, with the line
//! that allows an origin; and what still comes with the key of a deleted project. No event costs a row more.

use std::{collections::BTreeMap, io::Write};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::Collector,
    scenario::{operator::Operator, shop::Shop},
};
use flate2::{Compression, write::GzEncoder};

const FRESH: &str = "https://www.fresh.example";
const AGENT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");
const JSON: (&str, &str) = ("content-type", "application/json");
const EVENT: &[u8] = br#"{"name":"Error","message":"refused","type":1}"#;

/// A project that takes pages of one origin alone.
fn fresh() -> Result<Shop> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["https://fresh.example"])?;
    Ok(Shop { collector, key })
}

fn send(shop: &Shop, path: &str, origin: Option<&str>, body: &[u8]) -> Result<u16> {
    let headers: Vec<(&str, &str)> =
        origin.map(|origin| ("origin", origin)).into_iter().chain([AGENT, JSON]).collect();
    Ok(shop.collector.request("POST", path, &headers, body)?.status)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes)?;
    Ok(packed.finish()?)
}

/// The refusals of the API: reason and origin, and how many requests.
fn refusals(shop: &Shop) -> Result<BTreeMap<(String, String), u64>> {
    let answer = shop.get("/refusals")?;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let one = |one: &serde_json::Value| {
        let requests = one["requests"].as_u64().context("no number")?;
        Ok(((text(&one["reason"]), text(&one["origin"])), requests))
    };
    answer["refusals"].as_array().context("no list")?.iter().map(one).collect()
}

#[test]
fn an_empty_project_names_the_refused_origin_and_allows_it_in_two_steps() -> Result<()> {
    let shop = fresh()?;
    let operator = Operator::log_in(&shop)?;
    let (key, event) = (&shop.key, format!("/v1/{}/event", shop.key));
    let pages = ["", "/install", "/issues", "/live"].map(|page| format!("/projects/{key}{page}"));
    for page in &pages {
        let quiet = operator.page(page)?;
        let is_quiet = !quiet.contains("was refused") && !quiet.contains("were refused");
        ensure!(is_quiet, "{page}: nothing was: {quiet}");
    }
    for _ in 0..3 {
        ensure!(send(&shop, &event, Some(FRESH), EVENT)? == 403);
    }
    ensure!(send(&shop, &format!("/v1/{key}/ping"), Some("http://127.0.0.1:8822"), b"")? == 403);
    let allow = format!("/projects/{key}/settings?allow=https%3A%2F%2Fwww.fresh.example");
    for page in &pages {
        let page = operator.page(page)?;
        for says in [
            "3 requests were refused",
            "The origin <code>https://www.fresh.example</code> is not allowed",
            "The line <code>https://www.fresh.example</code>",
            "1 request was refused",
            "<code>http://127.0.0.1:8822</code>",
            &format!("href=\"{allow}#origins\""),
        ] {
            ensure!(page.contains(says), "{says}: {page}");
        }
    }
    let form = operator.page(&allow)?;
    ensure!(form.contains(">https://fresh.example\nhttps://www.fresh.example</textarea>"), "{form}");
    ensure!(form.contains("Save to allow it.") && send(&shop, &event, Some(FRESH), EVENT)? == 403, "not yet");
    let saved = "name=shop&origins=https%3A%2F%2Ffresh.example%0Ahttps%3A%2F%2Fwww.fresh.example&objects=1&retention_days=90";
    operator.send_form("/settings", saved)?;
    ensure!(send(&shop, &event, Some(FRESH), EVENT)? == 200);
    let settings = operator.page(&format!("/projects/{key}/settings"))?;
    ensure!(settings.contains("127.0.0.1:8822</code> is not allowed"), "{settings}");
    ensure!(!settings.contains("www.fresh.example</code> is not allowed"), "it is now: {settings}");
    for hostile in ["%3Cscript%3E", "*", "https%3A%2F%2Fa.example%2F%22", "https%3A%2F%2Ffresh.example"] {
        let page = operator.page(&format!("/projects/{key}/settings?allow={hostile}"))?;
        ensure!(!page.contains("Save to allow it.") && !page.contains("<script>"), "{hostile}: {page}");
    }
    Ok(())
}

#[test]
fn every_reason_is_counted_and_none_costs_an_event_a_row() -> Result<()> {
    let shop = fresh()?;
    let (key, event) = (shop.key.clone(), format!("/v1/{}/event", shop.key));
    let own = Some("https://fresh.example");
    ensure!(send(&shop, &event, own, EVENT)? == 200);
    let before = rows_of_an_event(&shop, &event)?;
    ensure!(send(&shop, &event, own, b"{")? == 400 && send(&shop, &event, own, b"[1]")? == 400);
    ensure!(send(&shop, &event, own, "x".repeat((1 << 20) + 1).as_bytes())? == 413);
    ensure!(send(&shop, &event, Some("https://203.0.113.77"), EVENT)? == 403, "an address is not named");
    let of_sdk = |endpoint: &str| format!("/api/1/{endpoint}/?sentry_key={key}");
    ensure!(send(&shop, &of_sdk("store"), None, EVENT)? == 403);
    let refused = shop.collector.outcome(&key, "refused")?;
    for (endpoint, coding, body, status) in [
        ("envelope", "identity", b"nonsense".to_vec(), 400),
        ("envelope", "compress", EVENT.to_vec(), 415),
        ("store", "gzip", EVENT.to_vec(), 400),
        ("store", "gzip", gzip(&vec![b' '; 9_000_000])?, 413),
    ] {
        let headers = [AGENT, ("content-encoding", coding)];
        let answer = shop.collector.request("POST", &of_sdk(endpoint), &headers, &body)?;
        ensure!(answer.status == status, "{endpoint} {coding}: {answer:?}");
    }
    // Nothing beside this body says whose it is.
    ensure!(send(&shop, "/api/1/envelope/", None, b"nonsense")? == 400);
    // A refusal comes with the next event.
    ensure!(send(&shop, &event, own, EVENT)? == 200);
    let more = shop.collector.outcome(&key, "refused")?.saturating_sub(refused);
    ensure!(more == 9, "five before these, and these four: {more}");
    let page = "https://blog.fresh.example/a-page";
    let report = format!(
        r#"[{{"type":"deprecation","age":0,"url":"{page}","user_agent":"x","body":{{"id":"x","message":"m"}}}}]"#
    );
    let headers = [("origin", "null"), AGENT, ("content-type", "application/reports+json")];
    let sent = shop.collector.request("POST", &format!("/v1/{key}/report"), &headers, report.as_bytes())?;
    ensure!(sent.status == 403, "{sent:?}");
    for number in 0..20 {
        ensure!(send(&shop, &event, Some(&format!("https://s{number}.fresh.example")), EVENT)? == 403);
    }
    let counted = refusals(&shop)?;
    let of = |reason: &str, origin: &str| {
        counted.get(&(reason.to_owned(), origin.to_owned())).copied().unwrap_or_default()
    };
    ensure!(of("invalid", "") == 5 && of("too_large", "") == 2, "{counted:?}");
    ensure!(of("origin", "server") == 1 && of("origin", "https://blog.fresh.example") == 1, "{counted:?}");
    let origins: u64 = counted.iter().filter(|((reason, _), _)| reason == "origin").map(|(_, n)| n).sum();
    ensure!(origins == 23 && counted.len() <= 11, "all are counted, in a few rows: {counted:?}");
    ensure!(!counted.keys().any(|(_, origin)| origin.contains("203.0.113.77")), "{counted:?}");
    ensure!(rows_of_an_event(&shop, &event)? <= before, "an event writes more than before");
    Ok(())
}

#[test]
fn the_key_of_a_deleted_project_is_named_where_the_next_one_waits() -> Result<()> {
    let shop = fresh()?;
    let operator = Operator::log_in(&shop)?;
    let old = shop.collector.project("old shop", &["*"])?;
    let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
    let path = format!("/api/projects/{old}");
    let gone = shop.collector.request("DELETE", &path, &[("authorization", &bearer)], b"")?;
    ensure!(gone.status == 200 || gone.status == 204, "{gone:?}");
    for _ in 0..2 {
        ensure!(send(&shop, &format!("/v1/{old}/event"), Some("https://fresh.example"), EVENT)? == 410);
    }
    for page in ["/".to_owned(), format!("/projects/{}", shop.key)] {
        let page = operator.page(&page)?;
        ensure!(page.contains(&old) && page.contains("2 requests"), "{page}");
    }
    Ok(())
}

#[test]
fn a_refused_origin_with_a_text_is_erased_with_it() -> Result<()> {
    let shop = fresh()?;
    let event = format!("/v1/{}/event", shop.key);
    ensure!(send(&shop, &event, Some("https://jane-marmalade.example"), EVENT)? == 403);
    let found = shop.change("POST", "/erase", serde_json::json!({ "query": "Marmalade" }))?;
    ensure!(found["traces"] == 1, "{found}");
    shop.change("POST", "/erase", serde_json::json!({ "query": "Marmalade", "confirm": 1 }))?;
    ensure!(refusals(&shop)?.is_empty());
    Ok(())
}

/// The rows that one more event of a known issue writes.
fn rows_of_an_event(shop: &Shop, event: &str) -> Result<u64> {
    let rows = || {
        let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
        let text = shop.collector.request("GET", "/metrics", &[("authorization", &bearer)], b"")?.body;
        let line = text.lines().find_map(|line| line.strip_prefix("corncrake_rows_written_total "));
        line.context("no such metric")?.parse::<u64>().context("no number")
    };
    let before = rows()?;
    ensure!(send(shop, event, Some("https://fresh.example"), EVENT)? == 200);
    Ok(rows()?.saturating_sub(before))
}
