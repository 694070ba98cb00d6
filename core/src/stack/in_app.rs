//! In-app or not: whether a frame is the site's own code, or an engine's, an extension's, a
//! package's or ours.

use alloc::vec::Vec;

use super::{find, frame::Frame, runtime, vendor};
use crate::steps;

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
    "pptr:",
    "evalmachine.<anonymous>",
    "[native code]",
    // Bridges that apps put into the pages they show.
    "iabjs:",
];

/// Libraries of runtimes that are loaded from the web.
const FOREIGN_SITES: &[&str] = &["https://deno.land/std", "https://jsr.io/@std/"];

/// How a path goes on behind a slash, or begins, where it leads to code that the site did not write.
const FOREIGN_PARTS: &[&str] = &[
    "node_modules/",
    "~/",
    "webpack/bootstrap",
    "webpack/runtime/",
    "@vite/client",
    "@react-refresh",
    "@vite-plugin-",
    ".vite/deps/",
    "[turbopack]",
    "[turbopack-node]/",
    "corncrake/dist/",
    // What Deno and package managers put aside of others' code.
    ".cache/deno/",
    "deno_dir/",
    "Library/Caches/deno/",
    ".deno/",
    ".yarn/cache/",
    ".yarn/unplugged/",
    ".pnpm/",
    "bower_components/",
    "jspm_packages/",
    // .NET's loader and runtime, as Blazor serves them.
    "_framework/blazor.",
    "_framework/dotnet.",
    "InternalBytecode.js",
];

/// The folder in which the collector serves our own scripts.
const OWN_FOLDER: &str = "/client";

/// Our own scripts there; a test compares them with the build. A collector of an older version serves
/// `corncrake_client.js`.
const OWN_SCRIPTS: &[&str] = &[
    "angular.js",
    "ask.js",
    "astro-server.js",
    "astro.js",
    "breadcrumbs.js",
    "check.js",
    "client.js",
    "consent-dialogue.js",
    "corncrake.js",
    "corncrake_bg.wasm",
    "corncrake_client.js",
    "corncrake_fallback.js",
    "dialogue.js",
    "feedback.js",
    "inline.js",
    "next-edge.js",
    "next-page.js",
    "next.js",
    "node.js",
    "nuxt-page.js",
    "nuxt-render.js",
    "nuxt-server.js",
    "nuxt.js",
    "react.js",
    "receipt.js",
    "script.js",
    "svelte.js",
    "tag.js",
    "usage.js",
    "vitals.js",
    "vue.js",
    "worker.js",
    "workerd.js",
];

/// The function by which our breadcrumbs observe a function of the page
/// (`client-wasm/js/breadcrumbs/wrap.js`): it stands in a script of the site, and is not its code.
const OBSERVER: &str = "corncrakeObserver";

/// Whether a script is the site's own code.
pub fn is_in_app(file: &str) -> bool {
    let end = file.bytes().position(|b| matches!(b, b'?' | b'#')).unwrap_or(file.len());
    let path = file.get(..end).unwrap_or(file);
    !begins_foreign(file)
        && !leads_elsewhere(path.as_bytes())
        && !is_own_script(path)
        && !vendor::is_chunk(path)
}

/// Whether it is a script of ours.
fn is_own_script(path: &str) -> bool {
    let Some((folder, name)) = path.rsplit_once('/') else { return false };
    steps::count(name.len());
    folder.ends_with(OWN_FOLDER) && OWN_SCRIPTS.contains(&name)
}

/// Whether a URL is of no site.
fn begins_foreign(file: &str) -> bool {
    // Most are of the web, where few addresses are foreign by how they begin.
    if file.starts_with("http") {
        return find::begins_as_one_of(file, FOREIGN_SITES);
    }
    find::begins_as_one_of(file, FOREIGN_PREFIXES)
}

/// What the parts begin with.
const FIRST: &[u8] = b"n~w@.[cdLbj_I";

/// Whether a path leads through a folder of others' code. Windows writes slashes the other way.
fn leads_elsewhere(path: &[u8]) -> bool {
    steps::count(path.len());
    let is_slash = |b: u8| matches!(b, b'/' | b'\\');
    let is_there = |from: usize| {
        let rest = path.get(from..).unwrap_or_default();
        // Few folders begin as one of these does.
        if !rest.first().is_some_and(|b| FIRST.contains(b)) {
            return false;
        }
        FOREIGN_PARTS.iter().any(|part| {
            let same = |(b, p): (&u8, u8)| *b == p || p == b'/' && is_slash(*b);
            rest.first().copied() == part.bytes().next()
                && rest.len() >= part.len()
                && rest.iter().zip(part.bytes()).all(same)
        })
    };
    is_there(0) || path.iter().enumerate().any(|(at, b)| is_slash(*b) && is_there(at + 1))
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

/// Whether a function is the one by which our breadcrumbs observe another.
pub fn is_observer(function: Option<&str>) -> bool {
    function.is_some_and(|function| find::holds(function, OBSERVER))
}

/// Whether a frame is the site's own code, by its script and its function.
pub fn is_own(function: Option<&str>, file: &str) -> bool {
    is_in_app(file)
        && !is_observer(function)
        && !function.is_some_and(|function| runtime::is_runtime(function, file))
}
