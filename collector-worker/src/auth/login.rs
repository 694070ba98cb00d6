//! Logins of people: a link that is good once, and the cookie behind it.
//!
//! Both are tickets: an id, an epoch and an expiry, signed by `AdminToken`. What is no ticket of ours
//! is refused here; whether one was used up, logged out or ended with all others, the directory
//! decides, which there is one of, so that every isolate sees the same.

use corncrake_core::time::UnixMillis;
use corncrake_model::{
    access::ticket::{LoginTicket, TicketPurpose},
    hex,
};
use worker::{Env, Request};

use super::admin::AdminToken;
use crate::{
    http::{error::Fault, own_origin::is_secure, public_addresses::PublicAddresses},
    objects::{
        rpc::{EndLogin, EndLogins, IsLoginOpen, ReadLoginEpoch},
        stub,
    },
    platform::{clock, random},
    projects,
};

/// How long a login lasts: two weeks, as long as a holiday.
const COOKIE_MS: i64 = 14 * 24 * 3_600_000;
/// How long a login link works: a working day, so that the one in the terminal does.
const LINK_MS: i64 = 12 * 3_600_000;
/// Random bytes of a ticket's id: no two are ever the same.
const ID_BYTES: usize = 16;

/// A new ticket, signed.
async fn issue_ticket(
    admin: &AdminToken,
    purpose: TicketPurpose,
    lasts_ms: i64,
    env: &Env,
) -> Result<String, Fault> {
    let expires = UnixMillis(clock::now().0.saturating_add(lasts_ms));
    let epoch = stub::request(&stub::directory(env)?, &ReadLoginEpoch {}).await?;
    let ticket = LoginTicket { id: hex::text(&random::bytes::<ID_BYTES>()), epoch, expires };
    Ok(admin.sign(purpose, &ticket, &projects::secret(env).await?))
}

/// The path of a new link that logs in, as a browser goes there.
pub(crate) async fn link(env: &Env) -> Result<String, Fault> {
    let ticket = issue_ticket(&AdminToken::of(env)?, TicketPurpose::Link, LINK_MS, env).await?;
    Ok(format!("{}/login/{ticket}", PublicAddresses::of(env)?.base()))
}

/// Uses a link up. The admin it logs in, where it is ours and nobody has used it.
pub(crate) async fn redeem_link(text: &str, env: &Env) -> Result<Option<AdminToken>, Fault> {
    let admin = AdminToken::of(env)?;
    let Some(ticket) = admin.read(TicketPurpose::Link, text, clock::now(), &projects::secret(env).await?)
    else {
        return Ok(None);
    };
    let was_open = stub::request(&stub::directory(env)?, &EndLogin { ticket, now: clock::now() }).await?;
    Ok(was_open.then_some(admin))
}

/// The cookie of a new login, as `Set-Cookie` has it.
pub(crate) async fn cookie(admin: &AdminToken, request: &Request, env: &Env) -> Result<String, Fault> {
    let value = issue_ticket(admin, TicketPurpose::Cookie, COOKIE_MS, env).await?;
    Ok(set_cookie(&value, COOKIE_MS / 1_000, is_secure(request)?))
}

/// The cookie that takes a login's place in a browser.
pub(crate) fn expired_cookie(request: &Request) -> Result<String, Fault> {
    Ok(set_cookie("", 0, is_secure(request)?))
}

/// Whether the request has the cookie of an open login.
pub(crate) async fn is_logged_in(request: &Request, env: &Env) -> Result<bool, Fault> {
    for ticket in tickets_of_request(request, env).await? {
        if stub::request(&stub::directory(env)?, &IsLoginOpen { ticket }).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Ends the login of this request, and with it every copy of its cookie.
pub(crate) async fn log_out(request: &Request, env: &Env) -> Result<(), Fault> {
    for ticket in tickets_of_request(request, env).await? {
        stub::request(&stub::directory(env)?, &EndLogin { ticket, now: clock::now() }).await?;
    }
    Ok(())
}

/// Ends every login, and every unused link.
pub(crate) async fn log_out_everywhere(env: &Env) -> Result<(), Fault> {
    stub::request(&stub::directory(env)?, &EndLogins {}).await
}

/// The tickets that the request's cookies hold: one, unless somebody else may set cookies too.
async fn tickets_of_request(request: &Request, env: &Env) -> Result<Vec<LoginTicket>, Fault> {
    let (admin, cookies) = (AdminToken::of(env)?, request.headers().get("cookie")?.unwrap_or_default());
    let name = cookie_name(is_secure(request)?);
    let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    let own: Vec<&str> = pairs.filter(|(found, _)| *found == name).map(|(_, value)| value).collect();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let (now, secret) = (clock::now(), projects::secret(env).await?);
    Ok(own.into_iter().filter_map(|text| admin.read(TicketPurpose::Cookie, text, now, &secret)).collect())
}

/// `__Host-` binds a cookie to its host and to https (RFC 6265bis); http has no such thing.
fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-corncrake" } else { "corncrake" }
}

fn set_cookie(value: &str, seconds: i64, secure: bool) -> String {
    let tail = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{tail}", cookie_name(secure))
}
