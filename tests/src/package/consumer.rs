//! A user's project with the npm package: packed, installed and built as users do,
//! by real tools, and without a network.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::{
    package::tools::{copy, folder as tools, program},
    root, test_times,
};

/// Flags that keep npm from asking a registry, printing advice, and running scripts of packages.
pub(super) const QUIETLY: [&str; 4] = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];

/// The manifest of a new project.
pub(super) const MANIFEST: &str = r#"{"private":true,"type":"module"}"#;

/// A project in a folder of its own, with `examples` and `tests/package` in it.
pub struct Consumer {
    folder: TempDir,
}

impl Consumer {
    fn empty() -> Result<Self> {
        test_times::begin();
        let empty = Self { folder: tempfile::tempdir()? };
        fs::write(empty.folder().join("package.json"), MANIFEST)?;
        Ok(empty)
    }

    /// Packs `client-wasm/dist` and installs the tarball into an empty project; then come the
    /// sources of `examples` and `tests/package`.
    pub fn install() -> Result<Self> {
        let consumer = Self::empty()?;
        let folder = consumer.folder();
        let dist = root().join("client-wasm/dist");
        let npm = |task: &str, of: &Path| {
            run(Command::new("npm").arg(task).arg(of).arg("--offline").args(QUIETLY).current_dir(folder))
        };
        npm("pack", &dist)?;
        let packed = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
        let tarball = packed.filter(|path| path.extension().is_some_and(|is| is == "tgz")).last();
        let tarball = tarball.context("npm pack made no tarball")?;
        npm("install", &tarball)?;
        consumer.sources()
    }

    /// The same with a mere copy of the package: npm takes seconds, and one test of it is enough.
    pub fn copy() -> Result<Self> {
        let consumer = Self::empty()?;
        let folder = consumer.folder();
        copy(&root().join("client-wasm/dist"), &folder.join("node_modules/corncrake"))?;
        consumer.sources()
    }

    /// A copy of the package with the plug-ins beside it, as npm packs them, every bundler, and the
    /// application of `tests/plugins`.
    pub fn with_plugins() -> Result<Self> {
        let consumer = Self::empty()?;
        let modules = consumer.folder().join("node_modules");
        copy(&root().join("client-wasm/dist"), &modules.join("corncrake"))?;
        unpack(&root().join("plugins"), &modules.join("corncrake-bundler"))?;
        consumer.link(&["@rollup", "@rspack", "rollup", "unplugin", "vite", "webpack"])?;
        symlink(root().join("node_modules/esbuild"), modules.join("esbuild"))?;
        consumer.add("plugins")?;
        Ok(consumer)
    }

    /// Puts another folder of `tests` into the project.
    pub fn add(&self, name: &str) -> Result<()> {
        copy(&root().join("tests").join(name), &self.folder().join(name))
    }

    fn sources(self) -> Result<Self> {
        copy(&root().join("examples"), self.folder())?;
        copy(&root().join("tests/package"), self.folder())?;
        Ok(self)
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

    /// Runs one of the tools of `tests/package-lock.json` or the root's.
    pub fn tool(&self, name: &str, args: &[&str]) -> Result<()> {
        self.tool_in("", name, args)
    }

    /// Runs one in a folder of the project.
    pub fn tool_in(&self, folder: &str, name: &str, args: &[&str]) -> Result<()> {
        let mut tool = Command::new(program(name));
        run(tool.args(args).current_dir(self.folder().join(folder)))
    }

    /// Runs a script by Node to its end, whatever that is.
    pub fn node(&self, environment: &[(&str, &str)], args: &[&str]) -> Result<Output> {
        self.node_in("", environment, args)
    }

    /// Runs one in a folder of the project.
    pub fn node_in(&self, folder: &str, environment: &[(&str, &str)], args: &[&str]) -> Result<Output> {
        let mut node = Command::new("node");
        node.args(args).current_dir(self.folder().join(folder)).envs(environment.iter().copied());
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
}

/// Puts a package there as npm packs it, without what it depends on.
pub fn unpack(package: &Path, to: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut npm = Command::new("npm");
    npm.args(["pack", "--silent", "--offline"]).arg(package).current_dir(folder.path());
    let packed = npm.output()?;
    ensure!(packed.status.success(), "{packed:?}");
    fs::create_dir_all(to)?;
    let tarball = String::from_utf8(packed.stdout)?;
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--strip-components=1", "--file", tarball.trim(), "--directory"]).arg(to);
    run(tar.current_dir(folder.path()))
}

/// Runs it to its end; its output is shown when it fails.
pub(super) fn run(command: &mut Command) -> Result<()> {
    let output = command.output()?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    ensure!(output.status.success(), "{command:?}\n{}{}", said(&output.stdout), said(&output.stderr));
    Ok(())
}
