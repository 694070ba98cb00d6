//! Whose code a frame is: the site's, or an engine's, an extension's, a package's, ours.

/// How a URL of no site begins: extensions, and the engines' own scripts.
const FOREIGN_PREFIXES: &[&str] = &[
    "chrome-extension:",
    "moz-extension:",
    "safari-extension:",
    "safari-web-extension:",
    "ms-browser-extension:",
    "extension:",
    // Safari shows this for the scripts of extensions.
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
pub(super) fn is_in_app(file: &str) -> bool {
    let path = file.split(['?', '#']).next().unwrap_or(file);
    !FOREIGN_PREFIXES.iter().any(|prefix| file.starts_with(prefix))
        && !FOREIGN_PARTS.iter().any(|part| contains(path, part))
        && !OWN_SCRIPTS.iter().any(|script| path.ends_with(script))
}

/// Whether a path holds a part; a path may begin without the part's first slash, and
/// Windows writes slashes the other way.
fn contains(path: &str, part: &str) -> bool {
    let same = |a: u8, b: u8| a == b || a == b'\\' && b == b'/';
    let holds = |part: &[u8]| {
        path.as_bytes().windows(part.len()).any(|window| window.iter().zip(part).all(|(a, b)| same(*a, *b)))
    };
    let relative = part.trim_start_matches('/');
    holds(part.as_bytes()) || path.starts_with(relative)
}
