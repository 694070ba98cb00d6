//! The client's allocator: blocks whose sizes are powers of two, and a list of the free ones of each size.
//!
//! A block is taken from the list of its size, or is half of one of the next size; whole pages are asked
//! of the memory, which never shrinks. A freed block is used again for its own size or a smaller one.
//! Blocks are never joined: that would cost visitors more bytes than it saves them memory. So a block is
//! at most twice what was asked for, and the memory at most what blocks of each size took at their peaks,
//! all sizes together, with a page for each of the small ones; the outbox bounds what waits.
//!
//! This is the only file of ours with `unsafe` in it, since Rust has no other way to be an allocator.
//! It must never hand out a block twice, nor one that overlaps another.

#![expect(unsafe_code, reason = "an allocator gives out memory, of which the compiler knows nothing")]

use core::{
    alloc::{GlobalAlloc, Layout},
    cell::UnsafeCell,
    marker::PhantomData,
    ptr::null_mut,
};

#[cfg(test)]
mod tests;

/// A page of WebAssembly has two to the power of this many bytes.
const PAGE: u32 = 16;
/// The smallest block has room for the address of the next free one, on every machine.
const LEAST: usize = 8;
/// How many sizes there are: the powers of two below the width of an address, and what is beyond.
const SIZES: usize = usize::BITS as usize + 1;

/// Where memory comes from.
///
/// # Safety
///
/// What `grow` gives was never given before, is nobody else's, and begins at a multiple of a page.
pub(crate) unsafe trait Memory {
    /// The address of so many new pages; null where there are no more.
    fn grow(pages: usize) -> *mut u8;
}

/// The memory of the module.
#[cfg(target_arch = "wasm32")]
pub(crate) struct OfModule;

#[cfg(target_arch = "wasm32")]
// SAFETY: nothing else in the module grows its memory, and new pages stand behind all others.
unsafe impl Memory for OfModule {
    fn grow(pages: usize) -> *mut u8 {
        match core::arch::wasm32::memory_grow(0, pages) {
            usize::MAX => null_mut(),
            before => (before << PAGE) as *mut u8,
        }
    }
}

/// The free blocks: for each size the first of a list, in which each block begins with the next one's
/// address.
pub(crate) struct Blocks<M> {
    free: UnsafeCell<[*mut u8; SIZES]>,
    memory: PhantomData<M>,
}

// SAFETY: a module has one thread, and so has each test.
unsafe impl<M> Sync for Blocks<M> {}

impl<M: Memory> Blocks<M> {
    pub(crate) const fn new() -> Self {
        Self { free: UnsafeCell::new([null_mut(); SIZES]), memory: PhantomData }
    }

    /// A block of two to the power of `size` bytes; null where there is no memory.
    fn take(&self, size: u32) -> *mut u8 {
        // SAFETY: no other reference to the list lives: there is one thread, and `put` ends before `take`
        // goes on. What is in a list is a free block of that size, whose first bytes `put` wrote.
        unsafe {
            let Some(first) = (*self.free.get()).get_mut(size as usize) else { return null_mut() };
            let block = *first;
            if !block.is_null() {
                *first = *block.cast();
                return block;
            }
        }
        if size >= PAGE {
            return M::grow(1 << (size - PAGE));
        }
        let block = self.take(size + 1);
        if !block.is_null() {
            // SAFETY: the block has twice the size, so its second half is a block that nobody has.
            unsafe { self.put(block.add(1 << size), size) };
        }
        block
    }

    /// Puts a block of two to the power of `size` bytes to the free ones.
    ///
    /// # Safety
    ///
    /// The block came from `take`, whole or as a half of what did, and nobody uses it any more.
    unsafe fn put(&self, block: *mut u8, size: u32) {
        // SAFETY: as in `take`; the block has room for an address, and begins at a multiple of its size.
        unsafe {
            if let Some(first) = (*self.free.get()).get_mut(size as usize) {
                *block.cast() = *first;
                *first = block;
            }
        }
    }
}

/// The power of two that holds a layout. A block begins at a multiple of its size, or of a page.
fn size(layout: Layout) -> u32 {
    // Ones in all places below the highest: no comparison is needed.
    let most = layout.size().wrapping_sub(1) | (layout.align() - 1) | (LEAST - 1);
    usize::BITS - most.leading_zeros()
}

// SAFETY: `take` gives memory that nobody else has, of at least the layout's size and alignment.
unsafe impl<M: Memory> GlobalAlloc for Blocks<M> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > 1 << PAGE {
            return null_mut();
        }
        self.take(size(layout))
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller has the block from `alloc` with the same layout, and lets go of it.
        unsafe { self.put(block, size(layout)) }
    }
}
