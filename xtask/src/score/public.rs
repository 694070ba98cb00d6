//! Stacks of engines that we cannot run: published samples (`public.txt`, which
//! names each one's source), with the truth about each line.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};

use super::corpus::{RecordedError, truth};
use crate::tools::paths;

/// The samples as errors of one "engine", each with its true frames.
pub(super) fn samples() -> Result<Vec<RecordedError>> {
    let text = fs::read_to_string(paths::root().join("core/tests/corpus/public.txt"))?;
    let mut names = BTreeMap::new();
    let mut all = Vec::new();
    for sample in text.split("\n= ").skip(1) {
        let (id, lines) = sample.split_once('\n').context("a sample without lines")?;
        anyhow::ensure!(names.insert(id, ()).is_none(), "{id} is there twice");
        let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
        let raw = |line: &&str| line.split_once(" => ").map_or(*line, |(raw, _)| raw).to_owned();
        let is = |line: &&str| line.split_once(" => ").map(|(_, is)| truth(&format!("{is} | -")));
        all.push(RecordedError::published(
            id,
            lines.iter().map(raw).collect::<Vec<_>>().join("\n"),
            lines.iter().filter_map(is).collect(),
        ));
    }
    Ok(all)
}
