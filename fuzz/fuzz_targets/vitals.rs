//! Any bytes as a body of response times, and any text as a list of what is counted.

#![no_main]

use corncrake_core::{
    vitals::list::VitalsList,
    wire::{
        usage::is_word,
        vitals::{self, BUCKETS, MOST_TIMINGS, PAGE_CHARS},
    },
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    if let Ok(text) = core::str::from_utf8(body)
        && let Ok(list) = VitalsList::parse(text.lines())
    {
        let lines = list.lines();
        assert_eq!(VitalsList::parse(lines.iter().map(String::as_str)), Ok(list));
    }
    let Ok(batch) = vitals::decode(body) else { return };
    assert!(batch.timings.len() <= MOST_TIMINGS);
    let Ok(list) = VitalsList::parse(["/*", "/:a/b"]) else { return };
    for one in batch.timings.into_iter().flatten() {
        assert!(is_word(&one.name) && usize::from(one.bucket) < BUCKETS);
        assert!(one.page.starts_with('/') && one.page.chars().count() <= PAGE_CHARS);
        assert!(list.check(&one).is_err() || list.check(&one) == Ok("/*"));
    }
});
