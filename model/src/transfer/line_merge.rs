//! The lines of several shards as those of one: the key by which a line is sorted, which is
//! the same in every shard, and one line for all that have the same key.
//!
//! Events and releases are not merged here: each event is its own, and a release has another number in
//! every shard.

use corncrake_core::status::Status;

use super::{
    export_line::{BreakdownLine, ExportLine, IssueHourLine, IssueLine, OutcomesLine, SessionsLine},
    export_time::ExportTime,
    session_count::SessionCount,
};
use crate::events::facets::{FacetKind, OTHER, VALUES_OF_A_KIND};

/// A part of a key; at one position of the keys of a table all parts are of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum KeyPart {
    Text(String),
    Number(i64),
}

/// The key of a line: its table in the order of an export, then the table's own key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MergeKey(u8, Vec<KeyPart>);

/// The key of a line; none where it belongs to no table.
pub fn merge_key(line: &ExportLine) -> Option<MergeKey> {
    let text = |text: &dyn ToString| KeyPart::Text(text.to_string());
    let number = KeyPart::Number;
    Some(match line {
        ExportLine::Issue(one) => MergeKey(0, vec![text(&one.id)]),
        ExportLine::Fingerprint(one) => MergeKey(1, vec![text(&one.hash)]),
        ExportLine::Value(one) => {
            let letter = FacetKind::of_name(&one.kind).map_or("", |kind| kind.letter());
            MergeKey(2, vec![text(&letter), text(&one.value), text(&one.issue)])
        }
        ExportLine::IssueHour(one) => MergeKey(3, vec![text(&one.issue), number(one.start.0.0)]),
        ExportLine::Stack(one) => MergeKey(4, vec![text(&one.issue), text(&one.hash)]),
        ExportLine::Event(one) => {
            let position = i64::try_from(one.number).unwrap_or(i64::MAX);
            MergeKey(5, vec![text(&one.issue), number(position)])
        }
        ExportLine::Sessions(one) => MergeKey(6, vec![number(one.start.0.0)]),
        ExportLine::Outcomes(one) => MergeKey(7, vec![number(one.start.0.0)]),
        ExportLine::Country(one) => {
            let country = one.country.map(|country| country.as_str().to_owned()).unwrap_or_default();
            MergeKey(8, vec![number(one.day.0.0), KeyPart::Text(country)])
        }
        ExportLine::Items(one) => {
            MergeKey(9, vec![number(one.start.0.0), text(&one.kind), text(&one.outcome.name())])
        }
        ExportLine::Visits(one) => MergeKey(
            10,
            vec![number(one.day.0.0), text(&one.kind.letter()), text(&one.value), text(&one.environment)],
        ),
        ExportLine::Activity(one) => MergeKey(11, vec![text(&one.issue), number(one.at.0.0), text(&one.id)]),
        ExportLine::Usage(one) => {
            let cell = one.cell.clone().unwrap_or_default();
            let key = [text(&one.kind.letter()), text(&one.name), text(&one.key), KeyPart::Text(cell)];
            MergeKey(12, [number(one.day.0.0)].into_iter().chain(key).collect())
        }
        ExportLine::Release(one) => MergeKey(13, vec![number(one.number)]),
        ExportLine::Export(_) | ExportLine::Object(_) | ExportLine::End(_) => return None,
    })
}

/// One line of two that have the same key: counts are added, the earliest and the latest stay.
pub fn combine(one: ExportLine, other: ExportLine) -> ExportLine {
    match (one, other) {
        (ExportLine::Issue(one), ExportLine::Issue(other)) => {
            ExportLine::Issue(Box::new(issue(*one, *other)))
        }
        (ExportLine::IssueHour(one), ExportLine::IssueHour(other)) => ExportLine::IssueHour(IssueHourLine {
            events: one.events.saturating_add(other.events),
            breakdown: breakdown(&one.breakdown, &other.breakdown),
            ..one
        }),
        (ExportLine::Sessions(one), ExportLine::Sessions(other)) => ExportLine::Sessions(SessionsLine {
            sessions: one.sessions.saturating_add(other.sessions),
            errored: one.errored.saturating_add(other.errored),
            noise: one.noise.saturating_add(other.noise),
            ..one
        }),
        (ExportLine::Outcomes(one), ExportLine::Outcomes(other)) => {
            ExportLine::Outcomes(Box::new(OutcomesLine {
                start: one.start,
                outcomes: one.outcomes.and(&other.outcomes),
                breakdown: breakdown(&one.breakdown, &other.breakdown),
            }))
        }
        (ExportLine::Items(mut one), ExportLine::Items(other)) => {
            one.count = one.count.saturating_add(other.count);
            ExportLine::Items(one)
        }
        (ExportLine::Visits(mut one), ExportLine::Visits(other)) => {
            one.counts = one.counts.and(&other.counts);
            ExportLine::Visits(one)
        }
        (ExportLine::Country(mut one), ExportLine::Country(other)) => {
            one.sessions = SessionCount(one.sessions.0.saturating_add(other.sessions.0));
            ExportLine::Country(one)
        }
        (ExportLine::Usage(mut one), ExportLine::Usage(other)) => {
            one.visitors = one.visitors.saturating_add(other.visitors);
            ExportLine::Usage(one)
        }
        // The others are the same in every shard.
        (one, _) => one,
    }
}

/// An issue as two shards count it: all got the same decisions; where one saw it come back since, it
/// is open.
fn issue(one: IssueLine, other: IssueLine) -> IssueLine {
    let came_back = |issue: &IssueLine| {
        issue.regressed.clone().filter(|_| issue.status == Status::Open).map(|regressed| {
            let at = regressed.at.0;
            (at, regressed)
        })
    };
    let regressed = match (came_back(&one), came_back(&other)) {
        (Some(a), Some(b)) => Some(if b.0 > a.0 { b.1 } else { a.1 }),
        (a, b) => a.or(b).map(|(_, regressed)| regressed),
    };
    let woke = [&one, &other].into_iter().filter(|issue| issue.status == Status::Open);
    let woke = woke.filter_map(|issue| issue.came_back).reduce(max_time);
    let has_returned = regressed.is_some() || woke.is_some();
    let status = if has_returned { Status::Open } else { one.status };
    let latest = |a: Option<_>, b: Option<_>| match (a, b) {
        (Some(a), Some(b)) => Some(max_time(a, b)),
        (a, b) => a.or(b),
    };
    // Without a decision the number says nothing.
    let known_releases = match (one.decided_at, other.decided_at) {
        (None, None) => one.known_releases.min(other.known_releases),
        (Some(_), None) => one.known_releases,
        (None, Some(_)) => other.known_releases,
        (Some(_), Some(_)) => one.known_releases.max(other.known_releases),
    };
    IssueLine {
        status,
        known_releases,
        regressed: regressed.or(one.regressed).or(other.regressed),
        decided_at: latest(one.decided_at, other.decided_at),
        merged_into: one.merged_into.or(other.merged_into),
        merged_under: one.merged_under.or(other.merged_under),
        noise: one.noise.or(other.noise),
        // It is hidden where all shards hide it.
        hidden_by: one.hidden_by.min(other.hidden_by),
        grouped_by: one.grouped_by.max(other.grouped_by),
        interest: one.interest.and(other.interest),
        events: one.events.saturating_add(other.events),
        sessions: one.sessions.saturating_add(other.sessions),
        first_seen: if other.first_seen.0 < one.first_seen.0 { other.first_seen } else { one.first_seen },
        last_seen: max_time(one.last_seen, other.last_seen),
        // The number 0 is none.
        first_release: match (one.first_release, other.first_release) {
            (0, number) | (number, 0) => number,
            (one, other) => one.min(other),
        },
        last_release: one.last_release.max(other.last_release),
        browsers: families(&one.browsers, &other.browsers),
        place: if one.place.is_empty() { other.place } else { one.place },
        fixed_in: one.fixed_in.or(other.fixed_in),
        fixed_now: one.fixed_now || other.fixed_now,
        snooze_until: latest(one.snooze_until, other.snooze_until),
        snooze_sessions: one.snooze_sessions.saturating_add(other.snooze_sessions),
        snooze_release: one.snooze_release || other.snooze_release,
        came_back: latest(one.came_back, other.came_back),
        assignee: one.assignee.or(other.assignee),
        ..one
    }
}

/// The families of both, each once.
fn families(one: &str, other: &str) -> String {
    let all: std::collections::BTreeSet<&str> =
        one.split(',').chain(other.split(',')).filter(|family| !family.is_empty()).collect();
    all.into_iter().collect::<Vec<_>>().join(",")
}

fn max_time(one: ExportTime, other: ExportTime) -> ExportTime {
    if other.0 > one.0 { other } else { one }
}

/// The sum of two breakdowns, with as many values as one row has.
fn breakdown(one: &BreakdownLine, other: &BreakdownLine) -> BreakdownLine {
    let mut sum = one.facets().unwrap_or_default();
    sum.merge(other.facets().unwrap_or_default());
    let kinds: Vec<_> = sum.0.keys().copied().collect();
    for kind in kinds {
        let (most, rest) = sum.most(kind, VALUES_OF_A_KIND);
        let values = sum.0.entry(kind).or_default();
        *values = most.into_iter().collect();
        if rest != Default::default() {
            values.insert(OTHER.to_owned(), rest);
        }
    }
    BreakdownLine::from(&sum)
}

#[cfg(test)]
mod tests {

    use corncrake_core::{
        ids::{FingerprintHash, IssueId},
        time::UnixMillis,
    };

    use super::*;
    use crate::{
        events::{
            facets::{FacetCount, Facets},
            outcomes::Outcomes,
        },
        transfer::export_line::{FingerprintLine, RegressedLine},
    };

    fn time(ms: i64) -> ExportTime {
        ExportTime(UnixMillis(ms))
    }

    fn issue_line() -> IssueLine {
        IssueLine {
            id: IssueId::of(&FingerprintHash([7; 16])),
            title: "t".into(),
            kind: 1,
            status: Status::Resolved,
            decided_at: Some(time(50)),
            known_releases: 2,
            regressed: None,
            merged_into: None,
            merged_under: None,
            noise: None,
            events: 3,
            sessions: 2,
            first_seen: time(10),
            last_seen: time(40),
            grouping: vec![],
            grouping_version: 2,
            first_release: 0,
            last_release: 0,
            browsers: String::new(),
            place: String::new(),
            fixed_in: None,
            fixed_now: false,
            hidden_by: 0,
            interest: Default::default(),
            snooze_until: None,
            snooze_sessions: 0,
            snooze_release: false,
            came_back: None,
            assignee: None,
            grouped_by: 0,
        }
    }

    #[test]
    fn an_issue_of_two_shards_is_counted_once_and_open_where_one_saw_it_come_back() {
        let back = RegressedLine { at: time(60), release: Some("2.0".into()) };
        let other = IssueLine {
            status: Status::Open,
            regressed: Some(back.clone()),
            decided_at: None,
            events: 4,
            first_seen: time(5),
            last_seen: time(60),
            ..issue_line()
        };
        for (a, b) in [(issue_line(), other.clone()), (other, issue_line())] {
            let sum = issue(a, b);
            assert_eq!((sum.status, sum.regressed.clone()), (Status::Open, Some(back.clone())));
            assert_eq!((sum.events, sum.sessions, sum.decided_at), (7, 4, Some(time(50))));
            assert_eq!((sum.first_seen, sum.last_seen), (time(5), time(60)));
        }
    }

    #[test]
    fn a_sum_of_breakdowns_has_no_more_values_than_a_row_and_loses_no_count() {
        let of = |from: usize| {
            let values = (from..from + VALUES_OF_A_KIND)
                .map(|value| (format!("v{value:03}"), FacetCount { events: 1 + value as u64, sessions: 1 }));
            BreakdownLine::from(&Facets([(FacetKind::Release, values.collect())].into()))
        };
        let (one, other) = (of(0), of(VALUES_OF_A_KIND - 5));
        let line = |breakdown| {
            ExportLine::Outcomes(Box::new(OutcomesLine {
                start: time(0),
                outcomes: Outcomes { stored: 1, ..Outcomes::default() },
                breakdown,
            }))
        };
        let ExportLine::Outcomes(sum) = combine(line(one.clone()), line(other.clone())) else { panic!() };
        assert_eq!(sum.outcomes.stored, 2);
        let release = &sum.breakdown.0["release"];
        assert_eq!(release.values.len(), VALUES_OF_A_KIND);
        let events = |line: &BreakdownLine| -> u64 {
            let kind = &line.0["release"];
            kind.values.iter().map(|value| value.events).sum::<u64>()
                + kind.other.as_ref().map_or(0, |other| other.events)
        };
        assert_eq!(events(&sum.breakdown), events(&one) + events(&other));
    }

    #[test]
    fn lines_of_different_tables_and_keys_have_different_merge_keys() {
        let line = |byte, version| {
            ExportLine::Fingerprint(FingerprintLine {
                hash: FingerprintHash([byte; 16]),
                version,
                issue: IssueId::of(&FingerprintHash([1; 16])),
            })
        };
        assert_eq!(merge_key(&line(1, 1)), merge_key(&line(1, 2)));
        assert!(merge_key(&line(1, 1)) < merge_key(&line(2, 1)));
        assert!(merge_key(&ExportLine::Issue(Box::new(issue_line()))) < merge_key(&line(0, 1)));
    }
}
