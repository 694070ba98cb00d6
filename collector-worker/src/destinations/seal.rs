//! Seals the addresses and secrets of destinations by a key that no database has: it is derived from
//! `SECRETS_KEY`, or from `ADMIN_TOKEN` where that is not set. Where the key was changed, what was
//! sealed does not open, and has to be entered again.

use base64::{Engine, engine::general_purpose::STANDARD};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce, aead::Aead};
use corncrake_model::alerts::destination::DestinationSecret;
use hkdf::Hkdf;
use sha2::Sha256;
use worker::Env;
use zeroize::Zeroizing;

use crate::{
    http::error::Fault,
    platform::{env, random},
};

/// The variable with the key's material.
const SECRETS_KEY: &str = "SECRETS_KEY";
/// What the key is for: another purpose would have another key.
const PURPOSE: &[u8] = b"corncrake alert destinations 1";
/// Bytes of a random nonce: nobody seals so much that two are the same.
const NONCE_BYTES: usize = 24;

/// Why a secret does not open, for the log of deliveries.
const OTHER_KEY: &str =
    "Its secret does not open: SECRETS_KEY or ADMIN_TOKEN was changed. Enter the secret again.";

fn cipher_of(material: &str) -> Result<XChaCha20Poly1305, Fault> {
    let mut key = Zeroizing::new([0; 32]);
    let failed = || Fault::internal("the key of the secrets cannot be derived");
    Hkdf::<Sha256>::new(None, material.as_bytes()).expand(PURPOSE, &mut *key).map_err(|_| failed())?;
    XChaCha20Poly1305::new_from_slice(&*key).map_err(|_| failed())
}

fn cipher(env: &Env) -> Result<XChaCha20Poly1305, Fault> {
    let material = env::read(env, SECRETS_KEY).or_else(|| env::read(env, "ADMIN_TOKEN"));
    let material = material.ok_or_else(|| {
        Fault::new(503, "no_secrets_key", "no key seals secrets: set SECRETS_KEY or ADMIN_TOKEN")
    })?;
    cipher_of(&Zeroizing::new(material))
}

fn seal_with(cipher: &XChaCha20Poly1305, nonce: [u8; NONCE_BYTES], text: &[u8]) -> Option<String> {
    let mut sealed = nonce.to_vec();
    sealed.extend(cipher.encrypt(&XNonce::from(nonce), text).ok()?);
    Some(STANDARD.encode(sealed))
}

fn open_with(cipher: &XChaCha20Poly1305, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = STANDARD.decode(sealed).ok()?;
    let (nonce, text) = bytes.split_first_chunk::<NONCE_BYTES>()?;
    cipher.decrypt(&XNonce::from(*nonce), text).ok().map(Zeroizing::new)
}

/// Seals what nobody may read in a database.
pub(crate) fn seal(env: &Env, secret: &DestinationSecret) -> Result<String, Fault> {
    let text = serde_json::to_vec(secret).map(Zeroizing::new);
    let text = text.map_err(|error| Fault::internal(error.to_string()))?;
    let sealed = seal_with(&cipher(env)?, random::bytes(), &text);
    sealed.ok_or_else(|| Fault::internal("a secret cannot be sealed"))
}

/// Opens it, for the request that needs it; or says in words why it does not open.
pub(crate) fn open(env: &Env, sealed: &str) -> Result<DestinationSecret, String> {
    if sealed.is_empty() {
        return Err("It has no secret, such as after an import. Enter the secret again.".to_owned());
    }
    let cipher = cipher(env).map_err(|fault| format!("{}.", fault.message))?;
    let text = open_with(&cipher, sealed).ok_or(OTHER_KEY)?;
    serde_json::from_slice(&text).map_err(|_| OTHER_KEY.to_owned())
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn only_the_key_opens_what_it_sealed() {
        let (one, other) = (cipher_of("a token of an operator").unwrap(), cipher_of("another").unwrap());
        let sealed = seal_with(&one, [7; NONCE_BYTES], b"https://hooks.example/secret").unwrap();
        assert!(!STANDARD.decode(&sealed).unwrap().windows(6).any(|bytes| bytes == b"secret"));
        assert_eq!(open_with(&one, &sealed).unwrap().as_slice(), b"https://hooks.example/secret");
        assert!(open_with(&other, &sealed).is_none());
        for broken in ["", "AAAA", &sealed[4..], &sealed.replace('A', "B")] {
            assert!(broken == sealed || open_with(&one, broken).is_none(), "{broken}");
        }
    }
}
