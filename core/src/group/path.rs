//! A module's lasting path: without scheme, host and port, query, content hash, build id,
//! version and chunk name, so that neither a deploy nor another host or bundler makes another bug.

use alloc::{string::String, vec::Vec};

use super::generated::{ROLLUP_HASH_BYTES, is_generated, is_version, may_be_hash, without_hash};
use crate::{stack::symbol, steps};

/// What stands for a part that a build makes up.
const ANY: &str = "*";
/// Of a path on a disk this many parts count: the folders above are the machine's.
const LOCAL_PARTS: usize = 2;
/// The folder that projects keep their own code in: what is above it is a machine's or a bundler's.
const SOURCES: &str = "src";
/// What Turbopack calls the root of a project, and what it puts before a chunk of several modules.
const ROOTS: &[&str] = &["[project]", "[root-of-the-server]", "ROOT"];

/// What a bundler or a build names a script.
const SCRIPTS: &[&str] = &[
    "js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "vue", "svelte", "astro", "coffee", "bundle",
    "jsbundle", "hbc", "rs", "go", "kt", "dart", "cs", "razor", "cpp", "cc", "c", "h", "hpp", "swift", "py",
    "php", "elm", "rb", "java", "ex", "exs", "erl", "scala", "groovy", "clj", "fs", "vb", "pl", "erb",
];
/// Those of them whose functions keep the names that somebody gave them.
const SERVERS: &[&str] = &[
    "rs", "go", "kt", "cs", "py", "php", "rb", "java", "ex", "exs", "erl", "scala", "groovy", "clj", "fs",
    "vb", "pl", "erb",
];
/// Folders of whose names a bundler writes the hash behind the last dot, or alone: Nuxt's, Astro's
/// and SvelteKit's.
const HASHED_FOLDERS: &[&str] = &["_nuxt", "_astro", "immutable"];

/// The lasting path of a script.
pub(super) fn lasting(file: &str) -> String {
    steps::count(file.len());
    if symbol::is_module(file) {
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
    let is_root = |part: &str| part.starts_with('(') || ROOTS.contains(&part);
    let mut parts: Vec<&str> = parts.filter(|part| !is_root(part)).map(without_version).collect();
    match parts.iter().position(|part| *part == SOURCES) {
        Some(sources) if sources + 1 < parts.len() => drop(parts.drain(..sources)),
        _ if is_local => drop(parts.drain(..parts.len().saturating_sub(LOCAL_PARTS))),
        _ => {}
    }
    let Some(name) = parts.pop() else { return "[page]".into() };
    let is_script = name.rsplit_once('.').is_some_and(|(_, end)| SCRIPTS.contains(&end));
    if !is_script {
        return "[page]".into(); // an inline script: its file is the page, whose path is data
    }
    let folders = FolderHints {
        is_chunks: matches!(parts.last(), Some(&("chunks" | "chunk"))),
        is_hashed: parts.iter().any(|part| HASHED_FOLDERS.contains(part)),
    };
    let mut out = String::new();
    for part in parts {
        match is_generated(part) {
            // A version or a build's folder before everything says nothing.
            true if out.is_empty() => continue,
            true => out.push_str(ANY),
            false => out.push_str(part),
        }
        out.push('/');
    }
    push_name(name, folders, &mut out);
    out
}

/// Whether a file is of a language that no build minifies.
pub(super) fn is_of_a_server(file: &str) -> bool {
    file.rsplit_once('.').is_some_and(|(_, ending)| SERVERS.contains(&ending))
}

/// The lasting path of anything that a page loads, whatever its ending.
pub(super) fn pattern(url: &str) -> String {
    for opaque in ["blob", "data", "javascript"] {
        if url.strip_prefix(opaque).is_some_and(|rest| rest.starts_with(':')) {
            return ["[", opaque, "]"].concat();
        }
    }
    let (path, _) = path(url.split(['?', '#']).next().unwrap_or(url));
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let Some(name) = parts.pop() else { return String::new() };
    let mut out = String::new();
    for part in parts {
        out.push_str(if is_generated(part) { ANY } else { part });
        out.push('/');
    }
    match name.rsplit_once('.') {
        Some((_, end)) if SCRIPTS.contains(&end) => push_name(name, NO_FOLDERS, &mut out),
        Some((stem, end)) => {
            let stem = without_hash(stem);
            out.push_str(if is_generated(stem) { ANY } else { stem });
            out.push('.');
            out.push_str(end);
        }
        None => out.push_str(if is_generated(name) { ANY } else { name }),
    }
    out
}

/// What the folders say of the name.
#[derive(Clone, Copy)]
struct FolderHints {
    is_chunks: bool,
    is_hashed: bool,
}

/// Nothing that the folders say of a name.
const NO_FOLDERS: FolderHints = FolderHints { is_chunks: false, is_hashed: false };

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

/// A package's name without its version, as CDNs write it: `shop@2.14.0`.
fn without_version(part: &str) -> &str {
    match part.rsplit_once('@') {
        Some((name, version)) if !name.is_empty() && is_version(version) => name,
        _ => part,
    }
}

/// Writes a file's name without its hash: `index-BqT3k9aZ.js` is `index.js`, and so is
/// `index.BqT3k9aZ.js`.
fn push_name(name: &str, folders: FolderHints, out: &mut String) {
    let mut kept: Vec<&str> = name.split('.').collect();
    let extension = kept.pop().unwrap_or_default();
    kept.retain(|part| !part.is_empty() && *part != "min");
    if folders.is_hashed && kept.last().is_some_and(|last| may_be_hash(last)) {
        kept.pop();
    }
    // The hash behind a name goes first, since both together look like one; a part that is as
    // long as a hash is one itself.
    for (at, part) in kept.iter_mut().enumerate() {
        if at == 0 || part.len() != ROLLUP_HASH_BYTES {
            *part = without_hash(part);
        }
    }
    kept.retain(|part| !is_generated(part));
    kept.retain(|part| !part.is_empty() && !matches!(*part, "_" | "-"));
    let is_chunk = folders.is_chunks || kept.iter().any(|part| is_chunk(part));
    out.push_str(&if is_chunk || kept.is_empty() { ANY.into() } else { kept.join(".") });
    out.push('.');
    out.push_str(extension);
}

/// A name that a bundler gave: what it holds changes with every build.
fn is_chunk(part: &str) -> bool {
    part == "chunk"
        || part.contains('~')
        || part.starts_with("chunk-")
        || part.starts_with("[root-of-the-server]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_outlive_a_build() {
        let cases = [
            ("https://shop.example:8443/assets/app.js?v=12#x", "assets/app.js"),
            ("https://shop.example/main.3f2a9c1b.js", "main.js"),
            ("https://shop.example/assets/index-BqT3k9aZ.js", "assets/index.js"),
            ("https://shop.example/assets/index-B_T-k9aZ.js", "assets/index.js"),
            ("https://shop.example/assets/index-BqTkXaZm.js", "assets/index.js"),
            ("https://shop.example/assets/HomePage-D1x2y3z4.js", "assets/HomePage.js"),
            ("https://shop.example/assets/index-BpcMiUrs.js", "assets/index.js"),
            ("https://shop.example/assets/user-settings.js", "assets/user-settings.js"),
            ("https://shop.example/assets/user-Settings.js", "assets/user-Settings.js"),
            ("https://shop.example/assets/HomePage.js", "assets/HomePage.js"),
            ("https://shop.example/assets/orders.$id-Bq3kT9aZ.js", "assets/orders.$id.js"),
            ("https://shop.example/assets/jquery.dataTables.js", "assets/jquery.dataTables.js"),
            ("https://shop.example/chunk-ABC123.mjs", "*.mjs"),
            ("https://shop.example/static/js/2.3f2a9c1b.chunk.js", "static/js/*.js"),
            ("https://shop.example/static/js/main.3f2a9c1b.js", "static/js/main.js"),
            ("https://shop.example/_next/static/chunks/4bd1b696-a2b8d8a0a0f0.js", "_next/static/chunks/*.js"),
            (
                "https://shop.example/_next/static/chunks/app/cart/page-3f2a9c1b12.js",
                "_next/static/chunks/app/cart/page.js",
            ),
            (
                "https://shop.example/_next/static/kJ3x9Qm2pLs/_buildManifest.js",
                "_next/static/*/_buildManifest.js",
            ),
            ("https://shop.example/_nuxt/Zkuvqdtb.js", "_nuxt/*.js"),
            ("https://shop.example/_nuxt/CweGThdg.js", "_nuxt/*.js"),
            ("https://shop.example/_nuxt/entry.CweGThdg.js", "_nuxt/entry.js"),
            ("https://shop.example/_astro/Cart.abcdefgh.js", "_astro/Cart.js"),
            ("https://shop.example/_app/immutable/nodes/2.Dk-q_3xZ.js", "_app/immutable/nodes/*.js"),
            ("https://shop.example/_app/immutable/entry/start.CvBblqpp.js", "_app/immutable/entry/start.js"),
            ("https://shop.example/assets/app-908e25f4bf641868d8683022a5b62f54.js", "assets/app.js"),
            ("https://shop.example/v1.2.3/jquery-3.6.0.min.js", "jquery.js"),
            ("https://cdn.jsdelivr.net/npm/@acme/shop@2.14.0/dist/shop.js", "npm/@acme/shop/dist/shop.js"),
            ("https://unpkg.com/shop@2.0.0-beta.1/shop.js", "shop/shop.js"),
            ("https://shop.example/vendors~main.js", "*.js"),
            ("https://shop.example/1234.js", "*.js"),
            ("https://shop.example/orders/55", "[page]"),
            ("https://shop.example/", "[page]"),
            ("https://shop.example", "[page]"),
            ("webpack:///./src/App.vue?abcd", "src/App.vue"),
            ("webpack://shop/./src/App.vue", "src/App.vue"),
            ("webpack-internal:///(app-pages-browser)/./src/cart.tsx", "src/cart.tsx"),
            ("turbopack:///[project]/src/cart/pay.ts", "src/cart/pay.ts"),
            ("webpack://shop/./src/cart/pay.ts", "src/cart/pay.ts"),
            ("http://localhost:5173/src/cart/pay.ts", "src/cart/pay.ts"),
            ("../../src/cart/pay.ts", "src/cart/pay.ts"),
            ("file:///app/src/cart/pay.ts", "src/cart/pay.ts"),
            ("webpack://shop/./pages/pay.ts", "pages/pay.ts"),
            ("turbopack:///[project]/pages/pay.ts", "pages/pay.ts"),
            ("/srv/shop/.next/server/chunks/[root-of-the-server]__3f2a9c1b._.js", "chunks/*.js"),
            ("file:///home/[user]/shop/dist/server.js", "dist/server.js"),
            ("C:\\Users\\[user]\\shop\\dist\\server.js", "dist/server.js"),
            ("/var/task/dist/server.js", "dist/server.js"),
            ("index.android.bundle", "index.android.bundle"),
            ("blob:https://shop.example/17c2e0a1-abe7-46d3-be55-b70d8a3958d9", "[blob]"),
            ("data:text/javascript,x", "[data]"),
            ("https://shop.example/pkg/app_bg.wasm", "[wasm]"),
            ("wasm://wasm/app-bc0fb5da", "[wasm]"),
            ("app", "[wasm]"),
        ];
        for (file, expected) in cases {
            assert_eq!(lasting(file), expected, "{file}");
        }
    }
}
