//! `npm run bench:parse`, the part in WebAssembly: the parser and the grouping behind four plain
//! functions, built as the collector is, so that Node can time them. Nothing ships it.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![deny(missing_docs)]

use std::{cell::RefCell, hint::black_box};

use corncrake_core::{
    event::{Event, EventType},
    group, stack,
};

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where a stack of so many bytes is to be written.
#[unsafe(no_mangle)]
pub extern "C" fn allocate(bytes: usize) -> *mut u8 {
    TEXT.with_borrow_mut(|text| {
        text.resize(bytes, 0);
        text.as_mut_ptr()
    })
}

/// Parses the stack, and says how many frames it has.
#[unsafe(no_mangle)]
pub extern "C" fn parse() -> usize {
    frames().len()
}

/// Parses and groups the stack, and says by how many parts.
#[unsafe(no_mangle)]
pub extern "C" fn group() -> usize {
    let event = Event {
        kind: EventType::UNHANDLED_ERROR,
        name: Some("TypeError".into()),
        message: MESSAGE.into(),
        stack: TEXT.with_borrow(|text| String::from_utf8(text.clone()).ok()),
        ..Event::default()
    };
    group::fingerprint(&event, &frames()).parts.len()
}

const MESSAGE: &str = "Cannot read properties of undefined (reading 'price')";

fn frames() -> Vec<stack::Frame> {
    TEXT.with_borrow(|text| {
        let text = std::str::from_utf8(black_box(text)).unwrap_or_default();
        stack::parse_event(text, Some("TypeError"), MESSAGE)
    })
}
