//! Sentry's SDKs for Python and Ruby, unmodified, as Debian packs them: unpacked beside our other tools.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result};

/// The folder that the packages were unpacked into; one of the folders of programs is in it.
fn folder() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let of = |bin: PathBuf| bin.parent()?.parent().map(Path::to_owned);
    let is_it = |root: &PathBuf| root.join("usr/lib/python3/dist-packages/sentry_sdk").is_dir();
    let found = std::env::split_paths(&path).filter_map(of).find(is_it);
    found.context("Sentry's SDK for Python is beside no program of PATH; `cargo xtask test` unpacks it")
}

/// Runs a script with the SDK for Python.
pub fn python(script: &Path) -> Result<Output> {
    let packages = folder()?.join("usr/lib/python3/dist-packages");
    Ok(Command::new("python3").arg(script).env("PYTHONPATH", packages).output()?)
}

/// Runs a script with the SDK for Ruby.
pub fn ruby(script: &Path) -> Result<Output> {
    let usr = folder()?.join("usr");
    let libraries = usr.join("lib/x86_64-linux-gnu");
    let own = ["lib/ruby/vendor_ruby", "lib/ruby/3.1.0"].map(|part| usr.join(part));
    let native = [libraries.join("ruby/3.1.0"), libraries.join("ruby/vendor_ruby/3.1.0")];
    let gems = usr.join("share/rubygems-integration/all");
    let packages = ["sentry-ruby-core-5.3.0", "concurrent-ruby-1.1.6"]
        .map(|gem| gems.join("gems").join(gem).join("lib"));
    let path = std::env::join_paths(own.iter().chain(&native).chain(&packages))?;
    let mut ruby = Command::new(usr.join("bin/ruby3.1"));
    ruby.arg(script).env("LD_LIBRARY_PATH", &libraries).env("RUBYLIB", path).env("GEM_PATH", gems);
    Ok(ruby.output()?)
}
