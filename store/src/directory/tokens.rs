//! API tokens, by their ids: their scopes, and the day of their last use, never the hour.

use corncrake_core::{ids::ProjectKey, time::UtcDay};
use corncrake_model::access::{token::ApiToken, user::User};

use super::users;
use crate::engine::{Arg, Row, Sql, SqlError};

/// Tokens of a collector: some for each of hundreds of projects.
pub const MOST_TOKENS: i64 = 1_000;
/// Tokens of one user: nobody's use up those of all.
pub const MOST_OF_A_USER: i64 = 20;

const COLUMNS: &str = "id, name, scopes, created, used, digest, project, user";

fn read(row: &Row) -> Result<ApiToken, SqlError> {
    let used = row.integer(4)?;
    Ok(ApiToken {
        id: row.text(0)?.to_owned(),
        name: row.text(1)?.to_owned(),
        scopes: row.json(2)?,
        created: UtcDay(row.integer(3)?),
        used: (used > 0).then_some(UtcDay(used)),
        digest: row.text(5)?.to_owned(),
        project: if row.text(6)?.is_empty() { None } else { Some(row.parse(6)?) },
        user: Some(row.text(7)?.to_owned()).filter(|user| !user.is_empty()),
    })
}

/// Keeps a new token; `false` where there are too many.
pub fn add_token(sql: &impl Sql, token: &ApiToken) -> Result<bool, SqlError> {
    let kept = sql.first("SELECT count(*) FROM token", &[])?.map_or(Ok(0), |row| row.integer(0))?;
    if kept >= MOST_TOKENS {
        return Ok(false);
    }
    if let Some(user) = &token.user {
        let of_user = sql.first("SELECT count(*) FROM token WHERE user = ?", &[Arg::Text(user)])?;
        if of_user.map_or(Ok(0), |row| row.integer(0))? >= MOST_OF_A_USER {
            return Ok(false);
        }
    }
    let scopes = serde_json::to_string(&token.scopes).map_err(|error| SqlError(error.to_string()))?;
    sql.exec(
        &format!("INSERT INTO token ({COLUMNS}) VALUES (?, ?, ?, ?, 0, ?, ?, ?)"),
        &[
            Arg::Text(&token.id),
            Arg::Text(&token.name),
            Arg::Text(&scopes),
            Arg::Integer(token.created.0),
            Arg::Text(&token.digest),
            Arg::Text(token.project.as_ref().map_or("", ProjectKey::as_str)),
            Arg::Text(token.user.as_deref().unwrap_or_default()),
        ],
    )?;
    Ok(true)
}

/// All of them, oldest first.
pub fn tokens(sql: &impl Sql) -> Result<Vec<ApiToken>, SqlError> {
    sql.exec(&format!("SELECT {COLUMNS} FROM token ORDER BY created, id"), &[])?.iter().map(read).collect()
}

/// One of them, which is used today: one write a day. Beside it the user whose token it is.
pub fn use_token(
    sql: &impl Sql,
    id: &str,
    digest: &str,
    today: UtcDay,
) -> Result<Option<(ApiToken, Option<User>)>, SqlError> {
    let row = sql.first(
        &format!("SELECT {COLUMNS} FROM token WHERE id = ? AND digest = ?"),
        &[Arg::Text(id), Arg::Text(digest)],
    )?;
    let Some(mut token) = row.as_ref().map(read).transpose()? else { return Ok(None) };
    let user = match &token.user {
        None => None,
        // Whoever is removed takes the tokens along: one without its user opens nothing.
        Some(id) => match users::user(sql, id)? {
            None => return Ok(None),
            user => user,
        },
    };
    if token.used != Some(today) {
        sql.exec("UPDATE token SET used = ? WHERE id = ?", &[Arg::Integer(today.0), Arg::Text(id)])?;
        token.used = Some(today);
    }
    Ok(Some((token, user)))
}

/// Forgets those of a project.
pub fn revoke_tokens_of(sql: &impl Sql, project: ProjectKey) -> Result<(), SqlError> {
    sql.exec("DELETE FROM token WHERE project = ?", &[Arg::Text(project.as_str())]).map(drop)
}

/// Forgets those of a user.
pub(super) fn revoke_tokens_of_user(sql: &impl Sql, user: &str) -> Result<(), SqlError> {
    sql.exec("DELETE FROM token WHERE user = ?", &[Arg::Text(user)]).map(drop)
}

/// Forgets one of a user; whether there was one.
pub fn revoke_own_token(sql: &impl Sql, id: &str, user: &str) -> Result<bool, SqlError> {
    let args = [Arg::Text(id), Arg::Text(user)];
    Ok(sql.first("DELETE FROM token WHERE id = ? AND user = ? RETURNING 1", &args)?.is_some())
}

/// Forgets one; whether there was one.
pub fn revoke_token(sql: &impl Sql, id: &str) -> Result<bool, SqlError> {
    Ok(sql.first("DELETE FROM token WHERE id = ? RETURNING 1", &[Arg::Text(id)])?.is_some())
}

#[cfg(test)]
mod tests {

    use corncrake_model::access::scope::Scope;

    use super::*;
    use crate::native::Native;

    fn token(n: i64) -> ApiToken {
        ApiToken {
            id: format!("{n:012x}"),
            name: "deploy".into(),
            scopes: vec![Scope::Upload, Scope::Read],
            created: UtcDay(20_000),
            used: None,
            digest: "d".into(),
            project: None,
            user: None,
        }
    }

    #[test]
    fn a_token_is_kept_used_and_revoked() {
        let sql = Native::directory();
        for n in 0..MOST_TOKENS {
            assert!(add_token(&sql, &token(n)).unwrap());
        }
        assert!(!add_token(&sql, &token(MOST_TOKENS)).unwrap(), "one more than there may be");
        assert_eq!(tokens(&sql).unwrap().first(), Some(&token(0)));
        let used = ApiToken { used: Some(UtcDay(20_007)), ..token(7) };
        assert_eq!(use_token(&sql, &used.id, "d", UtcDay(20_007)).unwrap(), Some((used.clone(), None)));
        assert_eq!(use_token(&sql, &token(8).id, "guess", UtcDay(20_007)).unwrap(), None);
        assert_eq!(tokens(&sql).unwrap()[8].used, None, "who has not the secret has not used it");
        assert!(revoke_token(&sql, &used.id).unwrap() && !revoke_token(&sql, &used.id).unwrap());
        assert_eq!(use_token(&sql, &used.id, "d", UtcDay(20_008)).unwrap(), None);
    }

    #[test]
    fn tokens_of_a_project_go_with_it() {
        let sql = Native::directory();
        let key = |n| ProjectKey::mint(n, b"secret");
        for (n, project) in [(1, Some(key(1))), (2, None), (3, Some(key(2))), (4, Some(key(1)))] {
            assert!(add_token(&sql, &ApiToken { project, ..token(n) }).unwrap());
        }
        assert_eq!(tokens(&sql).unwrap()[0].project, Some(key(1)));
        revoke_tokens_of(&sql, key(1)).unwrap();
        let left: Vec<_> = tokens(&sql).unwrap().into_iter().map(|token| token.project).collect();
        assert_eq!(left, [None, Some(key(2))]);
    }

    #[test]
    fn a_user_has_a_few_tokens_at_most() {
        let sql = Native::directory();
        let of = |n: i64, user: &str| ApiToken { user: Some(user.to_owned()), ..token(n) };
        for n in 0..MOST_OF_A_USER {
            assert!(add_token(&sql, &of(n, "a")).unwrap());
        }
        assert!(!add_token(&sql, &of(100, "a")).unwrap());
        assert!(add_token(&sql, &of(101, "b")).unwrap() && add_token(&sql, &token(102)).unwrap());
    }
}
