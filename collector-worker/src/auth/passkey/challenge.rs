//! Challenges: random, signed by the collector's own secret, good for ten minutes and for one
//! purpose. A challenge that nobody answers leaves nothing; one that was answered is remembered by the
//! directory until it expires.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use corncrake_core::{ids::hmac_sha256, time::UnixMillis};
use corncrake_model::hex;

/// Random bytes of a challenge, at least 16 by the standard (section 13.4.3).
const RANDOM_BYTES: usize = 16;
/// How long a page with a challenge may stand open: somebody looks for a security key.
const LASTS_MS: i64 = 10 * 60_000;

/// What a challenge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChallengePurpose<'a> {
    /// To log in.
    LogIn,
    /// To register a passkey of the user with this id.
    Register(&'a str),
}

impl ChallengePurpose<'_> {
    fn parts(&self) -> [&[u8]; 2] {
        match self {
            Self::LogIn => [b"log in", b""],
            Self::Register(user) => [b"register", user.as_bytes()],
        }
    }
}

/// A challenge, as the page has it: base64url, without padding.
pub(crate) fn issue(
    purpose: ChallengePurpose<'_>,
    now: UnixMillis,
    random: [u8; RANDOM_BYTES],
    secret: &[u8],
) -> String {
    let expires = now.0.saturating_add(LASTS_MS).to_be_bytes();
    let mac = sign(purpose, &random, &expires, secret);
    URL_SAFE_NO_PAD.encode([random.as_slice(), &expires, &mac].concat())
}

/// The id and the end of a challenge of ours that is good for this purpose.
pub(crate) fn read(
    purpose: ChallengePurpose<'_>,
    text: &str,
    now: UnixMillis,
    secret: &[u8],
) -> Option<(String, UnixMillis)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (random, rest) = bytes.split_first_chunk::<RANDOM_BYTES>()?;
    let (expires, mac) = rest.split_first_chunk::<8>()?;
    let until = UnixMillis(i64::from_be_bytes(*expires));
    // Nobody learns anything by the time of this comparison: whoever asks may have a challenge anyway.
    let is_ours = mac == sign(purpose, random, expires, secret);
    (is_ours && now < until).then(|| (hex::text(random), until))
}

fn sign(purpose: ChallengePurpose<'_>, random: &[u8], expires: &[u8], secret: &[u8]) -> [u8; 32] {
    let [what, user] = purpose.parts();
    hmac_sha256(secret, &[b"corncrake passkey challenge", what, user, random, expires])
}

#[cfg(test)]
mod tests {

    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_219_200_000);

    #[test]
    fn a_challenge_is_good_for_its_purpose_for_a_while_and_here() {
        let text = issue(ChallengePurpose::Register("ann"), NOW, [7; RANDOM_BYTES], b"own");
        let read = |purpose, now, secret: &[u8]| read(purpose, &text, now, secret).map(|(id, _)| id);
        let own = Some("07".repeat(RANDOM_BYTES));
        assert_eq!(read(ChallengePurpose::Register("ann"), NOW, b"own"), own);
        assert_eq!(read(ChallengePurpose::Register("bob"), NOW, b"own"), None);
        assert_eq!(read(ChallengePurpose::LogIn, NOW, b"own"), None);
        assert_eq!(read(ChallengePurpose::Register("ann"), NOW, b"other"), None);
        assert_eq!(read(ChallengePurpose::Register("ann"), UnixMillis(NOW.0 + LASTS_MS), b"own"), None);
    }

    #[test]
    fn a_challenge_that_was_changed_is_none() {
        let text = issue(ChallengePurpose::LogIn, NOW, [7; RANDOM_BYTES], b"own");
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(read(ChallengePurpose::LogIn, &changed, NOW, b"own"), None, "{changed}");
            assert_eq!(read(ChallengePurpose::LogIn, &text[..at], NOW, b"own"), None, "{at}");
        }
    }
}
