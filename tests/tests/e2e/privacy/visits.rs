//! Visits by release: of a thousand visitors with a known share of errors, the share that is shown is
//! theirs, and those who are not counted are in neither of its numbers.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::{
        Collector, TOKEN,
        wired::{Salt, WiredCollector},
    },
    scenario::visit::{COUNT, Engines, SitePage},
    wait::eventually,
    xorshift::XorShift,
};
use serde_json::{Value, json};

/// The first millisecond of the scenario's days.
const FIRST: i64 = 1_893_456_000_000;
const DAY: i64 = 86_400_000;
const VISITORS: usize = 1_000;
/// Of a hundred visits, how many meet an error.
const ERRORS_OF_100: usize = 10;
/// The same numbers in each run.
const SEED: u64 = 0x5eed_0020;

/// Who a visitor is to the collector.
#[derive(Clone, Copy, PartialEq)]
enum Consent {
    /// Its page says that it was visited.
    Given,
    /// Its browser sends Global Privacy Control, and its client may not know what that is.
    PrivacyControl { pings: bool },
    /// Its page may send errors, but no visits.
    Missing,
}

/// What is expected of what was sent.
#[derive(Debug, Default, PartialEq)]
struct VisitNumbers {
    visits: u64,
    errored: u64,
    privacy_control: u64,
    no_visit: u64,
}

fn send(wired: &WiredCollector, key: &str, visitor: usize, consent: Consent, fails: bool) -> Result<()> {
    // A network of its own, as most visitors are.
    let address = format!("10.{}.{}.7", visitor / 250, visitor % 250);
    let mut headers = vec![
        ("origin", "https://shop.example"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
        ("content-type", "text/plain"),
        ("x-real-ip", address.as_str()),
    ];
    let is_private = matches!(consent, Consent::PrivacyControl { .. });
    if is_private {
        headers.push(("sec-gpc", "1"));
    }
    if matches!(consent, Consent::Given | Consent::PrivacyControl { pings: true }) {
        let ping = wired.request("POST", &format!("/v1/{key}/ping"), &headers, b"2.0,production,")?;
        ensure!(ping.status == 200, "{ping:?}");
    }
    if fails {
        let event = json!({ "type": 1, "name": "PayError", "message": "no", "release": "2.0",
            "environment": "production" });
        let path = format!("/v1/{key}/event");
        let sent = wired.request("POST", &path, &headers, event.to_string().as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
    }
    Ok(())
}

fn counted(one: &Value) -> VisitNumbers {
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    VisitNumbers {
        visits: number(&one["visits"]),
        errored: number(&one["errored"]),
        privacy_control: number(&one["not_counted"]["privacy_control"]),
        no_visit: number(&one["not_counted"]["no_visit"]),
    }
}

#[test]
fn the_error_free_share_is_of_counted_visits_and_the_others_are_listed_by_reason() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    for (day, objects) in [(0, 1), (10, 3)] {
        // More objects take its events from the next day on.
        wired.doors(&json!({ "now": FIRST + day * DAY }))?;
        let key = wired.project()?;
        let spread =
            wired.change("PATCH", &format!("/api/projects/{key}"), &json!({ "objects": objects }))?;
        ensure!(spread.status == 200, "{spread:?}");
        wired.doors(&json!({ "now": FIRST + (day + 2) * DAY }))?;
        let (mut chance, mut expected) = (XorShift(SEED), VisitNumbers::default());
        for visitor in 0..VISITORS {
            let consent = match visitor % 10 {
                0..=2 => Consent::PrivacyControl { pings: visitor % 2 == 0 },
                3 | 4 => Consent::Missing,
                _ => Consent::Given,
            };
            let fails = chance.below(100) < ERRORS_OF_100;
            send(&wired, &key, visitor, consent, fails)?;
            match consent {
                Consent::Given => {
                    expected.visits += 1;
                    expected.errored += u64::from(fails);
                }
                Consent::PrivacyControl { .. } => expected.privacy_control += u64::from(fails),
                Consent::Missing => expected.no_visit += u64::from(fails),
            }
        }
        // A ping is answered before it is counted.
        let path = format!("/api/projects/{key}/visits");
        let answer = eventually("every visit", || {
            let answer = wired.get(&path)?;
            Ok((counted(&answer["all"]).visits == expected.visits).then_some(answer))
        })?;
        ensure!(counted(&answer["all"]) == expected, "{answer} of {expected:?}");
        ensure!(counted(&answer["releases"][0]) == expected, "{answer} of {expected:?}");
        ensure!(counted(&answer["browsers"][0]) == expected, "{answer} of {expected:?}");
        ensure!(answer["browsers"][0]["name"] == "Firefox", "{answer}");
        ensure!(
            expected.errored > 0 && expected.privacy_control > 0 && expected.no_visit > 0,
            "{expected:?}"
        );

        // Sessions leave out the same with the signal, and know nothing of who did not visit.
        let sessions = wired.get(&format!("/api/projects/{key}/sessions"))?;
        let points = sessions["series"].as_array().context("no series")?;
        let sum = |name: &str| points.iter().filter_map(|point| point[name].as_u64()).sum::<u64>();
        let own = (expected.visits + expected.no_visit, expected.errored + expected.no_visit);
        ensure!((sum("sessions"), sum("errored")) == own, "{sessions}");
        // So does the issue, which has the events of all.
        let issues = wired.get(&format!("/api/projects/{key}/issues"))?;
        let issue = &issues["issues"][0];
        ensure!(issue["sessions"] == own.1, "{issue} of {expected:?}");
        ensure!(issue["events"] == own.1 + expected.privacy_control, "{issue} of {expected:?}");

        let page = page_of(&wired, &format!("/projects/{key}/releases"))?;
        let share = 1_000 - expected.errored * 1_000 / expected.visits;
        ensure!(page.contains(&format!("{}.{}%", share / 10, share % 10)), "{share}: {page}");
        let private = format!("{} sessions with an error of browsers", expected.privacy_control);
        let silent = format!("{} sessions with an error whose page", expected.no_visit);
        ensure!(page.contains(&private) && page.contains(&silent), "{private}, {silent}: {page}");
        ensure!(page.contains(">100%<"), "all visits are of one release: {page}");

        // The name goes by an erasure, and the counts stay.
        let path_of = |name: &str| format!("/api/projects/{key}/{name}");
        let found = wired.change("POST", &path_of("erase"), &json!({ "query": "production" }))?;
        let confirm = json!({ "query": "production", "confirm": found.json()["confirm"] });
        let erased = wired.change("POST", &path_of("erase"), &confirm)?;
        ensure!(erased.status == 200, "{erased:?}");
        let after = wired.get(&path)?;
        ensure!(!after.to_string().contains("production"), "{after}");
        ensure!(counted(&after["all"]) == expected, "{after}");
    }
    Ok(())
}

fn page_of(wired: &WiredCollector, path: &str) -> Result<String> {
    let bearer = format!("Bearer {TOKEN}");
    let link = wired.request("POST", "/api/login-links", &[("authorization", &bearer)], b"")?;
    let link = link.json()["path"].as_str().context("no link")?.to_owned();
    let login = wired.request("GET", &link, &[], b"")?;
    let cookie = login.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let page = wired.request("GET", path, &[("cookie", &cookie)], b"")?;
    ensure!(page.status == 200, "{page:?}");
    // Markup stands between a number and its noun.
    Ok(page.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_names_its_release_with_each_visit_in_every_engine() -> Result<()> {
    let collector = Collector::start()?;
    for (number, engine) in Engine::ALL.into_iter().enumerate() {
        let engines = Engines::open(engine, &collector).await?;
        let release = format!("1.{number}");
        for load in ["on-error", "eager"] {
            let attributes =
                format!("data-ping data-release='{release}' data-environment='{load}' data-load='{load}'");
            let page = SitePage { before: COUNT, attributes: &attributes, ..SitePage::default() };
            let visit = engines.visit(page).await?;
            // The module's own, once it is there, has the same.
            visit.run("fail('once'); corncrake.ping()").await?;
            visit.event("once")?;
            visit.run("corncrake.ping()").await?;
            let path = format!("/api/projects/{}/visits", visit.key);
            eventually("the release of the visit", || {
                let answer = collector.get(&path)?;
                let all = answer["releases"].as_array().context("no releases")?;
                let own = all.iter().find(|one| {
                    one["release"] == release.as_str() && one["environment"] == load && one["visits"] == 1
                });
                Ok(own.map(|own| own["errored"] == 1).filter(|is_errored| *is_errored))
            })?;
        }
    }
    Ok(())
}
