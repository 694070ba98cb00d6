//! People of a collector: invited by the API, with an authenticator of our own, so that a test may
//! also send what no browser would.

pub mod authenticator;
pub mod page_actions;
pub mod sign_on;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    collector::wired::WiredCollector,
    http::Response,
    people::authenticator::{Authenticator, CeremonyFields},
};

/// The media type of a form.
pub const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A user who is logged in.
pub struct Person {
    /// The id.
    pub id: String,
    /// The cookie of the login.
    pub cookie: String,
    /// The authenticator, with the user's passkey.
    pub authenticator: Authenticator,
}

/// The collector's own origin.
pub fn origin(wired: &WiredCollector) -> String {
    format!("http://127.0.0.1:{}", wired.port)
}

/// Invites somebody: the id, and the path of the link.
pub fn invite(
    wired: &WiredCollector,
    name: &str,
    role: &Value,
    projects: &Value,
) -> Result<(String, String)> {
    let email = format!("{}@team.example", name.to_lowercase());
    let body = json!({ "name": name, "email": email, "role": role, "projects": projects });
    let made = wired.change("POST", "/api/users", &body)?;
    ensure!(made.status == 201, "{made:?}");
    let text = |field: &str| made.json()[field].as_str().map(str::to_owned).context("no such field");
    Ok((text("id")?, text("invitation")?))
}

/// Invites somebody, who accepts.
pub fn join(wired: &WiredCollector, name: &str, role: &Value, projects: &Value) -> Result<Person> {
    let (id, path) = invite(wired, name, role, projects)?;
    let authenticator = Authenticator::new(&id);
    let fields = CeremonyFields::of(&challenge(wired, &path)?, &origin(wired), "127.0.0.1");
    let answer = send(wired, &path, &authenticator.register(&fields))?;
    ensure!(answer.status == 303, "{answer:?}");
    Ok(Person { id, cookie: cookie(&answer)?, authenticator })
}

/// Logs in by a passkey; the answer.
pub fn log_in(wired: &WiredCollector, authenticator: &mut Authenticator) -> Result<Response> {
    let fields = CeremonyFields::of(&challenge(wired, "/login")?, &origin(wired), "127.0.0.1");
    send(wired, "/login/passkey", &authenticator.sign(&fields))
}

/// The challenge of a page.
pub fn challenge(wired: &WiredCollector, path: &str) -> Result<String> {
    let page = wired.request("GET", path, &[], b"")?;
    let found = page.body.split("data-challenge=\"").nth(1).and_then(|rest| rest.split('"').next());
    Ok(found.with_context(|| format!("{path} has no challenge: {page:?}"))?.to_owned())
}

/// Sends a form from a page of the collector's own.
pub fn send(wired: &WiredCollector, path: &str, body: &str) -> Result<Response> {
    wired.request("POST", path, &[("origin", &origin(wired)), FORM], body.as_bytes())
}

/// The cookie that an answer sets.
pub fn cookie(answer: &Response) -> Result<String> {
    let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    ensure!(cookie.len() > 40, "no cookie: {answer:?}");
    Ok(cookie)
}

/// The cookie of a login by the admin token.
pub fn admin_cookie(wired: &WiredCollector) -> Result<String> {
    let link = wired.change("POST", "/api/login-links", &json!({}))?.json();
    cookie(&wired.request("GET", link["path"].as_str().context("no link")?, &[], b"")?)
}
