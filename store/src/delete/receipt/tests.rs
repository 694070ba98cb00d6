//! After an erasure by receipt nothing of its events is in any table, and nothing else is missing.

use corncrake_core::{json::Json, receipt::ReceiptCode};

use super::*;
use crate::{
    events::receipts::{events_of_receipt, own_counts},
    issues::{merge::merge, search::compact_index},
    native::Native,
    write::fixtures::{bug, issue, listed_titles, receive, receive_with, stored_issue},
};

/// No other text of the fixtures has it.
const MARK: &str = "quokkamark";

fn code(last: char) -> ReceiptCode {
    format!("X8QG-4M2P-9T0C-WZ1E-H6A{last}").parse().unwrap()
}

/// The tables that have a text in a value, the index of words included.
fn tables_with(sql: &Native, text: &str) -> Vec<String> {
    let tables = sql.exec("SELECT name FROM sqlite_master WHERE type = 'table'", &[]).unwrap();
    let mut found = Vec::new();
    for table in tables.iter().map(|row| row.text(0).unwrap()) {
        let rows = sql.exec(&format!("SELECT * FROM {table}"), &[]).unwrap();
        if rows.iter().any(|row| format!("{row:?}").contains(text)) {
            found.push(table.to_owned());
        }
    }
    sql.exec("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'issue_text', 'row')", &[]).unwrap();
    let words = sql.exec("SELECT term FROM temp.words WHERE term = 'okk'", &[]).unwrap();
    sql.exec("DROP TABLE temp.words", &[]).unwrap();
    found.extend((!words.is_empty()).then(|| "words".to_owned()));
    found
}

/// An event of a code's page, with the mark in every text.
fn receive_marked(sql: &Native, bug_number: u8, at: i64, code: &ReceiptCode, number: usize) {
    receive_with(sql, bug(bug_number, at), |processed| {
        let text = |what: &str| format!("{MARK} {what} {at}");
        processed.receipt = code.hashes().get(number).copied();
        processed.grouping.title = text("title");
        processed.grouping.place = format!("/{MARK}/{at}");
        processed.body.message = text("title");
        processed.body.uri = Some(format!("https://a.example/{MARK}/{at}"));
        processed.body.stack = Some(format!("{MARK}@https://a.example/a.js:1:2"));
        processed.body.meta = Some(Json::Map(vec![(MARK.to_owned(), Json::Text(text("meta")))]));
    });
}

/// What a code is of, in the objects of one project.
fn erased_of(code: &ReceiptCode, objects: &[&Native]) -> ErasedReceipt {
    let mut erased = ErasedReceipt { hashes: code.hashes(), ..ErasedReceipt::default() };
    for sql in objects {
        for (at, body) in events_of_receipt(*sql, &code.hashes()).unwrap() {
            erased.shown.push((at.issue, ShownTexts::of(&body)));
        }
    }
    let counted = |issue: IssueId| {
        let of = |sql: &&Native| {
            own_counts(*sql, &[issue]).unwrap().iter().map(|(_, events)| *events).sum::<u64>()
        };
        objects.iter().map(of).sum::<u64>()
    };
    let all: BTreeSet<IssueId> = erased.shown.iter().map(|(issue, _)| *issue).collect();
    let own = |issue: &IssueId| erased.shown.iter().filter(|(of, _)| of == issue).count() as u64;
    erased.whole = all.into_iter().filter(|issue| counted(*issue) <= own(issue)).collect();
    erased
}

fn erase(sql: &Native, code: &ReceiptCode) -> Vec<IssueId> {
    let changed = erase_receipt(sql, &erased_of(code, &[sql])).unwrap();
    while compact_index(sql).unwrap() {}
    changed
}

#[test]
fn a_receipt_finds_its_events_and_those_of_nobody_else() {
    let sql = Native::project();
    let (own, other) = (code('A'), code('B'));
    receive_marked(&sql, 1, 0, &own, 0);
    receive_marked(&sql, 2, 1, &own, 199);
    receive_marked(&sql, 1, 2, &other, 0);
    receive(&sql, bug(3, 3));
    let found = |code: &ReceiptCode| {
        let found = events_of_receipt(&sql, &code.hashes()).unwrap();
        found.into_iter().map(|(at, _)| (at.issue, at.number)).collect::<Vec<_>>()
    };
    assert_eq!(found(&own), [(issue(1), 1), (issue(2), 1)]);
    assert_eq!(found(&other), [(issue(1), 2)]);
    assert_eq!(found(&code('C')), []);
    let hashes = sql.exec("SELECT receipt FROM event WHERE receipt <> ''", &[]).unwrap();
    for row in &hashes {
        let hash = row.text(0).unwrap();
        let alike = hashes.iter().filter(|other| other.text(0).unwrap()[..4] == hash[..4]).count();
        assert_eq!((hash.len(), alike), (32, 1), "no two have anything in common");
    }
    let plan = sql
        .exec("EXPLAIN QUERY PLAN SELECT issue FROM event WHERE receipt <> '' AND receipt IN (SELECT value FROM json_each('[]'))", &[])
        .unwrap();
    assert!(format!("{plan:?}").contains("event_receipt"), "it is looked up: {plan:?}");
}

#[test]
fn what_only_its_page_sent_goes_with_the_issue_and_the_counts_of_the_project_stay() {
    let sql = Native::project();
    receive(&sql, bug(3, 0));
    receive_marked(&sql, 1, 1, &code('A'), 0);
    assert!(tables_with(&sql, MARK).len() > 3, "{:?}", tables_with(&sql, MARK));
    assert_eq!(erase(&sql, &code('A')), [issue(1)]);
    assert_eq!(tables_with(&sql, MARK), [""; 0]);
    assert_eq!(listed_titles(&sql), ["bug 3"]);
    let stored = sql.first("SELECT sum(stored) FROM outcome_hour", &[]).unwrap().unwrap();
    assert_eq!(stored.integer(0).unwrap(), 2);
    assert_eq!(erase(&sql, &code('A')), [], "once more changes nothing");
}

#[test]
fn an_issue_that_others_had_too_goes_on_without_any_text_of_its_page() {
    let sql = Native::project();
    receive_marked(&sql, 1, 0, &code('A'), 0);
    receive_with(&sql, bug(1, 1), |processed| {
        processed.body.uri = Some("https://a.example/cart".to_owned());
    });
    assert_eq!(erase(&sql, &code('A')), [issue(1)]);
    assert_eq!(tables_with(&sql, MARK), [""; 0]);
    let left = stored_issue(&sql, 1);
    assert_eq!((left.title.as_str(), left.place.as_str(), left.events), ("bug 1 at 1", "/cart", 2));

    // Of what is counted alone no text is left, and so none is shown.
    receive_marked(&sql, 2, 2, &code('A'), 1);
    receive(&sql, bug(2, 3));
    sql.exec("DELETE FROM event WHERE issue = ? AND number = 2", &[Arg::Text(&issue(2).to_string())])
        .unwrap();
    erase(&sql, &code('A'));
    assert_eq!(tables_with(&sql, MARK), [""; 0]);
    assert_eq!((stored_issue(&sql, 2).title, stored_issue(&sql, 2).events), (ERASED_TITLE.to_owned(), 2));
}

#[test]
fn a_title_that_others_have_too_stays() {
    let sql = Native::project();
    for (at, code) in [(0, code('A')), (1, code('B'))] {
        receive_with(&sql, bug(1, at), |processed| {
            processed.receipt = code.hashes().first().copied();
            processed.body.message = "bug 1".to_owned();
        });
    }
    assert_eq!(erase(&sql, &code('A')), [], "it looks as before");
    assert_eq!(listed_titles(&sql), ["bug 1"]);
    assert_eq!(events_of_receipt(&sql, &code('B').hashes()).unwrap().len(), 1);
}

#[test]
fn a_copy_in_another_object_loses_the_same_texts() {
    for others in [0, 1] {
        let (here, there) = (Native::project(), Native::project());
        receive_marked(&here, 1, 0, &code('A'), 0);
        (0..others).for_each(|at| receive(&here, bug(1, 1 + at)));
        receive_marked(&there, 1, 0, &code('B'), 0);
        for statement in ["DELETE FROM event", "DELETE FROM stack", "UPDATE issue SET events = 0"] {
            there.exec(statement, &[]).unwrap();
        }
        let erased = erased_of(&code('A'), &[&here, &there]);
        for sql in [&there, &here] {
            assert_eq!(erase_receipt(sql, &erased).unwrap(), [issue(1)]);
            while compact_index(sql).unwrap() {}
            assert_eq!(tables_with(sql, MARK), [""; 0]);
        }
        assert_eq!(listed_titles(&there).len() as i64, others, "a copy goes where the issue goes");
    }
}

#[test]
fn what_is_merged_stays_with_its_counts_and_without_a_text() {
    let sql = Native::project();
    for (number, at) in [(1, 0), (2, 1)] {
        receive_marked(&sql, number, at, &code('A'), usize::from(number));
        sql.exec("UPDATE issue SET grouping = json_array(?)", &[Arg::Text(MARK)]).unwrap();
    }
    merge(&sql, issue(2), issue(1)).unwrap();
    receive(&sql, bug(3, 2));
    erase(&sql, &code('A'));
    assert_eq!(tables_with(&sql, MARK), [""; 0]);
    assert_eq!(listed_titles(&sql), ["bug 3", ERASED_TITLE]);
    assert_eq!(stored_issue(&sql, 1).events, 2);
}
