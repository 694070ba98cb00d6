//! The privacy page of a project: published by form or API, for everybody then, and before for its people
//! alone; carried by the export.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector},
    },
    http::Response,
    people::{FORM, admin_cookie, join, origin},
};
use serde_json::{Value, json};

fn read(wired: &WiredCollector, key: &str, cookie: Option<&str>) -> Result<Response> {
    let headers: Vec<(&str, &str)> = cookie.map(|cookie| ("cookie", cookie)).into_iter().collect();
    wired.request("GET", &format!("/privacy/{key}"), &headers, b"")
}

#[test]
fn a_project_publishes_what_it_collects_and_until_then_says_nothing() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let (key, other, admin) = (wired.project()?, wired.project()?, admin_cookie(&wired)?);
    let place = format!("/api/projects/{key}");
    let settings = json!({ "name": "A shop of tea", "retention_days": 17, "count_retention_days": 230 });
    ensure!(wired.change("PATCH", &place, &settings)?.json()["privacy_page"] == false);

    // To strangers there is no such project; its people see the page, and the text for the site's policy.
    let unknown = read(&wired, "abcdefghijk", None)?;
    let hidden = read(&wired, &key, None)?;
    ensure!(hidden.status == 404 && hidden.body == unknown.body, "{hidden:?}");
    let role = |key: &str| json!({ key: "viewer" });
    let member = join(&wired, "Ann", &Value::Null, &role(&key))?.cookie;
    let stranger = join(&wired, "Ben", &Value::Null, &role(&other))?.cookie;
    ensure!(read(&wired, &key, Some(&stranger))?.status == 404);
    for cookie in [&admin, &member] {
        let page = read(&wired, &key, Some(cookie))?;
        ensure!(page.status == 200 && page.body.contains("Only people of this project"), "{page:?}");
        ensure!(page.body.contains("Errors are deleted after 17 days, counts after 230 days."), "{page:?}");
    }

    // By the form; a form of an older page, without the field, leaves it as it is.
    let save = |field: &str| {
        let own = origin(&wired);
        let headers = [("cookie", &*admin), ("origin", &*own), FORM];
        let form = format!("name=A+shop+of+tea&origins=*&objects=1&retention_days=17{field}");
        wired.request("POST", &format!("/projects/{key}/settings"), &headers, form.as_bytes())
    };
    for (field, status) in
        [("&privacy_page=&privacy_page=public", 200), ("", 200), ("&privacy_page=", 404), ("", 404)]
    {
        ensure!(save(field)?.status == 303);
        ensure!(read(&wired, &key, None)?.status == status, "{field}");
    }

    // By the API, and through an export.
    ensure!(wired.change("PATCH", &place, &json!({ "privacy_page": "yes" }))?.status == 422);
    let changed = wired.change("PATCH", &place, &json!({ "privacy_page": true }))?;
    ensure!(changed.json()["privacy_page"] == true, "{changed:?}");
    let page = read(&wired, &key, None)?;
    ensure!(page.status == 200 && page.header("set-cookie").is_empty(), "{page:?}");
    let manifest = wired.request("GET", "/.well-known/corncrake.json", &[], b"")?.json();
    let escaped = |text: &Value| text.as_str().unwrap_or_default().replace('&', "&amp;");
    for field in manifest["sent"].as_array().into_iter().flatten() {
        ensure!(page.body.contains(&escaped(&field["purpose"])), "{field} is not in {page:?}");
    }
    for never in manifest["never"].as_array().into_iter().flatten() {
        ensure!(page.body.contains(&escaped(never)), "{never} is not in {page:?}");
    }
    for text in ["A shop of tea", "17 days", "as counts: 230 days"] {
        ensure!(page.body.contains(text), "{text} is not in {page:?}");
    }
    for text in ["Log out", "/projects/", "privacy policy"] {
        ensure!(!page.body.contains(text), "{text} is in {page:?}");
    }
    let own = read(&wired, &key, Some(&member))?;
    let address = format!("listed at {}/privacy/{key}.", origin(&wired));
    ensure!(own.body.contains(&address), "{own:?}");

    let bearer = format!("Bearer {TOKEN}");
    let bearer = [("authorization", bearer.as_str())];
    let export = wired.request("GET", &format!("{place}/export"), &bearer, b"")?;
    let taken = wired.request("POST", &format!("/api/projects/{other}/import"), &bearer, &export.bytes)?;
    ensure!(taken.status == 200 && read(&wired, &other, None)?.status == 200, "{taken:?}");
    ensure!(wired.change("DELETE", &place, &json!({}))?.status == 204);
    ensure!(read(&wired, &key, None)?.body == unknown.body, "a deleted project");
    Ok(())
}
