//! A week of a believable shop, in a real collector: visits by the hour, what broke in which
//! release, what browsers reported, and what its operator decided. Tests look at the pages of
//! it, and the pictures in `docs/screens` are of it.
//!
//! The week is a fixed one of the future, by the clock of `wired`: so that no alarm rings by
//! itself, and pictures differ only where pages do.

mod alerts;
mod bugs;
pub mod incident;
mod pages;
mod reports;
mod stack;
mod team;
mod visitors;

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    alerts::AlertReceiver,
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector},
    },
    http::Response,
    root,
};
pub use pages::{DashboardPage, FormPage};
use visitors::{DemoVisitor, Dice};

/// The first millisecond of the week: Tuesday, 1 January 2030.
const FIRST: i64 = 1_893_456_000_000;
const HOUR: i64 = 3_600_000;
/// Hours of the demo: until the afternoon of a Tuesday, a week later.
const HOURS: u64 = 7 * 24 + 16;
/// The file that the source map belongs to, as `tests/demo/fail.mjs` names it.
const SCRIPT: &str = "assets/checkout-B7xK2q9d.js";

/// A collector with the week in it.
pub struct Demo {
    /// The collector.
    pub wired: WiredCollector,
    /// The shop's project.
    pub key: String,
    /// A project that nothing was ever sent to.
    pub empty: String,
    /// A rule of its alerts.
    pub alert_rule: String,
    /// A destination of its alerts.
    pub alert_destination: String,
    /// A user of the shop's project.
    pub user: String,
    /// The path of the invitation of another one, who is expected to come.
    pub invitation: String,
    /// The sender: one connection, since there is much to send.
    agent: ureq::Agent,
}

impl Demo {
    /// Starts a collector and fills it.
    pub fn open() -> Result<Self> {
        Self::open_with(&[])
    }

    /// Starts one with variables of its own, and fills it.
    pub fn open_with(variables: &[(&str, &str)]) -> Result<Self> {
        let receiver = AlertReceiver::start()?;
        let host = format!("127.0.0.1:{}", receiver.port);
        let mut variables = variables.to_vec();
        variables.push(("ALERT_PRIVATE_HOSTS", &host));
        let wired = WiredCollector::start_with(Salt::Memory, &variables)?;
        wired.doors(&json!({ "now": FIRST }))?;
        let make = |name: &str, origins: &[&str]| -> Result<String> {
            let made = wired.change("POST", "/api/projects", &json!({ "name": name, "origins": origins }))?;
            Ok(made.json()["key"].as_str().with_context(|| format!("no key: {made:?}"))?.to_owned())
        };
        let key = make("Tea shop", &["https://shop.example", "*.shop.example"])?;
        let blog = make("Marketing site and blog", &["https://blog.shop.example"])?;
        let empty = make("Warehouse app", &["https://warehouse.shop.example"])?;
        let (alert_destination, alert_rule) = alerts::make(&wired, &key, &receiver)?;
        let agent = ureq::Agent::new_with_defaults();
        let (user, invitation) = (String::new(), String::new());
        let mut demo = Self { wired, key, empty, alert_rule, alert_destination, user, invitation, agent };
        demo.week(&blog)?;
        demo.decide()?;
        let (issue, asleep) = (demo.issue(bugs::MAPPED)?, demo.issue("quota has been exceeded")?);
        (demo.user, demo.invitation) = team::work(&demo.wired, &demo.key, &issue, &asleep)?;
        alerts::deliver(&demo.wired, &demo.key, &receiver, &demo.alert_destination)?;
        Ok(demo)
    }

    fn week(&self, blog: &str) -> Result<()> {
        let (mut dice, failed) = (Dice::new(), fail()?);
        let usage = json!({ "usage": true, "usage_list": visitors::USAGE_LIST, "installations": true,
            "vitals": true, "vitals_list": visitors::VITALS_LIST });
        let counts = self.wired.change("PATCH", &format!("/api/projects/{}", self.key), &usage)?;
        ensure!(counts.status == 200, "{counts:?}");
        for release in ["4.2.0", "4.2.1"] {
            self.upload(release, failed["map"].as_str().context("no map")?)?;
        }
        let stack = failed["stack"].as_str().context("no stack")?;
        for hour in 0..HOURS {
            let at = FIRST + i64::try_from(hour)? * HOUR;
            self.wired.doors(&json!({ "now": at + HOUR * 2 / 3 }))?;
            for visitor in visitors::of_hour(&mut dice, hour) {
                self.visit(&visitor, &mut dice, hour, stack)?;
                if dice.roll(7) == 0 {
                    self.send(blog, "ping", &visitor, "https://blog.shop.example", &Value::Null)?;
                }
            }
            if hour == bugs::SECOND - 1 {
                self.set_status("IDBDatabase", "resolved")?;
            }
        }
        self.wired.doors(&json!({ "now": FIRST + i64::try_from(HOURS)? * HOUR - 7 * 60_000 })).map(drop)
    }

    /// One visit: a ping, or the events of its errors.
    fn visit(&self, visitor: &DemoVisitor, dice: &mut Dice, hour: u64, stack: &str) -> Result<()> {
        let origin = "https://shop.example";
        let meets =
            |bug: &&bugs::DemoBug, dice: &mut Dice| bug.hours.contains(&hour) && dice.roll(400) < bug.of_many;
        let mut events = Vec::new();
        for bug in &bugs::BUGS {
            if meets(&bug, dice) {
                events.push(bug.event(visitor, dice, hour));
            }
        }
        // The one with a source map is of an engine that wrote its stack.
        if visitor.engine == stack::StackFormat::V8 && hour >= bugs::SECOND && dice.roll(100) < 3 {
            events.push(bugs::checkout(stack, visitor, dice, hour));
        }
        if hour == HOURS - 9 && dice.roll(2) == 0 {
            // A resolved issue comes back in a later release.
            events.extend(
                bugs::BUGS
                    .iter()
                    .filter(|bug| bug.message.contains("IDBDatabase"))
                    .map(|bug| bug.event(visitor, dice, hour)),
            );
        }
        // An error counts its visitor.
        if events.is_empty() {
            self.send(&self.key, "ping", visitor, origin, &Value::Null)?;
        } else {
            self.send(&self.key, "batch", visitor, origin, &json!({ "events": events }))?;
        }
        if let Some(usage) = visitors::usage_of(visitor, hour, bugs::release(hour)) {
            self.send(&self.key, "usage", visitor, origin, &usage)?;
        }
        let waited = visitors::timings_of(visitor, bugs::release(hour));
        self.send(&self.key, "vitals", visitor, origin, &waited)?;
        if let Some(installation) = visitors::installation_of(visitor, bugs::release(hour)) {
            self.send(&self.key, "installation", visitor, origin, &installation)?;
        }
        if dice.roll(12) == 0 {
            self.send(&self.key, "report", visitor, origin, &reports::report(dice.roll(9_000)))?;
        }
        Ok(())
    }

    fn send(&self, key: &str, place: &str, visitor: &DemoVisitor, origin: &str, body: &Value) -> Result<()> {
        let country = json!({ "country": visitor.country }).to_string();
        let headers = [
            ("origin", origin),
            ("user-agent", visitor.agent),
            ("content-type", if place == "report" { "application/reports+json" } else { "text/plain" }),
            ("x-real-ip", &visitor.ip),
            ("x-test-cf", &country),
        ];
        let (method, body) = if body.is_null() { ("GET", String::new()) } else { ("POST", body.to_string()) };
        let uri = format!("{}/v1/{key}/{place}", self.address());
        let mut request = ureq::http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let said = self.agent.run(request.body(body)?)?.body_mut().read_to_string()?;
        ensure!(!said.contains(r#""refused":[{"#), "{place}: {said}");
        Ok(())
    }

    fn upload(&self, release: &str, map: &str) -> Result<()> {
        let path = format!("/api/projects/{}/releases/{release}/files/{SCRIPT}.map", self.key);
        let bearer = format!("Bearer {TOKEN}");
        let answer = self.wired.request("PUT", &path, &[("authorization", &bearer)], map.as_bytes())?;
        ensure!(answer.status == 201, "{answer:?}");
        Ok(())
    }

    /// The operator's triage: one is ignored, one resolved, two are merged.
    fn decide(&self) -> Result<()> {
        self.set_status("The user aborted", "ignored")?;
        self.set_status("call stack", "resolved")?;
        let (into, from) = (self.issue("tea-assam")?, self.issue("tea-darjeeling")?);
        if into != from {
            let path = format!("/api/projects/{}/issues/{from}/merge", self.key);
            let merged = self.wired.change("POST", &path, &json!({ "into": into }))?;
            ensure!(merged.status == 200, "{merged:?}");
        }
        Ok(())
    }

    fn set_status(&self, title: &str, status: &str) -> Result<()> {
        let path = format!("/api/projects/{}/issues/{}", self.key, self.issue(title)?);
        let set = self.wired.change("PATCH", &path, &json!({ "status": status }))?;
        ensure!(set.status == 200, "{title}: {set:?}");
        Ok(())
    }

    /// The id of the issue with this in its title, whatever was decided about it.
    pub fn issue(&self, title: &str) -> Result<String> {
        let all = self.wired.get(&format!("/api/projects/{}/issues?limit=100", self.key))?;
        let all = all["issues"].as_array().context("no issues")?;
        let is_it = |issue: &&Value| issue["title"].as_str().is_some_and(|is| is.contains(title));
        let found = all.iter().find(is_it).with_context(|| format!("no issue {title}: {all:#?}"))?;
        Ok(found["id"].as_str().context("no id")?.to_owned())
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.wired.port)
    }

    /// The address of a link that logs a browser in.
    pub fn login_link(&self) -> Result<String> {
        let link: Response = self.wired.change("POST", "/api/login-links", &json!({}))?;
        Ok(format!("{}{}", self.address(), link.json()["path"].as_str().context("no link")?))
    }
}

/// Builds and runs the shop's checkout, which fails (`tests/demo`).
fn fail() -> Result<Value> {
    let out = tempfile::tempdir()?;
    let folder = root().join("tests/demo");
    let ran = Command::new("node").arg(folder.join("fail.mjs")).arg(out.path()).output()?;
    ensure!(ran.status.success(), "{ran:?}");
    Ok(serde_json::from_slice(&ran.stdout)?)
}
