//! Whether two errors are the same: a number made of what they say and where.
//!
//! It lives in this page only and is compared with at most fifty others, so 32 bits of
//! FNV-1a are enough (datatracker.ietf.org/doc/html/rfc9923).

use corncrake_core::event::Event;

const OFFSET: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

/// Two numbers of an event that is not scrubbed yet: of errors that are the same both agree,
/// of those that come from different places the second still does.
pub(crate) fn of(event: &Event) -> (u32, u32) {
    let similarity = hash(u32::from(event.kind.code()) ^ OFFSET, event.name.as_deref().unwrap_or_default());
    let similarity = hash(similarity, &event.message);
    let texts = [&event.stack, &event.fingerprint];
    (
        texts.into_iter().fold(similarity, |key, text| hash(key, text.as_deref().unwrap_or_default())),
        similarity,
    )
}

fn hash(seed: u32, text: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(PRIME);
    // The length stands for the end, so that two texts do not run into each other.
    step(text.bytes().fold(seed, step), text.len() as u8)
}
