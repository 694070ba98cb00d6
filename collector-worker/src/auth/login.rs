//! Logins by the admin token: a link that is good once, and the cookie behind it. (Those of users are
//! rows: `user_login`.)
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

use super::{
    actor::Actor,
    admin::AdminToken,
    admin_switch,
    cookie::{COOKIE_MS, cookies_of_request, set_cookie},
    user_login,
};
use crate::{
    http::{error::Fault, own_origin::is_secure, public_addresses::PublicAddresses},
    objects::{
        rpc::{EndLogin, EndLogins, IsLoginOpen, ReadLoginEpoch},
        stub,
    },
    platform::{clock, random},
    projects,
};

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
    admin_switch::require_on(env).await?;
    let ticket = issue_ticket(&AdminToken::of(env)?, TicketPurpose::Link, LINK_MS, env).await?;
    Ok(format!("{}/login/{ticket}", PublicAddresses::of(env)?.base()))
}

/// Uses a link up. The admin it logs in, where it is ours and nobody has used it.
pub(crate) async fn redeem_link(text: &str, env: &Env) -> Result<Option<AdminToken>, Fault> {
    let admin = AdminToken::of(env)?;
    admin_switch::require_on(env).await?;
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

/// Who is logged in, by the request's cookie.
pub(crate) async fn find_actor(request: &Request, env: &Env) -> Result<Option<Actor>, Fault> {
    let cookies = cookies_of_request(request)?;
    for value in &cookies {
        if let Some((user, id)) = user_login::find(value, env).await? {
            return Ok(Some(Actor::User(user, id)));
        }
    }
    for ticket in tickets(&cookies, env).await? {
        if stub::request(&stub::directory(env)?, &IsLoginOpen { ticket }).await?
            && admin_switch::is_on(env).await?
        {
            return Ok(Some(Actor::Admin));
        }
    }
    Ok(None)
}

/// Ends the login of this request, and with it every copy of its cookie.
pub(crate) async fn log_out(request: &Request, env: &Env) -> Result<(), Fault> {
    let cookies = cookies_of_request(request)?;
    for value in &cookies {
        if let Some((user, id)) = user_login::find(value, env).await? {
            user_login::end(&id, &user.id, env).await?;
        }
    }
    for ticket in tickets(&cookies, env).await? {
        stub::request(&stub::directory(env)?, &EndLogin { ticket, now: clock::now() }).await?;
    }
    Ok(())
}

/// Ends every login, and every unused link.
pub(crate) async fn log_out_everywhere(env: &Env) -> Result<(), Fault> {
    stub::request(&stub::directory(env)?, &EndLogins {}).await
}

/// The tickets that cookies hold.
async fn tickets(cookies: &[String], env: &Env) -> Result<Vec<LoginTicket>, Fault> {
    if cookies.iter().all(|value| user_login::is_of_user(value)) {
        return Ok(Vec::new());
    }
    let admin = AdminToken::of(env)?;
    let (now, secret) = (clock::now(), projects::secret(env).await?);
    Ok(cookies.iter().filter_map(|text| admin.read(TicketPurpose::Cookie, text, now, &secret)).collect())
}
