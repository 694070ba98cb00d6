//! Words that select tests: each has to select one at least, or a test that was renamed would be
//! left out without a word.

use anyhow::{Result, ensure};

use crate::tools::command::{cargo, output};

/// Fails where a word is in the path of no test of a package.
pub(super) fn ensure_selected(package: &[&str], word: &str) -> Result<()> {
    let mut list = cargo();
    list.arg("test").args(package).args(["--quiet", "--", "--list", word]);
    let selected = output(&mut list)?.lines().filter(|line| line.ends_with(": test")).count();
    ensure!(selected > 0, "no test of {} has {word} in its path", package.join(" "));
    Ok(())
}
