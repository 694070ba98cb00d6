//! What was erased by text is in no table any more, and nothing else is missing.

use std::collections::BTreeSet;

use corncrake_core::json::Json;
use corncrake_model::{
    events::{
        delivery::ProcessedEvent,
        usage::{UsageGroup, UsageKind, UsageSubject},
    },
    issues::{
        erasure::{EraseCursor, TextMatches},
        issue_list::{Filter, Sort},
    },
};

use super::*;
use crate::{
    counts::{
        daily_sums,
        usage::{put_published_usage, usage},
    },
    engine::Value,
    issues::{list::issues, releases::releases, search::compact_index, triage::note_releases},
    native::Native,
    write::fixtures::{NOON, bug, issue, listed_titles, receive_with, stored_issue},
};

const SECRET: &str = "Anna \"M\" Schmidt";

fn walk(sql: &Native, text: &str, does: EraseMode) -> TextMatches {
    let (mut all, mut next) = (TextMatches::default(), Some(EraseCursor::Issues(None)));
    while let Some(from) = next {
        let (found, then) = erase_text_step(sql, text, from, does).unwrap();
        (all, next) = (all.and(found), then);
    }
    all
}

/// Every value of every table that has this text in it, whatever its letters.
fn values_with(sql: &Native, text: &str) -> Vec<String> {
    let wanted = [text.to_lowercase(), text.replace('"', "\\\"").to_lowercase()];
    let tables = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).unwrap();
    let mut found = Vec::new();
    for table in tables.iter().map(|row| row.text(0).unwrap()) {
        for row in sql.exec(&format!("SELECT * FROM {table}"), &[]).unwrap() {
            for value in row.0 {
                let bytes = match value {
                    Value::Text(text) => text.into_bytes(),
                    Value::Blob(bytes) => bytes,
                    _ => continue,
                };
                let said = String::from_utf8_lossy(&bytes).to_lowercase();
                if wanted.iter().any(|wanted| said.contains(wanted)) {
                    found.push(format!("{table}: {said}"));
                }
            }
        }
    }
    found
}

/// The words of the full-text index, whoever has them.
fn words(sql: &Native) -> BTreeSet<String> {
    sql.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'issue_text', 'row')", &[]).unwrap();
    let rows = sql.exec("SELECT term FROM temp.words", &[]).unwrap();
    sql.exec("DROP TABLE temp.words", &[]).unwrap();
    rows.iter().map(|row| row.text(0).unwrap().to_owned()).collect()
}

fn searched(sql: &Native, text: &str) -> Vec<String> {
    let filter = Filter { text: Some(text.to_owned()), ..Filter::default() };
    let page = issues(sql, &filter, Sort::Newest, None, 100).unwrap();
    page.issues.into_iter().map(|issue| issue.title).collect()
}

/// A project in which the text is wherever it can be, each time in an issue of its own.
fn everywhere() -> Native {
    let sql = Native::project();
    let with = |number, change: &dyn Fn(&mut ProcessedEvent)| {
        // An innocent one before and after it.
        receive_with(&sql, bug(number, 0), |_| {});
        receive_with(&sql, bug(number, 1), |processed| change(processed));
        receive_with(&sql, bug(number, 2), |_| {});
    };
    let text = || Some(SECRET.to_owned());
    with(1, &|processed| processed.body.message = format!("hello {SECRET}, bye"));
    with(2, &|processed| {
        processed.body.stack = Some(format!("Error\n    at {SECRET} (https://a.example/a.js:1:2)"))
    });
    with(3, &|processed| processed.body.uri = Some(format!("https://a.example/{}", SECRET.to_lowercase())));
    with(4, &|processed| processed.body.meta = Some(Json::Map(vec![(SECRET.into(), Json::Bool(true))])));
    with(5, &|processed| {
        processed.body.meta =
            Some(Json::List(vec![Json::Map(vec![("a".into(), Json::Text(SECRET.into()))])]));
    });
    with(6, &|processed| processed.body.release = text());
    with(7, &|processed| processed.body.environment = text());
    with(8, &|processed| processed.body.name = text());
    // An issue whose first event has the text has it in its own row, and in the index.
    receive_with(&sql, bug(9, 3), |processed| {
        processed.grouping.title = format!("{SECRET} is not a function")
    });
    receive_with(&sql, bug(10, 3), |processed| processed.grouping.grouping.push(SECRET.to_owned()));
    receive_with(&sql, bug(11, 3), |processed| processed.body.message = format!("{SECRET} was first"));
    receive_with(&sql, bug(11, 4), |_| {});
    let group = UsageGroup::of_name(UsageKind::Release, "export");
    let cells = [(Some(SECRET.to_owned()), 90), (Some("1.0".to_owned()), 80), (None, 7)];
    put_published_usage(&sql, NOON.day(), &group, &cells).unwrap();
    let timings = UsageGroup::timings_of(UsageKind::TimingRelease, "lcp", SECRET);
    put_published_usage(&sql, NOON.day(), &timings, &[(Some("1".to_owned()), 90)]).unwrap();
    put_published_usage(&sql, NOON.day(), &UsageGroup::timings("lcp"), &[(Some("1".to_owned()), 90)])
        .unwrap();
    for cell in [SECRET, "1.0"] {
        let cell = [Arg::Integer(NOON.day().0), Arg::Text(cell)];
        sql.exec("INSERT INTO usage_day VALUES (?, 'r', 'export', '', ?, 5)", &cell).unwrap();
    }
    sql
}

#[test]
fn what_has_the_text_is_counted_and_then_it_is_in_no_table() {
    let sql = everywhere();
    let found = walk(&sql, &SECRET.to_uppercase(), EraseMode::Find);
    assert_eq!(found.whole, BTreeSet::from([issue(9), issue(10)]));
    assert_eq!((found.counts(), found.values.len()), ((9, 1), 1), "{found:?}");
    assert_eq!(walk(&sql, SECRET, EraseMode::Find), found, "to look for it changes nothing");
    assert!(values_with(&sql, SECRET).len() > 15);
    assert_eq!(searched(&sql, "was first"), ["bug 11"]);

    let erased = walk(&sql, SECRET, EraseMode::Erase);
    assert_eq!((erased.whole, erased.events.len()), (found.whole, 9));
    while compact_index(&sql).unwrap() {}
    assert_eq!(values_with(&sql, SECRET), [""; 0]);
    assert!(words(&sql).is_disjoint(&["ann", "sch", "hmi"].map(str::to_owned).into()), "{:?}", words(&sql));
    assert_eq!(walk(&sql, SECRET, EraseMode::Find), TextMatches::default());
    assert_eq!((searched(&sql, "was first").len(), searched(&sql, "bug").len()), (0, 9));

    assert_eq!(listed_titles(&sql).len(), 9);
    for number in 1..=8 {
        assert_eq!(stored_issue(&sql, number).events, 3, "counts stay");
    }
    let release = releases(&sql).unwrap().remove(0);
    assert_eq!(release.name, "[erased 1]", "its number stays");
    let filter = Filter { release: Some(SECRET.to_owned()), ..Filter::default() };
    assert!(issues(&sql, &filter, Sort::Newest, None, 10).unwrap().issues.is_empty());
    let published = usage(&sql, UsageSubject::Features, NOON.day()).unwrap();
    let cells: Vec<_> = published.iter().map(|one| (one.cell.as_deref(), one.visitors)).collect();
    assert_eq!(cells, [(Some("1.0"), 80), (None, 97)], "visitors stay, among the others");
    let timings = usage(&sql, UsageSubject::Timings, NOON.day()).unwrap();
    let groups: Vec<_> = timings.into_iter().map(|one| one.group).collect();
    assert_eq!(groups, [UsageGroup::timings("lcp")], "those of all releases have them");
    let facets = daily_sums::breakdown(&sql, NOON, NOON).unwrap();
    assert_eq!(facets.most(FacetKind::Release, 10).1.events, 1, "and counts as another");
}

/// A search that found what only the running day has would tell that a visitor was there.
#[test]
fn what_only_the_running_day_has_is_erased_and_never_found() {
    let sql = Native::project();
    for (kind, name, key, cell) in [
        (UsageKind::Name, "", "", "needle"),
        (UsageKind::Value, "export", "format", "needle"),
        (UsageKind::Release, "export", "", "needle"),
        (UsageKind::InstalledVersion, "", "", "needle"),
        (UsageKind::TimingPage, "lcp", "/needle", "1"),
        (UsageKind::Timing, "needle", "", "1"),
    ] {
        let row = [kind.letter(), name, key, cell].map(Arg::Text);
        let row = [&[Arg::Integer(NOON.day().0)][..], &row[..]].concat();
        sql.exec("INSERT INTO usage_day VALUES (?, ?, ?, ?, ?, 5)", &row).unwrap();
    }
    assert_eq!(walk(&sql, "needle", EraseMode::Find), TextMatches::default());
    assert!(!values_with(&sql, "needle").is_empty());
    assert_eq!(walk(&sql, "needle", EraseMode::Erase), TextMatches::default());
    assert_eq!(values_with(&sql, "needle"), [""; 0]);
}

#[test]
fn a_bucket_and_a_class_of_devices_are_no_texts() {
    let sql = Native::project();
    let group = UsageGroup::timings_of(UsageKind::TimingDevice, "lcp", "memory.low");
    put_published_usage(&sql, NOON.day(), &group, &[(Some("1".to_owned()), 90)]).unwrap();
    for text in ["1", "low", "memory"] {
        assert_eq!(walk(&sql, text, EraseMode::Erase), TextMatches::default(), "{text}");
    }
    assert_eq!(walk(&sql, "lcp", EraseMode::Erase).values, ["lcp".to_owned()].into());
    assert_eq!(usage(&sql, UsageSubject::Timings, NOON.day()).unwrap(), []);
}

#[test]
fn nothing_goes_for_what_only_looks_like_it() {
    let sql = everywhere();
    let before = values_with(&sql, "bug");
    for text in ["\"m\":", ":1,\"", "schmitt", "%", "a.exampleX"] {
        assert_eq!(walk(&sql, text, EraseMode::Erase), TextMatches::default(), "{text}");
    }
    assert_eq!(values_with(&sql, "bug"), before);
}

#[test]
fn the_release_of_a_regression_goes_and_many_issues_take_several_turns() {
    let sql = Native::project();
    for number in 0..=120 {
        receive_with(&sql, bug(number, 0), |_| {});
    }
    sql.exec("UPDATE issue SET status = 'resolved', known_releases = 0", &[]).unwrap();
    let heard = [((issue(7), Some(SECRET)), (NOON, NOON))].into();
    note_releases(&sql, &heard).unwrap();
    assert_eq!(stored_issue(&sql, 7).regressed.unwrap().1.as_deref(), Some(SECRET));
    assert_eq!(walk(&sql, SECRET, EraseMode::Erase).values.len(), 1);
    assert_eq!(stored_issue(&sql, 7).regressed.unwrap().1, None);
    assert_eq!(values_with(&sql, SECRET), [""; 0]);
    let all = walk(&sql, "bug 1", EraseMode::Erase);
    assert_eq!(all.whole.len(), 1 + 10 + 21, "1, 10 to 19, 100 to 120");
}

#[test]
fn issues_of_many_hours_take_a_turn_of_their_own() {
    let sql = Native::project();
    for number in 0..10 {
        receive_with(&sql, bug(number, 0), |_| {});
    }
    let last_of_turn = |from| {
        erase_text_step(&sql, "nowhere", EraseCursor::Issues(from), EraseMode::Erase).unwrap().1.unwrap()
    };
    let all = last_of_turn(None);
    // So many that two of them are enough; many events of one hour are not.
    sql.exec("UPDATE issue SET events = 1000000", &[]).unwrap();
    assert_eq!(last_of_turn(None), all);
    let args = [Arg::Integer(HOURS_A_TURN / 2 * HOUR_MS)];
    sql.exec("UPDATE issue SET first_seen = last_seen - ?", &args).unwrap();
    let rows = sql.exec("SELECT id FROM issue ORDER BY id", &[]).unwrap();
    let ids: Vec<IssueId> = rows.iter().map(|row| row.parse(0).unwrap()).collect();
    let (mut turns, mut from) = (Vec::new(), None);
    while let EraseCursor::Issues(Some(last)) = last_of_turn(from) {
        turns.push(last);
        from = Some(last);
    }
    assert_eq!(turns, [1, 3, 5, 7, 9].map(|place| ids[place]));
}

#[test]
fn a_name_goes_in_every_spelling_of_its_letters() {
    let spellings =
        ["Frau M\u{dc}LLER", "frau mu\u{308}ller", "Frau M\u{fc}l\u{ad}ler", "FRAU MU\u{308}LLER"];
    let sql = Native::project();
    for (number, spelling) in (1..).zip(spellings) {
        let text = (*spelling).to_owned();
        receive_with(&sql, bug(number, 0), |processed| processed.body.message = text.clone());
        receive_with(&sql, bug(20 + number, 0), |processed| {
            processed.body.stack = Some(format!("f@a.js:1:2\n{text}"))
        });
        receive_with(&sql, bug(40 + number, 0), |processed| processed.grouping.title = text.clone());
        receive_with(&sql, bug(60 + number, 0), |processed| processed.body.release = Some(text.clone()));
        let meta = Json::Map(vec![(text.clone(), Json::Number("1".into()))]);
        receive_with(&sql, bug(80 + number, 0), |processed| processed.body.meta = Some(meta));
    }
    // Texts that resemble it and do not match.
    receive_with(&sql, bug(200, 0), |processed| {
        processed.body.message = "Frau Muller, Frau M\u{f8}ller".into()
    });
    let found = walk(&sql, "m\u{fc}ller", EraseMode::Find);
    assert_eq!((found.whole.len(), found.counts().0), (4, 16), "{found:?}");
    let gone = walk(&sql, "m\u{fc}ller", EraseMode::Erase);
    assert_eq!((gone.whole.len(), gone.counts().0), (4, 16), "{gone:?}");
    compact_index(&sql).unwrap();
    assert_eq!(walk(&sql, "M\u{dc}LLER", EraseMode::Find), TextMatches::default());
    for spelling in spellings {
        let left = values_with(&sql, spelling);
        assert!(left.is_empty(), "{left:?}");
    }
    assert_eq!(walk(&sql, "muller", EraseMode::Find).events, [(issue(200), 1)]);
}
