//! The switch of the admin token: only where an owner can get in by passkey, and off it opens nothing;
//! the operator of the machine has it work again by a variable.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector, CollectorOptions, TOKEN, UNSET,
        wired::{Salt, WiredCollector},
    },
    people::{
        FORM, admin_cookie,
        authenticator::{Authenticator, CeremonyFields},
        join, log_in, origin,
    },
};
use serde_json::{Value, json};

#[test]
fn a_collector_whose_token_is_off_starts_again() -> Result<()> {
    let environment = vec![("CSP_REPORT_PROJECT", UNSET.to_owned()), ("BASE_PATH", "/errors/".to_owned())];
    let mut collector =
        Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })?;
    let own = collector.address();
    let bearer = format!("Bearer {TOKEN}");
    let admin = [("authorization", &*bearer), ("content-type", "application/json")];
    let body = br#"{"name":"Ann","email":"ann@team.example","role":"owner"}"#;
    let user = collector.request("POST", "/api/users", &admin, body)?.json();
    let (id, path) = (user["id"].as_str().context("no id")?, user["invitation"].as_str().context("no link")?);
    let page = collector.request("GET", path, &[], b"")?.body;
    let challenge = page.split("data-challenge=\"").nth(1).and_then(|rest| rest.split('"').next());
    let fields = CeremonyFields::of(challenge.context("no challenge")?, &own, "127.0.0.1");
    let form = Authenticator::new(id).register(&fields);
    let joined = collector.request("POST", path, &[("origin", &own), FORM], form.as_bytes())?;
    ensure!(joined.status == 303, "{joined:?}");
    let off = collector.request("PATCH", "/api/admin-token", &admin, br#"{"on":false}"#)?;
    ensure!(off.status == 200, "{off:?}");

    // Also where the folder has lost which project the pages report to.
    std::fs::remove_file(collector.data().join("own-project"))?;
    collector.kill_and_restart()?;
    let log = collector.log()?;
    ensure!(log.contains("The admin token is switched off: log in by passkey"), "{log}");
    ensure!(log.contains(&format!("Log in      {own}/errors/login\n")), "{log}");
    ensure!(log.contains(&format!("Dashboard   {own}/errors/\n")), "{log}");
    ensure!(!log.contains("Demo  "), "its project may not be there: {log}");
    ensure!(collector.request("GET", "/errors/login", &[], b"")?.body.contains("/login/passkey"));
    Ok(())
}

fn switch(wired: &WiredCollector, on: bool) -> Result<(u16, Value)> {
    let answer = wired.change("PATCH", "/api/admin-token", &json!({ "on": on }))?;
    Ok((answer.status, answer.json()))
}

#[test]
fn the_admin_token_is_switched_off_only_where_an_owner_has_a_passkey() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut wired = WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &[])?;
    let key = wired.project()?;
    ensure!(switch(&wired, false)?.0 == 409, "nobody could get in any more");
    join(&wired, "Member", &json!("member"), &json!({}))?;
    ensure!(switch(&wired, false)?.0 == 409, "a member is no owner");
    let login_page = wired.request("GET", "/login", &[], b"")?.body;
    ensure!(login_page.contains("Admin token") && login_page.contains("/login/passkey"), "{login_page}");
    let mut owner = join(&wired, "Owner", &json!("owner"), &json!({}))?;
    let (cookie, link) =
        (admin_cookie(&wired)?, wired.change("POST", "/api/login-links", &json!({}))?.json());
    let token = wired.change("POST", "/api/tokens", &json!({ "name": "CI", "scopes": ["read"] }))?.json();
    ensure!(switch(&wired, false)? == (200, json!({ "on": false, "switched_on": false })));

    let ensure_off = |wired: &WiredCollector| -> Result<()> {
        for (method, path) in [
            ("GET", "/api/projects".to_owned()),
            ("GET", format!("/api/projects/{key}/issues")),
            ("GET", "/api/users".to_owned()),
            ("POST", "/api/login-links".to_owned()),
            ("PATCH", "/api/admin-token".to_owned()),
        ] {
            let answer = wired.change(method, &path, &json!({ "on": true }))?;
            ensure!(
                answer.status == 403 && answer.json()["error"]["code"] == "admin_token_off",
                "{path}: {answer:?}"
            );
            ensure!(answer.body.contains("ADMIN_ACCESS=on"), "{answer:?}");
        }
        ensure!(wired.request("GET", "/", &[("cookie", &cookie)], b"")?.status == 303, "its login is open");
        let path = link["path"].as_str().unwrap_or_default();
        ensure!(wired.request("GET", path, &[], b"")?.status == 403, "its link works");
        let form = format!("token={}", TOKEN.replace(' ', "+"));
        let entered =
            wired.request("POST", "/login", &[("origin", &origin(wired)), FORM], form.as_bytes())?;
        ensure!(entered.status == 403 && entered.header("set-cookie").is_empty(), "{entered:?}");
        let page = wired.request("GET", "/login", &[], b"")?.body;
        ensure!(!page.contains("Admin token"), "the page still asks for it: {page}");
        // The machine's own work goes on, and shows nothing.
        ensure!(wired.change("POST", "/api/maintenance", &json!({}))?.status == 200);
        // Tokens are no part of it.
        let bearer = format!("Bearer {}", token["token"].as_str().unwrap_or_default());
        ensure!(wired.request("GET", "/api/projects", &[("authorization", &bearer)], b"")?.status == 200);
        Ok(())
    };
    ensure_off(&wired)?;
    wired.kill_and_restart()?;
    ensure_off(&wired)?;
    // The last owner stays one.
    let headers = [("cookie", &*owner.cookie), ("origin", &*origin(&wired)), FORM];
    let remove = format!("/people/users/{}/remove", owner.id);
    let refused = wired.request("POST", &remove, &headers, b"")?;
    ensure!(refused.status == 409 && refused.body.contains("the last owner"), "{refused:?}");

    // Whoever has the machine switches it on again, for as long as the variable is set.
    wired.stop()?;
    drop(wired);
    let wired = WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &[("ADMIN_ACCESS", "on")])?;
    ensure!(wired.get("/api/admin-token")? == json!({ "on": true, "switched_on": false }));
    ensure!(wired.request("GET", "/login", &[], b"")?.body.contains("Admin token"));
    ensure!(switch(&wired, true)? == (200, json!({ "on": true, "switched_on": true })));
    drop(wired);
    let wired = WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &[])?;
    ensure!(wired.get("/api/projects")?["projects"].is_array(), "it is on without the variable");

    // By an owner's page, too.
    let entered = log_in(&wired, &mut owner.authenticator);
    // The passkey is for the host, not for the port.
    let cookie = corncrake_tests::people::cookie(&entered?)?;
    for (to, status) in [("off", 403), ("on", 200)] {
        let headers = [("cookie", &*cookie), ("origin", &*origin(&wired)), FORM];
        let body = format!("to={to}");
        let switched = wired.request("POST", "/people/admin-token", &headers, body.as_bytes())?;
        ensure!(switched.status == 303, "{switched:?}");
        ensure!(wired.change("GET", "/api/projects", &json!({}))?.status == status, "{to}");
    }
    Ok(())
}
