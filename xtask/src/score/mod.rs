//! `npm run score`: how right stacks are read, and how well errors are grouped, over what real
//! engines reported. The table is on record, to the digit, so that it cannot get worse unseen.

mod corpus;
mod frames;
mod pairs;
mod public;
mod reasons;
mod runtimes;
mod wordings;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    build,
    tools::{
        command::{cargo, run},
        install, paths,
    },
};

/// Between these docs/grouping.md has the table.
const MARKS: [&str; 2] = ["<!-- score: cargo xtask score --write -->\n", "<!-- /score -->"];

/// The tables, and the list of wrong frames and pairs.
struct Score {
    frames: String,
    pairs: String,
    runtimes: String,
    wrong: String,
}

impl Score {
    fn take() -> Result<Self> {
        let cases = corpus::all()?;
        let samples = public::samples()?;
        let (frames, mut wrong, read) = frames::tables(cases.iter().chain(&samples));
        let mut pairs = String::from(pairs::HEAD);
        let mut apart = Vec::new();
        for (kind, is_minified) in [("plain", false), ("minified", true)] {
            let of_kind = cases.iter().filter(|case| case.is_minified() == is_minified);
            let events = pairs::group(of_kind, |case| corpus::parts(case.event()));
            pairs::rows(&mut pairs, kind, &events);
            apart.extend(pairs::wrong(kind, &events));
        }
        let minified = cases.iter().filter(|case| case.is_minified());
        let mapped = pairs::group(minified, corpus::RecordedError::mapped_parts);
        pairs::rows(&mut pairs, "minified, with source maps", &mapped);
        apart.extend(pairs::wrong("minified, with source maps", &mapped));
        pairs::wordings(&mut pairs, &cases);
        wrong.push_str("\nPairs that are wrong:\n");
        for what in apart {
            wrong.push_str(&format!("- {what}\n"));
        }
        wrong.push('\n');
        wrong.push_str(&wordings::report()?);
        let (runtimes, list) = runtimes::table(&read)?;
        wrong.push_str(&list);
        Ok(Self { frames, pairs, runtimes, wrong })
    }

    fn tables(&self) -> String {
        format!("{}\n{}\n{}", self.frames, self.pairs, self.runtimes)
    }

    fn whole(&self) -> String {
        format!("{}\n{}", self.tables(), self.wrong)
    }
}

fn record_file() -> PathBuf {
    paths::root().join("core/tests/corpus/score.md")
}

fn page() -> Result<(PathBuf, String)> {
    let file = paths::root().join("docs/grouping.md");
    let text = fs::read_to_string(&file)?;
    Ok((file, text))
}

/// Prints it.
pub(crate) fn print() -> Result<()> {
    println!("{}", Score::take()?.whole());
    Ok(())
}

/// Makes it the record, there and in docs/grouping.md.
pub(crate) fn write() -> Result<()> {
    let score = Score::take()?;
    println!("{}", score.whole());
    fs::write(record_file(), score.whole())?;
    let (file, page) = page()?;
    let [begin, end] = MARKS;
    let (before, rest) = page.split_once(begin).context("docs/grouping.md has no place for the score")?;
    let (_, after) = rest.split_once(end).context("docs/grouping.md has no end of the score")?;
    Ok(fs::write(file, format!("{before}{begin}{}{end}{after}", score.tables()))?)
}

/// Records the stacks of this machine's engines anew, and the score of them.
pub(crate) fn record() -> Result<()> {
    let tools = install::for_testing()?;
    build::all()?;
    let mut test = cargo();
    test.args(["test", "-p", "corncrake-tests", "--quiet", "stacks_of_"]);
    run(test.env("PATH", &tools.path).env("RECORD_STACKS", "1"))?;
    write()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::ensure;

    #[test]
    fn the_score_is_on_record() -> Result<()> {
        let score = Score::take()?;
        let record = fs::read_to_string(record_file())?;
        ensure!(
            score.whole() == record,
            "the score is another: look at it by `npm run score`, and if it is worth it, `cargo xtask score --write`\n{}",
            score.whole()
        );
        ensure!(
            !record.contains("UNKNOWN") && !record.contains("misread"),
            "something is wrong without a reason"
        );
        let (_, page) = page()?;
        ensure!(
            page.contains(&score.tables()),
            "docs/grouping.md has another score: cargo xtask score --write"
        );
        Ok(())
    }
}
