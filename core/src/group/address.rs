//! What lasts of an address in a message: of one that is the whole message its last name, since
//! libraries say so which error it is; of a path behind a method its first folder.

use alloc::string::String;

use super::generated::is_generated;

/// Folders whose pages are errors by number or name.
const ERRORS: &[&str] =
    &["e", "err", "error", "errors", "error-reference", "error-messages", "warnings", "codes"];
/// Methods of HTTP, as requests are written down.
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/// Folders that every path of a service begins with.
const COMMON: &[&str] = &["api", "rest", "rpc", "v", "latest", "public", "internal"];
/// The longest name that counts.
const MAX_NAME_BYTES: usize = 40;

/// The name of the error whose address is all that a message says.
pub(super) fn error_name(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (path, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let path = path.split('?').next().unwrap_or(path).trim_end_matches('/');
    let mut parts = path.rsplit('/');
    let (last, folder) = (parts.next()?, parts.next()?);
    let is_name = |name: &str| {
        (2..=MAX_NAME_BYTES).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    let is_error = ERRORS.iter().any(|known| known.eq_ignore_ascii_case(folder));
    if !fragment.is_empty()
        && is_name(fragment)
        && ERRORS.iter().any(|known| known.eq_ignore_ascii_case(last))
    {
        return Some(fragment);
    }
    let is_word =
        last.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-')) && !is_generated(last);
    (is_name(last) && (is_error || is_word)).then_some(last)
}

/// The first folder that says something of a path behind a method: `orders` of `GET /api/v1/orders/5`.
pub(super) fn resource<'a>(method: &str, path: &'a str) -> Option<&'a str> {
    if !METHODS.contains(&method) || !path.starts_with('/') {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let is_common = |part: &str| {
        let bare = part.trim_end_matches(|c: char| c.is_ascii_digit());
        COMMON.iter().any(|known| known.eq_ignore_ascii_case(bare))
    };
    let first = path.split('/').find(|part| !part.is_empty() && !is_common(part))?;
    let first = first.trim_end_matches([':', ',', ';', ')']);
    let is_word = |b: u8| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-');
    ((2..=MAX_NAME_BYTES).contains(&first.len()) && first.bytes().all(is_word) && !is_generated(first))
        .then_some(first)
}

/// Writes `[path:orders]`, which reads the same when it is read again.
pub(super) fn push_resource(resource: &str, out: &mut String) {
    out.push_str("[path:");
    out.extend(resource.chars().map(|c| c.to_ascii_lowercase()));
    out.push(']');
}
