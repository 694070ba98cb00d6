//! A module's lasting path: without scheme, host and port, query, content hash, build id,
//! version and chunk name, so that neither a deploy nor another host makes another bug.

use alloc::{string::String, vec::Vec};

/// What stands for a part that a build makes up.
const ANY: &str = "*";
/// The shortest part that is taken for a hash: esbuild, Rollup and webpack write 8 to 20
/// characters, hand-made ones begin at 6.
const MIN_HASH_BYTES: usize = 6;
/// The length of Rollup's and esbuild's hashes, which may hold `-` and `_` themselves.
const ROLLUP_HASH_BYTES: usize = 8;
/// Of a path on a disk this many parts count: the folders above are the machine's.
const LOCAL_PARTS: usize = 2;

/// What a bundler or a build names a script.
const SCRIPTS: &[&str] = &[
    "js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "vue", "svelte", "astro", "coffee", "bundle",
    "jsbundle", "hbc",
];

/// The lasting path of a script.
pub(super) fn lasting(file: &str) -> String {
    if is_wasm(file) {
        return "[wasm]".into();
    }
    for opaque in ["blob", "data", "javascript"] {
        if file.strip_prefix(opaque).is_some_and(|rest| rest.starts_with(':')) {
            return ["[", opaque, "]"].concat();
        }
    }
    let file = file.split(['?', '#']).next().unwrap_or(file);
    let (path, is_local) = path(file);
    let parts = path.split(['/', '\\']).filter(|part| !part.is_empty() && !matches!(*part, "." | ".."));
    // A webpack layer, such as `(app-pages-browser)`, is how it was built, not where it is.
    let mut parts: Vec<&str> = parts.filter(|part| !part.starts_with('(')).collect();
    if is_local {
        parts.drain(..parts.len().saturating_sub(LOCAL_PARTS));
    }
    let Some(name) = parts.pop() else { return "[page]".into() };
    let is_script = name.rsplit_once('.').is_some_and(|(_, end)| SCRIPTS.contains(&end));
    if !is_script {
        return "[page]".into(); // an inline script: its file is the page, whose path is data
    }
    let in_chunks = matches!(parts.last(), Some(&("chunks" | "chunk")));
    let mut out = String::new();
    for part in parts {
        out.push_str(if is_made_up(part) { ANY } else { part });
        out.push('/');
    }
    push_name(name, in_chunks, &mut out);
    out
}

/// The path of a URL, and whether it is one of a disk.
fn path(file: &str) -> (&str, bool) {
    if let Some(path) = file.strip_prefix("file://") {
        return (path, true);
    }
    match file.split_once("://") {
        Some((_, rest)) => (rest.split_once('/').map_or("", |(_host, path)| path), false),
        None => {
            let is_drive = file.as_bytes().get(1) == Some(&b':');
            (file, is_drive || file.starts_with(['/', '\\']))
        }
    }
}

/// WebAssembly: V8 and Gecko tell its URL, WebKit only the module's name.
fn is_wasm(file: &str) -> bool {
    let path = file.split(['?', '#']).next().unwrap_or(file);
    let is_bare = !path.contains(['/', '\\', '.', ':']);
    is_bare || path.ends_with(".wasm") || path.starts_with("wasm:") || file.contains("> WebAssembly.")
}

/// Writes a file's name without its hash: `index-BqT3k9aZ.js` is `index.js`.
fn push_name(name: &str, in_chunks: bool, out: &mut String) {
    let mut parts = name.split('.');
    let mut kept: Vec<&str> = parts.next().map(without_hash).into_iter().collect();
    kept.extend(parts);
    kept.retain(|part| !part.is_empty() && !is_made_up(part) && *part != "min");
    let extension = kept.pop().unwrap_or_default();
    let is_chunk = in_chunks || kept.iter().any(|part| is_chunk(part));
    out.push_str(&if is_chunk || kept.is_empty() { ANY.into() } else { kept.join(".") });
    out.push('.');
    out.push_str(extension);
}

/// A name that a bundler gave: what it holds changes with every build.
fn is_chunk(part: &str) -> bool {
    part == "chunk" || part.contains('~') || part.starts_with("chunk-")
}

/// A part of a name without the hash that follows its last `-` or `_`.
fn without_hash(part: &str) -> &str {
    if let Some((head, tail)) =
        part.len().checked_sub(ROLLUP_HASH_BYTES).and_then(|at| part.split_at_checked(at))
        && let Some(name) = head.strip_suffix(['-', '_'])
        && (is_made_up(tail) || head.ends_with('-') && is_base64(tail))
    {
        return name;
    }
    match part.rsplit_once(['-', '_']) {
        Some((head, tail)) if is_made_up(tail) => head,
        _ => part,
    }
}

/// Whether a part is a hash, an id, a number or a version: nothing a person named.
fn is_made_up(part: &str) -> bool {
    let is_hash_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let version = part.strip_prefix('v').unwrap_or(part);
    let is_version =
        digits > 0 && version.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_'));
    if is_version || part.starts_with('[') && part.ends_with(']') {
        return true; // `[uuid]` and the like: marks of scrubbing
    }
    if part.len() < MIN_HASH_BYTES || !part.bytes().all(is_hash_byte) {
        return false;
    }
    let is_hex = part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
    let is_upper = part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    digits > 1 || is_upper || is_hex && (digits > 0 || part.len() >= ROLLUP_HASH_BYTES) || is_jumbled(part)
}

/// Whether a tail behind a dash is Rollup's: who writes names with dashes writes no capitals in
/// the middle of them, and of its hashes one in hundreds has none there.
fn is_base64(tail: &str) -> bool {
    tail.bytes().skip(1).any(|b| !b.is_ascii_lowercase())
}

/// Whether capitals stand where no words begin: `BqTkXaZm`, but not `MyWidget`.
fn is_jumbled(part: &str) -> bool {
    let mut words = part.split(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit()).skip(1);
    let is_short = |word: &&str| word.len() < 2;
    part.len() == ROLLUP_HASH_BYTES
        && words.by_ref().find(is_short).and_then(|_| words.find(is_short)).is_some()
}
