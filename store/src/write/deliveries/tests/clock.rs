//! What a list answers by: releases, browsers, noise by the session, and the events that are always
//! kept, by whole deliveries against SQLite itself.

use corncrake_core::time::HOUR_MS;
use corncrake_model::{
    events::counts::SessionHour,
    issues::{
        issue_list::{EventFilter, Filter},
        triage::TriageRequest,
    },
};

use crate::{
    counts::sessions,
    engine::Sql,
    events::read::{count_events, list_events},
    issues::{list, triage::triage},
    native::Native,
    write::fixtures::{NOON, TestEvent, at, bug, bug_in, issue, receive, receive_with, stored_issue},
};

fn hour(sql: &Native) -> SessionHour {
    sessions::hours(sql, NOON, HOUR_MS).unwrap()[0]
}

#[test]
fn a_session_that_met_noise_only_is_a_part_of_its_own_until_something_fails() {
    let sql = Native::project();
    let noise = |visitor, ms| TestEvent { visitor, noise: Some("extension"), ..bug(9, ms) };
    let at_noon = |sessions, errored, noise| SessionHour { start: NOON, sessions, errored, noise };
    receive(&sql, noise(1, 0));
    receive(&sql, noise(1, 1));
    assert_eq!(hour(&sql), at_noon(1, 0, 1));
    receive(&sql, TestEvent { visitor: 2, ..bug(1, 2) });
    receive(&sql, noise(2, 3));
    assert_eq!(hour(&sql), at_noon(2, 1, 1), "noise after an error changes nothing");
    receive(&sql, TestEvent { visitor: 1, ..bug(1, HOUR_MS) });
    assert_eq!(hour(&sql), at_noon(2, 2, 0), "an error after noise takes its place");
}

#[test]
fn an_issue_knows_its_first_and_last_release_by_version_and_its_browsers() {
    let sql = Native::project();
    for (ms, release, browser) in [
        (0, Some("2.15.0"), "Safari 26.1"),
        (1, Some("2.14.0"), "Safari 17"),
        (2, None, "Chrome 156"),
        (3, Some("2.15.1"), "Chrome 157"),
        (4, Some("2.15.0"), ""),
    ] {
        receive_with(&sql, TestEvent { release, ..bug(1, ms) }, |processed| {
            processed.body.browser = Some(browser.to_owned()).filter(|name| !name.is_empty());
        });
    }
    let found = stored_issue(&sql, 1);
    let names = [found.first_release, found.last_release].map(|release| release.unwrap().name);
    assert_eq!(names, ["2.14.0", "2.15.1"], "2.14.0 came later, from an old tab");
    assert_eq!(found.browsers, ["Chrome", "Safari"]);
}

#[test]
fn the_first_of_a_release_and_of_a_browser_and_what_reopens_are_kept_however_many_there_were() {
    let sql = Native::project();
    let with = |ms: i64, release: &str, browser: &str| {
        receive_with(&sql, bug_in(release, 1, ms), |processed| {
            processed.body.browser = Some(browser.to_owned());
        });
    };
    for number in 0..400 {
        with(number * 2_000, "1.0", "Chrome 1");
    }
    let kept = |release: &str, browser: &str| {
        let of = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let filter = EventFilter { release: of(release), browser: of(browser), ..EventFilter::default() };
        count_events(&sql, issue(1), &filter).unwrap()
    };
    let before = kept("", "");
    assert!(before < 300, "the sample is at work: {before}");
    let start = 400 * 2_000;
    for (number, (release, browser)) in
        [("1.1", "Chrome 1"), ("1.1", "Firefox 9"), ("1.0", "Firefox 9")].into_iter().enumerate()
    {
        with(start + i64::try_from(number).unwrap() * 2_000, release, browser);
    }
    assert!(kept("1.1", "") >= 1 && kept("", "Firefox") >= 1);
    assert_eq!(kept("", ""), before + 2, "the third is neither");

    let fixed = corncrake_model::issues::resolution::FixedIn::Release("1.1".into());
    let resolve = TriageRequest {
        issues: vec![issue(1)],
        to: corncrake_core::status::Status::Resolved,
        at: at(start + 10_000),
        releases: vec![],
        is_undo: false,
        fixed_in: fixed,
        snooze: None,
        by: None,
    };
    triage(&sql, &resolve).unwrap();
    with(start + 12_000, "1.0", "Chrome 1");
    assert_eq!(kept("", ""), before + 2, "an old release reopens nothing");
    with(start + 14_000, "1.1", "Chrome 1");
    assert_eq!(kept("", ""), before + 3, "what reopened it is there to be read");
    let newest = &list_events(&sql, issue(1), &EventFilter::default(), None, 1).unwrap()[0];
    assert_eq!((newest.0.at, newest.1.release.as_deref()), (at(start + 14_000), Some("1.1")));
}

#[test]
fn a_rank_is_of_the_range_and_members_count_for_their_head() {
    let sql = Native::project();
    let day = 24 * HOUR_MS;
    for visitor in 0..5 {
        receive(&sql, TestEvent { visitor, ..bug(1, 0) });
    }
    for visitor in 0..3 {
        receive(&sql, TestEvent { visitor, count: 10, ..bug(2, day) });
        receive(&sql, TestEvent { visitor, ..bug(3, day) });
    }
    let ranks = |from| {
        let all = list::rank(&sql, &Filter::default(), at(from), 10).unwrap();
        all.into_iter().map(|one| (one.id, one.events, one.sessions)).collect::<Vec<_>>()
    };
    assert_eq!(ranks(day), [(issue(3), 3, 3), (issue(2), 30, 3), (issue(1), 0, 0)]);
    assert_eq!(ranks(-day)[2], (issue(1), 5, 5));
    crate::issues::merge::merge(&sql, issue(2), issue(1)).unwrap();
    assert_eq!(ranks(day)[1], (issue(1), 30, 3));
    assert_eq!(list::ids(&sql, &[Filter::default()], 1).unwrap(), [[issue(3)]]);
}

#[test]
fn issues_are_found_by_an_hour_by_what_is_new_and_by_what_came_back() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    receive(&sql, bug_in("1.0", 2, HOUR_MS));
    receive(&sql, bug_in("1.1", 1, 2 * HOUR_MS));
    let found = |filter: Filter| {
        let page = list::issues(&sql, &filter, Default::default(), None, 10).unwrap();
        page.issues.into_iter().map(|issue| issue.title).collect::<Vec<_>>()
    };
    let hours = |from: i64, to: i64| Filter {
        hours: Some((at(from * HOUR_MS), at(to * HOUR_MS))),
        ..Filter::default()
    };
    assert_eq!(found(hours(0, 1)), ["bug 1"]);
    assert_eq!(found(hours(1, 2)), ["bug 2"]);
    assert_eq!(found(hours(2, 3)), ["bug 1"]);
    assert_eq!(found(hours(0, 9)).len(), 2);
    assert_eq!(found(Filter { new_since: Some(at(1)), ..Filter::default() }), ["bug 2"]);
    assert!(found(Filter { regressed: true, ..Filter::default() }).is_empty());
    sql.exec("UPDATE issue SET regressed_at = 5 WHERE title = 'bug 2'", &[]).unwrap();
    assert_eq!(found(Filter { regressed: true, ..Filter::default() }), ["bug 2"]);
    crate::issues::merge::merge(&sql, issue(2), issue(1)).unwrap();
    assert_eq!(found(hours(1, 2)), ["bug 1"], "by the hour of its member");
}

#[test]
fn kept_events_are_found_by_time_release_browser_page_and_meta() {
    use corncrake_core::json::Json;
    let sql = Native::project();
    for (ms, order) in [(0, "AF-20931"), (60_000, "AF-20932"), (120_000, "AF-20933")] {
        receive_with(&sql, bug_in("2.0", 1, ms), |processed| {
            processed.body.uri = Some("https://shop.example/checkout.html".into());
            processed.body.browser = Some("Safari 26".into());
            let order = ("order".to_owned(), Json::Text(order.to_owned()));
            processed.body.meta = Some(Json::Map(vec![("cart".to_owned(), Json::Map(vec![order]))]));
        });
    }
    let found = |filter: EventFilter| {
        let all = list_events(&sql, issue(1), &filter, None, 10).unwrap();
        assert_eq!(count_events(&sql, issue(1), &filter).unwrap(), all.len() as u64);
        all.into_iter().map(|(place, _)| place.at.0 - NOON.0).collect::<Vec<_>>()
    };
    let text = |text: &str| Some(text.to_owned());
    let none = EventFilter::default;
    assert_eq!(found(EventFilter { from: Some(at(60_000)), ..none() }), [120_000, 60_000]);
    assert_eq!(found(EventFilter { to: Some(at(60_000)), ..none() }), [0]);
    assert_eq!(found(EventFilter { meta: text("af-20932"), ..none() }), [60_000], "at any depth");
    assert_eq!(found(EventFilter { page: text("Checkout"), ..none() }).len(), 3);
    assert_eq!(found(EventFilter { browser: text("Safari"), ..none() }).len(), 3);
    assert_eq!(found(EventFilter { browser: text("Safari 2"), ..none() }).len(), 0, "26 is not 2");
    assert_eq!(found(EventFilter { release: text("2"), ..none() }).len(), 0);
    for value in ["AF-20931", "af-2093"] {
        let meta = Some((String::new(), value.to_owned()));
        let page = list::issues(&sql, &Filter { meta, ..Filter::default() }, Default::default(), None, 9);
        assert_eq!(page.unwrap().issues.len(), 1, "{value}");
    }
}
