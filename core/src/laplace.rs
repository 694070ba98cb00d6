//! Two-sided geometric noise (the discrete Laplace distribution), drawn exactly.
//!
//! Algorithms 1 and 2 of Canonne, Kamath and Steinke, *The Discrete Gaussian for Differential
//! Privacy* (NeurIPS 2020), in whole numbers alone: no floating point, whose gaps would tell
//! what was drawn (Mironov 2012). Random bits are an argument.

/// A source of uniform bits.
pub type RandomBits<'a> = &'a mut dyn FnMut() -> u64;

/// Rounds of a loop that goes on with a chance of 1/2 or, mostly, less: it ends before with a
/// chance of one in 2^256. A source that repeats itself ends it, too.
const MOST_ROUNDS: u64 = 256;

/// A privacy loss as a fraction: each step of a count by one changes the chance of any outcome
/// by a factor of at most `e^(over / under)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epsilon {
    /// What is divided; not 0.
    pub over: u32,
    /// By what; not 0.
    pub under: u32,
}

/// A whole number below `bound`, each with the same chance.
fn below(bound: u64, draw: RandomBits<'_>) -> u64 {
    let bound = bound.max(1);
    // What is above the last whole multiple would favour the small ones.
    let most = u64::MAX - (u64::MAX % bound);
    for _ in 0..MOST_ROUNDS {
        let number = draw();
        if number < most {
            return number % bound;
        }
    }
    0
}

/// True with a chance of `over / under`.
fn is_drawn(over: u64, under: u64, draw: RandomBits<'_>) -> bool {
    below(under, draw) < over
}

/// True with a chance of `e^-(over / under)`, for a fraction of at most 1.
fn is_drawn_exp(over: u64, under: u64, draw: RandomBits<'_>) -> bool {
    let mut rounds = 1;
    while rounds < MOST_ROUNDS && is_drawn(over, under.saturating_mul(rounds), draw) {
        rounds += 1;
    }
    rounds % 2 == 1
}

/// Noise: `x` with a chance in proportion to `e^(-epsilon |x|)`.
pub fn laplace(Epsilon { over, under }: Epsilon, draw: RandomBits<'_>) -> i64 {
    let (over, under) = (u64::from(over.max(1)), u64::from(under.max(1)));
    for _ in 0..MOST_ROUNDS {
        let rest = below(under, draw);
        if !is_drawn_exp(rest, under, draw) {
            continue;
        }
        let mut whole = 0;
        while whole < MOST_ROUNDS && is_drawn_exp(1, 1, draw) {
            whole += 1;
        }
        let size = i64::try_from((rest + under * whole) / over).unwrap_or_default();
        let is_negative = is_drawn(1, 2, draw);
        if is_negative && size == 0 {
            continue;
        }
        return if is_negative { -size } else { size };
    }
    0
}

#[cfg(test)]
/// SplitMix64, which passes the usual tests of randomness, from a fixed seed.
pub(crate) fn seeded(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeMap;

    use super::*;

    const DRAWS: u64 = 200_000;

    fn counted(epsilon: Epsilon, seed: u64) -> BTreeMap<i64, u64> {
        let (mut draw, mut counts) = (seeded(seed), BTreeMap::new());
        for _ in 0..DRAWS {
            *counts.entry(laplace(epsilon, &mut draw)).or_default() += 1;
        }
        counts
    }

    /// Pearson's test against the distribution: `(1 - a) / (1 + a) a^|x|` with `a = e^-epsilon`.
    #[test]
    fn noise_has_the_distribution_that_it_should() {
        for (over, under) in [(1, 4), (3, 4), (1, 1), (2, 1)] {
            let a = (-f64::from(over) / f64::from(under)).exp();
            let counts = counted(Epsilon { over, under }, 7 + u64::from(over));
            let (mut chi, mut cells, mut rest) = (0.0, 0, DRAWS as f64);
            let mut seen = DRAWS;
            for x in -60_i64..=60 {
                let expected = DRAWS as f64 * (1.0 - a) / (1.0 + a) * a.powi(x.unsigned_abs() as i32);
                if expected < 20.0 {
                    continue;
                }
                let found = counts.get(&x).copied().unwrap_or_default();
                chi += (found as f64 - expected).powi(2) / expected;
                (cells, rest, seen) = (cells + 1, rest - expected, seen - found);
            }
            chi += (seen as f64 - rest).powi(2) / rest.max(1.0);
            // Degrees of freedom and four standard deviations of the test's own.
            let most = f64::from(cells) + 4.0 * (2.0 * f64::from(cells)).sqrt();
            assert!(cells > 5 && chi < most, "epsilon {over}/{under}: {chi} of {cells} cells, {most}");
        }
    }

    #[test]
    fn a_wrong_distribution_would_be_seen() {
        let (near, far) =
            (counted(Epsilon { over: 1, under: 1 }, 3), counted(Epsilon { over: 9, under: 10 }, 3));
        let zero = |counts: &BTreeMap<i64, u64>| counts[&0] as f64 / DRAWS as f64;
        // tanh(epsilon / 2).
        assert!((zero(&near) - 0.4621).abs() < 0.005 && (zero(&far) - 0.4219).abs() < 0.005);
    }

    #[test]
    fn a_source_that_is_broken_ends_it_all_the_same() {
        for constant in [0, 1, u64::MAX, u64::MAX / 2] {
            for (over, under) in [(1, 1), (3, 4), (1, 4), (0, 0), (u32::MAX, u32::MAX)] {
                laplace(Epsilon { over, under }, &mut || constant);
            }
        }
    }
}
