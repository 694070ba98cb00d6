//! Skips a step whose inputs are what they were: a second start takes seconds.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Collects what a step depends on.
pub(crate) struct Stamp(Sha256);

impl Stamp {
    /// Begins with the step's own recipe, so that a changed step runs anew.
    pub(crate) fn of(recipe: &str) -> Self {
        Self(Sha256::new()).and(recipe.as_bytes())
    }

    pub(crate) fn and(mut self, input: &[u8]) -> Self {
        self.0.update((input.len() as u64).to_be_bytes());
        self.0.update(input);
        self
    }

    /// A file, or every file below a folder, names included.
    pub(crate) fn and_path(mut self, path: &Path) -> Result<Self> {
        if path.is_dir() {
            let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                self = self.and(entry.file_name().as_encoded_bytes()).and_path(&entry.path())?;
            }
            return Ok(self);
        }
        Ok(self.and(&fs::read(path).with_context(|| format!("cannot read {}", path.display()))?))
    }

    /// Runs the step unless `kept` holds the digest of the same inputs, and its output
    /// is still there.
    pub(crate) fn unless_done(
        self,
        kept: &Path,
        made: &Path,
        step: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let stamp: String = self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if made.is_file() && fs::read_to_string(kept).is_ok_and(|done| done == stamp) {
            return Ok(());
        }
        let _ = fs::remove_file(kept);
        step()?;
        fs::write(kept, stamp).with_context(|| format!("cannot write {}", kept.display()))
    }
}
