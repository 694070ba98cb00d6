//! The list of issues, against SQLite itself.

use corncrake_core::{ids::FingerprintHash, status::Status, time::HOUR_MS};
use corncrake_model::{
    events::facets::FacetKind,
    issues::{
        issue::IssueGrouping,
        issue_list::{Cursor, Filter, Sort},
    },
};

use super::{filter, *};
use crate::{
    counts::issue_hours::put_issue_facets,
    issues::{
        merge,
        rows::{self, CounterIncrement, NewIssue, count_issues, open_issues, seen_in_hours},
    },
    native::Native,
};

const NOON: i64 = 480_000 * HOUR_MS;

fn id(number: u64) -> IssueId {
    format!("{number:016x}").parse().unwrap()
}

fn increment(number: u64, at: i64, events: u64) -> CounterIncrement {
    let at = UnixMillis(at);
    CounterIncrement {
        id: id(number),
        events,
        records: events,
        sessions: events / 2,
        facets: 0,
        first: at,
        last: at,
        releases: (0, 0),
        browsers: String::new(),
    }
}

/// An issue with a title and some text that it is found by.
fn open(sql: &Native, number: u64, at: i64, title: &str, text: &str) {
    let grouping = IssueGrouping {
        fingerprint: FingerprintHash([0; 16]),
        before: Vec::new(),
        version: 1,
        grouping: Vec::new(),
        title: title.to_owned(),
        kind: 1,
        noise: (number % 10 == 9).then(|| "extension".to_owned()),
        place: String::new(),
        symbols: Vec::new(),
        rules: Default::default(),
    };
    let opening = NewIssue {
        grouping: &grouping,
        gain: increment(number, at, number % 33 * 3),
        running: None,
        is_provisional: false,
        text: text.to_owned(),
    };
    open_issues(sql, &[opening]).unwrap();
}

fn ids(sql: &Native, filter: &Filter, sort: Sort) -> Vec<u64> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = issues(sql, filter, sort, after, 3).unwrap();
        all.extend(page.issues.iter().map(|issue| u64::from_str_radix(&issue.id.to_string(), 16).unwrap()));
        let Some(next) = page.next else { return all };
        after = Some(next.to_string().parse().unwrap());
    }
}

fn found_ids(sql: &Native, text: &str) -> Vec<u64> {
    ids(sql, &Filter { text: Some(text.to_owned()), ..Filter::default() }, Sort::Newest)
}

#[test]
fn every_order_is_read_page_by_page_without_gap_or_repeat() {
    let sql = Native::project();
    for number in 0..29 {
        open(&sql, number, NOON + i64::try_from(number * 7 % 5).unwrap() * HOUR_MS / 2, "bug", "bug");
    }
    // Twelve are seen again an hour later.
    let again: Vec<_> = (0..12).map(|number| (increment(number, NOON + 3 * HOUR_MS, 10), None)).collect();
    count_issues(&sql, &again).unwrap();
    let hours: Vec<_> =
        again.iter().map(|(gain, _): &(CounterIncrement, _)| (gain.id, gain.last.hour())).collect();
    seen_in_hours(&sql, &hours).unwrap();

    let everything = Filter::default();
    for sort in [Sort::Newest, Sort::MostEvents, Sort::MostSessions, Sort::FirstSeen] {
        let all = ids(&sql, &everything, sort);
        assert_eq!(all.len(), 27, "{sort:?}");
        let key = |number: &u64| {
            let one = rows::issue(&sql, id(*number)).unwrap().unwrap();
            Cursor::of(sort, &one)
        };
        assert!(all.iter().map(key).collect::<Vec<_>>().windows(2).all(|pair| pair[0] > pair[1]), "{sort:?}");
    }
    assert_eq!(ids(&sql, &Filter { noise: true, ..everything }, Sort::Newest), [9, 19]);
}

#[test]
fn an_issue_is_found_by_any_part_of_what_it_says() {
    let sql = Native::project();
    open(&sql, 1, NOON, "TypeError: cart is undefined", "TypeError: cart is undefined\n/checkout\npayNow");
    open(&sql, 2, NOON + 1, "RangeError", "RangeError\n/account/Ärger\napp-4f1c2d.js");
    open(&sql, 0x8000_0000_0000_0003, NOON + 2, "50% off", "50% off\n/checkout");
    for (text, expected) in [
        ("checkout", vec![0x8000_0000_0000_0003, 1]),
        ("CHECKOUT", vec![0x8000_0000_0000_0003, 1]),
        ("heck", vec![0x8000_0000_0000_0003, 1]),
        ("checkout paynow", vec![1]),
        ("is undefined cart", vec![1]),
        ("ärger", vec![2]),
        ("app-4f", vec![2]),
        ("50%", vec![0x8000_0000_0000_0003]),
        ("pe", vec![1]),
        ("nowhere", vec![]),
        ("\"; DROP TABLE issue", vec![]),
        ("cart OR off", vec![]),
        ("checkout\0", vec![0x8000_0000_0000_0003, 1]),
        ("   ", vec![0x8000_0000_0000_0003, 2, 1]),
    ] {
        assert_eq!(found_ids(&sql, text), expected, "{text:?}");
    }
}

#[test]
fn filters_hold_together() {
    let sql = Native::project();
    for number in 1..=6 {
        open(&sql, number, NOON, "bug", "bug");
    }
    let facet = |kind, value: &str, number| (kind, value.to_owned(), id(number));
    let values = [
        facet(FacetKind::Release, "1.4", 1),
        facet(FacetKind::Release, "1.4", 2),
        facet(FacetKind::Release, "1.5", 2),
        facet(FacetKind::Browser, "Firefox 153", 2),
        facet(FacetKind::Type, "5", 3),
        facet(FacetKind::Environment, "staging", 1),
    ];
    assert_eq!(put_issue_facets(&sql, &values).unwrap().len(), 6);
    assert_eq!(put_issue_facets(&sql, &values).unwrap().len(), 0, "a value is noted once");
    let some = |text: &str| Some(text.to_owned());
    let all = Filter::default();
    for (filter, expected) in [
        (Filter { release: some("1.4"), ..all.clone() }, vec![2, 1]),
        (Filter { release: some("1.4"), browser: some("Firefox 153"), ..all.clone() }, vec![2]),
        (Filter { release: some("1.5"), environment: some("staging"), ..all.clone() }, vec![]),
        (Filter { kinds: vec![5], ..all.clone() }, vec![3]),
        (Filter { kinds: vec![5, 96], ..all.clone() }, vec![3]),
        (Filter { status: Some(Status::Open), release: some("1.5"), ..all.clone() }, vec![2]),
        (Filter { status: Some(Status::Resolved), ..all.clone() }, vec![]),
    ] {
        assert_eq!(ids(&sql, &filter, Sort::Newest), expected, "{filter:?}");
        assert_eq!(ids(&sql, &filter, Sort::MostEvents).len(), expected.len(), "{filter:?}");
    }
}

#[test]
fn a_page_reads_the_issues_near_it_and_no_more() {
    let sql = Native::project();
    for (sort, index, block) in [
        (Sort::Newest, "issue_newest", "hour"),
        (Sort::MostEvents, "issue_events", "events_level"),
        (Sort::MostSessions, "issue_sessions", "sessions_level"),
        (Sort::FirstSeen, "issue_began", "began"),
    ] {
        for after in [None, Some(Cursor { key: NOON, id: id(1) })] {
            let fits = filter::plain(&Filter::default());
            let (statement, args) = statement(fits, sort, after, 51);
            let args: Vec<Arg<'_>> = args.iter().map(BoundValue::arg).collect();
            let rows = sql.exec(&format!("EXPLAIN QUERY PLAN {statement}"), &args).unwrap();
            let plan: Vec<&str> = rows.iter().map(|row| row.text(3).unwrap()).collect();
            // The index gives the hours, or levels, in their order; only the issues of one are
            // sorted, and of an issue with members those are looked up.
            let way = format!("SEARCH issue USING INDEX {index} ({block}<?)");
            assert_eq!(plan.first(), Some(&way.as_str()), "{plan:?}");
            assert_eq!(plan.last(), Some(&"USE TEMP B-TREE FOR LAST 2 TERMS OF ORDER BY"), "{plan:?}");
        }
    }
}

/// However a page is read, it is the same page.
#[test]
fn few_and_many_give_the_same_list() {
    let sql = Native::project();
    let mut values = Vec::new();
    for number in 0..1_300 {
        let rare = if number % 97 == 0 { "a rare one" } else { "" };
        open(
            &sql,
            number,
            NOON + i64::try_from(number * 7_919 % 400).unwrap() * HOUR_MS / 4,
            "bug",
            &format!("bug {rare}"),
        );
        values.push((FacetKind::Environment, "production".to_owned(), id(number)));
        values.push((FacetKind::Release, format!("{}", number / 50), id(number)));
    }
    put_issue_facets(&sql, &values).unwrap();
    for number in (5..1_300).step_by(31).filter(|number| number % 10 != 9 && number % 130 != 4) {
        merge::merge(&sql, id(number), id(number / 130 * 130 + 4)).unwrap();
    }
    let some = |text: &str| Some(text.to_owned());
    let all = Filter::default();
    for filter in [
        Filter { environment: some("production"), ..all.clone() },
        Filter { release: some("3"), ..all.clone() },
        Filter { release: some("3"), environment: some("production"), ..all.clone() },
        Filter { text: some("bug"), ..all.clone() },
        Filter { text: some("rare"), environment: some("production"), ..all.clone() },
        Filter { text: some("nowhere"), ..all.clone() },
        Filter { noise: true, ..all.clone() },
        Filter { status: Some(Status::Resolved), ..all.clone() },
    ] {
        for sort in [Sort::Newest, Sort::MostEvents, Sort::MostSessions, Sort::FirstSeen] {
            let read = |fits: FilterPredicate| {
                let (statement, args) = statement(fits, sort, None, 5_000);
                let args: Vec<Arg<'_>> = args.iter().map(BoundValue::arg).collect();
                let rows = sql.exec(&statement, &args).unwrap();
                rows.iter().map(|row| row.parse(0).unwrap()).collect::<Vec<IssueId>>()
            };
            let planned = filter::planned(&sql, &filter, FEW).unwrap();
            let few = planned.few;
            let listed = read(planned);
            assert_eq!(listed, read(filter::plain(&filter)), "{filter:?} {sort:?}");
            let pages: Vec<IssueId> = {
                let (mut all, mut after) = (Vec::new(), None);
                loop {
                    let page = issues(&sql, &filter, sort, after, 100).unwrap();
                    all.extend(page.issues.iter().map(|issue| issue.id));
                    after = page.next;
                    if after.is_none() {
                        break all;
                    }
                }
            };
            assert_eq!(pages, listed, "{filter:?} {sort:?}");
            let is_common = filter.text.as_deref() == Some("bug")
                || filter.environment.is_some() && filter.release.is_none() && filter.text.is_none();
            assert_eq!(few, !is_common, "{filter:?}");
        }
    }
}
