//! Names of people in paths: `/home/NAME`, `/Users/NAME`, `C:\Users\NAME`, in file URLs and
//! behind a development server's `/@fs` as well.
//!
//! `home` counts at the root of a path only: `https://host/home/news.js` is a site's page.

use super::rule::{Found, at, back, ends_with, is_word, run, run_back, without};

const MARK: &str = "[user]";

/// A name right after a folder of homes.
pub(super) fn find(left: &[u8], right: &[u8]) -> Option<Found> {
    let windows = match back(left, 0) {
        b'/' => false,
        b'\\' => true,
        _ => return None,
    };
    let folder = if windows {
        // One backslash, or two where the path was written as a string's literal.
        let slashes = run_back(left.get(left.len().saturating_sub(2)..)?, |byte| byte == b'\\');
        ends_with(without(left, slashes), b"\\users")
    } else {
        left.strip_suffix(b"/home/").is_some_and(is_root) || left.ends_with(b"/Users/")
    };
    if !folder {
        return None;
    }
    let name = run(right, is_name);
    let spaced = run(right, |byte| byte == b' ' || is_name(byte));
    let length = if windows && at(right, spaced) == b'\\' { spaced } else { name };
    if length == 0 { None } else { Found::ahead(length, MARK) }
}

/// Whether a path can begin here: `https://host` and `./src` go on as longer ones.
fn is_root(before: &[u8]) -> bool {
    let last = back(before, 0);
    before.ends_with(b"/@fs") || !(is_word(last) || matches!(last, b'.' | b'-' | b'_' | b']'))
}

/// What the name of a folder is made of, here: not what may end a path in a text.
fn is_name(byte: u8) -> bool {
    byte > b' ' && !b"/\\:\"'`<>|?#*()[],;{}".contains(&byte)
}
