//! What is hostile is refused in words, what is personal goes, and what is neither passes
//! unchanged.

use super::*;

const NOW: UnixMillis = UnixMillis(1_795_219_200_000);

fn judged(text: &str) -> Result<String, String> {
    let mut line: ExportLine = serde_json::from_str(text).map_err(|error| format!("reads: {error}"))?;
    check(&mut line, NOW)?;
    Ok(serde_json::to_string(&line).unwrap())
}

fn issue_line() -> String {
    r#"{"issue":{"id":"00ff00ff00ff00ff","title":"TypeError: x","type":1,"status":"resolved","decided_at":"2026-11-01T10:00:00.000Z","known_releases":3,"regressed":null,"merged_into":null,"merged_under":null,"noise":null,"events":5,"sessions":2,"first_seen":"2026-10-01T10:00:00.123Z","last_seen":"2026-10-02T10:00:00.000Z","grouping":["type: TypeError","at f in a.js"],"grouping_version":1}}"#.to_owned()
}

fn event_line() -> String {
    r#"{"event":{"issue":"00ff00ff00ff00ff","number":3,"at":"2026-10-01T10:00:00.000Z","type":1,"name":"TypeError","message":"x","uri":"https://a.example/b","meta":{"list":[null,true],"n":1.5},"release":"1.0","environment":null,"browser":"Firefox 153","os":"Linux","count":2,"stack":"0011223344556677","raw_stack":null}}"#.to_owned()
}

const HOUR: &str = r#"{"issue_hour":{"issue":"00ff00ff00ff00ff","start":"2026-10-01T10:00:00.000Z","events":7,"breakdown":{"release":{"values":[{"value":"1.0","events":7,"sessions":3}]}}}}"#;

const TYPED: &str = r#"{"value":{"kind":"type","value":"7","issue":"00ff00ff00ff00ff"}}"#;

const RELEASE: &str = r#"{"release":{"number":1,"name":"1.0","first_seen":"2026-10-01T10:00:00.000Z"}}"#;

#[test]
fn good_lines_pass_unchanged() {
    for good in [issue_line(), event_line(), HOUR.to_owned(), TYPED.to_owned(), RELEASE.to_owned()] {
        assert_eq!(judged(&good), Ok(good.clone()));
        // Of an older build, whose times had no more of a fraction than they needed.
        assert_eq!(judged(&good.replace(".000Z", "Z")), Ok(good));
    }
}

#[test]
fn a_release_that_grew_by_scrubbing_is_not_cut() {
    let sent = "a@b.ch ".repeat(limits::RELEASE_CHARS / 7);
    let kept = label(&sent);
    assert!(kept.chars().count() > VALUE_CHARS, "{kept}");
    let regressed = format!(r#""regressed":{{"at":"2026-10-01T10:00:00.000Z","release":"{kept}"}}"#);
    for good in [RELEASE.replace("1.0", &kept), issue_line().replace("\"regressed\":null", &regressed)] {
        assert_eq!(judged(&good), Ok(good.clone()));
    }
}

#[test]
fn what_is_wrong_is_said() {
    let long = "x".repeat(50_000);
    let (issue, event) = (issue_line(), event_line());
    for (line, says) in [
        (issue.replace("\"type\":1", "\"type\":100"), "type must be 0 to 99"),
        (issue.replace("\"type\":1", "\"type\":-1"), "reads: "),
        (issue.replace("TypeError: x", &long), "title is longer"),
        (issue.replace("resolved", "shut"), "reads: "),
        (issue.replace("\"events\":5", "\"events\":9007199254740992"), "a count is greater"),
        (issue.replace("\"events\":5", "\"events\":9007199254740991"), "a count is greater"),
        (issue.replace("\"known_releases\":3", "\"known_releases\":-3"), "a count is greater"),
        (issue.replace("2026-10-02T10", "2027-10-02T10"), "in the future"),
        (issue.replace("2026-10-02T10", "1969-10-02T10"), "before 1970"),
        (issue.replace("2026-10-02T10:00:00.000Z", "yesterday"), "reads: "),
        (issue.replace("2026-10-02", "2026-09-02"), "first_seen is after"),
        (issue.replace("\"noise\":null", "\"noise\":\"all\""), "name of a rule"),
        (issue.replace("merged_into\":null", "merged_into\":\"00ff00ff00ff00ff\""), "another issue"),
        (issue.replace("\"events\":5", "\"events\":5,\"more\":1"), "reads: "),
        (issue.replace("00ff00ff00ff00ff", "../../etc"), "reads: "),
        (event.replace("\"number\":3", "\"number\":0"), "out of its range"),
        (event.replace("\"count\":2", "\"count\":0"), "out of its range"),
        (event.replace("\"message\":\"x\"", &format!("\"message\":\"{long}\"")), "message is longer"),
        (event.replace("Firefox 153", &long), "browser is longer"),
        (event.replace("0011223344556677", "001122"), "stack must be the hash"),
        (event.replace("\"list\"", &format!("\"{}\"", long.repeat(50))), "meta is longer"),
        (HOUR.replace("10:00:00.000Z", "10:00:01.000Z"), "start of an hour"),
        (HOUR.replace("\"release\"", "\"colour\""), "is unknown"),
        (HOUR.replace("\"1.0\"", "\"\""), "a value is empty"),
        (
            "{\"stack\":{\"issue\":\"00ff00ff00ff00ff\",\"hash\":\"00\",\"text\":\"x\"}}".into(),
            "hash must be",
        ),
        ("{\"session\":{\"hash\":\"00\"}}".into(), "reads: "),
        (TYPED.replace("\"7\"", "\"anna@mail.example\""), "a type must be a number"),
        (TYPED.replace("\"7\"", "\"+7\""), "a type must be a number"),
        (TYPED.replace("\"7\"", "\"100\""), "type must be 0 to 99"),
        (HOUR.replace("\"release\"", "\"type\""), "a type must be a number"),
        (RELEASE.replace("1.0", &long), "a release is longer"),
        (RELEASE.replace("1.0", ""), "a release is empty"),
        ("[".repeat(100_000), "reads: "),
        (format!("{{\"event\":{}", "[".repeat(100_000)), "reads: "),
        ("{}".into(), "reads: "),
        ("null".into(), "reads: "),
    ] {
        let answer = judged(&line);
        assert!(answer.as_ref().is_err_and(|message| message.contains(says)), "{says}: {answer:?}");
    }
}

#[test]
fn too_many_values_and_parts_are_refused() {
    let one = r#"{"value":"v","events":1,"sessions":0}"#;
    let many = vec![one; VALUES_OF_A_KIND + 1].join(",");
    let line = HOUR.replace(r#"{"value":"1.0","events":7,"sessions":3}"#, &many);
    assert!(judged(&line).unwrap_err().contains("more than 30 values"));
    let parts = vec![r#""p""#; PARTS + 1].join(",");
    assert!(judged(&issue_line().replace(r#""at f in a.js""#, &parts)).unwrap_err().contains("grouping"));
}

#[test]
fn what_is_personal_goes() {
    let mail = "anna@mail.example";
    for line in [
        issue_line().replace("TypeError: x", mail),
        issue_line().replace("at f in a.js", mail),
        event_line().replace("\"message\":\"x\"", &format!("\"message\":\"by {mail}\"")),
        event_line().replace("https://a.example/b", &format!("https://a.example/b?who={mail}")),
        event_line().replace("\"list\":[null", &format!("\"list\":[\"{mail}\"")),
        event_line().replace("\"raw_stack\":null", &format!("\"raw_stack\":\"Error: {mail}\"")),
        event_line().replace("Firefox 153", mail),
        HOUR.replace("1.0", mail),
        format!(r#"{{"release":{{"number":1,"name":"{mail}","first_seen":"2026-10-01T10:00:00.000Z"}}}}"#),
        format!(r#"{{"value":{{"kind":"environment","value":"{mail}","issue":"00ff00ff00ff00ff"}}}}"#),
    ] {
        let message = judged(&line).unwrap();
        assert!(!message.contains("anna"), "{message}");
    }
}

#[test]
fn usage_is_words_of_a_list_platforms_and_scrubbed_releases() {
    let line = |kind: &str, name: &str, key: &str, cell: &str| {
        format!(
            r#"{{"usage":{{"day":"2026-10-01","kind":"{kind}","name":"{name}","key":"{key}","cell":{cell},"visitors":90}}}}"#
        )
    };
    for good in [
        line("name", "", "", r#""export""#),
        line("value", "export", "format", r#""pdf""#),
        line("release", "export", "", r#""1.0 beta""#),
        line("platform", "export", "", r#""Firefox, Linux""#),
        line("platform", "export", "", "null"),
        line("installed_version", "", "", r#""1.4.2""#),
        line("installed_version", "", "", "null"),
        line("installed_platform", "", "", r#""linux""#),
        line("installed_runtime", "", "", r#""node 22""#),
        line("timing", "lcp", "", r#""5""#),
        line("timing", "checkout", "", "null"),
        line("timing_page", "lcp", "/orders/:id", r#""0""#),
        line("timing_page", "lcp", "", r#""0""#),
        line("timing_release", "lcp", "1.0 beta", r#""0""#),
        line("timing_device", "lcp", "memory.low", r#""0""#),
    ] {
        assert_eq!(judged(&good), Ok(good.clone()));
    }
    for bad in [
        line("name", "export", "", r#""pdf""#),
        line("name", "", "", r#""Jane Doe""#),
        line("value", "export", "", r#""pdf""#),
        line("value", "", "format", r#""pdf""#),
        line("value", "export", "format", r#""jane@shop.example""#),
        line("platform", "export", "format", "null"),
        line("platform", "export", "", r#""Jane, Linux""#),
        line("release", "Jane Doe", "", "null"),
        line("other", "export", "", "null"),
        line("installed_version", "export", "", r#""1.4.2""#),
        line("installed_platform", "", "", r#""jane-laptop""#),
        line("installed_runtime", "", "", r#""node 22.1""#),
        line("installed_runtime", "", "node", "null"),
        line("timing", "", "", r#""5""#),
        line("timing", "Jane Doe", "", r#""5""#),
        line("timing", "lcp", "", r#""6""#),
        line("timing", "lcp", "/", r#""5""#),
        line("timing_page", "lcp", "/jane doe", r#""0""#),
        line("timing_page", "lcp", "jane", r#""0""#),
        line("timing_device", "lcp", "memory.8", r#""0""#),
        line("timing_device", "lcp", "", r#""0""#),
        line("name", "", "", r#""export""#).replace("90", "9007199254740991"),
        line("name", "", "", r#""export""#).replace("2026", "2027"),
    ] {
        assert!(judged(&bad).is_err(), "{bad}");
    }
    let personal = line("release", "export", "", r#""1.0 jane@shop.example""#);
    assert_eq!(judged(&personal), Ok(personal.replace("jane@shop.example", "[email]")));
    let personal = line("timing_release", "lcp", "1.0 jane@shop.example", r#""0""#);
    assert_eq!(judged(&personal), Ok(personal.replace("jane@shop.example", "[email]")));
}
