//! What a visitor counts at most in a day's numbers of usage, and how a day's privacy loss of 1 is split
//! among them.
//!
//! A visitor who uses a name counts in three cells: the name, the name's release and the name's platform;
//! and with each key in one more, its value. Of names, and of values, so many count as `COUNTED_A_DAY`
//! says, whichever come first. Each of them costs the share of a cell and that of a sum, so that the shares
//! of all are 1 together: half for names, a quarter for values, an eighth each for releases and platforms.

use crate::{histogram::NoiseBudget, laplace::Epsilon};

/// Names in which a visitor counts a day, and values.
pub const COUNTED_A_DAY: u8 = 4;

/// The budget of one of four counts, four fifths of which are its cell's: `1 / share` for each four.
/// A cell has a name from so many times the noise's scale.
const fn budget(share: u32, scales: u64) -> NoiseBudget {
    NoiseBudget {
        of_cells: Epsilon { over: 1, under: 5 * share },
        of_sum: Epsilon { over: 1, under: 20 * share },
        named_from: 5 * share as u64 * scales,
    }
}

/// Of names: a half. One that nobody used is there on one day in a hundred.
pub const NAMES: NoiseBudget = budget(2, 4);
/// Of values: a quarter.
pub const VALUES: NoiseBudget = budget(4, 5);
/// Of a name's releases: an eighth. There are many cells, and each is there by chance once in 800 days.
pub const RELEASES: NoiseBudget = budget(8, 6);
/// Of a name's platforms: an eighth.
pub const PLATFORMS: NoiseBudget = budget(8, 6);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_all_that_a_visitor_counts_are_one() {
        // In units of 1 / 160, which each share is a whole number of.
        let units = |Epsilon { over, under }: Epsilon| over * 160 / under;
        let whole = [NAMES, VALUES, RELEASES, PLATFORMS]
            .map(|budget| u32::from(COUNTED_A_DAY) * (units(budget.of_cells) + units(budget.of_sum)));
        assert_eq!((whole, whole.iter().sum::<u32>()), ([80, 40, 20, 20], 160));
    }
}
