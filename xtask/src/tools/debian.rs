//! Debian's packages: browsers, proxies, a load generator. Before an installation their names and
//! purposes are printed; with `NO_INSTALL=1` the system is left alone, and a missing package is an
//! error that names it.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::tools::{
    command::{command, output, run_quietly, say, works},
    paths,
};

/// A package, and why it is needed.
struct SystemPackage {
    /// The program that is looked for.
    program: &'static str,
    package: &'static str,
    purpose: &'static str,
}

/// The browsers of the tests, their drivers, and tools for certificates and requests.
const BROWSERS: [SystemPackage; 8] = [
    SystemPackage { program: "chromium", package: "chromium", purpose: "tests run in it" },
    SystemPackage { program: "chromedriver", package: "chromium-driver", purpose: "drives Chromium" },
    SystemPackage { program: FIREFOX, package: FIREFOX, purpose: "tests run in it" },
    SystemPackage {
        program: "WebKitWebDriver",
        package: "webkit2gtk-driver",
        purpose: "a WebKit, and what drives it",
    },
    SystemPackage { program: "xvfb-run", package: "xvfb", purpose: "a screen for WebKit" },
    SystemPackage { program: "xauth", package: "xauth", purpose: "lets WebKit use that screen" },
    SystemPackage { program: "openssl", package: "openssl", purpose: "makes certificates for tests" },
    SystemPackage { program: "curl", package: "curl", purpose: "sends requests by https in tests" },
];
const FIREFOX: &str = "firefox-esr";
const LOAD_GENERATOR: [SystemPackage; 1] = [SystemPackage {
    program: "wrk",
    package: "wrk",
    purpose: "sends from one thread, so that the machine is left to what is measured",
}];
const INSTRUCTION_COUNTER: [SystemPackage; 1] = [SystemPackage {
    program: "valgrind",
    package: "valgrind",
    purpose: "counts the instructions of the pieces of an event",
}];
/// The proxies that tests put before a collector, by their programs, which are their packages.
const PROXIES: [&str; 3] = ["nginx", "caddy", "haproxy"];

/// Installs the browsers that are missing or too old, and their drivers.
pub(crate) fn browsers() -> Result<()> {
    install_missing(&BROWSERS, |wanted| wanted.program == FIREFOX && old_firefox().is_some())?;
    // Debian may have none that is newer: the tests that need it fail, and say this again.
    if let Some(complaint) = old_firefox() {
        say(&complaint);
    }
    Ok(())
}

/// Installs the load generator of `npm run bench:ingest`.
pub(crate) fn load_generator() -> Result<()> {
    install_missing(&LOAD_GENERATOR, |_| false)
}

/// Installs the tool that counts the instructions of a program.
pub(crate) fn instruction_counter() -> Result<()> {
    install_missing(&INSTRUCTION_COUNTER, |_| false)
}

/// Packages that are only unpacked, with the libraries that they bring.
struct UnpackedPackages {
    /// The folder among our tools.
    folder: &'static str,
    packages: &'static [&'static str],
    /// Files of the packages, of which each is looked for in the folders of programs.
    files: &'static [&'static str],
    purpose: &'static str,
}

/// The folders of the proxies' programs, if the machine has not all of them. The packages are only
/// unpacked: to install them would start three servers, now and at every boot.
pub(crate) fn proxies() -> Result<Vec<PathBuf>> {
    if PROXIES.iter().all(|program| works("which", &[program])) {
        return Ok(Vec::new());
    }
    unpacked(&UnpackedPackages {
        folder: "proxies",
        packages: &PROXIES,
        files: &PROXIES,
        purpose: "the proxies that tests put before a collector",
    })
}

/// The folders of programs beside Sentry's SDKs, which tests run with another DSN.
pub(crate) fn sentry_sdks() -> Result<Vec<PathBuf>> {
    let mut folders = unpacked(&UnpackedPackages {
        folder: "sentry-sdks",
        packages: &[
            "python3-sentry-sdk",
            "python3-urllib3",
            "python3-certifi",
            "python3-six",
            "python3-flask",
            "python3-blinker",
            "python3-django",
            "ruby-sentry-ruby-core",
            "ruby-concurrent",
            "ruby",
        ],
        files: &[
            "ruby3.1",
            "../lib/python3/dist-packages/sentry_sdk/__init__.py",
            "../lib/python3/dist-packages/blinker/__init__.py",
            "../lib/python3/dist-packages/django/__init__.py",
        ],
        purpose: "Sentry's SDKs for Python and Ruby, frameworks that they are used in, and a Ruby to run one",
    })?;
    folders.extend(unpacked(&UnpackedPackages {
        folder: "sentry-go",
        packages: &["golang-go", "golang-github-getsentry-sentry-go-dev"],
        files: &["go", "../share/gocode/src/github.com/getsentry/sentry-go/client.go"],
        purpose: "Sentry's SDK for Go, and a Go to build with it",
    })?);
    Ok(folders)
}

/// The folders beside the content blocker, which a test puts into a Firefox of its own.
pub(crate) fn content_blocker() -> Result<Vec<PathBuf>> {
    unpacked(&UnpackedPackages {
        folder: "content-blocker",
        packages: &["webext-ublock-origin-firefox"],
        files: &[
            "../share/mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/uBlock0@raymondhill.net/manifest.json",
        ],
        purpose: "uBlock Origin and its lists, for a browser of a test",
    })
}

/// Unpacks packages, without installing them, and gives the folders of their programs.
fn unpacked(wanted: &UnpackedPackages) -> Result<Vec<PathBuf>> {
    let root = paths::tools().join(wanted.folder);
    let (unpacked, packages) = (root.join("unpacked"), root.join("packages"));
    let bins = ["usr/sbin", "usr/bin"].map(|bin| unpacked.join(bin));
    if wanted.files.iter().all(|file| bins.iter().any(|bin| bin.join(file).is_file())) {
        return Ok(bins.into());
    }
    let (list, purpose) = (wanted.packages.join(" "), wanted.purpose);
    if is_forbidden() {
        bail!("tests need {purpose}, and NO_INSTALL=1 forbids to fetch Debian's packages: {list}");
    }
    if !works("apt-get", &["--version"]) {
        bail!("tests need {purpose}: {list}\ninstall them and run again");
    }
    say(&format!(
        "Unpacking Debian's packages of {purpose}, without installing them (NO_INSTALL=1 forbids it): {list}"
    ));
    fs::create_dir_all(packages.join("partial"))?;
    let mut download = command("apt-get");
    download.args(["install", "-y", "-qq", "--download-only", "--reinstall", "--no-install-recommends"]);
    download
        .args(["-o", "Debug::NoLocking=1", "-o"])
        .arg(format!("Dir::Cache::archives={}", packages.display()));
    download.args(wanted.packages);
    if run_quietly(&mut download).is_err() {
        // A machine that has just been made knows of no package.
        apt(&["update", "-qq"]).context("apt-get knows of no package: run apt-get update")?;
        run_quietly(&mut download)?;
    }
    for package in fs::read_dir(&packages)?.flatten().map(|entry| entry.path()) {
        if package.extension().is_some_and(|ending| ending == "deb") {
            run_quietly(command("dpkg-deb").arg("-x").args([&package, &unpacked]))?;
        }
    }
    // Files are looked for from there, also where no package has a program.
    bins.iter().try_for_each(fs::create_dir_all)?;
    Ok(bins.into())
}

/// Installs packages whose program is missing, or is too old.
fn install_missing(wanted: &[SystemPackage], is_old: impl Fn(&SystemPackage) -> bool) -> Result<()> {
    let is_there = |one: &SystemPackage| works("which", &[one.program]);
    let missing: Vec<&SystemPackage> = wanted.iter().filter(|one| !is_there(one)).collect();
    let old: Vec<&SystemPackage> = wanted.iter().filter(|one| is_there(one) && is_old(one)).collect();
    if missing.is_empty() && (old.is_empty() || is_forbidden() || !may_install()) {
        return Ok(());
    }
    let all: Vec<&SystemPackage> = missing.into_iter().chain(old).collect();
    let list = all.iter().map(|one| format!("\n      {}: {}", one.package, one.purpose)).collect::<String>();
    if is_forbidden() {
        bail!("Debian's packages are missing, and NO_INSTALL=1 leaves the system alone:{list}");
    }
    if !may_install() {
        bail!("Debian's packages are missing, and neither root nor sudo installs them:{list}");
    }
    say(&format!("Installing Debian's packages (NO_INSTALL=1 leaves the system alone):{list}"));
    apt(&["update", "-qq"])?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(all.iter().map(|one| one.package));
    apt(&install)
}

/// The message about a Firefox that is older than some test needs.
fn old_firefox() -> Option<String> {
    let oldest: Value = serde_json::from_str(include_str!("../../../tests/oldest-browsers.json")).ok()?;
    let needed = oldest["Firefox"]["version"].as_u64()?;
    let text = output(command(FIREFOX).arg("--version")).ok()?;
    let found = major_version(&text)?;
    let why = oldest["Firefox"]["why"].as_str().unwrap_or_default();
    (found < needed).then(|| format!("{FIREFOX} is version {found}, and tests need {needed}: {why}"))
}

/// The first number of `Mozilla Firefox 153.8.0esr`.
fn major_version(text: &str) -> Option<u64> {
    text.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())
}

fn is_forbidden() -> bool {
    std::env::var_os("NO_INSTALL").is_some_and(|set| set == "1")
}

fn is_root() -> bool {
    output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn may_install() -> bool {
    works("apt-get", &["--version"]) && (is_root() || works("sudo", &["-n", "true"]))
}

fn apt(args: &[&str]) -> Result<()> {
    let mut apt = command(if is_root() { "apt-get" } else { "sudo" });
    if !is_root() {
        apt.args(["-n", "apt-get"]);
    }
    run_quietly(apt.env("DEBIAN_FRONTEND", "noninteractive").args(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_as_browsers_write_it() {
        assert_eq!(major_version("Mozilla Firefox 153.8.0esr\n"), Some(153));
        assert_eq!(major_version("Chromium 156.0.8078.108 built on Debian"), Some(156));
        assert_eq!(major_version("no version"), None);
    }
}
