//! Any bytes as a body of usage.

#![no_main]

use corncrake_core::wire::usage::{self, MOST_KEYS, is_word};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(batch) = usage::decode(body) else { return };
    assert!(batch.uses.len() <= usage::MOST_USES);
    for one in batch.uses.into_iter().flatten() {
        assert!(is_word(&one.name) && one.values.len() <= MOST_KEYS);
        assert!(one.values.iter().all(|(key, value)| is_word(key) && is_word(value)));
    }
});
