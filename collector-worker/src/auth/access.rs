//! Authorisation: decided in one place, before a request is dispatched.
//!
//! `Route::access` says what a route requires, `Route::resource_owner` whose resource it is. Pages
//! require a login, and a form that it comes from a page of the collector's own; the API requires a
//! token with the scope, of this project or of all. Secrets are compared by their digests, so that
//! the time of a comparison tells nothing. A right secret is accepted, however many wrong ones came
//! before it; a sender of wrong ones again and again is refused.

use corncrake_core::{ids::ProjectKey, time::UnixMillis};
use corncrake_model::access::{
    scope::Scope,
    secret::secrets_match,
    token::{self, ApiToken},
};
use worker::{Env, Request};

use super::{
    admin::{self, AdminToken},
    attempts,
    login::is_logged_in,
};
use crate::{
    http::{error::Fault, own_origin::require_own_origin_for_changes, page_error::PageError},
    platform::{clock, env},
    projects,
};

/// The variable, or secret, that holds a token for `/metrics` alone.
const METRICS_TOKEN: &str = "METRICS_TOKEN";

/// What a route requires of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: it is for everybody.
    Everybody,
    /// A login, by the cookie.
    Login,
    /// A token that may do this.
    Token(Scope),
}

/// Whose resource a route of the API is, for tokens of one project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResourceOwner<'a> {
    /// Of the project with this key, as it was written.
    Project(&'a str),
    /// Of every project: the answer has those that the token may see.
    Each,
    /// Of the collector: no token of one project opens it.
    Collector,
}

/// Authorises a request. Returns the one project that it may see, unless it may see all.
pub(crate) async fn authorize(
    access: Access,
    whose: ResourceOwner<'_>,
    request: &Request,
    env: &Env,
) -> Result<Option<ProjectKey>, PageError> {
    match access {
        Access::Everybody => Ok(None),
        Access::Login => {
            require_own_origin_for_changes(request)?;
            if is_logged_in(request, env).await? { Ok(None) } else { Err(PageError::Login) }
        }
        Access::Token(scope) => Ok(authenticate_bearer(scope, whose, request, env).await?),
    }
}

/// The admin, where this is the token, typed into the login page.
pub(crate) async fn is_admin_token(
    token: &str,
    request: &Request,
    env: &Env,
) -> Result<Option<AdminToken>, Fault> {
    let admin = AdminToken::of(env)?;
    if admin.is(token) {
        return Ok(Some(admin));
    }
    let no = Fault::new(401, "unauthorized", "this is not the admin token");
    match attempts::record_failure(request, clock::now(), env, no).await {
        Fault { status: 401, .. } => Ok(None),
        fault => Err(fault),
    }
}

/// Authenticates the bearer of a token, and checks its scope (RFC 6750).
async fn authenticate_bearer(
    scope: Scope,
    whose: ResourceOwner<'_>,
    request: &Request,
    env: &Env,
) -> Result<Option<ProjectKey>, Fault> {
    let (now, admin) = (clock::now(), AdminToken::of(env)?);
    let header = request.headers().get("authorization")?.unwrap_or_default();
    let Some(sent) = bearer_token(&header) else {
        return Err(Fault::new(401, "unauthorized", "send a token as Authorization: Bearer <token>"));
    };
    if admin.is(sent) || scope == Scope::Metrics && is_metrics_token(sent, env)? {
        return Ok(None);
    }
    match find_api_token(sent, now, env).await? {
        Some(token) => authorize_token(&token, scope, whose),
        None => {
            let no = Fault::new(401, "unauthorized", "this token is unknown, or was revoked");
            Err(attempts::record_failure(request, now, env, no).await)
        }
    }
}

/// What a token opens: the one project that its bearer may see, unless that is all.
fn authorize_token(
    token: &ApiToken,
    scope: Scope,
    whose: ResourceOwner<'_>,
) -> Result<Option<ProjectKey>, Fault> {
    let no = |message: String| Err(Fault::new(403, "insufficient_scope", message));
    if !token.may(scope) {
        return no(format!("this needs a token with the scope \"{}\"", scope.name()));
    }
    match (token.project, whose) {
        (None, _) | (Some(_), ResourceOwner::Each) => Ok(token.project),
        (Some(own), ResourceOwner::Project(key)) if own.as_str() == key => Ok(token.project),
        (Some(_), ResourceOwner::Project(_)) => no("this token is for another project".to_owned()),
        (Some(_), ResourceOwner::Collector) => no("this token is for one project only".to_owned()),
    }
}

fn bearer_token(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Whether this is the token of `/metrics`. One that is too short to be safe opens nothing.
fn is_metrics_token(sent: &str, env: &Env) -> Result<bool, Fault> {
    let own = env::read(env, METRICS_TOKEN).unwrap_or_default();
    let is_it = !own.trim().is_empty() && secrets_match(sent, own.trim());
    if is_it { admin::require_length(own.trim(), METRICS_TOKEN).map(|()| true) } else { Ok(false) }
}

/// The API token that was sent, where it is one of ours.
async fn find_api_token(sent: &str, now: UnixMillis, env: &Env) -> Result<Option<ApiToken>, Fault> {
    let Some((id, secret)) = token::parse(sent) else { return Ok(None) };
    let digest = token::digest(secret);
    Ok(projects::token(id, digest, now, env).await?.filter(|token| token.is(secret)))
}

#[cfg(test)]
mod tests {

    use corncrake_core::time::UtcDay;

    use super::*;

    #[test]
    fn a_token_of_a_project_opens_that_project_only() {
        let (own, other) = (ProjectKey::mint(1, b"secret"), ProjectKey::mint(2, b"secret"));
        let token = |project| ApiToken {
            id: "0123456789ab".into(),
            name: "shop".into(),
            scopes: vec![Scope::Read],
            created: UtcDay(20_000),
            used: None,
            digest: String::new(),
            project,
        };
        let places = [
            ResourceOwner::Project(own.as_str()),
            ResourceOwner::Project(other.as_str()),
            ResourceOwner::Each,
            ResourceOwner::Collector,
        ];
        for whose in places {
            assert_eq!(authorize_token(&token(None), Scope::Read, whose), Ok(None));
            assert_eq!(authorize_token(&token(None), Scope::Write, whose).unwrap_err().status, 403);
        }
        let confined = token(Some(own));
        let opened = places.map(|whose| authorize_token(&confined, Scope::Read, whose).ok());
        assert_eq!(opened, [Some(Some(own)), None, Some(Some(own)), None]);
        assert_eq!(authorize_token(&confined, Scope::Upload, places[0]).unwrap_err().status, 403);
        let upper = own.as_str().to_uppercase();
        for key in ["", "%61", upper.as_str(), &format!("{own}%2F")] {
            assert_eq!(
                authorize_token(&confined, Scope::Read, ResourceOwner::Project(key)).unwrap_err().status,
                403,
                "{key}"
            );
        }
    }
}
