//! Secrets that a holder sends: an id, and random bits of which the collector has a digest alone. They
//! are compared by their digests, so that the time of a comparison tells nothing.

use corncrake_core::ids::hmac_sha256;

use crate::hex;

/// Random bytes of a secret: nobody guesses 160 bits.
pub const SECRET_BYTES: usize = 20;

/// Whether two texts are the same, by their digests: how long that takes tells nothing.
pub fn secrets_match(one: &str, other: &str) -> bool {
    let digest = |text: &str| hmac_sha256(b"corncrake comparison", &[text.as_bytes()]);
    digest(one) == digest(other)
}

/// A kind of secrets: how one is written, and under which name it is digested.
pub(super) struct SecretKind {
    /// What stands before the id.
    pub(super) prefix: &'static str,
    /// What stands between the id and the secret.
    pub(super) separator: char,
    /// Random bytes of an id.
    pub(super) id_bytes: usize,
    /// The name of the digest: a secret of one kind is none of another.
    pub(super) digest_key: &'static [u8],
}

impl SecretKind {
    /// The id, the digest and the text of a new one.
    pub(super) fn make(&self, id: &[u8], secret: &[u8; SECRET_BYTES]) -> (String, String, String) {
        let (id, secret) = (hex::text(id), hex::text(secret));
        let text = format!("{}{id}{}{secret}", self.prefix, self.separator);
        (id, self.digest(&secret), text)
    }

    /// The id and the secret of a text that looks like one.
    pub(super) fn parse<'a>(&self, text: &'a str) -> Option<(&'a str, &'a str)> {
        let (id, secret) = text.strip_prefix(self.prefix)?.split_once(self.separator)?;
        let is_hex = |text: &str, bytes: usize| {
            text.len() == 2 * bytes && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
        };
        (is_hex(id, self.id_bytes) && is_hex(secret, SECRET_BYTES)).then_some((id, secret))
    }

    /// What is kept of a secret.
    pub(super) fn digest(&self, secret: &str) -> String {
        hex::text(&hmac_sha256(self.digest_key, &[secret.as_bytes()]))
    }
}
