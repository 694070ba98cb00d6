//! Every package comes from one of two registries. Licences and vulnerabilities are the matter of
//! `cargo xtask audit`, whose tool has to be compiled first.

use std::fs;

use anyhow::Result;

use super::problems::Problems;
use crate::place::root;

const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM: &str = "https://registry.npmjs.org/";
const CARGO_FIELD: &str = "source = \"";
const NPM_FIELD: &str = "\"resolved\": \"";
/// Each lock file, the field that says where a package comes from, and where it may come from.
const LOCKS: [(&str, &str, &str); 6] = [
    ("Cargo.lock", CARGO_FIELD, CRATES),
    ("fuzz/Cargo.lock", CARGO_FIELD, CRATES),
    ("package-lock.json", NPM_FIELD, NPM),
    ("collector-worker/package-lock.json", NPM_FIELD, NPM),
    ("tests/package-lock.json", NPM_FIELD, NPM),
    ("tests/peers/package-lock.json", NPM_FIELD, NPM),
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
    Ok(problems)
}
