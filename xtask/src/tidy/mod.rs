//! `cargo xtask tidy`: the rules of the house that a program can hold. Each rule returns the
//! problems that it found, as sentences that say what to do; it never changes a file.

mod crates;
mod documents;
mod folders;
mod imports;
mod names;
mod packages;
mod paths;
mod problems;
mod runtimes;
mod sources;
#[cfg(test)]
mod tests;

use anyhow::{Result, bail};

use problems::Problems;

pub(crate) fn tidy() -> Result<()> {
    let sources = sources::read_all()?;
    let rules = [
        crates::check()?,
        folders::check(&sources)?,
        imports::check(&sources),
        names::check(&sources),
        documents::check()?,
        runtimes::check()?,
        packages::check()?,
    ];
    let problems: Problems = rules.into_iter().flatten().collect();
    for problem in &problems {
        eprintln!("{problem}");
    }
    match problems.len() {
        0 => Ok(()),
        1 => bail!("one rule of the house is broken"),
        count => bail!("the rules of the house are broken in {count} places"),
    }
}
