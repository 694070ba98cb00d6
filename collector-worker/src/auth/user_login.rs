//! Logins of users: the cookie's value is a random secret, of which the directory has the digest, so
//! that each can be ended by itself. Passkeys and invitations lead here.

use corncrake_core::time::UnixMillis;
use corncrake_model::access::user::{AccessSecret, Passkey, PasskeyLoginOutcome, User};
use worker::{Env, Request};

use super::{
    attempts,
    cookie::{COOKIE_MS, set_cookie},
    passkey::{
        ceremony::{self, ExpectedCeremony, NewCredential},
        challenge::{self, ChallengePurpose},
    },
};
use crate::{
    http::{error::Fault, own_origin::is_secure, url},
    objects::{
        rpc::{
            AcceptInvitation, AddPasskey, EndLoginsOfUser, EndUserLogin, FindInvitedUser, FindPasskey,
            FindUserOfLogin, LogInByPasskey,
        },
        stub,
    },
    platform::{clock, random},
    projects,
};

/// What a cookie of a user begins with, by which it is no ticket of the admin token.
const PREFIX: &str = "user.";

/// What a browser's authenticator gave for a challenge.
pub(crate) struct PasskeyAnswer {
    /// The challenge that the page had.
    pub(crate) challenge: String,
    /// The credential's id, base64url; of a login only.
    pub(crate) id: String,
    pub(crate) client_data: Vec<u8>,
    /// Of a registration: the attestation object; of a login: the authenticator data.
    pub(crate) data: Vec<u8>,
    /// Of a login.
    pub(crate) signature: Vec<u8>,
    /// Of a login: the id of the user, as the authenticator has it.
    pub(crate) user: Vec<u8>,
}

/// Whether a cookie's value is of a user's login.
pub(super) fn is_of_user(value: &str) -> bool {
    value.starts_with(PREFIX)
}

/// The user of a cookie's value, and the id of the login, where it is open.
pub(super) async fn find(value: &str, env: &Env) -> Result<Option<(User, String)>, Fault> {
    let Some((id, digest)) = value.strip_prefix(PREFIX).and_then(AccessSecret::parse) else {
        return Ok(None);
    };
    let ask = FindUserOfLogin { id: id.to_owned(), digest, now: clock::now() };
    Ok(stub::request(&stub::directory(env)?, &ask).await?.map(|user| (user, id.to_owned())))
}

/// Ends a login of a user; whether there was one.
pub(crate) async fn end(id: &str, user: &str, env: &Env) -> Result<bool, Fault> {
    let ask = EndUserLogin { id: id.to_owned(), user: user.to_owned() };
    stub::request(&stub::directory(env)?, &ask).await
}

/// Ends all logins of a user.
pub(crate) async fn end_all_of(user: &str, env: &Env) -> Result<(), Fault> {
    stub::request(&stub::directory(env)?, &EndLoginsOfUser { user: user.to_owned() }).await
}

/// A new challenge for a page.
pub(crate) async fn new_challenge(purpose: ChallengePurpose<'_>, env: &Env) -> Result<String, Fault> {
    Ok(challenge::issue(purpose, clock::now(), random::bytes(), &projects::secret(env).await?))
}

/// The host that passkeys of this page are for (the relying party's id).
pub(crate) fn rp_id(request: &Request) -> Result<String, Fault> {
    Ok(url::url(request)?.host_str().unwrap_or_default().to_owned())
}

/// The user whom an invitation's link is for.
pub(crate) async fn invited(text: &str, request: &Request, env: &Env) -> Result<User, Fault> {
    let now = clock::now();
    let found = match AccessSecret::parse(text) {
        None => None,
        Some((id, digest)) => {
            let ask = FindInvitedUser { id: id.to_owned(), digest, now };
            stub::request(&stub::directory(env)?, &ask).await?
        }
    };
    match found {
        Some(user) => Ok(user),
        None => {
            let message = "this invitation has expired, or was used: each works once. Ask for a new one";
            let no = Fault::new(401, "invitation_used", message);
            Err(attempts::record_failure(request, now, env, no).await)
        }
    }
}

/// Accepts an invitation of this user: registers a passkey, and logs in. The cookie.
pub(crate) async fn accept(
    text: &str,
    user: &User,
    answer: &PasskeyAnswer,
    request: &Request,
    env: &Env,
) -> Result<String, Fault> {
    let (passkey, challenge) = register(user, answer, request, env).await?;
    let Some((id, digest)) = AccessSecret::parse(text) else { return Err(Fault::not_found("invitation")) };
    let now = clock::now();
    let (login, secret) = new_login(now);
    let id = id.to_owned();
    let ask = AcceptInvitation { id, digest, passkey, challenge, login, now };
    if !stub::request(&stub::directory(env)?, &ask).await? {
        return Err(already());
    }
    Ok(set_cookie(&secret, COOKIE_MS / 1_000, is_secure(request)?))
}

/// Adds a passkey of a user who is logged in.
pub(crate) async fn add_passkey(
    user: &User,
    answer: &PasskeyAnswer,
    request: &Request,
    env: &Env,
) -> Result<(), Fault> {
    let (passkey, challenge) = register(user, answer, request, env).await?;
    let ask = AddPasskey { passkey, challenge, now: clock::now() };
    if stub::request(&stub::directory(env)?, &ask).await? { Ok(()) } else { Err(already()) }
}

fn already() -> Fault {
    let message = "this passkey is registered already, or you have 20, or the page was sent twice";
    Fault::new(409, "passkey_not_added", message)
}

async fn register(
    user: &User,
    answer: &PasskeyAnswer,
    request: &Request,
    env: &Env,
) -> Result<(Passkey, (String, UnixMillis)), Fault> {
    let (now, purpose) = (clock::now(), ChallengePurpose::Register(&user.id));
    let challenge = challenge::read(purpose, &answer.challenge, now, &projects::secret(env).await?);
    let challenge = challenge.ok_or_else(expired)?;
    let (origin, rp_id) = (url::url(request)?.origin().ascii_serialization(), rp_id(request)?);
    let expected = ExpectedCeremony { challenge: &answer.challenge, origin: &origin, rp_id: &rp_id };
    let NewCredential { id, public_key, counter } =
        ceremony::register(&answer.client_data, &answer.data, expected).map_err(refused)?;
    let (user, created) = (user.id.clone(), now.day());
    Ok((Passkey { id, user, rp_id, public_key, counter, created, used: None }, challenge))
}

/// Logs in by a passkey: the user, and the cookie.
pub(crate) async fn log_in(
    answer: &PasskeyAnswer,
    request: &Request,
    env: &Env,
) -> Result<(User, String), Fault> {
    match try_log_in(answer, request, env).await {
        // A page that was open for too long is no guess.
        Err(fault) if fault.status == 401 && fault.code != CHALLENGE_EXPIRED => {
            Err(attempts::record_failure(request, clock::now(), env, fault).await)
        }
        done => done,
    }
}

async fn try_log_in(answer: &PasskeyAnswer, request: &Request, env: &Env) -> Result<(User, String), Fault> {
    let now = clock::now();
    let secret = projects::secret(env).await?;
    let challenge = challenge::read(ChallengePurpose::LogIn, &answer.challenge, now, &secret);
    let challenge = challenge.ok_or_else(expired)?;
    let found = stub::request(&stub::directory(env)?, &FindPasskey { id: answer.id.clone() }).await?;
    let unknown = || Fault::new(401, "unauthorized", "this passkey opens nothing here, or was removed");
    let (passkey, user) = found.ok_or_else(unknown)?;
    let (origin, rp_id) = (url::url(request)?.origin().ascii_serialization(), rp_id(request)?);
    // A passkey is for the host that it was made on, and names its user.
    let is_of_user = answer.user == user.id.as_bytes();
    if passkey.rp_id != rp_id || !is_of_user {
        return Err(unknown());
    }
    let expected = ExpectedCeremony { challenge: &answer.challenge, origin: &origin, rp_id: &rp_id };
    let counter = ceremony::authenticate(
        &answer.client_data,
        &answer.data,
        &answer.signature,
        &passkey.public_key,
        expected,
    );
    let (login, secret) = new_login(now);
    let ask = LogInByPasskey { id: passkey.id, counter: counter.map_err(refused)?, challenge, login, now };
    match stub::request(&stub::directory(env)?, &ask).await? {
        PasskeyLoginOutcome::LoggedIn => {
            Ok((user, set_cookie(&secret, COOKIE_MS / 1_000, is_secure(request)?)))
        }
        PasskeyLoginOutcome::ChallengeUsed => Err(expired()),
        PasskeyLoginOutcome::Copied => Err(refused(
            "this passkey's counter did not grow, so somebody may have a copy of it; use another one and remove it",
        )),
        PasskeyLoginOutcome::Unknown => Err(unknown()),
    }
}

/// A new login, and the cookie's value.
fn new_login(now: UnixMillis) -> (AccessSecret, String) {
    let expires = UnixMillis(now.0.saturating_add(COOKIE_MS));
    let (login, secret) = AccessSecret::make(expires, (random::bytes(), random::bytes()));
    (login, format!("{PREFIX}{secret}"))
}

/// A new login, and its cookie as `Set-Cookie` has it. It ends after two weeks, or sooner where that is said.
pub(super) fn new_login_cookie(
    now: UnixMillis,
    until: Option<UnixMillis>,
    request: &Request,
) -> Result<(AccessSecret, String), Fault> {
    let (mut login, secret) = new_login(now);
    login.expires = until.map_or(login.expires, |until| until.min(login.expires));
    let seconds = login.expires.0.saturating_sub(now.0).max(0) / 1_000;
    Ok((login, set_cookie(&secret, seconds, is_secure(request)?)))
}

/// The code of a challenge that is too old, or was answered before.
const CHALLENGE_EXPIRED: &str = "challenge_expired";

fn expired() -> Fault {
    Fault::new(401, CHALLENGE_EXPIRED, "this page was open for too long, or was sent twice; try again")
}

fn refused(why: &str) -> Fault {
    Fault::new(401, "passkey_refused", why)
}
