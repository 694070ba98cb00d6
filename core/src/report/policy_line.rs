//! The directive of a Content-Security-Policy that allows one source more (CSP Level 3,
//! sections 2.2 and 6.8.4).
//!
//! A new directive replaces `default-src` for its kind and does not add to it, so the line
//! takes over the sources that are in force.

use alloc::{format, string::String, vec::Vec};

/// Bytes of a line that is still readable; beyond it only what is new is told.
const LINE_BYTES: usize = 400;
/// Directives that `default-src` stands in for, where they are absent.
const FETCH: &[&str] = &[
    "child-src",
    "connect-src",
    "font-src",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "script-src",
    "style-src",
    "worker-src",
];

/// The directive to look for, and those that take its place where it is absent.
fn in_its_place(directive: &str) -> impl Iterator<Item = &str> {
    let base =
        directive.strip_suffix("-elem").or_else(|| directive.strip_suffix("-attr")).unwrap_or(directive);
    let falls_back = match base {
        "worker-src" => ["child-src", "script-src"].as_slice(),
        "frame-src" => ["child-src"].as_slice(),
        _ => &[],
    };
    let default = FETCH.contains(&base).then_some("default-src");
    [directive]
        .into_iter()
        .chain((base != directive).then_some(base))
        .chain(falls_back.iter().copied())
        .chain(default)
}

/// The line of the directive that is in force, with the source added to it.
pub(super) fn allowing(policy: &str, directive: &str, source: &str) -> String {
    let base = directive.strip_suffix("-elem").unwrap_or(directive);
    let in_force = in_its_place(directive).find_map(|name| Some((name, sources(policy, name)?)));
    let (name, kept) = match &in_force {
        Some((name, kept)) if *name == directive => (directive, kept.as_slice()),
        Some((_, kept)) => (base, kept.as_slice()),
        None => (base, [].as_slice()),
    };
    // A policy is cut where it is too long, and nonces are scrubbed: then a copy would be wrong.
    let is_whole = |source: &&&str| !source.contains(['[', '…']);
    let line = kept
        .iter()
        .filter(|kept| **kept != "'none'")
        .chain([&source])
        .fold(String::from(name), |line, one| format!("{line} {one}"));
    if kept.iter().all(|kept| is_whole(&kept)) && line.len() <= LINE_BYTES {
        line
    } else {
        format!("{name} ... {source}")
    }
}

/// The sources of a directive, where the policy has it.
fn sources<'a>(policy: &'a str, name: &str) -> Option<Vec<&'a str>> {
    policy.split(';').find_map(|directive| {
        let mut words = directive.split_whitespace();
        words.next()?.eq_ignore_ascii_case(name).then(|| words.collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CDN: &str = "https://cdn.example";

    #[test]
    fn what_is_in_force_is_taken_over() {
        let cases = [
            ("", "script-src-elem", "script-src https://cdn.example"),
            ("script-src 'self'", "script-src-elem", "script-src 'self' https://cdn.example"),
            ("default-src 'self'; img-src x", "script-src-elem", "script-src 'self' https://cdn.example"),
            ("default-src 'none'", "img-src", "img-src https://cdn.example"),
            ("Script-Src-Elem a; script-src b", "script-src-elem", "script-src-elem a https://cdn.example"),
            ("child-src a; default-src b", "frame-src", "frame-src a https://cdn.example"),
            ("default-src 'self'", "frame-ancestors", "frame-ancestors https://cdn.example"),
            ("default-src 'self'", "form-action", "form-action https://cdn.example"),
            ("script-src 'nonce-[token]'", "script-src", "script-src ... https://cdn.example"),
            ("img-src a b…", "img-src", "img-src ... https://cdn.example"),
        ];
        for (policy, directive, line) in cases {
            assert_eq!(allowing(policy, directive, CDN), line, "{policy}");
        }
        let long = format!("img-src {}", "https://a.example ".repeat(50));
        assert_eq!(allowing(&long, "img-src", CDN), "img-src ... https://cdn.example");
    }
}
