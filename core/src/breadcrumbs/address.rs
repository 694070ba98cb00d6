//! An address as a pattern: host and path, with `[id]` for each part of the path that may be one.
//!
//! It must never keep a query, a fragment, a user or a password, nor a part of a path that is not a
//! word: a number, a name with a sign, something long. `client-wasm/js/breadcrumbs/address.js` does
//! the same on the device; `e2e/client/breadcrumbs.rs` compares them.

use alloc::string::String;

/// Parts of a path that are kept.
const PARTS: usize = 8;
/// Characters of a part that is a word.
const WORD_CHARS: usize = 32;
/// Characters of a host.
const HOST_CHARS: usize = 100;
/// What stands for a part that is no word.
const ID: &str = "[id]";
/// What stands for what is too long, or no host.
const CUT: &str = "[cut]";

/// Addresses that hold their content themselves: a person's number or mailbox, or a whole document.
const OPAQUE_SCHEMES: [&str; 8] =
    ["data:", "blob:", "about:", "javascript:", "file:", "mailto:", "tel:", "sms:"];

/// The scheme of an address of which nothing else may stay.
pub(crate) fn opaque_scheme(address: &str) -> Option<&'static str> {
    let is_of =
        |scheme: &&str| address.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    OPAQUE_SCHEMES.into_iter().find(is_of)
}

/// The pattern of an address: `https://api.example/orders/17?q=1` is `api.example/orders/[id]`. Of an
/// address that holds its content itself only the scheme stays. None where nothing is left.
pub fn pattern(address: &str) -> Option<String> {
    let address = address.trim();
    let address = address.split(['?', '#']).next().unwrap_or_default();
    if let Some(scheme) = opaque_scheme(address) {
        return Some(scheme.into());
    }
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    let mut out = String::new();
    if !host.is_empty() {
        out.push_str(if is_host(host) { host } else { CUT });
    }
    for (index, part) in path.split('/').skip(1).enumerate() {
        out.push('/');
        if index >= PARTS {
            out.push_str(CUT);
            break;
        }
        out.push_str(if part.is_empty() || is_word(part) { part } else { ID });
    }
    (!out.is_empty()).then_some(out)
}

/// Whether a part of a path is a word of the site: letters, perhaps with one digit behind them
/// (`oauth2`), a version (`v12`), or a mark of the scrubber.
pub(crate) fn is_word(part: &str) -> bool {
    if part.len() > WORD_CHARS {
        return false;
    }
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(mark) = part.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return mark.bytes().all(|b| b.is_ascii_lowercase());
    }
    if part.len() <= 3 && part.strip_prefix(['v', 'V']).is_some_and(is_digits) {
        return true;
    }
    let is_of_word = |b: u8| b.is_ascii_alphabetic() || b"_.~-".contains(&b);
    let letters = part.strip_suffix(|last: char| last.is_ascii_digit()).unwrap_or(part);
    let ends_in_letter = || letters.bytes().last().is_some_and(|b| b.is_ascii_alphabetic());
    letters.bytes().all(is_of_word) && (letters.len() == part.len() || ends_in_letter())
}

fn is_host(host: &str) -> bool {
    host.len() <= HOST_CHARS && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]_".contains(&b))
}
