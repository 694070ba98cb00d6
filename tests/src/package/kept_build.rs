//! A build by a tool of others, kept in `build/stock` until one of its inputs changes, with the packed package
//! and every package of the tests beside it. Whoever asks gets a copy: what is kept is never written into.

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
    package::{
        consumer::unpack,
        tools::{SILENCE, copy, output_text, program},
    },
    root,
};

/// Whether the packages are there: one build puts them there, and the others wait for that.
static ARE_INSTALLED: Mutex<bool> = Mutex::new(false);

/// What tools leave behind that is of no use once all is built.
const CACHES: [&str; 5] = [".parcel-cache", ".next/cache", ".nuxt", ".astro", "node_modules"];

/// What says which tools are installed.
const LOCKS: [&str; 3] = ["package-lock.json", "tests/package-lock.json", "tests/matrix/package-lock.json"];

/// A tool of the tests' packages with its arguments; `node` runs a script.
pub type Line = &'static [&'static str];

/// A build.
pub struct KeptBuild {
    /// The name that no other one has.
    pub name: String,
    /// Folders of `tests` that it is made of, and where each lies in it.
    pub sources: Vec<(String, &'static str)>,
    /// What builds it.
    pub lines: &'static [Line],
}

impl KeptBuild {
    /// Builds it unless that is done, and gives a copy.
    pub fn copy(&self) -> Result<PathBuf> {
        let place = root().join("build/stock");
        install_once(&place)?;
        let (built, stamp) =
            (place.join("built").join(&self.name), place.join(format!("{}.stamp", self.name)));
        let inputs = self.inputs()?;
        if !fs::read_to_string(&stamp).is_ok_and(|done| done == inputs) {
            let _ = fs::remove_file(&stamp);
            self.build(&built)?;
            fs::write(stamp, inputs)?;
        }
        let folder = place.join("run").join(&self.name);
        let _ = fs::remove_dir_all(&folder);
        copy(&built, &folder)?;
        Ok(folder)
    }

    fn build(&self, built: &Path) -> Result<()> {
        let _ = fs::remove_dir_all(built);
        for (source, place) in &self.sources {
            copy(&root().join("tests").join(source), &built.join(place))?;
        }
        fs::write(built.join("package.json"), manifest(&self.name))?;
        for line in self.lines {
            let (tool, args) = line.split_first().context("nothing builds it")?;
            let output = Command::new(program(tool)).args(args).envs(SILENCE).current_dir(built).output()?;
            ensure!(output.status.success(), "{}, {line:?}: {}", self.name, output_text(&output));
        }
        for cache in CACHES {
            let _ = fs::remove_dir_all(built.join(cache));
        }
        Ok(())
    }

    /// A digest of everything that the build is made of.
    fn inputs(&self) -> Result<String> {
        let mut digest = DefaultHasher::new();
        self.lines.hash(&mut digest);
        for (source, place) in &self.sources {
            place.hash(&mut digest);
            hash(&root().join("tests").join(source), &mut digest)?;
        }
        for input in LOCKS.into_iter().chain(["client-wasm/dist", file!()]) {
            hash(&root().join(input), &mut digest)?;
        }
        Ok(format!("{:016x}", digest.finish()))
    }
}

/// What a maker's own manifest says, as some of these tools read it.
fn manifest(name: &str) -> String {
    let dependencies = r#"{"@react-router/node":"*","corncrake":"*","isbot":"*"}"#;
    format!(r#"{{"name":"{name}","private":true,"type":"module","dependencies":{dependencies}}}"#)
}

fn install_once(place: &Path) -> Result<()> {
    let mut are_installed = ARE_INSTALLED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*are_installed {
        install(&place.join("node_modules"))?;
        // Bundlers read the nearest one, and the repository's has paths of its own.
        fs::write(place.join("tsconfig.json"), "{}")?;
        *are_installed = true;
    }
    Ok(())
}

/// Puts the package there as npm packs it, and links to all packages of the tests.
fn install(modules: &Path) -> Result<()> {
    let _ = fs::remove_dir_all(modules);
    unpack(&root().join("client-wasm/dist"), &modules.join("corncrake"))?;
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
    link_of_matrix(modules)
}

/// Links to what only the matrix needs, where it is installed.
fn link_of_matrix(modules: &Path) -> Result<()> {
    let matrix = root().join("tests/matrix");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(matrix.join("package.json"))?)?;
    for name in manifest["devDependencies"].as_object().context("it needs nothing")?.keys() {
        let package = matrix.join("node_modules").join(name);
        let link = modules.join(name);
        if package.is_dir() && !link.exists() {
            symlink(package, link)?;
        }
    }
    Ok(())
}

/// Takes a file, or all of a folder, into a digest.
fn hash(path: &Path, digest: &mut DefaultHasher) -> Result<()> {
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
