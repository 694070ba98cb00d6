//! The sizes of the npm package's entries, in the table of its README: each entry has a row, whose last
//! cell is what is built.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::weight::weigh;
use crate::tools::paths;

/// What the rows begin with.
const ROW: &str = "| `corncrake";
/// The cell of an entry that no visitor loads.
const NONE: &str = "–";
/// Bytes from which on kilobytes are whole.
const WHOLE_FROM_BYTES: u64 = 20_000;
/// Entries that run where a site is built.
const OF_BUILDS: [&str; 3] = ["./astro", "./nuxt", "./sourcemaps"];

/// Kilobytes as the table writes them: where the module is inside, its bytes differ by some dozens with the
/// order in which a compiler puts its functions.
fn kilobytes(bytes: u64) -> String {
    if bytes < WHOLE_FROM_BYTES {
        format!("{:.1}", bytes as f64 / 1_000.0)
    } else {
        format!("{:.0}", bytes as f64 / 1_000.0)
    }
}

fn readme() -> PathBuf {
    paths::root().join("client-wasm/npm/README.md")
}

/// Each entry of the package that is a script: its name, and its size as the table writes it.
fn measured() -> Result<Vec<(String, String)>> {
    let manifest: Value = serde_json::from_slice(&fs::read(paths::package().join("package.json"))?)?;
    let exports = manifest["exports"].as_object().context("the package has no exports")?;
    let mut entries = Vec::new();
    for (name, target) in exports {
        // What a page loads, where that is not what a server does.
        let files = [&target["browser"]["default"], &target["default"]["default"], &target["default"]];
        let Some(file) = files.into_iter().find_map(Value::as_str) else { continue };
        let cell = if OF_BUILDS.contains(&name.as_str()) {
            NONE.to_owned()
        } else {
            let bytes =
                fs::read(paths::package().join(file)).with_context(|| format!("no {file} was built"))?;
            let [minified, _, brotli] = weigh(&bytes)?;
            format!("{} / {}", kilobytes(minified), kilobytes(brotli))
        };
        entries.push((format!("corncrake{}", name.trim_start_matches('.')), cell));
    }
    Ok(entries)
}

/// The README with the sizes that are measured; fails where an entry has no row, or a row no entry.
fn filled() -> Result<(String, String)> {
    let text = fs::read_to_string(readme())?;
    let mut entries = measured()?;
    let mut lines = Vec::new();
    for line in text.lines() {
        if !line.starts_with(ROW) {
            lines.push(line.to_owned());
            continue;
        }
        let name = line.split('`').nth(1).unwrap_or_default();
        let at = entries.iter().position(|(entry, _)| entry == name);
        let (_, cell) =
            entries.swap_remove(at.with_context(|| format!("{name} is no entry of the package"))?);
        let (row, _) = line.trim_end_matches(" |").rsplit_once(" | ").context("a row has one cell")?;
        lines.push(format!("{row} | {cell} |"));
    }
    let missing: Vec<&str> = entries.iter().map(|(entry, _)| entry.as_str()).collect();
    ensure!(missing.is_empty(), "client-wasm/npm/README.md has no row of {}", missing.join(", "));
    Ok((text, lines.join("\n") + "\n"))
}

/// Writes the sizes of what is built into the table.
pub(super) fn write() -> Result<()> {
    let (_, filled) = filled()?;
    Ok(fs::write(readme(), filled)?)
}

/// Fails where the table has other sizes than what is built.
pub(super) fn check() -> Result<()> {
    let (text, filled) = filled()?;
    let other = text.lines().zip(filled.lines()).find(|(line, measured)| line != measured);
    if let Some((line, measured)) = other {
        bail!(
            "client-wasm/npm/README.md has\n  {line}\nand built is\n  {measured}\nrecord it: cargo xtask size --write"
        );
    }
    Ok(())
}
