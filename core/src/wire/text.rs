//! The text of a body, whatever its bytes are: UTF-8, with or without a mark of it, UTF-16 with its
//! mark, or what a page in an older encoding put between (WHATWG Encoding).
//!
//! JSON is UTF-8 (RFC 8259, section 8.1). But browsers, proxies and old clients write a byte order
//! mark before it, or a page's own address in the page's encoding into it, and a report or an event
//! must not be lost over a letter: a byte that is no UTF-8 is read as windows-1252, which is what
//! such pages nearly always are. The text has at most three times the bytes of the body.

use alloc::{borrow::Cow, string::String};

use serde_json::Value;

use super::{WireError, surrogate};

/// Letters of the bytes 0x80 to 0x9f in windows-1252; five of them have none.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

/// Reads JSON from a body; only what cannot be read as it is is mended.
pub(crate) fn read_json(body: &[u8]) -> Result<Value, WireError> {
    let text = decode(body);
    let bytes = text.as_bytes();
    serde_json::from_slice(bytes)
        .or_else(|error| serde_json::from_slice(&surrogate::mend(bytes)).map_err(|_| error))
        .map_err(|e| WireError::NotJson { line: e.line(), column: e.column() })
}

fn decode(body: &[u8]) -> Cow<'_, str> {
    match body {
        [0xef, 0xbb, 0xbf, rest @ ..] => single_bytes(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).into(),
        _ => single_bytes(body),
    }
}

/// UTF-8, and of what is none each byte as a letter.
fn single_bytes(body: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = core::str::from_utf8(body) {
        return text.into();
    }
    let mut text = String::with_capacity(body.len());
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().map(letter));
    }
    text.into()
}

fn letter(byte: u8) -> char {
    let place = usize::from(byte).wrapping_sub(0x80);
    WINDOWS_1252.get(place).copied().unwrap_or(char::from(byte))
}

fn utf16(body: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = body.as_chunks::<2>();
    char::decode_utf16(pairs.iter().copied().map(unit)).map(|read| read.unwrap_or('\u{fffd}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{borrow::ToOwned, vec::Vec};

    fn read(body: &[u8]) -> String {
        read_json(body).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn no_letter_loses_a_body() {
        for (body, text) in [
            (&b"\"caf\xc3\xa9\""[..], "caf\u{e9}"),
            (b"\xef\xbb\xbf\"caf\xc3\xa9\"", "caf\u{e9}"),
            (b"\"caf\xe9\"", "caf\u{e9}"),
            (b"\xef\xbb\xbf\"caf\xe9\"", "caf\u{e9}"),
            (b"\"\x80 \x93x\x94 \x81\"", "\u{20ac} \u{201c}x\u{201d} \u{81}"),
            // Both at once, as where a page in an older encoding has an address in UTF-8.
            (b"\"\xe9 \xc3\xa9 \xf0\x9f\x98\x80 \xf0\x9f\"", "\u{e9} \u{e9} \u{1f600} \u{f0}\u{178}"),
            (b"\"\\ud83d \xe9\"", "\u{fffd} \u{e9}"),
            (b"\xff\xfe\"\0\xe9\0\x3d\xd8\"\0", "\u{e9}\u{fffd}"),
            (b"\xfe\xff\0\"\0\xe9\0\"", "\u{e9}"),
        ] {
            assert_eq!(read(body), text, "{body:?}");
        }
    }

    #[test]
    fn what_is_no_json_is_refused_in_any_encoding() {
        for body in
            [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff\0", b"\xe9", b"{\xe9:1}", b"\x1f\x8b\x08\0\0"]
        {
            assert!(matches!(read_json(body), Err(WireError::NotJson { .. })), "{body:?}");
        }
    }

    #[test]
    fn a_body_grows_three_times_at_most() {
        let body: Vec<u8> = (0..=255).collect();
        assert!(decode(&body.repeat(9)).len() <= 3 * 256 * 9);
    }
}
