//! How many cases are right, by framework and runtime: those of `core/tests/cases`, each met with
//! one of them, and the errors of the corpus, by the engine that reported them.

use std::{collections::BTreeMap, fmt::Write};

use anyhow::{Result, anyhow};

use super::{corpus::RecordedError, frames::percent};
use crate::tools::paths;

// What is right of a case has one definition, which the tests of the core hold.
#[path = "../../../core/tests/judge/mod.rs"]
mod judge;

/// The cases of one framework or runtime.
#[derive(Default)]
struct CaseTally {
    cases: usize,
    right: usize,
}

impl CaseTally {
    fn add(&mut self, is_right: bool) {
        self.cases += 1;
        self.right += usize::from(is_right);
    }
}

/// The table, and a list of the cases that are wrong.
pub(super) fn table(read: &[(&RecordedError, bool)]) -> Result<(String, String)> {
    let mut by_name: BTreeMap<String, CaseTally> = BTreeMap::new();
    let mut list = String::new();
    let folder = paths::root().join("core/tests/cases");
    for case in judge::judge_all(&folder).map_err(|error| anyhow!(error))? {
        by_name.entry(case.runtime).or_default().add(case.wrong.is_none());
        if let Some(wrong) = case.wrong {
            let _ = writeln!(list, "- {}: {wrong}", case.name);
        }
    }
    let mut by_engine: BTreeMap<String, CaseTally> = BTreeMap::new();
    for (error, is_read) in read {
        by_engine.entry(engine(error)).or_default().add(*is_read);
    }
    let mut out = String::from("| framework or runtime | cases | right | |\n|---|--:|--:|--:|\n");
    let mut all = CaseTally::default();
    let engines = by_engine.iter().map(|(name, tally)| (format!("stacks of {name}"), tally));
    for (name, CaseTally { cases, right }) in
        by_name.iter().map(|(name, tally)| (name.clone(), tally)).chain(engines)
    {
        let _ = writeln!(out, "| {name} | {cases} | {right} | {} |", percent(*right, *cases));
        all.cases += cases;
        all.right += right;
    }
    let _ = writeln!(out, "| all | {} | {} | {} |", all.cases, all.right, percent(all.right, all.cases));
    let list = if list.is_empty() { list } else { format!("\nCases that are wrong:\n{list}") };
    Ok((out, list))
}

/// The engine of an error, without its version: a published sample says it in its name.
fn engine(error: &RecordedError) -> String {
    let told = if error.build.is_empty() { &error.id } else { &error.engine };
    let words = told.split([',', '(']).next().unwrap_or_default().split(' ');
    let is_version = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
    words.take_while(|word| !is_version(word)).collect::<Vec<_>>().join(" ").trim_end().to_owned()
}
