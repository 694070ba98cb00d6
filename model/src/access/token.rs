//! API tokens: made for a program, with no more than it needs, and revoked one by one.
//!
//! A token is its id and 160 random bits. Kept are the id and a digest of the bits, which are
//! random enough that nobody can guess them from it; what is shown once is never seen again.

use corncrake_core::{
    ids::{ProjectKey, hmac_sha256},
    time::UtcDay,
};
use serde::{Deserialize, Serialize};

use super::{scope::Scope, secret::secrets_match};
use crate::hex;

/// What a token begins with, so that a person, and a scanner for leaked secrets, knows it.
const PREFIX: &str = "corncrake";
/// Random bytes of an id: a hundred tokens never share one.
const ID_BYTES: usize = 6;
/// Random bytes behind it: nobody guesses 160 bits.
const SECRET_BYTES: usize = 20;

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its name in addresses.
    pub id: String,
    /// What its maker called it.
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created: UtcDay,
    /// The last day on which somebody used it.
    pub used: Option<UtcDay>,
    pub digest: String,
    /// The one project it is for; nothing is all of them.
    pub project: Option<ProjectKey>,
}

impl ApiToken {
    /// Makes one of random bytes; beside it, the text that its holder sends.
    pub fn make(
        name: &str,
        scopes: Vec<Scope>,
        project: Option<ProjectKey>,
        today: UtcDay,
        random: ([u8; ID_BYTES], [u8; SECRET_BYTES]),
    ) -> (Self, String) {
        let (id, secret) = (hex::text(&random.0), hex::text(&random.1));
        let text = format!("{PREFIX}_{id}_{secret}");
        let name = name.to_owned();
        let digest = digest(&secret);
        (Self { id, name, scopes, created: today, used: None, digest, project }, text)
    }

    /// Whether a secret is its own.
    pub fn is(&self, secret: &str) -> bool {
        secrets_match(&digest(secret), &self.digest)
    }

    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// The id and the secret of what looks like a token.
pub fn parse(text: &str) -> Option<(&str, &str)> {
    let (id, secret) = text.strip_prefix(PREFIX)?.strip_prefix('_')?.split_once('_')?;
    let is_hex =
        |text: &str, bytes: usize| text.len() == 2 * bytes && text.bytes().all(|b| b.is_ascii_hexdigit());
    (is_hex(id, ID_BYTES) && is_hex(secret, SECRET_BYTES)).then_some((id, secret))
}

/// What is kept of a secret.
pub fn digest(secret: &str) -> String {
    hex::text(&hmac_sha256(b"corncrake api token", &[secret.as_bytes()]))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn only_the_whole_secret_is_the_secret() {
        let secret = "0123456789abcdef0123456789abcdef01234567";
        let token = ApiToken {
            id: "0123456789ab".into(),
            name: "deploy".into(),
            scopes: vec![Scope::Upload],
            created: UtcDay(20_000),
            used: None,
            digest: digest(secret),
            project: None,
        };
        assert!(!token.digest.contains(secret));
        let text = format!("corncrake_0123456789ab_{secret}");
        assert_eq!(parse(&text), Some(("0123456789ab", secret)));
        assert!(token.is(secret) && !token.is("") && !token.is(&secret[1..]));
        assert!(token.may(Scope::Upload) && !token.may(Scope::Read) && !token.may(Scope::Admin));
        for no in [
            "",
            "corncrake",
            "corncrake__",
            "corncrake_0123_45",
            &text[..text.len() - 1],
            &text.replace('0', "g"),
        ] {
            assert_eq!(parse(no), None, "{no}");
        }
    }
}
