//! Which User-Agents are bots', for the collector: made from the npm package
//! `crawler-user-agents` as one regular expression, without the half megabyte of examples.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::tools::paths;

/// Kinds that are no bots to us: servers and scripts that send on behalf of the site, and
/// automated browsers, such as those of its own tests.
const NOT_BOTS: [&str; 2] = ["http-library", "browser-automation"];

/// Patterns of the list that people's browsers have as well, and what stands for each: the apps
/// Viber and WhatsApp show pages in a browser of theirs, and begin their own requests with their
/// name; Meta's browsers and an Android's build number are no robots at all.
const MENDED: [(&str, Option<&str>); 4] = [
    ("Viber", Some("^Viber")),
    ("WhatsApp", Some("^WhatsApp")),
    ("MetaIAB Facebook", None),
    (r"AP3A\.240617\.008", None),
];

/// Writes `bots.js`, which exports `isBot(userAgent)`.
pub(crate) fn write(to: &Path) -> Result<()> {
    let list = paths::root().join("node_modules/crawler-user-agents/crawler-user-agents.json");
    let list = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let list: Vec<Value> = serde_json::from_slice(&list)?;
    for (pattern, _) in MENDED {
        let is_there = list.iter().any(|entry| entry["pattern"] == pattern);
        ensure!(is_there, "the list of bots has no pattern {pattern} any more: take it out of MENDED");
    }
    let patterns = patterns(&list);
    ensure!(patterns.len() > 1_000, "the list of bots has only {} patterns", patterns.len());
    let all = serde_json::to_string(&patterns.join("|"))?;
    let code = format!(
        "const bots = new RegExp({all});\nexport const isBot = (userAgent) => bots.test(userAgent);\n"
    );
    Ok(fs::write(to, code)?)
}

fn patterns(list: &[Value]) -> Vec<&str> {
    let is_bot = |entry: &&Value| {
        let tags = entry["tags"].as_array().into_iter().flatten();
        !tags.filter_map(Value::as_str).any(|tag| NOT_BOTS.contains(&tag))
    };
    let mended = |pattern| match MENDED.iter().find(|(known, _)| *known == pattern) {
        Some((_, instead)) => *instead,
        None => Some(pattern),
    };
    list.iter().filter(is_bot).filter_map(|entry| entry["pattern"].as_str()).filter_map(mended).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn libraries_and_automated_browsers_are_no_bots() {
        let list = [
            json!({ "pattern": "Googlebot\\/", "tags": ["search-engine"] }),
            json!({ "pattern": "^curl", "tags": ["http-library"] }),
            json!({ "pattern": "HeadlessChrome", "tags": ["browser-automation"] }),
            json!({ "pattern": "OldBot" }),
            json!({ "pattern": "Viber", "tags": ["social-preview"] }),
            json!({ "pattern": "MetaIAB Facebook", "tags": ["social-preview"] }),
        ];
        assert_eq!(patterns(&list), ["Googlebot\\/", "OldBot", "^Viber"]);
    }
}
