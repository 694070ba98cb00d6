//! A flood of one sender: what it uses up is its own, what is new afterwards is there with its
//! stack, and every event has an outcome.

use corncrake_model::{events::delivery::NetworkKey, issues::triage::TriageRequest};

use super::*;
use crate::alerts::watch::RuleWatch;
use crate::{events::read, issues::triage, write::deliveries};

/// An error of its own for each number, with a stack of so many bytes.
fn made_up(number: u32, network: Option<u64>, stack: usize) -> Delivery {
    let mut delivery = error(0, u8::try_from(number % 200).unwrap(), 0);
    delivery.network = network.map(NetworkKey);
    let one = processed(&mut delivery);
    let [a, b, c, d] = number.to_be_bytes();
    one.grouping.fingerprint = FingerprintHash([9, a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    one.grouping.title = format!("flood {number}");
    one.body.stack = Some(format!("flood{number}@https://shop.example/a.js:1:{number}\n").repeat(stack / 50));
    delivery
}

/// What a real visitor's error is once the flood was there.
fn real(network: Option<u64>) -> Delivery {
    let mut delivery = error(7, 201, 1);
    delivery.network = network.map(NetworkKey);
    processed(&mut delivery).body.stack = Some("pay@https://shop.example/pay.js:7:9".into());
    delivery
}

/// Sends a flood, and gives the outcomes and the room that is left for others.
fn flood(sql: &Native, limits: &mut RateLimits, network: Option<u64>, stack: usize) -> Outcomes {
    let mut sum = Outcomes::default();
    for turn in 0..100 {
        let all: Vec<Delivery> = (0..10).map(|number| made_up(turn * 10 + number, network, stack)).collect();
        let room = limits.room(bytes(sql));
        for one in
            deliveries::write(sql, &all.iter().collect::<Vec<_>>(), limits, room, &RuleWatch::default())
                .unwrap()
        {
            sum = sum.and(&one.outcomes);
        }
    }
    sum
}

fn bytes(sql: &Native) -> u64 {
    let number = |pragma: &str| sql.first(pragma, &[]).unwrap().unwrap().count(0).unwrap();
    (number("PRAGMA page_count") - number("PRAGMA freelist_count")) * number("PRAGMA page_size")
}

#[test]
fn one_network_has_its_share_of_the_hour_and_what_others_send_is_whole() {
    let (sql, mut limits) = (Native::project(), RateLimits::new(500, 20));
    let sum = flood(&sql, &mut limits, Some(1), 20_000);
    assert_eq!(sum.stored + sum.full, 1_000, "{sum:?}");
    assert!(bytes(&sql) < 2_500_000, "{}", bytes(&sql));
    let kept = alone(&sql, &real(Some(2)), &mut limits, ROOM).unwrap();
    assert_eq!(kept, Outcomes { stored: 1, ..Outcomes::default() });
    let found = all(&sql).into_iter().find(|issue| issue.title == "bug 7").unwrap();
    assert!(
        read::read_event(&sql, found.id, corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap()
            .1
            .stack
            .unwrap()
            .contains("pay")
    );
    assert_eq!(count(&sql, "issue WHERE provisional > 0"), 20, "of the flood's network");
}

#[test]
fn where_no_address_is_known_what_comes_last_is_there() {
    let (sql, mut limits) = (Native::project(), RateLimits::new(500, 20));
    let sum = flood(&sql, &mut limits, None, 20_000);
    assert_eq!(sum.stored + sum.full, 1_000, "{sum:?}");
    assert!(bytes(&sql) < 10_000_000, "{}", bytes(&sql));
    let room = limits.room(bytes(&sql));
    assert_eq!(alone(&sql, &real(None), &mut limits, room).unwrap().stored, 1);
    let found = all(&sql).into_iter().find(|issue| issue.title == "bug 7").unwrap();
    assert!(
        read::read_event(&sql, found.id, corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap()
            .1
            .stack
            .unwrap()
            .contains("pay")
    );
    let most = i64::try_from(room.provisional).unwrap();
    assert_eq!(count(&sql, "issue WHERE provisional > 0"), most, "the oldest gave way");
}

#[test]
fn what_somebody_decided_about_or_others_met_gives_way_last_or_never() {
    let (sql, mut limits) = (Native::project(), RateLimits::new(500, 1));
    let full = StorageRoom { events: false, hashes: true, provisional: 3 };
    let mut open = |number: u32| alone(&sql, &made_up(number, None, 100), &mut limits, full).unwrap();
    for number in 0..3 {
        assert_eq!(open(number).stored, 1);
    }
    let id = |number: u32| {
        let title = format!("flood {number}");
        all(&sql).into_iter().find(|issue| issue.title == title).map(|issue| issue.id)
    };
    let (first, second) = (id(0).unwrap(), id(1).unwrap());
    let to = corncrake_core::status::Status::Resolved;
    let decision = TriageRequest {
        issues: vec![first],
        to,
        at: NOON,
        releases: vec![],
        is_undo: false,
        fixed_in: Default::default(),
        snooze: None,
        by: None,
    };
    triage::triage(&sql, &decision).unwrap();
    let mut again = made_up(1, None, 100);
    again.records.iter_mut().for_each(|record| record.visitor = VisitorKey([77; 16]));
    alone(&sql, &again, &mut RateLimits::new(500, 1), full).unwrap();
    let mut open = |number: u32| alone(&sql, &made_up(number, None, 100), &mut limits, full).unwrap();
    for number in 3..6 {
        open(number);
    }
    assert_eq!((id(0), id(1)), (Some(first), Some(second)));
    assert_eq!((id(2), id(3)), (None, None));
    assert!(id(4).is_some() && id(5).is_some());
}

#[test]
fn a_claimed_count_blinds_no_issue() {
    let (sql, mut limits) = (Native::project(), RateLimits::new(500, 1_000));
    let mut liar = error(7, 1, 0);
    processed(&mut liar).count = 100_000;
    alone(&sql, &liar, &mut limits, ROOM).unwrap();
    let outcomes: Vec<_> =
        (1..=200).map(|at| alone(&sql, &error(7, 2, at * 1_000), &mut limits, ROOM).unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|one| one.stored == 1).count(), 99 + 10);
    assert_eq!(all(&sql)[0].events, 100_200);
}

#[test]
fn a_floods_events_make_room_all_but_the_first_of_each_issue() {
    let (sql, mut limits) = (Native::project(), RateLimits::new(500, 1));
    for number in 0..30 {
        let mut delivery = error(7, 1, number);
        processed(&mut delivery).body.stack = Some(format!("f@https://shop.example/{number}.js:1:2"));
        alone(&sql, &delivery, &mut limits, ROOM).unwrap();
    }
    assert_eq!((count(&sql, "event"), count(&sql, "stack")), (30, 30));
    let full = StorageRoom { events: false, ..ROOM };
    alone(&sql, &error(7, 1, 40), &mut limits, full).unwrap();
    assert_eq!((count(&sql, "event"), count(&sql, "stack"), all(&sql)[0].events), (1, 1, 31));
}

#[test]
fn sessions_that_nobody_vouches_for_or_made_up_by_the_thousand_are_not_counted() {
    let (sql, mut limits) = (Native::project(), RateLimits::new(500, 1_000));
    let report = Delivery { is_vouched: false, ..error(7, 1, 0) };
    alone(&sql, &report, &mut limits, ROOM).unwrap();
    assert_eq!((all(&sql)[0].events, all(&sql)[0].sessions, count(&sql, "session")), (1, 0, 0));
    for number in 0..1_500_u32 {
        let mut ping = visit(0, 0);
        let [.., a, b] = number.to_be_bytes();
        ping.records[0].visitor = VisitorKey([1, a, b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        ping.network = Some(NetworkKey(1));
        alone(&sql, &ping, &mut limits, ROOM).unwrap();
    }
    assert_eq!(count(&sql, "session"), 1_000);
    let other = Delivery { network: Some(NetworkKey(2)), ..visit(9, 0) };
    alone(&sql, &other, &mut limits, ROOM).unwrap();
    assert_eq!(count(&sql, "session"), 1_001);
}
