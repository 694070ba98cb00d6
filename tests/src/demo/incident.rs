//! A night of a made shop, as an export that a collector imports: a release that breaks paying in
//! Safari only, a policy that blocks the payment host, old tabs that miss their chunks, one visitor's
//! loop, and the issues that are always there. `npm run incident` fills a project with it, and the
//! tests of the dashboard's jobs do them in it.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use corncrake_core::time::UnixMillis;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
/// Hours of visits before the present one: a fortnight.
const HOURS: i64 = 14 * 24;
/// How many hours ago the release was that broke paying, and the minutes behind that hour.
const BROKEN: (i64, i64) = (11, 2);
/// The release that broke paying.
pub const RELEASE: &str = "2.15.0";
/// The release that mends it.
pub const MENDED: &str = "2.15.1";
/// The order of the customer whose payment failed.
pub const ORDER: &str = "AF-20931";
/// The title of the bug.
pub const TITLE: &str = "ReferenceError: Can't find variable: requestIdleCallback";

/// An issue of the fixture.
struct Bug {
    title: &'static str,
    place: &'static str,
    kind: u8,
    status: &'static str,
    noise: Option<&'static str>,
    release: Option<&'static str>,
    browsers: &'static [&'static str],
    /// Events and sessions by the hours ago.
    hours: BTreeMap<i64, (u64, u64)>,
}

/// Visits of an hour of the day, by its share.
fn visits(hour_of_day: i64) -> u64 {
    const DAY: [u64; 24] = [
        40, 20, 12, 8, 8, 10, 20, 45, 80, 110, 130, 128, 130, 132, 140, 160, 180, 200, 210, 220, 230, 190,
        140, 80,
    ];
    usize::try_from(hour_of_day.rem_euclid(24)).ok().and_then(|hour| DAY.get(hour)).copied().unwrap_or(10)
}

fn bugs() -> Vec<Bug> {
    let spread = |hours: &[(i64, u64, u64)]| hours.iter().map(|(ago, e, s)| (*ago, (*e, *s))).collect();
    let bug = |title, place, kind, hours| Bug {
        title,
        place,
        kind,
        status: "open",
        noise: None,
        release: Some(RELEASE),
        browsers: &["Chrome 156", "Safari 26"],
        hours,
    };
    let mut all = vec![
        Bug {
            browsers: &["Safari 26", "Safari 17"],
            ..bug(
                TITLE,
                "submitPayment · src/pages/checkout.js:16",
                2,
                spread(&[
                    (11, 46, 26),
                    (10, 42, 22),
                    (9, 44, 24),
                    (8, 55, 30),
                    (7, 66, 36),
                    (6, 74, 40),
                    (5, 77, 42),
                    (4, 62, 33),
                    (3, 60, 31),
                    (2, 37, 18),
                    (1, 23, 9),
                    (0, 2, 1),
                ]),
            )
        },
        Bug {
            release: None,
            ..bug(
                "CSP blocked widget.paylane.example",
                "/checkout.html",
                5,
                spread(&[
                    (11, 8, 4),
                    (10, 16, 8),
                    (9, 20, 10),
                    (8, 22, 11),
                    (7, 20, 10),
                    (6, 12, 6),
                    (5, 10, 5),
                ]),
            )
        },
        bug(
            "TypeError: Cannot read properties of null (reading 'scrollLeft')",
            "advanceSlide · src/pages/home.js:17",
            1,
            spread(&[(9, 20_000, 2), (8, 120_000, 1), (7, 13_112, 1)]),
        ),
        Bug {
            noise: Some("stale-deploy"),
            release: Some("2.14.0"),
            ..bug(
                "A chunk did not load",
                "import() · src/lib/router.js:12",
                2,
                spread(&[(11, 850, 400), (10, 30, 20)]),
            )
        },
        Bug {
            noise: Some("resize-observer"),
            ..bug(
                "ResizeObserver loop completed with undelivered notifications.",
                "/",
                1,
                spread(&[(100, 3, 3)]),
            )
        },
    ];
    const STEADY: [(&str, &str); 12] = [
        ("Error: GET /api/stock/secateurs answered 503", "getJson · src/lib/api.js:3"),
        (
            "TypeError: Cannot read properties of undefined (reading 'slice')",
            "renderReviews · src/pages/product.js:14",
        ),
        ("SyntaxError: JSON, but got HTML", "parseOrders · src/pages/account.js:7"),
        ("TypeError: Failed to fetch", "postJson · src/lib/api.js:11"),
        ("ResourceError: img failed to load: /img/secateurs-large.webp", "/product.html"),
        ("TypeError: Cannot read properties of undefined (reading 'amount')", "total · src/lib/money.js:9"),
        ("RangeError: Invalid time value", "formatDate · src/lib/time.js:5"),
        ("Error: basket is empty", "checkout · src/pages/basket.js:30"),
        ("QuotaExceededError: setItem", "remember · src/lib/store.js:4"),
        ("AbortError: The user aborted a request.", "search · src/pages/search.js:21"),
        ("TypeError: null is not an object (evaluating 'node.parentNode')", "close · src/lib/dialog.js:8"),
        ("Error: unknown voucher", "redeem · src/pages/basket.js:52"),
    ];
    for (number, (title, place)) in (0_i64..).zip(STEADY) {
        let every = 2 + number;
        let hours = (0..HOURS).filter(|ago| ago % every == number % every).map(|ago| (ago, (2, 2))).collect();
        let status = if number >= 9 { "resolved" } else { "open" };
        all.push(Bug { status, release: Some("2.14.0"), ..bug(title, place, 1, hours) });
    }
    all
}

/// The export, for a collector whose clock says `now`.
pub fn export(now: i64) -> String {
    let this_hour = now - now.rem_euclid(HOUR);
    let at = |ms: i64| rfc3339(ms);
    let broken = this_hour - BROKEN.0 * HOUR + BROKEN.1 * MINUTE;
    let releases = [
        ("2.13.0", this_hour - 13 * 24 * HOUR),
        ("2.14.0", this_hour - 5 * 24 * HOUR),
        (RELEASE, broken),
        (MENDED, (now - 3 * MINUTE).max(this_hour)),
    ];
    let number = |name: &str| releases.iter().position(|(known, _)| *known == name).map_or(0, |at| at + 1);
    let mut lines = vec![
        json!({ "export": { "version": 2, "id": format!("{:032x}", now), "at": at(now), "project": {
            "name": "Alder & Finch shop", "origins": ["https://shop.example"], "noise_off": [],
            "retention_days": 90, "objects": 1, "objects_ever": 1 } } }),
        json!({ "object": { "number": 0 } }),
    ];
    let mut project: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    let mut errored: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
    for (place, bug) in bugs().iter().enumerate() {
        let id = format!("{:016x}", 0xa1de_0000_0000_0000_u64 + place as u64);
        let sum = |of: fn(&(u64, u64)) -> u64| bug.hours.values().map(of).sum::<u64>();
        let oldest = bug.hours.keys().max().copied().unwrap_or(0);
        let newest = bug.hours.keys().min().copied().unwrap_or(0);
        let is_new = oldest <= BROKEN.0 && bug.noise.is_none() || bug.noise == Some("stale-deploy");
        let first = if is_new && oldest == BROKEN.0 {
            broken + MINUTE
        } else {
            this_hour - oldest * HOUR + 3 * MINUTE
        };
        let last = (this_hour - newest * HOUR + 54 * MINUTE).min(now - 6 * MINUTE).max(first);
        let families: Vec<&str> = bug.browsers.iter().filter_map(|name| name.split(' ').next()).collect();
        let release = bug.release.map_or(0, number);
        lines.push(json!({ "issue": {
            "id": id, "title": bug.title, "type": bug.kind, "status": bug.status,
            "decided_at": (bug.status == "resolved").then(|| at(this_hour - 6 * 24 * HOUR)), "known_releases": 1,
            "regressed": null, "merged_into": null, "merged_under": null, "noise": bug.noise,
            "events": sum(|hour| hour.0), "sessions": sum(|hour| hour.1), "first_seen": at(first), "last_seen": at(last),
            "grouping": [bug.title, format!("in: {}", bug.place)], "grouping_version": 2,
            "first_release": release, "last_release": release, "browsers": families.join(","), "place": bug.place,
        } }));
        if let Some(name) = bug.release {
            lines.push(json!({ "value": { "kind": "release", "value": name, "issue": id } }));
        }
        for browser in bug.browsers {
            lines.push(json!({ "value": { "kind": "browser", "value": browser, "issue": id } }));
        }
        for (ago, (events, sessions)) in &bug.hours {
            let breakdown = breakdown(bug, *events, *sessions);
            let start = this_hour - ago * HOUR;
            lines.push(json!({ "issue_hour": { "issue": id, "start": at(start), "events": events, "breakdown": breakdown } }));
            project.entry(start).or_default().push(breakdown);
            let part = errored.entry(start).or_default();
            if bug.noise.is_some() { part.1 += sessions } else { part.0 += sessions }
        }
        lines.extend(events(bug, &id, first, last, this_hour));
    }
    for ago in 0..=HOURS {
        let start = this_hour - ago * HOUR;
        let (errors, noise) = errored.get(&start).copied().unwrap_or_default();
        let sessions = visits(start.div_euclid(HOUR)) + errors + noise;
        lines.push(json!({ "sessions": { "start": at(start), "sessions": sessions, "errored": errors, "noise": noise } }));
    }
    for (start, rows) in &project {
        let sum = rows.iter().fold(json!({}), added);
        lines.push(
            json!({ "outcomes": { "start": at(*start), "outcomes": { "stored": 1 }, "breakdown": sum } }),
        );
    }
    for (number, (name, first)) in (1..).zip(releases) {
        lines.push(json!({ "release": { "number": number, "name": name, "first_seen": at(first), "deployed": at(first) } }));
    }
    lines.push(json!({ "end": { "lines": lines.len() } }));
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    format!("{}\n", lines.join("\n"))
}

/// What the events of an hour are broken down by: two thirds in the first browser.
fn breakdown(bug: &Bug, events: u64, sessions: u64) -> Value {
    let value = |name: &str, events: u64, sessions: u64| json!({ "value": name, "events": events, "sessions": sessions });
    let kind = |values: Vec<Value>| json!({ "values": values });
    let mut browsers = Vec::new();
    let (mut events_left, mut sessions_left) = (events, sessions);
    for (place, browser) in bug.browsers.iter().enumerate() {
        let is_last = place + 1 == bug.browsers.len();
        let part = |left: u64| if is_last { left } else { left.div_ceil(3) * 2 }.min(left);
        let (of_events, of_sessions) = (part(events_left), part(sessions_left));
        (events_left, sessions_left) = (events_left - of_events, sessions_left - of_sessions);
        if of_events > 0 {
            browsers.push(value(browser, of_events, of_sessions));
        }
    }
    let mut all = json!({ "type": kind(vec![value(&bug.kind.to_string(), events, sessions)]), "browser": kind(browsers) });
    if let (Some(name), Some(members)) = (bug.release, all.as_object_mut()) {
        members.insert("release".into(), kind(vec![value(name, events, sessions)]));
    }
    all
}

/// Two breakdowns added up.
fn added(mut sum: Value, more: &Value) -> Value {
    for (kind, line) in more.as_object().into_iter().flatten() {
        for value in line["values"].as_array().into_iter().flatten() {
            let values = sum[kind]["values"].as_array().cloned().unwrap_or_default();
            let mut values = values;
            match values.iter_mut().find(|known| known["value"] == value["value"]) {
                Some(known) => {
                    for count in ["events", "sessions"] {
                        known[count] =
                            json!(known[count].as_u64().unwrap_or(0) + value[count].as_u64().unwrap_or(0));
                    }
                }
                None => values.push(value.clone()),
            }
            sum[kind] = json!({ "values": values });
        }
    }
    sum
}

/// Stored events of a bug, one in each of its hours and some more of the one that matters.
fn events(bug: &Bug, id: &str, first: i64, last: i64, this_hour: i64) -> Vec<Value> {
    let mut times: Vec<i64> = vec![first];
    for ago in bug.hours.keys().rev().filter(|ago| **ago < BROKEN.0) {
        let minutes = if bug.title == TITLE { vec![10, 25, 40] } else { vec![20] };
        times.extend(minutes.into_iter().map(|minute| this_hour - ago * HOUR + minute * MINUTE));
    }
    times.push(last);
    times.retain(|at| (first..=last).contains(at));
    times.sort_unstable();
    times.dedup();
    let event = |(number, time): (usize, &i64)| {
        // The customer's own payment failed at ten minutes past, ten hours ago.
        let is_customer = bug.title == TITLE && *time == this_hour - 10 * HOUR + 10 * MINUTE;
        let order = if is_customer { ORDER.to_owned() } else { format!("AF-{}", 30_000 + number) };
        let (name, message) = bug.title.split_once(": ").unwrap_or(("Error", bug.title));
        let (function, file) = bug.place.split_once(" · ").unwrap_or(("", bug.place));
        json!({ "event": {
            "issue": id, "number": number + 1, "at": rfc3339(*time), "type": bug.kind, "name": name, "message": message,
            "uri": "https://shop.example/checkout.html", "meta": { "step": "pay", "order": order },
            "release": bug.release, "environment": "production", "browser": bug.browsers.first(), "os": "iOS 18",
            "count": 1, "raw_stack": format!("{function}@https://shop.example/{file}:3\n"), "stack": null,
        } })
    };
    times.iter().enumerate().map(event).collect()
}

/// Milliseconds as RFC 3339 in UTC.
fn rfc3339(ms: i64) -> String {
    UnixMillis(ms).rfc3339()
}

/// Makes a project with the night in it, by the API of a running collector; gives its key.
pub fn fill(address: &str, token: &str, now: i64) -> Result<String> {
    let bearer = format!("Bearer {token}");
    let mut made = ureq::post(format!("{address}/api/projects"))
        .header("authorization", &bearer)
        .send_json(json!({ "name": "Alder & Finch shop", "origins": ["https://shop.example"] }))
        .context("the project was not made")?;
    let made: Value = made.body_mut().read_json()?;
    let key = made["key"].as_str().context("no key")?.to_owned();
    let imported = ureq::post(format!("{address}/api/projects/{key}/import"))
        .header("authorization", &bearer)
        .header("content-type", "application/x-ndjson")
        .send(export(now).as_str())
        .context("the night was not imported")?;
    ensure!(imported.status().is_success(), "{imported:?}");
    Ok(key)
}
