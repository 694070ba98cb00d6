//! The allocator on memory of the machine: what it gives is nobody else's, and is used again.

use alloc::{collections::BTreeMap, vec::Vec};
use core::cell::Cell;

use super::*;

std::thread_local! {
    /// How many pages this test's memory has.
    static PAGES: Cell<usize> = const { Cell::new(0) };
}

/// Memory of the machine, of which a test may have 64 MiB.
struct OfTest;

const MOST_PAGES: usize = 1024;

// SAFETY: the machine's own allocator gives what nobody else has, and nothing gives it back.
unsafe impl Memory for OfTest {
    fn grow(pages: usize) -> *mut u8 {
        let all = PAGES.get().saturating_add(pages);
        let Ok(layout) = Layout::from_size_align(pages << PAGE, 1 << PAGE) else { return null_mut() };
        if all > MOST_PAGES {
            return null_mut();
        }
        PAGES.set(all);
        // SAFETY: nobody asks for no page.
        unsafe { std::alloc::alloc(layout) }
    }
}

/// What is alive, by where it begins: its layout and the byte that fills it.
#[derive(Default)]
struct Alive(BTreeMap<usize, (*mut u8, Layout, u8)>);

impl Alive {
    fn add(&mut self, block: *mut u8, layout: Layout, fill: u8) {
        assert!(!block.is_null() && block.addr().is_multiple_of(layout.align()), "{layout:?}");
        let end = block.addr() + layout.size();
        assert!(self.0.range(block.addr()..end).next().is_none(), "it overlaps one behind it");
        if let Some((start, (_, before, _))) = self.0.range(..end).next_back() {
            assert!(start + before.size() <= block.addr(), "it overlaps one before it");
        }
        // SAFETY: the block has that many bytes.
        unsafe { block.write_bytes(fill, layout.size()) };
        self.0.insert(block.addr(), (block, layout, fill));
    }

    /// Takes one out; its bytes are what they were.
    fn remove(&mut self, number: usize) -> Option<(*mut u8, Layout)> {
        let place = *self.0.keys().nth(number % self.0.len().max(1))?;
        let (block, layout, fill) = self.0.remove(&place)?;
        // SAFETY: the block has that many bytes, and `add` wrote them.
        let bytes = unsafe { core::slice::from_raw_parts(block, layout.size()) };
        assert!(bytes.iter().all(|byte| *byte == fill), "somebody else wrote into a block");
        Some((block, layout))
    }
}

/// Numbers that are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    /// Mostly small sizes, and some of several pages.
    fn layout(&mut self) -> Layout {
        let most = 1 << (1 + self.below(18));
        Layout::from_size_align(1 + self.below(most), 1 << self.below(13)).unwrap()
    }
}

#[test]
fn no_block_overlaps_another_and_each_keeps_its_bytes() {
    for seed in 0..8 {
        PAGES.set(0);
        let (blocks, mut alive, mut numbers) = (Blocks::<OfTest>::new(), Alive::default(), Numbers(seed));
        for step in 0..3_000_u32 {
            match numbers.below(5) {
                0 | 1 if alive.0.len() < 60 => {
                    let layout = numbers.layout();
                    // SAFETY: no layout is empty.
                    alive.add(unsafe { blocks.alloc(layout) }, layout, step as u8);
                }
                2 => {
                    let Some((block, layout)) = alive.remove(step as usize) else { continue };
                    let size = 1 + numbers.below(2 * layout.size());
                    // SAFETY: the block has this layout, and the new size is not zero.
                    let (block, filled) = unsafe {
                        let block = blocks.realloc(block, layout, size);
                        (block, core::slice::from_raw_parts(block, size.min(layout.size())))
                    };
                    assert!(filled.iter().all(|byte| Some(byte) == filled.first()), "bytes were lost");
                    alive.add(block, Layout::from_size_align(size, layout.align()).unwrap(), step as u8);
                }
                _ => {
                    let Some((block, layout)) = alive.remove(step as usize) else { continue };
                    // SAFETY: the block has this layout, and is gone from what is alive.
                    unsafe { blocks.dealloc(block, layout) };
                }
            }
        }
        while let Some((block, layout)) = alive.remove(0) {
            // SAFETY: as above.
            unsafe { blocks.dealloc(block, layout) };
        }
    }
}

/// What an event takes and gives back: texts that grow, of any length up to a stack's.
fn event(blocks: &Blocks<OfTest>, numbers: &mut Numbers) {
    let mut texts = Vec::new();
    for _ in 0..20 {
        let mut layout = Layout::from_size_align(8, 1).unwrap();
        // SAFETY: no layout is empty, and each block has the one that stands beside it.
        unsafe {
            let mut block = blocks.alloc(layout);
            for _ in 0..numbers.below(14) {
                block = blocks.realloc(block, layout, 2 * layout.size());
                layout = Layout::from_size_align(2 * layout.size(), 1).unwrap();
            }
            assert!(!block.is_null());
            texts.push((block, layout));
        }
    }
    for (block, layout) in texts {
        // SAFETY: as above.
        unsafe { blocks.dealloc(block, layout) };
    }
}

#[test]
fn a_storm_of_events_takes_no_more_memory_than_its_worst_moment() {
    let (blocks, mut numbers) = (Blocks::<OfTest>::new(), Numbers(7));
    for _ in 0..200 {
        event(&blocks, &mut numbers);
    }
    let after_some = PAGES.get();
    for _ in 0..3_000 {
        event(&blocks, &mut numbers);
    }
    // 20 texts of 64 KiB are 20 pages; what became small blocks meanwhile are some more.
    assert!(after_some <= 60 && PAGES.get() <= 60, "{after_some} pages, then {}", PAGES.get());
}

#[test]
fn large_blocks_are_used_again_and_too_large_ones_are_refused() {
    let blocks = Blocks::<OfTest>::new();
    let large = Layout::from_size_align(3_000_000, 8).unwrap();
    for _ in 0..1_000 {
        // SAFETY: no layout is empty, and the block has it.
        unsafe {
            let block = blocks.alloc(large);
            assert!(!block.is_null());
            blocks.dealloc(block, large);
        }
    }
    assert_eq!(PAGES.get(), 64, "4 MiB, once");
    for layout in [(usize::MAX / 2, 1), (1 << 40, 8), (1, 1 << 17)] {
        let layout = Layout::from_size_align(layout.0, layout.1).unwrap();
        // SAFETY: no layout is empty.
        assert!(unsafe { blocks.alloc(layout) }.is_null(), "{layout:?}");
    }
}
