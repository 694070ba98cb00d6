//! The measured requests: each page, each read of the API and the searches, at the addresses that they
//! have in a project, which are found by the API as anybody would find them.

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::TOKEN;
use serde_json::{Value, json};

use crate::{bugs, fill::FilledCollector};

/// The section of the table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum TableSection {
    Base,
    Page,
    List,
    Search,
    Api,
}

/// A question, by its name in the table, and its address in one project.
pub(crate) struct MeasuredRequest {
    pub(crate) part: TableSection,
    pub(crate) name: &'static str,
    pub(crate) path: String,
}

impl MeasuredRequest {
    /// The request, with the login's cookie.
    pub(crate) fn request(&self, cookie: &str) -> Vec<u8> {
        let path = &self.path;
        format!(
            "GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {cookie}\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
        )
        .into_bytes()
    }
}

/// Logs in as the link of a terminal does, and gives the cookie.
pub(crate) fn log_in(full: &FilledCollector) -> Result<String> {
    let link = full.wired.change("POST", "/api/login-links", &json!({}))?.json();
    let path = link["path"].as_str().context("no login link")?;
    let answer = full.wired.request("GET", path, &[], b"")?;
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    ensure!(!cookie.is_empty(), "no cookie: {answer:?}");
    Ok(cookie)
}

/// Every case, in the order of the table.
pub(crate) fn all(full: &FilledCollector, cookie: &str) -> Result<Vec<MeasuredRequest>> {
    let key = &full.key;
    let (api, pages) = (format!("/api/projects/{key}"), format!("/projects/{key}"));
    let hot = id(full, "sort=events&limit=1")?;
    let csp = id(full, &format!("type={}&limit=1", 5))?;
    let rare = bugs::word(full.size.issues - 2);
    let (issue, issues) = (format!("{pages}/issues/{hot}"), format!("{pages}/issues"));
    let html = full.wired.request("GET", &issue, &[("cookie", cookie)], b"")?.body;
    let event = html.split_once("rel=\"prev\" href=\"").and_then(|(_, rest)| rest.split('"').next());
    let mut all = Vec::new();
    let mut add = |part, name, path: String| all.push(MeasuredRequest { part, name, path });
    add(TableSection::Base, "`/health`", "/health".into());
    add(TableSection::Page, "projects", "/".into());
    add(TableSection::Page, "overview, 24 h", pages.clone());
    add(TableSection::Page, "overview, 90 days", format!("{pages}?range=90d"));
    add(TableSection::Page, "issue, 24 h", issue.clone());
    add(TableSection::Page, "issue, 90 days", format!("{issue}?range=90d"));
    add(TableSection::Page, "event with its neighbours", event.context("no earlier event")?.to_owned());
    add(TableSection::Page, "events of an issue", format!("{issue}/events"));
    add(TableSection::Page, "releases", format!("{pages}/releases"));
    add(TableSection::Page, "inbox of all projects", "/inbox".into());
    add(TableSection::Page, "reports", format!("{pages}/reports"));
    add(TableSection::Page, "a report's issue", format!("{issues}/{csp}"));
    add(TableSection::Page, "sessions, 24 h", format!("{pages}/sessions"));
    add(TableSection::Page, "sessions, 90 days", format!("{pages}/sessions?range=90d"));
    add(TableSection::Page, "live", format!("{pages}/live"));
    add(TableSection::Page, "install", format!("{pages}/install"));
    add(TableSection::Page, "settings", format!("{pages}/settings"));
    for (name, query) in [
        ("issues, newest first", "status=any"),
        ("open ones", ""),
        ("by events", "sort=events"),
        ("by sessions", "sort=sessions"),
        ("by first seen", "sort=first_seen"),
        ("of a type", "type=1"),
        ("of the newest release", "release=3.33.0"),
        ("of an old release", "release=3.4.0"),
        ("of an environment", "environment=production"),
        ("of a browser", "browser=Firefox+153"),
        ("of all four", "type=1&release=3.33.0&environment=production&browser=Firefox+153"),
        ("resolved ones, of which there are none", "status=resolved"),
        ("new since the release", "view=new"),
        ("back again", "view=back"),
        ("known noise", "noise=1"),
    ] {
        add(TableSection::List, name, format!("{issues}?{query}"));
    }
    for (name, sort, depth) in [
        ("newest, second page", "newest", 50),
        ("newest, half-way", "newest", full.size.issues / 2),
        ("by events, second page", "events", 50),
        ("by events, half-way", "events", full.size.issues / 2),
    ] {
        add(TableSection::List, name, format!("{issues}?sort={sort}&after={}", cursor(full, sort, depth)?));
    }
    for (name, query) in [
        ("a rare word", rare.as_str()),
        ("a word of a tenth of all", "checkout"),
        ("a word of nearly all", "commitRoot"),
        ("three letters in a few", &rare[..3]),
        ("three letters in nearly all", "com"),
        ("two letters, of titles", "ka"),
        ("no hit", "zzyzx"),
        ("two words", "checkout TypeError"),
        ("a common word, of a release", "commitRoot&release=3.33.0"),
        ("a common word, by events", "commitRoot&sort=events"),
        ("a value of extra data, in nearly all", "meta:dark"),
        ("a value of extra data, in none", "meta:zzyzx"),
        ("a release and a browser by words", "release:3.33.0 browser:Firefox"),
    ] {
        add(TableSection::Search, name, format!("{issues}?query={query}").replace(' ', "+"));
    }
    for (name, path) in [
        ("`/projects`", "/api/projects".to_owned()),
        ("`/:key`", api.clone()),
        ("`/issues`", format!("{api}/issues")),
        ("`/issues?sort=events`", format!("{api}/issues?sort=events")),
        ("`/issues/:id`", format!("{api}/issues/{hot}")),
        ("`/issues/:id/trend`, days", format!("{api}/issues/{hot}/trend?interval=day")),
        ("`/issues/:id/breakdown`, days", format!("{api}/issues/{hot}/breakdown?interval=day")),
        ("`/issues/:id/members`", format!("{api}/issues/{hot}/members")),
        ("`/breakdown`, days", format!("{api}/breakdown?interval=day")),
        ("`/releases`", format!("{api}/releases")),
        ("`/noise`", format!("{api}/noise")),
        ("`/sessions`, days", format!("{api}/sessions?interval=day")),
        ("`/outcomes`, days", format!("{api}/outcomes?interval=day")),
        ("`/countries`", format!("{api}/countries")),
    ] {
        add(TableSection::Api, name, path);
    }
    Ok(all)
}

fn id(full: &FilledCollector, query: &str) -> Result<String> {
    let found = full.wired.get(&format!("/api/projects/{}/issues?{query}", full.key))?;
    Ok(found["issues"][0]["id"].as_str().with_context(|| format!("no issue of {query}"))?.to_owned())
}

/// The cursor behind so many issues.
fn cursor(full: &FilledCollector, sort: &str, depth: u64) -> Result<String> {
    let (mut after, mut walked) = (String::new(), 0);
    while walked < depth {
        let limit = (depth - walked).min(100);
        let path = format!("/api/projects/{}/issues?sort={sort}&limit={limit}{after}", full.key);
        let page = full.wired.get(&path)?;
        let Value::String(next) = &page["next"] else { break };
        after = format!("&cursor={next}");
        walked += limit;
    }
    Ok(after.replace("&cursor=", ""))
}
