//! Every report recorded from a browser: its kind, rule of noise, title and grouping, as
//! `recorded.txt` has them.

use alloc::{format, vec::Vec};

use super::{blocks, recorded};
use crate::{
    noise::{self, NoiseRule},
    report::Report,
    stack,
};

#[test]
fn every_recorded_report_is_what_the_table_says() {
    let mut expected = blocks(include_str!("recorded.txt"));
    for (name, reports) in recorded() {
        for report in reports {
            let rule = noise::of_report(&report).map_or("-", NoiseRule::name);
            let told = [
                format!("{name} {} {rule}", report.kind().code()),
                report.title(),
                report.grouping().join(" | "),
            ];
            assert_eq!(told.each_ref().map(|line| line.as_str()), expected.next().unwrap());
        }
    }
    assert_eq!(expected.next(), None);
}

#[test]
fn one_violation_in_three_engines_is_one_issue() {
    let of = |file: &str| -> Vec<Report> { recorded().into_iter().find(|(name, _)| name == file).unwrap().1 };
    for files in [
        ["chromium-POST-csp-03", "firefox-POST-csp-02", "webkitgtk-POST-csp-01"], // img-src, last of each
        ["chromium-POST-csp-ro-uri-14", "firefox-POST-csp-ro-uri-11", "webkitgtk-POST-csp-ro-uri-13"],
        ["chromium-POST-cspeval-22", "firefox-POST-cspeval-16", "webkitgtk-POST-cspeval-16"],
        ["chromium-POST-integ-54", "firefox-POST-integro-24", "webkitgtk-POST-integro-27"],
        ["chromium-POST-coep-44", "chromium-POST-coepro-46", "webkitgtk-POST-coep-21"],
    ] {
        let [a, b, c] = files.map(|file| of(file).last().unwrap().fingerprint());
        assert_eq!((&a.hash, &a.parts), (&b.hash, &b.parts), "{files:?}");
        assert_eq!(a.hash, c.hash, "{files:?}");
    }
}

#[test]
fn a_place_is_a_stack_of_one_frame() {
    let mut with_place = 0;
    for (name, reports) in recorded() {
        for report in reports {
            let event = report.event();
            let Some(stack) = &event.stack else { continue };
            let frames = stack::parse_event(stack, event.name.as_deref(), &event.message);
            let place = report.body.as_kind().location().unwrap();
            let [frame] = frames.as_slice() else { panic!("{name}: {frames:?}") };
            assert_eq!((&frame.file, frame.line, frame.column), (&place.file, place.line, place.column));
            assert!(frame.in_app);
            with_place += 1;
        }
    }
    assert_eq!(with_place, 27, "reports with a source file and a line");
}

#[test]
fn an_event_shows_the_fields_and_is_scrubbed_already() {
    for (name, reports) in recorded() {
        for report in reports.into_iter().filter(|report| report.type_name != "csp-hash") {
            let event = report.event();
            let mut again = event.clone();
            crate::scrub::event(&mut again);
            assert_eq!(again, event, "{name}");
            assert_eq!(event.message, report.title());
            let type_name = event.meta.as_ref().and_then(|meta| meta.get("report")?.as_text());
            assert_eq!(type_name, Some(report.type_name.as_str()));
            assert!(event.uri.as_deref().unwrap().starts_with("https://app.test:8443/"), "{name}");
            assert_eq!(report.origin.as_deref(), Some("https://app.test:8443"));
            assert_eq!(event.kind, report.kind());
            assert!(!format!("{event:?}").contains("HeadlessChrome"));
        }
    }
}
