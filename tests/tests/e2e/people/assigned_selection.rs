//! A selection of issues is assigned at once, on the list and by the API, and that can be taken back.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    people::{FORM, join, origin},
};
use serde_json::{Value, json};

/// The users of a project's issues, by the issues' titles.
fn assignees(wired: &WiredCollector, key: &str) -> Result<Vec<(String, Value)>> {
    let list = wired.get(&format!("/api/projects/{key}/issues"))?;
    let issues = list["issues"].as_array().context("no issues")?;
    let mut found: Vec<_> = issues
        .iter()
        .map(|issue| (issue["title"].as_str().unwrap_or_default().to_owned(), issue["assignee"].clone()))
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(found)
}

#[test]
fn a_selection_is_assigned_at_once_and_taken_back() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    for name in ["AError", "BError", "CError"] {
        ensure!(wired.event(&key, "a", name)?.status == 200);
    }
    let list = wired.get(&format!("/api/projects/{key}/issues"))?;
    let mut ids: Vec<(String, String)> = Vec::new();
    for issue in list["issues"].as_array().context("no issues")? {
        let text = |field: &str| issue[field].as_str().unwrap_or_default().to_owned();
        ids.push((text("title"), text("id")));
    }
    ids.sort();
    ensure!(ids.len() == 3, "{list}");
    let ids: Vec<String> = ids.into_iter().map(|(_, id)| id).collect();
    let ann = join(&wired, "Ann", &json!("member"), &json!({}))?;
    let bob = join(&wired, "Bob", &json!("viewer"), &json!({}))?;
    let origin = origin(&wired);
    let send = |cookie: &str, path: &str, form: &str| {
        let headers = [("origin", origin.as_str()), ("cookie", cookie), FORM];
        wired.request("POST", path, &headers, form.as_bytes())
    };
    let page = format!("/projects/{key}/issues");
    let see = |cookie: &str| wired.request("GET", &page, &[("cookie", cookie)], b"");
    let offered = format!("<option value=\"{}\">Bob", bob.id);
    ensure!(see(&ann.cookie)?.body.contains(&offered), "a member assigns on the list");
    ensure!(!see(&bob.cookie)?.body.contains(&offered), "a viewer does not");

    let assign = format!("/projects/{key}/assign");
    let form = format!("id={}&id={}&assignee={}&back={page}", ids[0], ids[1], bob.id);
    let done = send(&ann.cookie, &assign, &form)?;
    ensure!(done.status == 303 && done.header("location").contains("done=assigned"), "{done:?}");
    let now: Vec<Value> = assignees(&wired, &key)?.into_iter().map(|(_, user)| user).collect();
    ensure!(now == [json!(bob.id), json!(bob.id), json!(null)] || now[2] == json!(""), "{now:?}");
    ensure!(send(&bob.cookie, &assign, &form)?.status == 403);
    let none = send(&ann.cookie, &assign, &format!("assignee={}&back={page}", bob.id))?;
    ensure!(none.header("location").contains("done=nothing-chosen"), "{none:?}");

    // The page of the answer has the undo, as a form.
    let answered = wired.request("GET", done.header("location"), &[("cookie", &ann.cookie)], b"")?;
    ensure!(answered.body.contains("Assigned."), "{answered:?}");
    let steps: Vec<&str> = answered.body.split("value=\"assign~").skip(1).collect();
    ensure!(steps.len() == 2, "{answered:?}");
    let name =
        answered.body.split("value=\"assign~").next().and_then(|before| before.rsplit("name=\"").next());
    let name = name.and_then(|rest| rest.split('"').next()).context("no field")?;
    let fields: Vec<String> = steps
        .iter()
        .map(|step| format!("{name}=assign~{}", step.split('"').next().unwrap_or_default()))
        .collect();
    let undone = send(&ann.cookie, &format!("/projects/{key}/undo"), &fields.join("&"))?;
    ensure!(undone.status == 303, "{undone:?}");
    let now = assignees(&wired, &key)?;
    ensure!(now.iter().all(|(_, user)| user.is_null() || user == ""), "{now:?}");

    // By the API; a user without a role is none.
    let path = format!("/api/projects/{key}/assign");
    let missing = "0123456789abcdef";
    let body = json!({ "ids": [ids[0], ids[2], missing], "to": ann.id });
    let answer = wired.change("POST", &path, &body)?;
    let expected = json!({ "changed": [{ "id": ids[0], "from": null }, { "id": ids[2], "from": null }], "unknown": [missing] });
    ensure!(answer.status == 200 && answer.json() == expected, "{answer:?}");
    for wrong in [
        json!({ "ids": [ids[0]], "to": "ffffffffffffffff" }),
        json!({ "ids": [], "to": ann.id }),
        json!({ "ids": ["x"], "to": ann.id }),
        json!({ "ids": [ids[0]] }),
    ] {
        let answer = wired.change("POST", &path, &wrong)?;
        ensure!(answer.status == 422, "{wrong}: {answer:?}");
    }
    Ok(())
}
