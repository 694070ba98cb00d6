//! The end-to-end tests: all of them, or those with a word in their paths; and which were slowest.

use std::{fs, path::Path};

use anyhow::Result;

use crate::{
    check::selection::ensure_selected,
    tools::{
        command::{cargo, run, say},
        install::TestTools,
        paths,
    },
};

/// The slowest tests that are printed.
const SLOWEST: usize = 10;

/// Runs them. A test's path is its folder, its file and its name: `privacy::salt::in_memory_it_is...`.
pub(super) fn run_tests(tools: &TestTools, word: Option<&str>) -> Result<()> {
    say("End to end: real browsers, the real collector");
    let package = ["-p", "corncrake-tests"];
    if let Some(word) = word {
        ensure_selected(&[&package[..], &["--test", "e2e"]].concat(), word)?;
    }
    let times = paths::build().join("test-times");
    let _ = fs::remove_file(&times);
    let mut test = cargo();
    test.arg("test").args(package).arg("--quiet").args(word);
    let result = run(test.env("PATH", &tools.path).env("TEST_TIMES", &times));
    print_slowest(&times);
    result
}

/// Each test wrote down its own time (`tests/src/test_times.rs`).
fn print_slowest(times: &Path) {
    let text = fs::read_to_string(times).unwrap_or_default();
    let slowest = slowest(&text);
    if slowest.is_empty() {
        return;
    }
    say("The slowest tests");
    for (milliseconds, test) in slowest {
        println!("{:>7.1} s  {test}", milliseconds as f64 / 1_000.0);
    }
}

/// The slowest first, of lines of milliseconds and a name.
fn slowest(times: &str) -> Vec<(u64, &str)> {
    let of = |line| -> Option<(u64, &str)> {
        let (milliseconds, test) = str::split_once(line, ' ')?;
        Some((milliseconds.parse().ok()?, test))
    };
    let mut all: Vec<(u64, &str)> = times.lines().filter_map(of).collect();
    all.sort_by(|one, other| other.cmp(one));
    all.truncate(SLOWEST);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_come_first_and_no_more_than_ten() {
        let times: String = (0..30).map(|n| format!("{} test {n}\n", n * 7 % 30)).collect();
        let found = slowest(&times);
        assert_eq!(found.iter().map(|(ms, _)| *ms).collect::<Vec<_>>(), (20..30).rev().collect::<Vec<_>>());
        assert_eq!(slowest("no number\n12 a::b\n"), [(12, "a::b")]);
    }
}
