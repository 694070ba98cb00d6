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
pub(crate) fn is_in_app(file: &str) -> bool {
    let path = find::split(file, "?").map_or(file, |(path, _)| path);
    let path = find::split(path, "#").map_or(path, |(path, _)| path);
    !find::begins_as_one_of(file, FOREIGN_PREFIXES)
        && !FOREIGN_PARTS.iter().any(|part| contains(path, part))
        && !OWN_SCRIPTS.iter().any(|script| find::before(path, script).is_some())
}

/// Whether a path holds a part; a path may begin without the part's first slash, and
/// Windows writes slashes the other way.
fn contains(path: &str, part: &str) -> bool {
    let relative = find::after(part, "/").unwrap_or(part);
    let is_there = |path: &str| path.contains(part) || path.starts_with(relative);
    is_there(path) || path.contains('\\') && is_there(&path.replace('\\', "/"))
}
