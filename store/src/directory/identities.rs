//! Identities: a user's accounts at providers of logins. The first login by a verified e-mail address, or
//! by an invitation, connects one; from then on only the issuer and its subject count.

use corncrake_core::time::{UnixMillis, UtcDay};
use corncrake_model::access::{
    identity::{Identity, IdentityLoginOutcome, VerifiedIdentity},
    user::AccessSecret,
};

use super::{user_logins, users};
use crate::engine::{Arg, Row, Sql, SqlError};

const COLUMNS: &str = "id, user, issuer, created, used";

fn read(row: &Row) -> Result<Identity, SqlError> {
    Ok(Identity {
        id: row.text(0)?.to_owned(),
        user: row.text(1)?.to_owned(),
        issuer: row.text(2)?.to_owned(),
        created: UtcDay(row.integer(3)?),
        used: UtcDay(row.integer(4)?),
    })
}

/// Every identity, the oldest first.
pub(super) fn identities(sql: &impl Sql) -> Result<Vec<Identity>, SqlError> {
    sql.exec(&format!("SELECT {COLUMNS} FROM identity ORDER BY created, id"), &[])?.iter().map(read).collect()
}

/// The identities of a user, the oldest first.
pub(super) fn identities_of(sql: &impl Sql, user: &str) -> Result<Vec<Identity>, SqlError> {
    let query = format!("SELECT {COLUMNS} FROM identity WHERE user = ? ORDER BY created, id");
    sql.exec(&query, &[Arg::Text(user)])?.iter().map(read).collect()
}

/// The user of an identity.
fn user_of(sql: &impl Sql, identity: &VerifiedIdentity) -> Result<Option<String>, SqlError> {
    let args = [&identity.issuer, &identity.subject].map(|text| Arg::Text(text));
    let row = sql.first("SELECT user FROM identity WHERE issuer = ? AND subject = ?", &args)?;
    row.map(|row| row.text(0).map(str::to_owned)).transpose()
}

/// Connects an identity with a user; `false` where the user has another one of the issuer: a provider
/// may give the address of somebody who left to somebody new.
fn connect(
    sql: &impl Sql,
    identity: &VerifiedIdentity,
    user: &str,
    id: &str,
    today: UtcDay,
) -> Result<bool, SqlError> {
    if identities_of(sql, user)?.iter().any(|one| one.issuer == identity.issuer) {
        return Ok(false);
    }
    let texts = [identity.issuer.as_str(), &identity.subject, id, user].map(Arg::Text);
    let args = texts.into_iter().chain([Arg::Integer(today.0); 2]).collect::<Vec<_>>();
    sql.exec(
        "INSERT INTO identity (issuer, subject, id, user, created, used) VALUES (?, ?, ?, ?, ?, ?)",
        &args,
    )?;
    Ok(true)
}

/// Begins a login by an identity that its issuer vouches for. The new login's id names the identity as
/// well, where this connects it.
pub fn log_in_by_identity(
    sql: &impl Sql,
    identity: &VerifiedIdentity,
    login: &AccessSecret,
    now: UnixMillis,
) -> Result<IdentityLoginOutcome, SqlError> {
    let user = match user_of(sql, identity)? {
        Some(user) => user,
        None => {
            let Some(email) = &identity.email else { return Ok(IdentityLoginOutcome::Unknown) };
            let Some(user) = users::user_with_email(sql, email)? else {
                return Ok(IdentityLoginOutcome::Unknown);
            };
            if !connect(sql, identity, &user.id, &login.id, now.day())? {
                return Ok(IdentityLoginOutcome::AnotherIdentity);
            }
            users::end_invitation(sql, &user.id)?;
            user.id
        }
    };
    begin(sql, identity, user, login, now)
}

/// Uses an invitation up by an identity, whatever its address is: whoever has the link is the user.
pub fn accept_invitation_by_identity(
    sql: &impl Sql,
    invitation: (&str, &str),
    identity: &VerifiedIdentity,
    login: &AccessSecret,
    now: UnixMillis,
) -> Result<IdentityLoginOutcome, SqlError> {
    let (id, digest) = invitation;
    let Some(user) = users::invited_user(sql, id, digest, now)? else {
        return Ok(IdentityLoginOutcome::InvitationUsed);
    };
    match user_of(sql, identity)? {
        Some(known) if known != user.id => return Ok(IdentityLoginOutcome::AnotherUser),
        Some(_) => {}
        None if connect(sql, identity, &user.id, &login.id, now.day())? => {}
        None => return Ok(IdentityLoginOutcome::AnotherIdentity),
    }
    users::end_invitation(sql, &user.id)?;
    begin(sql, identity, user.id, login, now)
}

fn begin(
    sql: &impl Sql,
    identity: &VerifiedIdentity,
    user: String,
    login: &AccessSecret,
    now: UnixMillis,
) -> Result<IdentityLoginOutcome, SqlError> {
    let texts = [&identity.issuer, &identity.subject].map(|text| Arg::Text(text));
    let args = [Arg::Integer(now.day().0)].into_iter().chain(texts).collect::<Vec<_>>();
    sql.exec("UPDATE identity SET used = ? WHERE issuer = ? AND subject = ?", &args)?;
    user_logins::begin_user_login(sql, &user, login, now)?;
    Ok(IdentityLoginOutcome::LoggedIn(user))
}

/// Disconnects an identity of a user; whether there was one.
pub fn remove_identity(sql: &impl Sql, user: &str, id: &str) -> Result<bool, SqlError> {
    let args = [Arg::Text(id), Arg::Text(user)];
    Ok(sql.first("DELETE FROM identity WHERE id = ? AND user = ? RETURNING 1", &args)?.is_some())
}
