//! The logins of users: a row each, so that each can be ended by itself. Use is noted by the day.

use corncrake_core::time::{UnixMillis, UtcDay};
use corncrake_model::access::user::{AccessSecret, User, UserLogin};

use super::users;
use crate::engine::{Arg, Row, Sql, SqlError};

/// Open logins of one user: browsers on some devices. The oldest one goes for one more.
const MOST_LOGINS: i64 = 50;

const COLUMNS: &str = "id, user, created, seen, expires";

/// Begins a login of a user.
pub(super) fn begin_user_login(
    sql: &impl Sql,
    user: &str,
    login: &AccessSecret,
    now: UnixMillis,
) -> Result<(), SqlError> {
    let today = now.day();
    sql.exec("DELETE FROM user_login WHERE expires <= ?", &[Arg::Integer(now.0)])?;
    sql.exec(
        "INSERT INTO user_login (id, user, digest, created, seen, expires) VALUES (?, ?, ?, ?, ?, ?)",
        &[
            Arg::Text(&login.id),
            Arg::Text(user),
            Arg::Text(&login.digest),
            Arg::Integer(today.0),
            Arg::Integer(today.0),
            Arg::Integer(login.expires.0),
        ],
    )?;
    sql.exec(
        "DELETE FROM user_login WHERE user = ? AND id NOT IN
         (SELECT id FROM user_login WHERE user = ? ORDER BY id = ? DESC, expires DESC LIMIT ?)",
        &[Arg::Text(user), Arg::Text(user), Arg::Text(&login.id), Arg::Integer(MOST_LOGINS)],
    )?;
    users::note_seen(sql, user, today)
}

/// The user of an open login, which is used today.
pub fn user_of_login(
    sql: &impl Sql,
    id: &str,
    digest: &str,
    now: UnixMillis,
) -> Result<Option<User>, SqlError> {
    let row = sql.first(
        "SELECT user, seen FROM user_login WHERE id = ? AND digest = ? AND expires > ?",
        &[Arg::Text(id), Arg::Text(digest), Arg::Integer(now.0)],
    )?;
    let Some(row) = row else { return Ok(None) };
    let Some(user) = users::user(sql, row.text(0)?)? else { return Ok(None) };
    let today = now.day();
    if row.integer(1)? != today.0 {
        // Who has a login is let in where the disk is full, too.
        let noted =
            sql.exec("UPDATE user_login SET seen = ? WHERE id = ?", &[Arg::Integer(today.0), Arg::Text(id)]);
        let _ = noted.and_then(|_| users::note_seen(sql, &user.id, today));
    }
    Ok(Some(user))
}

/// All open logins of users, the newest first.
pub fn user_logins(sql: &impl Sql, now: UnixMillis) -> Result<Vec<UserLogin>, SqlError> {
    let query = format!("SELECT {COLUMNS} FROM user_login WHERE expires > ? ORDER BY expires DESC, id");
    sql.exec(&query, &[Arg::Integer(now.0)])?.iter().map(read).collect()
}

/// The open logins of a user, the newest first.
pub(super) fn user_logins_of(
    sql: &impl Sql,
    user: &str,
    now: UnixMillis,
) -> Result<Vec<UserLogin>, SqlError> {
    let query =
        format!("SELECT {COLUMNS} FROM user_login WHERE user = ? AND expires > ? ORDER BY expires DESC, id");
    sql.exec(&query, &[Arg::Text(user), Arg::Integer(now.0)])?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<UserLogin, SqlError> {
    Ok(UserLogin {
        id: row.text(0)?.to_owned(),
        user: row.text(1)?.to_owned(),
        created: UtcDay(row.integer(2)?),
        seen: UtcDay(row.integer(3)?),
        expires: UnixMillis(row.integer(4)?),
    })
}

/// Ends a login of a user; whether there was one.
pub fn end_user_login(sql: &impl Sql, id: &str, user: &str) -> Result<bool, SqlError> {
    let args = [Arg::Text(id), Arg::Text(user)];
    Ok(sql.first("DELETE FROM user_login WHERE id = ? AND user = ? RETURNING 1", &args)?.is_some())
}

/// Ends all logins of a user.
pub fn end_logins_of_user(sql: &impl Sql, user: &str) -> Result<(), SqlError> {
    sql.exec("DELETE FROM user_login WHERE user = ?", &[Arg::Text(user)]).map(drop)
}
