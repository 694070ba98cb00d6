//! What a module without `std` has to bring along: an allocator and a panic handler.
//!
//! Talc is a third of the default allocator's size. The handler formats nothing: nothing
//! here panics, and the text of a panic would cost more than the rest of the client.

use talc::{
    cell::TalcSyncCell,
    wasm::{WasmBinning, WasmGrowAndClaim},
};

#[global_allocator]
static ALLOCATOR: TalcSyncCell<WasmGrowAndClaim, WasmBinning> = TalcSyncCell::new_wasm(WasmGrowAndClaim);

#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
