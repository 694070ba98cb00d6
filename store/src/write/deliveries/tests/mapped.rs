//! Source maps that are uploaded after an issue was opened: from its next event on the search knows the names
//! of the source, and the list its place.

use super::*;
use crate::write::fixtures::{TestEvent, bug, receive, receive_with, stored_issue};

fn count_found(sql: &Native, words: &str) -> usize {
    let filter = Filter { text: Some(words.to_owned()), ..Filter::default() };
    list::issues(sql, &filter, Sort::Newest, None, 10).unwrap().issues.len()
}

#[test]
fn an_issue_of_before_the_maps_is_found_by_its_source_from_the_next_event_on() {
    let sql = Native::project();
    receive(&sql, bug(1, 1));
    assert_eq!((count_found(&sql, "submitPayment"), count_found(&sql, "checkout.js")), (0, 0));
    let map = |processed: &mut ProcessedEvent| {
        let grouping = &mut processed.grouping;
        grouping.before = vec![grouping.fingerprint];
        grouping.fingerprint = FingerprintHash([9; 16]);
        grouping.place = "submitPayment · src/pages/checkout.js:16".to_owned();
        grouping.symbols = vec!["submitPayment".to_owned(), "src/pages/checkout.js".to_owned()];
    };
    for at in [2, 3] {
        receive_with(&sql, TestEvent { at, ..bug(1, at) }, map);
        assert_eq!((count_found(&sql, "submitPayment"), count_found(&sql, "checkout.js")), (1, 1));
        assert_eq!(count_found(&sql, "bug"), 1, "its own words are still there");
    }
    let issue = stored_issue(&sql, 1);
    assert_eq!(issue.place, "submitPayment · src/pages/checkout.js:16");
    assert_eq!(issue.events, 3, "it is one issue");
}
