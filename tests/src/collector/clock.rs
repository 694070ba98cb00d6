//! The wall clock of a process, moved below the build, which knows nothing of it: a library that
//! is loaded before all others (`tests/wired/clock.c`) adds what a file says.
//!
//! Time that only goes forward, by which timers run, stays as it is: a clock that is moved while
//! a process runs is a clock that was wrong.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};
use corncrake_core::time::UnixMillis;
use tempfile::TempDir;

use crate::root;

/// A clock that processes can be given.
pub struct Clock {
    folder: TempDir,
}

impl Clock {
    /// A clock that shows the real time. The library is compiled by `cc`, which Rust links with.
    pub fn new() -> Result<Self> {
        let clock = Self { folder: tempfile::tempdir()? };
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(clock.library());
        let compiled = compiler.arg(root().join("tests/wired/clock.c")).output().context("there is no cc")?;
        ensure!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        clock.shift_by(0)?;
        Ok(clock)
    }

    /// The variables for the environment of a process.
    pub fn variables(&self) -> [(&'static str, String); 2] {
        let path = |path: PathBuf| path.display().to_string();
        [("LD_PRELOAD", path(self.library())), ("CLOCK_FILE", path(self.file()))]
    }

    /// From now on it shows this time, and goes on.
    pub fn set(&self, at: UnixMillis) -> Result<()> {
        self.shift_by(i128::from(at.0) * 1_000_000 - real_ns()?)
    }

    /// Its time.
    pub fn now(&self) -> Result<UnixMillis> {
        let shift = i64::from_le_bytes(fs::read(self.file())?.as_slice().try_into()?);
        Ok(UnixMillis(i64::try_from((real_ns()? + i128::from(shift)) / 1_000_000)?))
    }

    fn shift_by(&self, ns: i128) -> Result<()> {
        // In place: processes have it mapped.
        let file = fs::File::options().write(true).create(true).truncate(false).open(self.file())?;
        Ok(std::os::unix::fs::FileExt::write_all_at(&file, &i64::try_from(ns)?.to_le_bytes(), 0)?)
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("clock.so")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("clock")
    }
}

fn real_ns() -> Result<i128> {
    Ok(i128::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos())?)
}
