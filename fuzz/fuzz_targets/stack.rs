//! Any text as a stack, behind any header: its first line is taken for the message.

#![no_main]

use corncrake_core::stack;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    assert!(stack::parse(text).len() <= stack::MAX_FRAMES);
    let message = text.lines().next().unwrap_or_default();
    assert!(stack::parse_event(text, Some("Error"), message).len() <= stack::MAX_FRAMES);
});
