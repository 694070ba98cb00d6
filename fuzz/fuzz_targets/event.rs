//! Any bytes as an event's body, and all that is done to an event before it is stored.
//! `core::wire::laws` runs the same for a moment with every test.

#![no_main]

use corncrake_core::{group, noise, scrub, stack, wire::trackx};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(mut event) = trackx::decode(body) else { return };
    let written = trackx::encode(&event);
    assert_eq!(trackx::decode(written.as_bytes()).map(|again| trackx::encode(&again)), Ok(written));
    scrub::event(&mut event);
    let stack = event.stack.as_deref().unwrap_or_default();
    let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
    group::fingerprint(&event, &frames);
    group::title(&event);
    noise::of_event(&event, &frames);
});
