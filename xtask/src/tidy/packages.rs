//! Every package comes from one of two registries and has one version. Licences and vulnerabilities are the matter of
//! `cargo xtask audit`, whose tool has to be compiled first.

use std::{collections::BTreeMap, fs};

use anyhow::Result;

use super::problems::Problems;
use crate::tools::paths::root;

const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM: &str = "https://registry.npmjs.org/";
const CARGO_FIELD: &str = "source = \"";
const NPM_FIELD: &str = "\"resolved\": \"";
/// Each lock file, the field that says where a package comes from, and where it may come from.
const LOCKS: [(&str, &str, &str); 7] = [
    ("Cargo.lock", CARGO_FIELD, CRATES),
    ("fuzz/Cargo.lock", CARGO_FIELD, CRATES),
    ("package-lock.json", NPM_FIELD, NPM),
    ("collector-worker/package-lock.json", NPM_FIELD, NPM),
    ("tests/package-lock.json", NPM_FIELD, NPM),
    ("tests/peers/package-lock.json", NPM_FIELD, NPM),
    ("tests/sentry/package-lock.json", NPM_FIELD, NPM),
];

pub(super) fn check() -> Result<Problems> {
    let mut problems = Vec::new();
    for (lock, field, registry) in LOCKS {
        let text = fs::read_to_string(root().join(lock))?;
        let sources: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix(field)).collect();
        // An npm that leaves out the registry's address writes the digest alone.
        if sources.is_empty() && !text.contains("\"integrity\": \"sha512-") {
            problems.push(format!("{lock} does not say where its packages come from"));
        }
        for foreign in sources.iter().filter(|source| !source.starts_with(registry)) {
            problems.push(format!("{lock}: a package comes from {foreign}"));
        }
    }
    npm_versions(&mut problems)?;
    crate_versions(&mut problems)?;
    Ok(problems)
}

/// A package that several manifests of npm name has the same version in all of them.
fn npm_versions(problems: &mut Problems) -> Result<()> {
    let mut versions: BTreeMap<String, (String, &str)> = BTreeMap::new();
    for folder in [
        "",
        "collector-worker",
        "collector-worker/npm",
        "plugins",
        "template",
        "tests",
        "tests/peers",
        "tests/sentry",
    ] {
        let text = fs::read(root().join(folder).join("package.json"))?;
        let manifest: serde_json::Value = serde_json::from_slice(&text)?;
        for kind in ["dependencies", "devDependencies", "optionalDependencies"] {
            for (name, version) in manifest[kind].as_object().into_iter().flatten() {
                let version = version.as_str().unwrap_or_default();
                let (first, at) = versions.entry(name.clone()).or_insert((version.to_owned(), folder));
                if first != version {
                    problems
                        .push(format!("{name} is {first} in {at}/package.json and {version} in {folder}/"));
                }
            }
        }
    }
    Ok(())
}

/// The workspace's manifest alone has the version of a crate.
fn crate_versions(problems: &mut Problems) -> Result<()> {
    let workspace = fs::read_to_string(root().join("Cargo.toml"))?;
    let members = workspace.split_once("members = [").and_then(|(_, rest)| rest.split_once(']'));
    for member in members.map(|(list, _)| list.split('"').skip(1).step_by(2)).into_iter().flatten() {
        let manifest = fs::read_to_string(root().join(member).join("Cargo.toml"))?;
        let mut is_list = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                is_list = line.ends_with("dependencies]");
            } else if is_list
                && (line.contains(" = \"") && !line.contains('{') || line.contains("version = "))
            {
                problems.push(format!("{member}/Cargo.toml: choose this version in the workspace: {line}"));
            }
        }
    }
    Ok(())
}
