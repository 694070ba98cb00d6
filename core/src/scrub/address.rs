//! A whole address, without query, fragment and personal data: unlike a text, nothing follows it.

use alloc::string::String;

use super::spot::Mode;
use super::text::scrub;

/// A URL without query, fragment and personal data; what is no URL is scrubbed as text.
pub fn url(url: &str) -> String {
    beginning_of_url(url, usize::MAX)
}

/// So many bytes of a URL without query, fragment and personal data, or all of it if that is less.
pub fn beginning_of_url(url: &str, bytes: usize) -> String {
    let mut clean = scrub(head(url), Mode::Page, bytes);
    // What no longer hides in the text may be a URL now: cut again, so that once is enough.
    clean.truncate(head(&clean).len());
    clean
}

/// A URL up to its query or fragment: unlike in a text nothing can follow these.
fn head(url: &str) -> &str {
    let (mut length, mut is_url, mut has_space) = (0, false, false);
    for byte in url.bytes() {
        match byte {
            b'?' | b'#' => break,
            b'/' | b':' => is_url = true,
            ..=b' ' => has_space = true,
            _ => {}
        }
        length += 1;
    }
    if has_space || !is_url { url } else { url.get(..length).unwrap_or_default() }
}
