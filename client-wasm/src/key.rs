//! Whether two errors are the same: a number made of what they say and where.
//!
//! It lives in this page only and is compared with at most fifty others, so 32 bits of
//! FNV-1a are enough (datatracker.ietf.org/doc/html/rfc9923).

use corncrake_core::wire::page_event::{FINGERPRINT, MESSAGE, NAME, PageEvent, STACK};

const OFFSET: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

/// Two numbers of an event that is not scrubbed yet: of errors that are the same both agree,
/// of those that come from different places the second still does.
pub(crate) fn of(event: &PageEvent) -> (u32, u32) {
    let texts = &event.texts;
    let similarity = hash(u32::from(event.kind.code()) ^ OFFSET, &texts[NAME]);
    let similarity = hash(similarity, &texts[MESSAGE]);
    (hash(hash(similarity, &texts[STACK]), &texts[FINGERPRINT]), similarity)
}

fn hash(seed: u32, text: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(PRIME);
    // The length stands for the end, so that two texts do not run into each other.
    step(text.bytes().fold(seed, step), text.len() as u8)
}
