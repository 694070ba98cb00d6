//! What is counted of usage on the running day, which no page and no answer has: read from the databases.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;
use rusqlite::Connection;

/// The visitors of each cell, as `kind/name/key/cell`, of all projects below a folder.
pub fn counted_usage(folder: &Path) -> Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    count(folder, &mut counts)?;
    Ok(counts)
}

fn count(folder: &Path, counts: &mut BTreeMap<String, i64>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count(&path, counts)?;
        } else if path.extension().is_some_and(|ending| ending == "sqlite") {
            let database = Connection::open(&path)?;
            // Other objects have no such table.
            let Ok(mut rows) = database.prepare("SELECT kind, name, key, cell, visitors FROM usage_day")
            else {
                continue;
            };
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                let text = |column| row.get::<_, String>(column);
                let cell = [text(0)?, text(1)?, text(2)?, text(3)?].join("/");
                *counts.entry(cell).or_default() += row.get::<_, i64>(4)?;
            }
        }
    }
    Ok(())
}
