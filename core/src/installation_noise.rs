//! How the privacy loss of 1 of an installation's day is split among what is published of it.
//!
//! An installation counts in three cells a day: its version, its platform and its runtime. Each costs the
//! share of a cell and that of a sum: a half in all for versions, a quarter each for platforms and runtimes.

use crate::{histogram::NoiseBudget, laplace::Epsilon};

/// The budget of `1 / share`, four fifths of which are its cell's. A cell has a name from so many times the
/// noise's scale, which is `5 * share / 4`.
const fn budget(share: u32, scales: u64) -> NoiseBudget {
    NoiseBudget {
        of_cells: Epsilon { over: 4, under: 5 * share },
        of_sum: Epsilon { over: 1, under: 5 * share },
        named_from: 5 * share as u64 * scales / 4,
    }
}

/// Of versions: a half. Of 50 that nobody has, one is there by chance on one day in a hundred.
pub const VERSIONS: NoiseBudget = budget(2, 8);
/// Of platforms: a quarter.
pub const PLATFORMS: NoiseBudget = budget(4, 6);
/// Of runtimes: a quarter. Of 25 that nobody has, one is there by chance on one day in a hundred.
pub const RUNTIMES: NoiseBudget = budget(4, 7);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_all_that_an_installation_counts_in_are_one() {
        // In units of 1 / 20, which each share is a whole number of.
        let units = |Epsilon { over, under }: Epsilon| over * 20 / under;
        let all = [VERSIONS, PLATFORMS, RUNTIMES];
        let whole = all.map(|budget| units(budget.of_cells) + units(budget.of_sum));
        assert_eq!((whole, whole.iter().sum::<u32>()), ([10, 5, 5], 20));
        assert_eq!(all.map(|budget| budget.named_from), [20, 30, 35]);
    }
}
