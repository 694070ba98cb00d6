//! Bytes as text, two digits each.

/// The bytes of such a text; those that do not read are none.
pub fn bytes(hash: &str) -> Vec<u8> {
    let pairs = hash.as_bytes().chunks(2).filter_map(|pair| std::str::from_utf8(pair).ok());
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

/// In small letters.
pub fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
