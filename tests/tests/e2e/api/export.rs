//! Everything of a project is taken along and brought back: a new project answers every read
//! as the old one did, to the event, and its own export is the same file.

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::{
    Answer, TOKEN,
    wired::{self, Salt, Wired},
};
use serde_json::{Value, json};

/// The first millisecond of a day in the future, so that no alarm rings by itself.
const FIRST: i64 = 1_893_456_000_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A file of an export, and what its project has.
pub(crate) struct Shop {
    pub(crate) wired: Wired,
    pub(crate) key: String,
}

impl Shop {
    /// A project with several objects, merged, resolved, ignored, sampled and noisy issues.
    pub(crate) fn open() -> Result<Self> {
        let wired = Wired::start(Salt::Memory)?;
        wired.doors(&json!({ "now": FIRST }))?;
        let shop = Self { key: wired.project()?, wired };
        shop.visits(8, "1.0")?;
        let settings = json!({ "objects": 3, "retention_days": 60, "noise_off": ["about"], "origins": ["*"],
            "megabytes": 77 });
        ensure!(shop.change("PATCH", "", &settings)?.status == 200);
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
                b"",
            )?;
            ensure!(ping.status == 200, "{ping:?}");
        }
        let broken =
            self.wired.request("POST", &format!("/v1/{}/event", self.key), &wired::sender("t"), b"{}")?;
        ensure!(broken.status == 422, "{broken:?}");
        Ok(())
    }

    pub(crate) fn change(&self, method: &str, path: &str, body: &Value) -> Result<Answer> {
        self.wired.change(method, &format!("/api/projects/{}{path}", self.key), body)
    }

    fn id(&self, name: &str) -> Result<String> {
        let list = self.wired.get(&format!("/api/projects/{}/issues?query={name}", self.key))?;
        Ok(list["issues"][0]["id"].as_str().with_context(|| format!("no {name}: {list}"))?.to_owned())
    }

    pub(crate) fn export(&self, key: &str) -> Result<String> {
        let headers = [("authorization", &*format!("Bearer {TOKEN}"))];
        let answer = self.wired.request("GET", &format!("/api/projects/{key}/export"), &headers, b"")?;
        ensure!(answer.status == 200, "{answer:?}");
        ensure!(answer.header("content-type") == "application/x-ndjson", "{:?}", answer.headers);
        let name = answer.header("content-disposition");
        ensure!(name == "attachment; filename=\"corncrake-shop-2030-01-02.ndjson\"", "{name}");
        Ok(answer.body)
    }

    pub(crate) fn import(&self, key: &str, file: &[u8], headers: &[(&str, &str)]) -> Result<Answer> {
        let bearer = format!("Bearer {TOKEN}");
        let headers: Vec<(&str, &str)> =
            headers.iter().copied().chain([("authorization", &*bearer)]).collect();
        self.wired.request("POST", &format!("/api/projects/{key}/import"), &headers, file)
    }

    /// What the API answers about a project, whatever it is called.
    pub(crate) fn told(&self, key: &str) -> Result<Vec<(String, Value)>> {
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
        for path in ["?", "/noise", "/releases", "/countries"] {
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
            all.push(get(&format!("/issues?limit=100{query}"))?);
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
                all.push(get(&format!("/issues/{id}{path}"))?);
            }
            let mut name = Some("latest".to_owned());
            while let Some(event) = name {
                let path = format!("/issues/{id}/events/{event}");
                let next = self.wired.get(&format!("/api/projects/{key}{path}"))?["earlier"].clone();
                name = next.as_str().map(str::to_owned);
                all.push((format!("/issues/{id}/events"), get(&path)?.1));
            }
        }
        Ok(all)
    }
}

/// A file but for what names it: its id, when it was made, and how its project is called.
pub(crate) fn content(file: &str) -> Result<(Value, String)> {
    let (first, rest) = file.split_once('\n').context("no lines")?;
    let mut first: Value = serde_json::from_str(first)?;
    for own in ["id", "at"] {
        first["export"].as_object_mut().context("no first line")?.remove(own).context(own)?;
    }
    Ok((first, rest.to_owned()))
}

pub(crate) fn same(before: &[(String, Value)], after: &[(String, Value)]) -> Result<()> {
    ensure!(before.len() == after.len(), "{} answers before, {} after", before.len(), after.len());
    for ((path, before), (_, after)) in before.iter().zip(after) {
        ensure!(before == after, "{path}:\n{before}\n{after}");
    }
    Ok(())
}

#[test]
fn a_project_that_was_deleted_and_brought_back_answers_as_before() -> Result<()> {
    let shop = Shop::open()?;
    let before = shop.told(&shop.key)?;
    let file = shop.export(&shop.key)?;
    let lines: Vec<Value> = file.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    ensure!(
        lines.first().is_some_and(|first| first["export"]["project"]["objects"] == 3),
        "{:?}",
        lines.first()
    );
    ensure!(lines.last() == Some(&json!({ "end": { "lines": lines.len() - 1 } })), "{:?}", lines.last());
    ensure!(lines.iter().filter(|line| line.get("object").is_some()).count() == 3);
    let kept = lines.iter().filter(|line| line.get("event").is_some()).count();
    ensure!(!file.contains(&shop.key) && !file.contains(TOKEN), "a key or a token is in it");
    ensure!(shop.change("DELETE", "", &json!({}))?.status == 204);

    let key = shop.wired.project()?;
    let done = shop.import(&key, file.as_bytes(), &[])?;
    ensure!(done.status == 200, "{done:?}");
    ensure!(done.json() == json!({ "lines": lines.len(), "left_out": 0, "was_here": false }), "{done:?}");
    same(&before, &shop.told(&key)?)?;
    ensure!(content(&shop.export(&key)?)? == content(&file)?, "the export of an import is another");
    println!("{} lines, {kept} kept events, {} answers compared", lines.len(), before.len());

    // The same file again changes nothing, and everything goes on.
    let again = shop.import(&key, file.as_bytes(), &[])?;
    ensure!(again.status == 200 && again.json()["was_here"] == true, "{again:?}");
    same(&before, &shop.told(&key)?)?;
    let id = shop.wired.get(&format!("/api/projects/{key}/issues?query=CError"))?["issues"][0].clone();
    let sent = shop.wired.event(&key, "visitor", "AError")?;
    ensure!(sent.status == 200 && id["status"] == "open", "{sent:?} {id}");
    ensure!(shop.import(&key, file.as_bytes(), &[])?.json()["was_here"] == true);
    Ok(())
}

#[test]
fn the_pages_take_it_along_and_bring_it_back() -> Result<()> {
    let shop = Shop::open()?;
    let before = shop.told(&shop.key)?;
    let own = format!("http://127.0.0.1:{}", shop.wired.port);
    let form = format!("token={}", TOKEN.replace(' ', "+"));
    let form_type = ("content-type", "application/x-www-form-urlencoded");
    let login = shop.wired.request("POST", "/login", &[("origin", &own), form_type], form.as_bytes())?;
    let cookie = login.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let path = format!("/projects/{}/export", shop.key);
    let no = shop.wired.request("GET", &path, &[], b"")?;
    ensure!(no.status == 303 && no.header("location") == "/login", "{no:?}");
    let file = shop.wired.request("GET", &path, &[("cookie", &cookie)], b"")?;
    ensure!(file.status == 200 && file.header("content-disposition").starts_with("attachment"), "{file:?}");
    ensure!(content(&file.body)? == content(&shop.export(&shop.key)?)?);

    let key = shop.wired.project()?;
    let send = |content: &[u8], part: &str| {
        let head = format!(
            "--frontier\r\ncontent-disposition: form-data; name=\"{part}\"; filename=\"x.ndjson\"\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--frontier--\r\n"].concat();
        let headers = [
            ("cookie", &*cookie),
            ("origin", &*own),
            ("content-type", "multipart/form-data; boundary=frontier"),
        ];
        shop.wired.request("POST", &format!("/projects/{key}/import"), &headers, &body)
    };
    let broken = send(b"{\"export\":1}", "file")?;
    ensure!(
        broken.status == 422 && broken.body.contains("Line 1: it is no line of this format"),
        "{broken:?}"
    );
    ensure!(send(b"", "file")?.status == 400 && send(file.body.as_bytes(), "other")?.status == 400);
    let done = send(file.body.as_bytes(), "file")?;
    ensure!(done.status == 303 && done.header("location").ends_with("settings?done=imported"), "{done:?}");
    same(&before, &shop.told(&key)?)?;
    let again = send(file.body.as_bytes(), "file")?;
    ensure!(again.header("location").ends_with("settings?done=was-here"), "{again:?}");
    Ok(())
}
