//! The one door to randomness: the runtime's own generator (Web Crypto, `getRandomValues`).

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    /// Fills it with random bytes.
    pub(crate) fn fill(bytes: &mut [u8]);
}

/// Random bytes.
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fill(&mut bytes);
    bytes
}
