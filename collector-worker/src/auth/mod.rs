//! Who may see and change what: decided in one place, before anything is done.
//!
//! What a place asks for is `Route::access`. Pages ask for a login, and a change by a form
//! for one of our own pages to come from; the API asks for a token with the scope. Secrets
//! are compared by their digests, so that the time of a comparison tells nothing, and who
//! guesses too often is refused.

mod admin;
mod attempts;
mod scope;
mod token;

pub(crate) use admin::{Admin, no_cookie};
pub(crate) use attempts::{Guesses, Who};
pub(crate) use scope::Scope;
pub(crate) use token::Token;

use corncrake_core::{ids::hmac_sha256, time::UnixMillis};
use worker::{Env, Method, Request};

use crate::{address, clock, directory, fault::Fault, pages::Stop, variable};

/// The variable, or secret, that holds a token for `/metrics` alone.
const METRICS_TOKEN: &str = "METRICS_TOKEN";

/// What a place asks of who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: it is for everybody.
    Everybody,
    /// A login, by the cookie.
    Login,
    /// A token that may do this.
    Token(Scope),
}

/// Lets a request in, or says why not.
pub(crate) async fn enter(access: Access, request: &Request, env: &Env) -> Result<(), Stop> {
    match access {
        Access::Everybody => Ok(()),
        Access::Login => {
            changes_from_our_own_pages(request)?;
            if is_logged_in(request, env)? { Ok(()) } else { Err(Stop::Login) }
        }
        Access::Token(scope) => Ok(bearer(scope, request, env).await?),
    }
}

/// Whether the request comes from somebody who is logged in.
pub(crate) fn is_logged_in(request: &Request, env: &Env) -> Result<bool, Fault> {
    let cookies = request.headers().get("cookie")?.unwrap_or_default();
    Ok(Admin::of(env)?.is_logged_in(&cookies, clock::now(), is_secure(request)?))
}

/// Whether two texts are the same, by their digests: how long that takes tells nothing.
fn same(one: &str, other: &str) -> bool {
    let digest = |text: &str| hmac_sha256(b"corncrake comparison", &[text.as_bytes()]);
    digest(one) == digest(other)
}

/// Whether the request came by https.
pub(crate) fn is_secure(request: &Request) -> Result<bool, Fault> {
    Ok(address::url(request)?.scheme() == "https")
}

/// Lets a request change something only where it came from a page of ours: a browser says
/// so in `Origin`, which no other page can forge.
pub(crate) fn changes_from_our_own_pages(request: &Request) -> Result<(), Fault> {
    if matches!(request.method(), Method::Get | Method::Head) {
        return Ok(());
    }
    from_our_own_pages(request)
}

/// The same for what is no change: a WebSocket, which any page may open with our cookies.
pub(crate) fn from_our_own_pages(request: &Request) -> Result<(), Fault> {
    let own = address::url(request)?.origin().ascii_serialization();
    match request.headers().get("origin")? {
        Some(origin) if origin == own => Ok(()),
        _ => Err(Fault::new(403, "foreign_origin", "this form must be sent from the collector's own page")),
    }
}

/// Whether this is the admin token, typed into the login page.
pub(crate) async fn is_admin_token(
    token: &str,
    request: &Request,
    env: &Env,
) -> Result<Option<Admin>, Fault> {
    let (now, admin) = (clock::now(), Admin::of(env)?);
    let who = attempts::who(request, env).await?;
    attempts::refuse(who, now)?;
    if admin.is(token) {
        return Ok(Some(admin));
    }
    let no = Fault::new(401, "unauthorized", "this is not the admin token");
    match attempts::wrong(who, now, env, no).await {
        Fault { status: 401, .. } => Ok(None),
        fault => Err(fault),
    }
}

/// Lets the bearer of a token through that may do this (RFC 6750).
async fn bearer(scope: Scope, request: &Request, env: &Env) -> Result<(), Fault> {
    let (now, admin) = (clock::now(), Admin::of(env)?);
    let header = request.headers().get("authorization")?.unwrap_or_default();
    let Some(sent) = token_of(&header) else {
        return Err(Fault::new(401, "unauthorized", "send a token as Authorization: Bearer <token>"));
    };
    let who = attempts::who(request, env).await?;
    attempts::refuse(who, now)?;
    if admin.is(sent) || scope == Scope::Metrics && is_metrics_token(sent, env) {
        return Ok(());
    }
    match token_sent(sent, now, env).await? {
        Some(token) if token.may(scope) => Ok(()),
        Some(_) => {
            let name = scope.name();
            Err(Fault::new(
                403,
                "insufficient_scope",
                format!("this needs a token with the scope \"{name}\""),
            ))
        }
        None => {
            let no = Fault::new(401, "unauthorized", "this token is unknown, or was revoked");
            Err(attempts::wrong(who, now, env, no).await)
        }
    }
}

fn token_of(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn is_metrics_token(sent: &str, env: &Env) -> bool {
    variable::read(env, METRICS_TOKEN).is_some_and(|own| same(sent, &own))
}

/// The API token that was sent, where it is one of ours.
async fn token_sent(sent: &str, now: UnixMillis, env: &Env) -> Result<Option<Token>, Fault> {
    let Some((id, secret)) = token::parts(sent) else { return Ok(None) };
    let digest = token::digest(secret);
    Ok(directory::token(id, digest, now, env).await?.filter(|token| token.is(secret)))
}
