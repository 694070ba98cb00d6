//! The operator's own rules, by the API: what they hide and group, and that all of it is undone.

use anyhow::{Context, Result, ensure};
use corncrake_tests::scenario::shop::{SENDER, Shop};
use serde_json::{Value, json};

/// Sends one event with all that rules look at.
fn send(shop: &Shop, event: &Value) -> Result<()> {
    let path = format!("/v1/{}/event", shop.key);
    let answer = shop.collector.request("POST", &path, &SENDER, event.to_string().as_bytes())?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

fn error(name: &str, message: &str, function: &str, file: &str, release: &str, environment: &str) -> Value {
    json!({ "name": name, "message": message, "type": 1,
        "stack": format!("{name}: {message}\n    at {function} (https://shop.example/{file}:10:5)"),
        "meta": { "release": release, "environment": environment } })
}

fn create(shop: &Shop, rule: Value) -> Result<Value> {
    let answer = shop.request("POST", "/rules", rule)?;
    ensure!(answer.status == 201, "{answer:?}");
    Ok(answer.json())
}

fn sorted(mut titles: Vec<String>) -> Vec<String> {
    titles.sort();
    titles
}

fn rule(shop: &Shop, id: &Value) -> Result<Value> {
    let all = shop.get("/rules")?;
    let found = all["rules"].as_array().into_iter().flatten().find(|rule| rule["id"] == *id);
    found.cloned().with_context(|| format!("no rule {id} in {all}"))
}

#[test]
fn a_noise_rule_hides_what_is_there_and_what_comes_until_it_is_off() -> Result<()> {
    let mut shop = Shop::open()?;
    for number in [1, 22, 333] {
        send(&shop, &error("TimeoutError", &format!("after {number} ms"), "wait", "net.js", "1.0", "prod"))?;
    }
    send(&shop, &error("TypeError", "x", "pay", "pay.js", "1.0", "prod"))?;
    let wanted = json!({ "name": "Slow networks", "title": "timeouterror: after * MS", "action": "noise" });
    let preview = shop.change("POST", "/rules/preview", wanted.clone())?;
    ensure!(preview["issues"] == 1 && preview["events"] == 3 && preview["is_whole"] == true, "{preview}");
    ensure!(preview["examples"][0]["title"] == "TimeoutError: after 1 ms", "{preview}");
    ensure!(
        shop.titles("")?.len() == 2 && shop.get("/rules")?["rules"] == json!([]),
        "a preview saves nothing"
    );

    let made = create(&shop, wanted)?;
    ensure!(made["on"] == true && made["issues"] == 1 && made["events"] == 3, "{made}");
    ensure!(made["title"] == "timeouterror: after * MS" && made["function"].is_null(), "{made}");
    ensure!(shop.titles("")? == ["TypeError: x"], "{:?}", shop.titles("")?);
    ensure!(shop.titles("?noise=1")? == ["TimeoutError: after 1 ms"]);
    // What comes later, of the same issue and of another, and after a restart.
    send(&shop, &error("TimeoutError", "after 4 ms", "wait", "net.js", "1.0", "prod"))?;
    shop.collector.kill_and_restart()?;
    send(&shop, &error("TimeoutError", "after 5 ms", "poll", "poll.js", "2.0", "prod"))?;
    ensure!(shop.titles("")? == ["TypeError: x"] && shop.titles("?noise=1")?.len() == 2);
    let id = &made["id"];
    let counted = rule(&shop, id)?;
    ensure!(counted["issues"] == 2 && counted["events"] == 5, "{counted}");

    let at = format!("/rules/{id}");
    let off = shop.change("PATCH", &at, json!({ "on": false }))?;
    ensure!(off["on"] == false && off["name"] == "Slow networks", "{off}");
    ensure!(shop.titles("")?.len() == 3 && shop.titles("?noise=1")?.is_empty());
    send(&shop, &error("TimeoutError", "after 6 ms", "poll", "poll.js", "2.0", "prod"))?;
    ensure!(shop.titles("")?.len() == 3);
    shop.change("PATCH", &at, json!({ "on": true }))?;
    ensure!(shop.titles("")? == ["TypeError: x"]);
    shop.change("PATCH", &at, json!({ "title": "TimeoutError: after 5*" }))?;
    ensure!(shop.titles("")?.len() == 3, "the newest event of neither issue has this title");
    let gone = shop.request("DELETE", &at, json!({}))?;
    ensure!(gone.status == 204 && shop.get("/rules")?["rules"] == json!([]), "{gone:?}");
    ensure!(shop.titles("")?.len() == 3 && shop.titles("?noise=1")?.is_empty());
    Ok(())
}

/// A rule on a release or an environment never hides a failure of another one.
#[test]
fn an_event_that_no_rule_matches_lists_its_issue_again() -> Result<()> {
    let shop = Shop::open()?;
    create(&shop, json!({ "name": "Staging", "environment": "stag*", "action": "noise" }))?;
    for environment in ["staging", "Staging-2"] {
        send(&shop, &error("TypeError", "x", "pay", "pay.js", "1.0", environment))?;
    }
    ensure!(shop.titles("")?.is_empty() && shop.titles("?noise=1")?.len() == 1);
    send(&shop, &error("TypeError", "x", "pay", "pay.js", "1.0", "production"))?;
    ensure!(shop.titles("")? == ["TypeError: x"] && shop.titles("?noise=1")?.is_empty());
    send(&shop, &error("TypeError", "x", "pay", "pay.js", "1.0", "staging"))?;
    ensure!(shop.titles("")? == ["TypeError: x"], "it stays listed");
    // Nor does a new rule hide an issue of which other events came as well.
    create(&shop, json!({ "name": "Old", "release": "1.*", "environment": "stag*", "action": "noise" }))?;
    ensure!(shop.titles("")? == ["TypeError: x"]);
    Ok(())
}

#[test]
fn a_fingerprint_rule_groups_what_it_matches_and_the_first_one_acts() -> Result<()> {
    let shop = Shop::open()?;
    let sends = |shop: &Shop| -> Result<()> {
        for (name, function, file) in [
            ("AError", "charge", "pay/card.js"),
            ("BError", "refund", "pay/back.js"),
            ("CError", "find", "shop.js"),
        ] {
            send(shop, &error(name, "m", function, file, "1.0", "prod"))?;
        }
        Ok(())
    };
    sends(&shop)?;
    ensure!(shop.titles("")?.len() == 3);
    let pay = create(
        &shop,
        json!({ "name": "Payment", "file": "*/pay/*", "action": "fingerprint", "fingerprint": ["payment"] }),
    )?;
    let per = create(
        &shop,
        json!({ "name": "By class", "title": "?Error: *", "fingerprint": ["{default}", "rule"] }),
    )?;
    ensure!(per["action"] == "fingerprint" && per["fingerprint"] == json!(["{default}", "rule"]), "{per}");
    sends(&shop)?;
    let titles = sorted(shop.titles("")?);
    ensure!(titles == ["AError: m", "AError: m", "BError: m", "CError: m", "CError: m"], "{titles:?}");
    let counted = rule(&shop, &pay["id"])?;
    ensure!(counted["issues"] == 1 && counted["events"] == 2, "A and B are one: {counted}");
    ensure!(rule(&shop, &per["id"])?["events"] == 1);
    // A site's own fingerprint goes before a rule's.
    let batch = json!({ "events": [{ "name": "AError", "message": "m", "type": 1, "fingerprint": ["own"],
        "stack": "AError: m\n    at charge (https://shop.example/pay/card.js:10:5)" }] });
    let path = format!("/v1/{}/batch", shop.key);
    let sent = shop.collector.request("POST", &path, &SENDER, batch.to_string().as_bytes())?;
    ensure!(sent.status == 200 && shop.titles("")?.len() == 6, "{sent:?}");
    ensure!(rule(&shop, &pay["id"])?["events"] == 2);
    // The order decides, and without rules all is grouped as it was.
    shop.change("PATCH", &format!("/rules/{}", per["id"]), json!({ "position": 0 }))?;
    sends(&shop)?;
    ensure!(rule(&shop, &pay["id"])?["events"] == 2 && rule(&shop, &per["id"])?["events"] == 4);
    for made in [&pay, &per] {
        shop.request("DELETE", &format!("/rules/{}", made["id"]), json!({}))?;
    }
    let before = shop.titles("")?.len();
    sends(&shop)?;
    ensure!(shop.titles("")?.len() == before, "their first issues go on");
    Ok(())
}

#[test]
fn a_rule_knows_reports_and_marks_no_session_as_failed() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_report(1, "https://cdn.example/a.js")?;
    let listed = shop.titles("")?;
    ensure!(listed.len() == 1, "{listed:?}");
    create(&shop, json!({ "name": "The CDN", "title": "*cdn.example*", "action": "noise" }))?;
    ensure!(shop.titles("")?.is_empty() && shop.titles("?noise=1")? == listed);
    ensure!(shop.get("/reports")?["reports"] == json!([]));
    let noisy = Shop::open()?;
    create(&noisy, json!({ "name": "All", "title": "*", "action": "noise" }))?;
    noisy.send_events("AError", "m", None, 2)?;
    ensure!(noisy.collector.sessions(&noisy.key)? == (1, 0), "{:?}", noisy.collector.sessions(&noisy.key)?);
    Ok(())
}

#[test]
fn a_rule_of_interest_marks_what_is_there_and_what_comes_until_it_is_off() -> Result<()> {
    let mut shop = Shop::open()?;
    let sends = |shop: &Shop| -> Result<()> {
        send(shop, &error("PayError", "m", "charge", "pay/card.js", "1.0", "prod"))?;
        send(shop, &error("BetaError", "m", "find", "shop.js", "2.0-beta", "prod"))?;
        send(shop, &error("TypeError", "m", "find", "other.js", "1.0", "prod"))
    };
    sends(&shop)?;
    let wanted = json!({ "name": "Payment", "file": "*/pay/*", "action": "interest", "interest": "high" });
    let preview = shop.change("POST", "/rules/preview", wanted.clone())?;
    ensure!(preview["issues"] == 1 && preview["examples"][0]["title"] == "PayError: m", "{preview}");
    let high = create(&shop, wanted)?;
    ensure!(high["action"] == "interest" && high["interest"] == "high" && high["events"] == 1, "{high}");
    let low = create(&shop, json!({ "name": "Beta", "release": "*-beta", "interest": "low" }))?;
    ensure!(shop.titles("")?.len() == 3, "nothing is hidden");
    ensure!(shop.titles("?interest=high")? == ["PayError: m"], "{:?}", shop.titles("?interest=high")?);
    ensure!(shop.titles("?interest=low")? == ["BetaError: m"], "{:?}", shop.titles("?interest=low")?);
    sends(&shop)?;
    shop.collector.kill_and_restart()?;
    ensure!(rule(&shop, &high["id"])?["events"] == 2 && rule(&shop, &low["id"])?["issues"] == 1);
    // An event that no rule calls of low interest ends that.
    send(&shop, &error("BetaError", "m", "find", "shop.js", "2.0", "prod"))?;
    ensure!(shop.titles("?interest=low")?.is_empty());
    // Off, on, changed and removed: each at once, and nothing else changes.
    let at = format!("/rules/{}", high["id"]);
    shop.change("PATCH", &at, json!({ "on": false }))?;
    ensure!(shop.titles("?interest=high")?.is_empty() && shop.titles("")?.len() == 3);
    shop.change("PATCH", &at, json!({ "on": true }))?;
    ensure!(shop.titles("?interest=high")? == ["PayError: m"]);
    shop.change("PATCH", &at, json!({ "interest": "low" }))?;
    ensure!(shop.titles("?interest=high")?.is_empty() && shop.titles("?interest=low")? == ["PayError: m"]);
    shop.request("DELETE", &at, json!({}))?;
    ensure!(shop.titles("?interest=low")?.is_empty() && shop.titles("")?.len() == 3);
    for bad in [
        json!({ "interest": "huge" }),
        json!({ "action": "noise", "interest": "low" }),
        json!({ "action": "interest" }),
    ] {
        let mut rule = json!({ "name": "n", "title": "x" });
        if let Some((rule, bad)) = rule.as_object_mut().zip(bad.as_object()) {
            rule.extend(bad.clone());
        }
        let refused = shop.request("POST", "/rules", rule)?;
        ensure!(refused.status == 422 && refused.body.contains("interest"), "{refused:?}");
    }
    Ok(())
}

#[test]
fn the_file_of_a_rule_is_the_script_that_a_report_names() -> Result<()> {
    let shop = Shop::open()?;
    let report = |script: &str| -> Result<()> {
        let report = json!([{ "type": "deprecation", "age": 0, "url": "https://shop.example/",
            "user_agent": "Chrome/153", "body": { "id": format!("Feature{}", script.len()), "message": "is deprecated",
            "sourceFile": format!("https://shop.example/{script}"), "lineNumber": 3, "columnNumber": 7 } }]);
        let headers = [
            ("origin", "https://shop.example"),
            ("content-type", "application/reports+json"),
            (
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36",
            ),
        ];
        let path = format!("/v1/{}/report", shop.key);
        let sent = shop.collector.request("POST", &path, &headers, report.to_string().as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
        Ok(())
    };
    for script in ["old/vendor.js", "app.js"] {
        report(script)?;
    }
    let before = shop.titles("")?;
    ensure!(before.len() == 2, "{before:?}");
    let rule = json!({ "name": "Vendor", "file": "*/old/*", "action": "noise" });
    let preview = shop.change("POST", "/rules/preview", rule.clone())?;
    ensure!(preview["issues"] == 1, "{preview}");
    create(&shop, rule)?;
    ensure!(shop.titles("")?.len() == 1, "what is there: {:?}", shop.titles("")?);
    report("old/other.js.map.js")?;
    ensure!(shop.titles("")?.len() == 1 && shop.titles("?noise=1")?.len() == 2, "what comes");
    create(&shop, json!({ "name": "None", "function": "*", "file": "*/app.js", "action": "noise" }))?;
    ensure!(shop.titles("")?.len() == 1, "a report has no function");
    Ok(())
}

#[test]
fn a_bad_rule_is_refused_in_words() -> Result<()> {
    let shop = Shop::open()?;
    let long = "x".repeat(201);
    for (body, says) in [
        (json!({ "title": "x", "action": "noise" }), "name must be 1 to 100 characters"),
        (json!({ "name": "n", "action": "noise" }), "title must be there, or function"),
        (json!({ "name": "n", "title": long, "action": "noise" }), "title must be at most 200 characters"),
        (json!({ "name": "n", "title": "x" }), "action must be noise, fingerprint or interest"),
        (
            json!({ "name": "n", "title": "x", "action": "drop" }),
            "action must be noise, fingerprint or interest",
        ),
        (json!({ "name": "n", "title": "x", "action": "fingerprint" }), "fingerprint must be 1 to 8 parts"),
        (json!({ "name": "n", "title": "x", "fingerprint": ["{default}"] }), "changes nothing"),
        (json!({ "name": "n", "title": "x", "action": "noise", "on": "yes" }), "on must be true or false"),
        (json!({ "name": "n", "titel": "x", "action": "noise" }), "titel is no field"),
    ] {
        let answer = shop.request("POST", "/rules", body.clone())?;
        let message = answer.json()["error"]["message"].as_str().unwrap_or_default().to_owned();
        ensure!(answer.status == 422 && message.contains(says), "{body}: {answer:?}");
    }
    for number in 0..50 {
        create(&shop, json!({ "name": format!("r{number}"), "title": "x", "action": "noise" }))?;
    }
    let more = shop.request("POST", "/rules", json!({ "name": "n", "title": "x", "action": "noise" }))?;
    ensure!(more.status == 409 && more.json()["error"]["code"] == "too_many_rules", "{more:?}");
    for (method, path) in [("PATCH", "/rules/99"), ("DELETE", "/rules/99"), ("DELETE", "/rules/x")] {
        ensure!(shop.request(method, path, json!({}))?.status == 404, "{method} {path}");
    }
    Ok(())
}
