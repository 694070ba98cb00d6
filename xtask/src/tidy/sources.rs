//! The Rust files of the workspace, parsed, each with its place in the module tree of its crate.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::tools::paths::root;

/// Folders that hold no source of ours, or one that is frozen and goes as a whole.
const LEFT_OUT: [&str; 7] = ["fingerprint-v1", "target", "node_modules", "dist", "build", "data", "fixtures"];

/// One file of Rust.
pub(super) struct Source {
    /// Where it is, below the root of the repository.
    pub(super) place: String,
    pub(super) text: String,
    pub(super) syntax: syn::File,
    /// The folder of its crate's `lib.rs` or `main.rs`, below the root of the repository.
    pub(super) crate_folder: String,
    /// Its path of modules in the crate; empty for `lib.rs` and `main.rs`.
    pub(super) module: Vec<String>,
}

/// All files of Rust of the workspace, in the order of their paths.
pub(super) fn read_all() -> Result<Vec<Source>> {
    let mut paths = Vec::new();
    find(&root(), &mut paths)?;
    paths.sort();
    ensure!(paths.len() > 100, "there are only {} files of Rust below {}", paths.len(), root().display());
    let mut roots = BTreeMap::new();
    for path in &paths {
        if matches!(path.file_name().and_then(|name| name.to_str()), Some("lib.rs" | "main.rs")) {
            roots.insert(path.parent().map(Path::to_path_buf).unwrap_or_default(), ());
        }
    }
    paths.into_iter().map(|path| read(&path, &roots)).collect()
}

fn read(path: &Path, roots: &BTreeMap<PathBuf, ()>) -> Result<Source> {
    let place = below_root(path);
    let text = fs::read_to_string(path)?;
    let syntax = syn::parse_file(&text).with_context(|| format!("{place} does not parse"))?;
    let folder = path.ancestors().skip(1).find(|folder| roots.contains_key(*folder));
    // A file of its own, such as an example or an integration test, is a crate by itself.
    let folder = folder.unwrap_or(path);
    let mut module: Vec<String> = path
        .strip_prefix(folder)?
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    Ok(Source { place, text, syntax, crate_folder: below_root(folder), module })
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // A folder of modules is source, whatever its name.
            let is_left_out = LEFT_OUT.contains(&name.as_str()) && !path.join("mod.rs").is_file();
            if !is_left_out && !name.starts_with('.') {
                find(&path, found)?;
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
    Ok(())
}

pub(super) fn below_root(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
