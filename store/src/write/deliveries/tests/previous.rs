//! What a project has of fingerprint v1 goes on by v2: no old bug opens a new issue, and nothing
//! that was decided about one is lost. The hashes are those that the released version 1 wrote
//! down (`fingerprint-v1/tests/events.jsonl`).

use std::collections::BTreeMap;

use corncrake_core::{group, ids::IssueId, scrub, stack, status::Status};
use corncrake_model::issues::triage::TriageRequest;
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::issues::{merge::merge, rows::issue, triage::triage};

/// An event as it arrived, and what version 1 made of it.
struct Recorded {
    event: Event,
    hash: FingerprintHash,
}

fn recorded() -> Vec<Recorded> {
    type Line = (String, Option<String>, String, Option<String>, u64);
    let lines = include_str!("../../../../../fingerprint-v1/tests/events.jsonl").lines();
    lines
        .map(|line| {
            let (hash, name, message, stack, kind): Line = serde_json::from_str(line).unwrap();
            let kind = EventType::from_code(kind).unwrap();
            let event = Event { kind, name, message, stack, ..Event::default() };
            Recorded { event, hash: hash.parse().unwrap() }
        })
        .collect()
}

/// A delivery of an event, by the version that a build had.
fn delivery(recorded: &Recorded, at: i64, is_old: bool) -> Delivery {
    let mut delivery = error(0, 1, at);
    let processed = processed(&mut delivery);
    let grouping = &mut processed.grouping;
    if is_old {
        (grouping.fingerprint, grouping.version) = (recorded.hash, 1);
    } else {
        let previous = corncrake_fingerprint_v1::fingerprint(&recorded.event);
        let mut event = recorded.event.clone();
        scrub::event(&mut event);
        let text = event.stack.as_deref().unwrap_or_default();
        let frames = stack::parse_event(text, event.name.as_deref(), &event.message);
        grouping.fingerprint = group::fingerprint(&event, &frames).hash;
        grouping.before = vec![previous];
        grouping.version = group::VERSION;
    }
    processed.body.release = Some("1.0".into());
    delivery
}

/// What people decided: status and head of every issue.
fn decisions(sql: &Native) -> BTreeMap<IssueId, (Status, Option<IssueId>)> {
    let rows = sql.exec("SELECT id FROM issue", &[]).unwrap();
    let ids = rows.iter().map(|row| row.parse::<IssueId>(0).unwrap());
    ids.map(|id| (id, issue(sql, id).unwrap().unwrap()))
        .map(|(id, one)| (id, (one.status, one.merged_into)))
        .collect()
}

fn count(sql: &Native) -> i64 {
    sql.first("SELECT sum(events) FROM issue", &[]).unwrap().unwrap().integer(0).unwrap()
}

/// What is done about an issue before the new build comes.
#[derive(Debug, Clone, Copy)]
enum Done {
    Nothing,
    Resolved,
    Ignored,
    MergedWithTheOneBefore,
}

fn done() -> impl Strategy<Value = Done> {
    prop_oneof![
        Just(Done::Nothing),
        Just(Done::Resolved),
        Just(Done::Ignored),
        Just(Done::MergedWithTheOneBefore)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn old_issues_go_on(
        some in vec((any::<prop::sample::Index>(), done()), 1..12),
        again in vec(any::<prop::sample::Index>(), 1..24),
    ) {
        let (all, sql) = (recorded(), Native::project());
        let mut last = None;
        for (index, done) in &some {
            let old = index.get(&all);
            write(&sql, &delivery(old, 0, true)).unwrap();
            let id = IssueId::of(&old.hash);
            let to = |to| {
                let decision = TriageRequest { issues: vec![id], to, at: UnixMillis(NOON.0 + 1), releases: vec![], is_undo: false, fixed_in: Default::default(), snooze: None, by: None };
                triage(&sql, &decision).unwrap();
            };
            match (done, last) {
                (Done::Resolved, _) => to(Status::Resolved),
                (Done::Ignored, _) => to(Status::Ignored),
                (Done::MergedWithTheOneBefore, Some(last)) if last != id => drop(merge(&sql, id, last).unwrap()),
                _ => {}
            }
            last = Some(id);
        }
        let before = decisions(&sql);
        for (at, index) in again.iter().enumerate() {
            let (old, _) = index.get(&some);
            write(&sql, &delivery(old.get(&all), 10 + at as i64, false)).unwrap();
        }
        prop_assert_eq!(decisions(&sql), before);
        prop_assert_eq!(count(&sql), (some.len() + again.len()) as i64);
    }
}

#[test]
fn what_is_new_is_told_apart_by_the_new_version_alone() {
    let sql = Native::project();
    let all = recorded();
    // Two panics that version 1 took for one.
    let [one, other] = [&all[0], &all[1]];
    assert_eq!(one.hash, other.hash);
    for recorded in [one, other, one] {
        write(&sql, &delivery(recorded, 0, false)).unwrap();
    }
    assert_eq!(decisions(&sql).len(), 2);
}
