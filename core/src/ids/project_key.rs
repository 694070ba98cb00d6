//! The key of a project, which names its objects and where they may be.
//!
//! A project key proves itself: its tail is a MAC of what stands before it under the collector's key
//! secret, so that a made-up key is refused without looking anything up. A key is public (it stands in
//! every page that uses it); the MAC saves work, it guards nothing. A key never changes, nor does the
//! jurisdiction that it begins with.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{InvalidId, hmac_sha256};

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// The longest word of a jurisdiction.
const WORD: usize = 7;
/// Random characters of a key: 36^6 = 2.2e9 keys for one collector and jurisdiction.
const HEAD: usize = 6;
/// MAC characters of a key: a made-up key passes once in 36^5 = 60 million times.
const TAIL: usize = 5;
/// Characters of a key without a jurisdiction.
const PLAIN: usize = HEAD + TAIL;

/// Where a project's objects must run and store, once and for all. The words are those of
/// [Durable Objects](https://developers.cloudflare.com/durable-objects/reference/data-location/).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Jurisdiction {
    /// The European Union.
    Eu,
    /// The United States.
    Us,
    /// Data centres that have an authorization of FedRAMP.
    Fedramp,
}

impl Jurisdiction {
    /// Every one that there is.
    pub const ALL: [Self; 3] = [Self::Eu, Self::Us, Self::Fedramp];

    /// The platform's word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Eu => "eu",
            Self::Us => "us",
            Self::Fedramp => "fedramp",
        }
    }

    /// Its name in a sentence.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eu => "the European Union",
            Self::Us => "the United States",
            Self::Fedramp => "data centres with FedRAMP",
        }
    }

    /// The one of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|jurisdiction| jurisdiction.word() == word)
    }
}

/// A project's public key: 11 characters of `[0-9a-z]`, the form TrackX's clients use; in front of them the
/// word of the project's jurisdiction, where it has one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProjectKey {
    jurisdiction: Option<Jurisdiction>,
    /// The whole key, and zeros.
    text: [u8; WORD + PLAIN],
}

impl ProjectKey {
    /// Makes a key without a jurisdiction from random bits and the collector's key secret.
    pub fn mint(random: u64, secret: &[u8]) -> Self {
        Self::mint_in(None, random, secret)
    }

    /// Makes a key for a jurisdiction.
    pub fn mint_in(jurisdiction: Option<Jurisdiction>, random: u64, secret: &[u8]) -> Self {
        let mut digits = [b'0'; PLAIN];
        let (head, tail) = digits.split_at_mut(HEAD);
        write_base36(random, head);
        write_base36(mac(jurisdiction, head, secret), tail);
        Self::of(jurisdiction, &digits)
    }

    fn of(jurisdiction: Option<Jurisdiction>, digits: &[u8; PLAIN]) -> Self {
        let word = jurisdiction.map_or("", Jurisdiction::word).bytes();
        let mut text = [0; WORD + PLAIN];
        for (place, byte) in text.iter_mut().zip(word.chain(digits.iter().copied())) {
            *place = byte;
        }
        Self { jurisdiction, text }
    }

    /// Whether this collector made it.
    pub fn proves_itself(&self, secret: &[u8]) -> bool {
        let digits = self.as_str().as_bytes().get(self.word_length()..).unwrap_or_default();
        let Some((head, tail)) = digits.split_at_checked(HEAD) else { return false };
        let mut expected = [b'0'; TAIL];
        write_base36(mac(self.jurisdiction, head, secret), &mut expected);
        tail == expected
    }

    /// Where the project's objects must be, if that was chosen when it was made.
    pub fn jurisdiction(&self) -> Option<Jurisdiction> {
        self.jurisdiction
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        let length = self.word_length() + PLAIN;
        core::str::from_utf8(self.text.get(..length).unwrap_or_default()).unwrap_or_default()
    }

    fn word_length(&self) -> usize {
        self.jurisdiction.map_or(0, |jurisdiction| jurisdiction.word().len())
    }
}

/// The MAC of a key's head. A key without a jurisdiction has the MAC that it had before there were any.
fn mac(jurisdiction: Option<Jurisdiction>, head: &[u8], secret: &[u8]) -> u64 {
    let domain = b"corncrake project key";
    let mac = match jurisdiction {
        None => hmac_sha256(secret, &[domain, head]),
        Some(jurisdiction) => hmac_sha256(secret, &[domain, jurisdiction.word().as_bytes(), head]),
    };
    mac.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

fn write_base36(mut number: u64, out: &mut [u8]) {
    for place in out {
        *place = DIGITS.get((number % 36) as usize).copied().unwrap_or(b'0');
        number /= 36;
    }
}

impl fmt::Display for ProjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProjectKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refused = InvalidId("project key");
        let split = text.len().checked_sub(PLAIN).and_then(|word| text.split_at_checked(word));
        let (word, digits) = split.ok_or(refused)?;
        let jurisdiction = match word {
            "" => None,
            word => Some(Jurisdiction::of_word(word).ok_or(refused)?),
        };
        match <[u8; PLAIN]>::try_from(digits.as_bytes()) {
            Ok(digits) if digits.iter().all(|b| DIGITS.contains(b)) => Ok(Self::of(jurisdiction, &digits)),
            _ => Err(refused),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    fn key(jurisdiction: Option<Jurisdiction>) -> ProjectKey {
        ProjectKey::mint_in(jurisdiction, 0x0123_4567_89ab_cdef, b"our secret")
    }

    fn keys() -> impl Iterator<Item = ProjectKey> {
        [None].into_iter().chain(Jurisdiction::ALL.map(Some)).map(key)
    }

    #[test]
    fn a_key_proves_itself_to_its_own_collector_only() {
        for key in keys() {
            assert!(key.proves_itself(b"our secret"));
            assert!(!key.proves_itself(b"their secret"));
        }
        let made_up: ProjectKey = "aaaaaaaaaaa".parse().unwrap();
        assert!(!made_up.proves_itself(b"our secret"));
    }

    #[test]
    fn a_key_says_its_jurisdiction_and_takes_no_other() {
        let plain = key(None);
        assert_eq!((plain.as_str().len(), plain.jurisdiction()), (11, None));
        for jurisdiction in Jurisdiction::ALL {
            let key = key(Some(jurisdiction));
            let digits = key.as_str().strip_prefix(jurisdiction.word()).unwrap();
            let digits: [u8; PLAIN] = digits.as_bytes().try_into().unwrap();
            assert_eq!(key.jurisdiction(), Some(jurisdiction));
            assert!(!ProjectKey::of(None, &digits).proves_itself(b"our secret"));
            for other in Jurisdiction::ALL {
                let is_own = other == jurisdiction;
                assert_eq!(ProjectKey::of(Some(other), &digits).proves_itself(b"our secret"), is_own);
            }
        }
    }

    #[test]
    fn a_key_reads_what_it_writes_and_nothing_else() {
        for key in keys() {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for bad in [
            "",
            "short",
            "toolongtoolong",
            "UPPERCASE11",
            "abc/../abcd",
            "ключключ",
            "xxaaaaaaaaaaa",
            "EUaaaaaaaaaaa",
            "euaaaaaaaaaa",
            "eueuaaaaaaaaaaa",
        ] {
            assert_eq!(bad.parse::<ProjectKey>(), Err(InvalidId("project key")), "{bad}");
        }
    }

    #[test]
    fn a_word_is_a_jurisdiction_or_none() {
        for jurisdiction in Jurisdiction::ALL {
            assert_eq!(Jurisdiction::of_word(jurisdiction.word()), Some(jurisdiction));
        }
        assert_eq!(Jurisdiction::of_word("EU"), None);
    }
}
