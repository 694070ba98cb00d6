//! Whatever a fresh machine lacks: the wasm target, npm packages, wasm-pack and its kin,
//! browsers. What is there is left alone, so that a second run takes no time.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::tools::{
    command::{cargo, command, output, run, run_quietly, say, works},
    paths,
};

/// What wasm is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// The versions of what `cargo install` makes. wasm-bindgen's is the library's own.
const WASM_BINDGEN: &str = "0.2.130";
const WASM_PACK: &str = "0.15.1";
const GECKODRIVER: &str = "0.37.1";
const CARGO_DENY: &str = "0.20.2";

/// Debian's packages for browser tests, for their certificates and for requests by https:
/// program to look for, package to install.
const BROWSERS: &[(&str, &str)] = &[
    ("chromium", "chromium"),
    ("chromedriver", "chromium-driver"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("xvfb-run", "xvfb"),
    ("xauth", "xauth"),
    ("openssl", "openssl"),
    ("curl", "curl"),
];

/// What building and serving needs.
pub(crate) fn for_building() -> Result<()> {
    wasm_target()?;
    npm(&paths::root())
}

/// What testing needs besides.
pub(crate) fn for_testing() -> Result<TestTools> {
    npm(&paths::root().join("tests"))?;
    let bindgen = cargo_tool("wasm-bindgen-cli", WASM_BINDGEN, false)?;
    let pack = cargo_tool("wasm-pack", WASM_PACK, true)?;
    let gecko = cargo_tool("geckodriver", GECKODRIVER, true)?;
    browsers()?;
    let mut path = vec![bindgen, pack, gecko];
    path.extend(proxies()?);
    path.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    Ok(TestTools { path: std::env::join_paths(path)? })
}

/// The folder of `cargo-deny`, which checks licences, sources and vulnerabilities.
pub(crate) fn cargo_deny() -> Result<PathBuf> {
    cargo_tool("cargo-deny", CARGO_DENY, true)
}

/// Where the tools of tests are found.
pub(crate) struct TestTools {
    pub(crate) path: std::ffi::OsString,
}

fn wasm_target() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib").is_dir() {
        return Ok(());
    }
    say("Adding the wasm target");
    run(command("rustup").args(["target", "add", TARGET]))
}

/// Installs a folder's npm packages, as its lockfile has them.
pub(crate) fn npm(folder: &Path) -> Result<()> {
    let modified = |path: PathBuf| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let lock = modified(folder.join("package-lock.json")).context("no package-lock.json")?;
    if modified(folder.join("node_modules/.package-lock.json")).is_some_and(|installed| installed >= lock) {
        return Ok(());
    }
    say(&format!("Installing npm packages in {}", folder.display()));
    // Not `npm ci`: that fails where a registry lacks the optional package of a platform that
    // is not even this one. The lockfile's versions and digests hold all the same.
    let quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
    run_quietly(command("npm").current_dir(folder).arg("install").args(quiet))
}

fn cargo_tool(name: &str, version: &str, locked: bool) -> Result<PathBuf> {
    let root = paths::tools().join(format!("{name}-{version}"));
    let bin = root.join("bin");
    if root.join(".crates.toml").is_file() {
        return Ok(bin);
    }
    say(&format!("Compiling {name} {version}, once for all checkouts (minutes)"));
    let mut install = cargo();
    install.args(["install", "--root"]).arg(&root).arg(format!("{name}@{version}"));
    if locked {
        install.arg("--locked");
    }
    // A build folder of its own: the running task holds the lock of ours.
    run(install.env("CARGO_TARGET_DIR", paths::build().join("tools")))?;
    Ok(bin)
}

/// The browsers and their drivers.
pub(crate) fn browsers() -> Result<()> {
    debian(BROWSERS)
}

/// The load generator of `npm run bench:ingest`: it sends from one thread, so that the machine
/// is left to what is measured.
pub(crate) fn load_generator() -> Result<()> {
    debian(&[("wrk", "wrk")])
}

/// The proxies that tests put before a collector, by their programs, which are their packages.
const PROXIES: [&str; 3] = ["nginx", "caddy", "haproxy"];

/// Where the proxies are, if the machine has not all of them. Debian's packages are only unpacked,
/// with the libraries that they bring: to install them would start three servers, now and at
/// every boot.
fn proxies() -> Result<Vec<PathBuf>> {
    if PROXIES.iter().all(|program| works("which", &[program])) {
        return Ok(Vec::new());
    }
    let list = PROXIES.join(" ");
    if !works("apt-get", &["--version"]) {
        bail!("the tests need these proxies: {list}\ninstall them and run again");
    }
    let root = paths::tools().join("proxies");
    let (unpacked, packages) = (root.join("unpacked"), root.join("packages"));
    let bins = ["usr/sbin", "usr/bin"].map(|bin| unpacked.join(bin));
    if PROXIES.iter().all(|program| bins.iter().any(|bin| bin.join(program).is_file())) {
        return Ok(bins.into());
    }
    say(&format!("Unpacking Debian's packages of the proxies that are tested: {list}"));
    fs::create_dir_all(packages.join("partial"))?;
    let mut download = command("apt-get");
    download.args(["install", "-y", "-qq", "--download-only", "--reinstall", "--no-install-recommends"]);
    download
        .args(["-o", "Debug::NoLocking=1", "-o"])
        .arg(format!("Dir::Cache::archives={}", packages.display()));
    download.args(PROXIES);
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
    Ok(bins.into())
}

/// Installs Debian's packages whose program is missing: program to look for, package.
/// Nothing is installed where `NO_INSTALL=1` says so.
fn debian(programs: &[(&str, &'static str)]) -> Result<()> {
    let missing: Vec<&str> = programs
        .iter()
        .filter(|(program, _)| !works("which", &[program]))
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if std::env::var_os("NO_INSTALL").is_some_and(|set| set == "1") {
        bail!("this needs these of Debian's packages, and NO_INSTALL=1 leaves the system alone: {list}");
    }
    if !may_install() {
        bail!("this needs these of Debian's packages: {list}\ninstall them and run again");
    }
    say(&format!(
        "Installing Debian's packages that real browsers and measurements need (NO_INSTALL=1 forbids it): {list}"
    ));
    apt(&["update", "-qq"])?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(missing);
    apt(&install)
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
