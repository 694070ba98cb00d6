//! Uploaded files: each by its release and name, with its map.

use corncrake_core::time::UnixMillis;
use corncrake_model::source_maps::source_file::{StoredFile, UploadedFile};
use corncrake_source_map::{error::ReadError, file::last_part, read::read, script};

use super::{RELEASE_FILES, pieces::MapWriter};
use crate::engine::{Arg, Row, Sql, SqlError, json_rows::json_rows};

/// How the name of a script ends; everything else that is uploaded is a map.
const SCRIPTS: [&str; 4] = [".js", ".mjs", ".cjs", ".bundle"];

/// An upload, read.
pub struct Upload<'a> {
    /// The release of the site that it belongs to.
    pub release: &'a str,
    /// The path by which scripts and frames refer to it.
    pub name: &'a str,
    /// The unpacked file.
    pub bytes: &'a [u8],
    /// The SHA-256 of the bytes, so that a map is stored once for all its names.
    pub digest: [u8; 32],
    /// The time of the upload.
    pub now: UnixMillis,
}

/// Why an upload was not kept.
pub enum UploadError {
    /// It is no map, which is noted.
    Bad(String),
    /// The release has as many files as it may.
    TooMany,
    /// A statement failed in the database.
    Sql(SqlError),
}

impl From<SqlError> for UploadError {
    fn from(error: SqlError) -> Self {
        Self::Sql(error)
    }
}

/// Keeps an upload in place of what had its name.
pub fn put(sql: &impl Sql, upload: &Upload<'_>) -> Result<(), UploadError> {
    check_file_count(sql, upload)?;
    if is_script(upload.name) {
        let parsed = script::read_comments(upload.bytes);
        let refers = parsed.map.map(|map| sibling_path(upload.name, map)).unwrap_or_default();
        if parsed.map.is_some_and(|map| map.starts_with("data:")) {
            return Err(UploadError::Bad(
                "its map is inside of it; upload the map as a file of its own".into(),
            ));
        }
        let debug_id = parsed.debug_id.map(|id| id.to_string()).unwrap_or_default();
        if refers.is_empty() && debug_id.is_empty() {
            return Err(UploadError::Bad("it says neither where its source map is nor a debug id".into()));
        }
        return Ok(record_upload(sql, upload, 0, (&debug_id, &refers, ""))?);
    }
    let known = sql.first("SELECT id FROM map WHERE digest = ?", &[Arg::Blob(&upload.digest)])?;
    let map = match known {
        Some(row) => row.integer(0)?,
        None => {
            let mut rows = MapWriter::begin(sql, &upload.digest)?;
            let summary = read(upload.bytes, &mut rows).map_err(|failed| match failed {
                ReadError::Map(bad) => UploadError::Bad(bad.to_string()),
                ReadError::Sink(error) => UploadError::Sql(error),
            })?;
            rows.end(&summary)?
        }
    };
    record_upload(sql, upload, map, ("", "", ""))?;
    Ok(forget_unused(sql)?)
}

/// Notes that an upload is no map, so that an issue can say it.
pub fn put_unreadable(sql: &impl Sql, upload: &Upload<'_>, why: &str) -> Result<(), SqlError> {
    record_upload(sql, upload, 0, ("", "", why))?;
    forget_unused(sql)
}

fn check_file_count(sql: &impl Sql, upload: &Upload<'_>) -> Result<(), UploadError> {
    let others = sql.first(
        "SELECT count(*) FROM file WHERE release = ? AND name <> ?",
        &[Arg::Text(upload.release), Arg::Text(upload.name)],
    )?;
    let others = others.map(|row| row.count(0)).transpose()?.unwrap_or_default();
    if others >= RELEASE_FILES {
        return Err(UploadError::TooMany);
    }
    Ok(())
}

fn record_upload(
    sql: &impl Sql,
    upload: &Upload<'_>,
    map: i64,
    (debug_id, refers, bad): (&str, &str, &str),
) -> Result<(), SqlError> {
    let script = upload.name.strip_suffix(".map").unwrap_or(upload.name);
    sql.exec(
        "INSERT OR REPLACE INTO file (release, name, script, base, map, debug_id, refers, bad, bytes, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            Arg::Text(upload.release),
            Arg::Text(upload.name),
            Arg::Text(script),
            Arg::Text(last_part(script)),
            Arg::Integer(map),
            Arg::Text(debug_id),
            Arg::Text(refers),
            Arg::Text(bad),
            Arg::Integer(i64::try_from(upload.bytes.len()).unwrap_or(i64::MAX)),
            Arg::Integer(upload.now.0),
        ],
    )
    .map(drop)
}

/// The files of a release, by name; or one of them.
pub fn list(sql: &impl Sql, release: &str, only: Option<&str>) -> Result<Vec<UploadedFile>, SqlError> {
    let read = |row: &Row| {
        let text =
            |column| row.text(column).map(|text| Some(text.to_owned()).filter(|text| !text.is_empty()));
        Ok(UploadedFile {
            stored: StoredFile {
                name: row.text(0)?.to_owned(),
                debug_id: text(1)?,
                sources: row.count(2)?,
                sources_with_text: row.count(3)?,
                mappings: row.count(4)?,
                bytes: row.count(5)?,
            },
            uploaded: UnixMillis(row.integer(6)?),
            bad: text(7)?,
        })
    };
    let files = "SELECT name, coalesce(nullif(file.debug_id, ''), map.debug_id, ''), coalesce(sources, 0),
             coalesce(texts, 0), coalesce(mappings, 0), bytes, at, bad
         FROM file LEFT JOIN map ON map.id = file.map WHERE release = ?";
    let rows = match only {
        Some(name) => sql.exec(&format!("{files} AND name = ?"), &[Arg::Text(release), Arg::Text(name)])?,
        None => sql.exec(&format!("{files} ORDER BY name"), &[Arg::Text(release)])?,
    };
    rows.iter().map(read).collect()
}

/// How many files each of these releases has, and when the last of them was uploaded.
pub fn count(sql: &impl Sql, releases: &[String]) -> Result<Vec<(String, u64, UnixMillis)>, SqlError> {
    let mut all = Vec::new();
    for list in json_rows(releases)? {
        let counted = "SELECT release, count(*), max(at) FROM file
            WHERE release IN (SELECT value FROM json_each(?)) GROUP BY release";
        for row in sql.exec(counted, &[Arg::Text(&list)])? {
            all.push((row.text(0)?.to_owned(), row.count(1)?, UnixMillis(row.integer(2)?)));
        }
    }
    Ok(all)
}

/// Removes a release; how many files it had, and whether another has any.
pub fn remove(sql: &impl Sql, release: &str) -> Result<(u64, bool), SqlError> {
    let removed = sql.exec("DELETE FROM file WHERE release = ? RETURNING 1", &[Arg::Text(release)])?.len();
    forget_unused(sql)?;
    let others = sql.first("SELECT 1 FROM file LIMIT 1", &[])?.is_some();
    Ok((removed as u64, others))
}

/// Deletes maps that no file is any more.
fn forget_unused(sql: &impl Sql) -> Result<(), SqlError> {
    for row in sql.exec("SELECT id FROM map WHERE id NOT IN (SELECT map FROM file)", &[])? {
        let map = [Arg::Integer(row.integer(0)?)];
        for table in ["piece", "source", "text", "resolved"] {
            sql.exec(&format!("DELETE FROM {table} WHERE map = ?"), &map)?;
        }
        sql.exec("DELETE FROM map WHERE id = ?", &map)?;
    }
    Ok(())
}

fn is_script(name: &str) -> bool {
    SCRIPTS.iter().any(|end| name.ends_with(end))
}

/// A file that another names, as a path of the same release.
fn sibling_path(name: &str, other: &str) -> String {
    let folder = name.rfind('/').and_then(|slash| name.get(..=slash)).unwrap_or_default();
    let other = other.split(['?', '#']).next().unwrap_or(other);
    match other.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map_or("", |(_host, path)| path).to_owned(),
        None => match other.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("{folder}{}", other.trim_start_matches("./")),
        },
    }
}
