//! The public keys of an issuer (JSON Web Key Set, RFC 7517).

use serde::{Deserialize, Serialize};

use super::token::Algorithm;

/// Keys of an issuer that are looked at: the running one, the next, and those before.
const MOST_KEYS: usize = 100;
/// Characters of the modulus of an RSA key, base64url: 2,048 bits at least (RFC 7518, section 3.3).
const LEAST_MODULUS: usize = 342;

/// A public key, as its issuer publishes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct PublishedKey {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    n: Option<String>,
    #[serde(default)]
    e: Option<String>,
    #[serde(default)]
    x: Option<String>,
    #[serde(default)]
    y: Option<String>,
}

/// The members of a key that verify something, and no other.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum VerifyingKey<'a> {
    Rsa { kty: &'static str, n: &'a str, e: &'a str },
    P256 { kty: &'static str, crv: &'static str, x: &'a str, y: &'a str },
}

/// Reads a key set. A key of a kind that is not known here does no harm to the others.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<PublishedKey>, &'static str> {
    #[derive(Deserialize)]
    struct KeySet {
        keys: Vec<serde_json::Value>,
    }
    let set: KeySet = serde_json::from_slice(bytes).map_err(|_| "the provider's keys do not read")?;
    let keys = set.keys.into_iter().take(MOST_KEYS);
    Ok(keys.filter_map(|key| serde_json::from_value(key).ok()).collect())
}

/// The key that signed a token: the one of this name, or the only one of its kind where it has none.
pub(super) fn find<'a>(
    keys: &'a [PublishedKey],
    name: Option<&str>,
    algorithm: Algorithm,
) -> Option<VerifyingKey<'a>> {
    let mut fitting = keys
        .iter()
        .filter(|key| name.is_none() || key.kid.as_deref() == name)
        .filter_map(|key| key.for_algorithm(algorithm));
    let first = fitting.next()?;
    // Without a name, one of two is a guess.
    if name.is_none() && fitting.next().is_some() { None } else { Some(first) }
}

impl PublishedKey {
    fn for_algorithm(&self, algorithm: Algorithm) -> Option<VerifyingKey<'_>> {
        let is_for_signatures = self.purpose.as_deref().is_none_or(|purpose| purpose == "sig");
        let is_for = |name: &str| is_for_signatures && self.alg.as_deref().is_none_or(|alg| alg == name);
        match algorithm {
            Algorithm::Rs256 if self.kty == "RSA" && is_for("RS256") => {
                let (n, e) = (self.n.as_deref()?, self.e.as_deref()?);
                (n.len() >= LEAST_MODULUS).then_some(VerifyingKey::Rsa { kty: "RSA", n, e })
            }
            Algorithm::Es256
                if self.kty == "EC" && is_for("ES256") && self.crv.as_deref() == Some("P-256") =>
            {
                let (x, y) = (self.x.as_deref()?, self.y.as_deref()?);
                Some(VerifyingKey::P256 { kty: "EC", crv: "P-256", x, y })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {

    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_is_found_by_its_name_and_its_kind() {
        let n = "n".repeat(LEAST_MODULUS);
        let set = json!({ "keys": [
            { "kty": "OKP", "kid": "a", "crv": "Ed25519", "x": "x" },
            { "kty": "RSA", "kid": "a", "n": n, "e": "AQAB", "use": "sig", "alg": "RS256", "d": "secret" },
            { "kty": "RSA", "kid": "short", "n": "nn", "e": "AQAB" },
            { "kty": "RSA", "kid": "secret", "n": n, "e": "AQAB", "use": "enc" },
            { "kty": "RSA", "kid": "other", "n": n, "e": "AQAB", "alg": "PS256" },
            { "kty": "EC", "kid": "a", "crv": "P-256", "x": "x", "y": "y" },
            { "kty": "EC", "kid": "b", "crv": "P-384", "x": "x", "y": "y" },
            7, { "kid": "no kind" },
        ] });
        let keys = read(set.to_string().as_bytes()).unwrap();
        let rsa = VerifyingKey::Rsa { kty: "RSA", n: &n, e: "AQAB" };
        assert_eq!(find(&keys, Some("a"), Algorithm::Rs256), Some(rsa));
        let p256 = VerifyingKey::P256 { kty: "EC", crv: "P-256", x: "x", y: "y" };
        assert_eq!(find(&keys, Some("a"), Algorithm::Es256), Some(p256));
        for name in ["short", "secret", "other", "b", ""] {
            assert_eq!(find(&keys, Some(name), Algorithm::Rs256), None, "{name}");
        }
        assert_eq!(find(&keys, Some("b"), Algorithm::Es256), None);
        assert!(find(&keys, None, Algorithm::Rs256).is_some(), "the only one of its kind");
        let twice: Vec<_> = keys.iter().chain(&keys).cloned().collect();
        assert_eq!(find(&twice, None, Algorithm::Rs256), None);
        assert!(read(b"{}").is_err() && read(b"").is_err());
    }
}
