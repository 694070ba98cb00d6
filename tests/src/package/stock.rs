//! Applications of `tests/stock`, built as the documents of their bundler or framework say, maps
//! on, and with the packed package beside them. A build is kept in `build/stock` until one of its
//! inputs changes; a test gets a copy, since the command for source maps writes into it.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash, Hasher},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context, Result, ensure};

use crate::{
    collector::Collector,
    package::{
        stock_server::{AppServer, ServedStock},
        tools::{SILENCE, copy, output_text, program},
    },
    root,
    site::folder::Folder,
};

/// One application.
pub struct StockBuild {
    /// The name that no other one has.
    pub name: &'static str,
    /// Its folder in `tests/stock`.
    pub app: &'static str,
    /// The tool of the tests' packages that builds it, and its arguments; `node` runs a script.
    pub build: &'static [&'static str],
    /// The folder that the command for source maps is given.
    pub maps: &'static str,
    /// The folder that a static host serves; none where Next.js is its own server.
    pub served: Option<&'static str>,
    /// The end of the path of the file that fails.
    pub file: &'static str,
}

/// Whether the packages are there: one test puts them there, and the others wait for that.
static ARE_INSTALLED: Mutex<bool> = Mutex::new(false);

/// What tools leave behind that is of no use once all is built.
const CACHES: [&str; 3] = [".parcel-cache", ".next/cache", ".svelte-kit"];

impl StockBuild {
    /// Builds it unless that is done, and gives a copy in a folder of its own.
    pub fn deploy(&self) -> Result<StockDeploy> {
        let place = root().join("build/stock");
        install_once(&place)?;
        let inputs = self.inputs()?;
        let (built, stamp) =
            (place.join("built").join(self.name), place.join(format!("{}.stamp", self.name)));
        if fs::read_to_string(&stamp).is_ok_and(|done| done == inputs) {
            return self.copy(&place, &built);
        }
        let _ = fs::remove_file(&stamp);
        fs::remove_dir_all(&built).or_else(|_| fs::create_dir_all(place.join("built")))?;
        copy(&self.source(), &built)?;
        copy(&root().join("tests/stock/shop"), &built.join("shop"))?;
        fs::write(built.join("package.json"), manifest(self.name))?;
        let (tool, args) = self.build.split_first().context("nothing builds it")?;
        let output = Command::new(program(tool)).args(args).envs(SILENCE).current_dir(&built).output()?;
        ensure!(output.status.success(), "{}: {}", self.name, output_text(&output));
        for cache in CACHES {
            let _ = fs::remove_dir_all(built.join(cache));
        }
        fs::write(stamp, inputs)?;
        self.copy(&place, &built)
    }

    fn copy(&self, place: &Path, built: &Path) -> Result<StockDeploy> {
        let folder = place.join("run").join(self.name);
        let _ = fs::remove_dir_all(&folder);
        copy(built, &folder)?;
        Ok(StockDeploy { folder, maps: self.maps, served: self.served })
    }

    /// The line of the file that fails, counted from one, and its text.
    pub fn failing_line(&self) -> Result<(u64, String)> {
        let own = self.source().join(self.file);
        let file = if own.is_file() { own } else { root().join("tests/stock").join(self.file) };
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let found = text.lines().zip(1..).find(|(line, _)| line.contains("item.price.amount"));
        let (line, number) = found.context("nothing fails there")?;
        Ok((number, line.to_owned()))
    }

    fn source(&self) -> PathBuf {
        root().join("tests/stock").join(self.app)
    }

    /// A digest of everything that the build is made of.
    fn inputs(&self) -> Result<String> {
        let mut digest = DefaultHasher::new();
        self.build.hash(&mut digest);
        let shop = root().join("tests/stock/shop");
        let lock = root().join("tests/package-lock.json");
        for input in [self.source(), shop, lock, root().join("client-wasm/dist"), file!().into()] {
            hash(&root().join(input), &mut digest)?;
        }
        Ok(format!("{:016x}", digest.finish()))
    }
}

/// A built application, ready to be deployed.
pub struct StockDeploy {
    folder: PathBuf,
    maps: &'static str,
    served: Option<&'static str>,
}

impl StockDeploy {
    /// Uploads its maps as `docs/source-maps.md` says, and gives exit code and output.
    pub fn upload_maps(&self, collector: &Collector, key: &str) -> Result<(i32, String)> {
        let command = root().join("build/stock/node_modules/corncrake/command.js");
        let mut node = Command::new("node");
        node.arg(command).args(["sourcemaps", self.maps, "--release", "stock@1", "--delete"]);
        node.env("CORNCRAKE_TOKEN", collector.upload_token(key)?);
        node.env("CORNCRAKE_ENDPOINT", format!("{}/v1/{key}", collector.address()));
        let output = node.current_dir(&self.folder).output()?;
        Ok((output.status.code().unwrap_or(-1), output_text(&output)))
    }

    /// Serves it; until what this gives goes out of scope.
    pub fn serve(&self) -> Result<ServedStock> {
        match self.served {
            Some(folder) => Ok(ServedStock::Static(Folder::serve(&self.folder.join(folder))?)),
            None => {
                let line = ["next", "start", "--hostname", "127.0.0.1"];
                Ok(ServedStock::Own(AppServer::start(&self.folder, &line, "Ready in")?))
            }
        }
    }
}

/// What a maker's own manifest says, as some of these tools read it.
pub(super) fn manifest(name: &str) -> String {
    let dependencies = r#"{"@react-router/node":"*","corncrake":"*","isbot":"*"}"#;
    format!(r#"{{"name":"{name}","private":true,"type":"module","dependencies":{dependencies}}}"#)
}

pub(super) fn install_once(place: &Path) -> Result<()> {
    let mut are_installed = ARE_INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*are_installed {
        install(&place.join("node_modules"))?;
        // Bundlers read the nearest one, and the repository's has paths of its own.
        fs::write(place.join("tsconfig.json"), "{}")?;
        *are_installed = true;
    }
    Ok(())
}

/// Puts the package there, and links to all packages of the tests.
fn install(modules: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(modules);
    copy(&root().join("client-wasm/dist"), &modules.join("corncrake"))?;
    for entry in fs::read_dir(root().join("tests/node_modules"))? {
        let entry = entry?;
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with('@') {
            symlink(entry.path(), modules.join(name))?;
            continue;
        }
        fs::create_dir_all(modules.join(&name))?;
        for package in fs::read_dir(entry.path())? {
            let package = package?;
            symlink(package.path(), modules.join(&name).join(package.file_name()))?;
        }
    }
    Ok(())
}

/// Takes a file, or all of a folder, into a digest.
pub(super) fn hash(path: &Path, digest: &mut DefaultHasher) -> Result<()> {
    if !path.is_dir() {
        fs::read(path).with_context(|| path.display().to_string())?.hash(digest);
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        entry.file_name().hash(digest);
        hash(&entry.path(), digest)?;
    }
    Ok(())
}
