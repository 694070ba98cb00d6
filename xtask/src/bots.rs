//! Which User-Agents are bots', for the collector: made from the npm package
//! `crawler-user-agents` as one regular expression, without the half megabyte of examples.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::place;

/// Kinds that are no bots to us: servers and scripts that send on behalf of the site, and
/// automated browsers, such as those of its own tests.
const NOT_BOTS: [&str; 2] = ["http-library", "browser-automation"];

/// Writes `bots.js`, which exports `isBot(userAgent)`.
pub(crate) fn write(to: &Path) -> Result<()> {
    let list = place::root().join("node_modules/crawler-user-agents/crawler-user-agents.json");
    let list = fs::read(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let list: Vec<Value> = serde_json::from_slice(&list)?;
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
    list.iter().filter(is_bot).filter_map(|entry| entry["pattern"].as_str()).collect()
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
        ];
        assert_eq!(patterns(&list), ["Googlebot\\/", "OldBot"]);
    }
}
