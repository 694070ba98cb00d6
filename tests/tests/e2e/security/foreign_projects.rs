//! Requests for the content of one project under the key of another, or of one that is deleted:
//! every place of the router with an id, by every method. The router's own text is the list, so
//! that no place is forgotten.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector, TOKEN,
        routes::{project_routes, route_path},
    },
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::{Value, json};

/// A title that only the first project has: no answer under another key may contain it.
const SECRET: &str = "KeptSecretError";

/// All that a project has.
fn state(collector: &Collector, key: &str) -> Result<Value> {
    let get = |path: &str| collector.get(&format!("/api/projects/{key}{path}"));
    Ok(json!([
        get("/issues")?,
        get("/releases")?,
        get("/releases/1.0/files")?,
        get("/noise")?,
        get("/outcomes?interval=day")?
    ]))
}

#[test]
fn nothing_is_seen_or_changed_by_the_key_of_another_project() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events(SECRET, "m", Some("1.0"), 3)?;
    shop.send_events("OtherError", "m", Some("1.0"), 1)?;
    let (id, into) = (shop.id(&format!("{SECRET}: m"))?, shop.id("OtherError: m")?);
    let bearer = format!("Bearer {TOKEN}");
    let map = r#"{"version":3,"sources":["a.js"],"names":[],"mappings":"AAAA"}"#;
    let file = format!("/api/projects/{}/releases/1.0/files/a.js.map", shop.key);
    let put = shop.collector.request("PUT", &file, &[("authorization", &bearer)], map.as_bytes())?;
    ensure!(put.status == 201, "{put:?}");

    let another = shop.collector.project("another", &["*"])?;
    let deleted = shop.collector.project("deleted", &["*"])?;
    let gone = shop.collector.request(
        "DELETE",
        &format!("/api/projects/{deleted}"),
        &[("authorization", &bearer)],
        b"",
    )?;
    ensure!(gone.status == 204, "{gone:?}");

    let operator = Operator::log_in(&shop)?;
    let (own, before) = (shop.collector.address(), state(&shop.collector, &shop.key)?);
    let names =
        [("id", id.as_str()), ("event", "1"), ("release", "1.0"), ("file", "a.js.map"), ("place", "0")];
    let (places, mut tried) = (project_routes(), 0);
    ensure!(places.len() > 25, "where is the router's table? {places:?}");
    let form =
        format!("id={id}&to=resolved&into={into}&step=resolved%7E{id}&back=%2Fprojects%2F{}", shop.key);
    let body = json!({ "status": "resolved", "into": into, "ids": [id] }).to_string();
    for place in &places {
        let is_api = place[0] == "\"api\"";
        // A path that exists under its own key must not exist under another.
        let real = route_path(place, &shop.key, &names);
        for key in
            [another.as_str(), &deleted, "aaaaaaaaaaa", "%2e%2e", &format!("{another}%2F..%2F{}", shop.key)]
        {
            let path = route_path(place, key, &names);
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                // It is the other one's to lose.
                if key == another && (method == "DELETE" || place.len() == 3) && !path.contains(&id) {
                    continue;
                }
                // A place without a name of the first project has nothing of it to show.
                let has_name = place.iter().skip(3).any(|part| !part.starts_with('"'));
                let headers: Vec<(&str, &str)> = if is_api {
                    vec![("authorization", &bearer), ("content-type", "application/json")]
                } else {
                    let media = ("content-type", "application/x-www-form-urlencoded");
                    vec![("cookie", &operator.cookie), ("origin", &own), media]
                };
                let sent = if is_api { &body } else { &form };
                let sent = if method == "GET" { b"".as_slice() } else { sent.as_bytes() };
                let answer = shop.collector.request(method, &path, &headers, sent)?;
                let said = &answer.body;
                ensure!(!said.contains(SECRET) && !said.contains("a.js.map\""), "{method} {path}: {said}");
                ensure!(answer.status < 500, "{method} {path}: {answer:?}");
                let is_of_issue = place.iter().any(|part| part == "id" || part == "event");
                if has_name && matches!(method, "GET" | "DELETE") && is_of_issue {
                    ensure!(matches!(answer.status, 404 | 405 | 410), "{method} {path}: {answer:?}");
                }
                // A deleted project can be deleted once more.
                let is_again = key == deleted && method == "DELETE" && answer.status == 204;
                if key != another && !is_again {
                    ensure!(
                        matches!(answer.status, 303 | 400 | 404 | 405 | 410 | 422 | 426),
                        "{method} {path}: {answer:?}"
                    );
                }
                tried += 1;
            }
        }
        ensure!(real.contains(&shop.key), "{real}");
    }
    ensure!(tried > 400, "{tried} were tried");
    ensure!(state(&shop.collector, &shop.key)? == before, "something was changed");
    let issue = shop.get(&format!("/issues/{id}"))?;
    ensure!(issue["issue"]["status"] == "open" && issue["issue"]["merged_into"].is_null(), "{issue}");
    // Under its own key all of these paths exist.
    for real in ["", "/trend", "/breakdown", "/members", "/wordings"] {
        shop.get(&format!("/issues/{id}{real}"))?;
    }
    let page = operator.page(&format!("/projects/{}/issues/{id}/events/1", shop.key))?;
    ensure!(page.contains(SECRET));
    shop.get(&format!("/issues/{id}/events/1"))?;
    let listed = shop.get("/releases/1.0/files")?;
    ensure!(listed["files"][0]["name"].as_str().context("no file")?.contains("a.js"), "{listed}");
    Ok(())
}
