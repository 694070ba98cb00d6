//! A thief's reader of a folder of databases: copies of it, every byte of each page, free ones and
//! the log included, and the log turn by turn.
//!
//! It knows the tables from the published source, and nothing else: no salt, and no visitor.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use corncrake_core::time::{DAY_MS, HOUR_MS, UtcDay};
use rusqlite::Connection;
use tempfile::TempDir;

use super::database::of_objects;

/// Bytes of what a table has of a visitor.
const HASH_BYTES: usize = 16;
/// Bytes of the header of a log, and of that of each page in it (SQLite's file format, section 4).
const LOG_HEADER: usize = 32;
const PAGE_HEADER: usize = 24;

/// What a row says beside its hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowOfHash {
    /// A row of `issue_session`.
    Issue(String),
    /// A row of `session`, by the hour in which it began.
    Session(i64),
}

/// Hashes, and all that rows anywhere in the folder say beside them.
pub type Remains = BTreeMap<[u8; HASH_BYTES], BTreeSet<RowOfHash>>;

/// A copy of the databases of one class of objects.
pub struct StolenFolder {
    folder: TempDir,
}

impl StolenFolder {
    /// Copies it as it is, while the process may run.
    pub fn take(objects: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for entry in fs::read_dir(objects)? {
            let from = entry?.path();
            fs::copy(&from, folder.path().join(from.file_name().context("no name")?))?;
        }
        Ok(Self { folder })
    }

    /// Its databases.
    pub fn databases(&self) -> Result<Vec<PathBuf>> {
        of_objects(self.folder.path())
    }

    /// The ids of all issues.
    pub fn issues(&self) -> Result<BTreeSet<String>> {
        let mut all = BTreeSet::new();
        for path in self.databases()? {
            super::database::look(&path, |database| {
                let mut issues = database.prepare("SELECT id FROM issue")?;
                for id in issues.query_map([], |row| row.get::<_, String>(0))? {
                    all.insert(id?);
                }
                Ok(())
            })?;
        }
        Ok(all)
    }

    /// Everything in the bytes of the folder that looks as a row with a hash of this day does, be
    /// it in a table, in free space or in the log: a hash, then its issue and the day, or the day
    /// and an hour of it.
    pub fn remains(&self, issues: &BTreeSet<String>, day: UtcDay) -> Result<Remains> {
        let day_bytes = i16::try_from(day.0)?.to_be_bytes();
        let hours: Vec<(i64, Vec<u8>)> = (0..DAY_MS / HOUR_MS)
            .map(|hour| day.start().0 + hour * HOUR_MS)
            .map(|hour| (hour, hour.to_be_bytes()[2..].to_vec()))
            .collect();
        let issues: BTreeSet<&[u8]> = issues.iter().map(|id| id.as_bytes()).collect();
        let mut found = Remains::new();
        for file in fs::read_dir(self.folder.path())? {
            let bytes = fs::read(file?.path())?;
            for at in 0..bytes.len().saturating_sub(HASH_BYTES * 2 + 2) {
                let (hash, rest) = bytes[at..].split_at(HASH_BYTES);
                let row = if rest.starts_with(&day_bytes) {
                    let hour = hours.iter().find(|(_, bytes)| rest[2..].starts_with(bytes));
                    hour.map(|(hour, _)| RowOfHash::Session(*hour))
                } else if rest[HASH_BYTES..].starts_with(&day_bytes) && issues.contains(&rest[..HASH_BYTES]) {
                    Some(RowOfHash::Issue(String::from_utf8_lossy(&rest[..HASH_BYTES]).into_owned()))
                } else {
                    None
                };
                if let Some(row) = row {
                    found.entry(hash.try_into()?).or_default().insert(row);
                }
            }
        }
        Ok(found)
    }

    /// The values of a query after each turn that the log of a database still has, oldest first.
    pub fn turns<T: Ord>(
        &self,
        path: &Path,
        query: &str,
        read: fn(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<BTreeSet<T>>> {
        let log = fs::read(format!("{}-wal", path.display())).unwrap_or_default();
        ensure!(log.len() > LOG_HEADER, "there is no log");
        let size = usize::try_from(u32::from_be_bytes(log[8..12].try_into()?))?;
        let mut states = Vec::new();
        let copy = tempfile::tempdir()?;
        let copied = copy.path().join("copy.sqlite");
        for end in (LOG_HEADER..log.len()).step_by(PAGE_HEADER + size) {
            let Some(header) = log.get(end..end + PAGE_HEADER) else { break };
            let is_commit = header[4..8] != [0; 4];
            // What is left of an earlier log has another salt.
            if header[8..16] != log[16..24] || !is_commit {
                continue;
            }
            fs::copy(path, &copied)?;
            fs::write(format!("{}-wal", copied.display()), &log[..end + PAGE_HEADER + size])?;
            let _ = fs::remove_file(format!("{}-shm", copied.display()));
            let database = Connection::open(&copied)?;
            let mut state = BTreeSet::new();
            if let Ok(mut rows) = database.prepare(query) {
                for row in rows.query_map([], read)? {
                    state.insert(row?);
                }
            }
            // Closing would write the log back.
            database.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            states.push(state);
        }
        Ok(states)
    }
}
