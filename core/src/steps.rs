//! Counts what a look at text costs, for the tests that hold it linear; nothing in a release.
//!
//! A step is one byte that a rule looks at. Tests count steps and not time, since a machine
//! that is busy with something else makes no more of them.

/// Counts some steps.
#[cfg(not(test))]
#[inline(always)]
pub(crate) fn count(_: usize) {}

#[cfg(test)]
pub(crate) use counted::count;
#[cfg(test)]
pub(crate) use counted::of;

#[cfg(test)]
mod counted {
    extern crate std;
    use core::cell::Cell;

    std::thread_local! {
        static STEPS: Cell<u64> = const { Cell::new(0) };
    }

    /// Counts some steps.
    pub(crate) fn count(steps: usize) {
        STEPS.with(|sum| sum.set(sum.get() + steps as u64));
    }

    /// How many steps some work took.
    pub(crate) fn of(work: impl FnOnce()) -> u64 {
        let before = STEPS.with(Cell::get);
        work();
        STEPS.with(Cell::get) - before
    }
}
