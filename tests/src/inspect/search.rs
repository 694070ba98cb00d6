//! Searches every byte below a folder, and every value of every table.

use std::{fs, io::ErrorKind, path::Path};

use anyhow::Result;
use rusqlite::{Connection, types::ValueRef};

/// How many files below a folder hold these bytes, as they are or in hex.
pub fn holding(folder: &Path, wanted: &[u8]) -> Result<usize> {
    Ok(all_holding(folder, &[wanted])?.first().copied().unwrap_or(0))
}

/// The same of several at once, each file being read once.
pub fn all_holding(folder: &Path, wanted: &[&[u8]]) -> Result<Vec<usize>> {
    let hex =
        |bytes: &[u8]| -> Vec<u8> { bytes.iter().flat_map(|b| format!("{b:02x}").into_bytes()).collect() };
    let forms: Vec<[Vec<u8>; 2]> = wanted.iter().map(|bytes| [bytes.to_vec(), hex(bytes)]).collect();
    // By first byte, so that most bytes of a file are read once.
    let mut beginning: Vec<Vec<(usize, &[u8])>> = vec![Vec::new(); 256];
    for (place, form) in
        forms.iter().enumerate().flat_map(|(place, forms)| forms.iter().map(move |form| (place, form)))
    {
        if let Some(first) = form.first() {
            beginning[usize::from(*first)].push((place, form));
        }
    }
    let mut found = vec![0; wanted.len()];
    count(folder, &beginning, &mut found)?;
    Ok(found)
}

fn count(folder: &Path, beginning: &[Vec<(usize, &[u8])>], found: &mut [usize]) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count(&path, beginning, found)?;
            continue;
        }
        let content = match fs::read(&path) {
            // A journal, or a value with an end: what is gone holds nothing.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            content => content?,
        };
        let mut here = vec![false; found.len()];
        for (at, byte) in content.iter().enumerate() {
            for (place, form) in &beginning[usize::from(*byte)] {
                if content[at..].starts_with(form) {
                    here[*place] = true;
                }
            }
        }
        found.iter_mut().zip(here).for_each(|(found, here)| *found += usize::from(here));
    }
    Ok(())
}

/// Every text and blob of every table of the databases in a folder. Free space of a database
/// may hold what was deleted until something else is written there; no table does.
pub fn values(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let mut values = Vec::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        if path.extension().is_some_and(|ending| ending == "sqlite") {
            values.extend(values_of(&Connection::open(&path)?)?);
        }
    }
    Ok(values)
}

fn values_of(database: &Connection) -> Result<Vec<Vec<u8>>> {
    let mut tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
    let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut values = Vec::new();
    for name in names {
        let mut table = database.prepare(&format!("SELECT * FROM \"{name}\""))?;
        let columns = table.column_count();
        let mut rows = table.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                match row.get_ref(column)? {
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => values.push(bytes.to_vec()),
                    _ => {}
                }
            }
        }
    }
    Ok(values)
}
