//! The routes of a project, from the router's own text, so that no test forgets one.

use std::{collections::BTreeSet, sync::LazyLock};

const ROUTER: &str = include_str!("../../../collector-worker/src/router.rs");

/// The routes below a project, each as the parts of its path: a part that
/// is no text is a name, such as `id`.
pub fn project_routes() -> Vec<Vec<String>> {
    let arms = ROUTER.lines().filter_map(|line| line.trim().strip_prefix('[')?.split("] ").next());
    let parts = |arm: &str| -> Vec<String> {
        let parts = arm.split(", ").map(|part| part.trim().to_owned());
        parts.filter(|part| part != "\"\"" && !part.is_empty()).collect()
    };
    let is_below = |parts: &Vec<String>| parts.iter().any(|part| part == "key") && parts[0] != "\"v1\"";
    let mut all: Vec<Vec<String>> = arms.map(parts).filter(is_below).collect();
    // Those of a release are split by hand, and are not arms.
    for tail in ["release", "release, \"files\"", "release, \"files\", file"] {
        all.push(parts(&format!("\"api\", \"projects\", key, \"releases\", {tail}")));
    }
    // As are those of an event and of a comment.
    for tail in ["\"events\", event", "\"comments\", comment"] {
        all.push(parts(&format!("\"api\", \"projects\", key, \"issues\", id, {tail}")));
    }
    all
}

/// Every route of the router, as its pattern: `/api/projects/key/issues/id`. Names stand for
/// themselves, `..` for any end.
pub fn route_patterns() -> &'static BTreeSet<String> {
    static PATTERNS: LazyLock<BTreeSet<String>> = LazyLock::new(read_patterns);
    &PATTERNS
}

fn read_patterns() -> BTreeSet<String> {
    let mut patterns = BTreeSet::new();
    for line in ROUTER.lines().map(str::trim).filter(|line| line.starts_with('[')) {
        let arm = line.split("=>").next().unwrap_or_default();
        for pattern in arm.split("| [").filter_map(|text| text.split(']').next()) {
            let parts = pattern.trim_start_matches('[').split(", ").filter(|part| *part != "\"\"");
            let path: String = parts.map(|part| format!("/{}", part.replace(['"', ' '], ""))).collect();
            patterns.insert(if path.is_empty() { "/".to_owned() } else { path });
        }
    }
    // What is split by hand.
    let project = "/api/projects/key";
    for tail in ["", "/files", "/files/name", "/deploys"] {
        patterns.insert(format!("{project}/releases/release{tail}"));
    }
    patterns.insert(format!("{project}/issues/id/events/event"));
    patterns.insert(format!("{project}/issues/id/comments/comment"));
    patterns.insert("/v1/key/client/name".to_owned());
    patterns
}

/// The path of a route, with the names filled in.
pub fn route_path(route: &[String], key: &str, names: &[(&str, &str)]) -> String {
    let part = |part: &String| match part.strip_prefix('"').and_then(|part| part.strip_suffix('"')) {
        Some(plain) => plain.to_owned(),
        None if part == "key" => key.to_owned(),
        None => {
            let known = names.iter().find(|(name, _)| name == part);
            known.map_or_else(|| "0".to_owned(), |(_, value)| (*value).to_owned())
        }
    };
    route.iter().map(|one| format!("/{}", part(one))).collect()
}
