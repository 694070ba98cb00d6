//! Recorded and hand-written reports: what they become, and that nothing personal is left.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{Report, decode};

mod golden;
mod hostile;
mod identity;
mod laws;
mod personal;
mod shapes;
mod written;

/// The reports recorded from browsers, by the name of their file, in order.
fn recorded() -> Vec<(String, Vec<Report>)> {
    extern crate std;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/reports");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let reports = |path: &std::path::PathBuf| {
        let file: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, decode(&serde_json::to_vec(&file["body"]).unwrap()).unwrap())
    };
    files.iter().map(reports).collect()
}

/// The one report of a body.
fn one(body: &str) -> Report {
    let mut reports = decode(body.as_bytes()).unwrap();
    assert_eq!(reports.len(), 1, "{body}");
    reports.remove(0)
}

/// The blocks of a table: three lines each, with empty lines between them; `#` is a remark.
fn blocks(table: &str) -> impl Iterator<Item = [&str; 3]> {
    let mut lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    core::iter::from_fn(move || Some([lines.next()?, lines.next()?, lines.next()?]))
}
