//! What several pages share: the permissions of the reader, the range of an address, the own addresses, and the page of an error.

use corncrake_core::ids::ProjectKey;
use corncrake_model::access::role;
use corncrake_www as www;
use corncrake_www::{
    permissions::{Permissions, Role},
    range::Range,
};
use worker::{Env, Request};

use super::zone;
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, public_addresses::PublicAddresses, response, url},
};

/// What somebody who was let in may do in a project, by its key as it was written; beside the projects, in
/// all of them.
pub(crate) fn permissions(actor: &Actor, key: Option<&str>) -> Permissions {
    match actor {
        Actor::Admin => Permissions::OWNER,
        Actor::User(user, _) => {
            let everywhere = user.grants.everywhere;
            let here = key.map_or(everywhere, |key| user.grants.role_in(key));
            Permissions {
                here: here.map_or(Role::Viewer, shown_role),
                everywhere: everywhere.map(shown_role),
            }
        }
        Actor::Anybody | Actor::Token(..) => Permissions::VIEWER,
    }
}

fn shown_role(role: role::Role) -> Role {
    match role {
        role::Role::Viewer => Role::Viewer,
        role::Role::Member => Role::Member,
        role::Role::Owner => Role::Owner,
    }
}

/// The range that an address names; the shortest where it names none.
pub(crate) fn range(request: &Request) -> Result<Range, Fault> {
    Ok(url::parameter(request, "range")?.and_then(|name| name.parse().ok()).unwrap_or_default())
}

/// The dashboard's own address, as the operator reaches it.
pub(crate) fn dashboard_address(request: &Request, env: &Env) -> Result<String, Fault> {
    PublicAddresses::of(env)?.dashboard(request)
}

/// The collector's address, as visitors reach it.
pub(crate) fn ingest_address(request: &Request, env: &Env) -> Result<String, Fault> {
    PublicAddresses::of(env)?.ingest(request)
}

/// The page of a fault; the project is the one below which nothing was found.
pub(crate) fn fault(
    fault: &Fault,
    signed_in: bool,
    project: Option<ProjectKey>,
    request: &Request,
) -> worker::Result<Response> {
    let project = project.filter(|_| signed_in && fault.status == 404);
    let view = www::error::ErrorView { status: fault.status, sentence: sentence(fault), signed_in, project };
    let zone = zone::of(request).unwrap_or_default();
    response::page(fault.status, &www::zone::for_reader(zone, || www::error::page(&view)))
}

/// What a fault says, to a person.
pub(crate) fn sentence(fault: &Fault) -> String {
    let mut sentence = fault.message.clone();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}
