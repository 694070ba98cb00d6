//! What a visitor counts at most in a day's response times, how a day's privacy loss of 1 is split among
//! them, and how a histogram of a day is drawn.
//!
//! An observation, of a name on a page, counts in seven histograms: that of all pages, its page's, its
//! release's, and those of the four dimensions of its device. Of each histogram it is in one bucket. So many
//! observations count as `COUNTED_A_DAY` says, whichever come first: four of the browser's, which are those of
//! one page, and one of the site's own, which these would leave no room. The shares of all that one counts
//! in are 1 together: a quarter each for all pages, for pages, for releases and for devices.
//!
//! The buckets alone get noise: the sum of a histogram is that of its noisy buckets, and whether it is shown
//! is decided by that sum, so neither costs anything more.

use crate::{
    laplace::{Epsilon, RandomBits, laplace},
    wire::vitals::BUCKETS,
};

/// Observations of a visitor that count a day, of what browsers measure.
pub const WEB_VITALS_A_DAY: u8 = 4;
/// The same of a site's own timings.
pub const OWN_A_DAY: u8 = 1;
/// All of them.
pub const COUNTED_A_DAY: u8 = WEB_VITALS_A_DAY + OWN_A_DAY;
/// Dimensions of a device: memory, cores, connection and viewport.
pub const DIMENSIONS: u32 = 4;
/// Releases by which a name is counted, the newest of the project.
pub const RELEASES_COUNTED: usize = 20;

/// What an observation loses of privacy by one histogram, and what that needs to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimingBudget {
    /// The privacy loss by the buckets, one of which the observation is in.
    pub of_buckets: Epsilon,
    /// What all buckets have together at least, with their noise, to be shown.
    pub shown_from: u64,
}

/// The budget of one of five observations: `1 / share` for all five. A histogram is shown from so many times
/// the noise's scale.
const fn budget(share: u32, scales: u64) -> TimingBudget {
    let scale = share * COUNTED_A_DAY as u32;
    TimingBudget { of_buckets: Epsilon { over: 1, under: scale }, shown_from: scale as u64 * scales }
}

/// Of all pages: a quarter. A name that nobody's page measured is shown on one day in 270.
pub const ALL_PAGES: TimingBudget = budget(4, 10);
/// Of pages: a quarter. There are many, and each that nobody saw is shown on one day in 11,000.
pub const PAGES: TimingBudget = budget(4, 15);
/// Of releases: a quarter.
pub const RELEASES: TimingBudget = budget(4, 15);
/// Of a dimension of devices: a quarter of a quarter.
pub const DEVICES: TimingBudget = budget(4 * DIMENSIONS, 15);

/// A histogram of a day as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedTimings {
    /// All buckets.
    Whole([u64; BUCKETS]),
    /// The sum alone of one that is too small.
    Sum(u64),
}

/// Draws what is published of a histogram. It must be drawn once for a day and kept.
pub fn publish(counts: [u64; BUCKETS], budget: &TimingBudget, draw: RandomBits<'_>) -> PublishedTimings {
    let buckets = counts.map(|count| {
        let noise = laplace(budget.of_buckets, &mut *draw);
        i64::try_from(count).unwrap_or(i64::MAX).saturating_add(noise)
    });
    let sum = buckets.iter().fold(0_i64, |sum, bucket| sum.saturating_add(*bucket));
    match u64::try_from(sum) {
        Ok(sum) if sum >= budget.shown_from => PublishedTimings::Whole(without_negatives(buckets)),
        sum => PublishedTimings::Sum(sum.unwrap_or_default()),
    }
}

/// Buckets without negative ones and with the same sum, which is above 0: what others have too much is
/// taken off those that have something, evenly (Norm-Sub of Wang et al., *Locally Differentially Private
/// Frequency Estimation with Consistency*, NDSS 2020). To call a negative bucket empty alone would make
/// empty ones look used.
fn without_negatives(mut buckets: [i64; BUCKETS]) -> [u64; BUCKETS] {
    // Each round but the last empties a bucket for good.
    for _ in 0..=BUCKETS {
        let debt = buckets
            .iter()
            .filter(|bucket| **bucket < 0)
            .fold(0_i64, |sum, bucket| sum.saturating_sub(*bucket));
        if debt == 0 {
            break;
        }
        let owing = buckets.iter().filter(|bucket| **bucket > 0).count();
        let mut left = (debt, i64::try_from(owing).unwrap_or_default());
        for bucket in &mut buckets {
            if *bucket <= 0 {
                *bucket = 0;
                continue;
            }
            let share = left.0 / left.1.max(1);
            *bucket -= share;
            left = (left.0 - share, left.1 - 1);
        }
    }
    buckets.map(|bucket| u64::try_from(bucket).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        laplace::seeded,
        vitals::list::{MOST_OWN, MOST_PAGES},
    };

    #[test]
    fn the_shares_of_all_that_a_visitor_counts_in_are_one() {
        // In units of 1 / 80, which each share is a whole number of.
        let units = |Epsilon { over, under }: Epsilon| over * 80 / under;
        let whole =
            [ALL_PAGES, PAGES, RELEASES].map(|budget| u32::from(COUNTED_A_DAY) * units(budget.of_buckets));
        let devices = u32::from(COUNTED_A_DAY) * DIMENSIONS * units(DEVICES.of_buckets);
        assert_eq!((whole, devices, whole.iter().sum::<u32>() + devices), ([20; 3], 20, 80));
        let shown = [ALL_PAGES, PAGES, RELEASES, DEVICES].map(|budget| budget.shown_from);
        assert_eq!(shown, [200, 300, 300, 1_200]);
    }

    /// What a day takes at most: some ten milliseconds of drawing, and as many rows.
    #[test]
    fn a_day_has_so_many_numbers_and_no_more() {
        let names = crate::vitals::bucket::WEB_VITALS.len() + MOST_OWN;
        let devices = DIMENSIONS as usize * crate::wire::vitals::DeviceClass::ALL.len();
        let histograms = 1 + (MOST_PAGES + 1) + (RELEASES_COUNTED + 1) + devices;
        assert!(names * histograms * BUCKETS <= 45_000);
    }

    #[test]
    fn a_large_histogram_is_near_the_truth_and_a_small_one_is_a_sum() {
        let mut draw = seeded(3);
        let truth = [5_000, 2_000, 0, 300, 0, 0];
        let PublishedTimings::Whole(buckets) = publish(truth, &ALL_PAGES, &mut draw) else { panic!() };
        assert!(buckets.iter().zip(truth).all(|(one, other)| one.abs_diff(other) < 150), "{buckets:?}");
        let small = publish([20, 0, 0, 0, 0, 0], &DEVICES, &mut draw);
        assert!(matches!(small, PublishedTimings::Sum(sum) if sum < DEVICES.shown_from), "{small:?}");
    }

    /// What was drawn is the same on average as what was there: nothing makes empty buckets look used by more
    /// than the rule that no number is negative.
    #[test]
    fn empty_buckets_stay_nearly_empty() {
        let (mut draw, mut sums, mut days) = (seeded(5), [0_u64; BUCKETS], 0);
        for _ in 0..2_000 {
            if let PublishedTimings::Whole(buckets) = publish([1_000, 0, 0, 0, 0, 0], &ALL_PAGES, &mut draw) {
                days += 1;
                buckets.iter().zip(&mut sums).for_each(|(bucket, sum)| *sum += bucket);
            }
        }
        assert_eq!(days, 2_000);
        let all = sums.iter().sum::<u64>() / days;
        // Half of the noise's scale, 10, where each were made 0 by itself: 50 in all.
        let empty = sums.iter().skip(1).sum::<u64>() / days;
        assert!(all.abs_diff(1_000) < 8 && empty < 32, "{all} {empty}");
    }

    proptest! {
        #[test]
        fn the_sum_stays_and_nothing_is_negative(
            buckets in proptest::array::uniform6(-10_000_i64..1_000_000),
        ) {
            let sum: i64 = buckets.iter().sum();
            prop_assume!(sum > 0);
            let after = without_negatives(buckets);
            prop_assert_eq!(after.iter().sum::<u64>(), u64::try_from(sum).unwrap());
            if buckets.iter().all(|bucket| *bucket >= 0) {
                prop_assert_eq!(after.map(|bucket| i64::try_from(bucket).unwrap()), buckets);
            }
        }
    }
}
