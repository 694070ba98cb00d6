//! Every route of the API and of the pages, by every method, tried as everybody there is. The routes
//! come from the router's own text; what each needs stands in `access_table.txt`. A route that is not
//! in the table fails, and so does a line without a route.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        routes::route_patterns,
        wired::{Salt, WiredCollector},
    },
    http::Response,
    people::{admin_cookie, join, origin},
};
use serde_json::{Value, json};

const TABLE: &str = include_str!("access_table.txt");
/// Words of every refusal, by which it is no refusal of something else.
const REFUSALS: [&str; 4] = ["insufficient_scope", "his needs a", "ou have no role", "admin_token_off"];

/// A line of the table.
struct RouteRule {
    pattern: &'static str,
    reads: &'static str,
    changes: &'static str,
    ends: Option<&'static str>,
}

fn table() -> Result<Vec<RouteRule>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let rule = |line: &'static str| {
        let mut words = line.split_whitespace();
        let mut word = || words.next().with_context(|| format!("a line with less than three words: {line}"));
        Ok(RouteRule { pattern: word()?, reads: word()?, changes: word()?, ends: words.next() })
    };
    lines.map(rule).collect()
}

/// Where somebody has a role or a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Extent {
    All,
    Own,
    Other,
}

/// Who tries.
#[derive(Debug, Clone)]
struct Principal {
    name: String,
    header: Option<(&'static str, String)>,
    /// Scopes of a token; `admin` is the admin token's.
    scopes: Vec<&'static str>,
    /// The role of a login.
    role: Option<&'static str>,
    is_login: bool,
    extent: Extent,
}

/// A collector with everybody there is.
struct Fixture {
    wired: WiredCollector,
    key: String,
    principals: Vec<Principal>,
}

impl Fixture {
    fn open() -> Result<Self> {
        let wired = WiredCollector::start(Salt::Memory)?;
        let (key, other) = (wired.project()?, wired.project()?);
        let mut principals = vec![Principal {
            name: "nobody".into(),
            header: None,
            scopes: vec![],
            role: None,
            is_login: false,
            extent: Extent::All,
        }];
        let bearer = |name: &str, token: &str, scope, extent| Principal {
            name: name.to_owned(),
            header: Some(("authorization", format!("Bearer {token}"))),
            scopes: vec![scope],
            role: None,
            is_login: false,
            extent,
        };
        principals.push(bearer("the admin token", TOKEN, "admin", Extent::All));
        for scope in ["read", "write", "upload", "metrics"] {
            for extent in [Extent::All, Extent::Own, Extent::Other] {
                if scope == "metrics" && extent != Extent::All {
                    continue; // there is no such token
                }
                let mut body = json!({ "name": "try", "scopes": [scope] });
                match extent {
                    Extent::All => {}
                    Extent::Own => body["project"] = json!(key),
                    Extent::Other => body["project"] = json!(other),
                }
                let made = wired.change("POST", "/api/tokens", &body)?.json();
                let token = made["token"].as_str().with_context(|| format!("no token: {made}"))?;
                principals.push(bearer(&format!("a token to {scope}, {extent:?}"), token, scope, extent));
            }
        }
        let login = |name: &str, cookie: String, role, extent| Principal {
            name: name.to_owned(),
            header: Some(("cookie", cookie)),
            scopes: vec![],
            role,
            is_login: true,
            extent,
        };
        principals.push(login(
            "a login by the admin token",
            admin_cookie(&wired)?,
            Some("owner"),
            Extent::All,
        ));
        for (name, role, extent) in [
            ("Owner", "owner", Extent::All),
            ("Member", "member", Extent::Own),
            ("Viewer", "viewer", Extent::Own),
            ("Foreign", "member", Extent::Other),
            ("Everywhere", "member", Extent::All),
            ("Reader", "viewer", Extent::All),
        ] {
            let (everywhere, projects) = match extent {
                Extent::All => (json!(role), json!({})),
                Extent::Own => (Value::Null, json!({ &key: role })),
                Extent::Other => (Value::Null, json!({ &other: role })),
            };
            let person = join(&wired, name, &everywhere, &projects)?;
            principals.push(login(&format!("{role}, {extent:?}"), person.cookie, Some(role), extent));
        }
        let nothing = join(&wired, "Nothing", &Value::Null, &json!({}))?;
        principals.push(login("a user without a role", nothing.cookie, None, Extent::All));
        Ok(Self { wired, key, principals })
    }

    fn send(&self, principal: &Principal, method: &str, pattern: &str) -> Result<Response> {
        let own = origin(&self.wired);
        let mut headers = vec![("origin", own.as_str())];
        headers.extend(principal.header.as_ref().map(|(name, value)| (*name, value.as_str())));
        let body: &[u8] = if method == "GET" { b"" } else { b"{}" };
        let path = path_of(pattern, &self.key);
        self.wired.request(method, &path, &headers, body)
    }
}

/// The address of a pattern, in this project.
fn path_of(pattern: &str, key: &str) -> String {
    let part = |part: &str| match part {
        "key" => key.to_owned(),
        "id" | "event" | "ticket" | "place" => "0".to_owned(),
        "number" => "1".to_owned(),
        "endpoint" => "store".to_owned(),
        "release" => "1.0".to_owned(),
        "name" => "a.js".to_owned(),
        "api|v1" => "api".to_owned(),
        ".." => "nothing".to_owned(),
        other => other.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Whether the table lets somebody in.
fn is_allowed(principal: &Principal, need: &str, pattern: &str) -> Result<bool> {
    let is_of_project = pattern.contains("/projects/key");
    let reaches = match principal.extent {
        Extent::All => true,
        Extent::Own => is_of_project,
        Extent::Other => false,
    };
    let has_role = |needed: &[&str]| principal.role.is_some_and(|role| needed.contains(&role)) && reaches;
    Ok(match need {
        "everybody" => true,
        "login" => principal.is_login,
        "viewer" => has_role(&["viewer", "member", "owner"]),
        "member" => has_role(&["member", "owner"]),
        "owner" => has_role(&["owner"]),
        "machine" => principal.scopes.contains(&"admin"),
        "read" | "write" | "upload" | "metrics" | "admin" => {
            let has_it = principal.scopes.contains(&need) && reaches;
            // The lists of projects and of what waits have those that a token may see.
            let lists = ["/api/projects", "/api/inbox"].contains(&pattern)
                && need == "read"
                && principal.scopes.contains(&"read");
            has_it || lists || principal.scopes.contains(&"admin")
        }
        other => bail!("the table has an unknown word: {other}"),
    })
}

fn is_refused(answer: &Response) -> bool {
    // Who ends a login comes there as well, and loses the cookie on the way.
    let to_login = answer.status == 303
        && answer.header("location").starts_with("/login")
        && answer.header("set-cookie").is_empty();
    let is_no = answer.status == 403 && REFUSALS.iter().any(|words| answer.body.contains(words));
    // A page whose login is missing is answered with the login itself where a form was sent.
    let is_login_page = answer.status == 200 && answer.body.contains("The login has expired.");
    // An endpoint of Sentry's wire format is open to everybody, and says so where no key is named.
    let has_no_key = answer.body.contains("no_key");
    (answer.status == 401 && !has_no_key) || to_login || is_no || is_login_page
}

#[test]
fn the_table_has_every_route_and_no_other() -> Result<()> {
    let routes = route_patterns();
    let listed: BTreeSet<String> = table()?.iter().map(|rule| rule.pattern.to_owned()).collect();
    ensure!(routes.len() > 140, "where is the router's table? {}", routes.len());
    let missing: Vec<_> = routes.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(routes).collect();
    ensure!(missing.is_empty(), "give these routes a line in access_table.txt: {missing:#?}");
    ensure!(gone.is_empty(), "these lines of access_table.txt have no route: {gone:#?}");
    Ok(())
}

#[test]
fn every_route_is_opened_as_the_table_lists_and_by_nothing_else() -> Result<()> {
    let mut fixture = Fixture::open()?;
    let (mut opened, mut refused) = (0, 0);
    for rule in table()? {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let need = if method == "GET" { rule.reads } else { rule.changes };
            for index in 0..fixture.principals.len() {
                let principal = fixture.principals[index].clone();
                let answer = fixture.send(&principal, method, rule.pattern)?;
                let what = format!("{method} {} as {}: {answer:?}", rule.pattern, principal.name);
                if need == "secret" {
                    // Nobody has brought one.
                    ensure!(answer.header("set-cookie").is_empty(), "{what}");
                    ensure!(answer.status != 303, "{what}");
                    continue;
                }
                let is_allowed = is_allowed(&principal, need, rule.pattern)?;
                ensure!(is_refused(&answer) != is_allowed, "{what}");
                ensure!(answer.status != 500, "{what}");
                *(if is_allowed { &mut opened } else { &mut refused }) += 1;
                if is_allowed && principal.header.is_some() && rule.ends == Some(method) {
                    // It ended what it was tried with.
                    fixture = Fixture::open()?;
                }
            }
        }
    }
    ensure!(opened > 2_000 && refused > 5_000, "{opened} were let in, {refused} were not");
    Ok(())
}

#[test]
fn a_login_opens_no_api_and_a_token_no_page() -> Result<()> {
    let fixture = Fixture::open()?;
    for principal in fixture.principals.iter().filter(|principal| principal.is_login) {
        for path in ["/api/projects", "/api/projects/key/issues", "/api/users", "/api/access-log"] {
            let answer = fixture.send(principal, "GET", path)?;
            ensure!(answer.status == 401, "{path} as {}: {answer:?}", principal.name);
        }
    }
    let admin = fixture.principals.iter().find(|principal| principal.scopes == ["admin"]);
    let admin = admin.context("no admin token")?;
    for path in ["/", "/projects/key", "/people", "/account"] {
        let answer = fixture.send(admin, "GET", path)?;
        ensure!(answer.status == 303, "{path}: {answer:?}");
    }
    Ok(())
}
