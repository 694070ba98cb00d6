//! The link to a new ticket: set by form or API, filled in on an issue's page, carried by the export.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    people::{FORM, admin_cookie, origin},
};
use serde_json::json;

#[test]
fn an_issue_leads_to_a_ticket_in_which_it_is_filled_in() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let (key, cookie) = (wired.project()?, admin_cookie(&wired)?);
    let body = json!({ "type": 1, "name": "TypeError", "message": "a & b = \u{fc}?" }).to_string();
    let sent = wired.request(
        "POST",
        &format!("/v1/{key}/event"),
        &[
            ("origin", "https://shop.example"),
            ("user-agent", "a browser"),
            ("content-type", "application/json"),
        ],
        body.as_bytes(),
    )?;
    ensure!(sent.status == 200, "{sent:?}");
    let issues = wired.get(&format!("/api/projects/{key}/issues"))?;
    let id = issues["issues"][0]["id"].as_str().context("no issue")?.to_owned();
    let page = || {
        Ok::<_, anyhow::Error>(
            wired.request("GET", &format!("/projects/{key}/issues/{id}"), &[("cookie", &cookie)], b"")?.body,
        )
    };
    ensure!(!page()?.contains("New ticket"), "without a link there is none");

    let save = |link: &str| {
        let own = origin(&wired);
        let headers = [("cookie", &*cookie), ("origin", &*own), FORM];
        let link = link.replace('&', "%26").replace('=', "%3D");
        let form = format!("name=shop&origins=*&objects=1&retention_days=90&ticket_link={link}");
        wired.request("POST", &format!("/projects/{key}/settings"), &headers, form.as_bytes())
    };
    for bad in ["javascript:alert(1)//{title}", "https://t.example/new", "//t.example/{title}"] {
        let refused = save(bad)?;
        ensure!(refused.status == 422 && refused.body.contains("ticket_link-error"), "{bad}: {refused:?}");
    }
    ensure!(save("https://gitlab.example/g/p/-/issues/new?issue[title]={title}&b={details}")?.status == 303);
    let html = page()?;
    let link = html.split("href=\"https://gitlab.example/").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.with_context(|| format!("no link: {html}"))?;
    ensure!(html.contains("New ticket in GitLab"), "{html}");
    ensure!(
        link.starts_with("g/p/-/issues/new?issue[title]=TypeError%3A%20a%20%26%20b%20%3D%20%C3%BC%3F&amp;b="),
        "{link}"
    );
    let back = format!("http%3A%2F%2F127.0.0.1%3A{}%2Fprojects%2F{key}%2Fissues%2F{id}", wired.port);
    ensure!(link.contains(&back), "{link} does not lead back to {back}");

    // Of Jira, whose form of a new issue takes them under other names.
    let jira = "https://team.atlassian.net/secure/CreateIssueDetails!init.jspa?pid=1&issuetype=1\
        &summary={title}&description={details}";
    ensure!(save(jira)?.status == 303);
    let html = page()?;
    let link =
        html.split("href=\"https://team.atlassian.net/").nth(1).and_then(|rest| rest.split('"').next());
    let link = link.with_context(|| format!("no link: {html}"))?;
    let begin = "secure/CreateIssueDetails!init.jspa?pid=1&amp;issuetype=1&amp;summary=TypeError%3A%20a%20%26%20b%20%3D%20%C3%BC%3F&amp;description=";
    ensure!(html.contains("New ticket in Jira") && link.starts_with(begin) && link.contains(&back), "{link}");

    // By the API, and through an export.
    let place = format!("/api/projects/{key}");
    let changed = wired.change("PATCH", &place, &json!({ "ticket_link": "https://t.example/?q={title}" }))?;
    ensure!(changed.json()["ticket_link"] == "https://t.example/?q={title}", "{changed:?}");
    ensure!(wired.change("PATCH", &place, &json!({ "ticket_link": "x" }))?.status == 422);
    let bearer = format!("Bearer {}", corncrake_tests::collector::TOKEN);
    let export = wired.request("GET", &format!("{place}/export"), &[("authorization", &bearer)], b"")?;
    let other = format!("/api/projects/{}", wired.project()?);
    let taken =
        wired.request("POST", &format!("{other}/import"), &[("authorization", &bearer)], &export.bytes)?;
    ensure!(taken.status == 200, "{taken:?}");
    ensure!(wired.get(&other)?["ticket_link"] == "https://t.example/?q={title}", "{}", wired.get(&other)?);
    ensure!(wired.change("PATCH", &place, &json!({ "ticket_link": "" }))?.status == 200);
    ensure!(!page()?.contains("New ticket"));
    Ok(())
}
