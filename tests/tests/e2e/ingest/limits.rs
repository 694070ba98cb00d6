//! Limits of a collector: too much of a session waits, too much of a bug or of
//! everything is counted, and what became of it can be seen.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, CollectorOptions, Response},
    wait::eventually,
};
use serde_json::{Value, json};

/// Batches after which a session must have got a 429, however slow the machine is.
const MOST_BATCHES: usize = 400;

fn send(collector: &Collector, key: &str, place: &str, user_agent: &str, body: &Value) -> Result<Response> {
    let headers = [
        ("origin", "https://shop.example"),
        ("user-agent", user_agent),
        ("content-type", "text/plain;charset=UTF-8"),
    ];
    collector.request("POST", &format!("/v1/{key}/{place}"), &headers, body.to_string().as_bytes())
}

fn batch(name: &str, events: usize) -> Value {
    let event = json!({ "type": 1, "name": name, "message": "it broke" });
    json!({ "events": vec![event; events] })
}

#[test]
fn a_session_that_storms_is_told_to_wait_and_others_are_not() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let mut taken = 0;
    let limited = loop {
        let answer = send(&collector, &key, "batch", "one", &batch("StormError", 50))?;
        if answer.status != 200 {
            break answer;
        }
        taken += 50;
        ensure!(taken < MOST_BATCHES * 50, "it never had to wait");
    };
    ensure!(limited.status == 429 && limited.json()["error"]["code"] == "too_many_events", "{limited:?}");
    ensure!(
        limited.header("retry-after") == "30",
        "the time that is left would say what others sent: {limited:?}"
    );
    ensure!(limited.header("access-control-expose-headers").contains("retry-after"), "{limited:?}");
    ensure!(taken >= 1_000, "only {taken} were taken");
    let events =
        |collector: &Collector| -> Result<Value> { Ok(collector.issues(&key)?[0]["events"].clone()) };
    ensure!(events(&collector)? == taken, "{} of {taken}", events(&collector)?);
    ensure!(collector.outcome(&key, "limited")? == 50);
    ensure!(collector.outcome(&key, "stored")? + collector.outcome(&key, "sampled")? == taken as u64);
    ensure!(collector.outcome(&key, "stored")? < 300);

    let other = send(&collector, &key, "batch", "two", &batch("StormError", 50))?;
    ensure!(other.status == 200, "{other:?}");
    ensure!(events(&collector)? == taken + 50);
    ensure!(collector.sessions(&key)? == (2, 2));
    Ok(())
}

#[test]
fn a_full_project_counts_what_it_knows_and_says_that_it_is_full() -> Result<()> {
    let options = CollectorOptions {
        environment: vec![("PROJECT_MEGABYTES", "1".to_owned())],
        ..CollectorOptions::default()
    };
    let collector = Collector::start_with(options)?;
    let key = collector.project("shop", &["*"])?;
    let stack = "    at f (https://shop.example/app.js:1:2)\n".repeat(2_500);
    let event = |name: &str| json!({ "type": 1, "name": name, "message": "m", "stack": stack });
    let names: Vec<String> =
        ('a'..='z').map(|letter| format!("Full{}Error", letter.to_string().repeat(4))).collect();
    for name in &names {
        let answer = send(&collector, &key, "event", "one", &event(name))?;
        ensure!(answer.status == 200, "{answer:?}");
    }
    let project = collector.get(&format!("/api/projects/{key}"))?;
    let (bytes, limit) = (project["storage"]["bytes"].as_u64(), project["storage"]["limit"].as_u64());
    ensure!(limit == Some(1_000_000), "{project}");
    ensure!(bytes.is_some_and(|bytes| (900_000..1_100_000).contains(&bytes)), "{project}");
    ensure!(project["storage"]["is_full"] == true, "{project}");
    // An issue that was new when it was full is there all the same, in the reserve; the oldest gave way.
    ensure!(collector.outcome(&key, "stored")? == 26, "{}", collector.outcome(&key, "stored")?);
    let known = collector.issues(&key)?.len();
    ensure!((11..=26).contains(&known), "{known}");
    let last = names.last().context("no name")?;
    let newest = collector.wait_for_issue(&key, last)?;
    ensure!(newest["event"]["frames"][0]["function"] == "f", "{newest}");

    send(&collector, &key, "event", "two", &event(&names[0]))?;
    ensure!(collector.outcome(&key, "full")? == 1);
    let first = collector.wait_for_issue(&key, &names[0])?;
    ensure!(first["issue"]["events"] == 2 && first["issue"]["sessions"] == 2, "{first}");
    let cookie = login(&collector)?;
    let page = collector.request("GET", &format!("/projects/{key}"), &[("cookie", &cookie)], b"")?;
    ensure!(page.body.contains("storage is full"), "the page does not say it");
    Ok(())
}

fn login(collector: &Collector) -> Result<String> {
    let link = collector.login_link()?;
    let path = link.strip_prefix(&collector.address()).context("no path")?;
    let answer = collector.request("GET", path, &[], b"")?;
    Ok(answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned())
}

#[test]
fn what_is_refused_is_counted_and_a_bots_visit_is_not() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let good = json!({ "type": 1, "name": "GoodError", "message": "m" });
    for body in [json!({ "type": 1 }), json!([]), json!({ "type": 1, "message": "m", "user": 1 })] {
        ensure!(send(&collector, &key, "event", "one", &body)?.status >= 400);
    }
    let bots = [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    ];
    for bot in bots {
        ensure!(send(&collector, &key, "event", bot, &good)?.status == 200);
        ensure!(send(&collector, &key, "ping", bot, &json!(null))?.status == 200);
    }
    ensure!(collector.sessions(&key)? == (0, 0));
    // An automated browser or a library is the site's own.
    for own in ["Node.js/20.1 (Linux x64)", "Mozilla/5.0 HeadlessChrome/156.0.0.0 Safari/537.36", "curl/8.1"]
    {
        ensure!(send(&collector, &key, "event", own, &good)?.status == 200);
    }
    ensure!(collector.sessions(&key)? == (3, 3));
    let issues = collector.issues(&key)?;
    ensure!(issues[0]["events"] == 5 && issues[0]["sessions"] == 3, "{issues:?}");
    ensure!(collector.outcome(&key, "refused")? == 3);
    // Pings are counted behind their answer.
    eventually("four requests of bots", || Ok((collector.outcome(&key, "bots")? == 4).then_some(())))?;
    Ok(())
}

#[test]
fn a_project_may_have_less_than_the_operator_allows_and_never_more() -> Result<()> {
    let options = CollectorOptions {
        environment: vec![("PROJECT_MEGABYTES", "9".to_owned()), ("SESSION_EVENTS", "400".to_owned())],
        ..CollectorOptions::default()
    };
    let mut collector = Collector::start_with(options)?;
    let key = collector.project("shop", &["*"])?;
    let path = format!("/api/projects/{key}");
    let most = collector.get(&path)?;
    let limits = |project: &Value| {
        ["events_per_second", "megabytes", "session_events"]
            .map(|name| project[name].as_u64().unwrap_or_default())
    };
    ensure!(limits(&most) == [500, 9, 400], "{most}");
    let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
    let change = |collector: &Collector, body: Value| {
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        collector.request("PATCH", &path, &headers, body.to_string().as_bytes())
    };
    for (field, number) in [("megabytes", 10), ("session_events", 401), ("events_per_second", 0)] {
        let refused = change(&collector, json!({ field: number }))?;
        ensure!(refused.status == 422 && refused.body.contains(field), "{refused:?}");
    }
    // An event before and one after: the object has the limits at once, and after a restart.
    ensure!(send(&collector, &key, "batch", "one", &batch("AError", 50))?.status == 200);
    let changed = change(&collector, json!({ "session_events": 60, "megabytes": 3 }))?;
    ensure!(changed.status == 200 && limits(&changed.json()) == [500, 3, 60], "{changed:?}");
    for visitor in ["two", "three"] {
        ensure!(send(&collector, &key, "batch", visitor, &batch("AError", 50))?.status == 200);
        let limited = send(&collector, &key, "batch", visitor, &batch("AError", 50))?;
        ensure!(limited.status == 429, "{visitor}: {limited:?}");
        if visitor == "two" {
            collector.kill_and_restart()?;
        }
    }
    ensure!(collector.get(&path)?["storage"]["limit"] == 3_000_000);

    // The same by the form: what is left as it is stays the operator's.
    let cookie = login(&collector)?;
    let page = collector.request("GET", &format!("/projects/{key}/settings"), &[("cookie", &cookie)], b"")?;
    ensure!(
        page.body.contains(r#"name="megabytes" value="3" required type="number" min="1" max="9""#),
        "{page:?}"
    );
    let own = collector.address();
    let save = |fields: &str| {
        let form = format!("name=shop&origins=*&retention_days=90&objects=1&{fields}");
        let headers = [
            ("cookie", cookie.as_str()),
            ("origin", own.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        collector.request("POST", &format!("/projects/{key}/settings"), &headers, form.as_bytes())
    };
    let wrong = save("events_per_second=500&megabytes=10&session_events=x")?;
    ensure!(wrong.status == 422 && wrong.body.matches("It must be 1 to ").count() == 2, "{}", wrong.status);
    ensure!(save("events_per_second=7&megabytes=3&session_events=60")?.status == 303);
    ensure!(limits(&collector.get(&path)?) == [7, 3, 60]);
    Ok(())
}

#[test]
fn a_ping_says_nothing_of_who_was_here() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["*"])?;
    let ping = |visitor: &str| send(&collector, &key, "ping", visitor, &Value::Null);
    let said = |answer: &Response| {
        // The runtime closes a connection whose body it had not read to its end by then.
        let of_no_one = ["x-request-id", "date", "connection"];
        let mut headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), format!("{value:?}")))
            .filter(|(name, _)| !of_no_one.contains(&name.as_str()))
            .collect();
        headers.sort();
        (answer.status, answer.bytes.clone(), headers)
    };
    let new = ping("one")?;
    eventually("a session", || Ok((collector.sessions(&key)?.0 == 1).then_some(())))?;
    let known = ping("one")?;
    ensure!(said(&new) == said(&known), "{new:?} {known:?}");
    // A session that has used up its events is pinged about as before, and the other way round.
    while send(&collector, &key, "batch", "one", &batch("StormError", 50))?.status == 200 {}
    for visitor in ["one", "two", "one"] {
        let answer = ping(visitor)?;
        ensure!(said(&answer) == said(&new), "{answer:?}");
    }
    for _ in 0..1_100 {
        ensure!(ping("three")?.status == 200);
    }
    ensure!(send(&collector, &key, "batch", "three", &batch("OtherError", 50))?.status == 200);
    eventually("three sessions", || Ok((collector.sessions(&key)?.0 == 3).then_some(())))?;
    Ok(())
}
