//! The claims of a token whose signature was verified, checked as OpenID Connect Core asks for
//! (section 3.1.3.7): issuer, audience, time, nonce.

use corncrake_core::time::UnixMillis;
use corncrake_model::access::identity::VerifiedIdentity;
use serde::Deserialize;

/// Seconds by which two clocks may differ.
const SKEW_SECONDS: f64 = 60.0;
/// Characters of a subject (section 2: 255 ASCII characters).
const SUBJECT_CHARS: usize = 255;
/// Characters of an e-mail address.
const EMAIL_CHARS: usize = 254;

/// One audience, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The members of a token that decide something. Times are seconds (RFC 7519, NumericDate).
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    iss: String,
    #[serde(default)]
    sub: String,
    aud: Audience,
    exp: f64,
    iat: f64,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    azp: Option<String>,
    #[serde(default)]
    nonce: Option<String>,
    #[serde(flatten)]
    pub(super) address: EmailClaims,
}

/// The claims of an address, in a token or in an answer of the provider's about its user.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EmailClaims {
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: Option<serde_json::Value>,
}

impl EmailClaims {
    /// The address, where the provider says that it verified it.
    pub(super) fn verified(&self) -> Option<String> {
        // Some send the word in the place of the value.
        let is_verified = match &self.email_verified {
            Some(serde_json::Value::Bool(is_it)) => *is_it,
            Some(serde_json::Value::String(word)) => word == "true",
            _ => false,
        };
        self.address().filter(|_| is_verified)
    }

    /// The address, of an issuer that names none that it did not verify.
    pub(super) fn address(&self) -> Option<String> {
        self.email.clone().filter(|email| email.contains('@') && email.chars().count() <= EMAIL_CHARS)
    }
}

/// What a token has to be for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    /// The number used once that this browser's login began with.
    pub(super) nonce: Option<&'a str>,
    pub(super) now: UnixMillis,
}

impl Claims {
    /// The identity, where the token is for us and now; or in words why not.
    pub(super) fn check(&self, expected: Expected<'_>) -> Result<VerifiedIdentity, &'static str> {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let now = expected.now.0 as f64 / 1_000.0;
        if self.iss != expected.issuer {
            return Err("it is from another issuer");
        }
        let (is_ours, is_shared) = match &self.aud {
            Audience::One(one) => (one == expected.audience, false),
            Audience::Several(all) => (all.iter().any(|one| one == expected.audience), all.len() > 1),
        };
        if !is_ours {
            return Err("it is for another audience");
        }
        let is_authorized = match &self.azp {
            Some(party) => party == expected.audience,
            None => !is_shared,
        };
        if !is_authorized {
            return Err("it was issued to another party");
        }
        // Written so that what is no number passes none of them.
        let is_current = now < self.exp + SKEW_SECONDS
            && self.iat <= now + SKEW_SECONDS
            && self.nbf.is_none_or(|from| from <= now + SKEW_SECONDS);
        if !is_current {
            return Err("its time is over, or has not come; the clocks may differ");
        }
        if expected.nonce.is_some() && self.nonce.as_deref() != expected.nonce {
            return Err("it is of another login");
        }
        if self.sub.is_empty() || self.sub.chars().count() > SUBJECT_CHARS {
            return Err("it names nobody");
        }
        let (issuer, subject) = (self.iss.clone(), self.sub.clone());
        Ok(VerifiedIdentity { issuer, subject, email: self.address.verified() })
    }

    /// The moment from which on it is not good any more.
    pub(super) fn expires(&self) -> UnixMillis {
        #[expect(clippy::cast_possible_truncation, reason = "a float becomes the nearest integer there is")]
        UnixMillis((self.exp * 1_000.0) as i64)
    }
}

#[cfg(test)]
mod tests {

    use serde_json::{Value, json};

    use super::*;

    const NOW: UnixMillis = UnixMillis(1_000_000);

    fn check(changes: &Value) -> Result<VerifiedIdentity, &'static str> {
        let mut claims = json!({
            "iss": "https://login.example", "sub": "u1", "aud": "us", "exp": 1_300, "iat": 1_000, "nonce": "n",
            "email": "ann@team.example", "email_verified": true,
        });
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        let expected =
            Expected { issuer: "https://login.example", audience: "us", nonce: Some("n"), now: NOW };
        serde_json::from_value::<Claims>(claims).map_err(|_| "does not read")?.check(expected)
    }

    #[test]
    fn a_token_for_us_and_now_is_good() {
        let good = check(&json!({})).unwrap();
        assert_eq!(good.email.as_deref(), Some("ann@team.example"));
        for changes in [
            json!({ "aud": ["us"] }),
            json!({ "aud": ["us", "them"], "azp": "us" }),
            json!({ "exp": 941 }),
            json!({ "iat": 1_060 }),
            json!({ "nbf": 999.5 }),
        ] {
            assert!(check(&changes).is_ok(), "{changes}");
        }
    }

    #[test]
    fn an_address_counts_where_it_was_verified() {
        for (changes, email) in [
            (json!({ "email_verified": "true" }), Some("ann@team.example")),
            (json!({ "email_verified": false }), None),
            (json!({ "email_verified": "false" }), None),
            (json!({ "email_verified": 1 }), None),
            (json!({ "email_verified": null }), None),
            (json!({ "email": null }), None),
            (json!({ "email": "ann" }), None),
        ] {
            assert_eq!(check(&changes).unwrap().email.as_deref(), email, "{changes}");
        }
    }

    #[test]
    fn a_token_for_another_or_another_time_is_refused() {
        for changes in [
            json!({ "iss": "https://login.example/" }),
            json!({ "iss": "https://evil.example" }),
            json!({ "aud": "them" }),
            json!({ "aud": [] }),
            json!({ "aud": ["us", "them"] }),
            json!({ "aud": "us", "azp": "them" }),
            json!({ "aud": null }),
            json!({ "exp": 940 }),
            json!({ "exp": null }),
            json!({ "exp": "1300" }),
            json!({ "iat": 1_061 }),
            json!({ "iat": null }),
            json!({ "nbf": 1_061 }),
            json!({ "nonce": "m" }),
            json!({ "nonce": null }),
            json!({ "sub": "" }),
            json!({ "sub": null }),
            json!({ "sub": "s".repeat(256) }),
        ] {
            assert!(check(&changes).is_err(), "{changes}");
        }
    }
}
