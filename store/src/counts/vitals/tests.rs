//! What counts of response times, how often, and what is published of it.

use std::collections::{BTreeMap, BTreeSet};

use corncrake_core::{
    ids::VisitorKey,
    laplace::Epsilon,
    time::{DAY_MS, UnixMillis},
    usage_list::UsageList,
    vitals::noise::COUNTED_A_DAY,
    wire::{usage::FeatureUse, vitals::Device},
};
use corncrake_model::events::{
    delivery::Delivery,
    timings::{ListedTiming, TimingReport},
    usage::{UsageCount, UsageReport, UsageSubject},
};

use super::{super::usage_days::MOST_DAYS, *};
use crate::{
    alerts::watch::RuleWatch,
    counts::{
        sessions::{forget_before, forget_sessions},
        usage::{publish_usage, set_usage_list, usage, usage_sums},
    },
    native::Native,
    write::{
        deliveries,
        fixtures::{NOON, ROOM, bug_in, draws, receive},
        limits::RateLimits,
    },
};

const LOW_MEMORY: Device =
    Device { memory: Some(DeviceClass::Low), cores: None, connection: None, viewport: None };

fn timing(name: &str, page: &str, bucket: u8) -> ListedTiming {
    ListedTiming { name: name.into(), page: page.into(), bucket }
}

fn delivery(visitor: u16, at: UnixMillis, timings: Vec<ListedTiming>) -> Delivery {
    let mut key = [7; 16];
    key[..2].copy_from_slice(&visitor.to_be_bytes());
    let report = TimingReport { release: "1.0".into(), device: LOW_MEMORY, timings };
    Delivery { timings: Some(report), ..Delivery::of(at, VisitorKey(key), vec![]) }
}

fn write(sql: &Native, all: &[Delivery]) {
    let all: Vec<&Delivery> = all.iter().collect();
    deliveries::write(sql, &all, &mut RateLimits::new(500, 1_000), ROOM, &RuleWatch::default()).unwrap();
}

fn counts(sql: &Native) -> BTreeMap<String, i64> {
    let cell = "kind || ' ' || name || ' ' || key || ' ' || cell";
    let rows = sql.exec(&format!("SELECT {cell}, visitors FROM usage_day"), &[]);
    rows.unwrap().iter().map(|row| (row.text(0).unwrap().to_owned(), row.integer(1).unwrap())).collect()
}

fn rows(sql: &Native, table: &str) -> usize {
    sql.exec(&format!("SELECT 1 FROM {table}"), &[]).unwrap().len()
}

fn list() -> VitalsList {
    VitalsList::parse(["/orders/:id", "/cart", "checkout"]).unwrap()
}

/// A project that counts response times, and has a release.
fn project() -> Native {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    forget_sessions(&sql).unwrap();
    set_vitals(&sql, Some(&list()), NOON.day()).unwrap();
    sql
}

#[test]
fn the_rows_of_the_switch_are_those_of_its_kinds() {
    for kind in UsageKind::ALL {
        let is_in = super::TIMINGS.counts.rows.contains(&format!("'{}'", kind.letter()));
        assert_eq!(is_in, kind.subject() == UsageSubject::Timings, "{kind:?}");
    }
}

#[test]
fn a_visitor_counts_once_for_a_name_on_a_page() {
    let sql = project();
    for bucket in [4, 0, 2] {
        let both = vec![timing("lcp", "/cart", bucket), timing("lcp", "", 1), timing("lcp", "/cart", 5)];
        write(&sql, &[delivery(1, NOON, both.clone()), delivery(1, NOON, both)]);
    }
    let other = TimingReport {
        release: "made-up".into(),
        device: Device::default(),
        timings: vec![timing("lcp", "/cart", 4)],
    };
    write(&sql, &[Delivery { timings: Some(other), ..delivery(2, NOON, vec![]) }]);
    let expected = [
        ("a lcp  1", 1),
        ("a lcp  4", 2),
        ("d lcp memory.low 1", 1),
        ("d lcp memory.low 4", 1),
        ("e lcp  4", 1),
        ("e lcp 1.0 1", 1),
        ("e lcp 1.0 4", 1),
        ("g lcp  1", 1),
        ("g lcp /cart 4", 2),
    ];
    assert_eq!(counts(&sql), expected.map(|(cell, count)| (cell.to_owned(), count)).into());
    // No visit, no event, no release but those of the project's own error: nothing else knows of it.
    assert_eq!((rows(&sql, "session"), rows(&sql, "release"), rows(&sql, "session_hour")), (0, 1, 1));
    // Two visitors on two pages and on one, and each itself.
    assert_eq!(rows(&sql, "usage_session"), 5);
    write(&sql, &[delivery(1, UnixMillis(NOON.0 + DAY_MS), vec![timing("lcp", "/cart", 0)])]);
    let row = sql.first("SELECT sum(visitors) FROM usage_day WHERE kind = 'a'", &[]).unwrap().unwrap();
    assert_eq!(
        (row.integer(0).unwrap(), rows(&sql, "usage_session")),
        (4, 2),
        "another day is another visitor"
    );
}

#[test]
fn a_visitor_counts_in_so_many_observations_and_no_more() {
    // Four of the browser's, and one of the site's own, for which they leave room.
    let sql = project();
    let names = ["lcp", "inp", "cls", "ttfb", "checkout"];
    let device = Device {
        memory: Some(DeviceClass::Low),
        cores: Some(DeviceClass::Mid),
        connection: Some(DeviceClass::High),
        viewport: Some(DeviceClass::Mid),
    };
    for turn in 0..6 {
        let pages = ["/cart", "/orders/:id", ""];
        let all = pages.iter().flat_map(|page| names.iter().map(|name| timing(name, page, turn)));
        let report = TimingReport { release: "1.0".into(), device, timings: all.collect() };
        write(&sql, &[Delivery { timings: Some(report), ..delivery(1, NOON, vec![]) }]);
    }
    let most = i64::from(COUNTED_A_DAY);
    let of =
        |kind: &str| counts(&sql).iter().filter(|(cell, _)| cell.starts_with(kind)).map(|(_, n)| n).sum();
    let all: [i64; 4] = ["a", "g", "e", "d"].map(of);
    assert_eq!(all, [most, most, most, 4 * most]);
    assert_eq!(rows(&sql, "usage_session"), 1 + usize::from(COUNTED_A_DAY));
}

#[test]
fn what_is_not_on_the_list_or_may_not_count_is_in_no_number() {
    let off = Native::project();
    write(&off, &[delivery(1, NOON, vec![timing("lcp", "", 1)])]);
    assert_eq!((rows(&off, "usage_day"), rows(&off, "usage_session")), (0, 0), "it is switched off");
    let sql = project();
    let of = |visitor| delivery(visitor, NOON, vec![timing("lcp", "", 1)]);
    write(
        &sql,
        &[
            Delivery { is_bot: true, ..of(1) },
            Delivery { is_private: true, ..of(2) },
            Delivery { is_vouched: false, ..of(3) },
            delivery(4, NOON, vec![timing("made-up", "", 1), timing("lcp", "/people/jane", 1)]),
        ],
    );
    assert_eq!(rows(&sql, "usage_day"), 0);
    // The last one is known as a visitor of today, and counts in nothing.
    assert_eq!(rows(&sql, "usage_session"), 1);
}

#[test]
fn usage_and_response_times_are_switched_counted_and_published_each_by_itself() {
    let sql = project();
    let names = UsageList::parse(["search"]).unwrap();
    set_usage_list(&sql, &names, NOON.day()).unwrap();
    let uses = vec![FeatureUse { name: "search".into(), values: vec![] }];
    let report = Some(UsageReport { release: "1.0".into(), uses });
    let both = || Delivery { usage: report.clone(), ..delivery(1, NOON, vec![timing("lcp", "/cart", 3)]) };
    for _ in 0..3 {
        write(&sql, &[both()]);
    }
    let kinds = |sql: &Native| counts(sql).keys().map(|cell| &cell[..1]).collect::<String>();
    assert_eq!((kinds(&sql), counts(&sql).values().max()), ("adegnpr".to_owned(), Some(&1)));
    set_vitals(&sql, None, NOON.day()).unwrap();
    assert_eq!(kinds(&sql), "npr");
    set_vitals(&sql, Some(&list()), NOON.day()).unwrap();
    write(&sql, &[delivery(2, NOON, vec![timing("lcp", "/cart", 3)])]);
    let tomorrow = NOON.day().next();
    publish_usage(&sql, tomorrow, &mut draws(1)).unwrap();
    assert_eq!(kinds(&sql), "adeg", "the others wait for their own turn");
    let is_published = |subject| !usage(&sql, subject, UtcDay(0)).unwrap().is_empty();
    assert!(is_published(UsageSubject::Features) && !is_published(UsageSubject::Timings));
    publish_vitals(&sql, tomorrow, &mut draws(1)).unwrap();
    assert!(is_published(UsageSubject::Timings) && counts(&sql).is_empty());
}

#[test]
fn a_day_is_published_once_it_is_over_and_never_drawn_again() {
    let sql = project();
    let today = NOON.day();
    // Memory is known of all, which is enough for a class of devices.
    let all: Vec<Delivery> = (0..2_400)
        .map(|n| delivery(n, NOON, vec![timing("lcp", "/cart", if n < 1_800 { 1 } else { 5 })]))
        .collect();
    all.chunks(200).for_each(|some| write(&sql, some));
    publish_vitals(&sql, today, &mut draws(1)).unwrap();
    assert_eq!(usage(&sql, UsageSubject::Timings, UtcDay(0)).unwrap(), [], "today is nobody's to read");
    let publish = |day: i64, seed| {
        forget_before(&sql, UtcDay(today.0 + day)).unwrap();
        publish_vitals(&sql, UtcDay(today.0 + day), &mut draws(seed)).unwrap();
        usage(&sql, UsageSubject::Timings, UtcDay(0)).unwrap()
    };
    let first = publish(1, 2);
    let whole: BTreeSet<(&str, &str, &str)> = first
        .iter()
        .filter(|count| count.cell.is_some())
        .map(|count| (count.group.kind.letter(), count.group.name.as_str(), count.group.key.as_str()))
        .collect();
    let expected = [("a", "lcp", ""), ("d", "lcp", "memory.low"), ("e", "lcp", "1.0"), ("g", "lcp", "/cart")];
    assert_eq!(whole, expected.into(), "{first:?}");
    let sums: Vec<&str> =
        first.iter().filter(|count| count.cell.is_none()).map(|count| count.group.name.as_str()).collect();
    assert_eq!(sums, ["checkout", "cls", "inp", "ttfb"], "of what is too small there is a sum");
    assert!(first.iter().all(|count| count.day == today));
    let of = |kind: UsageKind, cell: &str| {
        let is = |one: &&UsageCount| one.group.kind == kind && one.cell.as_deref() == Some(cell);
        first.iter().find(is).unwrap().visitors
    };
    for kind in [UsageKind::Timing, UsageKind::TimingPage, UsageKind::TimingRelease] {
        assert!(of(kind, "1").abs_diff(1_800) < 150 && of(kind, "5").abs_diff(600) < 150, "{kind:?}");
    }
    assert_eq!((rows(&sql, "usage_day"), rows(&sql, "usage_session")), (0, 0));
    for seed in 3..6 {
        assert_eq!(publish(1, seed), first);
    }
    // A day on which nobody waited is published like any other.
    let second = publish(2, 7);
    assert_eq!(second[..first.len()], first);
    assert_eq!(second.len() - first.len(), 5, "{second:?}");
    let sums = usage_sums(&sql, UsageSubject::Timings, UtcDay(0)).unwrap();
    let all: u64 = second.iter().map(|one| one.visitors).sum();
    assert_eq!(sums.iter().map(|one| one.visitors).sum::<u64>(), all);
    publish_vitals(&sql, UtcDay(today.0 + 40_000), &mut draws(8)).unwrap();
    let days: BTreeSet<_> =
        usage(&sql, UsageSubject::Timings, UtcDay(today.0 + 10)).unwrap().iter().map(|one| one.day).collect();
    assert_eq!(days.len(), usize::try_from(MOST_DAYS).unwrap(), "a long absence");
}

const DRAWS: u32 = 12_000;

/// How often each outcome came of so many draws of a day, in steps in which each comes often enough.
fn outcomes(counts: &DayCounts, seed: u64) -> BTreeMap<String, f64> {
    let list = VitalsList::parse(["/cart"]).unwrap();
    let (mut draw, mut outcomes) = (draws(seed), BTreeMap::new());
    for _ in 0..DRAWS {
        let mut outcome = String::new();
        for (group, cells) in publish_day(&list, &["1.0".to_owned()], counts, &mut draw) {
            if !["lcp", "cls"].contains(&group.name.as_str()) {
                continue;
            }
            let step = if group.kind == UsageKind::TimingDevice { 300 } else { 120 };
            let first = cells.first().map(|(cell, visitors)| (cell.is_some(), visitors / step));
            outcome.push_str(&format!("{}{}{first:?} ", group.kind.letter(), group.key));
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

/// A day of so many visitors, each of whom waited for LCP on two pages, and for CLS on them.
fn day(visitors: u64) -> DayCounts {
    let mut counts = DayCounts::new();
    for name in ["lcp", "cls"] {
        let mut put = |kind, key: &str, of_each: u64| {
            let cell = ("0".to_owned(), of_each * visitors);
            counts.insert(UsageGroup::timings_of(kind, name, key), vec![cell]);
        };
        put(UsageKind::Timing, "", 2);
        put(UsageKind::TimingPage, "/cart", 1);
        put(UsageKind::TimingPage, "", 1);
        put(UsageKind::TimingRelease, "1.0", 2);
        for dimension in ["memory", "cores", "connection", "viewport"] {
            put(UsageKind::TimingDevice, &format!("{dimension}.low"), 2);
        }
    }
    counts
}

/// Every outcome of a day with one visitor more, who counts in four of the five that one may, is at most e times as likely:
/// counted.
#[test]
fn no_outcome_tells_one_visitor_from_none() {
    for visitors in [0, 70, 110] {
        let (without, with) = (outcomes(&day(visitors), 5), outcomes(&day(visitors + 1), 6));
        let loss = loss(&without, &with).max(self::loss(&with, &without));
        assert!(loss <= 1.0, "{visitors}: {loss}");
    }
    let loss = loss(&outcomes(&day(70), 5), &outcomes(&day(160), 6));
    assert!(loss > 1.0, "many more would be seen: {loss}");
}

#[test]
fn the_noise_is_as_wide_as_its_budget_says() {
    let list = VitalsList::default();
    let key = UsageGroup::device_key(DeviceDimension::Memory, DeviceClass::Low);
    let kinds = [
        (UsageGroup::timings("lcp"), noise::ALL_PAGES),
        (UsageGroup::timings_of(UsageKind::TimingPage, "lcp", ""), noise::PAGES),
        (UsageGroup::timings_of(UsageKind::TimingRelease, "lcp", ""), noise::RELEASES),
        (UsageGroup::timings_of(UsageKind::TimingDevice, "lcp", &key), noise::DEVICES),
    ];
    let full = (0..BUCKETS).map(|bucket| (bucket.to_string(), 10_000)).collect::<Vec<_>>();
    let counts: DayCounts = kinds.iter().map(|(group, _)| (group.clone(), full.clone())).collect();
    let (mut draw, mut squares) = (draws(9), [0.0_f64; 4]);
    for _ in 0..DRAWS / 4 {
        let published = publish_day(&list, &[], &counts, &mut draw);
        for ((group, _), squares) in kinds.iter().zip(&mut squares) {
            let (_, cells) = published.iter().find(|(one, _)| one == group).unwrap();
            let off = cells[2].1 as f64 - 10_000.0;
            *squares += off * off / f64::from(DRAWS / 4);
        }
    }
    for ((group, budget), squares) in kinds.iter().zip(squares) {
        let Epsilon { over, under } = budget.of_buckets;
        // The two-sided geometric distribution: 2a / (1 - a)^2 with a = e^-epsilon.
        let a = (-f64::from(over) / f64::from(under)).exp();
        let expected = 2.0 * a / (1.0 - a).powi(2);
        assert!((squares / expected - 1.0).abs() < 0.2, "{group:?}: {squares} of {expected}");
    }
}

#[test]
fn a_name_that_nobody_waited_for_is_seldom_there() {
    let (list, mut draw, mut shown) = (list(), draws(11), 0);
    for _ in 0..400 {
        let published = publish_day(&list, &[], &DayCounts::new(), &mut draw);
        shown += published.iter().filter(|(_, cells)| cells.len() == BUCKETS).count();
    }
    // 7 are expected of 2,000, and beneath them nearly nothing.
    assert!(shown <= 20, "{shown}");
}
