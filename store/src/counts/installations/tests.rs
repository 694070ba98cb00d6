//! What counts as an installation, how often, and what is published of it.

use std::collections::BTreeMap;

use corncrake_core::{
    ids::VisitorKey,
    laplace::Epsilon,
    time::{DAY_MS, UnixMillis},
    usage_list::UsageList,
    wire::{installation::Installation, usage::FeatureUse},
};
use corncrake_model::events::{
    delivery::Delivery,
    usage::{UsageCount, UsageReport, UsageSubject},
};

use super::{super::usage_days::MOST_DAYS, *};
use crate::{
    alerts::watch::RuleWatch,
    counts::{
        sessions::{forget_before, forget_sessions},
        usage::{erase_cell, publish_usage, set_usage_list, usage},
    },
    native::Native,
    write::{
        deliveries,
        fixtures::{NOON, ROOM, bug_in, draws, receive},
        limits::RateLimits,
    },
};

fn delivery(machine: u16, at: UnixMillis, version: &str) -> Delivery {
    let mut key = [7; 16];
    key[..2].copy_from_slice(&machine.to_be_bytes());
    let installation = Some(Installation {
        version: version.into(),
        platform: "linux".into(),
        runtime: if machine.is_multiple_of(2) { "node 22".into() } else { String::new() },
    });
    Delivery { installation, ..Delivery::of(at, VisitorKey(key), vec![]) }
}

fn write(sql: &Native, all: &[Delivery]) {
    let all: Vec<&Delivery> = all.iter().collect();
    deliveries::write(sql, &all, &mut RateLimits::new(500, 1_000), ROOM, &RuleWatch::default()).unwrap();
}

fn counts(sql: &Native) -> BTreeMap<String, i64> {
    let rows = sql.exec("SELECT kind || ' ' || cell, visitors FROM usage_day", &[]);
    rows.unwrap().iter().map(|row| (row.text(0).unwrap().to_owned(), row.integer(1).unwrap())).collect()
}

fn rows(sql: &Native, table: &str) -> usize {
    sql.exec(&format!("SELECT 1 FROM {table}"), &[]).unwrap().len()
}

/// A project that counts installations, and has a release.
fn project() -> Native {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    forget_sessions(&sql).unwrap();
    set_installations(&sql, true, NOON.day()).unwrap();
    sql
}

#[test]
fn the_rows_of_each_switch_are_those_of_its_kinds() {
    for kind in UsageKind::ALL {
        let is_in = super::INSTALLATIONS.counts.rows.contains(&format!("'{}'", kind.letter()));
        assert_eq!(is_in, kind.subject() == UsageSubject::Installations, "{kind:?}");
    }
}

#[test]
fn an_installation_counts_once_a_day_however_often_it_starts() {
    let sql = project();
    for turn in 0..30 {
        let version = if turn == 0 { "1.0" } else { "2.0" };
        write(&sql, &[delivery(2, NOON, version), delivery(2, NOON, version)]);
    }
    write(&sql, &[delivery(3, NOON, "made-up-1")]);
    let expected = [("i ", 1), ("i 1.0", 1), ("s linux", 2), ("t ", 1), ("t node 22", 1)];
    assert_eq!(counts(&sql), expected.map(|(cell, count)| (cell.to_owned(), count)).into());
    // Nothing else knows of it: no visit, no session, no release.
    assert_eq!((rows(&sql, "session"), rows(&sql, "release")), (0, 1));
    assert_eq!(rows(&sql, "usage_session"), 2);
    write(&sql, &[delivery(2, UnixMillis(NOON.0 + DAY_MS), "1.0")]);
    let sum = sql.first("SELECT sum(visitors) FROM usage_day WHERE kind = 'i'", &[]).unwrap().unwrap();
    assert_eq!((sum.integer(0).unwrap(), rows(&sql, "usage_session")), (3, 1));
}

#[test]
fn what_may_not_count_is_in_no_number() {
    let of = |machine| delivery(machine, NOON, "1.0");
    let off = Native::project();
    write(&off, &[of(1)]);
    assert_eq!((rows(&off, "usage_day"), rows(&off, "usage_session")), (0, 0));
    let sql = project();
    write(
        &sql,
        &[
            Delivery { is_bot: true, ..of(1) },
            Delivery { is_private: true, ..of(2) },
            Delivery { is_vouched: false, ..of(3) },
        ],
    );
    assert_eq!((rows(&sql, "usage_day"), rows(&sql, "usage_session")), (0, 0));
}

#[test]
fn a_version_has_a_name_of_its_own_while_it_is_among_the_newest_releases() {
    let sql = project();
    let last = VERSIONS + 10;
    for number in 1..=last {
        let release = [Arg::Text(&format!("2.{number}")), Arg::Integer(number)];
        sql.exec("INSERT INTO release (number, name, first_seen) VALUES (?2 + 100, ?1, 0)", &release)
            .unwrap();
    }
    let machines = 1..=last;
    let all = machines.map(|n| delivery(u16::try_from(n).unwrap(), NOON, &format!("2.{n}")));
    write(&sql, &all.collect::<Vec<_>>());
    let versions =
        counts(&sql).into_iter().filter(|(cell, _)| cell.starts_with("i ")).collect::<BTreeMap<_, _>>();
    assert_eq!(versions.len(), usize::try_from(VERSIONS).unwrap() + 1);
    assert_eq!((versions["i "], versions.get("i 2.10"), versions["i 2.11"]), (10, None, 1));
}

#[test]
fn a_day_is_published_once_it_is_over_and_never_drawn_again() {
    let sql = project();
    let today = NOON.day();
    write(&sql, &(0..400).map(|machine| delivery(machine, NOON, "1.0")).collect::<Vec<_>>());
    publish_installations(&sql, today, &mut draws(1)).unwrap();
    assert_eq!(usage(&sql, UsageSubject::Installations, UtcDay(0)).unwrap(), [], "today is nobody's to read");
    let publish = |day: i64, seed| {
        forget_before(&sql, UtcDay(today.0 + day)).unwrap();
        publish_installations(&sql, UtcDay(today.0 + day), &mut draws(seed)).unwrap();
        usage(&sql, UsageSubject::Installations, UtcDay(0)).unwrap()
    };
    let first = publish(1, 2);
    let named: Vec<_> =
        first.iter().filter_map(|count| Some((count.group.kind, count.cell.as_deref()?))).collect();
    let expected = [
        (UsageKind::InstalledVersion, "1.0"),
        (UsageKind::InstalledPlatform, "linux"),
        (UsageKind::InstalledRuntime, "node 22"),
    ];
    assert_eq!(named, expected, "{first:?}");
    assert!(first.iter().all(|count| count.day == today));
    let of = |cell: &str| first.iter().find(|one| one.cell.as_deref() == Some(cell)).unwrap().visitors;
    assert!(of("1.0").abs_diff(400) < 60 && of("node 22").abs_diff(200) < 120, "{first:?}");
    assert_eq!((rows(&sql, "usage_day"), rows(&sql, "usage_session")), (0, 0));
    for seed in 3..6 {
        assert_eq!(publish(1, seed), first);
    }
    // A day on which nothing started is published like any other.
    let both = publish(2, 7);
    let groups = |day: i64| {
        let own = |one: &&UsageCount| one.day.0 == today.0 + day && one.cell.is_none();
        both.iter().filter(own).count()
    };
    assert_eq!((groups(0), groups(1)), (3, 3), "{both:?}");
    let long = UtcDay(today.0 + 40_000);
    publish_installations(&sql, long, &mut draws(8)).unwrap();
    let days: std::collections::BTreeSet<_> = usage(&sql, UsageSubject::Installations, UtcDay(today.0 + 10))
        .unwrap()
        .iter()
        .map(|one| one.day)
        .collect();
    assert_eq!(days.len(), usize::try_from(MOST_DAYS).unwrap(), "a long absence");
}

#[test]
fn usage_and_installations_are_switched_and_published_each_by_itself() {
    let sql = project();
    let list = UsageList::parse(["search"]).unwrap();
    set_usage_list(&sql, &list, NOON.day()).unwrap();
    let uses = vec![FeatureUse { name: "search".into(), values: vec![] }];
    let usage_report = Some(UsageReport { release: "1.0".into(), uses });
    let both = || Delivery { usage: usage_report.clone(), ..delivery(2, NOON, "1.0") };
    write(&sql, &[both()]);
    assert_eq!(counts(&sql).len(), 3 + 3);
    set_installations(&sql, false, NOON.day()).unwrap();
    assert_eq!(counts(&sql).keys().map(|cell| &cell[..1]).collect::<String>(), "npr");
    set_installations(&sql, true, NOON.day()).unwrap();
    forget_sessions(&sql).unwrap();
    write(&sql, &[both()]);
    set_usage_list(&sql, &UsageList::default(), NOON.day()).unwrap();
    assert_eq!(counts(&sql).keys().map(|cell| &cell[..1]).collect::<String>(), "ist");

    set_usage_list(&sql, &list, NOON.day()).unwrap();
    write(&sql, &[both()]);
    let tomorrow = NOON.day().next();
    publish_usage(&sql, tomorrow, &mut draws(1)).unwrap();
    let is_published = |subject| !usage(&sql, subject, UtcDay(0)).unwrap().is_empty();
    assert!(is_published(UsageSubject::Features) && !is_published(UsageSubject::Installations));
    assert_eq!(counts(&sql).len(), 3, "the others wait for their own turn");
    publish_installations(&sql, tomorrow, &mut draws(1)).unwrap();
    assert!(is_published(UsageSubject::Installations));
    assert!(counts(&sql).is_empty());
}

#[test]
fn the_name_of_a_version_goes_by_an_erasure_and_its_installations_stay() {
    let sql = project();
    write(&sql, &(0..90).map(|machine| delivery(machine, NOON, "1.0")).collect::<Vec<_>>());
    let group = UsageGroup::installations(UsageKind::InstalledVersion);
    erase_cell(&sql, &group, "1.0").unwrap();
    assert_eq!((counts(&sql).get("i "), counts(&sql).get("i 1.0")), (Some(&90), None));
}

const DRAWS: u32 = 12_000;

/// How often each outcome came of so many draws of a day, in steps in which each comes often enough.
fn outcomes(counts: &DayCounts, seed: u64) -> BTreeMap<String, f64> {
    let (mut draw, mut outcomes) = (draws(seed), BTreeMap::new());
    for _ in 0..DRAWS {
        let mut outcome = String::new();
        for (group, cells) in publish_day(&["1.0".to_owned()], counts, &mut draw) {
            let step = if group.kind == UsageKind::InstalledVersion { 4 } else { 40 };
            for (cell, visitors) in cells.into_iter().filter(|(cell, _)| {
                cell.is_none() || ["1.0", "linux", "node 22"].contains(&cell.as_deref().unwrap_or_default())
            }) {
                let is_sum = cell.is_none();
                let shown = if is_sum { visitors.min(60) / 60 } else { visitors / step };
                outcome.push_str(&format!("{is_sum} {shown} "));
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

fn day(version: u64, platform: u64, runtime: u64) -> DayCounts {
    [
        (UsageKind::InstalledVersion, "1.0", version),
        (UsageKind::InstalledPlatform, "linux", platform),
        (UsageKind::InstalledRuntime, "node 22", runtime),
    ]
    .map(|(kind, cell, count)| (UsageGroup::installations(kind), vec![(cell.to_owned(), count)]))
    .into()
}

/// Every outcome of a day with one installation more is at most e times as likely: counted.
#[test]
fn no_outcome_tells_one_installation_from_none() {
    for (version, platform, runtime) in [(20, 30, 35), (0, 0, 0)] {
        let without = outcomes(&day(version, platform, runtime), 5);
        let with = outcomes(&day(version + 1, platform + 1, runtime + 1), 6);
        let loss = loss(&without, &with).max(self::loss(&with, &without));
        assert!(loss <= 1.0, "{version}: {loss}");
    }
    let loss = loss(&outcomes(&day(20, 30, 35), 5), &outcomes(&day(50, 60, 65), 6));
    assert!(loss > 1.0, "many more would be seen: {loss}");
}

#[test]
fn the_noise_is_as_wide_as_its_budget_says() {
    let counts = day(1_000, 1_000, 1_000);
    let mut draw = draws(9);
    let (mut squares, mut sums) = ([0.0_f64; 3], [0.0_f64; 3]);
    for _ in 0..DRAWS {
        for (at, (_, cells)) in publish_day(&["1.0".to_owned()], &counts, &mut draw).iter().enumerate() {
            let is = |cell: &Option<String>| matches!(cell.as_deref(), Some("1.0" | "linux" | "node 22"));
            let visitors = cells.iter().find(|(cell, _)| is(cell)).unwrap().1;
            let off = visitors as f64 - 1_000.0;
            squares[at] += off * off / f64::from(DRAWS);
            sums[at] += off / f64::from(DRAWS);
        }
    }
    for (at, budget) in [noise::VERSIONS, noise::PLATFORMS, noise::RUNTIMES].iter().enumerate() {
        let Epsilon { over, under } = budget.of_cells;
        // The two-sided geometric distribution: 2a / (1 - a)^2 with a = e^-epsilon.
        let a = (-f64::from(over) / f64::from(under)).exp();
        let expected = 2.0 * a / (1.0 - a).powi(2);
        assert!((squares[at] / expected - 1.0).abs() < 0.15, "{at}: {} of {expected}", squares[at]);
        assert!(sums[at].abs() < 0.5, "{at}: {}", sums[at]);
    }
}

#[test]
fn a_version_that_nobody_has_is_seldom_there() {
    let versions: Vec<String> = (0..VERSIONS).map(|n| format!("1.{n}")).collect();
    let mut draw = draws(11);
    let mut named = 0;
    for _ in 0..400 {
        named += publish_day(&versions, &DayCounts::new(), &mut draw)[0].1.len() - 1;
    }
    // 3.4 are expected of 20,000: e^-8 / 2 each.
    assert!(named <= 12, "{named}");
}
