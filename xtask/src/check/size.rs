//! The client's size for a visitor, to the byte, and the gate that holds it there.
//!
//! The record in `client-wasm/size.json` must be what is built: a byte more or less is a
//! decision somebody makes with `--write`, in sight of a reviewer, and never past a budget.
//! The same numbers stand in docs/client.md, beside those of peers. They are measured in the
//! same run whenever the table is printed or written. A check leaves them out: they are
//! pinned, so that nothing but a change of a version can make them stale, which it sees;
//! and what decides whether a change lands should not wait for five packages of others.

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::{
    entries,
    weight::{Sizes, weigh},
};
use crate::{
    build::{client, peers},
    tools::{install, paths},
};

/// Brotli bytes of the classic script, which every visitor of a one-tag site loads first.
/// The rest is loaded where there is an error to send.
const SCRIPT_BUDGET: u64 = 600;
/// Brotli bytes of all that is loaded to report an error: script, glue, wasm. The aim is 16,500;
/// docs/scrubbing.md has the cost of scrubbing beyond it, rule by rule: secrets that leave a
/// page weigh more. Of it 54 bytes are what a ping says of its release.
const WHOLE_BUDGET: u64 = 17_500;
/// Brotli bytes of the client as JavaScript, which only pages that refuse wasm load.
const FALLBACK_BUDGET: u64 = 20_950;

/// The files that a visitor of a one-tag site loads, in this order: the last two where there is an error.
const LOADED: [&str; 3] = ["script.js", "client.js", "corncrake_bg.wasm"];
const FALLBACK: &str = "corncrake_fallback.js";
/// The rows of ours: a name on record, and what the table calls it.
const ROWS: [(&str, &str); 5] = [
    ("script.js", "Corncrake: the tag (`script.js`)"),
    ("client.js", "when there is an error: its JavaScript"),
    ("corncrake_bg.wasm", "and its module"),
    ("whole", "**all of Corncrake**"),
    (FALLBACK, "instead of the module, only where a page refuses wasm"),
];
const HEAD: &str = "| bytes | minified | gzip -9 | brotli -q 11 |\n|---|---:|---:|---:|\n";
/// Between these the table stands in docs/client.md.
const MARKS: [&str; 2] = ["<!-- sizes: cargo xtask size --write -->\n", "<!-- /sizes -->"];

type Record = BTreeMap<String, Sizes>;

fn record_file() -> PathBuf {
    paths::root().join("client-wasm/size.json")
}

fn measure() -> Result<Record> {
    install::for_building()?;
    client::build()?;
    let mut sizes = Record::new();
    let mut whole = [0; 3];
    for name in LOADED.into_iter().chain([FALLBACK]) {
        let bytes = fs::read(paths::package().join(name)).with_context(|| format!("no {name} was built"))?;
        let found = weigh(&bytes)?;
        if name != FALLBACK {
            for (sum, more) in whole.iter_mut().zip(found) {
                *sum += more;
            }
        }
        sizes.insert(name.to_owned(), found);
    }
    sizes.insert("whole".to_owned(), whole);
    Ok(sizes)
}

fn row(name: &str, [raw, gzip, brotli]: Sizes) -> String {
    format!("| {name} | {raw} | {gzip} | {brotli} |\n")
}

/// The rows of ours.
fn ours(sizes: &Record) -> String {
    let row = |(file, name): &(&str, &str)| sizes.get(*file).map(|found| row(name, *found));
    ROWS.iter().filter_map(row).collect()
}

/// The whole table, peers measured now.
fn table(sizes: &Record) -> Result<String> {
    let mut peers = String::new();
    for (name, bundle) in peers::names()?.iter().zip(peers::bundles()?) {
        peers += &row(name, weigh(&fs::read(bundle)?)?);
    }
    Ok(format!("{HEAD}{}{peers}", ours(sizes)))
}

fn within_budgets(sizes: &Record) -> Result<()> {
    let budgets = [("script.js", SCRIPT_BUDGET), ("whole", WHOLE_BUDGET), (FALLBACK, FALLBACK_BUDGET)];
    for (name, budget) in budgets {
        let [.., found] = sizes.get(name).context("not measured")?;
        println!("{name}: {found} bytes of brotli, budget {budget}");
        if *found > budget {
            bail!("{name}: {found} bytes of brotli are over the budget of {budget}");
        }
    }
    Ok(())
}

/// Prints the table.
pub(crate) fn print() -> Result<()> {
    let sizes = measure()?;
    println!("\n{}", table(&sizes)?);
    within_budgets(&sizes)
}

/// Prints what each rule of the glue saves.
pub(crate) fn print_glue() -> Result<()> {
    println!("bytes of brotli that each rule of the glue saves of client.js:");
    for (rule, saved) in client::glue_savings(|bytes| weigh(bytes).map(|[.., brotli]| brotli))? {
        println!("{saved:>6}  {rule}");
    }
    Ok(())
}

/// Makes what is built the record, there and in docs/client.md.
pub(crate) fn write() -> Result<()> {
    let sizes = measure()?;
    let table = table(&sizes)?;
    println!("\n{table}");
    within_budgets(&sizes)?;
    entries::write()?;
    fs::write(record_file(), serde_json::to_string_pretty(&sizes)? + "\n")?;
    let (file, page) = page()?;
    let [begin, end] = MARKS;
    let (before, rest) = page.split_once(begin).context("docs/client.md has no place for the sizes")?;
    let (_, after) = rest.split_once(end).context("docs/client.md has no end of the sizes")?;
    Ok(fs::write(file, format!("{before}{begin}{table}{end}{after}"))?)
}

/// Fails where the build is not the record, or docs/client.md has other sizes.
pub(crate) fn check() -> Result<()> {
    let sizes = measure()?;
    println!("\n{HEAD}{}", ours(&sizes));
    within_budgets(&sizes)?;
    let record: Record = serde_json::from_str(&fs::read_to_string(record_file())?)?;
    for (name, found) in &sizes {
        match record.get(name) {
            Some(recorded) if recorded == found => {}
            recorded => bail!(
                "{name}: {found:?} bytes are built (raw, gzip, brotli), {recorded:?} are on record\n\
                 if the change is worth it, record it: cargo xtask size --write"
            ),
        }
    }
    let (_, page) = page()?;
    ensure!(page.contains(&ours(&sizes)), "docs/client.md has other sizes: cargo xtask size --write");
    for name in peers::names()? {
        ensure!(
            page.contains(&format!("| {name} |")),
            "docs/client.md has no {name}: cargo xtask size --write"
        );
    }
    entries::check()?;
    println!("the sizes are those on record");
    Ok(())
}

fn page() -> Result<(PathBuf, String)> {
    let file = paths::root().join("docs/client.md");
    let text = fs::read_to_string(&file)?;
    Ok((file, text))
}
