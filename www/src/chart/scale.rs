//! The scale of a chart: heights are pixels, and places along it are shares of its width.

/// Pixels above the plot, for the value that is pointed at.
pub(super) const HEAD: f64 = 18.0;
/// Pixels of the highest bar; the style sheet's scale has the same height.
pub(super) const PLOT: f64 = 120.0;
/// Pixels of the lowest bar, so that one session among a million is visible.
pub(super) const LEAST: f64 = 2.0;

/// The upper end of the scale: a round number whose half is round too.
pub(super) fn scale_top(most: u64) -> u64 {
    let half = most.div_ceil(2).max(1);
    let unit = 10_u64.pow(half.ilog10());
    half.div_ceil(unit).saturating_mul(unit).saturating_mul(2)
}

pub(super) fn height(count: u64, top: u64) -> f64 {
    if count == 0 { 0.0 } else { (count as f64 / top as f64 * PLOT).max(LEAST) }
}

pub(super) fn percent(share: f64) -> String {
    format!("{share:.3}%")
}

pub(super) fn pixels(length: f64) -> String {
    format!("{length:.1}")
}
