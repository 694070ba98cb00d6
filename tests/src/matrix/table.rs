//! The table of `docs/set-ups.md`, between two marks.

use std::{fmt::Write as _, fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    matrix::{row::Row, set_up::Failure},
    root,
};

const HEAD: &str = "| set-up | made with | error | rejection | handler's error | server's error | form | as without |\n\
    |---|---|---|---|---|---|---|---|\n";
/// Between these the table stands.
const MARKS: [&str; 2] = ["<!-- matrix: npm run matrix -->\n", "<!-- /matrix -->"];

/// The table, and below it a line for each failure that is not told.
pub fn of(rows: &[Row]) -> String {
    let mut table = HEAD.to_owned();
    for row in rows {
        let cells: String = Failure::ALL.map(|failure| format!(" {} |", cell(row, failure))).concat();
        let (form, alike) = (row.form.unwrap_or("–"), if row.is_alike { "yes" } else { "**no**" });
        let _ = writeln!(table, "| {} | {} |{cells} {form} | {alike} |", row.name, row.versions);
    }
    for row in rows.iter().filter(|row| !row.reasons.is_empty()) {
        let _ = write!(table, "\n{}: {}\n", row.name, row.reasons.join(" "));
    }
    table
}

fn cell(row: &Row, failure: Failure) -> &'static str {
    match row.cells.iter().find(|(of, _)| *of == failure) {
        Some((_, true)) => "yes",
        Some((_, false)) => "**no**",
        None => "–",
    }
}

fn page() -> Result<(PathBuf, String)> {
    let file = root().join("docs/set-ups.md");
    let page = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    Ok((file, page))
}

/// Puts it into the page.
pub fn write(rows: &[Row]) -> Result<()> {
    let (file, page) = page()?;
    let [begin, end] = MARKS;
    let (before, rest) = page.split_once(begin).context("docs/set-ups.md has no place for the table")?;
    let (_, after) = rest.split_once(end).context("docs/set-ups.md has no end of the table")?;
    Ok(fs::write(file, format!("{before}{begin}{}{end}{after}", of(rows)))?)
}

/// The names of the set-ups that the page has.
pub fn written_names() -> Result<Vec<String>> {
    let (_, page) = page()?;
    let table = page.split_once(MARKS[0]).context("docs/set-ups.md has no table")?.1;
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    Ok(rows.filter_map(|row| row.split('|').nth(1)).map(|name| name.trim().to_owned()).collect())
}
