//! Users, for the pages and the API: one check of what is entered, and what became of a change as a
//! fault. A link that lets somebody in is made here, and shown once.

pub(crate) mod access_review;

use std::collections::BTreeMap;

use corncrake_core::time::{DAY_MS, UnixMillis};
use corncrake_model::access::{
    role::{Role, RoleGrants},
    user::{AccessSecret, User, UserOutcome, UserOverview},
};
use corncrake_model::{hex, project::record::ProjectRecord};
use corncrake_store::directory::users::MOST_USERS;
use worker::Env;

use super::settings::FieldError;
use crate::{
    http::error::Fault,
    objects::{
        rpc::{
            AddUser, ChangeUser, FindUser, InviteUser, ListUsers, RemoveIdentity, RemovePasskey, RemoveUser,
        },
        stub,
    },
    platform::{clock, random},
};

/// How long an invitation is good: a week, for a colleague on leave.
const INVITATION_MS: i64 = 7 * DAY_MS;
/// Characters of a name: it has to fit a row of a table.
const NAME_CHARS: usize = 80;
/// Characters of an e-mail address (RFC 5321, section 4.5.3.1.3, without the brackets).
const EMAIL_CHARS: usize = 254;
/// Random bytes of a user's id.
const ID_BYTES: usize = 8;

/// What is entered of a user, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UserFields {
    name: String,
    email: String,
    grants: RoleGrants,
}

impl UserFields {
    /// Checks it; the projects are known ones.
    pub(crate) fn check(name: &str, email: &str, grants: RoleGrants) -> Result<Self, FieldError> {
        let (name, email) = (name.trim(), email.trim());
        let is_text = |text: &str, most: usize| {
            !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
        };
        if !is_text(name, NAME_CHARS) {
            return Err(("name", format!("must be 1 to {NAME_CHARS} characters")));
        }
        let parts = email.rsplit_once('@').filter(|(local, host)| !local.is_empty() && host.contains('.'));
        if !is_text(email, EMAIL_CHARS) || email.contains(char::is_whitespace) || parts.is_none() {
            return Err(("email", "must be an e-mail address, such as ann@team.example".to_owned()));
        }
        Ok(Self { name: name.to_owned(), email: email.to_owned(), grants })
    }
}

/// The roles that are entered: one in all projects, and others in single ones, by the keys of those that
/// there are. Empty is none.
pub(crate) fn check_roles(
    everywhere: &str,
    in_projects: &[(String, String)],
    known: &[ProjectRecord],
) -> Result<RoleGrants, FieldError> {
    let unknown = |field, words: &str| Err((field, words.to_owned()));
    let everywhere = match everywhere {
        "" => None,
        name => match Role::parse(name) {
            Some(role) => Some(role),
            None => return unknown("role", "must be \"viewer\", \"member\" or \"owner\""),
        },
    };
    let mut roles = BTreeMap::new();
    for (key, name) in in_projects.iter().filter(|(_, name)| !name.is_empty()) {
        let role = Role::parse(name).filter(|role| *role != Role::Owner);
        let Some(role) = role else {
            return unknown(
                "projects",
                "must have roles \"viewer\" or \"member\": an owner has all projects",
            );
        };
        if !known.iter().any(|row| row.key.as_str() == key) {
            return unknown("projects", "must be named by their keys");
        }
        roles.insert(key.clone(), role);
    }
    Ok(RoleGrants { everywhere, projects: roles })
}

/// Every user, with what opens the collector for it.
pub(crate) async fn list(env: &Env) -> Result<Vec<UserOverview>, Fault> {
    stub::request(&stub::directory(env)?, &ListUsers { now: clock::now() }).await
}

/// A user, or 404.
pub(crate) async fn find(id: &str, env: &Env) -> Result<UserOverview, Fault> {
    let ask = FindUser { id: id.to_owned(), now: clock::now() };
    let found = stub::request(&stub::directory(env)?, &ask).await?;
    found.ok_or_else(|| Fault::not_found("user"))
}

/// Invites somebody: the user, and the path of the link.
pub(crate) async fn invite(fields: UserFields, env: &Env) -> Result<(User, String), Fault> {
    let (id, created) = (hex::text(&random::bytes::<ID_BYTES>()), clock::now().day());
    let UserFields { name, email, grants } = fields;
    let user = User { id, name, email, grants, created, seen: None };
    let (invitation, path) = new_invitation();
    let ask = AddUser { user: user.clone(), invitation };
    done(stub::request(&stub::directory(env)?, &ask).await?)?;
    Ok((user, path))
}

/// Invites a user again: the path of the link.
pub(crate) async fn invite_again(id: &str, env: &Env) -> Result<String, Fault> {
    let (invitation, path) = new_invitation();
    let ask = InviteUser { id: id.to_owned(), invitation };
    done(stub::request(&stub::directory(env)?, &ask).await?)?;
    Ok(path)
}

fn new_invitation() -> (AccessSecret, String) {
    let expires = UnixMillis(clock::now().0.saturating_add(INVITATION_MS));
    let (invitation, text) = AccessSecret::make(expires, (random::bytes(), random::bytes()));
    (invitation, format!("/invite/{text}"))
}

/// Changes a user.
pub(crate) async fn change(id: &str, fields: UserFields, env: &Env) -> Result<(), Fault> {
    let UserFields { name, email, grants } = fields;
    let ask = ChangeUser { id: id.to_owned(), name, email, grants };
    done(stub::request(&stub::directory(env)?, &ask).await?)
}

/// Removes a user.
pub(crate) async fn remove(id: &str, env: &Env) -> Result<(), Fault> {
    done(stub::request(&stub::directory(env)?, &RemoveUser { id: id.to_owned() }).await?)
}

/// Removes a passkey of a user.
pub(crate) async fn remove_passkey(user: &str, id: &str, env: &Env) -> Result<(), Fault> {
    let ask = RemovePasskey { user: user.to_owned(), id: id.to_owned() };
    match stub::request(&stub::directory(env)?, &ask).await? {
        UserOutcome::Unknown => Err(Fault::not_found("passkey")),
        outcome => done(outcome),
    }
}

/// Disconnects an account at a provider from a user.
pub(crate) async fn remove_identity(user: &str, id: &str, env: &Env) -> Result<(), Fault> {
    let ask = RemoveIdentity { user: user.to_owned(), id: id.to_owned() };
    let was = stub::request(&stub::directory(env)?, &ask).await?;
    if was { Ok(()) } else { Err(Fault::not_found("account")) }
}

fn done(outcome: UserOutcome) -> Result<(), Fault> {
    let conflict = |code, message: &str| Err(Fault::new(409, code, message));
    match outcome {
        UserOutcome::Done => Ok(()),
        UserOutcome::Unknown => Err(Fault::not_found("user")),
        UserOutcome::TooMany => {
            conflict("too_many_users", &format!("there are {MOST_USERS} users; remove one first"))
        }
        UserOutcome::EmailTaken => conflict("email_taken", "another user has this e-mail address"),
        UserOutcome::LastOwner => conflict(
            "last_owner",
            "this is the last owner with a passkey, and the admin token is off: switch it on first, or give another \
             owner a passkey",
        ),
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_user_has_a_name_and_an_address() {
        let check = |name: &str, email: &str| {
            UserFields::check(name, email, RoleGrants::default()).map_err(|(field, _)| field)
        };
        let fields = check(" Ann Lee ", " ann.lee+x@mail.team.example ").unwrap();
        assert_eq!((fields.name.as_str(), fields.email.as_str()), ("Ann Lee", "ann.lee+x@mail.team.example"));
        for name in ["", "  ", "a\nb", &"n".repeat(NAME_CHARS + 1)] {
            assert_eq!(check(name, "ann@team.example"), Err("name"), "{name:?}");
        }
        let long = format!("{}@team.example", "a".repeat(EMAIL_CHARS));
        for email in ["", "ann", "@team.example", "ann@", "ann@team", "a nn@team.example", &long] {
            assert_eq!(check("Ann", email), Err("email"), "{email:?}");
        }
    }
}
