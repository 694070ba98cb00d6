//! The directory's requests about people: users, passkeys, logins, the admin token's switch, the log.

use corncrake_store as store;
use worker::Response;

use super::{
    incoming_request::answer,
    rpc::{
        AcceptInvitation, AcceptInvitationByIdentity, AddPasskey, AddUser, AppendAccessLog, ChangeUser,
        EndLoginsOfUser, EndUserLogin, FindInvitedUser, FindPasskey, FindUser, FindUserOfLogin, InviteUser,
        ListUsers, LogInByIdentity, LogInByPasskey, PeopleRequest, ReadAccessLog, ReadAdminTokenState,
        ReadUsers, RemoveIdentity, RemovePasskey, RemoveUser, SwitchAdminToken, TrimDirectory,
    },
};
use crate::{http::error::Fault, platform::sqlite::Sqlite};

/// Answers a request about people.
pub(super) fn answer_request(
    request: PeopleRequest,
    sql: impl Fn() -> Result<Sqlite, Fault>,
) -> worker::Result<Response> {
    match request {
        PeopleRequest::ListUsers(ask) => {
            answer(ask, |ListUsers { now }| Ok(store::user_overviews(&sql()?, now)?))
        }
        PeopleRequest::ReadUsers(ask) => answer(ask, |ReadUsers {}| Ok(store::users(&sql()?)?)),
        PeopleRequest::FindUser(ask) => {
            answer(ask, |FindUser { id, now }| Ok(store::user_overview(&sql()?, &id, now)?))
        }
        PeopleRequest::AddUser(ask) => {
            answer(ask, |AddUser { user, invitation }| Ok(store::add_user(&sql()?, &user, &invitation)?))
        }
        PeopleRequest::ChangeUser(ask) => answer(ask, |ChangeUser { id, name, email, grants }| {
            Ok(store::change_user(&sql()?, &id, &name, &email, &grants)?)
        }),
        PeopleRequest::RemoveUser(ask) => {
            answer(ask, |RemoveUser { id }| Ok(store::remove_user(&sql()?, &id)?))
        }
        PeopleRequest::InviteUser(ask) => {
            answer(ask, |InviteUser { id, invitation }| Ok(store::invite(&sql()?, &id, &invitation)?))
        }
        PeopleRequest::FindInvitedUser(ask) => answer(ask, |FindInvitedUser { id, digest, now }| {
            Ok(store::invited_user(&sql()?, &id, &digest, now)?)
        }),
        PeopleRequest::ReadAdminTokenState(ask) => {
            answer(ask, |ReadAdminTokenState {}| Ok(store::admin_token_state(&sql()?)?))
        }
        PeopleRequest::SwitchAdminToken(ask) => {
            answer(ask, |SwitchAdminToken { on, now }| Ok(store::switch_admin_token(&sql()?, on, now)?))
        }
        PeopleRequest::AcceptInvitation(ask) => {
            answer(ask, |AcceptInvitation { id, digest, passkey, challenge, login, now }| {
                let by = (id.as_str(), digest.as_str());
                Ok(store::accept_invitation(&sql()?, by, &passkey, &challenge, &login, now)?)
            })
        }
        PeopleRequest::AddPasskey(ask) => answer(ask, |AddPasskey { passkey, challenge, now }| {
            Ok(store::add_passkey(&sql()?, &passkey, &challenge, now)?)
        }),
        PeopleRequest::FindPasskey(ask) => {
            answer(ask, |FindPasskey { id }| Ok(store::passkey(&sql()?, &id)?))
        }
        PeopleRequest::RemovePasskey(ask) => {
            answer(ask, |RemovePasskey { user, id }| Ok(store::remove_passkey(&sql()?, &user, &id)?))
        }
        PeopleRequest::LogInByPasskey(ask) => {
            answer(ask, |LogInByPasskey { id, counter, challenge, login, now }| {
                Ok(store::log_in_by_passkey(&sql()?, &id, counter, &challenge, &login, now)?)
            })
        }
        PeopleRequest::LogInByIdentity(ask) => answer(ask, |LogInByIdentity { identity, login, now }| {
            Ok(store::log_in_by_identity(&sql()?, &identity, &login, now)?)
        }),
        PeopleRequest::AcceptInvitationByIdentity(ask) => {
            answer(ask, |AcceptInvitationByIdentity { id, digest, identity, login, now }| {
                let by = (id.as_str(), digest.as_str());
                Ok(store::accept_invitation_by_identity(&sql()?, by, &identity, &login, now)?)
            })
        }
        PeopleRequest::RemoveIdentity(ask) => {
            answer(ask, |RemoveIdentity { user, id }| Ok(store::remove_identity(&sql()?, &user, &id)?))
        }
        PeopleRequest::FindUserOfLogin(ask) => answer(ask, |FindUserOfLogin { id, digest, now }| {
            Ok(store::user_of_login(&sql()?, &id, &digest, now)?)
        }),
        PeopleRequest::EndUserLogin(ask) => {
            answer(ask, |EndUserLogin { id, user }| Ok(store::end_user_login(&sql()?, &id, &user)?))
        }
        PeopleRequest::EndLoginsOfUser(ask) => {
            answer(ask, |EndLoginsOfUser { user }| Ok(store::end_logins_of_user(&sql()?, &user)?))
        }
        PeopleRequest::AppendAccessLog(ask) => {
            answer(ask, |AppendAccessLog { entry }| Ok(store::append_access_log(&sql()?, &entry)?))
        }
        PeopleRequest::TrimDirectory(ask) => {
            answer(ask, |TrimDirectory { now }| Ok(store::trim_directory(&sql()?, now)?))
        }
        PeopleRequest::ReadAccessLog(ask) => answer(ask, |ReadAccessLog { before, limit, now }| {
            Ok(store::access_log(&sql()?, before, limit, now)?)
        }),
    }
}
