//! Sentry's SDKs for JavaScript, unmodified, as `tests/sentry/package.json` pins them: in a page that
//! esbuild bundled, and in Node.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use anyhow::{Result, ensure};
use tempfile::TempDir;

use crate::root;

/// The DSN of a project.
pub fn dsn(address: &str, key: &str) -> String {
    address.replacen("://", &format!("://{key}@"), 1) + "/1"
}

/// A folder in which scripts find the SDKs.
pub struct SdkFolder {
    folder: TempDir,
}

impl SdkFolder {
    /// An empty one.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let packages = root().join("tests/sentry/node_modules");
        ensure!(packages.is_dir(), "install the SDKs by `npm ci` in tests/sentry");
        std::os::unix::fs::symlink(packages, folder.path().join("node_modules"))?;
        Ok(Self { folder })
    }

    /// Writes a script.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    /// Bundles a script for pages, as one file; not minified, so that functions keep their names.
    pub fn bundle(&self, name: &str, text: &str) -> Result<String> {
        let script = self.write(name, text)?;
        let out = self.folder.path().join(format!("{name}.bundle.js"));
        let mut esbuild = Command::new(root().join("node_modules/.bin/esbuild"));
        esbuild.arg(script).args(["--bundle", "--format=iife", "--log-level=error", "--jsx=automatic"]);
        esbuild.arg("--define:process.env.NODE_ENV=\"production\"");
        esbuild.arg(format!("--outfile={}", out.display())).current_dir(self.folder.path());
        let output = esbuild.output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(fs::read_to_string(out)?)
    }

    /// Runs a script in Node.
    pub fn node(&self, name: &str, text: &str) -> Result<Output> {
        let script = self.write(name, text)?;
        Ok(Command::new("node").arg(script).current_dir(self.folder.path()).output()?)
    }
}
