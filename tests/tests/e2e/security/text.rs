//! A table of texts that try to be more than text (`payloads.txt`), in every field of an event
//! and of a source map: in a real Chromium, each page has the very elements that it has of a
//! harmless text, nothing ran, and the page's policy had nothing to stop.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::audit::{Audit, payloads, same_bones},
    collector::TOKEN,
    http::percent_encoded,
    scenario::shop::Shop,
    wait::eventually_async,
};
use serde_json::{Value, json};

const ORIGIN: (&str, &str) = ("origin", "https://shop.example");
const AGENT: (&str, &str) =
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0");

/// A word that grouping cannot take for a number, so that each text has an issue of its own.
pub(crate) fn word(number: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).unwrap_or(0));
    format!("Case{}{}Error", letter(number / 26), letter(number))
}

/// An event with a text in each field that is shown as it is.
fn event(number: usize, text: &str) -> Value {
    let name = format!("{} {text}", word(number));
    json!({
        "type": 1, "name": name, "message": text, "uri": format!("https://shop.example/{text}"),
        "stack": format!("{name}: {text}\n    at pay (https://shop.example/app.js:10:5)\n    at run (https://shop.example/app.js:1:2)"),
        "meta": { "plain": text, (format!("a{text}")): "key", "list": [text, { "deep": text }] },
        "release": text, "environment": text,
    })
}

/// An event with a text in places that are read as something: an address, a frame.
fn strange(number: usize, text: &str, file: &str) -> Value {
    json!({
        "type": number % 5, "name": word(number), "message": format!("{text}\n{text}\n\n{text}"), "uri": text,
        "stack": format!(
            "{text}: {text}\n    at first (https://shop.example/{file}:1:1)\n    at {text} ({text}:1:2)\n    at https://shop.example/{text}:3:4\n{text}@{text}:5:6\n{text}"
        ),
        "meta": { (text): text }, "release": format!("r{number} {text}"),
    })
}

/// A source map of which every text is this one.
fn map(text: &str) -> String {
    json!({
        "version": 3, "file": text, "sourceRoot": "", "sources": [format!("src/{text}.js")], "names": [text],
        "sourcesContent": [format!("{text}\nfunction f() {{ {text} }}\n{text}")], "mappings": "AACAA",
    })
    .to_string()
}

fn send(shop: &Shop, place: &str, body: &Value) -> Result<()> {
    let headers = [ORIGIN, AGENT, ("content-type", "application/json")];
    let path = format!("/v1/{}/{place}", shop.key);
    let answer = shop.collector.request("POST", &path, &headers, body.to_string().as_bytes())?;
    ensure!(answer.status == 200 && !answer.body.contains(r#""refused":[{"#), "{place}: {body}: {answer:?}");
    Ok(())
}

/// The ids of all issues, noise as well, by their titles.
fn ids(shop: &Shop) -> Result<Vec<(String, String)>> {
    let mut ids = Vec::new();
    for noise in ["", "&noise=1"] {
        let mut cursor = String::new();
        loop {
            let page = shop.get(&format!("/issues?limit=100{noise}{cursor}"))?;
            for issue in page["issues"].as_array().context("no issues")? {
                let text = |field: &str| issue[field].as_str().unwrap_or_default().to_owned();
                ids.push((text("title"), text("id")));
            }
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
    }
    Ok(ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_an_event_stays_text() -> Result<()> {
    let (shop, audit, all) = (Shop::open()?, Audit::open().await?, payloads());
    audit.prove().await?;
    ensure!(all.len() >= 40, "{} payloads", all.len());
    send(&shop, "event", &event(all.len(), "harmless"))?;
    // One half alone, the other as a batch.
    let (alone, gathered) = all.split_at(all.len() / 2);
    for (number, text) in alone.iter().enumerate() {
        send(&shop, "event", &event(number, text))?;
    }
    let events: Vec<Value> =
        gathered.iter().enumerate().map(|(n, text)| event(n + alone.len(), text)).collect();
    send(&shop, "batch", &json!({ "events": events }))?;

    audit.browser.goto(&shop.collector.login_link()?).await?;
    let (home, ids) = (format!("{}/projects/{}", shop.collector.address(), shop.key), ids(&shop)?);
    ensure!(ids.len() == all.len() + 1, "{} issues", ids.len());
    let find = |number: usize| {
        let found = ids.iter().find(|(title, _)| title.contains(&word(number)));
        found.map(|(_, id)| format!("{home}/issues/{id}")).with_context(|| format!("no issue {number}"))
    };
    let harmless = audit.is_harmless(&find(all.len())?).await?;
    for (number, text) in all.iter().enumerate() {
        let bones = audit.is_harmless(&find(number)?).await?;
        same_bones(&bones, &harmless, text)?;
    }
    for page in [
        "",
        "/issues?status=any",
        "/live",
        "/sessions",
        "/install",
        "/settings",
        "/reports",
        "/issues?noise=1",
    ] {
        audit.is_harmless(&format!("{home}{page}")).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_addresses_and_source_maps_stay_text() -> Result<()> {
    let (shop, audit, all) = (Shop::open()?, Audit::open().await?, payloads());
    let bearer = format!("Bearer {TOKEN}");
    let mut traced = 0;
    for (number, text) in all.iter().enumerate() {
        let (file, release) = (format!("app{number}.js"), percent_encoded(&format!("r{number} {text}")));
        for name in [format!("{file}.map"), format!("{}.js.map", percent_encoded(text))] {
            let path = format!("/api/projects/{}/releases/{release}/files/{name}", shop.key);
            let put =
                shop.collector.request("PUT", &path, &[("authorization", &bearer)], map(text).as_bytes())?;
            ensure!(matches!(put.status, 201 | 400 | 404 | 422), "{text}: {put:?}");
            traced += usize::from(put.status == 201);
        }
        send(&shop, "event", &strange(number, text, &file))?;
    }
    ensure!(traced >= all.len(), "only {traced} maps were taken");
    audit.browser.goto(&shop.collector.login_link()?).await?;
    let home = format!("{}/projects/{}", shop.collector.address(), shop.key);
    let ids = ids(&shop)?;
    ensure!(ids.len() >= all.len(), "{} issues", ids.len());
    let mut sources = 0;
    for (_, id) in ids {
        let bones = audit.is_harmless(&format!("{home}/issues/{id}")).await?;
        sources += usize::from(bones.iter().filter(|bone| bone.starts_with("code")).count() > 3);
    }
    ensure!(sources > 20, "source is shown of {sources} issues only");
    for page in ["", "/issues?status=any", "/live", "/issues?noise=1", "/settings"] {
        audit.is_harmless(&format!("{home}{page}")).await?;
    }

    // A script puts new events into the page, and they stay text all the same.
    audit.is_harmless(&format!("{home}/live")).await?;
    for (number, text) in all.iter().enumerate() {
        send(&shop, "event", &event(number + 100, text))?;
    }
    let number = all.len() - 1 + 100;
    let last = word(number);
    let mut looks = 0;
    eventually_async(&last, async || {
        looks += 1;
        // The page may have begun to listen later than these were sent.
        if looks % 30 == 0 {
            send(&shop, "event", &event(number, all[number - 100]))?;
        }
        Ok(audit.browser.text("main").await?.contains(&last).then_some(()))
    })
    .await?;
    audit.is_still_harmless().await
}
