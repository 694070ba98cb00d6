//! Names of things: each a type of its own, with one way in and one error.

mod project_key;

use alloc::string::String;
use core::{fmt, str::FromStr};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;

pub use self::project_key::{Jurisdiction, ProjectKey};

/// A string that does not name what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidId(pub(crate) &'static str);

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
    fn ids_read_what_they_write_and_nothing_else() {
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
