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
use crate::steps;

/// Beginnings of names or of their parts, in small letters without joiners, in the order of
/// `Words`. One with a dot behind it is a whole word: `pin.` is found in `userPin`, not in
/// `pinned` or `spin`.
const NAMES: Words = Words::new(NAMES_IN_ORDER);
const NAMES_IN_ORDER: &[u8] =
    "accesskey adgangsk apikey auth. authoriz bearer cardn clave. contrase cookie credential \
    creditc csc. csrf cvc. cvv. パスワ encryptionk şifre 密码 密碼 hasło haslo heslo iban. jelsz \
    jwt kennw 비밀번호 lösen losenord mfa. motdep otp. parola pass. passc passo passp passw pin. privatek \
    pw. pwd парол Парол secret securityc senha sess. sessid session sid. signature signingk ssn. \
    tan. token totp. wachtw xsrf "
        .as_bytes();
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
    let (mut here, mut is_same) = (place, true);
    for expected in NAMES.like(spot.at(place)) {
        steps::count(1);
        match expected {
            b' ' | b'.'
                if is_same
                    && here > last
                    && here <= end
                    && (*expected == b' ' || is_whole(spot, place, here)) =>
            {
                return true;
            }
            b' ' => (here, is_same) = (place, true),
            _ if !is_same => {}
            b'.' => is_same = false,
            _ => {
                while here > place && here < end && spot.is(here, JOINER) {
                    here += 1;
                }
                is_same = spot.at(here).to_ascii_lowercase() == *expected || spot.at(here) == *expected;
                here += 1;
            }
        }
    }
    false
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
