//! What rules match, and how much work that may be.

use super::*;
use crate::issues::interest::Interest;
use crate::project::rule::{MOST_RULES, PATTERN_CHARS, RuleFieldError, check_conditions};

fn frame(function: &str, file: &str) -> Frame {
    Frame { function: Some(function.into()), file: Some(file.into()), ..Frame::default() }
}

fn conditions(title: &str, function: &str, file: &str, release: &str, environment: &str) -> RuleConditions {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    RuleConditions {
        title: some(title),
        function: some(function),
        file: some(file),
        release: some(release),
        environment: some(environment),
    }
}

#[test]
fn each_pattern_that_is_there_must_match() {
    let frames = [frame("send", "https://app.example/a.js"), frame("pay", "https://cdn.example/v.js")];
    let original = [frame("checkout", "src/pay.ts")];
    let subject = RuleSubject {
        title: "TypeError: Zahlung für 3 fehlt",
        frames: &frames,
        original: &original,
        release: Some("shop@1.2.3"),
        environment: None,
    };
    for (title, function, file, release, environment, expected) in [
        ("typeerror: *", "", "", "", "", true),
        ("*ZAHLUNG FÜR ? fehlt", "", "", "", "", true),
        ("zahlung", "", "", "", "", false),
        ("*", "pay", "", "", "", true),
        ("", "PAY", "*://cdn.example/*", "", "", true),
        ("", "pay", "*://app.example/*", "", "", false),
        ("", "check*", "src/*.ts", "", "", true),
        ("", "", "*.css", "", "", false),
        ("", "", "", "shop@1.*", "", true),
        ("", "", "", "shop@2.*", "", false),
        ("*", "", "", "", "*", false),
    ] {
        let found = conditions(title, function, file, release, environment);
        assert_eq!(Patterns::new(&found).match_event(&subject), expected, "{found:?}");
    }
}

#[test]
fn the_first_that_matches_acts_for_each_action() {
    let rule = |id: u32, on, title: &str, action| Rule {
        id,
        edition: id,
        name: "r".into(),
        on,
        conditions: conditions(title, "", "", "", ""),
        action,
    };
    let parts = |text: &str| RuleAction::Fingerprint(text.into());
    let rules = [
        rule(1, false, "*", RuleAction::Noise),
        rule(2, true, "b*", RuleAction::Noise),
        rule(3, true, "a*", parts("first")),
        rule(4, true, "*", RuleAction::Noise),
        rule(5, true, "*", parts("second")),
        rule(6, false, "*", RuleAction::Interest(Interest::High)),
        rule(7, true, "a", RuleAction::Interest(Interest::Low)),
        rule(8, true, "*", RuleAction::Interest(Interest::High)),
    ];
    let set = RuleSet::new(&rules);
    let subject = RuleSubject { title: "a", frames: &[], original: &[], release: None, environment: None };
    assert_eq!(
        set.matches(&subject),
        RuleMatches { noise: Some(4), fingerprint: Some((3, "first")), interest: InterestMark(-7) }
    );
    assert!(!set.is_empty() && !set.needs_frames() && RuleSet::new(&rules[..1]).is_empty());
}

/// A matcher goes back to its last star, so its work is characters times characters: both, and the
/// frames, have a bound, beyond which nothing is looked at.
#[test]
fn the_work_for_an_event_is_bounded() {
    let found = |pattern: &str, frames: &[Frame]| {
        let subject = RuleSubject { title: "t", frames, original: &[], release: None, environment: None };
        Patterns::new(&conditions("", "", pattern, "", "")).match_event(&subject)
    };
    let at = |place: usize| {
        let mut frames = vec![frame("f", "a.js"); FRAMES * 20];
        frames[place] = frame("f", "b.js");
        frames
    };
    assert!(found("b.js", &at(FRAMES - 1)) && !found("b.js", &at(FRAMES)));
    let long = |chars: usize| [frame("f", &("ä".repeat(chars) + "b"))];
    assert!(found("*b", &long(TEXT_CHARS - 1)) && !found("*b", &long(TEXT_CHARS)));
    assert!(check_most(PATTERN_CHARS).is_ok() && check_most(PATTERN_CHARS + 1).is_err());
    let rules = vec![rule_of(&format!("*{}b", "a".repeat(TEXT_CHARS / 2))); MOST_RULES];
    let worst = vec![frame("f", &"a".repeat(TEXT_CHARS)); FRAMES];
    let subject =
        RuleSubject { title: "t", frames: &worst, original: &worst, release: None, environment: None };
    assert_eq!(RuleSet::new(&rules).matches(&subject), RuleMatches::default());
}

fn check_most(chars: usize) -> Result<RuleConditions, RuleFieldError> {
    check_conditions(conditions("", "", &"a".repeat(chars), "", ""))
}

fn rule_of(file: &str) -> Rule {
    let conditions = conditions("", "", file, "", "");
    Rule { id: 1, edition: 1, name: "r".into(), on: true, conditions, action: RuleAction::Noise }
}
