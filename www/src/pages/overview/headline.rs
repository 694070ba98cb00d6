//! The sentence at the head of an overview, of a few that are fixed, and the comparison behind it.

use corncrake_core::time::HOUR_MS;

use super::view::OverviewView;
use crate::{
    format::number::{counted, share},
    model::series::SeriesPoint,
};

/// Sessions below which a share is an accident.
const FEW_SESSIONS: u64 = 20;
/// How many times as many sessions with an error are worth a sentence, in percent.
const MORE: u64 = 150;

/// The sums of a series.
pub(super) fn totals(points: &[SeriesPoint]) -> SeriesPoint {
    points.iter().fold(SeriesPoint::default(), |sum, point| SeriesPoint {
        start: sum.start,
        count: sum.count.saturating_add(point.count),
        errored: sum.errored.saturating_add(point.errored),
        noise: sum.noise.saturating_add(point.noise),
    })
}

/// A share of sessions with an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ErrorShare {
    errored: u64,
    sessions: u64,
}

impl ErrorShare {
    fn of(points: &[SeriesPoint]) -> Option<Self> {
        let sum = totals(points);
        (sum.count >= FEW_SESSIONS).then_some(Self { errored: sum.errored, sessions: sum.count })
    }

    /// Percent of what the other is; none where the other is nothing.
    fn percent_of(self, other: Self) -> Option<u64> {
        let one = u128::from(self.errored).saturating_mul(other.sessions.into()).saturating_mul(100);
        let share = one.checked_div(u128::from(other.errored).saturating_mul(self.sessions.into()))?;
        Some(u64::try_from(share).unwrap_or(u64::MAX))
    }

    /// Whether it is more than an accident above the other.
    pub(super) fn is_worse_than(self, other: Self) -> bool {
        match self.percent_of(other) {
            Some(percent) => percent >= MORE,
            None => self.errored > 0,
        }
    }

    /// As a person reads it.
    pub(super) fn text(self) -> String {
        share(self.errored, self.sessions).unwrap_or_default()
    }
}

/// The share of now and the one that it is compared with: since the last release that brought
/// issues, where the range shows it, with the same steps of the range before.
pub(super) fn compared(view: &OverviewView) -> Option<(ErrorShare, ErrorShare)> {
    let from = release_step(view).unwrap_or(0);
    let now = ErrorShare::of(view.sessions.get(from..)?)?;
    Some((now, ErrorShare::of(view.before.get(from..)?)?))
}

/// The step of the last release that brought issues, where the range shows it.
fn release_step(view: &OverviewView) -> Option<usize> {
    let (release, _) = view.since.as_ref().filter(|(_, new)| *new > 0)?;
    view.range.step_of(view.now, release.at)
}

/// How a count changed.
pub(super) fn change(now: u64, before: u64) -> Option<String> {
    if before < FEW_SESSIONS {
        return None;
    }
    let percent = i128::from(now) * 100 / i128::from(before) - 100;
    Some(match percent {
        ..0 => format!("−{}%", -percent),
        0 => "as before".to_owned(),
        1_000.. => "over +1,000%".to_owned(),
        _ => format!("+{percent}%"),
    })
}

/// The sentence.
pub(super) fn of(view: &OverviewView) -> String {
    let now = totals(&view.sessions);
    let range = view.range.label();
    if now.count == 0 && view.kinds.is_empty() {
        return format!("Nothing received in the last {range}");
    }
    let new = view.since.as_ref().map_or(0, |(_, new)| *new);
    let release = view.since.as_ref().map(|(release, _)| release.name.as_str()).unwrap_or_default();
    let worse = compared(view).filter(|(now, then)| now.is_worse_than(*then));
    match worse {
        Some((now, then)) => {
            let times = times(now.percent_of(then));
            match release_step(view) {
                Some(_) => format!("Since {release}, {times} visits meet an error"),
                None => format!("{} visits meet an error", capitalised(times)),
            }
        }
        None if new > 0
            && view.now.0 - since_ms(view) < view.range.steps() * view.range.step_ms() + HOUR_MS =>
        {
            format!("{} since {release}", counted(new, "new issue", "new issues"))
        }
        None if view.back > 0 => format!("{} back again", counted(view.back, "issue is", "issues are")),
        None if now.errored == 0 && now.count > 0 => format!("No visit met an error in the last {range}"),
        None => "As usual".to_owned(),
    }
}

fn since_ms(view: &OverviewView) -> i64 {
    view.since.as_ref().map_or(i64::MIN / 2, |(release, _)| release.at.0)
}

/// How many times as many.
fn times(percent: Option<u64>) -> &'static str {
    match percent {
        Some(..175) => "half as many again",
        Some(175..230) => "twice as many",
        Some(230..280) => "more than twice as many",
        Some(280..330) => "three times as many",
        Some(330..450) => "nearly four times as many",
        Some(450..) => "more than four times as many",
        None => "far more",
    }
}

fn capitalised(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use corncrake_core::time::UnixMillis;

    use super::*;
    use crate::model::{range::Range, release::ReleaseMark};

    const NOW: UnixMillis = UnixMillis(1_795_271_405_678); // 2026-11-21T14:30:05.678Z

    fn view(now: (u64, u64), before: (u64, u64), since: Option<(i64, u64)>) -> OverviewView {
        let points = |(count, errored): (u64, u64)| {
            let point = SeriesPoint { count, errored, ..SeriesPoint::default() };
            vec![point; 24]
        };
        let release = |(hours, new): (i64, u64)| {
            (ReleaseMark { name: "2.15.0".into(), at: UnixMillis(NOW.0 - hours * HOUR_MS) }, new)
        };
        OverviewView {
            now: NOW,
            range: Range::Day,
            sessions: points(now),
            before: points(before),
            since: since.map(release),
            ..crate::pages::overview::tests::view()
        }
    }

    #[test]
    fn the_sentence_says_whether_one_is_in_trouble() {
        for (now, before, since, text) in [
            ((100, 15), (100, 5), Some((3, 4)), "Since 2.15.0, three times as many visits meet an error"),
            ((100, 15), (100, 5), None, "Three times as many visits meet an error"),
            ((100, 5), (100, 5), Some((3, 4)), "4 new issues since 2.15.0"),
            ((100, 5), (100, 5), Some((3, 1)), "1 new issue since 2.15.0"),
            ((100, 5), (100, 5), Some((300, 4)), "As usual"),
            ((100, 5), (0, 0), None, "As usual"),
            ((100, 0), (100, 5), None, "No visit met an error in the last 24 hours"),
            ((100, 5), (100, 0), None, "Far more visits meet an error"),
        ] {
            assert_eq!(of(&view(now, before, since)), text);
        }
        let silent = OverviewView { kinds: vec![], ..view((0, 0), (100, 5), None) };
        assert_eq!(of(&silent), "Nothing received in the last 24 hours");
        assert_eq!(of(&OverviewView { back: 2, ..view((9, 1), (9, 1), None) }), "2 issues are back again");
    }

    #[test]
    fn few_sessions_and_hostile_counts_compare_with_nothing() {
        assert_eq!(compared(&OverviewView { before: vec![], ..view((100, 5), (0, 0), None) }), None);
        assert_eq!(change(9, 3), None);
        assert_eq!(change(109, 100).as_deref(), Some("+9%"));
        assert_eq!(change(50, 100).as_deref(), Some("−50%"));
        let most = view((u64::MAX, u64::MAX), (u64::MAX, 1), None);
        assert!(of(&most).contains("visits meet an error"));
    }
}
