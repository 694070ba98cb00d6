//! Small files that are written whole or not at all: a reader while one is written, or
//! after the power went, finds the old text or the new one.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, Result};

/// Writes a text, readable by its owner only.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let put = || -> std::io::Result<()> {
        let new = path.with_extension("new");
        // One that was left behind may belong to anybody.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        // The name is on the disk once its folder is.
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    put().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_is_nobody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let (path, left) = (folder.path().join("token"), folder.path().join("token.new"));
        fs::write(&left, "half of an earlier one").unwrap();
        for text in ["one\n", "another\n"] {
            write(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!left.exists());
        let error = write(&folder.path().join("none/token"), "x").unwrap_err();
        assert!(format!("{error:#}").contains("none/token"), "{error:#}");
    }
}
