//! The rules of the house that a test can hold: who may import whom, and what a file
//! looks like. A failure says what to do.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::root;

/// Which of our crates each may import: only ever down.
const MAY_IMPORT: [(&str, &[&str]); 12] = [
    ("corncrake-core", &[]),
    ("corncrake-fingerprint-v1", &["corncrake-core"]),
    ("corncrake-source-map", &[]),
    ("corncrake-www", &["corncrake-core"]),
    ("corncrake-live", &[]),
    ("corncrake-client", &["corncrake-core"]),
    ("corncrake-model", &["corncrake-core"]),
    (
        "corncrake-store",
        &["corncrake-core", "corncrake-fingerprint-v1", "corncrake-source-map", "corncrake-model"],
    ),
    (
        "corncrake-collector",
        &[
            "corncrake-core",
            "corncrake-fingerprint-v1",
            "corncrake-source-map",
            "corncrake-model",
            "corncrake-store",
            "corncrake-www",
        ],
    ),
    ("corncrake-tests", &["corncrake-core"]),
    ("corncrake-parse-bench", &["corncrake-core"]),
    ("xtask", &["corncrake-core"]),
];
/// What core must never know: a clock, randomness, JavaScript, HTTP, an SQL engine.
const NOT_IN_CORE: [&str; 9] =
    ["js-sys", "web-sys", "wasm-bindgen", "worker", "http", "rusqlite", "getrandom", "rand", "chrono"];
/// Lines of a source file, tests included: past this it holds more than one idea.
const MOST_LINES: usize = 400;

#[test]
fn an_import_only_points_down() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let allowed: BTreeMap<_, _> = MAY_IMPORT.into_iter().collect();
    let packages = metadata["packages"].as_array().context("no packages")?;
    ensure!(packages.len() == allowed.len(), "a crate was added: say in MAY_IMPORT whom it may import");
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let may = allowed.get(name).with_context(|| format!("say in MAY_IMPORT whom {name} may import"))?;
        for dependency in package["dependencies"].as_array().context("no dependencies")? {
            let on = dependency["name"].as_str().unwrap_or_default();
            if allowed.contains_key(on) {
                ensure!(may.contains(&on), "{name} imports {on}: move what it needs down into core");
            }
            let for_tests = dependency["kind"] == "dev";
            if name == "corncrake-core" && !for_tests {
                ensure!(!NOT_IN_CORE.contains(&on), "core imports {on}: make what it gives an argument");
            }
        }
    }
    Ok(())
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "node_modules", "dist", "build", "data", "fixtures"].contains(&name.as_str())
                && !name.starts_with('.')
            {
                sources(&path, found)?;
            }
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
    Ok(())
}

#[test]
fn every_file_says_what_it_is_and_holds_one_idea() -> Result<()> {
    let mut all = Vec::new();
    sources(&root(), &mut all)?;
    ensure!(all.len() > 30, "where are the sources?");
    for path in all {
        let text = fs::read_to_string(&path)?;
        let place = path.display();
        ensure!(text.starts_with("//!"), "{place} must begin with //! and say what it does");
        ensure!(text.lines().count() <= MOST_LINES, "{place} has over {MOST_LINES} lines: split it by idea");
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for vague in ["util", "utils", "helper", "helpers", "common", "misc"] {
            ensure!(name != vague, "{place}: name the file after its one idea");
        }
    }
    Ok(())
}

#[test]
fn the_two_runtimes_have_the_same_bindings() -> Result<()> {
    let capnp = fs::read_to_string(root().join("collector-worker/workerd.capnp"))?;
    let wrangler = fs::read_to_string(root().join("collector-worker/wrangler.toml"))?;
    for binding in ["ASSETS", "DIRECTORY", "PROJECT", "SALT", "SOURCES"] {
        ensure!(capnp.contains(&format!("(name = \"{binding}\"")), "workerd.capnp has no {binding}");
        ensure!(wrangler.contains(&format!("\"{binding}\"")), "wrangler.toml has no {binding}");
    }
    for variable in ["PROJECT_EVENTS_PER_SECOND", "PROJECT_MEGABYTES", "SESSION_EVENTS", "CSP_REPORT_PROJECT"]
    {
        let line = format!("(name = \"{variable}\", fromEnvironment = \"{variable}\")");
        ensure!(capnp.contains(&line), "workerd.capnp has no {variable}");
        ensure!(wrangler.contains(&format!("{variable} = \"")), "wrangler.toml does not tell of {variable}");
    }
    let date = |text: &str, key: &str| {
        text.split_once(key).and_then(|(_, rest)| rest.split('"').nth(1)).map(str::to_owned)
    };
    ensure!(
        date(&capnp, "compatibilityDate") == date(&wrangler, "compatibility_date"),
        "two compatibility dates"
    );
    Ok(())
}

#[test]
fn every_package_comes_from_the_two_registries() -> Result<()> {
    // Licences and vulnerabilities are `cargo xtask audit`'s, which has to be compiled first.
    const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
    const NPM: &str = "https://registry.npmjs.org/";
    const RESOLVED: &str = "\"resolved\": \"";
    for (lock, field, from) in [
        ("Cargo.lock", "source = \"", CRATES),
        ("fuzz/Cargo.lock", "source = \"", CRATES),
        ("package-lock.json", RESOLVED, NPM),
        ("collector-worker/package-lock.json", RESOLVED, NPM),
        ("tests/package-lock.json", RESOLVED, NPM),
        ("tests/peers/package-lock.json", RESOLVED, NPM),
    ] {
        let text = fs::read_to_string(root().join(lock))?;
        let sources: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix(field)).collect();
        // An npm that leaves out what is the registry's writes its digest alone.
        let is_said = !sources.is_empty() || text.contains("\"integrity\": \"sha512-");
        ensure!(is_said, "{lock}: where does anything come from?");
        let foreign: Vec<_> = sources.iter().filter(|source| !source.starts_with(from)).collect();
        ensure!(foreign.is_empty(), "{lock}: {foreign:?}");
    }
    Ok(())
}
