//! What the reader of a page may do, for the views. The dispatch resolves it once a request.

use corncrake_model::access::role;
use corncrake_www::permissions::{Permissions, Role};

use crate::auth::actor::Actor;

/// What somebody who was let in may do in a project, by its key as it was written; beside the projects, in
/// all of them.
pub(crate) fn of(actor: &Actor, key: Option<&str>) -> Permissions {
    match actor {
        Actor::Admin => Permissions::OWNER,
        Actor::User(user, _) => {
            let everywhere = user.grants.everywhere;
            let here = key.map_or(everywhere, |key| user.grants.role_in(key));
            Permissions { here: here.map_or(Role::Viewer, shown), everywhere: everywhere.map(shown) }
        }
        Actor::Anybody | Actor::Token(_) => Permissions::VIEWER,
    }
}

fn shown(role: role::Role) -> Role {
    match role {
        role::Role::Viewer => Role::Viewer,
        role::Role::Member => Role::Member,
        role::Role::Owner => Role::Owner,
    }
}
