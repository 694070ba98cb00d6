//! Any bytes as a batch's body.

#![no_main]

use corncrake_core::wire::{batch, limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(batch) = batch::decode(body) else { return };
    assert!(batch.events.len() <= limits::BATCH_EVENTS && batch.lost <= limits::COUNT);
    for event in batch.events.into_iter().flatten() {
        assert!((1..=limits::COUNT).contains(&event.count) && event.ago <= limits::AGO_MS);
    }
});
