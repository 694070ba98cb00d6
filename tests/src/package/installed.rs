//! Both packages as npm installs them, in an empty project of a machine that has no Rust: the
//! collector is started by `npx`.

use std::{
    fs::{self, File},
    os::unix::{fs::symlink, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use crate::{
    package::consumer::{MANIFEST, QUIETLY, run},
    root, test_times,
    wait::eventually,
};

/// Programs of the machine that a collector may use: those of a small installation, and no `cargo`.
const SYSTEM: [&str; 2] = ["/usr/bin", "/bin"];
/// The programs of Node.
const NODE: [&str; 3] = ["node", "npm", "npx"];

/// A project with both packages in it.
pub struct InstalledPackages {
    folder: TempDir,
    programs: PathBuf,
}

impl InstalledPackages {
    /// Packs and installs both. What they depend on comes from npm's cache, which the set-up filled, or
    /// from the registry.
    pub fn install() -> Result<Self> {
        test_times::begin();
        let folder = tempfile::tempdir()?;
        let (project, programs) = (folder.path().join("project"), folder.path().join("bin"));
        fs::create_dir(&project)?;
        fs::create_dir(&programs)?;
        for name in NODE {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|it| it.is_file());
            symlink(found.with_context(|| format!("no {name}"))?, programs.join(name))?;
        }
        let installed = Self { folder, programs };
        ensure!(!installed.finds("cargo"), "this machine has cargo where every program is");
        fs::write(project.join("package.json"), MANIFEST)?;
        let packages = [root().join("build/package"), root().join("client-wasm/dist")];
        run(installed.npm("pack").args(&packages))?;
        let packed = fs::read_dir(&project)?.flatten().map(|entry| entry.path());
        let tarballs: Vec<PathBuf> =
            packed.filter(|path| path.extension().is_some_and(|is| is == "tgz")).collect();
        ensure!(tarballs.len() == 2, "{tarballs:?}");
        run(installed.npm("install").args(&tarballs))?;
        for tarball in tarballs {
            fs::remove_file(tarball)?;
        }
        Ok(installed)
    }

    fn finds(&self, program: &str) -> bool {
        SYSTEM.iter().map(Path::new).chain([self.programs.as_path()]).any(|at| at.join(program).exists())
    }

    fn npm(&self, task: &str) -> Command {
        let mut npm = self.command("npm");
        npm.arg(task).arg("--prefer-offline").args(QUIETLY);
        let cache = std::env::home_dir().unwrap_or_else(|| self.folder.path().to_owned()).join(".npm");
        npm.env("npm_config_cache", cache);
        npm
    }

    /// The folder of the project.
    pub fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// The folder with the programs of Node, and no other.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// A program in the project, with nothing in its environment but a `PATH` without Rust.
    pub fn command(&self, program: &str) -> Command {
        let path = SYSTEM.iter().map(PathBuf::from);
        let path = std::env::join_paths([self.programs.clone()].into_iter().chain(path)).unwrap_or_default();
        let mut command = Command::new(program);
        command.current_dir(self.project()).env_clear().env("PATH", path).stdin(Stdio::null());
        command.env("HOME", self.folder.path()).env("npm_config_update_notifier", "false");
        command
    }

    /// `npx corncrake-collector`, with arguments and variables.
    pub fn npx(&self, around: &[&str], args: &[&str], variables: &[(&str, &str)]) -> Command {
        let line = [around, &["npx", "--offline", "corncrake-collector"], args].concat();
        let mut npx = self.command(line.first().unwrap_or(&"npx"));
        npx.args(line.get(1..).unwrap_or_default()).envs(variables.iter().copied());
        npx
    }

    /// Starts it, and waits for its greeting.
    pub fn start(&self, around: &[&str], variables: &[(&str, &str)]) -> Result<StartedPackage> {
        let log = self.folder.path().join("log");
        let file = File::create(&log)?;
        let mut npx = self.npx(around, &[], variables);
        let child = npx.stdout(file.try_clone()?).stderr(file).process_group(0).spawn()?;
        let mut started = StartedPackage { child, log };
        eventually("the greeting", || {
            if let Some(status) = started.child.try_wait()? {
                anyhow::bail!("it ended ({status}): {}", started.log()?);
            }
            Ok(started.log()?.contains("Press Ctrl-C to stop").then_some(()))
        })?;
        Ok(started)
    }
}

/// A collector that `npx` started; it is stopped when it goes out of scope.
pub struct StartedPackage {
    child: Child,
    log: PathBuf,
}

impl StartedPackage {
    /// Everything that it printed.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.log)?)
    }

    /// Stops it as Ctrl-C does, of which each process of the terminal hears, and waits for its end.
    pub fn stop(&mut self) -> Result<()> {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            kill_process_group(pid, Signal::INT)?;
        }
        self.child.wait()?;
        eventually("its last word", || Ok(self.log()?.contains("Stopped.").then_some(())))
    }
}

impl Drop for StartedPackage {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.stop();
        }
    }
}

/// Packs the collector's package into a folder.
pub fn pack_collector(folder: &Path) -> Result<PathBuf> {
    let package = root().join("build/package");
    run(Command::new("npm").arg("pack").arg(package).arg("--offline").args(QUIETLY).current_dir(folder))?;
    let packed = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let mut tarballs = packed.filter(|path| path.extension().is_some_and(|is| is == "tgz"));
    tarballs.next().context("npm pack made no tarball")
}
