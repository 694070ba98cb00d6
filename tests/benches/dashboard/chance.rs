//! SplitMix that is the same in every run: splitmix64, by Steele, Lea and Flood. So that two runs
//! fill two collectors with the same visitors and the same faults. It guards nothing.

/// A row of numbers.
pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of so many.
    pub(crate) fn below(&mut self, many: u64) -> u64 {
        self.next() % many.max(1)
    }

    /// From 0 up to 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of these, the first ones more often: each half as often as all before it together.
    pub(crate) fn mostly_first<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let place = (all.len() as f64 * self.share() * self.share()) as usize;
        all.get(place)
    }
}
