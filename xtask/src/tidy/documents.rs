//! Documents: the front door and the glossary are short, and no link leads nowhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::{problems::Problems, sources::below_root};
use crate::tools::paths::root;

/// The front door: what a stranger reads at a sitting, in bytes.
const LIMITS: [(&str, usize); 2] = [("README.md", 7_000), ("ARCHITECTURE.md", 9_000)];
/// The words of the glossary: what a reader meets everywhere. Others are explained where they are used.
const GLOSSARY_WORDS: usize = 40;
/// Folders that hold no document of ours.
const NOT_OURS: [&str; 4] = ["target", "node_modules", "build", "dist"];

pub(super) fn check() -> Result<Problems> {
    let mut problems = Vec::new();
    for (name, most) in LIMITS {
        let bytes = fs::read(root().join(name))?.len();
        if bytes > most {
            problems.push(format!("{name} has {bytes} bytes, over {most}: move something to docs/"));
        }
    }
    problems.extend(long_glossary(&fs::read_to_string(root().join("docs/glossary.md"))?));
    let mut documents = Vec::new();
    find(&root(), &mut documents)?;
    for document in documents {
        let text = fs::read_to_string(&document)?;
        for link in links(&text) {
            if let Some(problem) = dead(&document, &link)? {
                problems.push(format!("{}: {problem}", below_root(&document)));
            }
        }
    }
    Ok(problems)
}

/// Why the glossary is too long: a word is a row of its table.
pub(super) fn long_glossary(markdown: &str) -> Option<String> {
    let words = markdown.lines().filter(|line| line.starts_with("| **")).count();
    (words > GLOSSARY_WORDS).then(|| {
        format!("docs/glossary.md has {words} words, over {GLOSSARY_WORDS}: explain one where it is used")
    })
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) && (!name.starts_with('.') || name == ".github") {
                find(&path, found)?;
            }
        } else if name.ends_with(".md") {
            found.push(path);
        }
    }
    Ok(())
}

/// Where the links of a document lead, code left out.
fn links(markdown: &str) -> Vec<String> {
    let mut links = Vec::new();
    for line in prose(markdown) {
        let mut rest = line.as_str();
        while let Some((_, after)) = rest.split_once("](") {
            let Some((target, next)) = after.split_once(')') else { break };
            links.push(target.split_whitespace().next().unwrap_or_default().to_owned());
            rest = next;
        }
    }
    links
}

/// The lines of a document without fenced code and without spans of code.
fn prose(markdown: &str) -> Vec<String> {
    let mut is_code = false;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            lines.push(line.split('`').step_by(2).collect::<Vec<_>>().join("`"));
        }
    }
    lines
}

/// Why a link leads nowhere; the web is not asked.
fn dead(document: &Path, link: &str) -> Result<Option<String>> {
    if link.contains("://") || link.starts_with("mailto:") {
        return Ok(None);
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = match file {
        "" => document.to_path_buf(),
        file => document.with_file_name("").join(file),
    };
    if !target.exists() {
        return Ok(Some(format!("the link {link} leads to no file")));
    }
    let is_markdown = target.extension().is_some_and(|extension| extension == "md");
    if anchor.is_empty() || !is_markdown {
        return Ok(None);
    }
    let anchors = anchors(&fs::read_to_string(&target)?);
    Ok((!anchors.contains(anchor)).then(|| format!("the link {link} leads to no heading")))
}

/// The anchors that a forge makes of a document's headings.
fn anchors(markdown: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let mut found = BTreeSet::new();
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code && line.starts_with('#') {
            let heading = line.trim_start_matches('#').trim();
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
            found.insert(kept.collect::<String>().to_lowercase().replace(' ', "-"));
        }
    }
    found
}
