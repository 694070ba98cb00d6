//! Passkeys (WebAuthn, level 3): what a browser's authenticator signed, verified.
//!
//! Credentials are ES256 keys, which every authenticator of passkeys has, with the user verified and
//! without attestation: which device somebody uses is nobody's business. The signatures are verified
//! by RustCrypto's `p256`, and CBOR is read by `ciborium`; here is only which bytes are compared.

pub(crate) mod authenticator_data;
pub(crate) mod ceremony;
pub(crate) mod challenge;
