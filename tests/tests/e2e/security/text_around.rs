//! The same texts in all that is no event: reports of each kind, searches, filters, names of
//! projects and tokens, origins.

use std::fs;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::audit::{Audit, payloads, same_bones},
    collector::TOKEN,
    http::percent_encoded,
    root,
    scenario::shop::Shop,
};
use serde_json::{Value, json};

/// A recorded report with a text in the place, or behind, every text of its body.
fn with_text(mut report: Value, text: &str, is_behind: bool) -> Value {
    match &mut report {
        Value::Array(items) => {
            items.iter_mut().for_each(|item| *item = with_text(item.take(), text, is_behind))
        }
        Value::Object(members) => {
            for (name, value) in members.iter_mut().filter(|(name, _)| *name != "type") {
                let page = matches!(name.as_str(), "url" | "documentURL" | "document-uri");
                *value = match value.take() {
                    Value::String(_) if page => format!("https://shop.example/{text}").into(),
                    Value::String(was) if is_behind => format!("{was}{text}").into(),
                    Value::String(_) => text.into(),
                    other => with_text(other, text, is_behind),
                };
            }
            if members.contains_key("type") {
                members.insert("user_agent".to_owned(), text.into());
            }
        }
        _ => {}
    }
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_report_stays_text() -> Result<()> {
    let (shop, audit, all) = (Shop::open()?, Audit::open().await?, payloads());
    let mut texts = all.iter().cycle();
    let mut recorded = 0;
    for entry in fs::read_dir(root().join("core/tests/fixtures/reports"))?.flatten() {
        let fixture: Value = serde_json::from_str(&fs::read_to_string(entry.path())?)?;
        recorded += 1;
        for is_behind in [true, false] {
            for text in texts.by_ref().take(2) {
                let body = with_text(fixture["body"].clone(), text, is_behind).to_string();
                let headers = [
                    ("origin", "https://shop.example"),
                    ("user-agent", "Mozilla/5.0 Chrome/156.0"),
                    ("content-type", fixture["content-type"].as_str().unwrap_or("application/reports+json")),
                ];
                let path = format!("/v1/{}/report", shop.key);
                let answer = shop.collector.request("POST", &path, &headers, body.as_bytes())?;
                ensure!(matches!(answer.status, 200 | 400 | 422), "{body}: {answer:?}");
            }
        }
    }
    ensure!(recorded > 30, "{recorded} recorded reports");
    audit.browser.goto(&shop.collector.login_link()?).await?;
    let home = format!("{}/projects/{}", shop.collector.address(), shop.key);
    let mut looked = 0;
    for noise in ["", "?noise=1"] {
        audit.is_harmless(&format!("{home}/reports{noise}")).await?;
        audit.is_harmless(&format!("{home}/issues{noise}")).await?;
        let list = shop.get(&format!("/issues?limit=100{}", noise.replace('?', "&")))?;
        for issue in list["issues"].as_array().context("no issues")? {
            let id = issue["id"].as_str().context("no id")?;
            audit.is_harmless(&format!("{home}/issues/{id}")).await?;
            looked += 1;
        }
    }
    ensure!(looked > 30, "only {looked} issues of reports");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_searched_for_stays_text() -> Result<()> {
    let (shop, audit) = (Shop::open()?, Audit::open().await?);
    shop.send_events("AError", "m", Some("1.0"), 1)?;
    let id = shop.id("AError: m")?;
    audit.browser.goto(&shop.collector.login_link()?).await?;
    let home = format!("{}/projects/{}", shop.collector.address(), shop.key);
    let addresses = |text: &str| {
        let text = percent_encoded(text);
        [
            format!("{}/?query={text}", shop.collector.address()),
            format!(
                "{home}/issues?query={text}&release={text}&environment={text}&browser={text}&type={text}&status={text}\
                 &sort={text}&after={text}&done={text}&undo={text}&{text}={text}"
            ),
            format!("{home}/issues/{id}?range={text}&done={text}&undo=split~{text}&step={text}"),
        ]
    };
    let mut harmless = Vec::new();
    for address in addresses("harmless") {
        harmless.push(audit.is_harmless(&address).await?);
    }
    for text in payloads() {
        for (address, harmless) in addresses(text).iter().zip(&harmless) {
            same_bones(&audit.is_harmless(address).await?, harmless, text)?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_projects_and_tokens_stay_text() -> Result<()> {
    let (shop, audit) = (Shop::open()?, Audit::open().await?);
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let (mut made, mut origins) = (Vec::new(), 0);
    for (number, text) in payloads().into_iter().enumerate() {
        let name: String = text.chars().take(60).collect();
        let body = json!({ "name": name, "scopes": ["read"] }).to_string();
        let token = shop.collector.request("POST", "/api/tokens", &headers, body.as_bytes())?;
        ensure!(token.status == 201, "{text}: {token:?}");
        for origin in [text.to_owned(), format!("https://{text}"), format!("https://shop.example/{text}")] {
            let body = json!({ "name": name, "origins": [origin] }).to_string();
            let project = shop.collector.request("POST", "/api/projects", &headers, body.as_bytes())?;
            ensure!(matches!(project.status, 201 | 422), "{text}: {project:?}");
            origins += usize::from(project.status == 201);
        }
        let project = shop.collector.project(&name, &["*"])?;
        // Every other one is looked at, so that each kind of text is.
        if number % 2 == 0 {
            made.push(project);
        }
    }
    audit.browser.goto(&shop.collector.login_link()?).await?;
    let own = shop.collector.address();
    audit.is_harmless(&format!("{own}/")).await?;
    let mut bones = Vec::new();
    let plain = shop.collector.project("harmless", &["*"])?;
    for key in made.iter().chain([&plain]) {
        bones.push(audit.is_harmless(&format!("{own}/projects/{key}/settings")).await?);
        audit.is_harmless(&format!("{own}/projects/{key}")).await?;
    }
    let harmless = bones.pop().context("no page")?;
    for bones in &bones {
        same_bones(bones, &harmless, "the name of a project")?;
    }
    println!("{origins} of the origins were taken");
    Ok(())
}
