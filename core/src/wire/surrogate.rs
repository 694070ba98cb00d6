//! Lone surrogates in JSON: half a character, as `JSON.stringify` writes it when a page cut
//! a text in the middle of an emoji.
//!
//! JavaScript reads such JSON, Rust's UTF-8 cannot hold it. An event must not be lost over
//! half a smiley, nor a report over the sample that WebKit cut in one: the half becomes
//! U+FFFD, and all else stays as it is.

use alloc::vec::Vec;

/// Replaces every `\uD800` to `\uDFFF` that has no partner by `\ufffd`.
pub(super) fn mend(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let mut rest = json;
    while let Some((&byte, after)) = rest.split_first() {
        if byte != b'\\' {
            out.push(byte);
            rest = after;
            continue;
        }
        // An escape: all of it is taken at once, so that `\\ud83d` is not mistaken for one.
        let taken = match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.extend_from_slice(b"\\ufffd");
                rest = rest.get(6..).unwrap_or_default();
                continue;
            }
            (Some(_), _) => 6,
            (None, _) => 2,
        };
        let (escape, after) = rest.split_at_checked(taken).unwrap_or((rest, &[]));
        out.extend_from_slice(escape);
        rest = after;
    }
    out
}

/// The UTF-16 unit of a `\\uXXXX` at the start.
fn unit(json: &[u8]) -> Option<u16> {
    let digits = json.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_alone_is_mended() {
        let cases: [(&str, &str); 8] = [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\ude00b""#, r#""\ufffdb""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\n\u00e9\"\ud8""#, r#""\n\u00e9\"\ud8""#),
            ("\\", "\\"),
        ];
        for (json, mended) in cases {
            assert_eq!(core::str::from_utf8(&mend(json.as_bytes())), Ok(mended), "{json}");
        }
    }
}
