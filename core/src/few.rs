//! Counts of sessions that are so small that they could be somebody: which of a breakdown may
//! be told, and how.
//!
//! Fewer than five with a value (a country, a release) are told as that and no more. Nor can
//! such a count be had by subtraction, from the sum of all, which is told elsewhere: with it
//! the next smallest counts are told as "5 or more", as many as it takes. Where even that would
//! give it away, nothing of the breakdown is told, or the same of all of it. What is told of several days is made of what
//! is told of each, so that neither gives away more than the other.

use alloc::vec::Vec;

/// Sessions below which a count is not told.
pub const FEWEST: u64 = 5;

/// A count, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Exactly so many.
    Exact(u64),
    /// So many, or more.
    AtLeast(u64),
    /// 1 to 4.
    Few,
}

impl Told {
    /// A count by itself, where no sum is told.
    pub fn alone(count: u64) -> Self {
        if is_few(count) { Self::Few } else { Self::Exact(count) }
    }

    /// Both together: what follows from what is told of each.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Exact(one), Self::Exact(other)) => Self::Exact(one.saturating_add(other)),
            (Self::Few, Self::Exact(0)) | (Self::Exact(0), Self::Few) => Self::Few,
            (one, other) => Self::AtLeast(one.least().saturating_add(other.least())),
        }
    }

    /// The least that it can be.
    pub fn least(self) -> u64 {
        match self {
            Self::Exact(count) | Self::AtLeast(count) => count,
            Self::Few => 1,
        }
    }
}

/// The same where the values themselves are told in any case, as those of events are: where
/// nothing may be told, one and the same is said of all that are above 0. So it is wherever the
/// sum is that of as many fours: else all fours would be the only ones of which that is said.
/// What the sum tells by itself is few all the same: one value alone has all of it, and a sum of
/// as many as there are values makes each of them 1.
pub fn told_by_name(counts: &[u64]) -> Vec<Told> {
    let above = counts.iter().filter(|count| **count > 0).count() as u64;
    let sum = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let is_said_by_sum = (above == 1 && sum < FEWEST) || sum == above;
    let same = if is_said_by_sum { Told::Few } else { Told::AtLeast(1) };
    let hide = |count: &u64| if *count == 0 { Told::Exact(0) } else { same };
    let told = told(counts).filter(|_| above == 0 || sum != above.saturating_mul(FEWEST - 1));
    told.unwrap_or_else(|| counts.iter().map(hide).collect())
}

fn is_few(count: u64) -> bool {
    (1..FEWEST).contains(&count)
}

/// What may be told of the counts of one breakdown whose sum is known, in their order; nothing,
/// where whatever is told gives away a count of fewer than five.
pub fn told(counts: &[u64]) -> Option<Vec<Told>> {
    let few = counts.iter().filter(|count| is_few(**count)).count() as u64;
    if few == 0 {
        return Some(counts.iter().map(|count| Told::Exact(*count)).collect());
    }
    let mut larger: Vec<u64> = counts.iter().copied().filter(|count| *count >= FEWEST).collect();
    larger.sort_unstable();
    let sum_of_few = counts.iter().filter(|count| is_few(**count)).sum();
    let folded = (0..=larger.len()).find(|folded| is_safe(few, sum_of_few, &larger, *folded))?;
    let bound = folded.checked_sub(1).and_then(|last| larger.get(last).copied()).unwrap_or(0);
    let tell = |count: &u64| match *count {
        count if is_few(count) => Told::Few,
        count if (FEWEST..=bound).contains(&count) => Told::AtLeast(FEWEST),
        count => Told::Exact(count),
    };
    Some(counts.iter().map(tell).collect())
}

/// Whether who knows the sum of the few and of the `folded` smallest others can tell none of
/// the few: each could still be another number.
fn is_safe(few: u64, sum_of_few: u64, larger: &[u64], folded: usize) -> bool {
    let (hidden, shown) = larger.split_at_checked(folded).unwrap_or((larger, &[]));
    // At least one other is folded wherever there is one, so that the sum of the few is not told.
    if hidden.is_empty() {
        let most = few.saturating_mul(FEWEST - 1);
        return larger.is_empty() && few >= 2 && few < sum_of_few && sum_of_few < most;
    }
    let others = hidden.len() as u64;
    let sum = hidden.iter().fold(sum_of_few, |sum, count| sum.saturating_add(*count));
    // Equal ones are folded together, so the hidden are smaller than the smallest that is shown.
    let ceiling = shown.first().map_or(u64::MAX, |count| count - 1);
    if hidden.last().is_some_and(|largest| *largest > ceiling) {
        return false;
    }
    let least = few.max(sum.saturating_sub(others.saturating_mul(ceiling)));
    let most = few.saturating_mul(FEWEST - 1).min(sum.saturating_sub(others.saturating_mul(FEWEST)));
    least < most
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, format, string::String};

    use super::*;
    use Told::{AtLeast, Exact, Few};

    #[test]
    fn few_are_not_told_and_neither_is_what_would_tell_them() {
        let cases: [(&[u64], Option<&[Told]>); 12] = [
            (&[], Some(&[])),
            (&[0, 5, 90], Some(&[Exact(0), Exact(5), Exact(90)])),
            (&[90, 3, 40, 0], Some(&[Exact(90), Few, AtLeast(5), Exact(0)])),
            (&[90, 3, 40, 2, 40], Some(&[Exact(90), Few, AtLeast(5), Few, AtLeast(5)])),
            // Alone, or all of one number that the sum tells.
            (&[3], None),
            (&[1, 1], None),
            (&[4, 4, 4], None),
            (&[1, 2, 0], Some(&[Few, Few, Exact(0)])),
            // 1 and 5 make 6, as nothing else does.
            (&[1, 5], None),
            (&[2, 5], Some(&[Few, AtLeast(5)])),
            // 6 and 6 are alike: with one of them, 3 could only be 3.
            (&[3, 6, 6, 100], Some(&[Few, AtLeast(5), AtLeast(5), Exact(100)])),
            (&[1, 5, 50], Some(&[Few, AtLeast(5), AtLeast(5)])),
        ];
        for (counts, expected) in cases {
            assert_eq!(told(counts).as_deref(), expected, "{counts:?}");
        }
    }

    #[test]
    fn sums_of_days_follow_from_what_is_told_of_each() {
        assert_eq!(Exact(3).and(Exact(9)), Exact(12));
        assert_eq!([Few.and(Exact(0)), Exact(0).and(Few)], [Few; 2]);
        assert_eq!([Few.and(Few), Few.and(Exact(9)), AtLeast(5).and(Few)], [2, 10, 6].map(AtLeast));
        assert_eq!(told_by_name(&[0, 1, 5]), [Exact(0), AtLeast(1), AtLeast(1)]);
        assert_eq!([told_by_name(&[4, 4]), told_by_name(&[1, 7])], [[AtLeast(1); 2]; 2]);
        assert_eq!(told_by_name(&[2, 5]), [Few, AtLeast(5)]);
        assert_eq!([told_by_name(&[4, 0]), told_by_name(&[1, 1])], [[Few, Exact(0)], [Few; 2]]);
        assert_eq!(told_by_name(&[0, 0]), [Exact(0); 2]);
        assert_eq!(told_by_name(&[7, 5]), [Exact(7), Exact(5)]);
        assert_eq!([0, 1, 4, 5].map(Told::alone), [Exact(0), Few, Few, Exact(5)]);
        assert_eq!(Exact(u64::MAX).and(AtLeast(5)), AtLeast(u64::MAX));
    }

    /// Breakdowns of three with a sum up to this, by what is said of them and their sum.
    fn alike(tell: impl Fn(&[u64]) -> Option<Vec<Told>>) -> Vec<Vec<[u64; 3]>> {
        const MOST: u64 = 30;
        let mut said: BTreeMap<String, Vec<[u64; 3]>> = BTreeMap::new();
        for a in 0..=MOST {
            for b in 0..=MOST - a {
                for c in 0..=MOST - a - b {
                    let says = format!("{} {:?}", a + b + c, tell(&[a, b, c]));
                    said.entry(says).or_default().push([a, b, c]);
                }
            }
        }
        said.into_values().collect()
    }

    /// Of every breakdown there is another with the same sum, of which the same is said, and in
    /// which the count in question is another: whoever knows this very rule learns no more.
    #[test]
    fn no_small_count_can_be_subtracted() {
        let mut seen = 0;
        for alike in alike(told) {
            let Some(all) = told(&alike[0]) else { continue };
            for place in (0..3).filter(|place| all[*place] == Few) {
                seen += 1;
                let is_open = alike.iter().any(|other| other[place] != alike[0][place]);
                assert!(is_open, "{alike:?} at {place}");
            }
        }
        assert!(seen > 100, "{seen}");
    }

    /// So it is where all are named, but where the sum alone tells: of one value, or of ones.
    #[test]
    fn nor_can_it_where_all_are_named() {
        let (mut seen, mut told_by_sum) = (0, 0);
        for alike in alike(|counts| Some(told_by_name(counts))) {
            for one in &alike {
                let (sum, above) = (one.iter().sum::<u64>(), one.iter().filter(|count| **count > 0).count());
                for place in (0..3).filter(|place| is_few(one[*place])) {
                    if above == 1 || sum == above as u64 {
                        told_by_sum += 1;
                        continue;
                    }
                    seen += 1;
                    let is_open = alike.iter().any(|other| other[place] != one[place]);
                    assert!(is_open, "{alike:?} at {place}");
                }
            }
        }
        // 1 to 4 in each of three places; two ones in three pairs of places; and three ones.
        assert_eq!(told_by_sum, 12 + 6 + 3);
        assert!(seen > 1_000, "{seen}");
    }
}
