//! Tests of the lines of an export.

use super::*;

#[test]
fn numbers_of_older_files_are_read_as_the_least_they_can_be() {
    for (text, sessions) in [("7", 7), ("{\"fewer_than\":5}", 0), ("{\"at_least\":5}", 5)] {
        assert_eq!(serde_json::from_str::<SessionCount>(text).unwrap(), SessionCount(sessions));
    }
    assert_eq!(serde_json::to_string(&SessionCount(3)).unwrap(), "3");
    for bad in ["-1", "null", "{}", "{\"at_most\":5}"] {
        assert!(serde_json::from_str::<SessionCount>(bad).is_err(), "{bad}");
    }
}
