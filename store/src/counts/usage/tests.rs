//! Who counts, how often, and what is published of it.

use corncrake_core::{
    ids::VisitorKey,
    time::{DAY_MS, UnixMillis},
    usage_noise::{COUNTED_A_DAY, NAMES},
    wire::usage::FeatureUse,
};
use corncrake_model::events::{
    agent::Agent,
    delivery::Delivery,
    usage::{UsageReport, UsageSubject},
};

use super::{super::usage_days::MOST_DAYS, *};
use crate::{
    alerts::watch::RuleWatch,
    counts::sessions::{forget_before, forget_sessions},
    native::Native,
    write::{
        deliveries,
        fixtures::{NOON, ROOM, bug_in, draws, receive},
        limits::RateLimits,
    },
};

fn list(lines: &[&str]) -> UsageList {
    UsageList::parse(lines.iter().copied()).unwrap()
}

fn one(name: &str, values: &[(&str, &str)]) -> FeatureUse {
    let values = values.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    FeatureUse { name: name.to_owned(), values }
}

fn delivery(visitor: u16, at: UnixMillis, uses: Vec<FeatureUse>) -> Delivery {
    let mut key = [7; 16];
    key[..2].copy_from_slice(&visitor.to_be_bytes());
    let platform = Agent { browser: Some("Firefox".into()), os: Some("Linux".into()) };
    let usage = Some(UsageReport { release: "1.0".into(), uses });
    Delivery { platform, usage, ..Delivery::of(at, VisitorKey(key), vec![]) }
}

fn write(sql: &Native, all: &[Delivery]) {
    let all: Vec<&Delivery> = all.iter().collect();
    deliveries::write(sql, &all, &mut RateLimits::new(500, 1_000), ROOM, &RuleWatch::default()).unwrap();
}

/// The true counts of the running day: each cell by its kind, name and key.
fn counts(sql: &Native) -> BTreeMap<String, i64> {
    let rows =
        sql.exec("SELECT kind || ' ' || name || ' ' || key || ' ' || cell, visitors FROM usage_day", &[]);
    rows.unwrap().iter().map(|row| (row.text(0).unwrap().to_owned(), row.integer(1).unwrap())).collect()
}

fn rows(sql: &Native, table: &str) -> usize {
    sql.exec(&format!("SELECT 1 FROM {table}"), &[]).unwrap().len()
}

/// A project that counts these names, and has a release.
fn project(lines: &[&str]) -> Native {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    forget_sessions(&sql).unwrap();
    set_usage_list(&sql, &list(lines), NOON.day()).unwrap();
    sql
}

#[test]
fn a_visitor_counts_once_a_day_whatever_it_sends() {
    let sql = project(&["export format=pdf,csv"]);
    let pdf = || vec![one("export", &[("format", "pdf")])];
    write(&sql, &[delivery(1, NOON, pdf()), delivery(1, NOON, pdf())]);
    write(&sql, &[delivery(1, NOON, pdf()), delivery(2, NOON, vec![one("export", &[("format", "csv")])])]);
    let expected = [
        ("n   export", 2),
        ("p export  Firefox, Linux", 2),
        ("r export  1.0", 2),
        ("v export format csv", 1),
        ("v export format pdf", 1),
    ];
    assert_eq!(counts(&sql), expected.map(|(cell, count)| (cell.to_owned(), count)).into());
    // No visit, no event: nothing else knows of it.
    assert_eq!((rows(&sql, "session"), rows(&sql, "issue"), rows(&sql, "session_hour")), (0, 1, 1));
    // Two visitors with two names, two values, and each itself.
    assert_eq!(rows(&sql, "usage_session"), 6);
    let tomorrow = UnixMillis(NOON.0 + DAY_MS);
    write(&sql, &[delivery(1, tomorrow, pdf())]);
    let row = sql.first("SELECT sum(visitors) FROM usage_day", &[]).unwrap().unwrap();
    assert_eq!((row.integer(0).unwrap(), rows(&sql, "usage_session")), (8 + 4, 3));
    forget_sessions(&sql).unwrap();
    assert_eq!(rows(&sql, "usage_session"), 0, "the salt is lost");
}

#[test]
fn a_visitor_counts_in_so_many_cells_and_no_more() {
    let names: Vec<String> = (0..44).map(|n| format!("name-{n} a=x b=x c=x")).collect();
    let sql = project(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let (alone, most) = (i64::from(COUNTED_A_DAY), usize::from(COUNTED_A_DAY));
    let name = |n: usize| one(&format!("name-{n}"), &[("a", "x"), ("b", "x"), ("c", "x")]);
    for turn in 0..3 {
        write(&sql, &[delivery(1, NOON, (0..30).map(|n| name(n + turn * 7)).collect())]);
    }
    let of =
        |kind: &str| counts(&sql).iter().filter(|(cell, _)| cell.starts_with(kind)).map(|(_, n)| n).sum();
    let all: [i64; 4] = ["n", "p", "r", "v"].map(of);
    assert_eq!(all, [alone; 4]);
    assert_eq!(rows(&sql, "usage_session"), 1 + 2 * most);
    // A value counts only for a name that counts.
    let named = counts(&sql).keys().filter(|cell| cell.starts_with('v')).all(|cell| cell.contains("name-"));
    assert!(named);
}

#[test]
fn those_whose_visits_do_not_count_are_in_no_number() {
    let sql = project(&["search"]);
    let of = |visitor| delivery(visitor, NOON, vec![one("search", &[])]);
    write(
        &sql,
        &[
            Delivery { is_bot: true, ..of(1) },
            Delivery { is_private: true, ..of(2) },
            Delivery { is_vouched: false, ..of(3) },
        ],
    );
    assert_eq!((rows(&sql, "usage_day"), rows(&sql, "usage_session")), (0, 0));
    // A delivery of yesterday counts on no day.
    write(&sql, &[delivery(4, UnixMillis(NOON.0 + DAY_MS), vec![one("search", &[])]), of(5)]);
    assert_eq!((counts(&sql).get("n   search"), rows(&sql, "usage_session")), (Some(&1), 2));
}

#[test]
fn what_the_project_does_not_count_is_in_no_number_and_outlives_no_day() {
    let sql = project(&["search format=pdf"]);
    let secret = |name, values: &[(&str, &str)]| {
        let report = UsageReport { release: "secret".into(), uses: vec![one(name, values)] };
        Delivery { usage: Some(report), ..delivery(1, NOON, vec![]) }
    };
    // An isolate may know another list than the object, and a sender may name any release.
    write(&sql, &[secret("search", &[]), secret("secret", &[]), secret("search", &[("format", "secret")])]);
    let expected = [("n   search", 1), ("p search  Firefox, Linux", 1), ("r search  ", 1)];
    assert_eq!(counts(&sql), expected.map(|(cell, count)| (cell.to_owned(), count)).into());
    set_usage_list(&sql, &UsageList::default(), NOON.day()).unwrap();
    write(&sql, &[secret("search", &[])]);
    assert_eq!(rows(&sql, "usage_day"), 0, "it is switched off");
    // What is there in spite of that goes with its day.
    let left = [Arg::Integer(NOON.day().0)];
    sql.exec("INSERT INTO usage_day VALUES (?, 'n', '', '', 'search', 5)", &left).unwrap();
    publish_usage(&sql, NOON.day().next(), &mut draws(1)).unwrap();
    assert_eq!((rows(&sql, "usage_day"), rows(&sql, "usage_published")), (0, 0));
}

#[test]
fn a_day_is_published_once_it_is_over_and_never_drawn_again() {
    let sql = Native::project();
    let today = NOON.day();
    set_usage_list(&sql, &list(&["export format=pdf,csv", "search"]), today).unwrap();
    receive(&sql, bug_in("1.0", 1, 0));
    let uses = |visitor: u16| {
        let format = if visitor < 400 { "pdf" } else { "csv" };
        delivery(visitor, NOON, vec![one("export", &[("format", format)])])
    };
    write(&sql, &(0..401).map(uses).collect::<Vec<_>>());
    publish_usage(&sql, today, &mut draws(1)).unwrap();
    assert_eq!(usage(&sql, UsageSubject::Features, UtcDay(0)).unwrap(), [], "today is nobody's to read");
    let publish = |day: i64, seed| {
        forget_before(&sql, UtcDay(today.0 + day)).unwrap();
        publish_usage(&sql, UtcDay(today.0 + day), &mut draws(seed)).unwrap();
        usage(&sql, UsageSubject::Features, UtcDay(0)).unwrap()
    };
    let first = publish(1, 2);
    let named: Vec<_> = first
        .iter()
        .filter(|count| count.cell.is_some())
        .map(|count| (count.group.kind.letter(), count.group.name.as_str(), count.cell.as_deref().unwrap()))
        .collect();
    let expected = [
        ("n", "", "export"),
        ("p", "export", "Firefox, Linux"),
        ("r", "export", "1.0"),
        ("v", "export", "pdf"),
    ];
    assert_eq!(named, expected, "{first:?}");
    assert!(first.iter().all(|count| count.day == today));
    let of_name = first.iter().find(|count| count.cell.as_deref() == Some("export")).unwrap();
    assert!(of_name.visitors.abs_diff(401) < 200, "{of_name:?}");
    assert_eq!((rows(&sql, "usage_day"), rows(&sql, "usage_session")), (0, 0));
    for seed in 3..6 {
        assert_eq!(publish(1, seed), first);
    }
    // A day on which nobody used anything is published like any other.
    let both = publish(2, 7);
    assert_eq!(both[..first.len()], first);
    let groups =
        |day: i64| both.iter().filter(|one| one.day.0 == today.0 + day && one.cell.is_none()).count();
    assert_eq!((groups(0), groups(1)), (4, 1), "{both:?}");
}

#[test]
fn a_long_absence_publishes_no_more_than_a_month() {
    let sql = Native::project();
    set_usage_list(&sql, &list(&["search"]), UtcDay(0)).unwrap();
    publish_usage(&sql, UtcDay(40_000), &mut draws(1)).unwrap();
    let days: std::collections::BTreeSet<_> =
        usage(&sql, UsageSubject::Features, UtcDay(0)).unwrap().iter().map(|one| one.day).collect();
    assert_eq!(days.len(), usize::try_from(MOST_DAYS).unwrap());
}

#[test]
fn a_list_without_names_counts_and_publishes_nothing_more() {
    let sql = Native::project();
    set_usage_list(&sql, &list(&["search"]), NOON.day()).unwrap();
    write(&sql, &[delivery(1, NOON, vec![one("search", &[])])]);
    set_usage_list(&sql, &UsageList::default(), NOON.day()).unwrap();
    assert_eq!((rows(&sql, "usage_day"), rows(&sql, "usage_list")), (0, 0));
    publish_usage(&sql, NOON.day().next(), &mut draws(1)).unwrap();
    assert_eq!(usage(&sql, UsageSubject::Features, UtcDay(0)).unwrap(), []);
    // A list that changes goes on; one that begins anew begins with its day.
    for lines in [&["search"][..], &["search", "login"]] {
        set_usage_list(&sql, &list(lines), UtcDay(NOON.day().0 + 5)).unwrap();
    }
    publish_usage(&sql, UtcDay(NOON.day().0 + 6), &mut draws(1)).unwrap();
    assert!(
        usage(&sql, UsageSubject::Features, UtcDay(0))
            .unwrap()
            .iter()
            .all(|one| one.day.0 == NOON.day().0 + 5)
    );
}

const DRAWS: u32 = 12_000;

/// How often each outcome came of so many draws of a day. An outcome is what is named, and the numbers of
/// the names in steps of the noise's scale: so each comes often enough to be counted.
fn outcomes(counts: &DayCounts, seed: u64) -> BTreeMap<String, f64> {
    let list = list(&["a k=x,y", "b"]);
    let (mut draw, mut outcomes) = (draws(seed), BTreeMap::new());
    for _ in 0..DRAWS {
        let mut outcome = String::new();
        for (group, cells) in publish_day(&list, &[], counts, &mut draw) {
            for (cell, visitors) in cells {
                let step =
                    if group.kind == UsageKind::Name { visitors / 20 } else { u64::from(visitors > 200) };
                match (group.kind, cell) {
                    (UsageKind::Name, Some(name)) => outcome.push_str(&format!("{name} {step} ")),
                    (UsageKind::Value, Some(value)) => outcome.push_str(&value),
                    _ => {}
                }
            }
        }
        *outcomes.entry(outcome).or_default() += 1.0;
    }
    outcomes
}

/// The greatest loss that outcomes show which came often enough, less what chance explains.
fn loss(one: &BTreeMap<String, f64>, other: &BTreeMap<String, f64>) -> f64 {
    let of = |(outcome, a): (&String, &f64)| {
        let b = other.get(outcome).copied().unwrap_or(0.0);
        let chance = 4.0 * (1.0 / a + 1.0 / b.max(1.0)).sqrt();
        (*a >= 100.0 || b >= 100.0).then(|| (a / b.max(1.0)).ln().abs() - chance)
    };
    one.iter().filter_map(of).fold(0.0, f64::max)
}

/// A day of so many visitors of two names, and of a value of the first.
fn day(a: u64, b: u64, x: u64) -> DayCounts {
    let mut counts = DayCounts::new();
    counts.insert(UsageGroup::names(), vec![("a".into(), a), ("b".into(), b)]);
    counts.insert(UsageGroup::values("a", "k"), vec![("x".into(), x)]);
    for (name, count) in [("a", a), ("b", b)] {
        for kind in [UsageKind::Release, UsageKind::Platform] {
            counts.insert(UsageGroup::of_name(kind, name), vec![("1.0".into(), count)]);
        }
    }
    counts
}

/// Every outcome of a day with one visitor more, whatever that one used, is at most e times as likely:
/// counted.
#[test]
fn no_outcome_tells_one_visitor_from_none() {
    for (a, b, x) in [(40, 0, 80), (0, 0, 0)] {
        let without = outcomes(&day(a, b, x), 5);
        for with in [day(a + 1, b, x), day(a + 1, b + 1, x + 1)] {
            let with = outcomes(&with, 6);
            let loss = loss(&without, &with).max(self::loss(&with, &without));
            assert!(loss <= 1.0, "{a} {b} {x}: {loss}");
        }
    }
}

#[test]
fn many_visitors_more_would_be_seen() {
    let loss = loss(&outcomes(&day(40, 0, 0), 5), &outcomes(&day(90, 0, 0), 6));
    assert!(loss > 1.0, "{loss}");
}

#[test]
fn a_name_that_nobody_used_is_seldom_there() {
    let (list, mut draw) = (list(&["a", "b", "c", "d", "e"]), draws(11));
    let mut named = 0;
    for _ in 0..200 {
        let published = publish_day(&list, &[], &DayCounts::new(), &mut draw);
        let names = published.iter().filter(|(group, _)| group.kind == UsageKind::Name);
        named += names.map(|(_, cells)| cells.len() - 1).sum::<usize>();
    }
    // One in a hundred is expected of a thousand: e^-4 / 2.
    assert!(NAMES.named_from == 40 && named <= 30, "{named}");
}
