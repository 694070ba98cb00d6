//! What a resent report is known by.

use alloc::format;

use super::one;
use crate::{report::RESEND_WINDOW_MS, time::UnixMillis};

/// A moment in the middle of a window.
const MADE: i64 = 1_795_219_200_000 + RESEND_WINDOW_MS / 2;

fn key(type_name: &str, url: &str, line: u32, age: i64, more: &str, arrived: i64) -> [u8; 16] {
    let report = one(&format!(
        r#"{{"type":"{type_name}","url":"{url}","age":{age}{more},"body":{{"blockedURL":"inline","lineNumber":{line}}}}}"#
    ));
    report.resend_key(UnixMillis(arrived))
}

#[test]
fn a_resent_report_has_the_key_of_the_first_attempt() {
    let first = key("csp-violation", "https://a.example/", 3, 0, "", MADE);
    for age in [0, 61_000, 3_600_000, 40 * 3_600_000] {
        for late in [-2_000, 0, 1_500, 4_999] {
            let more = r#","attempts":2,"user_agent":"x","destination":"d""#;
            assert_eq!(key("csp-violation", "https://a.example/", 3, age, more, MADE + age + late), first);
        }
    }
}

#[test]
fn another_type_page_line_or_moment_is_another_report() {
    let first = key("csp-violation", "https://a.example/", 3, 0, "", MADE);
    assert_ne!(key("csp", "https://a.example/", 3, 0, "", MADE), first);
    assert_ne!(key("csp-violation", "https://a.example/b", 3, 0, "", MADE), first);
    assert_ne!(key("csp-violation", "https://a.example/", 4, 0, "", MADE), first);
    assert_ne!(key("csp-violation", "https://a.example/", 3, 0, "", MADE + RESEND_WINDOW_MS), first);
    assert_ne!(key("csp-violation", "https://a.example/", 3, RESEND_WINDOW_MS, "", MADE), first);
    // As documented: what was scrubbed cannot tell two apart.
    assert_eq!(key("csp-violation", "https://a.example/?b", 3, 0, "", MADE), first);
}

#[test]
fn no_time_is_out_of_range() {
    for arrived in [i64::MIN, -1, 0, i64::MAX] {
        key("crash", "", 1, i64::MAX, "", arrived);
    }
}
