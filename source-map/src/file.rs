//! Which uploaded file is the script of a frame, where nothing but names tells.
//!
//! An uploaded file has its path below the build's folder; a frame has a URL, and the build
//! may stand anywhere below a host. So one has to be the end of the other.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// The shortest part of a name that is taken for a hash of its content: what bundlers write.
const HASH_BYTES: usize = 6;
/// Rollup's and esbuild's hashes, which may be letters alone.
const ROLLUP_HASH_BYTES: usize = 8;

/// The path of a frame's file as an upload could name it: after the host, without query and
/// fragment. None where it cannot have been uploaded.
pub fn path(url: &str) -> Option<Cow<'_, str>> {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map(|(_host, path)| path)?,
        None if url.contains(':') && url.as_bytes().get(1) != Some(&b':') => return None, // `data:`, `node:`
        None => url,
    };
    let path = path.trim_start_matches('/');
    Some(percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path)))
        .filter(|path| !path.is_empty())
}

/// The last part of a path, by which files are looked for.
pub fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Whether an uploaded script may be the one at a path.
pub fn is_of(uploaded: &str, path: &str) -> bool {
    let rest = path.strip_suffix(uploaded);
    rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['/', '\\']) || uploaded.starts_with('/'))
}

/// Whether a name holds a hash of its content: then it is one build's, whatever its release.
pub fn is_hashed(path: &str) -> bool {
    let name = last_part(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // The first part is what it is called: `f00ba4.js` may be anything.
    let rollup = stem.len().checked_sub(ROLLUP_HASH_BYTES + 1).and_then(|at| stem.split_at_checked(at));
    let is_rollup = rollup.is_some_and(|(head, tail)| {
        !head.is_empty() && tail.strip_prefix(['-', '.', '_']).is_some_and(|hash| is_hash(hash, true))
    });
    is_rollup || stem.split(['-', '.', '_', '~']).skip(1).any(|part| is_hash(part, false))
}

fn is_hash(part: &str, is_rollup: bool) -> bool {
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || is_rollup && matches!(byte, b'-' | b'_');
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    // A word in the middle of a name has small letters alone, or one capital at its head.
    let capitals = part.bytes().skip(1).filter(u8::is_ascii_uppercase).count();
    let is_number = digits == part.len();
    part.len() >= HASH_BYTES && part.bytes().all(alphabet) && !is_number && (digits > 0 || capitals > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frames_path_is_what_follows_the_host() {
        for (url, expected) in [
            ("https://shop.example:8443/assets/app.js?v=12#x", Some("assets/app.js")),
            ("https://shop.example/a%20b/app.js", Some("a b/app.js")),
            ("file:///var/task/dist/server.js", Some("var/task/dist/server.js")),
            ("/var/task/dist/server.js", Some("var/task/dist/server.js")),
            ("https://shop.example", None),
            ("https://shop.example/", None),
            ("data:text/javascript,x", None),
            ("node:internal/modules", None),
            ("", None),
        ] {
            assert_eq!(path(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_build_may_stand_below_any_folder() {
        assert!(is_of("assets/app.js", "assets/app.js"));
        assert!(is_of("assets/app.js", "shop/assets/app.js"));
        assert!(is_of("app.js", "app.js"));
        assert!(!is_of("app.js", "myapp.js"));
        assert!(!is_of("assets/app.js", "app.js"));
        assert!(!is_of("assets/app.js", "other/app.js"));
    }

    #[test]
    fn hashes_of_bundlers_are_known_from_words() {
        for hashed in [
            "assets/index-BqT3k9aZ.js",
            "assets/index-B_T-k9aZ.js",
            "assets/index-BqTkXaZm.js",
            "main.3f2a9c1b.js",
            "main.0123456789abcdef0123.js",
            "static/js/2.3f2a9c1b.chunk.js",
            "app-ABC123.mjs",
        ] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in [
            "app.js",
            "assets/HomePage.js",
            "jquery-3.6.0.min.js",
            "my-component.js",
            "shop-checkout.js",
            "main.js",
            "20241121.js",
            "",
        ] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
