//! What each service gets, held to the limits of its own documentation.

use std::{fs, process::Command};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector, SECRET},
    collector::wired::sender,
    root,
};
use serde_json::{Value, json};

fn chars(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

/// An event whose every text is long, and markup everywhere.
fn hostile(collector: &AlertingCollector) -> Result<()> {
    let text = "<!channel> @everyone *b* _i_ [x](https://evil.example) `c` <b>&amp; é ".repeat(30);
    let body = json!({
        "type": 1, "name": "LongError", "message": text, "release": text.chars().take(100).collect::<String>(),
        "environment": "production",
    });
    let path = format!("/v1/{}/event", collector.key);
    let sent = collector.wired.request("POST", &path, &sender("visitor"), body.to_string().as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    Ok(())
}

#[test]
fn each_service_gets_what_its_documentation_allows() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    let base = format!("http://127.0.0.1:{}", receiver.port);
    let mut destinations = Vec::new();
    for (kind, url, token, to) in [
        ("webhook", format!("{base}/webhook"), SECRET, ""),
        ("slack", format!("{base}/slack"), "", ""),
        ("discord", format!("{base}/discord"), "", ""),
        ("teams", format!("{base}/teams"), "", ""),
        ("telegram", base.clone(), "123456:ABC-DEF", "-100200300"),
        ("ntfy", base.clone(), "tk_secret", "errors"),
    ] {
        let fields = json!({ "name": kind, "kind": kind, "url": url, "token": token, "to": to });
        destinations.push(collector.destination(&fields)?);
    }
    let all: Vec<&str> = destinations.iter().map(String::as_str).collect();
    collector.rule(&json!({ "on": "new_issue" }), &all, &json!({}))?;
    hostile(&collector)?;
    let received = receiver.wait_for(6)?;
    let of = |path: &str| {
        received.iter().find(|one| one.path == path).with_context(|| format!("no {path}: {received:?}"))
    };

    // https://docs.slack.dev/reference/block-kit/blocks
    let slack = of("/slack")?.json();
    let blocks = slack["blocks"].as_array().context("no blocks")?;
    ensure!((1..=50).contains(&blocks.len()) && chars(&slack["text"]) <= 4_000, "{slack}");
    for block in blocks {
        ensure!(block["type"] == "section", "{block}");
        ensure!(chars(&block["text"]["text"]) <= 3_000, "{block}");
        let fields = block["fields"].as_array().cloned().unwrap_or_default();
        ensure!(fields.len() <= 10 && fields.iter().all(|field| chars(&field["text"]) <= 2_000), "{block}");
    }
    ensure!(!slack.to_string().contains("<!channel>"), "an event calls the channel: {slack}");

    // https://discord.com/developers/docs/resources/message#embed-object-embed-limits
    let discord = of("/discord")?.json();
    let embeds = discord["embeds"].as_array().context("no embeds")?;
    ensure!((1..=10).contains(&embeds.len()), "{discord}");
    for embed in embeds {
        let fields = embed["fields"].as_array().cloned().unwrap_or_default();
        let sum: usize = fields.iter().map(|field| chars(&field["name"]) + chars(&field["value"])).sum();
        ensure!(chars(&embed["title"]) <= 256 && chars(&embed["description"]) <= 4_096, "{embed}");
        ensure!(fields.len() <= 25 && sum + chars(&embed["title"]) + chars(&embed["description"]) <= 6_000);
        let is_good = |field: &Value| {
            (1..=256).contains(&chars(&field["name"])) && (1..=1_024).contains(&chars(&field["value"]))
        };
        ensure!(fields.iter().all(is_good), "{embed}");
    }
    ensure!(discord["allowed_mentions"] == json!({ "parse": [] }), "{discord}");

    // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors (28 kB a message)
    let teams = of("/teams")?;
    ensure!(teams.body.len() <= 28_000);
    let card = &teams.json()["attachments"][0];
    ensure!(card["contentType"] == "application/vnd.microsoft.card.adaptive", "{card}");
    ensure!(card["content"]["type"] == "AdaptiveCard" && card["content"]["version"] == "1.4", "{card}");
    ensure!(
        card["content"]["actions"][0]["url"].as_str().is_some_and(|url| url.contains("/issues/")),
        "{card}"
    );

    // https://core.telegram.org/bots/api#sendmessage
    let telegram = of("/bot123456:ABC-DEF/sendMessage")?.json();
    ensure!(telegram["chat_id"] == "-100200300" && telegram["parse_mode"].is_null(), "{telegram}");
    ensure!((1..=4_096).contains(&chars(&telegram["text"])), "{telegram}");

    // https://docs.ntfy.sh/publish/#publish-as-json
    let ntfy = of("/")?;
    ensure!(ntfy.header("authorization") == "Bearer tk_secret", "{ntfy:?}");
    ensure!(
        ntfy.json()["topic"] == "errors"
            && ntfy.json()["message"].as_str().is_some_and(|text| text.len() <= 4_096)
    );

    let webhook = of("/webhook")?;
    let body = webhook.json();
    ensure!(body["type"] == "alert.new_issue" && body["data"]["project"]["name"] == "shop", "{body}");
    ensure!(body["id"] == webhook.header("webhook-id") && !body["data"]["issue"].is_null(), "{body}");
    let mut ids: Vec<&str> = received.iter().map(|one| one.header("idempotency-key")).collect();
    ids.sort_unstable();
    ids.dedup();
    ensure!(ids.len() == 6 && ids.iter().all(|id| id.starts_with("msg_")), "{ids:?}");
    let told = received.iter().map(|one| one.body.as_str()).collect::<String>();
    ensure!(!told.contains("country") && !told.contains("127.0.0.1 "), "{told}");
    Ok(())
}

/// The receiver's example of `docs/alerts.md`, as it stands there.
#[test]
fn a_signature_is_verified_by_the_documented_example() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    let hook = collector.webhook(&receiver, "hook")?;
    let test = format!("/api/projects/{}/alerts/test/{hook}", collector.key);
    ensure!(collector.wired.change("POST", &test, &json!({}))?.status == 202);
    let received = receiver.wait_for(1)?.remove(0);
    ensure!(received.json()["type"] == "alert.test", "{received:?}");

    let document = fs::read_to_string(root().join("docs/alerts.md"))?;
    let example = document.split("```js\n").nth(1).and_then(|rest| rest.split("```").next());
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("verify.mjs"), example.context("docs/alerts.md has no example")?)?;
    let script = "
        import { verify } from './verify.mjs';
        const { headers, body, secret, now } = JSON.parse(process.argv[2]);
        console.log(verify(headers, body, secret, now));
    ";
    fs::write(folder.path().join("run.mjs"), script)?;
    let seconds: i64 = received.header("webhook-timestamp").parse()?;
    let verified = |body: &str, secret: &str, now: i64| -> Result<String> {
        let headers: serde_json::Map<String, Value> =
            received.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        let input = json!({ "headers": headers, "body": body, "secret": secret, "now": now });
        let ran =
            Command::new("node").arg("run.mjs").arg(input.to_string()).current_dir(folder.path()).output()?;
        ensure!(ran.status.success(), "{ran:?}");
        Ok(String::from_utf8_lossy(&ran.stdout).trim().to_owned())
    };
    ensure!(verified(&received.body, SECRET, seconds)? == "true");
    ensure!(verified(&received.body.replace("shop", "spot"), SECRET, seconds)? == "false", "another body");
    ensure!(
        verified(&received.body, "whsec_AAAAAAAAAAAAAAAAAAAAAAAA", seconds)? == "false",
        "another secret"
    );
    ensure!(verified(&received.body, SECRET, seconds + 3_600)? == "false", "an hour later");
    Ok(())
}

#[test]
fn a_title_only_destination_gets_nothing_else() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    let url = format!("http://127.0.0.1:{}/brief", receiver.port);
    let brief = collector.destination(
        &json!({ "name": "brief", "kind": "webhook", "url": url, "token": SECRET, "title_only": true }),
    )?;
    collector.rule(&json!({ "on": "new_issue" }), &[&brief], &json!({}))?;
    hostile(&collector)?;
    let body = receiver.wait_for(1)?.remove(0).json();
    ensure!(body["data"]["facts"] == json!([]) && chars(&body["data"]["title"]) <= 250, "{body}");
    Ok(())
}
