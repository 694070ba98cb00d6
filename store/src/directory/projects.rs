//! The directory's rows: the projects, and the origins that may send to them.

use corncrake_core::{ids::ProjectKey, time::UnixMillis};
use corncrake_model::project::{
    record::{PREVIOUS_MS, ProjectLookup, ProjectRecord},
    shards::ShardMap,
};

use super::{refusals, tokens, users};
use crate::engine::{Arg, Row, Sql, SqlError, Value};

/// Keeps a new project; `false` where its key is taken.
pub fn add_project(sql: &impl Sql, project: &ProjectRecord) -> Result<bool, SqlError> {
    let origins = serde_json::to_string(&project.origins).map_err(|error| SqlError(error.to_string()))?;
    let added = sql.first(
        "INSERT INTO project (key, name, origins, created, previous_until) VALUES (?, ?, ?, ?, 0)
         ON CONFLICT DO NOTHING RETURNING 1",
        &[
            Arg::Text(project.key.as_str()),
            Arg::Text(&project.name),
            Arg::Text(&origins),
            Arg::Integer(project.created.0),
        ],
    )?;
    Ok(added.is_some())
}

fn read(row: &Row) -> Result<ProjectRecord, SqlError> {
    Ok(ProjectRecord {
        key: row.parse(0)?,
        name: row.text(1)?.to_owned(),
        origins: row.json(2)?,
        created: UnixMillis(row.integer(3)?),
        shards: parse_shards(row.text(4)?)?,
        settings: row.json(5)?,
        maps: row.integer(6)? != 0,
        previous_until: UnixMillis(row.integer(7)?),
    })
}

/// The project of a key.
pub fn project(sql: &impl Sql, key: ProjectKey) -> Result<ProjectLookup, SqlError> {
    let row = sql.first(
        "SELECT key, name, origins, created, spread, settings, maps, previous_until, deleted IS NOT NULL
         FROM project WHERE key = ?",
        &[Arg::Text(key.as_str())],
    )?;
    match row {
        None => Ok(ProjectLookup::Nothing),
        Some(row) if row.integer(8)? != 0 => Ok(ProjectLookup::Deleted),
        Some(row) => Ok(ProjectLookup::Project(read(&row)?)),
    }
}

/// Deletes a project with its tokens; nothing where there never was one. Only that it was there stays, and
/// how many objects it had: deleting it again destroys what the first try left of them.
pub fn delete_project(
    sql: &impl Sql,
    key: ProjectKey,
    now: UnixMillis,
) -> Result<Option<ShardMap>, SqlError> {
    tokens::revoke_tokens_of(sql, key)?;
    users::forget_project(sql, key.as_str())?;
    refusals::forget_refusals(sql, key)?;
    let deleted = sql.first(
        "UPDATE project SET name = '', origins = '[]', settings = '{}', deleted = coalesce(deleted, ?) WHERE key = ?
         RETURNING spread",
        &[Arg::Integer(now.0), Arg::Text(key.as_str())],
    )?;
    deleted.map(|row| parse_shards(row.text(0)?)).transpose()
}

fn parse_shards(kept: &str) -> Result<ShardMap, SqlError> {
    if kept.is_empty() {
        return Ok(ShardMap::default());
    }
    serde_json::from_str(kept).map_err(|error| SqlError(error.to_string()))
}

/// Has projects of an older build, which this one meets first, say both for so long.
pub fn begin_previous_fingerprint(sql: &impl Sql, now: UnixMillis) -> Result<(), SqlError> {
    let until = Arg::Integer(now.0.saturating_add(PREVIOUS_MS));
    sql.exec("UPDATE project SET previous_until = ? WHERE previous_until < 0", &[until]).map(drop)
}

/// Notes whether a project has source maps.
pub fn set_has_source_maps(sql: &impl Sql, key: ProjectKey, maps: bool) -> Result<(), SqlError> {
    let args = [Arg::Integer(maps.into()), Arg::Text(key.as_str())];
    sql.exec("UPDATE project SET maps = ? WHERE key = ?", &args).map(drop)
}

/// Every project, oldest first.
pub fn projects(sql: &impl Sql) -> Result<Vec<ProjectRecord>, SqlError> {
    sql.exec(
        "SELECT key, name, origins, created, spread, settings, maps, previous_until FROM project WHERE deleted IS NULL ORDER BY created, key",
        &[],
    )?
    .iter()
    .map(read)
    .collect()
}

/// Writes, without changing anything: a disk that is full or read-only fails here.
pub fn check_writable(sql: &impl Sql) -> Result<(), SqlError> {
    sql.exec("UPDATE schema SET version = version", &[]).map(drop)
}

/// The secret that keys are proved with: made from `fresh` on first use, the same ever after.
pub fn key_secret(sql: &impl Sql, fresh: impl FnOnce() -> Vec<u8>) -> Result<Vec<u8>, SqlError> {
    if let Some(Row(values)) = sql.first("SELECT secret FROM key_secret", &[])? {
        return match values.into_iter().next() {
            Some(Value::Blob(secret)) => Ok(secret),
            _ => Err(SqlError("the key secret is no blob".into())),
        };
    }
    let secret = fresh();
    sql.exec("INSERT INTO key_secret (secret) VALUES (?)", &[Arg::Blob(&secret)])?;
    Ok(secret)
}

#[cfg(test)]
mod tests {

    use corncrake_core::origin::Origins;
    use corncrake_model::project::{
        record::{ProjectLookup, ProjectRecord},
        settings::Settings,
    };

    use super::*;
    use crate::native::Native;

    #[test]
    fn a_key_names_one_project_and_the_secret_is_made_once() {
        let sql = Native::directory();
        let secret = key_secret(&sql, || vec![1, 2, 3]).unwrap();
        assert_eq!(key_secret(&sql, || vec![9]).unwrap(), secret);

        let origins = Origins::parse(&["https://shop.example".to_owned()]).unwrap();
        let row = |key, name: &str| ProjectRecord {
            key: ProjectKey::mint(key, &secret),
            name: name.to_owned(),
            origins: origins.clone(),
            created: UnixMillis(7),
            shards: ShardMap::default(),
            settings: Settings::default(),
            maps: false,
            previous_until: UnixMillis(0),
        };
        assert!(add_project(&sql, &row(1, "shop")).unwrap());
        assert!(!add_project(&sql, &row(1, "thief")).unwrap());
        for maps in [true, false] {
            set_has_source_maps(&sql, row(1, "").key, maps).unwrap();
            assert_eq!(
                project(&sql, row(1, "").key).unwrap(),
                ProjectLookup::Project(ProjectRecord { maps, ..row(1, "shop") })
            );
        }
        assert!(add_project(&sql, &row(2, "blog")).unwrap());
        assert_eq!(project(&sql, row(1, "").key).unwrap(), ProjectLookup::Project(row(1, "shop")));
        assert_eq!(project(&sql, row(3, "").key).unwrap(), ProjectLookup::Nothing);
        assert_eq!(projects(&sql).unwrap().len(), 2);

        assert_eq!(delete_project(&sql, row(1, "").key, UnixMillis(8)).unwrap(), Some(ShardMap::default()));
        let again = delete_project(&sql, row(1, "").key, UnixMillis(9)).unwrap();
        assert_eq!(again, Some(ShardMap::default()), "once more is no harm");
        assert_eq!(delete_project(&sql, row(3, "").key, UnixMillis(8)).unwrap(), None);
        assert_eq!(project(&sql, row(1, "").key).unwrap(), ProjectLookup::Deleted);
        assert_eq!(projects(&sql).unwrap(), [row(2, "blog")]);
        assert!(!add_project(&sql, &row(1, "thief")).unwrap(), "its key is never given again");
    }
}
