//! Any bytes as the body of a browser's reports, and all that is made of each.

#![no_main]

use corncrake_core::{group::MAX_TITLE_CHARS, noise, report, time::UnixMillis};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(reports) = report::decode(body) else { return };
    assert!(reports.len() <= report::MAX_REPORTS);
    for report in reports {
        let title = report.title();
        assert!(!title.is_empty() && title.chars().count() <= MAX_TITLE_CHARS);
        report.fingerprint();
        report.event();
        report.resend_key(UnixMillis(0));
        noise::of_report(&report);
    }
});
