//! Chunks that bundlers make of other people's packages alone, known by the names they give them.
//!
//! A name must be a bundler's own: a site may well have a page that is called `vendor-list`.

/// Names of chunks without their hash: webpack's, Vue CLI's, Angular's, and what most manuals of
/// Vite and Rspack call theirs.
const CHUNKS: &[&str] = &[
    "vendor",
    "vendors",
    "chunk-vendors",
    "vendors~main",
    "vendors~app",
    "polyfills",
    "lib-polyfill",
    "lib-react",
    "lib-router",
];
/// How the name of a chunk begins that has a package's path in it.
const BEGINNINGS: &[&str] =
    &["node_modules_", "vendors-node_modules_", "vendor-node_modules_", "_node_modules_"];
/// The folder in which Next.js puts its chunks, and those that hold no code of a site.
const NEXT: &str = "_next/static/chunks/";
const NEXT_CHUNKS: &[&str] = &["framework", "main", "main-app", "polyfills", "webpack", "turbopack"];
/// The longest hash behind a chunk's name.
const MAX_HASH_BYTES: usize = 64;

/// Whether a path is that of such a chunk.
pub(super) fn is_chunk(path: &str) -> bool {
    let at = path.rfind(['/', '\\']).map_or(0, |at| at + 1);
    let (folder, name) = path.split_at_checked(at).unwrap_or(("", path));
    let Some(stem) = name.strip_suffix(".js").or_else(|| name.strip_suffix(".mjs")) else { return false };
    if BEGINNINGS.iter().any(|begin| stem.starts_with(begin)) {
        return true;
    }
    let of_next = folder.ends_with(NEXT);
    CHUNKS.iter().any(|chunk| is_named(stem, chunk))
        || of_next && NEXT_CHUNKS.iter().any(|chunk| is_named(stem, chunk))
        // Turbopack begins a long path with a hash of what it cut off.
        || folder.ends_with("chunks/") && stem.contains("_next_dist_")
}

/// Whether a name is the chunk's, with a hash or without: `vendor-Bq3kT9aZ`, `vendor.3f2a9c1b.chunk`.
fn is_named(stem: &str, chunk: &str) -> bool {
    let Some(rest) = stem.strip_prefix(chunk) else { return false };
    let rest = rest.strip_suffix(".min").or_else(|| rest.strip_suffix(".chunk")).unwrap_or(rest);
    let rest = rest.strip_suffix(".bundle").unwrap_or(rest);
    let Some(hash) = rest.strip_prefix(['-', '.', '_']) else { return rest.is_empty() };
    let is_hash_byte = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let is_word = hash.bytes().all(|b| b.is_ascii_lowercase());
    (6..=MAX_HASH_BYTES).contains(&hash.len()) && hash.bytes().all(is_hash_byte) && !is_word
}

#[cfg(test)]
mod tests {
    use super::is_chunk;

    #[test]
    fn chunks_of_packages_are_known_by_their_names() {
        for path in [
            "/srv/shop/.next/dev/server/chunks/node_modules_ai_dist_index_16zsbns._.js",
            "https://a.example/_next/static/chunks/d2e52_next_dist_client_3f2a9c1b._.js",
            "https://a.example/_next/static/chunks/framework-3f2a9c1b7e.js",
            "https://a.example/_next/static/chunks/main-app-3f2a9c1b7e.js",
            "https://a.example/static/js/vendors-node_modules_react-dom_index_js.js",
            "https://a.example/js/chunk-vendors.3f2a9c1b.js",
            "https://a.example/vendor.js",
            "https://a.example/assets/vendor-Bq3kT9aZ.js",
            "https://a.example/vendors~main.chunk.js",
            "https://a.example/polyfills-5CFQRCPP.js",
        ] {
            assert!(is_chunk(path), "{path}");
        }
        for path in [
            "https://a.example/assets/vendor-list.js",
            "https://a.example/assets/vendorList-Bq3kT9aZ.js",
            "https://a.example/vendor/market.js",
            "https://a.example/_next/static/chunks/app/main-3f2a9c1b7e.js",
            "https://a.example/_next/static/chunks/pages/index-3f2a9c1b7e.js",
            "https://a.example/main-AB2CDE3F.js",
            "https://a.example/vendor",
            "/srv/shop/.next/dev/server/chunks/[root-of-the-server]__3f2a9c1b._.js",
        ] {
            assert!(!is_chunk(path), "{path}");
        }
    }
}
