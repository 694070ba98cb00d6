//! Published facts about the packages we build with: licences, sources and known
//! vulnerabilities. It changes nothing, and never says that something is well that it could not
//! ask: databases that this machine cannot reach are named.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::tools::{
    command::{command, run, say, works},
    install, paths,
};

/// Cargo's manifests with a lockfile of their own.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "fuzz/Cargo.toml"];
/// Folders with a lockfile of npm.
const LOCKS: [&str; 5] = ["", "collector-worker", "tests", "tests/peers", OLD_TOOLS];
/// Of these, what is found is printed alone: bundlers among them are old, since sites still use them, and they
/// build nothing but our own page.
const OLD_TOOLS: &str = "tests/matrix";
/// From this severity on, npm's findings fail.
const SEVERE: [&str; 2] = ["high", "critical"];

/// Checks all of it. Where `is_strict`, a database that cannot be reached is a failure, too.
pub(crate) fn audit(is_strict: bool) -> Result<()> {
    let deny = install::cargo_deny()?.join("cargo-deny");
    let mut unasked = Vec::new();
    let checked = |manifest: &str, what: &[&str]| {
        let mut check = command(&deny);
        check.arg("--config").arg(paths::root().join("deny.toml"));
        check.arg("--manifest-path").arg(paths::root().join(manifest));
        let quiet = ["-A", "license-exception-not-encountered"];
        run(check.args(["--all-features", "check"]).args(quiet).args(what))
    };
    for manifest in MANIFESTS {
        say(&format!("Licences, sources and bans of {manifest}"));
        checked(manifest, &["licenses", "sources", "bans"])?;
    }
    say("Known vulnerabilities of crates");
    let program = deny.to_string_lossy().into_owned();
    if works(&program, &["fetch", "db"]) {
        for manifest in MANIFESTS {
            checked(manifest, &["advisories"])?;
        }
    } else {
        unasked.push(
            "known vulnerabilities of crates: RustSec's database, on GitHub, cannot be reached".to_owned(),
        );
    }
    let mut found = Vec::new();
    for folder in LOCKS {
        let lock = PathBuf::from(folder).join("package-lock.json");
        say(&format!("Known vulnerabilities of {}", lock.display()));
        match of_npm(folder)? {
            Some(severe) if folder == OLD_TOOLS => severe.iter().for_each(|one| println!("{one}")),
            Some(severe) => found.extend(severe.into_iter().map(|one| format!("{}: {one}", lock.display()))),
            None => unasked.push(format!("{}: npm's registry answers no audit", lock.display())),
        }
    }
    for unasked in &unasked {
        println!("NOT CHECKED: {unasked}");
    }
    if !found.is_empty() {
        bail!("npm packages with known vulnerabilities:\n{}", found.join("\n"));
    }
    if is_strict && !unasked.is_empty() {
        bail!("some of it could not be checked, see above");
    }
    Ok(())
}

/// The packages of a lockfile with severe vulnerabilities; nothing where nobody could say.
fn of_npm(folder: &str) -> Result<Option<Vec<String>>> {
    let mut audit = command("npm");
    audit.current_dir(paths::root().join(folder)).args(["audit", "--json", "--package-lock-only"]);
    // It fails where it finds something, too: its output decides.
    let output = audit.output().context("cannot start npm")?;
    Ok(severe(&String::from_utf8_lossy(&output.stdout)))
}

fn severe(report: &str) -> Option<Vec<String>> {
    let report: Value = serde_json::from_str(report).ok()?;
    report.get("auditReportVersion")?;
    let all = report.get("vulnerabilities")?.as_object()?;
    let severity = |one: &Value| one["severity"].as_str().unwrap_or("critical").to_owned();
    let severe = all.iter().map(|(name, one)| (name, severity(one)));
    let severe = severe.filter(|(_, severity)| SEVERE.contains(&severity.as_str()));
    Some(severe.map(|(name, severity)| format!("{name} ({severity})")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_npm_says_is_read_and_silence_is_no_praise() {
        // As npm 10 writes them.
        let clean = r#"{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}"#;
        assert_eq!(severe(clean), Some(vec![]));
        let found =
            r#"{"auditReportVersion":2,"vulnerabilities":{"a":{"severity":"low"},"b":{"severity":"high"}}}"#;
        assert_eq!(severe(found), Some(vec!["b (high)".to_owned()]));
        let refused = r#"{"message":"405 Method Not Allowed","method":"POST","statusCode":405}"#;
        for silent in [refused, "", "npm error", "{}", "[]"] {
            assert_eq!(severe(silent), None, "{silent}");
        }
    }
}
