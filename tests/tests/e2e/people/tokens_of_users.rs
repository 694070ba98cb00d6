//! API tokens of users: made on the page of the account, with no more than the user may, gone with the user.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    http::Response,
    people::{FORM, Person, join, origin},
};
use serde_json::json;

/// Sends a form of the account's page.
fn send(wired: &WiredCollector, person: &Person, path: &str, body: &str) -> Result<Response> {
    let origin = origin(wired);
    let headers = [("origin", origin.as_str()), ("cookie", &person.cookie), FORM];
    wired.request("POST", path, &headers, body.as_bytes())
}

/// Makes a token, which the page shows this once.
fn make(wired: &WiredCollector, person: &Person, form: &str) -> Result<String> {
    let page = send(wired, person, "/account/tokens", form)?;
    ensure!(page.status == 200, "{page:?}");
    let shown = page.body.split("id=\"new-token\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1));
    let token = shown.and_then(|rest| rest.split('"').next()).context("no token is shown")?;
    ensure!(token.starts_with("corncrake_"), "{token}");
    Ok(token.to_owned())
}

fn ask(wired: &WiredCollector, token: &str, method: &str, path: &str) -> Result<u16> {
    let bearer = format!("Bearer {token}");
    Ok(wired.request(method, path, &[("authorization", &bearer)], b"{}")?.status)
}

#[test]
fn a_token_of_a_user_may_what_the_user_may_and_goes_with_the_user() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let (own, other) = (wired.project()?, wired.project()?);
    let ann = join(&wired, "Ann", &json!(null), &json!({ own.as_str(): "member" }))?;
    let bob = join(&wired, "Bob", &json!("viewer"), &json!({}))?;
    let token = make(&wired, &ann, "token-name=terminal&scope=read&scope=write&token-project=")?;
    ensure!(ask(&wired, &token, "GET", &format!("/api/projects/{own}"))? == 200);
    ensure!(ask(&wired, &token, "GET", &format!("/api/projects/{other}"))? == 403, "another project");
    ensure!(
        ask(&wired, &token, "PATCH", &format!("/api/projects/{own}"))? == 200,
        "a member changes settings"
    );
    for path in ["/api/users", "/api/tokens", "/api/access-log", "/metrics"] {
        ensure!(ask(&wired, &token, "GET", path)? == 403, "{path}");
    }
    // What a page lets owners do alone, no member's token does.
    ensure!(
        ask(&wired, &token, "DELETE", &format!("/api/projects/{own}"))? == 403,
        "a member deletes a project"
    );
    ensure!(ask(&wired, &token, "POST", "/api/projects")? == 403, "a member makes a project");
    ensure!(ask(&wired, &token, "GET", &format!("/api/projects/{own}/export"))? == 200, "a member exports");
    let listed =
        wired.request("GET", "/api/projects", &[("authorization", &format!("Bearer {token}"))], b"")?;
    ensure!(listed.body.contains(&own) && !listed.body.contains(&other), "{listed:?}");

    // A scope is no role.
    let more = make(&wired, &bob, &format!("token-name=x&scope=read&scope=write&token-project={own}"))?;
    ensure!(ask(&wired, &more, "GET", &format!("/api/projects/{own}"))? == 200);
    ensure!(ask(&wired, &more, "PATCH", &format!("/api/projects/{own}"))? == 403, "Bob is a viewer");
    ensure!(
        ask(&wired, &more, "GET", &format!("/api/projects/{other}"))? == 403,
        "the token is for one project"
    );
    for path in ["export", "rules"] {
        ensure!(
            ask(&wired, &more, "GET", &format!("/api/projects/{own}/{path}"))? == 403,
            "a viewer's {path}"
        );
    }
    // Nobody else reads on a project's settings what somebody's tokens are called.
    let settings = [("cookie", ann.cookie.as_str())];
    let settings = wired.request("GET", &format!("/projects/{own}/settings"), &settings, b"")?;
    ensure!(settings.status == 200 && !settings.body.contains("terminal"), "{settings:?}");
    for refused in
        ["token-name=&scope=read", "token-name=x", "token-name=x&scope=metrics", "token-name=x&scope=admin"]
    {
        let page = send(&wired, &bob, "/account/tokens", refused)?;
        ensure!(page.status == 422 && page.body.contains("role=\"alert\""), "{refused}: {page:?}");
    }
    let hidden =
        send(&wired, &ann, "/account/tokens", &format!("token-name=x&scope=read&token-project={other}"))?;
    ensure!(hidden.status == 422, "{hidden:?}");

    // Everybody sees and revokes those of one's own; an owner those of all.
    let tokens = wired.get("/api/tokens")?;
    let id = |name: &str| {
        let found = tokens["tokens"].as_array().into_iter().flatten().find(|token| token["name"] == name);
        found.and_then(|token| token["id"].as_str()).map(str::to_owned).context("no such token")
    };
    let owners =
        tokens["tokens"].as_array().into_iter().flatten().filter(|token| token["user"] == json!(ann.id));
    ensure!(owners.count() == 1, "{tokens}");
    ensure!(send(&wired, &bob, &format!("/account/tokens/{}/revoke", id("terminal")?), "")?.status == 404);
    ensure!(ask(&wired, &token, "GET", &format!("/api/projects/{own}"))? == 200);
    ensure!(send(&wired, &bob, &format!("/account/tokens/{}/revoke", id("x")?), "")?.status == 303);
    ensure!(ask(&wired, &more, "GET", &format!("/api/projects/{own}"))? == 401);

    // A role that is taken away, and a user who is removed, within ten seconds.
    let doors = |now: i64| wired.doors(&json!({ "now": now }));
    let start = 1_893_456_000_000_i64;
    doors(start)?;
    let less = json!({ "projects": { own.as_str(): "viewer" } });
    ensure!(wired.change("PATCH", &format!("/api/users/{}", ann.id), &less)?.status == 200);
    doors(start + 10_001)?;
    ensure!(ask(&wired, &token, "PATCH", &format!("/api/projects/{own}"))? == 403);
    ensure!(wired.change("DELETE", &format!("/api/users/{}", ann.id), &json!({}))?.status == 204);
    doors(start + 20_002)?;
    ensure!(ask(&wired, &token, "GET", &format!("/api/projects/{own}"))? == 401);
    ensure!(wired.get("/api/tokens")?["tokens"].as_array().is_some_and(Vec::is_empty));

    // The API makes one for a user as well.
    let body = json!({ "name": "CI", "scopes": ["read"], "user": bob.id });
    let made = wired.change("POST", "/api/tokens", &body)?;
    ensure!(made.status == 201 && made.json()["user"] == json!(bob.id), "{made:?}");
    let nobody =
        wired.change("POST", "/api/tokens", &json!({ "name": "CI", "scopes": ["read"], "user": ann.id }))?;
    ensure!(nobody.status == 422 && nobody.body.contains("the id of a user"), "{nobody:?}");
    Ok(())
}
