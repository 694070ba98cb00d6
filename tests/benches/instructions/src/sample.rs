//! The event that is measured: an error of a minified shop with twelve frames, and what a site adds.

use std::fmt::Write;

use corncrake_core::{event::Event, wire::trackx};

/// Frames of the stack: about the median of what browsers report.
const FRAMES: usize = 12;
const FUNCTIONS: [&str; 4] = ["checkout", "t", "Basket.total", "onClick"];
const FILES: [&str; 3] = ["index-BqT3k9aZ", "vendor-3f2a9c1b", "cart-D1x2y3z4"];

/// The stack as Chromium writes it.
fn stack() -> String {
    let mut stack = "TypeError: Cannot read properties of undefined (reading 'price')".to_owned();
    for at in 0..FRAMES {
        let (function, file) = (FUNCTIONS[at % FUNCTIONS.len()], FILES[at % FILES.len()]);
        let (line, column) = (at % 4 + 1, 731 * (at + 1));
        write!(stack, "\\n    at {function} (https://shop.example/assets/{file}.js:{line}:{column})")
            .unwrap();
    }
    stack
}

/// The body of its request.
pub(crate) fn body() -> String {
    let stack = stack();
    format!(
        r#"{{"name":"TypeError","message":"Cannot read properties of undefined (reading 'price')","type":1,"stack":"{stack}","uri":"https://shop.example/checkout/4711?step=pay","meta":{{"step":"pay","theme":"dark","user":"jane@example.org"}},"release":"1.4.2","environment":"production"}}"#
    )
}

/// The event of it.
pub(crate) fn event() -> Event {
    trackx::decode(body().as_bytes()).expect("an event")
}
