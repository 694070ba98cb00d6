//! What the client costs a visitor, to the byte, and the gate that holds it there.
//!
//! The record in `client-wasm/size.json` must be what is built: a byte more or less is a
//! decision somebody makes with `--write`, in sight of a reviewer, and never past a budget.

use std::{collections::BTreeMap, fs, io::Write, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{place, start};

/// Brotli bytes of the classic script, which every visitor of a one-tag site loads first.
const SCRIPT_BUDGET: u64 = 2_000;
/// Brotli bytes of all that is loaded to report an error: script, glue, wasm. What the
/// record may grow to; the aim is 14,000.
const WHOLE_BUDGET: u64 = 17_000;
/// What a visitor of a one-tag site loads, in this order: the last two when the page is idle.
const FILES: [&str; 3] = ["script.js", "corncrake_client.js", "corncrake_bg.wasm"];

/// Bytes of one file: as it is, gzip -9, brotli -q 11.
type Sizes = BTreeMap<String, [u64; 3]>;

fn record_file() -> PathBuf {
    place::root().join("client-wasm/size.json")
}

fn measure() -> Result<Sizes> {
    start::build()?;
    let mut sizes = Sizes::new();
    let mut whole = [0; 3];
    for name in FILES {
        let bytes = fs::read(place::package().join(name)).with_context(|| format!("no {name} was built"))?;
        let found = [bytes.len() as u64, gzip(&bytes)?, brotli(&bytes)?];
        for (sum, more) in whole.iter_mut().zip(found) {
            *sum += more;
        }
        sizes.insert(name.to_owned(), found);
    }
    sizes.insert("whole".to_owned(), whole);
    Ok(sizes)
}

fn gzip(bytes: &[u8]) -> Result<u64> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len() as u64)
}

fn brotli(bytes: &[u8]) -> Result<u64> {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len() as u64)
}

fn table(sizes: &Sizes) {
    println!("\n| file | raw | gzip -9 | brotli -q 11 |\n|---|---:|---:|---:|");
    for name in FILES.into_iter().chain(["whole"]) {
        if let Some([raw, gzip, brotli]) = sizes.get(name) {
            println!("| {name} | {raw} | {gzip} | {brotli} |");
        }
    }
    println!("\nbudgets, brotli: script.js {SCRIPT_BUDGET}, whole {WHOLE_BUDGET}");
}

fn within_budgets(sizes: &Sizes) -> Result<()> {
    for (name, budget) in [("script.js", SCRIPT_BUDGET), ("whole", WHOLE_BUDGET)] {
        let [.., found] = sizes.get(name).context("not measured")?;
        if *found > budget {
            bail!("{name}: {found} bytes of brotli are over the budget of {budget}");
        }
    }
    Ok(())
}

/// Prints the table.
pub(crate) fn print() -> Result<()> {
    let sizes = measure()?;
    table(&sizes);
    within_budgets(&sizes)
}

/// Makes what is built the record.
pub(crate) fn write() -> Result<()> {
    let sizes = measure()?;
    table(&sizes);
    within_budgets(&sizes)?;
    fs::write(record_file(), serde_json::to_string_pretty(&sizes)? + "\n")?;
    Ok(())
}

/// Fails where what is built is not the record.
pub(crate) fn check() -> Result<()> {
    let sizes = measure()?;
    table(&sizes);
    within_budgets(&sizes)?;
    let record: Sizes = serde_json::from_str(&fs::read_to_string(record_file())?)?;
    for (name, found) in &sizes {
        match record.get(name) {
            Some(recorded) if recorded == found => {}
            recorded => bail!(
                "{name}: {found:?} bytes are built (raw, gzip, brotli), {recorded:?} are on record\n\
                 if the change is worth it, record it: cargo xtask size --write"
            ),
        }
    }
    println!("the sizes are those on record");
    Ok(())
}
