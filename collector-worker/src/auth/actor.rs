//! Who sent a request that was let in, and what of the collector that is.

use corncrake_core::ids::ProjectKey;
use corncrake_model::access::{
    log_entry::LogActor,
    role::{Role, RoleGrants},
    token::ApiToken,
    user::User,
};

/// The sender of a request that was let in.
#[derive(Debug, Clone)]
pub(crate) enum Actor {
    /// Somebody whom nobody has to know.
    Anybody,
    /// The bearer of the admin token, or its login.
    Admin,
    /// The bearer of an API token, with the user whose it is.
    Token(ApiToken, Option<User>),
    /// A user, with the id of the login.
    User(User, String),
}

impl Actor {
    /// Whether a project is visible.
    pub(crate) fn sees(&self, key: ProjectKey) -> bool {
        match self {
            Self::Anybody => false,
            Self::Admin => true,
            Self::Token(token, user) => {
                let is_of_user = user.as_ref().is_none_or(|user| user.grants.sees(key));
                is_of_user && token.project.is_none_or(|own| own == key)
            }
            Self::User(user, _) => user.grants.sees(key),
        }
    }

    /// Whether it may administrate: people, projects, tokens.
    pub(crate) fn is_owner(&self) -> bool {
        match self {
            Self::Admin => true,
            Self::User(user, _) => user.grants.is_owner(),
            Self::Anybody | Self::Token(..) => false,
        }
    }

    /// What the access log has of it; nothing of who was not asked for anything.
    pub(crate) fn for_log(&self) -> Option<LogActor> {
        match self {
            Self::Anybody => None,
            Self::Admin => Some(LogActor::Admin),
            Self::Token(token, _) => Some(LogActor::Token(token.id.clone())),
            Self::User(user, _) => Some(LogActor::User(user.id.clone())),
        }
    }
}

/// Why somebody with these roles is not let in to what needs another one.
pub(super) fn refusal(has: Option<Role>, needed: Role, grants: &RoleGrants) -> String {
    let article = if needed == Role::Owner { "an" } else { "a" };
    match has {
        Some(role) => format!("this needs {article} {}; your role here is {}", needed.name(), role.name()),
        None if grants == &RoleGrants::default() => {
            "you have no role in any project yet; ask an owner for one".to_owned()
        }
        None => "you have no role here; ask an owner for one".to_owned(),
    }
}
