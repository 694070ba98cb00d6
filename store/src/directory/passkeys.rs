//! Passkeys: registered by an invitation or by their user, used, removed. A challenge is good once.

use corncrake_core::time::{UnixMillis, UtcDay};
use corncrake_model::access::user::{AccessSecret, Passkey, PasskeyLoginOutcome, User};

use super::{user_logins, users};
use crate::engine::{Arg, Row, Sql, SqlError, Value};

/// Passkeys of one user: a phone, a computer and keys in drawers.
const MOST_PASSKEYS: usize = 20;

const COLUMNS: &str = "id, user, rp_id, public_key, counter, created, used";

fn read(row: &Row) -> Result<Passkey, SqlError> {
    let used = row.integer(6)?;
    let public_key = match row.0.get(3) {
        Some(Value::Blob(bytes)) => bytes.clone(),
        _ => return Err(SqlError("a passkey has no public key".into())),
    };
    Ok(Passkey {
        id: row.text(0)?.to_owned(),
        user: row.text(1)?.to_owned(),
        rp_id: row.text(2)?.to_owned(),
        public_key,
        counter: u32::try_from(row.integer(4)?).unwrap_or(0),
        created: UtcDay(row.integer(5)?),
        used: (used > 0).then_some(UtcDay(used)),
    })
}

/// Every passkey, the oldest first.
pub fn passkeys(sql: &impl Sql) -> Result<Vec<Passkey>, SqlError> {
    sql.exec(&format!("SELECT {COLUMNS} FROM passkey ORDER BY created, id"), &[])?.iter().map(read).collect()
}

/// The passkeys of a user, the oldest first.
pub(super) fn passkeys_of(sql: &impl Sql, user: &str) -> Result<Vec<Passkey>, SqlError> {
    let query = format!("SELECT {COLUMNS} FROM passkey WHERE user = ? ORDER BY created, id");
    sql.exec(&query, &[Arg::Text(user)])?.iter().map(read).collect()
}

/// A passkey with its user.
pub fn passkey(sql: &impl Sql, id: &str) -> Result<Option<(Passkey, User)>, SqlError> {
    let row = sql.first(&format!("SELECT {COLUMNS} FROM passkey WHERE id = ?"), &[Arg::Text(id)])?;
    let Some(passkey) = row.as_ref().map(read).transpose()? else { return Ok(None) };
    Ok(users::user(sql, &passkey.user)?.map(|user| (passkey, user)))
}

/// Adds a passkey of a user who is there. `false` where the passkey is registered already, the user
/// is gone or has as many as there may be, or the challenge was used.
pub fn add_passkey(
    sql: &impl Sql,
    passkey: &Passkey,
    challenge: &(String, UnixMillis),
    now: UnixMillis,
) -> Result<bool, SqlError> {
    let has = passkeys_of(sql, &passkey.user)?.len();
    if has >= MOST_PASSKEYS
        || users::user(sql, &passkey.user)?.is_none()
        || self::passkey(sql, &passkey.id)?.is_some()
        || !use_challenge(sql, challenge, now)?
    {
        return Ok(false);
    }
    sql.exec(
        &format!("INSERT INTO passkey ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, 0)"),
        &[
            Arg::Text(&passkey.id),
            Arg::Text(&passkey.user),
            Arg::Text(&passkey.rp_id),
            Arg::Blob(&passkey.public_key),
            Arg::Integer(passkey.counter.into()),
            Arg::Integer(passkey.created.0),
        ],
    )?;
    Ok(true)
}

/// Uses an invitation up: adds the passkey, and begins a login. `false` where the invitation was
/// used, or the passkey cannot be added.
pub fn accept_invitation(
    sql: &impl Sql,
    invitation: (&str, &str),
    passkey: &Passkey,
    challenge: &(String, UnixMillis),
    login: &AccessSecret,
    now: UnixMillis,
) -> Result<bool, SqlError> {
    let (id, digest) = invitation;
    let invited = users::invited_user(sql, id, digest, now)?;
    if invited.is_none_or(|user| user.id != passkey.user) || !add_passkey(sql, passkey, challenge, now)? {
        return Ok(false);
    }
    users::end_invitation(sql, &passkey.user)?;
    user_logins::begin_user_login(sql, &passkey.user, login, now)?;
    Ok(true)
}

/// Begins a login by a passkey whose signature was verified.
pub fn log_in_by_passkey(
    sql: &impl Sql,
    id: &str,
    counter: u32,
    challenge: &(String, UnixMillis),
    login: &AccessSecret,
    now: UnixMillis,
) -> Result<PasskeyLoginOutcome, SqlError> {
    let Some((passkey, user)) = passkey(sql, id)? else { return Ok(PasskeyLoginOutcome::Unknown) };
    if !use_challenge(sql, challenge, now)? {
        return Ok(PasskeyLoginOutcome::ChallengeUsed);
    }
    // WebAuthn, section 7.2: where either is above 0, it has to grow.
    if (counter > 0 || passkey.counter > 0) && counter <= passkey.counter {
        return Ok(PasskeyLoginOutcome::Copied);
    }
    let args = [Arg::Integer(counter.into()), Arg::Integer(now.day().0), Arg::Text(id)];
    sql.exec("UPDATE passkey SET counter = ?, used = ? WHERE id = ?", &args)?;
    user_logins::begin_user_login(sql, &user.id, login, now)?;
    Ok(PasskeyLoginOutcome::LoggedIn)
}

/// Uses a challenge up; `false` where it was used before. Only who has a passkey gets here, so that
/// nobody else fills the table.
fn use_challenge(
    sql: &impl Sql,
    (id, expires): &(String, UnixMillis),
    now: UnixMillis,
) -> Result<bool, SqlError> {
    sql.exec("DELETE FROM used_challenge WHERE expires <= ?", &[Arg::Integer(now.0)])?;
    let args = [Arg::Text(id), Arg::Integer(expires.0)];
    let added = sql.first(
        "INSERT INTO used_challenge (id, expires) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1",
        &args,
    )?;
    Ok(added.is_some() && now < *expires)
}
