//! A series in a line of text: its shape alone; the numbers stand beside it.

use maud::{Markup, html};

use crate::{
    format::number::{counted, grouped},
    model::series::SeriesPoint,
};

/// Pixels from one bar to the next, and how many of them the bar itself has.
const STEP: usize = 4;
const BAR: usize = 3;
/// Pixels of the highest bar.
const HEIGHT: u64 = 24;

/// Events of the last hours or days, the oldest first. `over` is their range: "the last
/// 24 hours".
pub(crate) fn events(counts: &[u64], over: &str, mark: Option<usize>) -> Markup {
    let sum = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let most = counts.iter().copied().max().unwrap_or(0);
    let peak = if most > 0 { format!(", at most {} in a step", grouped(most)) } else { String::new() };
    let title = format!("{} in {over}{peak}", counted(sum, "event", "events"));
    drawing(&title, counts.len(), &[("errored", path(counts.iter().copied(), most))], mark)
}

/// Counts of days, the oldest first, in a unit such as "visitor" and "visitors".
pub(crate) fn days(counts: &[u64], over: &str, [one, many]: [&str; 2]) -> Markup {
    let sum = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    let most = counts.iter().copied().max().unwrap_or(0);
    let title = format!("{} in {over}", counted(sum, one, many));
    drawing(&title, counts.len(), &[("fine", path(counts.iter().copied(), most))], None)
}

/// Sessions, and those with an error in front of them.
pub(crate) fn sessions(points: &[SeriesPoint], over: &str) -> Markup {
    let sum = |of: fn(&SeriesPoint) -> u64| points.iter().map(of).fold(0, u64::saturating_add);
    let (all, errored) = (sum(|point| point.count), sum(|point| point.errored));
    let most = points.iter().map(|point| point.count).max().unwrap_or(0);
    let title =
        format!("{} in {over}, {} with an error", counted(all, "session", "sessions"), grouped(errored));
    let layers = [
        ("fine", path(points.iter().map(|point| point.count), most)),
        ("errored", path(points.iter().map(|point| point.errored.min(point.count)), most)),
    ];
    drawing(&title, points.len(), &layers, None)
}

fn drawing(title: &str, bars: usize, layers: &[(&str, String)], mark: Option<usize>) -> Markup {
    let width = bars * STEP;
    html! {
        svg.spark width=(width) height=(HEIGHT) viewBox={ "0 0 " (width) " " (HEIGHT) }
            preserveAspectRatio="none" role="img" {
            title { (title) }
            path.ground d={ "M0 " (HEIGHT) "H" (width) } {}
            @if let Some(step) = mark { path.mark d={ "M" (step * STEP) " 0V" (HEIGHT) } {} }
            @for (class, path) in layers { path class=(class) stroke-width=(BAR) d=(path) {} }
        }
    }
}

/// A stroke upwards for each count; at least a pixel where there is anything to see.
fn path(counts: impl Iterator<Item = u64>, most: u64) -> String {
    let mut d = String::new();
    for (index, count) in counts.enumerate().filter(|(_, count)| *count > 0) {
        let share = u128::from(count) * u128::from(HEIGHT) / u128::from(most.max(1));
        let x = index * STEP + STEP / 2;
        d.push_str(&format!("M{x} {HEIGHT}v-{}", share.clamp(1, HEIGHT.into())));
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_a_count_and_none_for_nothing() {
        let html = events(&[0, 1, 1_000, 500], "the last 24 hours", Some(1)).into_string();
        assert!(html.contains(r#"d="M6 24v-1M10 24v-24M14 24v-12""#), "{html}");
        assert!(html.contains("<title>1,501 events in the last 24 hours, at most 1,000 in a step</title>"));
        assert!(html.contains(r#"<path class="mark" d="M4 0V24">"#));
        assert!(events(&[], "x", None).into_string().contains(r#"width="0""#));
    }

    #[test]
    fn hostile_counts_do_not_fail() {
        let point = SeriesPoint { count: u64::MAX, errored: u64::MAX, ..SeriesPoint::default() };
        let html = sessions(&[point, point], "the last 24 hours").into_string();
        assert!(html.contains("v-24") && html.contains(r#"class="fine""#), "{html}");
    }
}
