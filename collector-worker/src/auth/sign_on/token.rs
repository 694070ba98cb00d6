//! A signed token (JWS, RFC 7515, in its compact form), read and not yet believed.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::claims::Claims;

/// Bytes of a token: one with a hundred groups has less.
const MOST_BYTES: usize = 16 * 1024;

/// The algorithms that are believed: of both, the key opens nothing by being public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
}

/// The members of a header that decide something.
#[derive(Debug, Deserialize)]
struct TokenHeader {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    /// Extensions that a reader must know: we know none.
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

/// A token whose signature was not verified yet.
#[derive(Debug)]
pub(super) struct UnverifiedToken<'a> {
    pub(super) algorithm: Algorithm,
    /// The name of the key that signed it.
    pub(super) key: Option<String>,
    /// The text that was signed.
    pub(super) signed: &'a str,
    pub(super) signature: Vec<u8>,
    claims: Claims,
}

impl<'a> UnverifiedToken<'a> {
    /// Reads a token.
    pub(super) fn read(text: &'a str) -> Result<Self, &'static str> {
        const NO_TOKEN: &str = "it is no signed token";
        if text.len() > MOST_BYTES {
            return Err("it is too long");
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(NO_TOKEN)?;
        let (header, claims) = signed.split_once('.').ok_or(NO_TOKEN)?;
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| NO_TOKEN);
        let header: TokenHeader = serde_json::from_slice(&decode(header)?).map_err(|_| NO_TOKEN)?;
        let algorithm = match header.alg.as_str() {
            "RS256" => Algorithm::Rs256,
            "ES256" => Algorithm::Es256,
            _ => return Err("it is signed by another algorithm than RS256 and ES256"),
        };
        if header.crit.is_some() {
            return Err("it has an extension that is not known here");
        }
        let claims = serde_json::from_slice(&decode(claims)?).map_err(|_| "its claims do not read")?;
        Ok(Self { algorithm, key: header.kid, signed, signature: decode(signature)?, claims })
    }

    /// The claims, once the signature was verified.
    pub(super) fn into_claims(self) -> Claims {
        self.claims
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn token(header: &str, claims: &str) -> String {
        let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode("signature"))
    }

    const CLAIMS: &str = r#"{"iss":"i","sub":"s","aud":"a","exp":2,"iat":1}"#;

    #[test]
    fn a_token_names_its_algorithm_and_its_key() {
        let text = token(r#"{"alg":"RS256","kid":"k"}"#, CLAIMS);
        let read = UnverifiedToken::read(&text).unwrap();
        assert_eq!((read.algorithm, read.key.as_deref()), (Algorithm::Rs256, Some("k")));
        assert_eq!(format!("{}.{}", read.signed, URL_SAFE_NO_PAD.encode("signature")), text);
        assert_eq!(read.signature, b"signature");
    }

    #[test]
    fn what_proves_nothing_is_no_token() {
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"rs256"}"#,
            r#"{"alg":"RS256","crit":["b64"],"b64":false}"#,
            r#"{"kid":"k"}"#,
            "[]",
            "",
        ] {
            assert!(UnverifiedToken::read(&token(header, CLAIMS)).is_err(), "{header}");
        }
        let good = token(r#"{"alg":"ES256"}"#, CLAIMS);
        for bad in
            ["", ".", "..", "a.b", &good.replace('.', "!"), &format!("{good}="), &"a".repeat(MOST_BYTES + 1)]
        {
            assert!(UnverifiedToken::read(bad).is_err(), "{bad:.40}");
        }
        assert!(UnverifiedToken::read(&token(r#"{"alg":"ES256"}"#, "[]")).is_err());
        assert!(UnverifiedToken::read(&good).is_ok());
    }
}
