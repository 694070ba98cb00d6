//! The visitor's receipt: a code that a page makes for what it sends, by which the person who has it finds
//! that again, and nobody else.
//!
//! A page has a random code, in memory. Each of its events carries the hash of the code and of the event's
//! number in the page (`client-wasm/js/receipt`), so that what is stored of two events, or under two codes,
//! has nothing in common. The code itself leaves the page only with the person who opens it. Nothing here
//! may write a code or log it.

mod code;
mod hash;

pub use code::{EVENTS_OF_A_PAGE, ReceiptCode, ReceiptPrefix};
pub use hash::{NAME, take};

pub use crate::ids::ReceiptHash;
