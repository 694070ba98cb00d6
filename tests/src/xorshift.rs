//! A generator whose numbers are the same in each run (xorshift64).

/// The generator.
pub struct XorShift(pub u64);

impl XorShift {
    /// The next number, below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or(0)
    }
}
