//! Names of things: each a type of its own, with one way in and one error.
//!
//! A project key proves itself: its tail is a MAC of its head under the collector's key
//! secret, so that a made-up key is refused without looking anything up. A key is public
//! (it stands in every page that uses it); the MAC saves work, it guards nothing.

use alloc::string::String;
use core::{fmt, str::FromStr};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;

/// A string that does not name what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidId(pub(crate) &'static str);

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Random characters of a key: 36^6 = 2.2e9 keys for one collector.
const KEY_HEAD: usize = 6;
/// MAC characters of a key: a made-up key passes once in 36^5 = 60 million times.
const KEY_TAIL: usize = 5;

/// A project's public key: 11 characters of `[0-9a-z]`, the form TrackX's clients use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProjectKey([u8; KEY_HEAD + KEY_TAIL]);

impl ProjectKey {
    /// Makes a key from random bits and the collector's key secret.
    pub fn mint(random: u64, secret: &[u8]) -> Self {
        let mut key = [b'0'; KEY_HEAD + KEY_TAIL];
        let (head, tail) = key.split_at_mut(KEY_HEAD);
        write_base36(random, head);
        write_base36(Self::mac(head, secret), tail);
        Self(key)
    }

    /// Whether this collector made it.
    pub fn proves_itself(&self, secret: &[u8]) -> bool {
        let (head, tail) = self.0.split_at(KEY_HEAD);
        let mut expected = [b'0'; KEY_TAIL];
        write_base36(Self::mac(head, secret), &mut expected);
        tail == expected
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn mac(head: &[u8], secret: &[u8]) -> u64 {
        head_of(&hmac_sha256(secret, &[b"corncrake project key", head]))
    }
}

fn write_base36(mut number: u64, out: &mut [u8]) {
    for place in out {
        *place = DIGITS.get((number % 36) as usize).copied().unwrap_or(b'0');
        number /= 36;
    }
}

fn head_of(bytes: &[u8; 32]) -> u64 {
    bytes.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// HMAC-SHA-256 (RFC 2104) over parts, each led by its length, so that no two lists of
/// parts are the same bytes.
pub fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return [0; 32]; // cannot happen: HMAC takes a key of any length
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl FromStr for ProjectKey {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let bytes = <[u8; KEY_HEAD + KEY_TAIL]>::try_from(text.as_bytes());
        match bytes {
            Ok(bytes) if bytes.iter().all(|b| DIGITS.contains(b)) => Ok(Self(bytes)),
            _ => Err(InvalidId("project key")),
        }
    }
}

/// An issue's name: the first 64 bits of the fingerprint that opened it, so that several
/// objects of one project give one bug the same name without asking each other.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueId([u8; 8]);

impl IssueId {
    /// The name of the issue that this fingerprint opens.
    pub fn of(fingerprint: &FingerprintHash) -> Self {
        let [a, b, c, d, e, f, g, h, ..] = fingerprint.0;
        Self([a, b, c, d, e, f, g, h])
    }

    /// Its bytes, for what is derived from it.
    pub fn to_bytes(self) -> [u8; 8] {
        self.0
    }
}

/// 128 bits of a fingerprint: events with the same ones are the same issue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FingerprintHash(pub [u8; 16]);

/// 128 bits that stand for one visitor of one site in one project on one UTC day. They live in
/// memory only: what a table has of a visitor is derived from them (`session`), a table each.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VisitorKey(pub [u8; 16]);

/// 128 bits that stand for a visitor in the sessions of a project, and nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionHash(pub [u8; 16]);

/// 128 bits that stand for a visitor among those of one issue, and nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IssueSessionHash(pub [u8; 16]);

/// 128 bits that stand for a visitor among those of one release, and nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReleaseSessionHash(pub [u8; 16]);

/// 128 bits that stand for a visitor among those who used one feature or waited on one page, or that are an
/// installation, and nowhere else.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UsageHash(pub [u8; 16]);

/// 128 bits by which a batch or a report is known when it is sent again on the same day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ResendHash(pub [u8; 16]);

/// 128 bits that one event of one page carries (`receipt`). Nobody who lacks the page's code can tell which
/// page that was, or whether two events are of one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReceiptHash(pub [u8; 16]);

/// 64 random bits that name one batch of one page, until the day ends.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchId(pub [u8; 8]);

fn hex<const N: usize>(bytes: &[u8; N], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

fn parse_hex<const N: usize>(text: &str, what: &'static str) -> Result<[u8; N], InvalidId> {
    let mut bytes = [0; N];
    let pairs = text.as_bytes().chunks_exact(2);
    if text.len() != N * 2 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(InvalidId(what));
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        let digits = core::str::from_utf8(pair).map_err(|_| InvalidId(what))?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| InvalidId(what))?;
    }
    Ok(bytes)
}

macro_rules! hex_id {
    ($name:ident, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                hex(&self.0, f)
            }
        }
        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse_hex(text, $what).map(Self)
            }
        }
    };
}
hex_id!(IssueId, "issue id");
hex_id!(FingerprintHash, "fingerprint");
hex_id!(VisitorKey, "visitor key");
hex_id!(SessionHash, "session hash");
hex_id!(IssueSessionHash, "hash of an issue's session");
hex_id!(ReleaseSessionHash, "hash of a release's session");
hex_id!(UsageHash, "hash of a feature's visitor");
hex_id!(ResendHash, "resend hash");
hex_id!(ReceiptHash, "receipt hash");
hex_id!(BatchId, "batch id");

impl fmt::Display for ProjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! text_form {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
text_form!(
    ProjectKey,
    IssueId,
    FingerprintHash,
    VisitorKey,
    SessionHash,
    IssueSessionHash,
    ReleaseSessionHash,
    UsageHash,
    ResendHash,
    ReceiptHash,
    BatchId
);

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_key_proves_itself_to_its_own_collector_only() {
        let key = ProjectKey::mint(0x0123_4567_89ab_cdef, b"our secret");
        assert_eq!(key.as_str().len(), 11);
        assert!(key.proves_itself(b"our secret"));
        assert!(!key.proves_itself(b"their secret"));
        let made_up: ProjectKey = "aaaaaaaaaaa".parse().unwrap();
        assert!(!made_up.proves_itself(b"our secret"));
    }

    #[test]
    fn ids_read_what_they_write_and_nothing_else() {
        let key = ProjectKey::mint(7, b"s");
        assert_eq!(key.to_string().parse(), Ok(key));
        for bad in ["", "short", "toolongtoolong", "UPPERCASE11", "abc/../abcd", "ключключ"] {
            assert_eq!(bad.parse::<ProjectKey>(), Err(InvalidId("project key")), "{bad}");
        }
        let hash = FingerprintHash([0xab; 16]);
        assert_eq!(hash.to_string(), "ab".repeat(16));
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(IssueId::of(&hash).to_string(), "ab".repeat(8));
        assert!("AB".repeat(8).parse::<IssueId>().is_err());
        assert!("é".repeat(8).parse::<IssueId>().is_err());
    }

    #[test]
    fn parts_are_not_concatenated() {
        assert_ne!(hmac_sha256(b"k", &[b"ab", b"c"]), hmac_sha256(b"k", &[b"a", b"bc"]));
    }
}
