//! What a team does with issues, of the real collector: it snoozes them until one of three ends, assigns
//! them, comments on them, and finds what waits in its inbox.

use anyhow::{Context, Result, ensure};
use corncrake_core::time::UnixMillis;
use corncrake_tests::{
    alerts::{AlertReceiver, AlertingCollector},
    collector::{
        TOKEN,
        wired::{Salt, WiredCollector, sender},
    },
    http::percent_encoded,
    inspect::database::rows,
    people::{FORM, admin_cookie, join, origin},
    scenario::shop::Shop,
    wait::eventually,
};
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// A time in the future, so that no alarm rings by itself: the noon of 1 January 2030.
const NOON: i64 = 1_893_456_000_000 + 12 * HOUR;

fn time(at: i64) -> String {
    UnixMillis(at).rfc3339()
}

/// A project with an issue.
struct Team {
    wired: WiredCollector,
    key: String,
    id: String,
}

impl Team {
    fn open() -> Result<Self> {
        let wired = WiredCollector::start(Salt::Memory)?;
        wired.doors(&json!({ "now": NOON }))?;
        let key = wired.project()?;
        let mut team = Self { wired, key, id: String::new() };
        team.event("first", "CartError", Some("1.0"))?;
        team.id = team.issues("")?.first().and_then(|one| one["id"].as_str()).context("no issue")?.to_owned();
        Ok(team)
    }

    fn event(&self, visitor: &str, name: &str, release: Option<&str>) -> Result<()> {
        let event = json!({ "type": 1, "name": name, "message": "m", "release": release });
        let body = json!({ "events": [event] }).to_string();
        let path = format!("/v1/{}/batch", self.key);
        let sent = self.wired.request("POST", &path, &sender(visitor), body.as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
        Ok(())
    }

    fn issues(&self, query: &str) -> Result<Vec<Value>> {
        let list = self.wired.get(&format!("/api/projects/{}/issues?{query}", self.key))?;
        Ok(list["issues"].as_array().cloned().unwrap_or_default())
    }

    fn issue(&self) -> Result<Value> {
        Ok(self.wired.get(&self.api(""))?["issue"].clone())
    }

    fn api(&self, rest: &str) -> String {
        format!("/api/projects/{}/issues/{}{rest}", self.key, self.id)
    }

    fn page(&self, rest: &str) -> String {
        format!("/projects/{}/issues/{}{rest}", self.key, self.id)
    }

    fn snooze(&self, until: Value) -> Result<Value> {
        let mut body = until;
        body["status"] = json!("snoozed");
        let answer = self.wired.change("PATCH", &self.api(""), &body)?;
        ensure!(answer.status == 200, "{body}: {answer:?}");
        Ok(answer.json()["issue"].clone())
    }

    fn post(&self, cookie: &str, path: &str, body: &str) -> Result<u16> {
        let headers = [("cookie", cookie), ("origin", &*origin(&self.wired)), FORM];
        Ok(self.wired.request("POST", path, &headers, body.as_bytes())?.status)
    }

    fn read(&self, cookie: &str, path: &str) -> Result<String> {
        let answer = self.wired.request("GET", path, &[("cookie", cookie)], b"")?;
        ensure!(answer.status == 200, "{path}: {answer:?}");
        Ok(answer.body)
    }

    fn kinds(&self) -> Result<Vec<String>> {
        let all = self.wired.get(&self.api("/activity"))?;
        let all = all["activity"].as_array().cloned().unwrap_or_default();
        Ok(all.iter().rev().filter_map(|one| one["kind"].as_str().map(str::to_owned)).collect())
    }
}

#[test]
fn the_alarm_ends_a_snooze_without_any_request() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("CartError", "m", None, 1)?;
    let id = shop.id("CartError: m")?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis();
    let until = time(i64::try_from(now)? + 3_000);
    let body = json!({ "status": "snoozed", "snooze_until": until });
    let snoozed = shop.change("PATCH", &format!("/issues/{id}"), body)?;
    ensure!(snoozed["issue"]["status"] == "snoozed", "{snoozed}");
    let folder = shop.collector.data().join("objects/corncrake-project");
    eventually("the end of the snooze", || {
        Ok((rows(&folder, "issue WHERE status = 'open' AND woke_at > 0")? == 1).then_some(()))
    })?;
    ensure!(rows(&folder, "activity WHERE kind = 'came_back' AND detail = 'time'")? == 1);
    Ok(())
}

#[test]
fn a_snoozed_issue_is_in_a_list_of_its_own_until_its_time_is_over() -> Result<()> {
    let team = Team::open()?;
    for bad in [
        json!({ "status": "snoozed" }),
        json!({ "status": "snoozed", "snooze_until": time(NOON - 1) }),
        json!({ "status": "snoozed", "snooze_until": time(NOON + 400 * DAY) }),
        json!({ "status": "snoozed", "snooze_until": "tomorrow" }),
        json!({ "status": "snoozed", "snooze_sessions": 0 }),
        json!({ "status": "snoozed", "snooze_sessions": 2, "snooze_release": true }),
        json!({ "status": "resolved", "snooze_release": true }),
    ] {
        let refused = team.wired.change("PATCH", &team.api(""), &bad)?;
        ensure!(refused.status == 422, "{bad}: {refused:?}");
    }
    let issue = team.snooze(json!({ "snooze_until": time(NOON + DAY) }))?;
    ensure!(issue["snooze"]["until"] == time(NOON + DAY), "{issue}");
    team.event("second", "CartError", Some("1.0"))?;
    ensure!(team.issues("status=open")?.is_empty() && team.issues("status=snoozed")?.len() == 1);
    let admin = admin_cookie(&team.wired)?;
    let list = team.read(&admin, &format!("/projects/{}/issues", team.key))?;
    ensure!(!list.contains("data-row") && list.contains("Snoozed"), "{list}");
    ensure!(team.read(&admin, &team.page(""))?.contains("<strong>Snoozed</strong> until"));
    team.wired.doors(&json!({ "now": NOON + DAY }))?;
    let back = team.issue()?;
    ensure!(back["status"] == "open" && back["came_back"].is_string() && back["events"] == 2, "{back}");
    ensure!(team.issues("came_back=1")?.len() == 1);
    ensure!(team.read(&admin, &team.page(""))?.contains("Back from snooze"));
    // The form does the same, and an undo takes it back.
    team.wired.doors(&json!({ "now": NOON + DAY + 1 }))?;
    let fields = format!("id={}&to=snoozed-week&back=/projects/{}/issues", team.id, team.key);
    ensure!(team.post(&admin, &format!("/projects/{}/issues", team.key), &fields)? == 303);
    ensure!(team.issue()?["snooze"]["until"] == time(NOON + 8 * DAY + 1), "{}", team.issue()?);
    team.wired.doors(&json!({ "now": NOON + DAY + 2 }))?;
    let undo = format!("step=open~{}&back=/projects/{}/issues", team.id, team.key);
    ensure!(team.post(&admin, &format!("/projects/{}/undo", team.key), &undo)? == 303);
    ensure!(team.issue()?["status"] == "open");
    ensure!(team.kinds()? == ["snoozed", "came_back", "snoozed", "reopened"], "{:?}", team.kinds()?);
    Ok(())
}

#[test]
fn so_many_sessions_or_a_new_release_end_a_snooze() -> Result<()> {
    let team = Team::open()?;
    let issue = team.snooze(json!({ "snooze_sessions": 2 }))?;
    ensure!(issue["snooze"]["sessions"] == 2, "{issue}");
    for _ in 0..5 {
        team.event("second", "CartError", Some("1.0"))?;
    }
    ensure!(team.issue()?["snooze"]["sessions"] == 1, "many events of one session");
    team.event("third", "CartError", Some("1.0"))?;
    let back = team.issue()?;
    ensure!(back["status"] == "open" && back["came_back"].is_string(), "{back}");
    team.snooze(json!({ "snooze_release": true }))?;
    for release in [Some("1.0"), Some("0.9"), None] {
        team.event("fourth", "CartError", release)?;
        ensure!(team.issue()?["status"] == "snoozed", "{release:?}");
    }
    team.event("fifth", "OtherError", Some("1.1"))?;
    ensure!(team.issue()?["status"] == "open", "a release is new, whichever issue has it");
    let activity = team.wired.get(&team.api("/activity"))?;
    let newest = &activity["activity"][0];
    ensure!(
        newest["kind"] == "came_back" && newest["detail"] == "1.1" && newest["by"].is_null(),
        "{activity}"
    );
    Ok(())
}

#[test]
fn a_snoozed_issue_raises_no_alert_and_its_end_raises_one() -> Result<()> {
    let receiver = AlertReceiver::start()?;
    let collector = AlertingCollector::start(&[receiver.port])?;
    collector.wired.doors(&json!({ "now": NOON }))?;
    collector.event("a", "CartError")?;
    let list = collector.wired.get(&format!("/api/projects/{}/issues", collector.key))?;
    let id = list["issues"][0]["id"].as_str().context("no issue")?.to_owned();
    let hook = collector.webhook(&receiver, "back")?;
    collector.rule(&json!({ "on": "sessions", "sessions": 2, "hours": 1 }), &[&hook], &json!({}))?;
    collector.rule(&json!({ "on": "regression" }), &[&hook], &json!({}))?;
    let place = format!("/api/projects/{}/issues/{id}", collector.key);
    let body = json!({ "status": "snoozed", "snooze_until": time(NOON + HOUR) });
    ensure!(collector.wired.change("PATCH", &place, &body)?.status == 200);
    let ring = || -> Result<()> {
        collector.wired.ring("PROJECT", &collector.key)?;
        collector.wired.ring("OUTBOX", &collector.key)
    };
    for visitor in ["b", "c", "d"] {
        collector.event(visitor, "CartError")?;
    }
    ring()?;
    ensure!(receiver.received().is_empty(), "{:?}", receiver.received());
    collector.wired.doors(&json!({ "now": NOON + HOUR }))?;
    ring()?;
    ring()?;
    let received = receiver.received();
    ensure!(received.len() == 1, "{received:?}");
    let title = received[0].json()["data"]["title"].to_string();
    ensure!(title.contains("Back from snooze") && title.contains("CartError"), "{title}");
    Ok(())
}

#[test]
fn issues_are_assigned_to_users_of_the_project_and_outlive_them() -> Result<()> {
    let team = Team::open()?;
    team.event("first", "OtherError", None)?;
    let ann = join(&team.wired, "Ann", &Value::Null, &json!({ &team.key: "member" }))?;
    let vic = join(&team.wired, "Vic", &Value::Null, &json!({ &team.key: "viewer" }))?;
    let other = team.wired.project()?;
    let bob = join(&team.wired, "Bob", &Value::Null, &json!({ &other: "member" }))?;
    for bad in [json!({ "to": bob.id }), json!({ "to": "nobody" }), json!({}), json!({ "to": 1 })] {
        let refused = team.wired.change("POST", &team.api("/assign"), &bad)?;
        ensure!(refused.status == 422, "{bad}: {refused:?}");
    }
    let place = team.page("/assign");
    ensure!(team.post(&vic.cookie, &place, &format!("to={}", vic.id))? == 403, "a viewer assigns");
    ensure!(team.post(&bob.cookie, &place, &format!("to={}", bob.id))? == 403, "a stranger assigns");
    ensure!(team.post(&ann.cookie, &place, &format!("to={}", ann.id))? == 303);
    ensure!(team.issue()?["assignee"] == ann.id.as_str(), "{}", team.issue()?);
    let named = team.wired.get(&format!("/api/projects/{}/assignees", team.key))?;
    let names: Vec<&Value> =
        named["assignees"].as_array().into_iter().flatten().map(|user| &user["name"]).collect();
    ensure!(names == ["Ann", "Vic"], "{named}");
    for (query, count) in [
        ("assigned=Ann", 1),
        ("assigned=ann@team.example", 1),
        ("query=assigned:Ann", 1),
        ("assigned=anybody", 1),
        ("assigned=Vic", 0),
        ("assigned=me", 0),
        ("assigned=Nobody+Known", 0),
    ] {
        ensure!(team.issues(query)?.len() == count, "{query}: {:?}", team.issues(query)?);
    }
    let list = format!("/projects/{}/issues", team.key);
    let lines = |page: String| page.matches("data-row=").count();
    ensure!(lines(team.read(&ann.cookie, &format!("{list}?view=mine"))?) == 1);
    ensure!(lines(team.read(&ann.cookie, &format!("{list}?query=assigned%3Ame"))?) == 1);
    ensure!(lines(team.read(&vic.cookie, &format!("{list}?query=assigned%3Ame"))?) == 0);
    ensure!(team.read(&vic.cookie, &list)?.contains("assigned to Ann"));
    // A viewer sees whose it is, and no form of this page that would be refused.
    let page = team.read(&vic.cookie, &team.page(""))?;
    ensure!(page.contains("Assigned to <strong>Ann</strong>"), "{page}");
    ensure!(
        !page.contains("/assign\"") && !page.contains("/comments") && !page.contains("snoozed-"),
        "{page}"
    );

    ensure!(team.wired.change("DELETE", &format!("/api/users/{}", ann.id), &json!({}))?.status == 204);
    let admin = admin_cookie(&team.wired)?;
    let page = team.read(&admin, &team.page(""))?;
    ensure!(page.contains("a former user") && !page.contains("Ann"), "{page}");
    ensure!(team.issues("assigned=Ann")?.is_empty());
    ensure!(team.post(&admin, &place, "to=")? == 303 && team.issue()?["assignee"].is_null());
    ensure!(team.kinds()? == ["assigned", "unassigned"], "{:?}", team.kinds()?);
    Ok(())
}

#[test]
fn comments_are_markdown_that_runs_nothing_and_go_with_their_author_or_issue() -> Result<()> {
    let team = Team::open()?;
    let ann = join(&team.wired, "Ann", &Value::Null, &json!({ &team.key: "member" }))?;
    let bob = join(&team.wired, "Bob", &Value::Null, &json!({ &team.key: "member" }))?;
    let vic = join(&team.wired, "Vic", &Value::Null, &json!({ &team.key: "viewer" }))?;
    let text = "Look **here**: [docs](https://docs.example/a) <script>alert(1)</script> [x](javascript:alert(1)) \
        ![i](https://evil.example/pixel.gif)";
    let form = format!("text={}", percent_encoded(text));
    let place = team.page("/comments");
    ensure!(team.post(&vic.cookie, &place, &form)? == 403, "a viewer comments");
    ensure!(team.post(&ann.cookie, &place, &form)? == 303);
    let page = team.read(&vic.cookie, &team.page(""))?;
    ensure!(page.contains("Look <strong>here</strong>") && page.contains("&lt;script&gt;alert(1)"), "{page}");
    ensure!(page.contains("<a rel=\"noopener nofollow\" href=\"https://docs.example/a\">docs</a>"), "{page}");
    ensure!(!page.contains("javascript:alert") && !page.contains("evil.example/pixel"), "{page}");
    for bad in
        [json!({}), json!({ "text": "  " }), json!({ "text": "x".repeat(10_001) }), json!({ "text": 1 })]
    {
        let refused = team.wired.change("POST", &team.api("/comments"), &bad)?;
        ensure!(refused.status == 422, "{refused:?}");
    }
    team.wired.doors(&json!({ "now": NOON + 1 }))?;
    let deep = ">".repeat(9_000);
    let made = team.wired.change("POST", &team.api("/comments"), &json!({ "text": deep }))?;
    ensure!(made.status == 201 && made.json()["by"] == "the admin token", "{made:?}");
    ensure!(team.read(&vic.cookie, &team.page(""))?.matches("<blockquote>").count() <= 16);

    let all = team.wired.get(&team.api("/activity"))?;
    let of = |at: usize| all["activity"][at]["comment"].as_str().map(str::to_owned).context("no comment");
    let (deep, own) = (of(0)?, of(1)?);
    ensure!(all["activity"][1]["by"] == "Ann" && all["activity"][1]["user"] == ann.id.as_str(), "{all}");
    let delete = |cookie: &str, id: &str| team.post(cookie, &team.page(&format!("/comments/{id}")), "");
    ensure!(delete(&bob.cookie, &own)? == 403 && delete(&vic.cookie, &own)? == 403);
    ensure!(delete(&ann.cookie, &own)? == 303 && delete(&ann.cookie, &own)? == 404);
    let gone = team.wired.change("DELETE", &team.api(&format!("/comments/{deep}")), &json!({}))?;
    ensure!(gone.status == 204 && team.kinds()?.is_empty(), "{gone:?}");

    // What a text erases, it erases from comments; and an issue takes its activity along.
    ensure!(team.post(&bob.cookie, &place, "text=call+Marianne+Musterfrau")? == 303);
    ensure!(team.post(&bob.cookie, &place, "text=another+remark")? == 303);
    let erase = |body: &Value| team.wired.change("POST", &format!("/api/projects/{}/erase", team.key), body);
    let found = erase(&json!({ "query": "marianne musterfrau" }))?.json();
    ensure!(found["traces"] == 1 && found["events"] == 0, "{found}");
    let erased = erase(&json!({ "query": "marianne musterfrau", "confirm": found["confirm"] }))?;
    ensure!(erased.status == 200 && erased.json()["erased"] == true, "{erased:?}");
    let left = team.wired.get(&team.api("/activity"))?;
    ensure!(!left.to_string().contains("Marianne") && left.to_string().contains("another remark"), "{left}");
    ensure!(team.wired.change("DELETE", &format!("/api/users/{}", bob.id), &json!({}))?.status == 204);
    ensure!(team.read(&vic.cookie, &team.page(""))?.contains("<strong>a former user</strong> wrote"));
    let folder = team.wired.data("objects/corncrake-project");
    ensure!(rows(&folder, "activity")? == 1);
    ensure!(team.wired.change("DELETE", &team.api(""), &json!({}))?.status == 204);
    ensure!(rows(&folder, "activity")? == 0);
    Ok(())
}

#[test]
fn an_export_brings_snoozes_assignments_and_comments_to_another_project() -> Result<()> {
    let team = Team::open()?;
    let ann = join(&team.wired, "Ann", &json!("member"), &json!({}))?;
    ensure!(team.wired.change("POST", &team.api("/assign"), &json!({ "to": ann.id }))?.status == 200);
    let comment = json!({ "text": "see **this**" });
    ensure!(team.wired.change("POST", &team.api("/comments"), &comment)?.status == 201);
    team.snooze(json!({ "snooze_until": time(NOON + DAY) }))?;
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", &*bearer)];
    let file = team.wired.request("GET", &format!("/api/projects/{}/export", team.key), &headers, b"")?;
    let target = team.wired.project()?;
    let done = team.wired.request(
        "POST",
        &format!("/api/projects/{target}/import"),
        &headers,
        file.body.as_bytes(),
    )?;
    ensure!(done.status == 200, "{done:?}");
    let there = format!("/api/projects/{target}/issues/{}", team.id);
    for part in ["", "/activity"] {
        let (here, there) = (team.wired.get(&team.api(part))?, team.wired.get(&format!("{there}{part}"))?);
        ensure!(here["issue"] == there["issue"] && here["activity"] == there["activity"], "{here} {there}");
    }
    ensure!(team.wired.get(&there)?["issue"]["snooze"]["until"] == time(NOON + DAY));
    team.wired.doors(&json!({ "now": NOON + DAY }))?;
    ensure!(team.wired.get(&there)?["issue"]["status"] == "open", "it wakes there as well");
    Ok(())
}

#[test]
fn the_inbox_has_what_waits_in_the_projects_that_one_sees() -> Result<()> {
    let team = Team::open()?;
    let hidden = team.wired.project()?;
    let bare = join(&team.wired, "Nell", &Value::Null, &json!({}))?;
    let vic = join(&team.wired, "Vic", &Value::Null, &json!({ &team.key: "viewer" }))?;
    let other = join(&team.wired, "Ann", &Value::Null, &json!({ &hidden: "member" }))?;
    let page = team.read(&vic.cookie, "/inbox")?;
    ensure!(page.contains("New this week") && page.contains("CartError"), "{page}");
    let nothing = team.read(&other.cookie, "/inbox")?;
    ensure!(nothing.contains("Nothing waits") && !nothing.contains("CartError"), "{nothing}");
    let refused = team.wired.request("GET", "/inbox", &[("cookie", &*bare.cookie)], b"")?;
    ensure!(!refused.body.contains("CartError"), "{refused:?}");
    ensure!(team.read(&vic.cookie, "/")?.contains("href=\"/inbox\""), "every page leads there");
    ensure!(team.wired.change("POST", &team.api("/assign"), &json!({ "to": vic.id }))?.status == 200);
    ensure!(team.read(&vic.cookie, "/inbox")?.contains("Assigned to you"));
    team.snooze(json!({ "snooze_sessions": 1 }))?;
    ensure!(team.read(&vic.cookie, "/inbox")?.contains("Nothing waits"), "it sleeps");
    team.event("another", "CartError", None)?;
    let inbox = team.wired.get("/api/inbox")?;
    ensure!(inbox["issues"][0]["reason"] == "came_back", "{inbox}");
    ensure!(inbox["issues"][0]["project"] == team.key.as_str(), "{inbox}");
    // A fortnight later it is not new, and still assigned.
    team.wired.change("PATCH", &team.api(""), &json!({ "status": "resolved" }))?;
    team.wired.change("PATCH", &team.api(""), &json!({ "status": "open" }))?;
    team.wired.doors(&json!({ "now": NOON + 14 * DAY }))?;
    ensure!(team.wired.get("/api/inbox")?["issues"] == json!([]), "{}", team.wired.get("/api/inbox")?);
    let admin = admin_cookie(&team.wired)?;
    ensure!(team.read(&admin, "/inbox")?.contains("Nothing waits"));
    Ok(())
}
