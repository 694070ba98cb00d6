//! A receipt's code, as a page makes it and a person types it: five groups of four digits of Crockford's
//! base 32, such as `K7QX-4M2P-9T0C-WZ1E-H6AB`. The first group is the project's, so that the project is
//! found without asking each; the others are 80 random bits.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::ReceiptHash;
use crate::ids::{InvalidId, ProjectKey};

/// Events of one page that have a receipt: a page that fails more often repeats itself. The client has the
/// same number (`client-wasm/js/receipt`).
pub const EVENTS_OF_A_PAGE: u16 = 200;
/// Digits of a code.
const DIGITS: usize = 20;
/// Digits of its prefix, and of each group.
const GROUP: usize = 4;
/// The digits, without letters that are taken for others (https://www.crockford.com/base32.html).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The digits that the codes of a project begin with. They are made of its key, which is public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReceiptPrefix([u8; GROUP]);

impl ReceiptPrefix {
    /// The prefix of a project.
    pub fn of(key: &ProjectKey) -> Self {
        let hash = sha256(&["corncrake receipts of ", key.as_str()]);
        let mut prefix = [b'0'; GROUP];
        for (digit, byte) in prefix.iter_mut().zip(hash) {
            *digit = ALPHABET.get(usize::from(byte % 32)).copied().unwrap_or(b'0');
        }
        Self(prefix)
    }
}

/// What a person has who may see what a page sent. It is as good as a key: never in a log, never stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReceiptCode([u8; DIGITS]);

impl ReceiptCode {
    /// The prefix of the project that it is of.
    pub fn prefix(&self) -> ReceiptPrefix {
        let mut prefix = [b'0'; GROUP];
        for (digit, own) in prefix.iter_mut().zip(self.0) {
            *digit = own;
        }
        ReceiptPrefix(prefix)
    }

    /// The hashes that events of its page carry.
    pub fn hashes(&self) -> Vec<ReceiptHash> {
        let code: String = self.0.iter().copied().map(char::from).collect();
        (0..EVENTS_OF_A_PAGE).map(|number| hash_of(&code, number)).collect()
    }

    /// Whether a text has the form of a code as a page writes it, with its hyphens: a word that is searched
    /// for is nothing else then.
    pub fn is_written(text: &str) -> bool {
        text.parse::<Self>().is_ok_and(|code| code.to_string().eq_ignore_ascii_case(text))
    }
}

/// The hash of an event, by its number in the page.
fn hash_of(code: &str, number: u16) -> ReceiptHash {
    let mut hash = [0; 16];
    let whole = sha256(&["corncrake receipt ", code, " ", &number.to_string()]);
    for (byte, of_it) in hash.iter_mut().zip(whole) {
        *byte = of_it;
    }
    ReceiptHash(hash)
}

fn sha256(parts: &[&str]) -> [u8; 32] {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part.as_bytes());
    }
    sha.finalize().into()
}

/// As it is written: with hyphens.
impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, digit) in self.0.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(*digit))?;
        }
        Ok(())
    }
}

/// A log has no code.
impl fmt::Debug for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptCode")
    }
}

/// As people type it: in letters of any size, grouped in any way, with `O` for 0 and `I` or `L` for 1.
impl FromStr for ReceiptCode {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let mut digits = [b'0'; DIGITS];
        let mut places = digits.iter_mut();
        for typed in
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2014}'))
        {
            let digit = match u8::try_from(typed.to_ascii_uppercase()) {
                Ok(b'O') => b'0',
                Ok(b'I' | b'L') => b'1',
                Ok(digit) if ALPHABET.contains(&digit) => digit,
                _ => return Err(InvalidId("receipt")),
            };
            *places.next().ok_or(InvalidId("receipt"))? = digit;
        }
        if places.next().is_some() { Err(InvalidId("receipt")) } else { Ok(Self(digits)) }
    }
}

impl Serialize for ReceiptCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReceiptCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeSet, format};

    use super::*;

    const CODE: &str = "K7QX-4M2P-9T0C-WZ1E-H6AB";

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code: ReceiptCode = CODE.parse().unwrap();
        for typed in [
            "k7qx-4m2p-9t0c-wz1e-h6ab",
            "K7QX4M2P9T0CWZ1EH6AB",
            " k7qx 4m2p 9toc wzie h6ab\n",
            "K7QX–4M2P–9TOC–WZLE–H6AB",
        ] {
            assert_eq!(typed.parse(), Ok(code), "{typed}");
        }
        assert_eq!(code.to_string(), CODE);
        assert!(ReceiptCode::is_written("k7qx-4m2p-9t0c-wz1e-h6ab"));
        assert!(!ReceiptCode::is_written("K7QX4M2P9T0CWZ1EH6AB"), "a word of the site");
        for bad in [
            "",
            "K7QX",
            "K7QX-4M2P-9T0C-WZ1E-H6A",
            "K7QX-4M2P-9T0C-WZ1E-H6ABC",
            "U7QX-4M2P-9T0C-WZ1E-H6AB",
            "K7QX-4M2P-9T0C-WZ1E-H6Aé",
            "../../4M2P-9T0C-WZ1E",
        ] {
            assert!(bad.parse::<ReceiptCode>().is_err(), "{bad}");
        }
        assert_eq!(format!("{code:?}"), "ReceiptCode", "a log has no code");
    }

    #[test]
    fn the_hashes_of_a_page_are_all_different_and_the_client_makes_the_same() {
        let code: ReceiptCode = CODE.parse().unwrap();
        let hashes = code.hashes();
        assert_eq!(hashes.iter().collect::<BTreeSet<_>>().len(), usize::from(EVENTS_OF_A_PAGE));
        // printf 'corncrake receipt K7QX4M2P9T0CWZ1EH6AB 0' | sha256sum
        assert_eq!(hashes[0].to_string(), "621a38ddc71e6438c785f8b257595df8");
        assert_eq!(hashes[199].to_string(), "0c0c748e1abdc00e18940b949238d9ab");
        // printf 'corncrake receipts of abc123def45' | sha256sum: the bytes modulo 32
        let key: ProjectKey = "abc123def45".parse().unwrap();
        assert_eq!(ReceiptPrefix::of(&key), ReceiptPrefix(*b"X8QG"));
        let own: ReceiptCode = "X8QG-4M2P-9T0C-WZ1E-H6AB".parse().unwrap();
        assert_eq!(own.prefix(), ReceiptPrefix::of(&key));
    }
}
