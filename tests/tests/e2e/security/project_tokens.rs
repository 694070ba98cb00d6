//! Tokens of one project: every place of the API by every method, under its own key, another's
//! and none. The router's own text is the list of places.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        routes::{project_routes, route_path},
        wired::{Salt, WiredCollector},
    },
    http::Response,
};
use serde_json::{Value, json};

const MAP: &str = r#"{"version":3,"sources":["a.js"],"names":[],"mappings":"AAAA"}"#;

fn make(wired: &WiredCollector, body: &Value) -> Result<Response> {
    wired.change("POST", "/api/tokens", body)
}

fn token(wired: &WiredCollector, key: &str, scopes: &[&str]) -> Result<String> {
    let made = make(wired, &json!({ "name": "CI", "scopes": scopes, "project": key }))?;
    ensure!(made.status == 201 && made.json()["project"] == key, "{made:?}");
    Ok(made.json()["token"].as_str().context("no token")?.to_owned())
}

fn request(wired: &WiredCollector, token: &str, method: &str, path: &str, body: &str) -> Result<Response> {
    wired.request(method, path, &[("authorization", &format!("Bearer {token}"))], body.as_bytes())
}

#[test]
fn a_token_of_a_project_opens_nothing_of_another_or_of_the_collector() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let (own, other) = (wired.project()?, wired.project()?);
    ensure!(wired.event(&own, "a", "OwnError")?.status == 200);
    let all = token(&wired, &own, &["read", "write", "upload"])?;
    let names = [("release", "1.0"), ("file", "a.js.map"), ("place", "0")];
    let places: Vec<_> = project_routes().into_iter().filter(|place| place[0] == "\"api\"").collect();
    ensure!(places.len() > 20, "where is the router's table? {places:?}");
    for place in &places {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
            for key in [other.as_str(), "aaaaaaaaaaa", "", &own.to_uppercase()] {
                let path = route_path(place, key, &names);
                let answer = request(&wired, &all, method, &path, "{}")?;
                // Without a key it is no place, or the list of what it may see.
                let is_none = key.is_empty() && (answer.status == 404 || path == "/api/projects/");
                ensure!(answer.status == 403 || is_none, "{method} {path}: {answer:?}");
                ensure!(!answer.body.contains(&other), "{method} {path}: {answer:?}");
            }
            // Under its own key it is let in, whatever is found there.
            let is_end = method == "DELETE" && place.len() == 3;
            if !is_end {
                let own = request(&wired, &all, method, &route_path(place, &own, &names), "{}")?;
                ensure!(own.status != 403, "{method} {place:?}: {own:?}");
            }
        }
    }
    for (method, path) in [
        ("POST", "/api/projects"),
        ("GET", "/api/tokens"),
        ("POST", "/api/tokens"),
        ("DELETE", "/api/tokens/0123456789ab"),
        ("POST", "/api/login-links"),
        ("DELETE", "/api/logins"),
        ("GET", "/metrics"),
    ] {
        let answer =
            request(&wired, &all, method, path, r#"{"name":"x","origins":["*"],"scopes":["read"]}"#)?;
        ensure!(answer.status == 403, "{method} {path}: {answer:?}");
    }
    let listed = request(&wired, &all, "GET", "/api/projects", "")?.json();
    let keys: Vec<_> =
        listed["projects"].as_array().into_iter().flatten().map(|project| &project["key"]).collect();
    ensure!(keys == [&json!(own)], "{listed}");
    let searched = request(&wired, &all, "GET", "/api/projects?query=shop", "")?.json();
    ensure!(searched == listed, "{searched}");
    Ok(())
}

#[test]
fn a_token_of_a_project_is_for_less_too_and_goes_with_the_project() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let (own, other) = (wired.project()?, wired.project()?);
    let upload = token(&wired, &own, &["upload"])?;
    let file = |key: &str| format!("/api/projects/{key}/releases/1.0/files/a.js.map");
    ensure!(request(&wired, &upload, "PUT", &file(&own), MAP)?.status == 201);
    ensure!(request(&wired, &upload, "PUT", &file(&other), MAP)?.status == 403);
    for path in
        ["/api/projects".to_owned(), format!("/api/projects/{own}"), format!("/api/projects/{own}/issues")]
    {
        ensure!(request(&wired, &upload, "GET", &path, "")?.status == 403, "{path}");
    }
    for (body, field) in [
        (json!({ "name": "x", "scopes": ["read"], "project": "aaaaaaaaaaa" }), "project"),
        (json!({ "name": "x", "scopes": ["read"], "project": "" }), "project"),
        (json!({ "name": "x", "scopes": ["read"], "project": 7 }), "project"),
        (json!({ "name": "x", "scopes": ["read", "metrics"], "project": own }), "metrics"),
    ] {
        let refused = make(&wired, &body)?;
        ensure!(refused.status == 422 && refused.body.contains(field), "{body}: {refused:?}");
    }
    let of_all = make(&wired, &json!({ "name": "x", "scopes": ["read"] }))?.json();
    ensure!(of_all["project"].is_null(), "{of_all}");

    let gone = wired.change("DELETE", &format!("/api/projects/{own}"), &json!({}))?;
    ensure!(gone.status == 204, "{gone:?}");
    let left = wired.get("/api/tokens")?;
    ensure!(left["tokens"].as_array().is_some_and(|tokens| tokens.len() == 1), "{left}");
    Ok(())
}
