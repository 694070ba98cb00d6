//! The two ceremonies: registration (WebAuthn, section 7.1) and authentication (section 7.2), as far
//! as bytes decide. That a challenge is good once, and that the counter grows, the directory decides.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::authenticator_data::{AuthenticatorData, es256_point, of_attestation};

/// What has to be in what the browser made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ExpectedCeremony<'a> {
    /// The challenge, as the page had it.
    pub(crate) challenge: &'a str,
    /// The page's origin: scheme, host, port.
    pub(crate) origin: &'a str,
    /// The relying party's id: the page's host.
    pub(crate) rp_id: &'a str,
}

/// A new credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewCredential {
    /// Its id, base64url.
    pub(crate) id: String,
    /// An uncompressed point on P-256.
    pub(crate) public_key: Vec<u8>,
    /// Its counter.
    pub(crate) counter: u32,
}

/// Why a ceremony is refused, in words for the person.
pub(crate) type CeremonyError = &'static str;

const UNREADABLE: CeremonyError = "the browser's answer cannot be read";
const OTHER_PAGE: CeremonyError = "this passkey was asked for by another page";
const UNVERIFIED: CeremonyError =
    "the passkey did not verify you: unlock it by its PIN, your finger or your face";

/// Verifies a registration.
pub(crate) fn register(
    client_data: &[u8],
    attestation: &[u8],
    expected: ExpectedCeremony<'_>,
) -> Result<NewCredential, CeremonyError> {
    check_client_data(client_data, "webauthn.create", expected)?;
    let bytes = of_attestation(attestation).ok_or(UNREADABLE)?;
    let data = check_authenticator_data(&bytes, expected)?;
    let (id, key) = data.credential.ok_or(UNREADABLE)?;
    let public_key = es256_point(&key).ok_or("this kind of passkey is not supported: it must be ES256")?;
    VerifyingKey::from_sec1_bytes(&public_key).map_err(|_| UNREADABLE)?;
    Ok(NewCredential { id: URL_SAFE_NO_PAD.encode(id), public_key, counter: data.counter })
}

/// Verifies an authentication by a public key; the authenticator's counter.
pub(crate) fn authenticate(
    client_data: &[u8],
    authenticator_data: &[u8],
    signature: &[u8],
    public_key: &[u8],
    expected: ExpectedCeremony<'_>,
) -> Result<u32, CeremonyError> {
    check_client_data(client_data, "webauthn.get", expected)?;
    let data = check_authenticator_data(authenticator_data, expected)?;
    let signed = [authenticator_data, Sha256::digest(client_data).as_slice()].concat();
    let key = VerifyingKey::from_sec1_bytes(public_key).map_err(|_| UNREADABLE)?;
    let signature = Signature::from_der(signature).map_err(|_| UNREADABLE)?;
    key.verify(&signed, &signature).map_err(|_| "the passkey's signature is wrong")?;
    Ok(data.counter)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

fn check_client_data(
    bytes: &[u8],
    wanted: &str,
    expected: ExpectedCeremony<'_>,
) -> Result<(), CeremonyError> {
    let data: ClientData = serde_json::from_slice(bytes).map_err(|_| UNREADABLE)?;
    if data.r#type != wanted || data.challenge != expected.challenge {
        return Err("this answers another question: load the page again, and try once more");
    }
    if data.origin != expected.origin || data.cross_origin { Err(OTHER_PAGE) } else { Ok(()) }
}

fn check_authenticator_data(
    bytes: &[u8],
    expected: ExpectedCeremony<'_>,
) -> Result<AuthenticatorData, CeremonyError> {
    let data = AuthenticatorData::parse(bytes).ok_or(UNREADABLE)?;
    if data.rp_id_hash != *Sha256::digest(expected.rp_id.as_bytes()) {
        return Err(OTHER_PAGE);
    }
    if data.is_verified { Ok(data) } else { Err(UNVERIFIED) }
}

#[cfg(test)]
mod tests;
