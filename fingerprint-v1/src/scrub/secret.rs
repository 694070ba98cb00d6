//! What a secret's name stands for: `password=...`, `"token": "..."` in a text that was an
//! object before, and members of a value.

use super::kind::{Kinds, PHRASE, TOKEN, VALUE};
use super::spot::{Found, Spot};
use super::url;

/// What stands for a secret.
pub(super) const MARK: &str = "[redacted]";
/// How much of a name before a value is looked at, in bytes.
const NAME_BYTES: isize = 32;
/// Parts of names that look secret, in any case.
const SECRETS: &[u8] =
    b"password passwd passphrase pwd secret token authorization cookie session credential \
    apikey api_key api-key accesskey access_key access-key privatekey private_key private-key csrf xsrf jwt";

/// The value of a secret, right before which its name stands.
pub(super) fn find(spot: &Spot<'_>) -> Option<Found> {
    let is_quoted = spot.at(-1) == b'"';
    let mut end = -isize::from(is_quoted);
    end -= isize::from(spot.at(end - 1) == b' ');
    end -= match (spot.at(end - 2), spot.at(end - 1)) {
        (_, b'=') => 1,
        (b'"', b':') => 2,
        _ => return None,
    };
    let start = end - spot.back_within(NAME_BYTES, end, TOKEN);
    if !names_one(spot, start, end) {
        return None;
    }
    let kinds: Kinds = if is_quoted { PHRASE } else { VALUE };
    let mut length = spot.run(0, kinds);
    while is_quoted && length > 0 && spot.at(length - 1) == b'\\' && spot.at(length) == b'"' {
        length += 1 + spot.run(length + 1, kinds);
    }
    // The scheme of an `Authorization` header, and what follows it.
    if length > 0 && spot.at(length) == b' ' && spot.one_of(0, b"bearer basic") == length {
        length += 1 + spot.run(length + 1, kinds);
    }
    // `;jsessionid=1:10:5` at the end of a frame.
    let place = if is_quoted { 0 } else { url::place(spot, length) };
    Found::ahead(if place < length { length - place } else { length }, MARK)
}

/// Whether a part of a name looks secret.
pub(super) fn names_one(spot: &Spot<'_>, start: isize, end: isize) -> bool {
    (start..end).any(|place| (1..=end - place).contains(&spot.one_of(place, SECRETS)))
}
