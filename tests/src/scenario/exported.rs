//! A project with something of everything that an export holds, and what the API answers about it.

use std::cmp::Reverse;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::collector::{
    Response, TOKEN,
    wired::{self, Salt, WiredCollector},
};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A file of an export, and what its project has.
pub struct ExportedShop {
    /// The collector.
    pub wired: WiredCollector,
    /// The key of the project that is exported.
    pub key: String,
}

impl ExportedShop {
    /// A project with several objects, merged, resolved, ignored, sampled and noisy issues.
    pub fn open() -> Result<Self> {
        let wired = WiredCollector::start(Salt::Memory)?;
        wired.doors(&json!({ "now": FIRST }))?;
        let shop = Self { key: wired.project()?, wired };
        shop.visits(8, "1.0")?;
        let settings = json!({ "objects": 3, "retention_days": 60, "count_retention_days": 70,
            "usage_retention_days": 80, "usage": true, "usage_list": ["export format=csv,pdf", "search"], "installations": true,
            "vitals": true, "vitals_list": ["/orders/:id", "checkout"], "noise_off": ["about"], "origins": ["*"],
            "megabytes": 77 });
        ensure!(shop.change("PATCH", "", &settings)?.status == 200);
        let noise = json!({ "name": "Resize", "title": "*loop limit*", "action": "noise" });
        let group =
            json!({ "name": "Pay", "on": false, "title": "DError*", "fingerprint": ["{default}", "pay"] });
        for rule in [noise, group] {
            ensure!(shop.change("POST", "/rules", &rule)?.status == 201);
        }
        shop.wired.doors(&json!({ "now": FIRST + DAY + HOUR }))?;
        shop.visits(16, "1.1")?;
        let (a, b, c) = (shop.id("AError")?, shop.id("BError")?, shop.id("CError")?);
        let merged = shop.change("POST", &format!("/issues/{b}/merge"), &json!({ "into": a }))?;
        ensure!(merged.status == 200, "{merged:?}");
        shop.change("PATCH", &format!("/issues/{c}"), &json!({ "status": "resolved" }))?;
        let d = shop.id("DError")?;
        shop.change("PATCH", &format!("/issues/{d}"), &json!({ "status": "ignored" }))?;
        shop.wired.doors(&json!({ "now": FIRST + DAY + 2 * HOUR }))?;
        shop.visits(6, "2.0")?;
        Ok(shop)
    }

    fn visits(&self, visitors: u32, release: &str) -> Result<()> {
        for visitor in 0..visitors {
            let agent = format!(
                "Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Gecko/20100101 Firefox/{}.0",
                140 + visitor,
                140 + visitor
            );
            let event = |name: &str, count: u32| {
                json!({ "type": 1, "name": name, "message": format!("{name} \"é\"\n{visitor}"), "release": release,
                    "uri": "https://shop.example/cart", "count": count, "meta": { "deep": [1.5, null, { "a": true }] },
                    "stack": format!("{name}: x\n    at pay (https://shop.example/a.js:1:{})", name.len()) })
            };
            let events = json!({ "events": [event("AError", 1), event("BError", 2), event("CError", 1), event("DError", 700),
                { "type": 1, "message": "ResizeObserver loop limit exceeded" }] });
            let path = format!("/v1/{}/batch", self.key);
            let sent =
                self.wired.request("POST", &path, &wired::sender(&agent), events.to_string().as_bytes())?;
            ensure!(sent.status == 200 && sent.json()["accepted"] == 5, "{sent:?}");
            let ping = self.wired.request(
                "POST",
                &format!("/v1/{}/ping", self.key),
                &wired::sender(&format!("{agent} x")),
                format!("{release},production,").as_bytes(),
            )?;
            ensure!(ping.status == 200, "{ping:?}");
        }
        let broken =
            self.wired.request("POST", &format!("/v1/{}/event", self.key), &wired::sender("t"), b"{}")?;
        ensure!(broken.status == 422, "{broken:?}");
        Ok(())
    }

    /// Changes something of the project by the admin API.
    pub fn change(&self, method: &str, path: &str, body: &Value) -> Result<Response> {
        self.wired.change(method, &format!("/api/projects/{}{path}", self.key), body)
    }

    fn id(&self, name: &str) -> Result<String> {
        let list = self.wired.get(&format!("/api/projects/{}/issues?query={name}", self.key))?;
        Ok(list["issues"][0]["id"].as_str().with_context(|| format!("no {name}: {list}"))?.to_owned())
    }

    /// The export of a project of this collector.
    pub fn export(&self, key: &str) -> Result<String> {
        let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
        let answer = self.wired.request("GET", &format!("/api/projects/{key}/export"), &headers, b"")?;
        ensure!(answer.status == 200, "{answer:?}");
        ensure!(answer.header("content-type") == "application/x-ndjson", "{:?}", answer.headers);
        let name = answer.header("content-disposition");
        ensure!(name == "attachment; filename=\"corncrake-shop-2030-01-02.ndjson\"", "{name}");
        Ok(answer.body)
    }

    /// Imports a file into a project.
    pub fn import(&self, key: &str, file: &[u8], headers: &[(&str, &str)]) -> Result<Response> {
        let bearer = format!("Bearer {TOKEN}");
        let headers: Vec<(&str, &str)> =
            headers.iter().copied().chain([("authorization", &*bearer)]).collect();
        self.wired.request("POST", &format!("/api/projects/{key}/import"), &headers, file)
    }

    /// The API's answers about a project, without its name and key.
    pub fn answers(&self, key: &str) -> Result<Vec<(String, Value)>> {
        let get = |path: &str| -> Result<(String, Value)> {
            let mut value = self.wired.get(&format!("/api/projects/{key}{path}"))?;
            // Names of events are keyed by the project; what they lead to is compared.
            if value["event"]["id"].is_string() {
                for own in ["earlier", "later"] {
                    value[own] = value[own].is_string().into();
                }
                value["event"]["id"].take();
            }
            Ok((path.to_owned(), value))
        };
        let mut all = Vec::new();
        for path in [
            "?",
            "/noise",
            "/rules",
            "/releases",
            "/countries",
            "/usage",
            "/installations",
            "/vitals",
            "/visits",
        ] {
            let (path, mut value) = get(path)?;
            for own in ["key", "name", "created_at", "storage"] {
                value.as_object_mut().context("no object")?.remove(own);
            }
            all.push((path, value));
        }
        for interval in ["hour", "day"] {
            for path in ["sessions", "outcomes", "breakdown"] {
                all.push(get(&format!("/{path}?interval={interval}"))?);
            }
        }
        for query in [
            "",
            "&noise=1",
            "&sort=events",
            "&sort=sessions",
            "&sort=first_seen",
            "&query=pay",
            "&query=cart",
            "&release=2.0",
            "&browser=Firefox%20141",
            "&status=resolved",
            "&status=ignored",
            "&type=1",
        ] {
            let (path, mut list) = get(&format!("/issues?limit=100{query}"))?;
            // Of issues with the same time as shown, shards list their own newest first.
            if !query.contains("sort") {
                let issues = list["issues"].as_array_mut().context("no issues")?;
                let text = |issue: &Value, name: &str| issue[name].as_str().unwrap_or_default().to_owned();
                issues.sort_by_key(|issue| (Reverse(text(issue, "last_seen")), text(issue, "id")));
            }
            all.push((path, list));
        }
        let lists = [get("/issues?limit=100")?, get("/issues?limit=100&noise=1")?];
        let ids: Vec<String> = lists
            .iter()
            .flat_map(|(_, list)| list["issues"].as_array().into_iter().flatten())
            .filter_map(|issue| issue["id"].as_str().map(str::to_owned))
            .collect();
        ensure!(ids.len() == 4, "{ids:?}");
        for id in &ids {
            for path in
                ["", "/members", "/trend?interval=hour", "/trend?interval=day", "/breakdown?interval=day"]
            {
                let (path, mut value) = get(&format!("/issues/{id}{path}"))?;
                // The newest event is compared below.
                value.as_object_mut().context("no object")?.remove("event");
                all.push((path, value));
            }
            let (mut name, mut walked) = (Some("latest".to_owned()), Vec::new());
            while let Some(event) = name {
                let path = format!("/issues/{id}/events/{event}");
                let next = self.wired.get(&format!("/api/projects/{key}{path}"))?["earlier"].clone();
                name = next.as_str().map(str::to_owned);
                walked.push(get(&path)?.1);
            }
            let place = |one: &Value| json!([one["event"]["at"], one["earlier"], one["later"]]);
            all.push((format!("/issues/{id}/events, places"), walked.iter().map(place).collect()));
            // Times are random below their minute; where two are the same, chance decides which comes first.
            let mut walked: Vec<Value> = walked.iter().map(|one| one["event"].clone()).collect();
            walked.sort_by_key(Value::to_string);
            all.push((format!("/issues/{id}/events"), walked.into()));
        }
        Ok(all)
    }
}

/// A file but for what names it: its id, when it was made, and how its project is called. Events are in the
/// order of their text, without their places by time: where two times are the same, chance decides.
pub fn content(file: &str) -> Result<(Value, String)> {
    let (first, rest) = file.split_once('\n').context("no lines")?;
    let mut first: Value = serde_json::from_str(first)?;
    for own in ["id", "at"] {
        first["export"].as_object_mut().context("no first line")?.remove(own).context(own)?;
    }
    let (events, mut lines): (Vec<&str>, Vec<&str>) =
        rest.lines().partition(|line| line.starts_with("{\"event\":"));
    let mut events = events
        .into_iter()
        .map(|line| {
            let mut event: Value = serde_json::from_str(line)?;
            event["event"].as_object_mut().context("no event")?.remove("number").context("no number")?;
            Ok(event.to_string())
        })
        .collect::<Result<Vec<_>>>()?;
    events.sort();
    lines.extend(events.iter().map(String::as_str));
    Ok((first, lines.join("\n")))
}

/// Fails where the API answers otherwise after than before.
pub fn ensure_same(before: &[(String, Value)], after: &[(String, Value)]) -> Result<()> {
    ensure!(before.len() == after.len(), "{} answers before, {} after", before.len(), after.len());
    for ((path, before), (_, after)) in before.iter().zip(after) {
        ensure!(before == after, "{path}:\n{before}\n{after}");
    }
    Ok(())
}
