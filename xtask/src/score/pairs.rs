//! How well errors are grouped: of two events that are one bug, are they one issue (recall),
//! and of two that are one issue, are they one bug (precision)?

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{
    corpus::{RecordedError, parts},
    frames::percent,
    reasons,
};

/// An event: its bug, its engine, its build, and the parts that it is grouped by.
pub(super) struct GroupedEvent<'a> {
    pub(super) bug: &'a str,
    pub(super) engine: &'a str,
    pub(super) build: &'a str,
    pub(super) parts: Vec<String>,
}

/// Bugs of one very line, reached by different ways: one issue or several, both are right, so
/// pairs of these are not counted.
const KIN: [&[&str]; 3] =
    [&["nested", "tail call"], &["constructor", "constructor in static", "super"], &["async", "promise all"]];

fn are_kin(one: &str, other: &str) -> bool {
    one != other && KIN.iter().any(|kin| kin.contains(&one) && kin.contains(&other))
}

/// Bugs that say the very same in one file, and not in one place. Where a build's names and lines
/// mean nothing, no engine's stack distinguishes these.
const TWINS: [&[&str]; 3] = [&["for each", "map"], &["executor", "sort"], &["json", "fetch page"]];

fn are_twins(one: &str, other: &str) -> bool {
    one != other && TWINS.iter().any(|twins| twins.contains(&one) && twins.contains(&other))
}

/// PairTally of one kind.
#[derive(Default)]
struct PairTally {
    /// One bug and one issue.
    right: usize,
    /// One bug in two issues.
    split: usize,
    /// Two bugs in one issue.
    joined: usize,
}

impl PairTally {
    fn of(
        events: &[GroupedEvent<'_>],
        counts: impl Fn(&GroupedEvent<'_>, &GroupedEvent<'_>) -> bool,
    ) -> Self {
        let mut pairs = Self::default();
        for (at, one) in events.iter().enumerate() {
            for other in
                events.iter().skip(at + 1).filter(|other| counts(one, other) && !are_kin(one.bug, other.bug))
            {
                match (one.bug == other.bug, one.parts == other.parts) {
                    (true, true) => pairs.right += 1,
                    (true, false) => pairs.split += 1,
                    (false, true) => pairs.joined += 1,
                    (false, false) => {}
                }
            }
        }
        pairs
    }

    fn row(&self, out: &mut String, name: &str) {
        let Self { right, split, joined } = *self;
        let (recall, precision) = (percent(right, right + split), percent(right, right + joined));
        let _ = writeln!(
            out,
            "| {name} | {} | {right} | {split} | {recall} | {joined} | {precision} |",
            right + split
        );
    }
}

/// The table's head.
pub(super) const HEAD: &str = "| pairs of events | of one bug | one issue | two issues | recall | two bugs in one issue | precision |\n|---|--:|--:|--:|--:|--:|--:|\n";

/// The rows of events with stacks, of one kind of build.
pub(super) fn rows(out: &mut String, kind: &str, events: &[GroupedEvent<'_>]) {
    let whole = PairTally::of(events, |_, _| true);
    PairTally::of(events, |one, other| one.engine != other.engine && one.build == other.build)
        .row(out, &format!("{kind}: two engines, one build"));
    PairTally::of(events, |one, other| one.engine == other.engine && one.build != other.build)
        .row(out, &format!("{kind}: one engine, two builds"));
    PairTally::of(events, |one, other| !are_twins(one.bug, other.bug))
        .row(out, &format!("{kind}: all but twins"));
    whole.row(out, &format!("{kind}: all"));
}

/// The row of the bugs' events without their stacks: recall alone, since by its message alone
/// nobody knows whether it is one bug.
pub(super) fn wordings(out: &mut String, cases: &[RecordedError]) {
    let events = group(cases.iter(), |case| {
        let mut event = case.event();
        event.stack = None;
        parts(event)
    });
    let PairTally { right, split, .. } = PairTally::of(&events, |_, _| true);
    let recall = percent(right, right + split);
    let _ = writeln!(out, "| without stacks | {} | {right} | {split} | {recall} | - | - |", right + split);
}

/// Events, each with the parts that it is grouped by.
pub(super) fn group<'a>(
    cases: impl Iterator<Item = &'a RecordedError>,
    parts: impl Fn(&RecordedError) -> Vec<String>,
) -> Vec<GroupedEvent<'a>> {
    let grouped = |case: &'a RecordedError| GroupedEvent {
        bug: &case.id,
        engine: &case.engine,
        build: &case.build,
        parts: parts(case),
    };
    cases.map(grouped).collect()
}

/// Every bug that is more than one issue, and every issue that is more than one bug.
pub(super) fn wrong(kind: &str, events: &[GroupedEvent<'_>]) -> Vec<String> {
    let mut bugs: BTreeMap<&str, BTreeMap<&[String], BTreeSet<&str>>> = BTreeMap::new();
    let mut issues: BTreeMap<&[String], BTreeSet<&str>> = BTreeMap::new();
    for GroupedEvent { bug, engine, parts, .. } in events {
        bugs.entry(bug).or_default().entry(parts).or_default().insert(engine);
        issues.entry(parts).or_default().insert(bug);
    }
    let mut all = Vec::new();
    for (bug, issues) in bugs.into_iter().filter(|(_, issues)| issues.len() > 1) {
        let list: Vec<String> = issues
            .iter()
            .map(|(parts, engines)| {
                let engines: Vec<&str> =
                    engines.iter().map(|engine| engine.split(' ').next().unwrap_or(engine)).collect();
                format!("{}: {}", engines.join("+"), parts.join(", "))
            })
            .collect();
        all.push(format!("{kind}, split: {bug} ({}). {}", reasons::of(bug), list.join(" / ")));
    }
    let joins = |bugs: &BTreeSet<&str>| {
        bugs.iter().any(|one| bugs.iter().any(|other| one != other && !are_kin(one, other)))
    };
    for (parts, bugs) in issues.into_iter().filter(|(_, bugs)| joins(bugs)) {
        let list: Vec<&str> = bugs.into_iter().collect();
        let bugs = list.join(" & ");
        all.push(format!("{kind}, joined: {bugs} ({}). {}", reasons::of(&bugs), parts.join(", ")));
    }
    all
}
