//! Searches every byte below a folder.

use std::{fs, path::Path};

use anyhow::Result;

/// How many files below a folder hold these bytes, as they are or in hex.
pub fn holding(folder: &Path, wanted: &[u8]) -> Result<usize> {
    let hex: String = wanted.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut found = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found += holding(&path, wanted)?;
            continue;
        }
        let content = fs::read(&path)?;
        let has = |wanted: &[u8]| content.windows(wanted.len()).any(|window| window == wanted);
        found += usize::from(has(wanted) || has(hex.as_bytes()));
    }
    Ok(found)
}
