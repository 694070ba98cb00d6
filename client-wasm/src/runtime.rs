//! What a module without `std` has to bring along: an allocator and a panic handler.
//!
//! The handler formats nothing: nothing here panics, and the text of a panic would cost more than
//! the rest of the client.

use crate::allocator::{Blocks, OfModule};

#[global_allocator]
static ALLOCATOR: Blocks<OfModule> = Blocks::new();

#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
