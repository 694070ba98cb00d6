//! Signs what goes to a webhook, by the Standard Webhooks specification (version 1): HMAC-SHA-256 over
//! id, time and body. `docs/alerts.md` has a receiver's side of it.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a secret begins with whose rest is base64.
const PREFIX: &str = "whsec_";

/// The value of the header `webhook-signature`.
pub(crate) fn sign(secret: &str, id: &str, seconds: i64, body: &str) -> Option<String> {
    let key = match secret.strip_prefix(PREFIX) {
        Some(encoded) => STANDARD.decode(encoded).ok()?,
        None => secret.as_bytes().to_vec(),
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {

    use super::*;

    /// The example of the specification.
    #[test]
    fn a_signature_is_the_specifications_own() {
        let signature = sign(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert!(sign("whsec_not base64!", "a", 0, "").is_none());
    }
}
