//! A project of somebody who uses the npm package: packed, installed and built as they would,
//! by real tools, and without a network.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::root;

/// What npm need not do here: ask others, say much, run what packages bring along.
const QUIETLY: [&str; 4] = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];

/// A project in a folder of its own, with `tests/package` in it.
pub struct Consumer {
    folder: TempDir,
}

impl Consumer {
    /// Packs `client-wasm/dist` and installs the tarball into an empty project; then come the
    /// sources of `tests/package`.
    pub fn install() -> Result<Self> {
        let consumer = Self { folder: tempfile::tempdir()? };
        let folder = consumer.folder();
        fs::write(folder.join("package.json"), r#"{"private":true,"type":"module"}"#)?;
        let dist = root().join("client-wasm/dist");
        consumer.run(Command::new("npm").arg("pack").arg(dist).args(QUIETLY))?;
        let packed = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
        let tarball = packed.filter(|path| path.extension().is_some_and(|is| is == "tgz")).last();
        let tarball = tarball.context("npm pack made no tarball")?;
        consumer.run(Command::new("npm").arg("install").arg(tarball).arg("--offline").args(QUIETLY))?;
        for source in fs::read_dir(root().join("tests/package"))? {
            let source = source?;
            fs::copy(source.path(), folder.join(source.file_name()))?;
        }
        Ok(consumer)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Puts packages of `tests/package-lock.json` beside ours.
    pub fn link(&self, packages: &[&str]) -> Result<()> {
        for package in packages {
            let link = self.folder().join("node_modules").join(package);
            fs::create_dir_all(link.parent().context("no parent")?)?;
            symlink(tools().join(package), link)?;
        }
        Ok(())
    }

    /// Runs one of the tools of `tests/package-lock.json`.
    pub fn tool(&self, name: &str, args: &[&str]) -> Result<()> {
        self.run(Command::new(tools().join(".bin").join(name)).args(args)).map(drop)
    }

    /// Runs a script by Node to its end, whatever that is.
    pub fn node(&self, environment: &[(&str, &str)], args: &[&str]) -> Result<Output> {
        let mut node = Command::new("node");
        node.args(args).current_dir(self.folder()).envs(environment.iter().copied());
        Ok(node.output()?)
    }

    /// Bundles entries by esbuild into a folder, and puts pages beside them.
    pub fn esbuild(&self, entries: &[&str], pages: &[&str], out: &str) -> Result<PathBuf> {
        let outdir = format!("--outdir={out}");
        let flags = ["--bundle", "--minify", "--format=esm", "--log-level=warning", outdir.as_str()];
        self.tool("esbuild", &[entries, flags.as_slice()].concat())?;
        let out = self.folder().join(out);
        for page in pages {
            fs::copy(self.folder().join(page), out.join(page))?;
        }
        Ok(out)
    }

    fn run(&self, command: &mut Command) -> Result<Output> {
        let output = command.current_dir(self.folder()).output()?;
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        ensure!(output.status.success(), "{command:?}\n{}{}", said(&output.stdout), said(&output.stderr));
        Ok(output)
    }
}

fn tools() -> PathBuf {
    root().join("tests/node_modules")
}
