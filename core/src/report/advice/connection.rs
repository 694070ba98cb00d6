//! What to do about a connection that the page's Connection-Allowlist does not have.
//!
//! The header is a structured field (RFC 9651): one list of URL patterns as strings. A pattern of
//! scheme, host and port stands for every path there.

use alloc::{format, string::String, vec::Vec};

use super::{
    super::{content_policy::Url, kinds::connection::WEBRTC},
    suggestion::Advice,
};
use crate::json::Json;

/// Bytes of a line that is still readable.
const LINE_BYTES: usize = 1_000;

/// What to do, for the report's fields and where the connection went.
pub(super) fn advice(fields: &Json, connection: &str) -> Option<Advice> {
    let patterns: Vec<&str> = match fields.get("allowlist") {
        Some(Json::List(patterns)) => patterns.iter().filter_map(Json::as_text).collect(),
        _ => Vec::new(),
    };
    let name = match fields.get("disposition").and_then(Json::as_text) {
        Some("report") => "Connection-Allowlist-Report-Only",
        _ => "Connection-Allowlist",
    };
    if connection == WEBRTC {
        let text = "WebRTC goes to addresses that no pattern can name: it is allowed as a whole, or not.";
        return with_line(text, line(name, &patterns, None).map(|line| line + "; webrtc=allow"));
    }
    let address =
        if connection.contains("://") { connection.into() } else { format!("https://{connection}") };
    let Some(url) = Url::parse(&address) else {
        return Advice::new(
            "If it belongs here, add its pattern to the header; the report has no host by name for a line.",
        );
    };
    let origin = url.origin();
    if patterns.iter().any(|pattern| Url::parse(pattern).is_some_and(|known| known.origin() == origin)) {
        return Advice::new(
            "The list has this host: the answer led on to another address. The parameter redirects=allow lets a \
             page follow, or add a pattern for the path.",
        );
    }
    with_line(
        "If it belongs here, add it to the list; keep the parameters behind it, and the collector in it, or its \
         reports stay away:",
        line(name, &patterns, Some(&origin)),
    )
}

fn with_line(text: &str, line: Option<String>) -> Option<Advice> {
    match line {
        Some(line) => Advice::with(text, line),
        None => Advice::new(text),
    }
}

/// The header with one pattern more, where it can be written as the report has it.
fn line(name: &str, patterns: &[&str], more: Option<&str>) -> Option<String> {
    let mut items = String::new();
    for pattern in patterns.iter().copied().chain(more) {
        // What was scrubbed or cut is no pattern any more.
        if !pattern.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || pattern.contains('[') {
            return None;
        }
        if !items.is_empty() {
            items.push(' ');
        }
        items.push('"');
        for character in pattern.chars() {
            if matches!(character, '"' | '\\') {
                items.push('\\');
            }
            items.push(character);
        }
        items.push('"');
    }
    Some(format!("{name}: ({items})")).filter(|line| line.len() <= LINE_BYTES)
}
