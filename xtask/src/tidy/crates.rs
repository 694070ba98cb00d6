//! Between crates: an import only ever points down, and `core` stays pure.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use super::problems::Problems;
use crate::tools::command::cargo;

/// Which of our crates each may import: only ever down.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("corncrake-core", &[]),
    ("corncrake-fingerprint-v1", &["corncrake-core"]),
    ("corncrake-source-map", &[]),
    ("corncrake-www", &["corncrake-core"]),
    ("corncrake-live", &[]),
    ("corncrake-floor", &[]),
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
    ("corncrake-instructions", &["corncrake-core", "corncrake-model", "corncrake-store"]),
    ("xtask", &["corncrake-core"]),
];
/// What core must never know: a clock, randomness, JavaScript, HTTP, an SQL engine.
const NOT_IN_CORE: [&str; 9] =
    ["js-sys", "web-sys", "wasm-bindgen", "worker", "http", "rusqlite", "getrandom", "rand", "chrono"];

pub(super) fn check() -> Result<Problems> {
    let output = cargo().args(["metadata", "--format-version=1", "--no-deps", "--offline"]).output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let allowed: BTreeMap<_, _> = MAY_IMPORT.into_iter().collect();
    let mut problems = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata names no packages")? {
        let name = package["name"].as_str().unwrap_or_default();
        let Some(may) = allowed.get(name) else {
            problems.push(format!("say in MAY_IMPORT of xtask/src/tidy which crates {name} may import"));
            continue;
        };
        for dependency in package["dependencies"].as_array().context("a package has no dependencies")? {
            let on = dependency["name"].as_str().unwrap_or_default();
            if allowed.contains_key(on) && !may.contains(&on) {
                problems.push(format!("{name} imports {on}: move what it needs down"));
            }
            let is_for_tests = dependency["kind"] == "dev";
            if name == "corncrake-core" && !is_for_tests && NOT_IN_CORE.contains(&on) {
                problems.push(format!("core imports {on}: make what it gives an argument"));
            }
        }
    }
    Ok(problems)
}
