//! What a file and a folder look like: a file says what it does, holds one idea and is named
//! after it; a folder can be taken in at a glance.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{problems::Problems, sources::Source};

/// Lines of a source file, tests included: past this it holds more than one idea.
const MOST_LINES: usize = 400;
/// Source files in a folder: past this nobody sees which belong together.
const MOST_FILES: usize = 20;
/// What has the compiler refuse a public item without documentation.
const DOCUMENTED: &str = "#![deny(missing_docs)]";
/// The Worker: nothing but the runtime imports it, and its public items are made by a macro.
const NOT_IMPORTED: &str = "collector-worker/src/lib.rs";
/// Names that would hold anything.
const VAGUE: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "misc"];

pub(super) fn check(sources: &[Source]) -> Result<Problems> {
    let mut problems = Vec::new();
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for Source { place, text, .. } in sources {
        if !text.starts_with("//!") {
            problems.push(format!("{place} must begin with //! and say what it does"));
        }
        if text.lines().count() > MOST_LINES {
            problems.push(format!("{place} has over {MOST_LINES} lines: split it by idea"));
        }
        let (folder, file) = place.rsplit_once('/').unwrap_or_default();
        if file == "lib.rs" && place != NOT_IMPORTED && !text.contains(DOCUMENTED) {
            problems.push(format!("{place} needs {DOCUMENTED}"));
        }
        if VAGUE.contains(&file.trim_end_matches(".rs")) {
            problems.push(format!("{place}: name the file after its one idea"));
        }
        *folders.entry(folder).or_default() += 1;
    }
    for (folder, count) in folders {
        if count > MOST_FILES {
            problems.push(format!("{folder} has {count} source files, over {MOST_FILES}: give it rooms"));
        }
    }
    Ok(problems)
}
