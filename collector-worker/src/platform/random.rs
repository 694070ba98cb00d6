//! The one door to randomness: the runtime's own generator (Web Crypto, `getRandomValues`).

use wasm_bindgen::prelude::wasm_bindgen;

/// Random bytes that `bits` asks for at once.
const BLOCK_BYTES: usize = 512;

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

/// Uniform bits of the runtime's generator.
pub(crate) fn bits() -> impl FnMut() -> u64 {
    let mut block: Vec<[u8; 8]> = Vec::new();
    move || {
        if block.is_empty() {
            block.extend_from_slice(bytes::<BLOCK_BYTES>().as_chunks().0);
        }
        block.pop().map_or(0, u64::from_ne_bytes)
    }
}
