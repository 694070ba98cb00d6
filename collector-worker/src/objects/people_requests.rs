//! The directory's requests about people: users, passkeys, logins, the admin token's switch, the log.

use corncrake_store as store;
use worker::Response;

use super::{
    incoming_request::IncomingRequest,
    rpc::{
        AcceptInvitation, AcceptInvitationByIdentity, AddPasskey, AddUser, AppendAccessLog, ChangeUser,
        EndLoginsOfUser, EndUserLogin, FindInvitedUser, FindPasskey, FindUser, FindUserOfLogin, InviteUser,
        ListUsers, LogInByIdentity, LogInByPasskey, ReadAccessLog, ReadAdminTokenState, ReadUsers,
        RemoveIdentity, RemovePasskey, RemoveUser, SwitchAdminToken, TrimDirectory,
    },
};
use crate::{http::error::Fault, platform::sqlite::Sqlite};

/// The answer, where the request is one of these.
pub(super) fn answer(
    request: &IncomingRequest,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    users(request, &sql)
        .or_else(|| logins(request, &sql))
        .or_else(|| identities(request, &sql))
        .or_else(|| log(request, &sql))
}

fn users(
    request: &IncomingRequest,
    sql: &impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    request
        .on(|ListUsers { now }| Ok(store::user_overviews(&sql()?, now)?))
        .or_else(|| request.on(|ReadUsers {}| Ok(store::users(&sql()?)?)))
        .or_else(|| request.on(|FindUser { id, now }| Ok(store::user_overview(&sql()?, &id, now)?)))
        .or_else(|| {
            request.on(|AddUser { user, invitation }| Ok(store::add_user(&sql()?, &user, &invitation)?))
        })
        .or_else(|| {
            request.on(|ChangeUser { id, name, email, grants }| {
                Ok(store::change_user(&sql()?, &id, &name, &email, &grants)?)
            })
        })
        .or_else(|| request.on(|RemoveUser { id }| Ok(store::remove_user(&sql()?, &id)?)))
        .or_else(|| request.on(|InviteUser { id, invitation }| Ok(store::invite(&sql()?, &id, &invitation)?)))
        .or_else(|| {
            request.on(|FindInvitedUser { id, digest, now }| {
                Ok(store::invited_user(&sql()?, &id, &digest, now)?)
            })
        })
        .or_else(|| request.on(|ReadAdminTokenState {}| Ok(store::admin_token_state(&sql()?)?)))
        .or_else(|| {
            request.on(|SwitchAdminToken { on, now }| Ok(store::switch_admin_token(&sql()?, on, now)?))
        })
}

fn logins(
    request: &IncomingRequest,
    sql: &impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    request
        .on(|AcceptInvitation { id, digest, passkey, challenge, login, now }| {
            let by = (id.as_str(), digest.as_str());
            Ok(store::accept_invitation(&sql()?, by, &passkey, &challenge, &login, now)?)
        })
        .or_else(|| {
            request.on(|AddPasskey { passkey, challenge, now }| {
                Ok(store::add_passkey(&sql()?, &passkey, &challenge, now)?)
            })
        })
        .or_else(|| request.on(|FindPasskey { id }| Ok(store::passkey(&sql()?, &id)?)))
        .or_else(|| request.on(|RemovePasskey { user, id }| Ok(store::remove_passkey(&sql()?, &user, &id)?)))
        .or_else(|| {
            request.on(|LogInByPasskey { id, counter, challenge, login, now }| {
                Ok(store::log_in_by_passkey(&sql()?, &id, counter, &challenge, &login, now)?)
            })
        })
        .or_else(|| {
            request.on(|FindUserOfLogin { id, digest, now }| {
                Ok(store::user_of_login(&sql()?, &id, &digest, now)?)
            })
        })
        .or_else(|| request.on(|EndUserLogin { id, user }| Ok(store::end_user_login(&sql()?, &id, &user)?)))
        .or_else(|| request.on(|EndLoginsOfUser { user }| Ok(store::end_logins_of_user(&sql()?, &user)?)))
}

fn identities(
    request: &IncomingRequest,
    sql: &impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    request
        .on(|LogInByIdentity { identity, login, now }| {
            Ok(store::log_in_by_identity(&sql()?, &identity, &login, now)?)
        })
        .or_else(|| {
            request.on(|AcceptInvitationByIdentity { id, digest, identity, login, now }| {
                let by = (id.as_str(), digest.as_str());
                Ok(store::accept_invitation_by_identity(&sql()?, by, &identity, &login, now)?)
            })
        })
        .or_else(|| {
            request.on(|RemoveIdentity { user, id }| Ok(store::remove_identity(&sql()?, &user, &id)?))
        })
}

fn log(
    request: &IncomingRequest,
    sql: &impl Fn() -> Result<Sqlite, Fault>,
) -> Option<worker::Result<Response>> {
    request
        .on(|AppendAccessLog { entry }| Ok(store::append_access_log(&sql()?, &entry)?))
        .or_else(|| request.on(|TrimDirectory { now }| Ok(store::trim_directory(&sql()?, now)?)))
        .or_else(|| {
            request.on(|ReadAccessLog { before, limit, now }| {
                Ok(store::access_log(&sql()?, before, limit, now)?)
            })
        })
}
