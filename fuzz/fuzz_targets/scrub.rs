//! Any text, scrubbed: twice is once, and growth is bounded.

#![no_main]

use corncrake_core::scrub;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    for scrubbed in [scrub::text, scrub::url] {
        let once = scrubbed(input);
        assert_eq!(scrubbed(&once), once);
        assert!(once.len() <= scrub::GROWTH * input.len());
    }
});
