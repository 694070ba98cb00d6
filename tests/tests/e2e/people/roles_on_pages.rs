//! A page offers what its reader may do, and nothing else. As everybody there is, every page that a link
//! leads to is read, and everything that it links, searches, follows and sends is requested: nothing of it
//! may be refused for the reader's role. The pages are those of a week of a shop, so that there is
//! something to triage, to erase, to allow and to send again.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    demo::Demo,
    http::Response,
    people::{
        FORM, join, origin,
        page_actions::{page_actions, shape},
    },
};
use serde_json::{Value, json};

const TABLE: &str = include_str!("../security/access_table.txt");
/// Pages of one shape that are read: the first ones differ most, such as a resolved and an open issue.
const OF_A_SHAPE: usize = 6;
/// Forms of one shape that are sent.
const SENT_OF_A_SHAPE: usize = 2;
/// What ends a login, and is sent after all others.
const ENDS: [&str; 7] = [
    "/logout",
    "/logout/everywhere",
    "/account/logins/end",
    "/account/logins/id/end",
    "/people/users/id/logins/login/end",
    "/people/users/id/logout",
    "/people/users/id/remove",
];
/// Forms that no page of the week has: the message of an action has the undo, and an alert that was given
/// up is sent again. The first page has another address for its form, and nobody of the week has an account at a
/// provider (`sign_on.rs` removes one).
const RARE: [&str; 4] = [
    "/",
    "/projects/key/undo",
    "/projects/key/alerts/again/id",
    "/people/users/id/identities/identity/remove",
];

/// Who reads.
struct Reader {
    name: &'static str,
    cookie: String,
}

impl Reader {
    fn request(&self, demo: &Demo, method: &str, path: &str) -> Result<Response> {
        let own = origin(&demo.wired);
        let headers = [("cookie", self.cookie.as_str()), ("origin", &*own), FORM];
        demo.wired.request(method, path, &headers, b"")
    }

    /// Reads all that links lead to; gives the addresses of the forms, by their shapes.
    fn read_all(&self, demo: &Demo, from: &[String]) -> Result<(usize, BTreeMap<String, BTreeSet<String>>)> {
        let (mut shapes, mut forms): (BTreeMap<String, usize>, BTreeMap<String, BTreeSet<String>>) =
            Default::default();
        let (mut seen, mut waiting) = (BTreeSet::new(), from.to_vec());
        while let Some(address) = waiting.pop() {
            let count = shapes.entry(shape(&address)).or_default();
            if *count >= OF_A_SHAPE || !seen.insert(address.clone()) {
                continue;
            }
            *count += 1;
            let answer = self.request(demo, "GET", &address)?;
            let what = || format!("GET {address} as {}: {} {}", self.name, answer.status, answer.body);
            ensure!(answer.status != 403 && answer.status < 500, "{}", what());
            ensure!(!answer.header("location").starts_with("/login"), "{}", what());
            if !answer.header("content-type").starts_with("text/html") {
                continue;
            }
            let actions = page_actions(&answer.body);
            waiting.extend(actions.read.into_iter().rev());
            for action in actions.sent {
                forms.entry(shape(&action)).or_default().insert(action);
            }
        }
        Ok((shapes.len(), forms))
    }

    /// Sends the forms, those that end a login last.
    fn send_all(
        &self,
        demo: &Demo,
        forms: &BTreeMap<String, BTreeSet<String>>,
        problems: &mut Vec<String>,
    ) -> Result<usize> {
        let (ends, others): (Vec<_>, Vec<_>) =
            forms.iter().partition(|(shape, _)| ENDS.contains(&shape.as_str()));
        let mut sent = 0;
        for (is_end, forms) in [(false, others), (true, ends)] {
            for (_, actions) in forms {
                for action in actions.iter().take(SENT_OF_A_SHAPE) {
                    let answer = self.request(demo, "POST", action)?;
                    let is_login = answer.header("location").starts_with("/login")
                        || answer.body.contains("The login has expired.");
                    if answer.status == 403 || answer.status >= 500 || is_login && !is_end {
                        let text: String = answer.body.chars().take(200).collect();
                        problems.push(format!("POST {action} as {}: {} {text}", self.name, answer.status));
                    }
                    sent += 1;
                }
            }
        }
        Ok(sent)
    }
}

/// The routes of forms that need this role: those of the table that take a form at all.
fn forms_for(role: &str) -> Result<BTreeSet<String>> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let key = wired.project()?;
    let owner = join(&wired, "Owner", &json!("owner"), &json!({}))?;
    let own = origin(&wired);
    let headers = [("cookie", owner.cookie.as_str()), ("origin", &*own), FORM];
    let mut forms = BTreeSet::new();
    for line in TABLE.lines().filter(|line| line.starts_with('/') && !line.starts_with("/api")) {
        let mut words = line.split_whitespace();
        let (Some(route), Some(need)) = (words.next(), words.nth(1)) else { continue };
        let part = |part: &str| match part {
            "key" => key.clone(),
            "id" | "event" | "comment" | "place" | "login" | "passkey" => "0".to_owned(),
            word => word.to_owned(),
        };
        let path = route.split('/').map(part).collect::<Vec<_>>().join("/");
        if need == role
            && (ENDS.contains(&route) || wired.request("POST", &path, &headers, b"")?.status != 405)
        {
            forms.insert(route.to_owned());
        }
    }
    Ok(forms)
}

/// What a week has not: an own rule that hides issues, alerts of all projects, a token, a refused origin,
/// a passkey more, a comment.
fn furnish(demo: &Demo) -> Result<()> {
    let home = format!("/api/projects/{}", demo.key);
    let rule = json!({ "name": "Carts", "title": "*cart*", "action": "interest", "interest": "high" });
    ensure!(demo.wired.change("POST", &format!("{home}/rules"), &rule)?.status == 201, "no rule");
    let chat = json!({ "name": "All", "kind": "slack", "url": "https://hooks.example/services/T0/B0/y" });
    let made = demo.wired.change("POST", "/api/alerts/destinations", &chat)?.json();
    let id = made["id"].as_str().with_context(|| format!("no destination: {made}"))?;
    let rule = json!({ "name": "All", "trigger": { "on": "new_issue" }, "destinations": [id] });
    ensure!(demo.wired.change("POST", "/api/alerts/rules", &rule)?.status == 201, "no rule of all");
    let token = json!({ "name": "CI", "scopes": ["read"] });
    ensure!(demo.wired.change("POST", "/api/tokens", &token)?.status == 201, "no token");
    let comments = format!("{home}/issues/{}/comments", demo.issue("tea-assam")?);
    let comment = json!({ "text": "seen by support" });
    ensure!(demo.wired.change("POST", &comments, &comment)?.status == 201, "no comment");
    let foreign = [("origin", "https://fresh.example"), ("user-agent", "a browser")];
    let ping = demo.wired.request("POST", &format!("/v1/{}/ping", demo.empty), &foreign, b"")?;
    ensure!(ping.status == 403, "{ping:?}");
    Ok(())
}

#[test]
fn no_page_offers_what_its_reader_may_not_do() -> Result<()> {
    let demo = Demo::open()?;
    furnish(&demo)?;
    let (key, empty) = (demo.key.as_str(), demo.empty.as_str());
    let mut readers = Vec::new();
    for (name, role, projects) in [
        ("a viewer of two projects", Value::Null, json!({ key: "viewer", empty: "viewer" })),
        ("a viewer of all", json!("viewer"), json!({})),
        (
            "a member of one project, who views another",
            Value::Null,
            json!({ key: "member", empty: "viewer" }),
        ),
        ("a member of one project, who views all", json!("viewer"), json!({ key: "member" })),
        ("a member of all", json!("member"), json!({})),
        ("a user without a role", Value::Null, json!({})),
        ("an owner", json!("owner"), json!({})),
    ] {
        let person = join(&demo.wired, &format!("Reader{}", readers.len()), &role, &projects)?;
        readers.push(Reader { name, cookie: person.cookie });
    }
    let (for_members, for_owners) = (forms_for("member")?, forms_for("owner")?);
    let mut all = Vec::new();
    // An issue with others merged into it is one of many in the list.
    let merged = format!("/projects/{key}/issues/{}", demo.issue("tea-assam")?);
    for reader in &readers {
        let from = ["/".to_owned(), merged.clone()];
        let has_project = reader.name != "a user without a role";
        all.push(reader.read_all(&demo, if has_project { &from } else { &from[..1] })?);
    }
    let mut problems = Vec::new();
    for (reader, (shapes, forms)) in readers.iter().zip(&all) {
        let has = |of: &BTreeSet<String>| forms.keys().filter(|shape| of.contains(*shape)).count();
        let (members, owners) = (has(&for_members), has(&for_owners));
        let counted = format!("{}: {shapes} shapes, forms: {:#?}", reader.name, forms.keys());
        let is_right = match reader.name {
            "a user without a role" => *shapes >= 3 && (members, owners) == (0, 0),
            name if name.starts_with("a viewer") => *shapes > 25 && (members, owners) == (0, 0),
            name if name.starts_with("a member") => *shapes > 30 && members > 20 && owners == 0,
            _ => *shapes > 30 && members > 20 && owners > 10,
        };
        if !is_right {
            problems.push(counted);
        }
    }
    // The owner's pages have every form that there is: the walk misses none.
    let (_, forms) = all.last().context("no owner")?;
    let posted = |shape: &&String| !forms.contains_key(*shape) && !RARE.contains(&shape.as_str());
    let missed: Vec<&String> = for_members.iter().chain(&for_owners).filter(posted).collect();
    if !missed.is_empty() {
        problems.push(format!("no page led to {missed:#?}; they led to {:#?}", forms.keys()));
    }
    let mut sent = 0;
    for (reader, (_, forms)) in readers.iter().zip(&all) {
        sent += reader.send_all(&demo, forms, &mut problems)?;
    }
    ensure!(problems.is_empty() && sent > 100, "{sent} forms were sent: {problems:#?}");
    Ok(())
}
