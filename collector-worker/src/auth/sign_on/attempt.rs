//! A login that was begun in a browser: one random number in a cookie, of which the state, the nonce and
//! the proof of PKCE are made. Whoever has not the cookie can end no login that it began.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use corncrake_core::ids::hmac_sha256;
use corncrake_model::hex;
use sha2::{Digest, Sha256};
use worker::Request;

use crate::{
    auth::cookie,
    http::{error::Fault, own_origin::is_secure},
    platform::random,
};

/// Random bytes of a login.
const RANDOM_BYTES: usize = 32;
/// How long a login may take: somebody looks for a security key there.
const LASTS_SECONDS: i64 = 10 * 60;
/// Bytes of the page to go on to (`own_page`), or of an invitation, in base64.
const AFTER_BYTES: usize = 2_800;

/// Where a login leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To a page; empty for the first one.
    Page(String),
    /// To the user of an invitation.
    Invitation(String),
}

/// A login that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignOnAttempt {
    random: String,
    pub(super) purpose: Purpose,
}

impl SignOnAttempt {
    /// Begins one.
    pub(super) fn begin(purpose: Purpose) -> Self {
        Self { random: hex::text(&random::bytes::<RANDOM_BYTES>()), purpose }
    }

    fn derive(&self, what: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(hmac_sha256(self.random.as_bytes(), &[b"corncrake sign-on", what]))
    }

    /// The state, which comes back in the address.
    pub(super) fn state(&self) -> String {
        self.derive(b"state")
    }

    /// The number used once, which comes back in the ID token.
    pub(super) fn nonce(&self) -> String {
        self.derive(b"nonce")
    }

    /// The verifier of PKCE, 43 characters (RFC 7636, section 4.1).
    pub(super) fn verifier(&self) -> String {
        self.derive(b"verifier")
    }

    /// The verifier's digest, which the provider gets first (S256).
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    /// The cookie, as `Set-Cookie` has it. It comes back with the provider's redirect, which is from another
    /// site: SameSite=Lax.
    pub(super) fn cookie(&self, request: &Request) -> Result<String, Fault> {
        Ok(set(&self.text(), LASTS_SECONDS, is_secure(request)?))
    }

    fn text(&self) -> String {
        let (kind, after) = match &self.purpose {
            Purpose::Page(page) => ('p', page),
            Purpose::Invitation(ticket) => ('i', ticket),
        };
        format!("{}.{kind}{}", self.random, URL_SAFE_NO_PAD.encode(after))
    }

    /// The one of a request.
    pub(super) fn of(request: &Request) -> Result<Option<Self>, Fault> {
        let found = cookie::values(request, name(is_secure(request)?))?;
        Ok(found.iter().find_map(|text| Self::read(text)))
    }

    fn read(text: &str) -> Option<Self> {
        let (random, after) = text.split_once('.')?;
        let is_random = random.len() == 2 * RANDOM_BYTES && random.bytes().all(|b| b.is_ascii_hexdigit());
        let after = after.split_at_checked(1).filter(|(_, after)| is_random && after.len() <= AFTER_BYTES)?;
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(after.1).ok()?).ok()?;
        let purpose = match after.0 {
            "p" => Purpose::Page(text),
            "i" => Purpose::Invitation(text),
            _ => return None,
        };
        Some(Self { random: random.to_owned(), purpose })
    }
}

/// The cookie that ends the attempt.
pub(super) fn ended(request: &Request) -> Result<String, Fault> {
    Ok(set("", 0, is_secure(request)?))
}

fn name(secure: bool) -> &'static str {
    if secure { "__Host-corncrake-sign-on" } else { "corncrake-sign-on" }
}

fn set(value: &str, seconds: i64, secure: bool) -> String {
    let tail = if secure { "; Secure" } else { "" };
    format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{tail}", name(secure))
}

#[cfg(test)]
mod tests {

    use super::*;

    fn attempt(purpose: Purpose) -> SignOnAttempt {
        SignOnAttempt { random: "0a".repeat(RANDOM_BYTES), purpose }
    }

    #[test]
    fn an_attempt_is_read_as_it_was_written() {
        for purpose in [
            Purpose::Page(String::new()),
            Purpose::Page("/projects/abc?q=a;b, \"ä\"".into()),
            Purpose::Invitation("0-1".into()),
        ] {
            let written = attempt(purpose);
            assert_eq!(SignOnAttempt::read(&written.text()), Some(written));
        }
        let good = attempt(Purpose::Page("/".into())).text();
        for bad in [
            "",
            ".",
            "0a.p",
            &good[1..],
            &good.replace(".p", ".x"),
            &good.replace(".p", "."),
            &format!("{good}!"),
        ] {
            assert_eq!(SignOnAttempt::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_the_provider_sees_does_not_tell_the_rest() {
        let one = attempt(Purpose::Page(String::new()));
        let parts = [one.state(), one.nonce(), one.verifier(), one.challenge()];
        for (index, part) in parts.iter().enumerate() {
            assert_eq!(part.len(), 43);
            assert!(!parts.iter().take(index).any(|other| other == part));
        }
        let other = SignOnAttempt { random: "0b".repeat(RANDOM_BYTES), ..one.clone() };
        assert_ne!(one.state(), other.state());
    }
}
