//! `npm run score`: how right stacks are read, and how well errors are grouped, over what real
//! engines told. The table is on record, to the digit, so that it cannot get worse unseen.

mod corpus;
mod frames;
mod pairs;

use anyhow::Result;

/// The whole score, as it is on record.
fn report() -> Result<String> {
    let cases = corpus::all()?;
    let mut out = frames::table(&cases);
    out.push('\n');
    out.push_str(pairs::HEAD);
    let mut wrong = Vec::new();
    for (kind, is_minified) in [("plain", false), ("minified", true)] {
        let of_kind = cases.iter().filter(|case| case.is_minified() == is_minified);
        let told = pairs::told(of_kind, |case| corpus::parts(case.event()));
        pairs::rows(&mut out, kind, &told);
        wrong.extend(pairs::wrong(kind, &told));
    }
    let minified = cases.iter().filter(|case| case.is_minified());
    let mapped = pairs::told(minified, corpus::Case::mapped_parts);
    pairs::rows(&mut out, "minified, with source maps", &mapped);
    wrong.extend(pairs::wrong("minified, with source maps", &mapped));
    pairs::wordings(&mut out, &cases);
    out.push_str("\nPairs that are wrong:\n");
    for (what, parts) in wrong {
        out.push_str(&format!("- {what}. {parts}\n"));
    }
    Ok(out)
}

/// Prints it.
pub(crate) fn print() -> Result<()> {
    println!("{}", report()?);
    Ok(())
}
