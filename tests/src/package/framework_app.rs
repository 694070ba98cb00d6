//! Applications of `tests/frameworks`: each uses our entry for its framework as the README says, and is built
//! for production by the framework's own command, with the package beside it. A test starts a copy, in which
//! the endpoint is that of its collector.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;

use crate::{
    package::{
        kept_build::{KeptBuild, Line},
        stock_server::AppServer,
    },
    test_times,
};

/// The endpoint that stands in the applications.
<<<<<<< HEAD
const ENDPOINT: &str = "https://errors.example/v1/abc123def45";

/// The address of a collector that stands in routes of the applications.
const COLLECTOR: &str = "https://errors.example.com";

/// What is of no use once all is built, or is another test's.
const CACHES: [&str; 4] = [".next/cache", ".nuxt", ".astro", "node_modules"];
=======
pub(crate) const ENDPOINT: &str = "https://errors.example/v1/abc123def45";
>>>>>>> 08f9bc84a66e6967d0312228fff8047e41c7cd08

/// One test at a time builds and looks: a client that has to share its processor with four builds gives up
/// events to spare the application.
static TURN: Mutex<()> = Mutex::new(());

/// One application.
pub struct FrameworkApp {
    /// Its folder in `tests/frameworks`.
    pub name: &'static str,
    /// What builds it.
    pub builds: &'static [Line],
}

impl FrameworkApp {
    /// Builds it unless that is done, and gives a copy.
    pub fn deploy(&self) -> Result<FrameworkDeploy> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        test_times::begin();
<<<<<<< HEAD
        let place = root().join("build/stock");
        install_once(&place)?;
        let name = format!("framework-{}", self.name);
        let (built, stamp) = (place.join("built").join(&name), place.join(format!("{name}.stamp")));
        let inputs = self.inputs()?;
        if !fs::read_to_string(&stamp).is_ok_and(|done| done == inputs) {
            let _ = fs::remove_file(&stamp);
            self.build(&built)?;
            fs::write(stamp, inputs)?;
        }
        let folder = place.join("run").join(&name);
        let _ = fs::remove_dir_all(&folder);
        copy(&built, &folder)?;
        Ok(FrameworkDeploy { folder, _turn: turn })
    }

    fn build(&self, built: &Path) -> Result<()> {
        let _ = fs::remove_dir_all(built);
        copy(&self.source(), built)?;
        fs::write(built.join("package.json"), manifest(self.name))?;
        for line in self.builds {
            let (tool, args) = line.split_first().context("nothing builds it")?;
            let output = Command::new(program(tool)).args(args).envs(SILENCE).current_dir(built).output()?;
            ensure!(output.status.success(), "{line:?}: {}", output_text(&output));
        }
        for cache in CACHES {
            let _ = fs::remove_dir_all(built.join(cache));
        }
        Ok(())
    }

    /// A file of its sources, by its path there.
    pub fn file(&self, path: &str) -> Result<String> {
        Ok(fs::read_to_string(self.source().join(path))?)
    }

    fn source(&self) -> PathBuf {
        root().join("tests/frameworks").join(self.name)
    }

    /// A digest of everything that the build is made of.
    fn inputs(&self) -> Result<String> {
        let mut digest = DefaultHasher::new();
        self.builds.hash(&mut digest);
        let lock = root().join("tests/package-lock.json");
        for input in [self.source(), lock, root().join("client-wasm/dist"), root().join(file!())] {
            hash(&input, &mut digest)?;
        }
        Ok(format!("{:016x}", digest.finish()))
=======
        let sources = vec![(format!("frameworks/{}", self.name), "")];
        let build = KeptBuild { name: format!("framework-{}", self.name), sources, lines: self.builds };
        Ok(FrameworkDeploy { folder: build.copy()?, _turn: turn })
>>>>>>> 08f9bc84a66e6967d0312228fff8047e41c7cd08
    }
}

/// A built application, ready to be started.
pub struct FrameworkDeploy {
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl FrameworkDeploy {
    /// Has it send to this endpoint.
    pub fn send_to(&self, endpoint: &str) -> Result<()> {
        write(&self.folder, ENDPOINT, endpoint)
    }

    /// Has its route lead to this collector.
    pub fn route_to(&self, collector: &str) -> Result<()> {
        write(&self.folder, COLLECTOR, collector)
    }

    /// Starts its server, and waits until it prints a word.
    pub fn start(&self, line: &[&str], ready: &str) -> Result<AppServer> {
        AppServer::start(&self.folder, line, ready)
    }
}

<<<<<<< HEAD
/// Writes another address into every file that has one of the sources'.
fn write(path: &Path, address: &str, other: &str) -> Result<()> {
=======
/// Writes another endpoint into every file that has the one of the sources.
pub(crate) fn write_endpoint(path: &Path, endpoint: &str) -> Result<()> {
>>>>>>> 08f9bc84a66e6967d0312228fff8047e41c7cd08
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            write(&entry?.path(), address, other)?;
        }
    } else if let Ok(text) = fs::read_to_string(path)
        && text.contains(address)
    {
        fs::write(path, text.replace(address, other))?;
    }
    Ok(())
}
