//! The instructions of the pieces of taking an event, and the gate that holds them: a busy machine changes
//! how long they take, and not their number.
//!
//! valgrind counts them natively, twice with other numbers of times, so that what starts and ends a
//! process is not in them. The record is `tests/benches/instructions/record.json`, and is of one
//! architecture: the processors of others have other instructions.

use std::{collections::BTreeMap, env::consts::ARCH, fs, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::tools::{
    command::{cargo, command, output, run, say},
    debian, paths,
};

const PACKAGE: &str = "corncrake-instructions";
/// The numbers of times of the two runs.
const TIMES: [u64; 2] = [20, 60];
/// How much more or less than on record is as good as the same: what a compiler of another version may do.
const TOLERANCE: f64 = 0.1;
/// What the name of a piece with ten rules of alerts has behind that of the same without.
const WITH_RULES: &str = "+rules";
/// Percent that such a piece may cost more.
const OF_RULES: u64 = 5;

/// Instructions of each piece.
type InstructionCounts = BTreeMap<String, u64>;

fn record_file() -> PathBuf {
    paths::root().join("tests/benches/instructions/record.json")
}

/// The architecture of which the record is, and what is recorded of each piece.
fn recorded() -> Result<(String, InstructionCounts)> {
    let mut record: Value = serde_json::from_str(&fs::read_to_string(record_file())?)?;
    let arch = record["arch"].as_str().context("the record names no architecture")?.to_owned();
    Ok((arch, serde_json::from_value(record["pieces"].take())?))
}

/// What is recorded of this machine's architecture; nothing where the record is of another one.
fn recorded_here() -> InstructionCounts {
    recorded().ok().filter(|(arch, _)| arch == ARCH).map(|(_, pieces)| pieces).unwrap_or_default()
}

/// Prints them beside those on record.
pub(crate) fn print() -> Result<()> {
    print_beside(&measure()?, &recorded_here());
    Ok(())
}

/// Makes what is measured the record.
pub(crate) fn write() -> Result<()> {
    let found = measure()?;
    print_beside(&found, &recorded_here());
    let record = json!({ "arch": ARCH, "pieces": found });
    Ok(fs::write(record_file(), serde_json::to_string_pretty(&record)? + "\n")?)
}

/// Fails where a piece costs other than what is on record.
pub(crate) fn check() -> Result<()> {
    let (arch, record) = recorded()?;
    if arch != ARCH {
        println!("The instructions on record are of {arch}; this is {ARCH}, where they are not compared.");
        return Ok(());
    }
    let found = measure()?;
    print_beside(&found, &record);
    ensure_rules_are_cheap(&found)?;
    ensure!(found.keys().eq(record.keys()), "the record has other pieces: cargo xtask instructions --write");
    let other: Vec<&str> = found
        .iter()
        .filter(|(name, found)| !record.get(*name).is_some_and(|recorded| is_as_recorded(**found, *recorded)))
        .map(|(name, _)| name.as_str())
        .collect();
    if !other.is_empty() {
        bail!(
            "{} cost more than a tenth other than on record\n\
             if the change is worth it, record it: cargo xtask instructions --write",
            other.join(", ")
        );
    }
    Ok(())
}

fn is_as_recorded(found: u64, recorded: u64) -> bool {
    found.abs_diff(recorded) as f64 <= recorded as f64 * TOLERANCE
}

/// Fails where ten rules make a piece more expensive than they may, or none was measured.
fn ensure_rules_are_cheap(found: &InstructionCounts) -> Result<()> {
    let pairs = found.iter().filter_map(|(name, with)| {
        let bare = found.get(name.strip_suffix(WITH_RULES)?)?;
        Some((name, *with, *bare))
    });
    let pairs: Vec<_> = pairs.collect();
    ensure!(!pairs.is_empty(), "no piece was measured with rules");
    for (name, with, bare) in pairs {
        println!("{name} costs {:.3} times as much as without", with as f64 / bare as f64);
        ensure!(with * 100 <= bare * (100 + OF_RULES), "ten rules may add {OF_RULES}% to an event");
    }
    Ok(())
}

fn print_beside(found: &InstructionCounts, record: &InstructionCounts) {
    println!("{:<16}{:>14}{:>14}", "", "instructions", "on record");
    for (name, found) in found {
        let recorded = record.get(name).map_or_else(|| "-".to_owned(), u64::to_string);
        println!("{name:<16}{found:>14}{recorded:>14}");
    }
}

fn measure() -> Result<InstructionCounts> {
    debian::instruction_counter()?;
    say("Building the pieces of an event");
    run(cargo().args(["build", "--release", "--quiet", "--package", PACKAGE]))?;
    let program = paths::root().join("target/release").join(PACKAGE);
    let pieces = output(&mut command(&program))?;
    let mut found = InstructionCounts::new();
    for piece in pieces.split_whitespace() {
        let [few, many] = TIMES;
        let more = count(&program, piece, many)?.saturating_sub(count(&program, piece, few)?);
        found.insert(piece.to_owned(), more / (many - few));
    }
    Ok(found)
}

/// Instructions of a process that does a piece so often.
fn count(program: &std::path::Path, piece: &str, times: u64) -> Result<u64> {
    let mut valgrind = command("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-fd=1"]);
    let printed = output(valgrind.arg(program).arg(piece).arg(times.to_string()))?;
    let collected = printed.split("Collected :").nth(1).and_then(|rest| rest.split_whitespace().next());
    Ok(collected.with_context(|| format!("valgrind counted nothing:\n{printed}"))?.parse()?)
}

#[cfg(test)]
mod tests {
    use super::{InstructionCounts, ensure_rules_are_cheap, is_as_recorded};

    #[test]
    fn ten_rules_may_add_a_twentieth() {
        let found = |with| InstructionCounts::from([("fold".into(), 1_000), ("fold+rules".into(), with)]);
        assert!(ensure_rules_are_cheap(&found(1_050)).is_ok());
        assert!(ensure_rules_are_cheap(&found(1_051)).is_err());
        assert!(ensure_rules_are_cheap(&InstructionCounts::new()).is_err());
    }

    #[test]
    fn a_tenth_more_or_less_is_as_recorded_and_more_is_not() {
        assert!(is_as_recorded(1_100, 1_000) && is_as_recorded(900, 1_000));
        assert!(!is_as_recorded(1_101, 1_000) && !is_as_recorded(899, 1_000));
    }
}
