//! API tokens: made for a program, with no more than it needs, and revoked one by one.
//!
//! A token is its id and 160 random bits. Kept are the id and a digest of the bits, which are
//! random enough that nobody can guess them from it; what is shown once is never seen again.

use corncrake_core::{ids::ProjectKey, time::UtcDay};
use serde::{Deserialize, Serialize};

use super::{
    scope::Scope,
    secret::{SECRET_BYTES, SecretKind, secrets_match},
};

/// Random bytes of an id: a hundred tokens never share one.
const ID_BYTES: usize = 6;
/// A token begins with a word, so that a person, and a scanner for leaked secrets, knows it.
const KIND: SecretKind = SecretKind {
    prefix: "corncrake_",
    separator: '_',
    id_bytes: ID_BYTES,
    digest_key: b"corncrake api token",
};

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Its name in addresses.
    pub id: String,
    /// What its maker called it.
    pub name: String,
    /// The scopes that its holder has; no scope implies another.
    pub scopes: Vec<Scope>,
    /// The UTC day on which it was made.
    pub created: UtcDay,
    /// The last day on which somebody used it.
    pub used: Option<UtcDay>,
    /// The MAC of its secret, as 64 hexadecimal digits (see `digest`).
    pub digest: String,
    /// The one project it is for; nothing is all of them.
    pub project: Option<ProjectKey>,
    /// The id of the user whose token it is, and whose role it never exceeds; nothing for one of the
    /// collector.
    pub user: Option<String>,
}

impl ApiToken {
    /// Makes one of random bytes; beside it, the text that its holder sends.
    pub fn make(
        name: &str,
        scopes: Vec<Scope>,
        project: Option<ProjectKey>,
        user: Option<&str>,
        today: UtcDay,
        random: ([u8; ID_BYTES], [u8; SECRET_BYTES]),
    ) -> (Self, String) {
        let (id, digest, text) = KIND.make(&random.0, &random.1);
        let (name, user) = (name.to_owned(), user.map(str::to_owned));
        (Self { id, name, scopes, created: today, used: None, digest, project, user }, text)
    }

    /// Whether a secret is its own.
    pub fn is(&self, secret: &str) -> bool {
        secrets_match(&digest(secret), &self.digest)
    }

    /// Whether the token has this scope; the project it is for is not checked here.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// The id and the secret of what looks like a token.
pub fn parse(text: &str) -> Option<(&str, &str)> {
    KIND.parse(text)
}

/// What is kept of a secret.
pub fn digest(secret: &str) -> String {
    KIND.digest(secret)
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
            user: None,
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
