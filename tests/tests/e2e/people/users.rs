//! Users as their owners meet them: roles that change at once, logins that end one by one or all, and
//! a removal that leaves no row with the person's name.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    people::{FORM, cookie, invite, join, log_in, origin},
};
use serde_json::{Value, json};

fn status(wired: &WiredCollector, cookie: &str, path: &str) -> Result<u16> {
    Ok(wired.request("GET", path, &[("cookie", cookie)], b"")?.status)
}

fn post(wired: &WiredCollector, cookie: &str, path: &str, body: &str) -> Result<u16> {
    let headers = [("cookie", cookie), ("origin", &*origin(wired)), FORM];
    Ok(wired.request("POST", path, &headers, body.as_bytes())?.status)
}

#[test]
fn a_role_counts_from_the_next_request_on() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let (key, other) = (wired.project()?, wired.project()?);
    let ann = join(&wired, "Ann", &Value::Null, &json!({ &key: "viewer" }))?;
    let (own, foreign) = (format!("/projects/{key}"), format!("/projects/{other}"));
    ensure!(status(&wired, &ann.cookie, &own)? == 200 && status(&wired, &ann.cookie, &foreign)? == 403);
    // Keys of deleted projects are an owner's: the pages of a project that waits for its first event name none.
    let gone = wired.project()?;
    ensure!(wired.change("DELETE", &format!("/api/projects/{gone}"), &json!({}))?.status == 204);
    let headers = [("origin", "https://shop.example"), ("user-agent", "a browser")];
    ensure!(wired.request("POST", &format!("/v1/{gone}/ping"), &headers, b"")?.status == 410);
    for page in ["", "/issues", "/live", "/install"] {
        let page = wired.request("GET", &format!("{own}{page}"), &[("cookie", &ann.cookie)], b"")?;
        ensure!(page.status == 200 && !page.body.contains(&gone), "{page:?}");
    }
    let list = wired.request("GET", "/", &[("cookie", &ann.cookie)], b"")?.body;
    ensure!(list.contains(&key) && !list.contains(&other) && !list.contains("New project"), "{list}");
    ensure!(post(&wired, &ann.cookie, &format!("{own}/issues"), "to=resolved")? == 403, "a viewer triages");
    ensure!(status(&wired, &ann.cookie, &format!("{own}/export"))? == 403, "a viewer exports");

    let place = format!("/api/users/{}", ann.id);
    let changed = wired.change("PATCH", &place, &json!({ "projects": { &other: "member" } }))?;
    ensure!(
        changed.status == 200 && changed.json()["projects"] == json!({ &other: "member" }),
        "{changed:?}"
    );
    ensure!(changed.json()["name"] == "Ann", "the rest stays: {changed:?}");
    ensure!(status(&wired, &ann.cookie, &own)? == 403 && status(&wired, &ann.cookie, &foreign)? == 200);
    ensure!(post(&wired, &ann.cookie, &format!("{foreign}/issues"), "to=resolved")? == 303);
    for bad in [
        json!({ "role": "admin" }),
        json!({ "projects": { &key: "owner" } }),
        json!({ "projects": { "aaaaaaaaaaa": "viewer" } }),
        json!({ "projects": [key] }),
        json!({ "email": "nobody" }),
        json!({ "name": "" }),
        json!({ "nane": "x" }),
    ] {
        let refused = wired.change("PATCH", &place, &bad)?;
        ensure!(refused.status == 422, "{bad}: {refused:?}");
    }
    // A deleted project leaves its roles.
    ensure!(wired.change("DELETE", &format!("/api/projects/{other}"), &json!({}))?.status == 204);
    ensure!(wired.get(&place)?["projects"] == json!({}), "{}", wired.get(&place)?);
    Ok(())
}

#[test]
fn logins_end_one_by_one_or_all_by_their_user_and_by_an_owner() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let mut ann = join(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let bob = join(&wired, "Bob", &json!("owner"), &json!({}))?;
    let second = cookie(&log_in(&wired, &mut ann.authenticator)?)?;
    let logins = |wired: &WiredCollector| -> Result<Vec<String>> {
        let user = wired.get(&format!("/api/users/{}", ann.id))?;
        let all = user["logins"].as_array().context("no logins")?;
        Ok(all.iter().filter_map(|login| login["id"].as_str().map(str::to_owned)).collect())
    };
    let id_of =
        |cookie: &str| cookie.split('.').nth(1).and_then(|rest| rest.split('-').next()).map(str::to_owned);
    ensure!(logins(&wired)?.len() == 2);
    let id = id_of(&second).context("no id")?;
    // Not by another who is no owner's: Bob's account has no such login.
    ensure!(post(&wired, &bob.cookie, &format!("/account/logins/{id}/end"), "")? == 303);
    ensure!(status(&wired, &second, "/account")? == 200, "another ended it");
    ensure!(post(&wired, &ann.cookie, &format!("/account/logins/{id}/end"), "")? == 303);
    ensure!(status(&wired, &second, "/account")? == 303 && status(&wired, &ann.cookie, "/account")? == 200);
    wired.kill_and_restart()?;
    ensure!(status(&wired, &second, "/account")? == 303, "a restart opened it again");

    let third = cookie(&log_in(&wired, &mut ann.authenticator)?)?;
    let path = format!("/people/users/{}/logins/{}/end", ann.id, id_of(&third).context("no id")?);
    ensure!(post(&wired, &bob.cookie, &path, "")? == 303 && status(&wired, &third, "/account")? == 303);
    ensure!(post(&wired, &bob.cookie, &format!("/people/users/{}/logout", ann.id), "")? == 303);
    ensure!(
        status(&wired, &ann.cookie, "/account")? == 303 && status(&wired, &bob.cookie, "/account")? == 200
    );

    let fourth = cookie(&log_in(&wired, &mut ann.authenticator)?)?;
    ensure!(post(&wired, &fourth, "/logout", "")? == 303 && status(&wired, &fourth, "/account")? == 303);
    let fifth = cookie(&log_in(&wired, &mut ann.authenticator)?)?;
    ensure!(post(&wired, &fifth, "/account/logins/end", "")? == 303);
    ensure!(status(&wired, &fifth, "/account")? == 303 && logins(&wired)?.is_empty());
    let sixth = cookie(&log_in(&wired, &mut ann.authenticator)?)?;
    ensure!(wired.change("DELETE", "/api/logins", &json!({}))?.status == 204);
    ensure!(status(&wired, &sixth, "/account")? == 303 && status(&wired, &bob.cookie, "/account")? == 303);
    ensure!(log_in(&wired, &mut ann.authenticator)?.status == 303, "passkeys stay");
    Ok(())
}

#[test]
fn a_removed_user_is_out_at_once_and_no_row_has_the_name() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    let name = "Zsuzsanna-Quillfeather";
    let mut person = join(&wired, name, &json!("member"), &json!({}))?;
    // Another passkey is left, so that the login's page goes on to ask for one.
    join(&wired, "Bob", &json!("viewer"), &json!({}))?;
    ensure!(post(&wired, &person.cookie, &format!("/projects/{key}/issues"), "to=resolved")? == 303);
    let log = wired.get("/api/access-log")?;
    ensure!(log["lines"].as_array().into_iter().flatten().any(|line| line["who"] == name), "{log}");
    wired.stop()?;
    ensure!(rows_with(&wired, name)? > 0, "the search finds nothing at all");
    wired.kill_and_restart()?;

    ensure!(wired.change("DELETE", &format!("/api/users/{}", person.id), &json!({}))?.status == 204);
    ensure!(status(&wired, &person.cookie, "/account")? == 303);
    let refused = log_in(&wired, &mut person.authenticator)?;
    ensure!(refused.status == 401, "the passkey still works: {refused:?}");
    let log = wired.get("/api/access-log")?;
    ensure!(
        log["lines"].as_array().into_iter().flatten().any(|line| line["who"] == "a former user"),
        "{log}"
    );
    ensure!(!log.to_string().contains(name), "{log}");
    // No row has it any more. (Bytes of deleted rows stay in free space: docs/privacy.md.)
    wired.stop()?;
    ensure!(rows_with(&wired, name)? == 0, "a row still has the name");
    ensure!(!wired.log()?.contains("team.example") && !wired.log()?.contains(name), "it was logged");
    Ok(())
}

/// How many rows of the collector's databases have a text.
fn rows_with(wired: &WiredCollector, text: &str) -> Result<usize> {
    let mut found = 0;
    for folder in std::fs::read_dir(wired.data("objects"))? {
        for file in std::fs::read_dir(folder?.path())? {
            let path = file?.path();
            if path.extension().is_none_or(|extension| extension != "sqlite") {
                continue;
            }
            let database = rusqlite::Connection::open(&path)?;
            let mut tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")?;
            let tables: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for table in tables {
                let mut rows = database.prepare(&format!("SELECT * FROM \"{table}\""))?;
                let columns = rows.column_count();
                let mut rows = rows.query([])?;
                while let Some(row) = rows.next()? {
                    let has_it = (0..columns).any(|column| {
                        row.get_ref(column)
                            .is_ok_and(|value| value.as_str().is_ok_and(|own| own.contains(text)))
                    });
                    found += usize::from(has_it);
                }
            }
        }
    }
    Ok(found)
}

#[test]
fn an_owner_invites_changes_and_removes_by_pages_alone() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    let owner = join(&wired, "Olga", &json!("owner"), &json!({}))?;
    let send = |path: &str, body: &str| {
        let headers = [("cookie", &*owner.cookie), ("origin", &*origin(&wired)), FORM];
        wired.request("POST", path, &headers, body.as_bytes())
    };
    let refused = send("/people", "name=&email=x&role=")?;
    ensure!(refused.status == 422 && refused.body.contains("name-error"), "{refused:?}");
    let made = send("/people", &format!("name=Ann&email=ann%40team.example&role=&role-{key}=viewer"))?;
    ensure!(made.status == 200, "{made:?}");
    let link = made.body.split("id=\"new-link\"").nth(1).and_then(|rest| rest.split('"').nth(1));
    ensure!(made.body.contains("/invite/") && link.is_some(), "{made:?}");
    let twice = send("/people", "name=Ann2&email=ANN%40team.example&role=viewer")?;
    ensure!(twice.status == 422 && twice.body.contains("nother user has this e-mail address"), "{twice:?}");
    let page = wired.request("GET", "/people", &[("cookie", &owner.cookie)], b"")?;
    ensure!(page.status == 200 && !page.body.contains("/invite/"), "the link is shown once: {page:?}");
    for shown in ["Ann", "viewer of shop", "no passkey yet", "invited, until", "owner of all projects"] {
        ensure!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let users = wired.get("/api/users")?;
    let ann = users["users"].as_array().into_iter().flatten().find(|user| user["name"] == "Ann");
    let id = ann.and_then(|user| user["id"].as_str()).context("no Ann")?;
    let changed = send(&format!("/people/users/{id}"), "name=Anne&email=ann%40team.example&role=member")?;
    ensure!(changed.status == 303, "{changed:?}");
    let user = wired.get(&format!("/api/users/{id}"))?;
    ensure!(user["name"] == "Anne" && user["role"] == "member" && user["projects"] == json!({}), "{user}");
    ensure!(send(&format!("/people/users/{id}/remove"), "")?.status == 303);
    ensure!(wired.get("/api/users")?["users"].as_array().map(Vec::len) == Some(1));
    ensure!(send(&format!("/people/users/{id}/remove"), "")?.status == 404);
    // The review has every token, with its last use and its end.
    let token =
        wired.change("POST", "/api/tokens", &json!({ "name": "nightly build", "scopes": ["read"] }))?;
    let token_id = token.json()["id"].as_str().context("no id")?.to_owned();
    let page = wired.request("GET", "/people", &[("cookie", &owner.cookie)], b"")?.body;
    ensure!(page.contains("nightly build") && page.contains("all projects"), "{page}");
    ensure!(send(&format!("/people/tokens/{token_id}/revoke"), "")?.status == 303);
    ensure!(wired.get("/api/tokens")?["tokens"] == json!([]));
    Ok(())
}

#[test]
fn there_is_an_end_to_users_and_no_two_have_one_address() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    invite(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let same = json!({ "name": "Other", "email": "Ann@Team.Example", "role": "viewer" });
    let refused = wired.change("POST", "/api/users", &same)?;
    ensure!(refused.status == 409 && refused.json()["error"]["code"] == "email_taken", "{refused:?}");
    for n in 1..500 {
        let body = json!({ "name": "N", "email": format!("n{n}@team.example") });
        ensure!(wired.change("POST", "/api/users", &body)?.status == 201, "{n}");
    }
    let refused = wired.change("POST", "/api/users", &json!({ "name": "N", "email": "n@team.example" }))?;
    ensure!(refused.status == 409 && refused.json()["error"]["code"] == "too_many_users", "{refused:?}");
    Ok(())
}
