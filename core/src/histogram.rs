//! A day's visitors by what stands nowhere else, such as a country, as it is published once the
//! day is over: with noise that hides whether any one of them was there.
//!
//! Each visitor is counted in one cell at most; where it may be more, a budget is the share of one. Every cell of a fixed list gets noise, those that
//! nobody is in included, and so does the sum: with the privacy losses of the two added up,
//! an attacker who knows all visitors but one learns next to nothing of that one (differential privacy,
//! Dwork, McSherry, Nissim and Smith 2006). What is published is made of these noisy numbers
//! alone: cells that are large enough by name, all else as one number.
//!
//! It must be drawn once for a day and kept: the mean of many draws would tell the truth.

use alloc::vec::Vec;

use crate::laplace::{Epsilon, RandomBits, laplace};

/// What a visitor who is in one cell loses of privacy by a histogram, and what a cell needs for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoiseBudget {
    /// The privacy loss by the cells.
    pub of_cells: Epsilon,
    /// The privacy loss by the sum.
    pub of_sum: Epsilon,
    /// What a cell has at least, with its noise, to be published by its name.
    pub named_from: u64,
}

/// Of countries: a loss of 1 a day in all. A country that nobody is in is named by chance in 4 of a million
/// draws: with 251 countries, on one day in a thousand.
pub const COUNTRIES: NoiseBudget = NoiseBudget {
    of_cells: Epsilon { over: 3, under: 4 },
    of_sum: Epsilon { over: 1, under: 4 },
    named_from: 16,
};

/// A day as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedHistogram<K> {
    /// The cells that have a name, in the order of the list.
    pub named: Vec<(K, u64)>,
    /// All others together.
    pub others: u64,
}

fn noisy(count: u64, epsilon: Epsilon, draw: RandomBits<'_>) -> u64 {
    count.saturating_add_signed(laplace(epsilon, draw))
}

/// Draws what is published of a day: its cells, each with its count, and how many visitors were
/// counted at all, in cells that are not on the list, too.
pub fn publish<K>(
    cells: impl IntoIterator<Item = (K, u64)>,
    sum: u64,
    budget: &NoiseBudget,
    draw: RandomBits<'_>,
) -> PublishedHistogram<K> {
    let mut named = Vec::new();
    for (cell, count) in cells {
        let count = noisy(count, budget.of_cells, &mut *draw);
        if count >= budget.named_from {
            named.push((cell, count));
        }
    }
    let in_named = named.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
    PublishedHistogram { named, others: noisy(sum, budget.of_sum, draw).saturating_sub(in_named) }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, format, string::String};

    use super::*;
    use crate::laplace::seeded;

    const DRAWS: u32 = 100_000;

    /// How often each outcome came of so many draws.
    fn outcomes(cells: [u64; 2], sum: u64, seed: u64) -> BTreeMap<String, f64> {
        let (mut draw, mut outcomes) = (seeded(seed), BTreeMap::new());
        for _ in 0..DRAWS {
            let published = publish([('a', cells[0]), ('b', cells[1])], sum, &COUNTRIES, &mut draw);
            *outcomes.entry(format!("{published:?}")).or_default() += 1.0;
        }
        outcomes
    }

    /// The greatest loss that outcomes show which came often enough, less what chance explains.
    fn loss(one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>) -> f64 {
        let often = |count: f64| count >= 200.0;
        let of = |(outcome, a): (&String, &f64)| {
            let b = other.get(outcome).copied().unwrap_or(0.0);
            let chance = 4.0 * (1.0 / a + 1.0 / b.max(1.0)).sqrt();
            (often(*a) || often(b)).then(|| (a / b.max(1.0)).ln().abs() - chance)
        };
        one.iter().filter_map(of).fold(0.0, f64::max)
    }

    /// Every outcome of a day with one visitor more, in whichever cell or in none, is at most
    /// e times as likely: counted.
    #[test]
    fn no_outcome_tells_one_visitor_from_none() {
        for (day, neighbours) in [
            ([16, 0], [[17, 0], [16, 1], [16, 0]]),
            ([0, 0], [[1, 0], [0, 1], [0, 0]]),
            ([15, 18], [[16, 18], [15, 19], [15, 18]]),
        ] {
            let sum: u64 = day.iter().sum();
            let one = outcomes(day, sum, 5);
            for neighbour in neighbours {
                let other = outcomes(neighbour, sum + 1, 6);
                let loss = loss(&one, &other).max(self::loss(&other, &one));
                assert!(loss <= 1.0, "{day:?} and {neighbour:?}: {loss}");
            }
        }
    }

    #[test]
    fn more_than_one_visitor_would_be_seen() {
        let loss = loss(&outcomes([18, 0], 18, 5), &outcomes([24, 0], 24, 6));
        assert!(loss > 1.0, "{loss}");
    }

    #[test]
    fn large_cells_are_near_the_truth_and_small_ones_are_one_number() {
        let mut draw = seeded(9);
        let cells = [('a', 5_000), ('b', 400), ('c', 3), ('d', 0)];
        let published = publish(cells, 5_410, &COUNTRIES, &mut draw);
        let [(a, of_a), (b, of_b)] = published.named.as_slice() else { panic!("{published:?}") };
        assert_eq!((*a, *b), ('a', 'b'));
        assert!(of_a.abs_diff(5_000) < 30 && of_b.abs_diff(400) < 30 && published.others < 60);
    }

    #[test]
    fn nobody_is_seldom_somewhere() {
        let mut draw = seeded(11);
        let mut named = 0;
        for _ in 0..1_000 {
            named += publish((0..251).map(|cell| (cell, 0)), 0, &COUNTRIES, &mut draw).named.len();
        }
        // One is expected of so many days.
        assert!(named <= 6, "{named}");
    }
}
