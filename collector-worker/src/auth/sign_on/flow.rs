//! A login by OpenID Connect: the authorization code flow with PKCE, state and nonce. The browser goes to
//! the provider and comes back with a code, which the collector exchanges for a signed ID token.

use corncrake_core::time::UnixMillis;
use corncrake_model::access::{
    identity::{IdentityLoginOutcome, VerifiedIdentity},
    secret::secrets_match,
    user::AccessSecret,
};
use worker::{Env, Request, Url};

use super::{
    attempt::{self, Purpose, SignOnAttempt},
    claims::Expected,
    exchange::{self, TokenFailure},
    metadata::ProviderMetadata,
    provider::{self, VerifyFailure},
    settings::{OidcSettings, provider_name},
};
use crate::{
    auth::{attempts, user_login},
    http::{error::Fault, public_addresses::PublicAddresses, url},
    objects::{
        rpc::{AcceptInvitationByIdentity, LogInByIdentity},
        stub,
    },
    platform::{clock, log},
};

/// The path that a provider sends the browser back to.
const CALLBACK_PATH: &str = "/login/oidc/callback";

/// A login that is done.
pub(crate) struct SignedOn {
    /// The id of the user.
    pub(crate) user: String,
    /// The cookies, as `Set-Cookie` has them.
    pub(crate) cookies: Vec<String>,
    /// The page to go on to; empty for the first one.
    pub(crate) next: String,
}

/// Begins a login: the provider's address to go to, and the cookie.
pub(crate) async fn begin(next: String, request: &Request, env: &Env) -> Result<(String, String), Fault> {
    begin_for(Purpose::Page(next), request, env).await
}

/// Begins the login that uses an invitation up.
pub(crate) async fn begin_invited(
    ticket: &str,
    request: &Request,
    env: &Env,
) -> Result<(String, String), Fault> {
    user_login::invited(ticket, request, env).await?;
    begin_for(Purpose::Invitation(ticket.to_owned()), request, env).await
}

async fn begin_for(purpose: Purpose, request: &Request, env: &Env) -> Result<(String, String), Fault> {
    let settings = OidcSettings::of(env)?;
    let provider = metadata(&settings, env).await?;
    let attempt = SignOnAttempt::begin(purpose);
    let unreadable = |_| failed("Its address for logins does not read.", env);
    let mut address: Url = provider.authorization_endpoint.parse().map_err(unreadable)?;
    address
        .query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", &settings.client_id)
        .append_pair("redirect_uri", &callback_address(request, env)?)
        .append_pair("scope", "openid email")
        .append_pair("state", &attempt.state())
        .append_pair("nonce", &attempt.nonce())
        .append_pair("code_challenge", &attempt.challenge())
        .append_pair("code_challenge_method", "S256");
    Ok((address.into(), attempt.cookie(request)?))
}

fn callback_address(request: &Request, env: &Env) -> Result<String, Fault> {
    Ok(format!("{}{CALLBACK_PATH}", PublicAddresses::of(env)?.dashboard(request)?))
}

async fn metadata(settings: &OidcSettings, env: &Env) -> Result<std::rc::Rc<ProviderMetadata>, Fault> {
    provider::metadata(&settings.issuer, env).await.map_err(|why| failed(&why, env))
}

/// Ends the login that this browser began, at the address that the provider sent it to.
pub(crate) async fn finish(request: &Request, env: &Env) -> Result<SignedOn, Fault> {
    match try_to_finish(request, env).await {
        // A page that was open for too long is no guess.
        Err(fault) if fault.status == 401 && fault.code != NOT_BEGUN => {
            Err(attempts::record_failure(request, clock::now(), env, fault).await)
        }
        done => done,
    }
}

async fn try_to_finish(request: &Request, env: &Env) -> Result<SignedOn, Fault> {
    let settings = OidcSettings::of(env)?;
    let attempt = SignOnAttempt::of(request)?.ok_or_else(not_begun)?;
    let sent = |name| url::parameter(request, name).map(Option::unwrap_or_default);
    if !secrets_match(&sent("state")?, &attempt.state()) {
        return Err(not_begun());
    }
    let provider = metadata(&settings, env).await?;
    // RFC 9207: an answer of another provider's is none.
    if url::parameter(request, "iss")?.is_some_and(|issuer| issuer != provider.issuer) {
        return Err(refused("the answer is of another issuer"));
    }
    let error = sent("error")?;
    if !error.is_empty() {
        return Err(refused(&format!("it says {}", exchange::error_code(&error))));
    }
    let (code, redirect) = (sent("code")?, callback_address(request, env)?);
    let by = (code.as_str(), &*attempt.verifier(), &*redirect);
    let tokens = match exchange::tokens(&settings, &provider, by, env).await {
        Ok(tokens) => tokens,
        Err(TokenFailure::Refused(why)) => return Err(refused(&why)),
        Err(TokenFailure::Broken(why)) => return Err(failed(&why, env)),
    };
    let claims = provider::verify(&provider.jwks_uri, &tokens.id_token, env).await;
    let claims = claims.map_err(|failure| not_verified(failure, env))?;
    let nonce = attempt.nonce();
    let expected = Expected {
        issuer: &provider.issuer,
        audience: &settings.client_id,
        nonce: Some(&nonce),
        now: clock::now(),
    };
    let mut identity = claims.check(expected).map_err(not_believed)?;
    if identity.email.is_none() {
        // Whoever is connected, or has an invitation, gets in without an address.
        let asked = exchange::verified_address(&provider, &tokens, &identity.subject, env).await;
        identity.email = asked.unwrap_or_default();
    }
    let invitation = match &attempt.purpose {
        Purpose::Invitation(ticket) => Some(ticket.as_str()),
        Purpose::Page(_) => None,
    };
    let (user, cookie) = log_in(&identity, invitation, None, request, env).await?;
    let next = if let Purpose::Page(next) = attempt.purpose { next } else { String::new() };
    Ok(SignedOn { user, cookies: vec![cookie, attempt::ended(request)?], next })
}

/// Begins a login of the collector's own by an identity: the user's id, and the cookie.
pub(super) async fn log_in(
    identity: &VerifiedIdentity,
    invitation: Option<&str>,
    until: Option<UnixMillis>,
    request: &Request,
    env: &Env,
) -> Result<(String, String), Fault> {
    let now = clock::now();
    let (login, cookie) = user_login::new_login_cookie(now, until, request)?;
    let identity = identity.clone();
    let directory = stub::directory(env)?;
    let outcome = match invitation {
        None => stub::request(&directory, &LogInByIdentity { identity, login, now }).await?,
        Some(text) => {
            let (id, digest) = AccessSecret::parse(text).ok_or_else(|| Fault::not_found("invitation"))?;
            let id = id.to_owned();
            stub::request(&directory, &AcceptInvitationByIdentity { id, digest, identity, login, now })
                .await?
        }
    };
    let no = |code, message: &str| Err(Fault::new(403, code, message));
    match outcome {
        IdentityLoginOutcome::LoggedIn(user) => Ok((user, cookie)),
        IdentityLoginOutcome::Unknown => no(
            "not_invited",
            "nobody was invited by a verified e-mail address of this account; ask an owner for an invitation",
        ),
        IdentityLoginOutcome::AnotherIdentity => no(
            "another_identity",
            "this user has another account of the same provider; an owner can remove that one on the user's page",
        ),
        IdentityLoginOutcome::InvitationUsed => no(
            "invitation_used",
            "this invitation has expired, or was used: each works once. Ask for a new one",
        ),
        IdentityLoginOutcome::AnotherUser => no("another_user", "this account is another user's"),
    }
}

/// The code of a login that another browser began, or nobody.
const NOT_BEGUN: &str = "sign_on_not_begun";

fn not_begun() -> Fault {
    Fault::new(401, NOT_BEGUN, "this login was not begun in this browser, or took too long; try again")
}

fn refused(why: &str) -> Fault {
    let why = why.trim_end_matches('.');
    Fault::new(401, "sign_on_refused", format!("the provider let nobody in: {why}"))
}

/// A token that is not believed.
pub(super) fn not_believed(why: &str) -> Fault {
    let why = why.trim_end_matches('.');
    Fault::new(401, "sign_on_refused", format!("the token of this login is not believed: {why}"))
}

/// A token that was not verified.
pub(super) fn not_verified(failure: VerifyFailure, env: &Env) -> Fault {
    match failure {
        VerifyFailure::NotBelieved(why) => not_believed(why),
        VerifyFailure::NoKeys(why) => failed(&why, env),
    }
}

/// A provider that cannot be used now. The operator reads the same in the log.
fn failed(why: &str, env: &Env) -> Fault {
    log::failure("single sign-on does not work", why);
    let name = provider_name(env).unwrap_or_default();
    Fault::new(502, "sign_on_failed", format!("{name} cannot be used now. {why}"))
}
