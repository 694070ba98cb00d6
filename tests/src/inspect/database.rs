//! Databases of a collector that runs, read from outside: from a copy, its journal included, so
//! that looking changes nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use rusqlite::Connection;

/// The databases in a folder of one class of objects, without the runtime's own.
pub fn of_objects(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    let mut paths = Vec::new();
    for file in files {
        let path = file?.path();
        let is_object = path.file_stem().is_some_and(|name| name != "metadata");
        if is_object && path.extension().is_some_and(|ending| ending == "sqlite") {
            paths.push(path);
        }
    }
    Ok(paths)
}

/// Looks into a copy of a database.
pub fn look<T>(path: &Path, look: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("copy.sqlite");
    for ending in ["", "-wal"] {
        let from = PathBuf::from(format!("{}{ending}", path.display()));
        if from.exists() {
            fs::copy(&from, format!("{}{ending}", copy.display()))?;
        }
    }
    let database = Connection::open(&copy)?;
    look(&database).with_context(|| format!("reading {}", path.display()))
}

/// The rows of a table in all databases of a folder; `table` may go on with a condition.
pub fn rows(folder: &Path, table: &str) -> Result<i64> {
    let mut all = 0;
    for path in of_objects(folder)? {
        let count = |database: &Connection| {
            database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
        };
        all += look(&path, count)?;
    }
    Ok(all)
}

/// When the alarms of a class of objects ring, in milliseconds since 1970, as the runtime keeps
/// them.
pub fn alarms(folder: &Path) -> Result<Vec<i64>> {
    look(&folder.join("metadata.sqlite"), |database| {
        let mut all = database.prepare("SELECT scheduled_time / 1000000 FROM _cf_ALARM")?;
        all.query_map([], |row| row.get(0))?.collect()
    })
}
