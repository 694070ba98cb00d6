//! Whose code a frame is: the site's, or an engine's, an extension's, a package's, ours.

use super::find;

/// How a URL of no site begins: extensions (of whose scripts Safari shows only a mask), and
/// the engines' own scripts.
const FOREIGN_PREFIXES: &[&str] = &[
    "chrome-extension:",
    "moz-extension:",
    "safari-extension:",
    "safari-web-extension:",
    "ms-browser-extension:",
    "extension:",
    "webkit-masked-url:",
    "user-script:",
    "chrome:",
    "resource:",
    "self-hosted",
    "node:",
    "internal/",
    "bun:",
    "native:",
    "ext:",
    "pptr:",
    "evalmachine.<anonymous>",
    "InternalBytecode.js",
    "[native code]",
];

/// Folders and modules whose code the site did not write, wherever its bundler puts them.
const FOREIGN_PARTS: &[&str] = &[
    "/node_modules/",
    "/~/",
    "/webpack/bootstrap",
    "/webpack/runtime/",
    "/@vite/client",
    "/@react-refresh",
    "/corncrake/dist/",
];

/// Our own scripts as the collector serves them.
const OWN_SCRIPTS: &[&str] = &[
    "/client/corncrake.js",
    "/client/corncrake_bg.wasm",
    "/client/corncrake_client.js",
    "/client/corncrake_fallback.js",
    "/client/script.js",
];

/// Whether a script is the site's own code.
pub fn is_in_app(file: &str) -> bool {
    let path = find::split(file, "?").map_or(file, |(path, _)| path);
    let path = find::split(path, "#").map_or(path, |(path, _)| path);
    !find::begins_as_one_of(file, FOREIGN_PREFIXES)
        && !holds_one_of(path, FOREIGN_PARTS)
        && !OWN_SCRIPTS.iter().any(|script| path.ends_with(script))
}

/// Whether a path holds one of the parts, which all begin with a slash; a path may begin
/// without that, and Windows writes slashes the other way.
fn holds_one_of(path: &str, parts: &[&str]) -> bool {
    let same = |(a, b): (&u8, &u8)| a == b || *a == b'\\' && *b == b'/';
    let begins = |rest: &[u8], part: &[u8]| rest.len() >= part.len() && rest.iter().zip(part).all(same);
    let bytes = path.as_bytes();
    let slashes = bytes.iter().enumerate().filter(|(_, byte)| matches!(**byte, b'/' | b'\\'));
    let mut rests = slashes.filter_map(|(at, _)| bytes.get(at..));
    rests.any(|rest| parts.iter().any(|part| begins(rest, part.as_bytes())))
        || parts.iter().filter_map(|part| part.strip_prefix('/')).any(|part| path.starts_with(part))
}
