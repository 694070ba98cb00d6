//! Set-ups of pages that a static host serves.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{
    matrix::{
        bench::Bench,
        row::Row,
        set_up::SetUp,
        visit::{OF_PAGE, row, visit},
    },
    package::{
        framework_app::ENDPOINT,
        kept_build::{KeptBuild, Line},
    },
    root,
    site::folder::Folder,
};

/// A page of `tests/matrix/tag`; without the client, the lines of the tag are not in it.
pub(super) async fn tag(bench: &Bench, set_up: &SetUp, page: &str) -> Result<Row> {
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let mut visits = Vec::new();
    for key in [Some(key.as_str()), None] {
        let folder = tempfile::tempdir()?;
        for source in ["tag", "shop"] {
            write_pages(
                bench,
                &root().join("tests/matrix").join(source),
                folder.path(),
                key.map(|_| endpoint.as_str()),
            )?;
        }
        let site = Folder::serve(folder.path())?;
        visits.push(visit(bench, set_up, &format!("{}/{page}", site.origin()), key).await?);
    }
    row(set_up, &OF_PAGE, &visits)
}

/// Writes a folder's files into another one, with a collector or without any. A frame of no origin hears its own
/// errors only where their scripts stand in its page.
fn write_pages(bench: &Bench, from: &Path, to: &Path, endpoint: Option<&str>) -> Result<()> {
    let host = ENDPOINT.split("/v1/").next().unwrap_or_default();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?;
        let is_tag = |line: &&str| line.starts_with("<script") && line.contains(ENDPOINT);
        let text = match endpoint {
            Some(endpoint) => text.replace(ENDPOINT, endpoint).replace(host, &bench.collector.address()),
            None => text.lines().filter(|line| !is_tag(line)).map(|line| format!("{line}\n")).collect(),
        };
        fs::write(to.join(entry.file_name()), inlined(text)?)?;
    }
    Ok(())
}

/// The page with each script in it that is marked so.
fn inlined(mut page: String) -> Result<String> {
    for name in ["recorder.js", "shop.js"] {
        let script = format!("<script inline src=\"{name}\">");
        if page.contains(&script) {
            let text = fs::read_to_string(root().join("tests/matrix/shop").join(name))?;
            page = page.replace(&script, &format!("<script>{text}"));
        }
    }
    Ok(page)
}

/// A folder that is built and served; the client is set up where the page's address has an endpoint.
pub(super) async fn built(
    bench: &Bench,
    set_up: &SetUp,
    (app, lines): (&str, &'static [Line]),
    (served, page): (&str, &str),
) -> Result<Row> {
    let folder = build(set_up.name, app, lines)?.join(served);
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let mut visits = Vec::new();
    for endpoint in [endpoint.as_str(), ""] {
        // An origin of its own each: shared and service workers outlive a page.
        let site = Folder::serve(&folder)?;
        let key = (!endpoint.is_empty()).then_some(key.as_str());
        visits.push(visit(bench, set_up, &site.page(page, endpoint), key).await?);
    }
    row(set_up, &OF_PAGE, &visits)
}

/// Builds a folder of `tests/matrix` with the shop in it.
pub(super) fn build(name: &str, app: &str, lines: &'static [Line]) -> Result<PathBuf> {
    let name: String = name.chars().map(|one| if one.is_ascii_alphanumeric() { one } else { '-' }).collect();
    let sources = vec![(format!("matrix/{app}"), ""), ("matrix/shop".to_owned(), "shop")];
    KeptBuild { name: format!("matrix-{}", name.to_lowercase()), sources, lines }.copy()
}
