//! Users: their rows, and their invitations. What needs their passkeys as well is in `people`.

use corncrake_core::time::{UnixMillis, UtcDay};
use corncrake_model::access::user::{AccessSecret, User, UserOutcome};

use crate::engine::{Arg, Row, Sql, SqlError, json_rows::to_json};

/// Users of a collector: more colleagues than see one dashboard.
pub const MOST_USERS: i64 = 500;

const COLUMNS: &str = "id, name, email, grants, created, seen";

fn read(row: &Row) -> Result<User, SqlError> {
    let seen = row.integer(5)?;
    Ok(User {
        id: row.text(0)?.to_owned(),
        name: row.text(1)?.to_owned(),
        email: row.text(2)?.to_owned(),
        grants: row.json(3)?,
        created: UtcDay(row.integer(4)?),
        seen: (seen > 0).then_some(UtcDay(seen)),
    })
}

/// The user of an id.
pub fn user(sql: &impl Sql, id: &str) -> Result<Option<User>, SqlError> {
    let row = sql.first(&format!("SELECT {COLUMNS} FROM user WHERE id = ?"), &[Arg::Text(id)])?;
    row.as_ref().map(read).transpose()
}

/// Every user, by name.
pub fn users(sql: &impl Sql) -> Result<Vec<User>, SqlError> {
    let rows = sql.exec(&format!("SELECT {COLUMNS} FROM user ORDER BY lower(name), id"), &[])?;
    rows.iter().map(read).collect()
}

/// The user who was invited by this address.
pub(super) fn user_with_email(sql: &impl Sql, email: &str) -> Result<Option<User>, SqlError> {
    let row =
        sql.first(&format!("SELECT {COLUMNS} FROM user WHERE lower(email) = lower(?)"), &[Arg::Text(email)])?;
    row.as_ref().map(read).transpose()
}

/// Whether another user has this address.
pub(super) fn has_email(sql: &impl Sql, email: &str, but: &str) -> Result<bool, SqlError> {
    let args = [Arg::Text(email), Arg::Text(but)];
    Ok(sql.first("SELECT 1 FROM user WHERE lower(email) = lower(?) AND id <> ?", &args)?.is_some())
}

/// Adds a user, who gets in by an invitation.
pub fn add_user(sql: &impl Sql, user: &User, invitation: &AccessSecret) -> Result<UserOutcome, SqlError> {
    let count = sql.first("SELECT count(*) FROM user", &[])?.map_or(Ok(0), |row| row.integer(0))?;
    if count >= MOST_USERS {
        return Ok(UserOutcome::TooMany);
    }
    if has_email(sql, &user.email, "")? {
        return Ok(UserOutcome::EmailTaken);
    }
    let grants = to_json(&user.grants)?;
    let args = [&user.id, &user.name, &user.email, &grants].map(|text| Arg::Text(text));
    let args = args.into_iter().chain([Arg::Integer(user.created.0)]).collect::<Vec<_>>();
    sql.exec(&format!("INSERT INTO user ({COLUMNS}) VALUES (?, ?, ?, ?, ?, 0)"), &args)?;
    invite(sql, &user.id, invitation)
}

/// Gives a user a new invitation, in place of the one before.
pub fn invite(sql: &impl Sql, id: &str, invitation: &AccessSecret) -> Result<UserOutcome, SqlError> {
    if user(sql, id)?.is_none() {
        return Ok(UserOutcome::Unknown);
    }
    let texts = [id, &invitation.id, &invitation.digest].map(Arg::Text);
    let args = texts.into_iter().chain([Arg::Integer(invitation.expires.0)]).collect::<Vec<_>>();
    sql.exec("INSERT OR REPLACE INTO invitation (user, id, digest, expires) VALUES (?, ?, ?, ?)", &args)?;
    Ok(UserOutcome::Done)
}

/// The user whom an invitation is for.
pub fn invited_user(
    sql: &impl Sql,
    id: &str,
    digest: &str,
    now: UnixMillis,
) -> Result<Option<User>, SqlError> {
    let args = [Arg::Text(id), Arg::Text(digest), Arg::Integer(now.0)];
    let row = sql.first("SELECT user FROM invitation WHERE id = ? AND digest = ? AND expires > ?", &args)?;
    row.map_or(Ok(None), |row| user(sql, row.text(0)?))
}

/// Uses the invitation of a user up.
pub(super) fn end_invitation(sql: &impl Sql, id: &str) -> Result<(), SqlError> {
    sql.exec("DELETE FROM invitation WHERE user = ?", &[Arg::Text(id)]).map(drop)
}

/// Takes a project that is deleted out of all roles.
pub(super) fn forget_project(sql: &impl Sql, key: &str) -> Result<(), SqlError> {
    for mut user in users(sql)? {
        if user.grants.projects.remove(key).is_some() {
            let grants = to_json(&user.grants)?;
            let args = [&grants, &user.id].map(|text| Arg::Text(text));
            sql.exec("UPDATE user SET grants = ? WHERE id = ?", &args)?;
        }
    }
    Ok(())
}

/// Notes that a user was here today: one write a day.
pub(super) fn note_seen(sql: &impl Sql, id: &str, today: UtcDay) -> Result<(), SqlError> {
    let args = [Arg::Integer(today.0), Arg::Text(id), Arg::Integer(today.0)];
    sql.exec("UPDATE user SET seen = ? WHERE id = ? AND seen <> ?", &args).map(drop)
}
