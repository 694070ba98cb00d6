//! Verifies a token's signature by the runtime's own cryptography (Web Crypto).

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};
use worker::{
    js_sys::{Array, JSON, Promise, Uint8Array},
    wasm_bindgen_futures::JsFuture,
};

use super::{
    keys::VerifyingKey,
    token::{Algorithm, UnverifiedToken},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &Array,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn verify_signature(
        algorithm: &JsValue,
        key: &JsValue,
        signature: &Uint8Array,
        signed: &Uint8Array,
    ) -> Result<Promise, JsValue>;
}

/// Whether a key signed a token. A key that does not import signed none.
pub(super) async fn is_by(key: &VerifyingKey<'_>, token: &UnverifiedToken<'_>) -> bool {
    verify(key, token).await.is_ok_and(|answer| answer == JsValue::TRUE)
}

async fn verify(key: &VerifyingKey<'_>, token: &UnverifiedToken<'_>) -> Result<JsValue, JsValue> {
    let algorithm = JSON::parse(match token.algorithm {
        Algorithm::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
        Algorithm::Es256 => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
    })?;
    let key = serde_json::to_string(key).map_err(|error| JsValue::from_str(&error.to_string()))?;
    let usages = Array::of1(&JsValue::from_str("verify"));
    let key = JsFuture::from(import_key("jwk", &JSON::parse(&key)?, &algorithm, false, &usages)?).await?;
    let [signature, signed] = [token.signature.as_slice(), token.signed.as_bytes()].map(Uint8Array::from);
    JsFuture::from(verify_signature(&algorithm, &key, &signature, &signed)?).await
}
