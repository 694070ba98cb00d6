//! People: users with all that opens the collector for them, changed and removed; and the switch of the
//! admin token, so that somebody can always administrate. Who is removed leaves an id in the access
//! log, and nothing else.

use corncrake_core::time::UnixMillis;
use corncrake_model::access::{
    role::RoleGrants,
    user::{AdminTokenState, User, UserOutcome, UserOverview},
};

use super::{
    identities, passkeys, tokens, user_logins,
    users::{has_email, user, users},
};
use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

/// Every user with what opens the collector for it.
pub fn user_overviews(sql: &impl Sql, now: UnixMillis) -> Result<Vec<UserOverview>, SqlError> {
    let (mut passkeys, mut logins) = (passkeys::passkeys(sql)?, user_logins::user_logins(sql, now)?);
    let mut identities = identities::identities(sql)?;
    let mut invitations = Vec::new();
    for row in sql.exec("SELECT user, expires FROM invitation WHERE expires > ?", &[Arg::Integer(now.0)])? {
        invitations.push((row.text(0)?.to_owned(), UnixMillis(row.integer(1)?)));
    }
    let overview = |user: User| UserOverview {
        passkeys: passkeys.extract_if(.., |one| one.user == user.id).collect(),
        identities: identities.extract_if(.., |one| one.user == user.id).collect(),
        logins: logins.extract_if(.., |one| one.user == user.id).collect(),
        invited_until: invitations.iter().find(|(id, _)| *id == user.id).map(|(_, expires)| *expires),
        user,
    };
    Ok(users(sql)?.into_iter().map(overview).collect())
}

/// A user with what opens the collector for it.
pub fn user_overview(sql: &impl Sql, id: &str, now: UnixMillis) -> Result<Option<UserOverview>, SqlError> {
    let Some(user) = user(sql, id)? else { return Ok(None) };
    let args = [Arg::Text(id), Arg::Integer(now.0)];
    let invitation = sql.first("SELECT expires FROM invitation WHERE user = ? AND expires > ?", &args)?;
    Ok(Some(UserOverview {
        user,
        passkeys: passkeys::passkeys_of(sql, id)?,
        identities: identities::identities_of(sql, id)?,
        logins: user_logins::user_logins_of(sql, id, now)?,
        invited_until: invitation.map(|row| row.integer(0).map(UnixMillis)).transpose()?,
    }))
}

/// Changes a user's name, address and roles.
pub fn change_user(
    sql: &impl Sql,
    id: &str,
    name: &str,
    email: &str,
    grants: &RoleGrants,
) -> Result<UserOutcome, SqlError> {
    let Some(before) = user(sql, id)? else { return Ok(UserOutcome::Unknown) };
    if has_email(sql, email, id)? {
        return Ok(UserOutcome::EmailTaken);
    }
    if before.grants.is_owner() && !grants.is_owner() && is_last_owner(sql, id)? {
        return Ok(UserOutcome::LastOwner);
    }
    let grants = to_json(grants)?;
    let args = [name, email, &grants, id].map(Arg::Text);
    sql.exec("UPDATE user SET name = ?, email = ?, grants = ? WHERE id = ?", &args)?;
    Ok(UserOutcome::Done)
}

/// Removes a user with all that opens the collector for it.
pub fn remove_user(sql: &impl Sql, id: &str) -> Result<UserOutcome, SqlError> {
    if user(sql, id)?.is_none() {
        return Ok(UserOutcome::Unknown);
    }
    if is_last_owner(sql, id)? {
        return Ok(UserOutcome::LastOwner);
    }
    for statement in [
        "DELETE FROM passkey WHERE user = ?",
        "DELETE FROM identity WHERE user = ?",
        "DELETE FROM invitation WHERE user = ?",
        "DELETE FROM user_login WHERE user = ?",
        "DELETE FROM user WHERE id = ?",
    ] {
        sql.exec(statement, &[Arg::Text(id)])?;
    }
    tokens::revoke_tokens_of_user(sql, id)?;
    Ok(UserOutcome::Done)
}

/// Removes a passkey of a user; the last one of the last owner stays.
pub fn remove_passkey(sql: &impl Sql, user: &str, id: &str) -> Result<UserOutcome, SqlError> {
    let own = passkeys::passkeys_of(sql, user)?;
    if !own.iter().any(|one| one.id == id) {
        return Ok(UserOutcome::Unknown);
    }
    if own.len() == 1 && is_last_owner(sql, user)? {
        return Ok(UserOutcome::LastOwner);
    }
    sql.exec("DELETE FROM passkey WHERE id = ?", &[Arg::Text(id)])?;
    Ok(UserOutcome::Done)
}

/// Whether nobody could administrate without this user: no other owner has a passkey, and the admin
/// token is off.
fn is_last_owner(sql: &impl Sql, id: &str) -> Result<bool, SqlError> {
    Ok(!admin_token_state(sql)?.is_on && !has_owner_with_passkey(sql, id)?)
}

fn has_owner_with_passkey(sql: &impl Sql, but: &str) -> Result<bool, SqlError> {
    let passkeys = passkeys::passkeys(sql)?;
    let is_one = |user: &User| {
        user.id != but && user.grants.is_owner() && passkeys.iter().any(|passkey| passkey.user == user.id)
    };
    Ok(users(sql)?.iter().any(is_one))
}

/// Whether the admin token opens anything.
pub fn admin_token_state(sql: &impl Sql) -> Result<AdminTokenState, SqlError> {
    let is_on = sql.first("SELECT 1 FROM admin_token_off", &[])?.is_none();
    let has_passkeys = sql.first("SELECT 1 FROM passkey LIMIT 1", &[])?.is_some();
    Ok(AdminTokenState { is_on, has_passkeys })
}

/// Switches the admin token on or off; `false` where nobody else could get in.
pub fn switch_admin_token(sql: &impl Sql, on: bool, now: UnixMillis) -> Result<bool, SqlError> {
    if !on && !has_owner_with_passkey(sql, "")? {
        return Ok(false);
    }
    sql.exec("DELETE FROM admin_token_off", &[])?;
    if !on {
        sql.exec("INSERT INTO admin_token_off VALUES (?)", &[Arg::Integer(now.0)])?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
