//! The client in a real page, in each engine: what it catches, what leaves, and that the
//! page never notices it.

#![cfg(target_arch = "wasm32")]
// A test may fail; clippy takes only functions marked `#[test]` for tests.
#![allow(clippy::unwrap_used)]

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod capture;
mod console;
mod hostile;
mod limits;
mod once;
mod page;
mod privacy;
