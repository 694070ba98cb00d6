//! What secrets are called, in one list.
//!
//! Sources: the names that loggers and trackers redact (pino's and Rails' filters, Sentry's
//! data scrubber, Django's `SafeExceptionReporterFilter`, hapi's and axios' own lists), OAuth
//! 2.0 (RFC 6749) and OpenID Connect for tokens, RFC 9110 and RFC 6265 for headers, PCI DSS
//! for cards (`cvv`, `cvc`, `csc`), and the labels of password fields in the languages of
//! browsers' own sign-in forms (Firefox' `passwordmgr` and Chromium's `password_form`).
//!
//! It must never list what names code or a person's work: `author`, `compass`, `pinned`.

use super::kind::{JOINER, LETTER, is};
use super::spot::Spot;
use super::words::Words;

/// Beginnings of names or of their parts, in small letters without joiners, in the order of
/// `Words`. One with a dot behind it is a whole word: `pin.` is found in `userPin`, not in
/// `pinned` or `spin`.
static NAMES: Words<{ LIST.len() }> = Words::new(LIST.as_bytes());
const LIST: &str = " accesskey adgangsk apikey auth. authoriz bearer cardn clave. contrase cookie credential \
    creditc csc. csrf cvc. cvv. パスワ encryptionk şifre 密码 密碼 hasło haslo heslo iban. jelsz jwt \
    kennw 비밀번호 lösen losenord mfa. motdep otp. parola pass. passc passo passp passw pin. \
    privatek pw. pwd парол Парол secret securityc senha sess. sessid session sid. signature \
    signingk ssn. tan. token totp. wachtw xsrf";
/// What is said where there is no secret.
const NOTHING: &[u8] = b"undefined null true false none required missing invalid expired unexpected";

/// Whether a name in a text, of which the last word counts, is a secret's.
pub(super) fn is_secret(spot: &Spot<'_>, start: isize, end: isize) -> bool {
    let mut last = start;
    for place in start..end {
        if spot.at(place) == b' ' {
            last = place + 1;
        }
    }
    (start..end).any(|place| names_one(spot, place, last, end))
}

/// Whether one of the names stands at a place, and goes on into the last word.
fn names_one(spot: &Spot<'_>, place: isize, last: isize, end: isize) -> bool {
    NAMES.any(spot.at(place), &mut |name| {
        let mut here = place;
        for expected in name {
            while here > place && here < end && spot.is(here, JOINER) {
                here += 1;
            }
            let byte = spot.at(here);
            if *expected == b'.' {
                // The last of a whole word's.
                return here > last && here <= end && is_whole(spot, place, here);
            }
            if byte != *expected && byte.to_ascii_lowercase() != *expected {
                return false;
            }
            here += 1;
        }
        here > last && here <= end
    })
}

/// Whether a word begins and ends there: at what is no letter, or at a hump of camel case.
fn is_whole(spot: &Spot<'_>, start: isize, end: isize) -> bool {
    let is_upper = |place| spot.at(place).is_ascii_uppercase();
    let is_lower = |place| spot.at(place).is_ascii_lowercase();
    let begins = !is(spot.word_before(start), LETTER) || is_lower(start - 1) && is_upper(start);
    let ends = !spot.is(end, LETTER) || is_upper(end) && (is_lower(end - 1) || is_lower(end + 1));
    begins && ends
}

/// Whether so many bytes say that there is none.
pub(super) fn is_nothing(spot: &Spot<'_>, length: isize) -> bool {
    spot.one_of(0, NOTHING) == length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scrub::spot::Mode;

    #[test]
    fn each_name_is_found() {
        for name in LIST.split(' ').map(|name| name.trim_end_matches('.')) {
            let spot = Spot { left: &[], right: name.as_bytes(), mode: Mode::Text };
            assert!(name.is_empty() || is_secret(&spot, 0, name.len().cast_signed()), "{name}");
        }
    }
}
