//! Sentry's SDKs for Python, Ruby and Go, unmodified, as Debian packs them: unpacked beside our other tools.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result};

/// The folder that packages were unpacked into, one of whose files this is; one of the folders of
/// programs is in it.
fn folder(file: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let of = |bin: PathBuf| bin.parent()?.parent().map(Path::to_owned);
    let found = std::env::split_paths(&path).filter_map(of).find(|root| root.join(file).is_file());
    found.with_context(|| format!("{file} is beside no program of PATH; `cargo xtask test` unpacks it"))
}

/// A file of the SDK for Python, beside which the one for Ruby is.
const OF_PYTHON: &str = "usr/lib/python3/dist-packages/sentry_sdk/__init__.py";
/// A file of the SDK for Go.
const OF_GO: &str = "usr/share/gocode/src/github.com/getsentry/sentry-go/client.go";

/// Runs a script with the SDK for Python.
pub fn python(script: &Path) -> Result<Output> {
    let packages = folder(OF_PYTHON)?.join("usr/lib/python3/dist-packages");
    Ok(Command::new("python3").arg(script).env("PYTHONPATH", packages).output()?)
}

/// Runs a script with the SDK for Ruby.
pub fn ruby(script: &Path) -> Result<Output> {
    let usr = folder(OF_PYTHON)?.join("usr");
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

/// Builds a program with the SDK for Go beside its source, and runs it.
pub fn go(source: &Path) -> Result<Output> {
    let usr = folder(OF_GO)?.join("usr");
    let (root, program) = (usr.join("lib/go-1.19"), source.with_extension("built"));
    let mut build = Command::new(root.join("bin/go"));
    build.args(["build", "-o"]).arg(&program).arg(source).env("GOROOT", &root);
    // The machine's C compiler and network are not asked.
    build.env("GOPATH", usr.join("share/gocode")).env("GO111MODULE", "off").env("CGO_ENABLED", "0");
    let output = build.env("GOCACHE", crate::root().join("build/go-cache")).output()?;
    if !output.status.success() {
        return Ok(output);
    }
    Ok(Command::new(program).output()?)
}
