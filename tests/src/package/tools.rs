//! The tools of `tests/package-lock.json`, and the folders that they work in.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use anyhow::{Context, Result};

use crate::root;

/// What keeps tools from telling their makers that they ran, and from writing in colours.
pub(super) const SILENCE: [(&str, &str); 6] = [
    ("ASTRO_TELEMETRY_DISABLED", "1"),
    ("NEXT_TELEMETRY_DISABLED", "1"),
    ("NG_CLI_ANALYTICS", "false"),
    ("NUXT_TELEMETRY_DISABLED", "1"),
    ("PARCEL_TELEMETRY_DISABLED", "1"),
    ("NO_COLOR", "1"),
];

/// Copies a folder with everything in it.
pub(super) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// A tool of the tests' packages, else one that the build has as well; `node` is the machine's.
pub(crate) fn program(name: &str) -> PathBuf {
    if name == "node" {
        return name.into();
    }
    let folders = [folder(), root().join("tests/matrix/node_modules"), root().join("node_modules")];
    let mut found = folders.into_iter().map(|folder| folder.join(".bin").join(name));
    found.find(|program| program.exists()).unwrap_or_else(|| name.into())
}

/// Deno or Bun: the program itself, of the package for this machine.
pub fn runtime(name: &str) -> Result<PathBuf> {
    let scope = match name {
        "deno" => "@deno",
        _ => "@oven",
    };
    let packages = fs::read_dir(folder().join(scope)).with_context(|| format!("{name} is not installed"))?;
    let programs =
        packages.flatten().flat_map(|entry| [entry.path().join(name), entry.path().join("bin").join(name)]);
    programs
        .into_iter()
        .find(|path| path.is_file())
        .with_context(|| format!("{name} is not for this machine"))
}

/// The installed packages of `tests/package-lock.json`.
pub(super) fn folder() -> PathBuf {
    root().join("tests/node_modules")
}

/// What a program printed.
pub(super) fn output_text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}
