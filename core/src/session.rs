//! A session: one visitor of one site on one UTC day, without knowing who.
//!
//! `HMAC-SHA-256(salt, origin, IP, User-Agent)`, each part led by its length, cut to 128
//! bits. The salt is 256 random bits that live for one UTC day; once it is destroyed nobody,
//! the operator included, can find out whose hash it was. IP and User-Agent are borrowed
//! for the call and kept nowhere.

use crate::{
    ids::{SessionHash, hmac_sha256},
    time::UtcDay,
};

/// Random bytes in a day's salt.
pub const SALT_BYTES: usize = 32;

/// The hash of a visit. An absent IP address is the empty string.
pub fn hash(salt: &[u8; SALT_BYTES], origin: &str, ip: &str, user_agent: &str) -> SessionHash {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] =
        hmac_sha256(salt, &[origin.as_bytes(), ip.as_bytes(), user_agent.as_bytes()]);
    SessionHash([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
}

/// A day's salt of two halves that are kept in two places: one alone says nothing about it.
pub fn salt_of_halves(one: &[u8; SALT_BYTES], other: &[u8; SALT_BYTES], day: UtcDay) -> [u8; SALT_BYTES] {
    hmac_sha256(one, &[b"corncrake salt", other, &day.0.to_be_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_salt_needs_both_halves_and_its_day() {
        let (one, other, day) = ([1; SALT_BYTES], [2; SALT_BYTES], UtcDay(20_000));
        let salt = salt_of_halves(&one, &other, day);
        assert_eq!(salt, salt_of_halves(&one, &other, day));
        for another in [
            salt_of_halves(&other, &other, day),
            salt_of_halves(&one, &one, day),
            salt_of_halves(&one, &other, day.next()),
        ] {
            assert_ne!(salt, another);
        }
    }

    #[test]
    fn every_part_counts_and_none_runs_into_the_next() {
        let salt = [7; SALT_BYTES];
        let one = hash(&salt, "https://a.example", "192.0.2.1", "UA");
        assert_eq!(one, hash(&salt, "https://a.example", "192.0.2.1", "UA"));
        assert_ne!(one, hash(&[8; SALT_BYTES], "https://a.example", "192.0.2.1", "UA"));
        assert_ne!(one, hash(&salt, "https://a.example1", "92.0.2.1", "UA"));
        assert_ne!(one, hash(&salt, "https://a.example", "192.0.2.1U", "A"));
        assert_ne!(one, hash(&salt, "https://a.example", "", "UA"));
    }
}
