//! Authorisation: decided in one place, before a request is dispatched.
//!
//! `Route::access` says what a route requires, `Route::resource_owner` whose resource it is. Pages
//! require a login with a role, and a form that it comes from a page of the collector's own; the API
//! requires a token with the scope, of this project or of all. Secrets are compared by their digests, so that
//! the time of a comparison tells nothing. A right secret is accepted, however many wrong ones came
//! before it; a sender of wrong ones again and again is refused.

use corncrake_core::time::UnixMillis;
use corncrake_model::access::{
    role::Role,
    scope::Scope,
    secret::secrets_match,
    token::{self, ApiToken},
    user::User,
};
use worker::{Env, Request};

use super::{
    actor::{self, Actor},
    admin::{self, AdminToken},
    admin_switch, attempts,
    login::find_actor,
};
use crate::{
    http::{error::Fault, own_origin::require_own_origin_for_changes, page_error::PageError},
    platform::{clock, env},
    projects::{self, TokenWithUser},
};

/// The variable, or secret, that holds a token for `/metrics` alone.
const METRICS_TOKEN: &str = "METRICS_TOKEN";

/// What a route requires of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: it is for everybody.
    Everybody,
    /// A login, by the cookie, of somebody with this role or a higher one.
    Login(Role),
    /// A token that may do this.
    Token(Scope),
    /// The admin token, also while it is switched off: for the machine's own work, which shows nobody
    /// anything of a project.
    Machine,
}

/// Whose resource a route is, for tokens of one project and roles in single projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResourceOwner<'a> {
    /// Of the project with this key, as it was written.
    Project(&'a str),
    /// Of every project: the answer has those that are visible.
    Each,
    /// Of whoever is logged in.
    Own,
    /// Of the collector: no token of one project opens it.
    Collector,
}

/// Authorises a request. Returns who sent it. The role is the one that a user needs whose token this is.
pub(crate) async fn authorize(
    access: Access,
    role_of_bearer: Role,
    whose: ResourceOwner<'_>,
    request: &Request,
    env: &Env,
) -> Result<Actor, PageError> {
    match access {
        Access::Everybody => Ok(Actor::Anybody),
        Access::Login(role) => {
            require_own_origin_for_changes(request)?;
            let actor = find_actor(request, env).await?.ok_or(PageError::Login)?;
            authorize_login(&actor, role, whose)?;
            Ok(actor)
        }
        Access::Token(scope) => Ok(authenticate_bearer((scope, role_of_bearer), whose, request, env).await?),
        Access::Machine => {
            let sent = sent_token(request)?;
            if AdminToken::of(env)?.is(&sent) {
                return Ok(Actor::Admin);
            }
            // Another token is refused as everywhere.
            Ok(authenticate_bearer((Scope::Admin, role_of_bearer), whose, request, env).await?)
        }
    }
}

/// Whether somebody who is logged in has the role, for this resource.
fn authorize_login(actor: &Actor, needed: Role, whose: ResourceOwner<'_>) -> Result<(), Fault> {
    match actor {
        Actor::User(user, _) => authorize_role(user, needed, whose),
        _ => Ok(()),
    }
}

/// Whether a user has the role, for this resource: by a login, or by a token of the user's own.
fn authorize_role(user: &User, needed: Role, whose: ResourceOwner<'_>) -> Result<(), Fault> {
    let has = match whose {
        ResourceOwner::Own | ResourceOwner::Each => return Ok(()),
        ResourceOwner::Project(key) => user.grants.role_in(key),
        ResourceOwner::Collector => user.grants.everywhere,
    };
    if has >= Some(needed) {
        return Ok(());
    }
    Err(Fault::new(403, "insufficient_role", actor::refusal(has, needed, &user.grants)))
}

/// The admin, where this is the token, typed into the login page.
pub(crate) async fn is_admin_token(
    token: &str,
    request: &Request,
    env: &Env,
) -> Result<Option<AdminToken>, Fault> {
    let admin = AdminToken::of(env)?;
    if admin.is(token) {
        admin_switch::require_on(env).await?;
        return Ok(Some(admin));
    }
    let no = Fault::new(401, "unauthorized", "this is not the admin token");
    match attempts::record_failure(request, clock::now(), env, no).await {
        Fault { status: 401, .. } => Ok(None),
        fault => Err(fault),
    }
}

/// The token that a request brings, in its header.
fn sent_token(request: &Request) -> Result<String, Fault> {
    let header = request.headers().get("authorization")?.unwrap_or_default();
    let no = || Fault::new(401, "unauthorized", "send a token as Authorization: Bearer <token>");
    bearer_token(&header).map(str::to_owned).ok_or_else(no)
}

/// Authenticates the bearer of a token, and checks its scope (RFC 6750).
async fn authenticate_bearer(
    (scope, role): (Scope, Role),
    whose: ResourceOwner<'_>,
    request: &Request,
    env: &Env,
) -> Result<Actor, Fault> {
    let (now, admin) = (clock::now(), AdminToken::of(env)?);
    let sent = sent_token(request)?;
    if scope == Scope::Metrics && is_metrics_token(&sent, env)? {
        return Ok(Actor::Anybody);
    }
    if admin.is(&sent) {
        admin_switch::require_on(env).await?;
        return Ok(Actor::Admin);
    }
    match find_api_token(&sent, now, env).await? {
        Some((token, user)) => {
            authorize_token(&token, scope, whose)?;
            if let Some(user) = &user {
                authorize_role(user, role.max(role_of(scope)), whose)?;
            }
            Ok(Actor::Token(token, user))
        }
        None => {
            let no = Fault::new(401, "unauthorized", "this token is unknown, or was revoked");
            Err(attempts::record_failure(request, now, env, no).await)
        }
    }
}

/// The role that a user needs for what a token of this scope does.
fn role_of(scope: Scope) -> Role {
    match scope {
        Scope::Read => Role::Viewer,
        Scope::Write | Scope::Upload => Role::Member,
        Scope::Metrics | Scope::Admin => Role::Owner,
    }
}

/// Whether a token opens this.
fn authorize_token(token: &ApiToken, scope: Scope, whose: ResourceOwner<'_>) -> Result<(), Fault> {
    let no = |message: String| Err(Fault::new(403, "insufficient_scope", message));
    if !token.may(scope) {
        return no(format!("this needs a token with the scope \"{}\"", scope.name()));
    }
    match (token.project, whose) {
        (None, _) | (Some(_), ResourceOwner::Each) => Ok(()),
        (Some(own), ResourceOwner::Project(key)) if own.as_str() == key => Ok(()),
        (Some(_), ResourceOwner::Project(_)) => no("this token is for another project".to_owned()),
        (Some(_), ResourceOwner::Collector | ResourceOwner::Own) => {
            no("this token is for one project only".to_owned())
        }
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
async fn find_api_token(sent: &str, now: UnixMillis, env: &Env) -> Result<Option<TokenWithUser>, Fault> {
    let Some((id, secret)) = token::parse(sent) else { return Ok(None) };
    let digest = token::digest(secret);
    Ok(projects::token(id, digest, now, env).await?.filter(|(token, _)| token.is(secret)))
}

#[cfg(test)]
mod tests {

    use corncrake_core::{ids::ProjectKey, time::UtcDay};
    use corncrake_model::access::role::RoleGrants;

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
            user: None,
        };
        let places = [
            ResourceOwner::Project(own.as_str()),
            ResourceOwner::Project(other.as_str()),
            ResourceOwner::Each,
            ResourceOwner::Collector,
        ];
        for whose in places {
            assert_eq!(authorize_token(&token(None), Scope::Read, whose), Ok(()));
            assert_eq!(authorize_token(&token(None), Scope::Write, whose).unwrap_err().status, 403);
        }
        let confined = token(Some(own));
        let opened = places.map(|whose| authorize_token(&confined, Scope::Read, whose).is_ok());
        assert_eq!(opened, [true, false, true, false]);
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

    #[test]
    fn a_token_of_a_user_needs_the_role_of_its_scope() {
        let in_project = ProjectKey::mint(1, b"secret");
        let user = |everywhere, here: Option<Role>| {
            let projects = here.map(|role| (in_project.as_str().to_owned(), role)).into_iter().collect();
            let (id, name, email) = (String::new(), String::new(), String::new());
            let grants = RoleGrants { everywhere, projects };
            User { id, name, email, grants, created: UtcDay(20_000), seen: None }
        };
        let may = |user: &User, scope, whose| authorize_role(user, role_of(scope), whose).is_ok();
        let (here, all) = (ResourceOwner::Project(in_project.as_str()), ResourceOwner::Collector);
        let (viewer, member) = (user(None, Some(Role::Viewer)), user(None, Some(Role::Member)));
        assert!(may(&viewer, Scope::Read, here) && !may(&viewer, Scope::Write, here));
        assert!(!may(&viewer, Scope::Upload, here) && may(&member, Scope::Upload, here));
        assert!(may(&member, Scope::Write, here) && !may(&member, Scope::Write, all));
        assert!(may(&member, Scope::Read, ResourceOwner::Each), "the answer has those that are visible");
        assert!(!may(&user(Some(Role::Member), None), Scope::Metrics, all));
        assert!(may(&user(Some(Role::Owner), None), Scope::Metrics, all));
        assert!(!may(&user(None, None), Scope::Read, here), "a role that was taken away");
    }

    #[test]
    fn a_role_in_a_project_opens_that_project_only() {
        let (own, other) = (ProjectKey::mint(1, b"secret"), ProjectKey::mint(2, b"secret"));
        let user = |everywhere, in_own: Option<Role>| {
            let projects = in_own.map(|role| (own.as_str().to_owned(), role)).into_iter().collect();
            let grants = RoleGrants { everywhere, projects };
            let text = String::new;
            let user =
                User { id: text(), name: text(), email: text(), grants, created: UtcDay(20_000), seen: None };
            Actor::User(user, text())
        };
        let places = [
            ResourceOwner::Project(own.as_str()),
            ResourceOwner::Project(other.as_str()),
            ResourceOwner::Collector,
            ResourceOwner::Each,
        ];
        let opened = |actor: &Actor, role| places.map(|whose| authorize_login(actor, role, whose).is_ok());
        let member = user(None, Some(Role::Member));
        assert_eq!(opened(&member, Role::Viewer), [true, false, false, true]);
        assert_eq!(opened(&member, Role::Member), [true, false, false, true]);
        assert_eq!(opened(&member, Role::Owner), [false, false, false, true]);
        let mixed = user(Some(Role::Viewer), Some(Role::Member));
        assert_eq!(opened(&mixed, Role::Viewer), [true; 4]);
        assert_eq!(opened(&mixed, Role::Member), [true, false, false, true]);
        let owner = user(Some(Role::Owner), None);
        for role in Role::ALL {
            assert_eq!(opened(&owner, role), [true; 4]);
            assert_eq!(opened(&Actor::Admin, role), [true; 4]);
            assert_eq!(opened(&user(None, None), role), [false, false, false, true]);
        }
    }
}
