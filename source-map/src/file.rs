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

/// Hexadecimal digits of a digest that is a whole name, and no word.
const DIGEST_BYTES: usize = 16;
/// Folders in which every name ends in such a hash, or is one: Nuxt's, Astro's and SvelteKit's.
const HASHED_FOLDERS: &[&str] = &["_nuxt", "_astro", "immutable"];

/// The path of a frame's file as an upload could name it: after the host, without query and
/// fragment. None where it cannot have been uploaded.
pub fn path(url: &str) -> Option<Cow<'_, str>> {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/').map(|(_host, path)| path)?,
        None if url.contains(':') && url.as_bytes().get(1) != Some(&b':') => return None, // `data:`, `node:`
        None => url,
    };
    let path = path.trim_start_matches(['/', '\\']);
    let path = percent_decode_str(path).decode_utf8().unwrap_or(Cow::Borrowed(path));
    // Windows writes slashes the other way.
    let path = if path.contains('\\') { Cow::Owned(path.replace('\\', "/")) } else { path };
    Some(path).filter(|path| !path.is_empty())
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

/// Whether an uploaded script stands in folders above the one that is served, so that a path is
/// its end: `shop/browser/main-AB2CDE3F.js` of `/main-AB2CDE3F.js`. Only a name with a hash is
/// good enough for that.
pub fn is_above(uploaded: &str, path: &str) -> bool {
    is_hashed(path) && last_part(uploaded) == last_part(path)
}

/// Whether a name holds a hash of its content: then it is one build's, whatever its release.
pub fn is_hashed(path: &str) -> bool {
    let name = last_part(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let last = stem.rsplit('.').next().unwrap_or(stem);
    let in_hashed = path.split('/').any(|folder| HASHED_FOLDERS.contains(&folder));
    let is_rollup_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if in_hashed && last.len() == ROLLUP_HASH_BYTES && last.bytes().all(is_rollup_byte) || is_all_hash(stem) {
        return true;
    }
    // The first part is what it is called: `f00ba4.js` may be anything.
    let rollup = stem.len().checked_sub(ROLLUP_HASH_BYTES + 1).and_then(|at| stem.split_at_checked(at));
    let is_rollup = rollup.is_some_and(|(head, tail)| {
        !head.is_empty() && tail.strip_prefix(['-', '.', '_']).is_some_and(|hash| is_hash(hash, true))
    });
    is_rollup || stem.split(['-', '.', '_', '~']).skip(1).any(|part| is_hash(part, false))
}

/// Whether a whole name is a hash, with nothing that it is called: `2m2p6t8xe76ii`, `CBZz2M3p`, a
/// digest. Letters and digits change places in it more often than in a name.
fn is_all_hash(stem: &str) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit();
    let changes = stem
        .as_bytes()
        .windows(2)
        .filter(|two| two.iter().filter(|byte| is_digit(byte)).count() == 1)
        .count();
    let digits = stem.bytes().filter(|byte| is_digit(byte)).count();
    let is_alphabet = stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    let is_digest = stem.len() >= DIGEST_BYTES && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    stem.len() >= ROLLUP_HASH_BYTES
        && is_alphabet
        && digits < stem.len()
        && (is_digest || digits > 1 && changes > 2)
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
            (
                "C:\\Program Files\\Acme\\app.asar\\dist\\main.js",
                Some("C:/Program Files/Acme/app.asar/dist/main.js"),
            ),
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
        assert!(is_above("shop/browser/main-AB2CDE3F.js", "main-AB2CDE3F.js"));
        assert!(!is_above("shop/browser/main.js", "main.js"));
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
            "_next/static/chunks/2m2p6t8xe76ii.js",
            "_nuxt/CBZz2M3p.js",
            "_nuxt/Zkuvqdtb.js",
            "_astro/Cart.kgWrdioy.js",
            "_app/immutable/nodes/2.Dk-q_3xZ.js",
            "4e5f6a7b8c908e25f4bf641868d8683022a5b62f.js",
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
