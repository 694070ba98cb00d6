//! Whose code a frame is: the site's, or an engine's, an extension's, a package's, ours.

use alloc::vec::Vec;

use super::{Frame, find, runtime, vendor};

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
    "chrome-error:",
    "chrome-untrusted:",
    "devtools:",
    "edge:",
    "opera:",
    "brave:",
    "resource:",
    "self-hosted",
    // Runtimes: Node, Bun, Deno, workerd.
    "node:",
    "node-internal:",
    "internal/",
    "bun:",
    "native:",
    "ext:",
    "deno:",
    "cloudflare:",
    "cloudflare-internal:",
    "workerd:",
    "https://deno.land/std",
    "https://jsr.io/@std/",
    "pptr:",
    "evalmachine.<anonymous>",
    "[native code]",
    // Bridges that apps put into the pages they show.
    "iabjs:",
];

/// Folders and modules whose code the site did not write, wherever its bundler puts them.
const FOREIGN_PARTS: &[&str] = &[
    "/node_modules/",
    "/~/",
    "/webpack/bootstrap",
    "/webpack/runtime/",
    "/@vite/client",
    "/@react-refresh",
    "/@vite-plugin-",
    "/.vite/deps/",
    "/[turbopack]",
    "/[turbopack-node]/",
    "/corncrake/dist/",
    // What Deno and package managers put aside of others' code.
    "/.cache/deno/",
    "/deno_dir/",
    "/Library/Caches/deno/",
    "/.deno/",
    "/.yarn/cache/",
    "/.yarn/unplugged/",
    "/.pnpm/",
    "/bower_components/",
    "/jspm_packages/",
    // .NET's loader and runtime, as Blazor serves them.
    "/_framework/blazor.",
    "/_framework/dotnet.",
    "/InternalBytecode.js",
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
        && !FOREIGN_PARTS.iter().any(|part| contains(path, part))
        && !OWN_SCRIPTS.iter().any(|script| find::before(path, script).is_some())
        && !vendor::is_chunk(path)
}

/// The frames of an error of a page. A page of an extension is the site itself where the scripts
/// are of the same extension: its code is then the site's own.
pub fn of_page(mut frames: Vec<Frame>, page: Option<&str>) -> Vec<Frame> {
    let Some(own) = page.and_then(extension) else { return frames };
    for frame in &mut frames {
        frame.in_app |= frame.file.as_deref().and_then(extension) == Some(own);
    }
    frames
}

/// The scheme and the name of the extension that an address is of.
pub fn extension(address: &str) -> Option<&str> {
    let (scheme, rest) = find::split(address, "://")?;
    if find::before(scheme, "-extension").is_none_or(str::is_empty) {
        return None;
    }
    let name = rest.split('/').next().filter(|name| !name.is_empty())?;
    address.get(..scheme.len() + 3 + name.len())
}

/// Whether a frame is the site's own code, by its script and its function.
pub fn is_own(function: Option<&str>, file: &str) -> bool {
    is_in_app(file) && !function.is_some_and(|function| runtime::is_runtime(function, file))
}

/// Whether a path holds a part; a path may begin without the part's first slash, and
/// Windows writes slashes the other way.
fn contains(path: &str, part: &str) -> bool {
    let relative = find::after(part, "/").unwrap_or(part);
    let is_there = |path: &str| path.contains(part) || path.starts_with(relative);
    is_there(path) || path.contains('\\') && is_there(&path.replace('\\', "/"))
}
