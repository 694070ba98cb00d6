//! Deliveries that share a turn do what each alone would have done, and what they are broken
//! down by, searched for and kept of is there afterwards.

use corncrake_core::time::UtcDay;
use corncrake_model::events::facets::{FacetCount, FacetKind, Facets};

use super::*;
use crate::{
    alerts::watch::RuleWatch,
    counts::{daily_sums, issue_trends, sessions},
    engine::Arg,
    events::{bodies, read},
    issues::list,
    write::deliveries,
};

/// What every table of a project holds, as text; of the search's, the ids that it knows.
fn all_tables(sql: &Native) -> Vec<String> {
    let tables = [
        "issue",
        "fingerprint",
        "event",
        "stack",
        "session",
        "issue_session",
        "session_hour",
        "report",
        "today",
        "outcome_hour",
        "country_day",
        "issue_hour",
        "issue_facet",
    ];
    let mut all = Vec::new();
    // Two releases that are new in one turn have their numbers by their names, and issues name them.
    for row in sql
        .exec(
            "SELECT id, (SELECT name FROM release WHERE number = first_release),
                (SELECT name FROM release WHERE number = last_release) FROM issue ORDER BY id",
            &[],
        )
        .unwrap()
    {
        all.push(format!("releases: {:?}", row.0));
    }
    for table in tables {
        let columns = sql.exec(
            &format!("SELECT name FROM pragma_table_info('{table}') WHERE name NOT IN ('first_release', 'last_release')"),
            &[],
        );
        let columns: Vec<String> =
            columns.unwrap().iter().map(|row| row.text(0).unwrap().to_owned()).collect();
        let columns = columns.join(", ");
        let rows = sql.exec(&format!("SELECT {columns} FROM {table} ORDER BY 1, 2"), &[]);
        let rows =
            rows.or_else(|_| sql.exec(&format!("SELECT {columns} FROM {table} ORDER BY 1"), &[])).unwrap();
        all.extend(rows.into_iter().map(|row| format!("{table}: {:?}", row.0)));
    }
    let found = sql.exec("SELECT rowid FROM issue_text ORDER BY rowid", &[]).unwrap();
    all.push(format!("{found:?}"));
    all
}

/// A day of everything that can be sent, with repeats, bots, late events and a midnight.
fn everything() -> Vec<Delivery> {
    let mut all = Vec::new();
    for number in 0..400_u32 {
        let bug = u8::try_from(number * 7 % 11).unwrap();
        let visitor = u8::try_from(number * 5 % 23).unwrap();
        let at = i64::from(number) * 173_000 + if number % 3 == 0 { 1 } else { 0 };
        let mut delivery = if number % 6 == 5 { visit(visitor, at) } else { error(bug, visitor, at) };
        if let Some(processed) = delivery.records.first_mut().and_then(|record| record.event.as_mut()) {
            processed.count = 1 + number % 4;
            processed.body.release = Some(format!("1.{}", number % 40));
            processed.body.browser = Some(format!("Firefox {}", number % 3));
            processed.body.stack = Some(format!("f@https://shop.example/a.js:{}:1", number % 2));
            processed.at = UnixMillis(processed.at.0 - i64::from(number % 5) * HOUR_MS);
        }
        if number % 4 == 0 {
            delivery.records.extend(error(bug.wrapping_add(1), visitor, at + 2).records);
            delivery.batch = Some(ResendHash([u8::try_from(number % 100).unwrap(); 16]));
            delivery.lost = number % 3;
        }
        if number % 9 == 1 {
            delivery.records.iter_mut().for_each(|record| record.resend_key = Some([bug; 16]));
        }
        delivery.is_bot = number % 13 == 0;
        delivery.country = if number % 2 == 0 { "DE".parse().ok() } else { "FR".parse().ok() };
        all.push(delivery);
    }
    // Some of yesterday's come in after midnight.
    all.swap(248, 252);
    all.swap(249, 255);
    all
}

#[test]
fn together_they_do_what_each_alone_would() {
    let everything = everything();
    let days: std::collections::BTreeSet<UtcDay> = everything.iter().map(|d| d.arrived.day()).collect();
    assert!(days.len() == 2, "midnight is within it");
    let alone_sql = Native::project();
    let mut limits = RateLimits::new(500, 1_000);
    let alone: Vec<_> =
        everything.iter().map(|one| super::alone(&alone_sql, one, &mut limits, ROOM).unwrap()).collect();
    for together in [2, 7, 48, 400] {
        let sql = Native::project();
        let mut limits = RateLimits::new(500, 1_000);
        let mut outcomes = Vec::new();
        for turn in everything.chunks(together) {
            let turn: Vec<&Delivery> = turn.iter().collect();
            let written = deliveries::write(&sql, &turn, &mut limits, ROOM, &RuleWatch::default()).unwrap();
            outcomes.extend(written.into_iter().map(|one| one.outcomes));
        }
        assert_eq!(outcomes, alone, "{together} together");
        let (one, other) = (all_tables(&sql), all_tables(&alone_sql));
        for (a, b) in one.iter().zip(&other) {
            assert_eq!(a, b, "{together} together");
        }
        assert_eq!(one.len(), other.len());
    }
}

#[test]
fn what_fails_leaves_nothing_and_takes_its_turn_with_it() {
    let sql = Native::project();
    sql.exec("CREATE TRIGGER broken BEFORE INSERT ON event WHEN new.body LIKE '%poison%' BEGIN SELECT raise(ABORT, 'x'); END", &[]).unwrap();
    let mut poison = error(1, 1, 0);
    processed(&mut poison).body.message = "poison".into();
    let good = error(2, 2, 0);
    let mut limits = RateLimits::new(500, 1_000);
    let failed = deliveries::write(&sql, &[&good, &poison], &mut limits, ROOM, &RuleWatch::default());
    assert!(failed.is_err(), "so that the object can write each by itself");
}

#[test]
fn an_issue_has_a_trend_and_a_breakdown_and_the_project_too() {
    let sql = Native::project();
    let with = |release: &str, visitor, at| {
        let mut delivery = error(7, visitor, at);
        processed(&mut delivery).body.release = Some(release.into());
        processed(&mut delivery).body.os = Some("Linux".into());
        delivery
    };
    let all = [
        with("1.0", 1, 0),
        with("1.0", 1, 1),
        with("1.1", 1, HOUR_MS),
        with("1.1", 2, HOUR_MS + 1),
        with("1.1", 3, HOUR_MS + 2),
    ];
    deliveries::write(
        &sql,
        &all.iter().collect::<Vec<_>>(),
        &mut RateLimits::new(500, 1_000),
        ROOM,
        &RuleWatch::default(),
    )
    .unwrap();
    let issue = super::all(&sql)[0].id;
    let later = UnixMillis(NOON.0 + HOUR_MS);
    assert_eq!(issue_trends::trend(&sql, issue, NOON, 1).unwrap(), [(NOON, 2), (later, 3)]);
    assert_eq!(issue_trends::trend(&sql, issue, later, 1).unwrap(), [(later, 3)]);

    let releases = |facets: Facets| facets.most(FacetKind::Release, 10).0;
    let count = |events, sessions| FacetCount { events, sessions };
    // A session counts with the value of its first event.
    let expected = [("1.1".to_owned(), count(3, 2)), ("1.0".to_owned(), count(2, 1))];
    assert_eq!(releases(daily_sums::issue_breakdown(&sql, issue, NOON, NOON).unwrap()), expected);
    assert_eq!(releases(daily_sums::breakdown(&sql, NOON, NOON).unwrap()), expected);
    assert_eq!(
        releases(daily_sums::breakdown(&sql, later, NOON).unwrap()),
        [("1.1".to_owned(), count(3, 2))]
    );
    let types = daily_sums::breakdown(&sql, NOON, NOON).unwrap().most(FacetKind::Type, 10).0;
    assert_eq!(types, [("1".to_owned(), count(5, 3))]);

    let find = |filter: Filter| list::issues(&sql, &filter, Sort::Newest, None, 9).unwrap().issues.len();
    let release = |release: &str| Filter { release: Some(release.into()), ..Filter::default() };
    assert_eq!((find(release("1.0")), find(release("1.2"))), (1, 0));
    assert_eq!(find(Filter { text: Some("bug 7 AT".into()), ..Filter::default() }), 1);
}

#[test]
fn the_values_of_an_issue_are_bounded() {
    let sql = Native::project();
    for hour in 0..24 {
        let many: Vec<Delivery> = (0..100)
            .map(|number| {
                let mut delivery = error(7, 1, hour * HOUR_MS / 4 + number);
                processed(&mut delivery).at = UnixMillis(NOON.0 - hour * HOUR_MS);
                processed(&mut delivery).body.release = Some(format!("{hour}.{number}"));
                delivery
            })
            .collect();
        let many: Vec<&Delivery> = many.iter().collect();
        deliveries::write(&sql, &many, &mut RateLimits::new(500, 1_000), ROOM, &RuleWatch::default())
            .unwrap();
    }
    assert_eq!(all(&sql)[0].events, 2_400);
    let facets = count(&sql, "issue_facet");
    // One turn may exceed the limit, and no turn after it adds any.
    assert!((300..=331).contains(&facets), "{facets}");
    assert_eq!(count(&sql, "hour_of_issue"), 24);
    let (_, other) = daily_sums::issue_breakdown(&sql, all(&sql)[0].id, UnixMillis(0), NOON)
        .unwrap()
        .most(FacetKind::Release, 5_000);
    assert_eq!(other.events, 24 * 70);
}

#[test]
fn a_stack_is_kept_once_an_issue_and_goes_with_its_last_event() {
    let sql = Native::project();
    let with = |bug, at, stack: &str| {
        let mut delivery = error(bug, 1, at);
        processed(&mut delivery).body.stack = Some(stack.into());
        delivery
    };
    for delivery in [
        with(7, 1, "f@a.js:1:1"),
        with(7, 2, "f@a.js:1:1"),
        with(7, 3, "g@a.js:2:2"),
        with(8, 4, "f@a.js:1:1"),
    ] {
        write(&sql, &delivery).unwrap();
    }
    assert_eq!((count(&sql, "event"), count(&sql, "stack")), (4, 3));
    let issue = all(&sql).into_iter().find(|issue| issue.title == "bug 7").unwrap().id;
    let (_, latest) =
        read::read_event(&sql, issue, corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap();
    assert_eq!(latest.stack.as_deref(), Some("g@a.js:2:2"));
    let bodies = sql.exec("SELECT body FROM event", &[]).unwrap();
    assert!(bodies.iter().all(|row| !row.text(0).unwrap().contains("a.js")), "{bodies:?}");

    sql.exec("DELETE FROM event WHERE at <= ?", &[Arg::Integer(NOON.0 + 2)]).unwrap();
    bodies::forget_stacks(&sql, issue).unwrap();
    assert_eq!(count(&sql, "stack"), 2);
    assert!(
        read::read_event(&sql, issue, corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap()
            .1
            .stack
            .is_some()
    );
}

#[test]
fn without_any_room_known_sessions_count_and_no_hash_is_kept() {
    let sql = Native::project();
    write(&sql, &visit(1, 0)).unwrap();
    write(&sql, &error(7, 2, 1)).unwrap();
    let nothing = StorageRoom { events: false, hashes: false, ..ROOM };
    let mut limits = RateLimits::new(500, 1_000);
    let batch = Delivery { batch: Some(ResendHash([1; 16])), ..error(7, 1, 2) };
    for delivery in [error(7, 3, 2), visit(4, 3), batch] {
        alone(&sql, &delivery, &mut limits, nothing).unwrap();
    }
    assert_eq!((count(&sql, "session"), count(&sql, "issue_session"), count(&sql, "report")), (2, 1, 0));
    let issue = &all(&sql)[0];
    assert_eq!((issue.events, issue.sessions), (3, 1));
    assert_eq!(
        sessions::hours(&sql, UnixMillis(0), 1).unwrap(),
        [SessionHour { start: NOON, sessions: 2, errored: 2, noise: 0 }]
    );
}
